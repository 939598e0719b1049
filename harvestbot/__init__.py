"""harvestbot: the Slack bot for the people on call for data portals."""
