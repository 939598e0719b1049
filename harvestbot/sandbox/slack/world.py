"""The simulated workspace as tests, the tour and the page drive it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Literal, TypeVar

from harvestbot.sandbox.slack import forms
from harvestbot.sandbox.slack.clock import Clock, WallClock
from harvestbot.sandbox.slack.commands import Keyboard
from harvestbot.sandbox.slack.deliver import Courier, Delivery
from harvestbot.sandbox.slack.faults import Fault
from harvestbot.sandbox.slack.happenings import Happenings
from harvestbot.sandbox.slack.ids import BOT
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.plain import plain, words
from harvestbot.sandbox.slack.pressing import Hands
from harvestbot.sandbox.slack.pulse import Change
from harvestbot.sandbox.slack.ratelimits import Rates
from harvestbot.sandbox.slack.seed import organisation
from harvestbot.sandbox.slack.state import PATIENCE, Problem, State
from harvestbot.sandbox.slack.traffic import Traffic
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.slack.wire import Json
from harvestbot.sandbox.slack.workspace import Workspace

T = TypeVar("T")
Where = Message | View


class World:
    """A workspace with the bot installed in it.

    Args:
        clock: The workspace's time; the wall clock by default.
        rates: `strict` enforces Slack's rate limits, `off` does not.
        workspace: The organisation; the one of `seed.py` by default.
        command: The slash command that is registered, where the default organisation is used.
        request_url: Where deliveries go over HTTP; None means Socket Mode.
        patience: Seconds in which an acknowledgement must come, and for which a trigger lives; Slack's own by default.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        rates: Literal["strict", "off"] = "strict",
        workspace: Workspace | None = None,
        command: str = "/harvester",
        request_url: str | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.state = State(
            workspace=workspace or organisation(command),
            clock=clock or WallClock(),
            rates=Rates(rates),
            request_url=request_url,
            patience=patience,
        )
        self._courier = Courier(self.state)
        self._keyboard = Keyboard(self.state, self._courier)
        self._hands = Hands(self.state, self._courier)
        self._happenings = Happenings(self.state, self._courier)

    # How the app is set up.

    @property
    def workspace(self) -> Workspace:
        """People, channels, user groups, scopes, subscriptions; all of it may be changed while running."""
        return self.state.workspace

    @property
    def clock(self) -> Clock:
        """The workspace's time."""
        return self.state.clock

    @property
    def bot_token(self) -> str:
        """`SLACK_BOT_TOKEN`, made up afresh for each world."""
        return self.state.bot_token

    @property
    def app_token(self) -> str:
        """`SLACK_APP_TOKEN`."""
        return self.state.app_token

    @property
    def signing_secret(self) -> str:
        """`SLACK_SIGNING_SECRET`."""
        return self.state.signing_secret

    @property
    def request_url(self) -> str | None:
        """Where deliveries go over HTTP; None means Socket Mode."""
        return self.state.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self.state.request_url = url

    @property
    def options_url(self) -> str | None:
        """Where external selects ask, where it is not the request URL."""
        return self.state.options_url

    @options_url.setter
    def options_url(self, url: str | None) -> None:
        self.state.options_url = url

    # What people do.

    async def command(self, user: str, channel: str, typed: str, *, thread_ts: str | None = None) -> Delivery:
        """Type a slash command, such as `/harvester status x`."""
        return await self._keyboard.command(user, channel, typed, thread_ts=thread_ts)

    async def press(
        self, user: str, where: Where, name: str, *, value: str | None = None, confirm: bool = True
    ) -> Delivery:
        """Press the button with these words or this action_id; `value` tells two of them apart."""
        return await self._hands.press(user, where, name, value=value, confirm=confirm)

    async def choose(self, user: str, where: Where, name: str, option: object, *, confirm: bool = True) -> Delivery:
        """Choose an option (by its words or value) of a menu, an overflow or a set of boxes; or fill in an input."""
        return await self._hands.choose(user, where, name, option, confirm=confirm)

    async def suggest(self, user: str, where: Where, name: str, typed: str) -> list[Json]:
        """Type into an external select; the options that the bot offers."""
        return await self._hands.suggest(user, where, name, typed)

    async def submit(self, user: str, view: View, values: Mapping[str, object] | None = None) -> Delivery:
        """Fill in a modal and submit it; `errors` of the result says what was refused at which block."""
        return await forms.submit(self.state, self._courier, user, view, values or {})

    async def close(self, user: str, view: View, *, everything: bool = False) -> Delivery | None:
        """Close a modal; None where the app did not ask to be told."""
        return await forms.close(self.state, self._courier, user, view, everything=everything)

    async def shortcut(self, user: str, callback_id: str) -> Delivery:
        """Run a global shortcut."""
        return await self._hands.shortcut(user, callback_id)

    async def message_action(self, user: str, message: Message, callback_id: str) -> Delivery:
        """Run a shortcut on a message."""
        return await self._hands.message_action(user, message, callback_id)

    async def say(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> list[Delivery]:
        """Post a message in Slack's markup; the events it brought, if any."""
        return await self._happenings.say(user, channel, text, thread_ts=thread_ts)

    async def mention(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> Delivery | None:
        """Mention the bot; None where it is not in the channel or did not subscribe."""
        deliveries = await self.say(user, channel, f"<@{BOT}> {text}", thread_ts=thread_ts)
        return deliveries[0] if deliveries else None

    async def dm(self, user: str, text: str) -> Delivery | None:
        """Write to the bot in the direct message with it."""
        deliveries = await self.say(user, self.workspace.dm(user).id, text)
        return deliveries[0] if deliveries else None

    async def open_home(self, user: str) -> Delivery | None:
        """Open the bot's App Home."""
        return await self._happenings.open_home(user)

    async def join(self, user: str, channel: str) -> Delivery | None:
        """Enter a channel; with the bot's id, invite it."""
        return await self._happenings.join(user, channel)

    async def leave(self, user: str, channel: str) -> Delivery | None:
        """Leave a channel; with the bot's id, remove it."""
        return await self._happenings.leave(user, channel)

    async def verify_url(self) -> Delivery:
        """Have Slack check the request URL."""
        return await self._courier.verify_url()

    # What people see.

    def conversation(self, channel: str, as_user: str, *, deleted: bool = False) -> list[Message]:
        """The messages of a channel that a person sees, oldest first; they change as they are edited."""
        return self.state.book.visible(channel, as_user, deleted=deleted)

    def find(self, user: str, channel: str, said: str) -> Message | None:
        """The newest message in which a person reads these words."""
        newest_first = reversed(self.conversation(channel, user))
        return next((m for m in newest_first if m.via != "person" and said in self.plain(m)), None)

    def open_view(self, user: str) -> View | None:
        """The modal before a person."""
        return self.state.views.top(user)

    def views_of(self, user: str) -> list[View]:
        """All modals of a person, the lowest first."""
        return self.state.views.stack(user)

    def home(self, user: str) -> View | None:
        """A person's App Home, once something was published there."""
        return self.state.views.home(user)

    @property
    def problems(self) -> list[Problem]:
        """What people saw fail, oldest first."""
        return self.state.problems

    @property
    def traffic(self) -> Traffic:
        """Every Web API call and every delivery, in order, without secrets."""
        return self.state.traffic

    @staticmethod
    def plain(where: Where) -> str:
        """The words that are read in a message or a view."""
        if isinstance(where, Message):
            return plain(where.blocks, where.text)
        ends = [words(where.body["title"])] if "title" in where.body else []
        errors = [f"! {said}" for said in (*where.errors.values(), where.trouble) if said]
        buttons = [f"[{words(where.body[key])}]" for key in ("submit", "close") if key in where.body]
        return "\n".join([*ends, plain(where.blocks), *errors, *buttons])

    def transcript(self) -> str:
        """Everything that was said, with what was seen by one person only and what was taken away marked."""
        lines = [self._line(message) for message in self.state.book.everything()]
        for user in self.workspace.people:
            lines += [f"[modal of {user}] {self.plain(view)}" for view in self.views_of(user)]
        lines += [f"[problem of {problem.user}] {problem.error}: {problem.said}" for problem in self.problems]
        failed = [e for e in self.traffic.entries() if e.failure]
        lines += [f"[traffic] {e.direction} {e.name}: {e.failure}" for e in failed]
        return "\n".join(lines) or "(nothing was said)"

    def changes(self, since: int | None = None) -> AsyncIterator[Change]:
        """Every change from now on, for as long as it is read."""
        return self.state.pulse.changes(since)

    async def until(self, predicate: Callable[[], T | None], timeout: float = 30.0) -> T:  # noqa: ASYNC109  because the readable transcript is the point of it
        """Wait until the predicate gives something true, looking again at each change.

        Args:
            predicate: Asked at once and after each change.
            timeout: Real seconds.

        Raises:
            AssertionError: It did not come; the text is the transcript.
        """
        try:
            async with asyncio.timeout(timeout):
                while True:
                    number = self.state.pulse.number
                    found = predicate()
                    if found:
                        return found
                    await self.state.pulse.beyond(number)
        except TimeoutError:
            raise AssertionError(
                f"it did not come within {timeout} s; what is to be seen:\n{self.transcript()}"
            ) from None

    async def until_sees(self, user: str, channel: str, said: str, timeout: float = 30.0) -> Message:  # noqa: ASYNC109  because `until` takes it
        """Wait until a person reads these words of the bot in a channel; the newest such message."""
        return await self.until(lambda: self.find(user, channel, said), timeout)

    async def until_connected(self, connections: int = 1, timeout: float = 30.0) -> None:  # noqa: ASYNC109  because `until` takes it
        """Wait until the bot holds so many Socket Mode connections."""
        await self.until(lambda: len(self.state.sockets.connections()) >= connections, timeout)

    # Trouble.

    def fail(self, method: str, trouble: str, *, times: int = 1, seconds: int = 1, channel: str | None = None) -> None:
        """Let the next calls of a Web API method (or `response_url`, or `*`) fail; `faults.TROUBLES` lists how."""
        self.state.faults.order(Fault(method, trouble, times, seconds, channel))

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """End all Socket Mode connections as Slack does every few hours."""
        await self.state.sockets.disconnect(reason)

    async def aclose(self) -> None:
        """Close what goes to the bot; `running` does it."""
        await self._happenings.aclose()
        await self._courier.aclose()

    def _line(self, message: Message) -> str:
        channel = self.workspace.channels[message.channel]
        person = self.workspace.people.get(message.user)
        marks = [f"only to {message.ephemeral_to}"] if message.ephemeral_to else []
        marks += ["deleted"] if message.deleted else []
        marks += ["edited"] if message.edited else []
        marks += [f"thread of {message.thread_ts}"] if message.thread_ts else []
        mark = f" ({', '.join(marks)})" if marks else ""
        return f"#{channel.name or channel.id} {person.name if person else 'Slack'}{mark}: {self.plain(message)}"
