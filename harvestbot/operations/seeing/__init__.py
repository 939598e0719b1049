"""What was last seen of all portals: found while somebody types, shown in numbers, kept fresh."""
