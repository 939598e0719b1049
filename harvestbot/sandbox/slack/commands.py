"""What people type: slash commands."""

from harvestbot.sandbox.slack import answers, payloads
from harvestbot.sandbox.slack.acting import actor, place
from harvestbot.sandbox.slack.deliver import Courier, Delivery
from harvestbot.sandbox.slack.escaping import escaped
from harvestbot.sandbox.slack.ids import TEAM
from harvestbot.sandbox.slack.state import State


class Keyboard:
    """What people type commands on.

    Args:
        state: The workspace.
        courier: Brings what was typed to the bot.
    """

    def __init__(self, state: State, courier: Courier) -> None:
        self._state = state
        self._courier = courier

    async def command(self, user: str, channel: str, typed: str, *, thread_ts: str | None = None) -> Delivery:
        """Type a slash command and show its answer, or why there is none."""
        state = self._state
        person = actor(state, user)
        where = place(state, user, channel)
        name, _, text = typed.partition(" ")
        delivery = Delivery("command", {"command": name, "text": text}, failure="not_sent")
        if thread_ts is not None:
            said = f"{name} is not supported in threads. Sorry!"
            state.trouble(user, channel, "not_supported_in_threads", said)
            return delivery
        known = name in state.workspace.commands and person.team == TEAM and "commands" in state.workspace.scopes
        if not known:
            # People of other organisations do not have the app's commands at all.
            state.trouble(user, channel, "unknown_command", f"{name} is not a valid command.")
            return delivery
        sent = escaped(state.workspace, text.strip())
        payload = payloads.command(state, user, where, name, sent)
        delivery = await self._courier.bring("command", "slash_commands", payload)
        if delivery.failure:
            state.trouble(user, channel, delivery.failure, f'{name} failed with the error "{delivery.failure}"')
        else:
            answers.of_command(state, delivery, user, channel, typed)
        return delivery
