"""The tour: the story of the bot, played in the terminal and checked step by step (`play.run_tour`)."""
