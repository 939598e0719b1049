"""A simulated portal and a simulated Slack, and the demo that puts the bot between them."""
