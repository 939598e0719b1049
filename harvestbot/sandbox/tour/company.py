"""What the people of the tour do, and what they wait for."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from harvestbot.sandbox.slack.deliver import Delivery
from harvestbot.sandbox.slack.elements import spots
from harvestbot.sandbox.slack.ids import BOT, DATA_OPS
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.stage import Stage
from harvestbot.sandbox.tour.drawing import Line, message_lines, view_lines
from harvestbot.sandbox.tour.portal_side import PortalSide
from harvestbot.sandbox.tour.screen import Screen

COMMAND = "/harvester"
PRIVATE = "only visible to you"
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

    Every wait ends after ``patience`` seconds. ``portal`` is what can be seen of the portal.

    Args:
        stage: what stands between them.
        screen: where it is all told.
        patience: seconds.
    """

    def __init__(self, stage: Stage, screen: Screen, patience: float) -> None:
        self._stage = stage
        self._screen = screen
        self._patience = patience
        self.portal = PortalSide(stage.portal)
        self._acted = 0.0
        self._traffic = 0
        known = stage.world.workspace
        self._names = {one: who.name for one, who in known.people.items()}
        self._names |= {one: channel.name for one, channel in known.channels.items() if channel.name}

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

    async def is_asked(self, user: str, *words: str) -> View:
        """Wait until a form with these words stands before somebody."""
        world = self._stage.world
        form = await self._stands_before(user, "a form opens", lambda: world.open_view(user), words)
        self.look(user, form)
        return form

    async def opens_home(self, user: str, *words: str) -> View:
        """Open somebody's Home, and wait until these words stand there."""
        world = self._stage.world
        self._act(user, "opens", "the Home of harvestbot")
        if (delivery := await world.open_home(user)) is not None:
            self._acknowledged(delivery)
        return await self._stands_before(user, "a Home stands", lambda: world.home(user), words)

    async def turns(self, user: str, home: View, button: str, *words: str) -> None:
        """Press a button of a Home, and wait until these words stand there."""
        world = self._stage.world
        self._act(user, "presses", f"[ {button} ]")
        self._acknowledged(await world.press(user, home, button))
        now = await self._stands_before(user, "a Home stands", lambda: world.home(user), words)
        self._screen.seen(f"the Home of @{self._names[user]}", view_lines(now, self._names))

    async def _stands_before(self, user: str, what: str, seen: Callable[[], View | None], words: Sequence[str]) -> View:
        world = self._stage.world

        def found() -> View | None:
            view = seen()
            return view if view is not None and all(word in world.plain(view) for word in words) else None

        try:
            return await world.until(found, self._patience)
        except AssertionError:
            told = "".join(f" and “{word}”" for word in words).replace(" and", " with", 1)
            expected = f"within {self._patience:g} s {what} before @{self._names[user]}{told}"
            raise WentWrong(expected, self._seen_instead(user)) from None

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

    @staticmethod
    def buttons(view: View) -> list[str]:
        """Return what can be pressed in a form or a Home."""
        return [spot.label for spot in spots(view.blocks)]

    def forms(self, user: str) -> list[str]:
        """Return the titles of the forms that are open before somebody."""
        return [_title(form) for form in self._stage.world.views_of(user)]

    # What happens on the portal by itself.

    def breaks(self, harvester: str, failure: str) -> None:
        """Let a run of a harvester begin and fail, as its schedule would begin it."""
        self._happens(harvester, "begins, and its source fails")
        self.portal.run(harvester, failure)

    def recovers(self, harvester: str) -> None:
        """Let a run of a harvester begin, whose source is there again."""
        self._happens(harvester, "begins, and its source is there again")
        self.portal.run(harvester)

    async def polled(self) -> None:
        """Wait until the bot has looked at the portal anew: what happens from now on is news to it."""
        try:
            async with asyncio.timeout(self._patience):
                await self.portal.looked_at()
        except TimeoutError:
            expected = f"within {self._patience:g} s the bot looks at the portal again"
            raise WentWrong(expected, self._trouble()) from None

    # Steps.

    def begin(self) -> None:
        """Begin a step: what came before is history."""
        self._acted = float(self._stage.world.state.stamp())
        self.portal.begin()
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

    def _happens(self, harvester: str, how: str) -> None:
        self._screen.act("the portal:", f"a run of {harvester}", how)
        self._acted = float(self._stage.world.state.stamp())

    def _acknowledged(self, delivery: Delivery) -> None:
        if delivery.failure:
            raise WentWrong("the bot acknowledges it within 3 s", [delivery.failure])

    def _news(self, user: str) -> list[Message]:
        """Return what the bot has said, or said anew, since the last act, as far as somebody sees it."""
        seen = self._stage.world.conversation(DATA_OPS, user)
        return [one for one in seen if one.user == BOT and _moment(one) > self._acted]

    def _seen_instead(self, user: str) -> list[str]:
        lines = [f"│ {line.text}" for one in self._news(user) for line in self._lines(one)]
        return [*(lines or ["nothing new from the bot"]), *self.portal.asked()[-5:], *self._trouble()]

    def _trouble(self) -> list[str]:
        world = self._stage.world
        people = [f"@{self._names[one.user]} saw {one.error}: {one.said}" for one in world.problems]
        calls = [
            f"Slack: {one.name} failed: {one.failure}"
            for one in world.traffic.entries(self._traffic)
            if one.failure and one.failure != RATE_LIMITED
        ]
        return [*people, *calls[:5], *self.portal.asked(bad=True)[:5]]

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


def _said(value: object) -> str:
    return ("; ".join(map(str, value)) or "none") if isinstance(value, list) else str(value)
