"""The emoji that are drawn from their short names; others stay as they are written."""

import re
from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from harvestbot.sandbox.page.render.html import joined, tag, text

SIGNS: Final[Mapping[str, str]] = {
    "+1": "👍",
    "-1": "👎",
    "arrow_right": "➡️",
    "bar_chart": "📊",
    "bell": "🔔",
    "black_circle": "⚫",
    "blue_circle": "🔵",
    "broken_heart": "💔",
    "bug": "🐛",
    "bulb": "💡",
    "calendar": "📆",
    "chart_with_upwards_trend": "📈",
    "clipboard": "📋",
    "clock1": "🕐",
    "construction": "🚧",
    "eyes": "👀",
    "fire": "🔥",
    "gear": "⚙️",
    "green_circle": "🟢",
    "grey_question": "❔",
    "hammer_and_wrench": "🛠️",
    "heart": "❤️",
    "heavy_check_mark": "✔️",
    "hourglass": "⌛",
    "hourglass_flowing_sand": "⏳",
    "information_source": "\N{INFORMATION SOURCE}\ufe0f",
    "key": "🔑",
    "large_blue_circle": "🔵",
    "large_green_circle": "🟢",
    "large_orange_circle": "🟠",
    "large_purple_circle": "🟣",
    "large_yellow_circle": "🟡",
    "link": "🔗",
    "lock": "🔒",
    "mag": "🔍",
    "mute": "🔇",
    "no_bell": "🔕",
    "no_entry": "⛔",
    "no_entry_sign": "🚫",
    "octagonal_sign": "🛑",
    "ok_hand": "👌",
    "package": "📦",
    "pencil2": "✏️",
    "question": "❓",
    "raised_hands": "🙌",
    "recycle": "♻️",
    "red_circle": "🔴",
    "robot_face": "🤖",
    "rocket": "🚀",
    "rotating_light": "🚨",
    "skull": "💀",
    "smile": "😄",
    "sob": "😭",
    "sos": "🆘",
    "speech_balloon": "💬",
    "tada": "🎉",
    "thinking_face": "🤔",
    "thumbsdown": "👎",
    "thumbsup": "👍",
    "tractor": "🚜",
    "warning": "⚠️",
    "wastebasket": "🗑️",
    "wave": "👋",
    "white_check_mark": "✅",
    "white_circle": "⚪",
    "wrench": "🔧",
    "x": "❌",
    "zzz": "💤",
}
"""Slack's short names for common emoji."""

PATTERN: Final = "|".join(f":{re.escape(name)}:" for name in SIGNS)
"""Matches what is in the table, colons included."""
_KNOWN: Final = re.compile(f"({PATTERN})")


def sign(name: str, unicode: str | None = None) -> Markup:
    """One emoji; its short name between colons where it is not known.

    Args:
        name: Its short name.
        unicode: The code points, in hexadecimal and joined by `-`, as rich text may give them.
    """
    drawn = SIGNS.get(name) or _from_code_points(unicode or "")
    if not drawn:
        return text(f":{name}:")
    return tag("span", drawn, class_="bk-emoji", role="img", aria_label=name.replace("_", " "), title=f":{name}:")


def with_signs(said: str) -> Markup:
    """A text in which the short names that are known are drawn."""
    pieces = _KNOWN.split(said)
    return joined(*(sign(piece.strip(":")) if n % 2 else piece for n, piece in enumerate(pieces)))


def replaced(said: str) -> str:
    """A text with the signs of the short names that are known, for where no elements can stand."""
    return _KNOWN.sub(lambda name: SIGNS[name[0].strip(":")], said)


def _from_code_points(written: str) -> str:
    try:
        return "".join(chr(int(point, 16)) for point in written.split("-"))
    except (ValueError, OverflowError):
        return ""
