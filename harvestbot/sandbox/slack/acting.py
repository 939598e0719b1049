"""What a person can do at all: who they are, where they are, and what is on their screen."""

from harvestbot.sandbox.slack.elements import Spot, spots
from harvestbot.sandbox.slack.errors import CannotDo
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.state import State
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.slack.workspace import Channel, Person


def actor(state: State, user: str) -> Person:
    """The person who acts.

    Raises:
        CannotDo: Nobody has this id, they have left, or it is the bot.
    """
    person = state.workspace.people.get(user)
    if person is None or person.deleted or person.is_bot:
        raise CannotDo(f"{user} is nobody who can use Slack here")
    return person


def place(state: State, user: str, channel: str) -> Channel:
    """The channel a person acts in.

    Raises:
        CannotDo: There is none, or they are not in it, or it is archived.
    """
    found = state.workspace.channels.get(channel)
    if found is None or user not in found.members:
        raise CannotDo(f"{user} is not in {channel}")
    if found.is_archived:
        raise CannotDo(f"{channel} is archived")
    return found


def on_screen(state: State, user: str, where: Message | View) -> None:
    """Check that a person sees a message or a view.

    Raises:
        CannotDo: They do not, or no longer.
    """
    actor(state, user)
    if isinstance(where, View):
        if where not in (state.views.top(user), state.views.home(user)):
            raise CannotDo(f"{user} does not have view {where.id} before them")
        return
    channel = state.workspace.channels[where.channel]
    if user not in channel.members or where.deleted or where.ephemeral_to not in (None, user):
        raise CannotDo(f"{user} does not see message {where.ts} in {where.channel}")


def spot_named(where: Message | View, name: str, *, value: str | None = None) -> Spot:
    """The element that somebody means by its words, action_id or block_id.

    Args:
        where: What is looked at.
        name: What the element is called.
        value: The button's value, where several bear the same name.

    Raises:
        CannotDo: There is none, or there are several.
    """
    everything = list(spots(where.blocks))
    found = [spot for spot in everything if spot.answers_to(name)]
    if value is not None:
        found = [spot for spot in found if spot.element.get("value") == value]
    if len(found) > 1:
        found = [spot for spot in found if spot.action_id == name] or found
    if len(found) != 1:
        offered = [spot.label or spot.action_id for spot in everything]
        raise CannotDo(f"{len(found)} elements are called {name!r}; on the screen: {offered}")
    return found[0]
