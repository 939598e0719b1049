"""What harvestbot knows and decides: pure values, no I/O."""
