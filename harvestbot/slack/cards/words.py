"""Words and signs that stand on more than one card; the words on buttons are a contract with people and scripts.

Numbers are written plainly, without separators, everywhere: the number on a button is the number in the text above it.
"""

from collections.abc import Mapping

from harvestbot.domain.harvesters import Health
from harvestbot.slack.cards.text import Mrkdwn, joined, md

REFRESH = "Refresh"
START = "Start"
START_ANYWAY = "Start anyway"
ABORT = "Abort"
PUBLISH = "Publish"
UNPUBLISH = "Unpublish"
WATCH = "Watch"
UNWATCH = "Unwatch"
UNMUTE = "Unmute"
HISTORY = "History"
ERRORS = "Errors"
PREVIEW = "Preview"
DELETE_ASK = "Delete…"
DELETE = "Delete"
CANCEL = "Cancel"
RESTORE_ASK = "Restore…"
RESTORE = "Restore"
APPROVE = "Approve"
REJECT = "Reject"
EDIT = "Edit"
COPY = "Copy…"
CHANGE = "Change"
REMOVE = "Remove"
SCHEDULE = "Schedule"
SET_SCHEDULE = "Set a schedule"
OPEN_AGAIN = "Open again"
STOP = "Stop"
CHOOSE = "Choose several…"
LIST = "List"
DIGEST_NOW = "Digest now"
DIGEST_OFF = "No digest"
ON_IT = "I'm on it"
TAKE_OVER = "Take over"
TEST = "Test button"
WHY = "Why do I get this?"
STATUS = "Status"
PORTALS = "Portals"
PREVIOUS = "Previous"
NEXT = "Next"
NEWER = "Newer"
OLDER = "Older"
OPEN = "Open"
SHOW = "Show"
EVERY_PORTAL = "Every portal"
READ_ANEW = "Read anew"
BACK = "Back to the harvester"
CLOSE = "Close"

ICONS = {
    Health.FAILED: "🔴",
    Health.WITH_ERRORS: "🟠",
    Health.RUNNING: "🔵",
    Health.UNKNOWN: "🟣",
    Health.NEVER_RUN: "⚪",
    Health.WELL: "🟢",
}
"""A sign for each health, worst first; its word always stands beside it."""

ASKING = "❓"
WORKING = "⏳"
DONE = "✅"
NOT_DONE = "❌"
CALLED_OFF = "🚫"
UNSURE = "❔"
AGREED = "☑️"
REFUSED = "⛔"
WARNING = "⚠️"
TYPING = "🔑"
INFO = "💬"
WATCHED = "🔔"
SILENT = "🔕"
HAND = "🙋"

STOPPING = "🛑"
STUCK = "⏰"

OUTCOME_UNKNOWN = "Outcome unknown"
NOTHING_DONE = "nothing was done"


def counted(number: int, thing: str) -> str:
    """Write ``1 dataset``, ``2 datasets``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def datasets(number: int) -> str:
    """Write ``1 dataset``, ``2 datasets``."""
    return counted(number, "dataset")


def publish_datasets(number: int) -> str:
    """Return the words on the button that publishes so many."""
    return f"{PUBLISH} {datasets(number)}"


def unpublish_datasets(number: int) -> str:
    """Return the words on the button that unpublishes so many."""
    return f"{UNPUBLISH} {datasets(number)}"


def delete_keeping(number: int) -> str:
    """Return the words on the button that deletes a harvester and keeps its datasets."""
    return f"{DELETE}, keep {datasets(number)}"


def delete_with(number: int) -> str:
    """Return the words on the button that deletes a harvester with its datasets."""
    return f"{DELETE} with {datasets(number)}"


def harvesters(number: int) -> str:
    """Write ``1 harvester``, ``2 harvesters``."""
    return counted(number, "harvester")


def start_several(number: int) -> str:
    """Return the words on the button that starts so many harvesters."""
    return f"{START} {harvesters(number)}"


def of_harvesters(words: str, number: int) -> str:
    """Return the words on a button about datasets, with the number of the harvesters that have them."""
    return f"{words} of {harvesters(number)}"


def delete_several(number: int) -> str:
    """Return the words on the button that deletes so many harvesters."""
    return f"{DELETE} {harvesters(number)}"


def delete_several_keeping(number: int, kept: int) -> str:
    """Return the words on the button that deletes so many harvesters and keeps their datasets."""
    return f"{delete_several(number)}, keep {datasets(kept)}"


def delete_several_with(number: int, gone: int) -> str:
    """Return the words on the button that deletes so many harvesters with their datasets."""
    return f"{delete_several(number)} with {datasets(gone)}"


def health(value: Health) -> Mrkdwn:
    """Return a health as a sign and its word, never the colour alone."""
    return md("{icon} {word}", icon=ICONS[value], word=value.value)


def tally(by_health: Mapping[Health, int]) -> Mrkdwn:
    """Count harvesters by health, worst first, leaving out what there is none of."""
    return joined(
        "  ·  ",
        [
            md("{icon} {count} {word}", icon=icon, count=by_health[health], word=health.value)
            for health, icon in ICONS.items()
            if by_health.get(health)
        ],
    )


def elapsed(seconds: float) -> str:
    """Write how long something took: ``45 s``, ``2 min 5 s``, ``3 h 20 min``, ``2 d 4 h``."""
    whole = max(int(seconds), 0)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
