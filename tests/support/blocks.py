"""Guards what goes out to Slack: every limit that Slack documents, and a rendering that people can read in a snapshot.

``check`` combines slack_sdk's own models, which know most limits of single blocks, with the small table below for what
they do not look at: texts of sections, sums, duplicate ids, the shape of mrkdwn, and what a surface takes. The
simulated Slack has limits of its own, written by somebody else: both must agree.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
from slack_sdk.models.blocks import Block as ModelBlock
from slack_sdk.models.views import View

from harvestbot.sandbox.slack.limits import problems
from harvestbot.slack.cards.blocks import Card

Surface = Literal["message", "modal", "home"]

BLOCKS = {"message": 50, "modal": 100, "home": 100}
MESSAGE_TEXTS = 13_000
FALLBACK = 3_000
COUNTS = {
    ("section", "fields"): 10,
    ("context", "elements"): 10,
    ("actions", "elements"): 25,
    ("overflow", "options"): 5,
    ("static_select", "options"): 100,
    ("table", "rows"): 100,
}
"""How many of what a block or element holds; none of them may be empty either."""
TEXTS = {
    ("section", "text"): 3_000,
    ("section", "fields"): 2_000,
    ("context", "elements"): 3_000,
    ("header", "text"): 150,
    ("button", "text"): 75,
    ("option", "text"): 75,
    ("option", "description"): 75,
    ("input", "label"): 2_000,
    ("input", "hint"): 2_000,
    ("view", "title"): 24,
    ("view", "submit"): 24,
    ("view", "close"): 24,
}
"""How long a text may be, by what holds it."""
STRINGS = {"action_id": 255, "block_id": 255, "callback_id": 255, "private_metadata": 3_000, "url": 3_000}
VALUES = {"button": 2_000, "option": 150}
SURFACES = {
    "message": {"section", "header", "context", "actions", "divider", "image", "rich_text", "table", "input"}
    | {"data_table", "data_visualization"},
    "modal": {"section", "header", "context", "actions", "divider", "image", "rich_text", "input"},
}
UNMODELLED = ("data_table", "data_visualization")
"""What slack_sdk has no models for: only the simulated Slack looks at these."""
RAW = re.compile(
    r"<(?!!date\^\d+\^[^<>]+\|[^<>]+>|@[UW][A-Z0-9]+>|!subteam\^S[A-Z0-9]+>|#[CDG][A-Z0-9]+>|https?://[^<>|\s]+\|[^<>|]+>)"
)
"""A raw ``<`` that begins neither a date, a person, a user group, a channel, nor a link with a label."""
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\u200b\ufeff]")


def check(said: Card | Mapping[str, Any], surface: Surface = "message") -> None:
    """Raise AssertionError on anything that Slack would refuse, or that could mention somebody by accident.

    Args:
        said: a card, the arguments of a message (``text`` and ``blocks``), or a view.
        surface: where it goes.
    """
    if isinstance(said, Card) and said.plain is not None:
        check(plain(said), surface)
    payload = as_json(said)
    blocks = payload["blocks"]
    found = problems(surface, payload)
    assert not found, f"the simulated Slack refuses: {found}"
    assert 1 <= len(blocks) <= BLOCKS[surface], f"{len(blocks)} blocks"
    if surface == "message":
        assert payload["text"], "a message needs a text for notifications"
        assert len(payload["text"]) <= FALLBACK, f"a text of {len(payload['text'])} characters"
        _mrkdwn(payload["text"])
        for model in ModelBlock.parse_all([block for block in blocks if block["type"] not in UNMODELLED]):
            model.to_dict()
        total = sum(len(text) for text, _ in texts(payload))
        assert total <= MESSAGE_TEXTS, f"{total} characters in all"
    else:
        View(**payload).validate_json()
        _sized("view", payload)
        assert surface == "home" or payload["title"]["text"], "a modal needs a title"
    for block in blocks:
        assert block["type"] in SURFACES["message" if surface == "message" else "modal"], block["type"]
    _unique([block["block_id"] for block in blocks if "block_id" in block])
    for block in blocks:
        _unique([node["action_id"] for _, node in nodes("", block) if "action_id" in node])
        for kind, node in nodes("", block):
            _sized(kind, node)


def as_json(said: Card | Mapping[str, Any]) -> dict[str, Any]:
    """Return what goes over the wire."""
    payload: dict[str, Any] = json.loads(json.dumps(msgspec.to_builtins(said)))
    if isinstance(said, Card):
        del payload["plain"]
    return payload


def plain(said: Card) -> Card:
    """Return a card as a workspace without native blocks is shown it."""
    return msgspec.structs.replace(said, blocks=said.plain or said.blocks, plain=None)


def nodes(kind: str, node: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk all objects of a payload, each with its kind."""
    if isinstance(node, dict):
        kind = str(node.get("type", kind))
        yield kind, node
        for name, inner in node.items():
            yield from nodes({"options": "option", "confirm": "confirm"}.get(name, ""), inner)
    elif isinstance(node, list):
        for inner in node:
            yield from nodes(kind, inner)


def texts(said: Card | Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Walk all texts that people see, each with its type."""
    for kind, node in nodes("", as_json(said)):
        if kind in ("plain_text", "mrkdwn"):
            yield node["text"], kind


def buttons(said: Card | Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return everything that can be pressed, menu entries included, by the words on it."""
    return {
        node["text"]["text"]: node for kind, node in nodes("", as_json(said)["blocks"]) if kind in ("button", "option")
    }


def render(said: Card | Mapping[str, Any]) -> str:
    """Return what people see, as plain lines, and below it the JSON that goes out."""
    payload = as_json(said)
    seen = [f"[{payload[part]['text']}]" for part in ("title", "submit", "close") if part in payload]
    if "text" in payload:
        seen.append(f"({_readable(payload['text'])})")
    for block in payload["blocks"]:
        seen += _lines(block)
    return "\n".join([*seen, "", json.dumps(payload, ensure_ascii=False, indent=1)])


def _lines(block: Mapping[str, Any]) -> list[str]:
    match block["type"]:
        case "section":
            return _section(block)
        case "context":
            return [f"  ~ {_readable(element['text'])}" for element in block["elements"]]
        case "actions":
            return ["  ".join(_pressable(element) for element in block["elements"])]
        case "input":
            hint = f"  ({block['hint']['text']})" if "hint" in block else ""
            return [f"{block['label']['text']}: {_typed(block['element'])}{hint}"]
        case "data_table" | "data_visualization":
            return _native(block)
        case other:
            return [f"──── {block['text']['text'] if other == 'header' else other}"]


def _typed(element: Mapping[str, Any]) -> str:
    """Return what stands in an input to begin with."""
    if element["type"] == "plain_text_input":
        return str(element.get("initial_value", "______"))
    if element["type"] == "checkboxes":
        ticked = element.get("initial_options", [])
        return " ".join(f"{'[x]' if one in ticked else '[ ]'} {one['text']['text']}" for one in element["options"])
    if element["type"].endswith("external_select"):
        return _pressable(element)
    chosen = element.get("initial_option")
    return " ".join(f"{'(x)' if one == chosen else '( )'} {one['text']['text']}" for one in element["options"])


def _native(block: Mapping[str, Any]) -> list[str]:
    if block["type"] == "data_table":
        return [f"# {block['caption']}", *("| " + " | ".join(map(_cell, row)) for row in block["rows"])]
    plot = block["chart"]
    axis = f"| {', '.join(plot['axis_config']['categories'])}"
    series = [f"| {one['name']}: {', '.join(str(point['value']) for point in one['data'])}" for one in plot["series"]]
    return [f"# {block['title']} ({plot['type']})", axis, *series]


def _cell(cell: Mapping[str, Any]) -> str:
    if cell["type"] == "rich_text":
        (element,) = cell["elements"][0]["elements"]
        return _moment(element["timestamp"]) if element["type"] == "date" else f"<@{element['user_id']}>"
    return str(cell["text"])


def _section(block: Mapping[str, Any]) -> list[str]:
    columns = [f"| {_readable(field['text'])}".replace("\n", ": ") for field in block.get("fields", ())]
    text = [_readable(block["text"]["text"])] if "text" in block else []
    accessory = [_pressable(block["accessory"])] if "accessory" in block else []
    return [*text, *columns, *accessory]


def _pressable(element: Mapping[str, Any]) -> str:
    if element["type"] == "overflow":
        return "[… " + " | ".join(option["text"]["text"] for option in element["options"]) + "]"
    if "options" in element or "option_groups" in element:
        groups = element.get("option_groups") or [{"label": {"text": ""}, "options": element["options"]}]
        return f"[{element['placeholder']['text']} ▾ {' | '.join(_grouped(one) for one in groups)}]"
    if element["type"] in ("external_select", "multi_external_select"):
        return f"[{element['placeholder']['text']} ▾]"
    marks = {"primary": "+", "danger": "!"}
    return f"[{marks.get(element.get('style', ''), '')}{element['text']['text']}]"


def _grouped(group: Mapping[str, Any]) -> str:
    return f"{group['label']['text']}: {', '.join(one['text']['text'] for one in group['options'])}"


def _readable(text: str) -> str:
    text = re.sub(r"<!date\^(\d+)\^[^|]*\|[^>]*>", lambda date: _moment(int(date[1])), text)
    text = re.sub(r"<(http[^|>]*)\|([^>]*)>", r"\2 → \1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _moment(epoch: int) -> str:
    return datetime.fromtimestamp(epoch, UTC).strftime("%d %b %Y %H:%M")


def _sized(kind: str, node: Mapping[str, Any]) -> None:
    for (owner, name), most in COUNTS.items():
        if owner == kind and name in node:
            assert 1 <= len(node[name]) <= most, f"{len(node[name])} {name} in a {kind}"
    for (owner, name), most in TEXTS.items():
        if owner == kind and name in node:
            for text in node[name] if isinstance(node[name], list) else [node[name]]:
                assert 1 <= len(text.get("text", "-")) <= most, (
                    f"{len(text['text'])} characters in the {name} of a {kind}"
                )
    for name, most in STRINGS.items():
        assert len(node.get(name, "")) <= most, f"{name} of {len(node[name])} characters"
    if kind in VALUES and "value" in node:
        assert 1 <= len(node["value"]) <= VALUES[kind], f"value of {len(node['value'])} characters in a {kind}"
    if kind == "mrkdwn":
        _mrkdwn(node["text"])
        assert node.get("verbatim") is True, "Slack would make links of what a name contains"
    if kind == "plain_text":
        assert not CONTROL.search(node["text"]), "a character that cannot be seen"


def _mrkdwn(text: str) -> None:
    assert not RAW.search(text), f"a raw < in {text[:200]!r}"
    assert not ENTITY.search(text), f"a broken entity in {text[:200]!r}"
    assert not CONTROL.search(text), f"a character that cannot be seen in {text[:200]!r}"


def _unique(identities: Sequence[str]) -> None:
    assert len(identities) == len(set(identities)), f"the same id twice: {identities}"
