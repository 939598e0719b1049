"""What the people of the tour do, what they wait for, and what the portal itself says about it."""

from collections.abc import Mapping, Sequence

from harvestbot.sandbox.portal.problems import UnknownHarvester
from harvestbot.sandbox.portal.requestlog import Entry
from harvestbot.sandbox.slack.deliver import Delivery
from harvestbot.sandbox.slack.elements import spots
from harvestbot.sandbox.slack.ids import BOT, DATA_OPS
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.stage import Stage
from harvestbot.sandbox.tour.drawing import Line, message_lines, view_lines
from harvestbot.sandbox.tour.screen import Screen

COMMAND = "/harvester"
GONE = "gone"
PRIVATE = "only visible to you"
BAD_STATUS = 400
RATE_LIMITED = "ratelimited"
"""Being asked to wait is Slack's everyday; the bot waits, and nobody sees anything of it."""


class WentWrong(Exception):
    """Something did not come out as told.

    Args:
        expected: what should have been.
        seen: what was, in lines.
    """

    def __init__(self, expected: str, seen: Sequence[str]) -> None:
        super().__init__(expected)
        self.expected = expected
        self.seen = seen


class Company:
    """The people in #data-ops, and what can be seen of the portal behind the bot.

    Every wait ends after ``patience`` seconds.

    Args:
        stage: what stands between them.
        screen: where it is all told.
        patience: seconds.
    """

    def __init__(self, stage: Stage, screen: Screen, patience: float) -> None:
        self._stage = stage
        self._screen = screen
        self._patience = patience
        self._acted = 0.0
        self._requests = 0
        self._traffic = 0
        self._names = {user: person.name for user, person in stage.world.workspace.people.items()}

    # What they do.

    async def types(self, user: str, words: str) -> None:
        """Type a slash command in the channel."""
        typed = f"{COMMAND} {words}"
        self._act(user, "types in #data-ops", typed)
        self._acknowledged(await self._stage.world.command(user, DATA_OPS, typed))

    async def presses(self, user: str, where: Message, button: str) -> None:
        """Press a button of a message."""
        self._act(user, "presses", f"[ {button} ]")
        self._acknowledged(await self._stage.world.press(user, where, button))

    async def submits(self, user: str, form: View, values: Mapping[str, object]) -> Delivery:
        """Fill in a form and send it."""
        self._act(user, "types in the form and submits", ", ".join(map(str, values.values())))
        delivery = await self._stage.world.submit(user, form, values)
        self._acknowledged(delivery)
        return delivery

    # What they see.

    async def sees(self, user: str, *words: str, privately: bool = False) -> Message:
        """Wait until the bot has said all of these words since the last act.

        Args:
            user: who reads.
            words: what they read.
            privately: whether nobody else may see it; else everybody in the channel must.
        """
        world = self._stage.world

        def found() -> Message | None:
            fitting = (
                one
                for one in self._news(user)
                if (one.ephemeral_to == user) == privately and all(word in world.plain(one) for word in words)
            )
            return max(fitting, key=_moment, default=None)

        told = " and ".join(f"“{word}”" for word in words)
        for_whom = f", {PRIVATE}" if privately else ""
        try:
            message = await world.until(found, self._patience)
        except AssertionError:
            raise WentWrong(
                f"within {self._patience:g} s @{self._names[user]} reads {told}{for_whom}", self._seen_instead(user)
            ) from None
        self._show(message)
        return message

    async def is_asked(self, user: str) -> View:
        """Wait until a form stands before somebody."""
        try:
            form = await self._stage.world.until(lambda: self._stage.world.open_view(user), self._patience)
        except AssertionError:
            expected = f"within {self._patience:g} s a form opens before @{self._names[user]}"
            raise WentWrong(expected, self._seen_instead(user)) from None
        self.look(user, form)
        return form

    def look(self, user: str, form: View) -> None:
        """Show a form as it stands now."""
        self._screen.seen(f"before @{self._names[user]}: {_title(form)}", view_lines(form, self._names))

    # What is true.

    def holds(self, claim: str, expected: object, seen: object) -> None:
        """Tell that something is as it was told.

        Raises:
            WentWrong: it is not.
        """
        if expected != seen:
            raise WentWrong(f"{claim}: {_said(expected)}", [_said(seen)])
        self._screen.well(f"{claim}: {_said(expected)}")

    def offers(self, message: Message, button: str) -> None:
        """Check that a message has a button.

        Raises:
            WentWrong: it has not.
        """
        offered = [spot.label for spot in spots(message.blocks)]
        if button not in offered:
            raise WentWrong(f"there is a button [ {button} ]", [f"[ {label} ]" for label in offered])

    def forms(self, user: str) -> list[str]:
        """Return the titles of the forms that are open before somebody."""
        return [_title(form) for form in self._stage.world.views_of(user)]

    @property
    def harvesters(self) -> int:
        """How many harvesters the portal has."""
        return len(self._stage.portal.world)

    def counts(self, harvester: str) -> tuple[int, int] | None:
        """Return how many datasets the portal has of a harvester, attached and published; None where it is gone."""
        try:
            now = self._stage.portal.world.get(harvester)
        except UnknownHarvester:
            return None
        return now.attached, now.published

    def source(self, harvester: str) -> int:
        """Return how many datasets the source of a harvester has, which the next run brings."""
        return self._stage.portal.world.get(harvester).source

    def standing(self, harvester: str) -> str:
        """Say how many datasets the portal has of a harvester, or that it is gone."""
        counts = self.counts(harvester)
        return GONE if counts is None else f"{counts[0]} datasets attached, {counts[1]} published"

    def left_behind(self, harvester: str) -> str:
        """Say how many datasets of a deleted harvester the portal has kept, and how many it has deleted."""
        world = self._stage.portal.world
        return f"{world.kept[harvester]} datasets kept, {world.destroyed[harvester]} deleted"

    def writes(self) -> list[str]:
        """Return the requests of this step that reached the portal and could change something.

        Each as its method, what it was about, and its query: ``DELETE bus-stops?delete_attached_datasets=0``.
        """
        return [_about(one) for one in self._asked() if one.method != "GET"]

    # Steps.

    def begin(self) -> None:
        """Begin a step: what came before is history."""
        self._acted = float(self._stage.world.state.stamp())
        self._requests = max((one.number for one in self._stage.portal.log.requests), default=0)
        self._traffic = max((one.number for one in self._stage.world.traffic.entries()), default=0)

    def end(self) -> None:
        """End a step: neither people nor the bot may have met with trouble.

        Raises:
            WentWrong: somebody has.
        """
        trouble = self._trouble()
        if trouble:
            raise WentWrong("neither Slack nor the portal gives trouble", trouble)

    def _act(self, user: str, deed: str, what: str) -> None:
        self._screen.act(f"@{self._names[user]}", deed, what)
        self._acted = float(self._stage.world.state.stamp())

    def _acknowledged(self, delivery: Delivery) -> None:
        if delivery.failure:
            raise WentWrong("the bot acknowledges it within 3 s", [delivery.failure])

    def _news(self, user: str) -> list[Message]:
        """Return what the bot has said, or said anew, since the last act, as far as somebody sees it."""
        seen = self._stage.world.conversation(DATA_OPS, user)
        return [one for one in seen if one.user == BOT and _moment(one) > self._acted]

    def _asked(self) -> list[Entry]:
        return [one for one in self._stage.portal.log.requests if one.number > self._requests]

    def _seen_instead(self, user: str) -> list[str]:
        lines = [f"│ {line.text}" for one in self._news(user) for line in self._lines(one)]
        asked = [f"portal: {_request(one)}" for one in self._asked()][-5:]
        return [*(lines or ["nothing new from the bot"]), *asked, *self._trouble()]

    def _trouble(self) -> list[str]:
        world = self._stage.world
        people = [f"@{self._names[one.user]} saw {one.error}: {one.said}" for one in world.problems]
        calls = [
            f"Slack: {one.name} failed: {one.failure}"
            for one in world.traffic.entries(self._traffic)
            if one.failure and one.failure != RATE_LIMITED
        ]
        portal = [f"portal: {_request(one)}" for one in self._asked() if one.mishap or (one.status or 0) >= BAD_STATUS]
        return [*people, *calls[:5], *portal[:5]]

    def _show(self, message: Message) -> None:
        place = "in a thread of #data-ops" if message.thread_ts else "in #data-ops"
        edited = ", edited" if message.edited else ""
        privately = f" ({PRIVATE}: @{self._names[message.ephemeral_to]})" if message.ephemeral_to else ""
        self._screen.seen(f"harvestbot {place}{edited}{privately}", self._lines(message))

    def _lines(self, message: Message) -> list[Line]:
        return message_lines(message, self._names)


def _moment(message: Message) -> float:
    """Return when it was said, or last said anew."""
    return float(message.edited or message.ts)


def _title(form: View) -> str:
    return str(form.body["title"]["text"])


def _about(entry: Entry) -> str:
    query = f"?{entry.query}" if entry.query else ""
    return f"{entry.method} {entry.path.partition('/harvesters/')[2].rstrip('/') or 'the list'}{query}"


def _request(entry: Entry) -> str:
    answer = entry.status if entry.status is not None else entry.mishap or "no answer"
    return f"{_about(entry)} → {answer}"


def _said(value: object) -> str:
    return ("; ".join(map(str, value)) or "none") if isinstance(value, list) else str(value)
