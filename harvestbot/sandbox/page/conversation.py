"""The conversation of one page: what is in it, and what becomes of it with each change."""

from collections import Counter
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from harvestbot.sandbox.page.drawing import Easel, message_id
from harvestbot.sandbox.page.patches import Patch
from harvestbot.sandbox.page.place import HOME, Place
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.pulse import Change
from harvestbot.sandbox.slack.world import World

_ABOUT_MESSAGES = frozenset({"message", "edited", "deleted", "problem"})
SPOKEN = 160
"""Characters of a new message that are read out."""


class Conversation:
    """What one page shows of a channel and of a thread in it.

    Args:
        world: The workspace.
        easel: Draws the pieces.
        place: Who looks, and at what.
    """

    def __init__(self, world: World, easel: Easel, place: Place) -> None:
        self._world = world
        self._easel = easel
        self._place = place

    def messages(self) -> list[Markup]:
        """The messages of the channel, oldest first, without the replies in threads."""
        visible = self._visible()
        replies = _replies(visible)
        return [self._drawn(one, replies[one.ts]) for one in visible if not _is_reply(one)]

    def replies(self) -> list[Markup]:
        """The messages of the open thread, its first one included."""
        return [self._in_thread(one) for one in self._visible() if self._in_open_thread(one)]

    def patches(self, changes: Iterable[Change]) -> Iterator[Patch]:
        """What the changes mean for the page."""
        place = self._place
        told: set[str] = set()
        for change in changes:
            channel, ts = change.what.get("channel", ""), change.what.get("ts", "")
            if change.kind not in _ABOUT_MESSAGES or not ts:
                continue
            if channel != place.channel:
                yield from self._elsewhere(channel, change)
            elif ts not in told:
                told.add(ts)
                yield from self._here(ts, new=change.kind in ("message", "problem"))

    def _here(self, ts: str, *, new: bool) -> Iterator[Patch]:
        visible = self._visible()
        message = next((one for one in visible if one.ts == ts), None)
        if message is None:
            slug = ts.replace(".", "-")
            yield "drop", f"m-{slug}"
            yield "drop", f"t-{slug}"
            return
        first = message.thread_ts if _is_reply(message) else message.ts
        top = next((one for one in visible if one.ts == first), None)
        if top is not None:
            yield "put", "messages", message_id(top), str(self._drawn(top, _replies(visible)[top.ts]))
        if self._in_open_thread(message):
            yield "put", "replies", message_id(message, in_thread=True), str(self._in_thread(message))
        if new and message.user != self._place.user:
            words = " ".join(World.plain(message).split())[:SPOKEN]
            yield "news", f"{self._easel.names.face(message.user).name}: {words}"

    def _elsewhere(self, channel: str, change: Change) -> Iterator[Patch]:
        """Mark another conversation in which somebody else said something."""
        found = self._world.workspace.channels.get(channel)
        if change.kind != "message" or found is None or self._place.user not in found.members:
            return
        message = self._world.state.book.find(channel, change.what["ts"])
        if message and message.user != self._place.user and message.ephemeral_to in (None, self._place.user):
            drawn = self._easel.channel(found, self._place, news=True)
            yield "put", "", f"channel-{channel}", str(drawn)

    def _drawn(self, message: Message, replies: int) -> Markup:
        return self._easel.message(message, self._place, replies=replies)

    def _in_thread(self, message: Message) -> Markup:
        return self._easel.message(message, self._place, in_thread=True)

    def _in_open_thread(self, message: Message) -> bool:
        return bool(self._place.thread) and self._place.thread in (message.ts, message.thread_ts)

    def _visible(self) -> list[Message]:
        if self._place.channel == HOME:
            return []
        return self._world.conversation(self._place.channel, self._place.user)


def _replies(messages: Iterable[Message]) -> Counter[str | None]:
    """How many answers each thread has."""
    return Counter(one.thread_ts for one in messages if _is_reply(one))


def _is_reply(message: Message) -> bool:
    return message.thread_ts is not None and message.thread_ts != message.ts
