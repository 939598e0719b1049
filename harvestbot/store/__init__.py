"""What harvestbot remembers: tables, and the questions asked of them."""
