"""The Web API: one module a family of methods, and the table of them all in `registry`."""
