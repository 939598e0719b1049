"""What people do with modals: fill in, submit, close."""

from collections.abc import Mapping

from harvestbot.sandbox.slack import answers, payloads
from harvestbot.sandbox.slack.acting import on_screen, spot_named
from harvestbot.sandbox.slack.deliver import Courier, Delivery
from harvestbot.sandbox.slack.elements import Spot, chosen, is_empty, spots, value_key
from harvestbot.sandbox.slack.errors import CannotDo
from harvestbot.sandbox.slack.state import State
from harvestbot.sandbox.slack.views import View


async def submit(state: State, courier: Courier, user: str, view: View, values: Mapping[str, object]) -> Delivery:
    """Fill in fields and press the submit button.

    The client itself refuses empty required fields and texts of a wrong length (nothing is sent then).
    """
    on_screen(state, user, view)
    if view.body["type"] != "modal" or "submit" not in view.body:
        raise CannotDo(f"view {view.id} has no submit button")
    _fill(view, values)
    view.errors = {}
    view.trouble = ""
    refused = {spot.block_id: said for spot in spots(view.blocks) if (said := _wrong(view, spot))}
    if refused:
        view.errors = refused
        state.pulse.beat("view", user=user, view_id=view.id)
        return Delivery("view_submission", {}, failure="not_sent", errors=dict(refused))
    delivery = await courier.bring("view_submission", "interactive", payloads.submission(state, user, view))
    if delivery.failure:
        answers.cannot_submit(state, view, delivery.failure)
    else:
        answers.of_submission(state, delivery, view)
    return delivery


async def close(state: State, courier: Courier, user: str, view: View, *, everything: bool = False) -> Delivery | None:
    """Close a modal; the app is told only where it asked with `notify_on_close`.

    Args:
        state: The workspace.
        courier: Brings the news to the app.
        user: Who closes.
        view: The modal before them.
        everything: Close the whole stack.
    """
    on_screen(state, user, view)
    cleared = everything or bool(view.body.get("clear_on_close"))
    if cleared:
        state.views.clear(user)
    else:
        state.views.close(view)
    state.pulse.beat("view", user=user, view_id=view.id)
    if not view.body.get("notify_on_close"):
        return None
    return await courier.bring("view_closed", "interactive", payloads.closed(state, user, view, cleared=cleared))


def _fill(view: View, values: Mapping[str, object]) -> None:
    for name, wanted in values.items():
        spot = spot_named(view, name)
        try:
            held = chosen(spot.element, wanted)
        except LookupError as unknown:
            raise CannotDo(str(unknown)) from None
        view.state.setdefault(spot.block_id, {})[spot.action_id] = held


def _wrong(view: View, spot: Spot) -> str:
    """Why Slack's own client refuses a field."""
    if spot.block["type"] != "input":
        return ""
    element = spot.element
    held = view.state[spot.block_id][spot.action_id]
    if is_empty(element, held):
        return "" if spot.block.get("optional") else "Please complete this required field."
    value = held[value_key(element)]
    if element["type"] == "number_input":
        return _wrong_number(element.get("min_value"), element.get("max_value"), value)
    if not isinstance(value, str):
        return ""
    low, high = element.get("min_length", 0), element.get("max_length", len(value))
    return "" if low <= len(value) <= high else f"Please enter {low} to {high} characters."


def _wrong_number(low: str | None, high: str | None, value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if low is not None and number < float(low):
        return f"Please enter a number that is at least {low}."
    if high is not None and number > float(high):
        return f"Please enter a number that is at most {high}."
    return ""
