"""``harvestbot run``."""


def run() -> None:
    """Run the bot until SIGTERM or Ctrl-C.

    Over Socket Mode where SLACK_APP_TOKEN is set, else over HTTP.
    """
    from harvestbot import bot
    from harvestbot.cli.loop import complete
    from harvestbot.settings import load

    complete(bot.run(load()))
