"""One client for a portal's harvesters, two dialects of its API."""
