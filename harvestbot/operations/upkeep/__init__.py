"""What keeps the bot well and shows that it is: logs, numbers, signs of life, checks, cleaning."""
