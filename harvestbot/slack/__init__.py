"""Everything that knows Slack: intake, cards, sender."""
