"""People and user groups as Slack writes them in typed text, or their bare ids.

People are ``<@U024BE7LH|ada>``, user groups ``<!subteam^SAZ94GDB8|@on-call>``.
"""

import re

_MENTION = re.compile(r"<@(?P<id>[UW][A-Z0-9]{2,30})(?:\|[^<>]*)?>")
_BARE = re.compile(r"[UW][A-Z0-9]{7,30}")
_GROUP = re.compile(r"<!subteam\^(?P<id>S[A-Z0-9]{2,30})(?:\|[^<>]*)?>")
_BARE_GROUP = re.compile(r"S[A-Z0-9]{7,30}")


def mentioned(word: str) -> str:
    """Return the id of the person that a word means, "" where it means none."""
    if mention := _MENTION.fullmatch(word):
        return mention["id"]
    return word if _BARE.fullmatch(word) else ""


def mentioned_group(word: str) -> str:
    """Return the id of the user group that a word means, "" where it means none."""
    if mention := _GROUP.fullmatch(word):
        return mention["id"]
    return word if _BARE_GROUP.fullmatch(word) else ""


def looks_like_mention(word: str) -> bool:
    """Tell whether a word is meant as somebody or some group, even if it is not known whom."""
    return word.startswith(("@", "<@", "<!"))
