"""What people press, choose and look up."""

from harvestbot.sandbox.slack import limits, payloads
from harvestbot.sandbox.slack.acting import actor, on_screen, place, spot_named
from harvestbot.sandbox.slack.deliver import Courier, Delivery
from harvestbot.sandbox.slack.elements import PRESSED, STATELESS, Spot, chosen, options_of
from harvestbot.sandbox.slack.errors import CannotDo
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.plain import words
from harvestbot.sandbox.slack.state import State
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.slack.wire import Json


async def press(
    state: State,
    courier: Courier,
    user: str,
    where: Message | View,
    name: str,
    *,
    value: str | None = None,
    confirm: bool = True,
) -> Delivery:
    """Press a button that is really there; its confirm dialog is accepted unless told otherwise."""
    on_screen(state, user, where)
    spot = spot_named(where, name, value=value)
    if spot.element["type"] not in PRESSED:
        raise CannotDo(f"{name!r} is a {spot.element['type']}, not a button: choose an option of it")
    told: Json = {"text": spot.element.get("text")}
    if "value" in spot.element:
        told["value"] = spot.element["value"]
    return await _act(state, courier, user, where, spot, told, confirm=confirm)


async def choose(
    state: State,
    courier: Courier,
    user: str,
    where: Message | View,
    name: str,
    wanted: object,
    *,
    confirm: bool = True,
) -> Delivery:
    """Choose in a menu, or fill in an input; an input block tells the app only where `dispatch_action` is set."""
    on_screen(state, user, where)
    spot = spot_named(where, name)
    element = spot.element
    if element["type"] in PRESSED:
        raise CannotDo(f"{name!r} is a button: press it")
    try:
        told = _choice(spot, wanted)
    except LookupError as unknown:
        raise CannotDo(str(unknown)) from None
    if element["type"] not in STATELESS:
        where.state.setdefault(spot.block_id, {})[spot.action_id] = told
        state.pulse.beat("state", block_id=spot.block_id, action_id=spot.action_id)
    if spot.block["type"] == "input" and not spot.block.get("dispatch_action"):
        return Delivery("block_actions", {}, failure="")
    told = {key: value for key, value in told.items() if key != "type"}
    return await _act(state, courier, user, where, spot, told, confirm=confirm)


def _choice(spot: Spot, wanted: object) -> Json:
    element = spot.element
    if element["type"] == "feedback_buttons":
        for key in ("positive_button", "negative_button"):
            if wanted in (words(element[key]["text"]), element[key]["value"]):
                return {"text": element[key]["text"], "value": element[key]["value"]}
        raise LookupError(f"no such feedback: {wanted!r}")
    if element["type"] == "overflow":
        for option in options_of(element):
            if wanted in (words(option["text"]), option.get("value")):
                return {"selected_option": option}
        raise LookupError(f"no option {wanted!r} among {[words(option['text']) for option in options_of(element)]}")
    return chosen(element, wanted)


async def suggest(
    state: State, courier: Courier, user: str, where: Message | View, name: str, typed: str
) -> list[Json]:
    """Type into an external select and return the options that the bot offers.

    Returns:
        The options, those of groups too; none where too little was typed or the bot did not answer (which is a problem).
    """
    on_screen(state, user, where)
    spot = spot_named(where, name)
    if not spot.element["type"].endswith("external_select"):
        raise CannotDo(f"{name!r} is a {spot.element['type']}: its options are on the screen")
    if len(typed) < spot.element.get("min_query_length", 3):
        return []
    delivery = await courier.bring(
        "block_suggestion", "interactive", payloads.suggestion(state, user, where, spot, typed)
    )
    body = delivery.body if isinstance(delivery.body, dict) else {}
    broken = limits.problems("options", body)
    if delivery.failure or broken:
        error = delivery.failure or "invalid_response"
        state.trouble(user, "", error, "Error: could not load options")
        return []
    return options_of(body)


async def shortcut(state: State, courier: Courier, user: str, callback_id: str) -> Delivery:
    """Run a global shortcut."""
    actor(state, user)
    delivery = await courier.bring("shortcut", "interactive", payloads.shortcut(state, user, callback_id))
    _notice(state, user, "", delivery)
    return delivery


async def message_action(state: State, courier: Courier, user: str, message: Message, callback_id: str) -> Delivery:
    """Run a shortcut on a message."""
    on_screen(state, user, message)
    place(state, user, message.channel)
    told = payloads.message_action(state, user, message, callback_id)
    delivery = await courier.bring("message_action", "interactive", told)
    _notice(state, user, message.channel, delivery)
    return delivery


async def _act(
    state: State, courier: Courier, user: str, where: Message | View, spot: Spot, told: Json, *, confirm: bool
) -> Delivery:
    if "confirm" in spot.element and not confirm:
        return Delivery("block_actions", {}, failure="not_sent")
    payload = payloads.block_actions(state, user, where, spot, told)
    delivery = await courier.bring("block_actions", "interactive", payload)
    _notice(state, user, where.channel if isinstance(where, Message) else "", delivery)
    return delivery


def _notice(state: State, user: str, channel: str, delivery: Delivery) -> None:
    if delivery.failure:
        state.trouble(user, channel, delivery.failure, f"Oops, something went wrong: {delivery.failure}")
