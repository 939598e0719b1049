"""People as Slack writes them in typed text: ``<@U024BE7LH|ada>``, or their bare id."""

import re

_MENTION = re.compile(r"<@(?P<id>[UW][A-Z0-9]{2,30})(?:\|[^<>]*)?>")
_BARE = re.compile(r"[UW][A-Z0-9]{7,30}")


def mentioned(word: str) -> str:
    """Return the id of the person that a word means, "" where it means none."""
    if mention := _MENTION.fullmatch(word):
        return mention["id"]
    return word if _BARE.fullmatch(word) else ""


def looks_like_mention(word: str) -> bool:
    """Tell whether a word is meant as somebody or some group, even if it is not known whom."""
    return word.startswith(("@", "<@", "<!"))
