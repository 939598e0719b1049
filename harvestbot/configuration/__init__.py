"""How a set-up is read and checked, whatever its settings are: formats, sources, mistakes."""
