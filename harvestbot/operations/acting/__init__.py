"""What people decide on is carried out: asked about, approved, sent once, followed to its end and told."""
