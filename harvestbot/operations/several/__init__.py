"""Several harvesters at once: asked about, worked through one after the other, stopped."""
