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


class Hands:
    """What people press and choose with.

    Args:
        state: The workspace.
        courier: Brings what was done to the bot.
    """

    def __init__(self, state: State, courier: Courier) -> None:
        self._state = state
        self._courier = courier

    async def press(
        self,
        user: str,
        where: Message | View,
        name: str,
        *,
        value: str | None = None,
        confirm: bool = True,
    ) -> Delivery:
        """Press a button that is really there; its confirm dialog is accepted unless told otherwise."""
        on_screen(self._state, user, where)
        spot = spot_named(where, name, value=value)
        if spot.element["type"] not in PRESSED:
            raise CannotDo(f"{name!r} is a {spot.element['type']}, not a button: choose an option of it")
        if "confirm" in spot.element and not confirm:
            return Delivery("block_actions", {}, failure="not_sent")
        told: Json = {"text": spot.element.get("text")}
        if "value" in spot.element:
            told["value"] = spot.element["value"]
        return await self._act(user, where, spot, told)

    async def choose(
        self,
        user: str,
        where: Message | View,
        name: str,
        wanted: object,
        *,
        confirm: bool = True,
    ) -> Delivery:
        """Choose in a menu, or fill in an input; an input block tells the app only where `dispatch_action` is set."""
        on_screen(self._state, user, where)
        spot = spot_named(where, name)
        element = spot.element
        if element["type"] in PRESSED:
            raise CannotDo(f"{name!r} is a button: press it")
        try:
            told = _choice(spot, wanted)
        except LookupError as unknown:
            raise CannotDo(str(unknown)) from None
        if "confirm" in element and not confirm:
            return Delivery("block_actions", {}, failure="not_sent")
        if element["type"] not in STATELESS:
            where.state.setdefault(spot.block_id, {})[spot.action_id] = told
            self._state.pulse.beat("state", block_id=spot.block_id, action_id=spot.action_id)
        if spot.block["type"] == "input" and not spot.block.get("dispatch_action"):
            return Delivery("block_actions", {}, failure="")
        told = {key: value for key, value in told.items() if key != "type"}
        return await self._act(user, where, spot, told)

    async def suggest(self, user: str, where: Message | View, name: str, typed: str) -> list[Json]:
        """Type into an external select and return the options that the bot offers.

        Returns:
            The options, those of groups too; none where too little was typed, or where the bot failed to answer.
        """
        on_screen(self._state, user, where)
        spot = spot_named(where, name)
        if not spot.element["type"].endswith("external_select"):
            raise CannotDo(f"{name!r} is a {spot.element['type']}: its options are on the screen")
        if len(typed) < spot.element.get("min_query_length", 3):
            return []
        delivery = await self._courier.bring(
            "block_suggestion", "interactive", payloads.suggestion(self._state, user, where, spot, typed)
        )
        body = delivery.body if isinstance(delivery.body, dict) else {}
        broken = limits.problems("options", body)
        if delivery.failure or broken:
            error = delivery.failure or "invalid_response"
            self._state.trouble(user, "", error, "Error: could not load options")
            return []
        return options_of(body)

    async def shortcut(self, user: str, callback_id: str) -> Delivery:
        """Run a global shortcut."""
        actor(self._state, user)
        delivery = await self._courier.bring(
            "shortcut", "interactive", payloads.shortcut(self._state, user, callback_id)
        )
        self._notice(user, "", delivery)
        return delivery

    async def message_action(self, user: str, message: Message, callback_id: str) -> Delivery:
        """Run a shortcut on a message."""
        on_screen(self._state, user, message)
        place(self._state, user, message.channel)
        told = payloads.message_action(self._state, user, message, callback_id)
        delivery = await self._courier.bring("message_action", "interactive", told)
        self._notice(user, message.channel, delivery)
        return delivery

    async def _act(self, user: str, where: Message | View, spot: Spot, told: Json) -> Delivery:
        payload = payloads.block_actions(self._state, user, where, spot, told)
        delivery = await self._courier.bring("block_actions", "interactive", payload)
        self._notice(user, where.channel if isinstance(where, Message) else "", delivery)
        return delivery

    def _notice(self, user: str, channel: str, delivery: Delivery) -> None:
        if delivery.failure:
            self._state.trouble(user, channel, delivery.failure, f"Oops, something went wrong: {delivery.failure}")


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
