"""Watching: what has changed on a portal, who wants to know, and how often the portal may be asked."""
