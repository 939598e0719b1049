"""Channels and people are told: looks at the portals, what they show, subscriptions, digests, history."""
