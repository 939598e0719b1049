"""The simulated Slack: Web API, deliveries and Socket Mode."""
