"""Block Kit as tables of rules, each with its limits: `limits.py` is the way in."""
