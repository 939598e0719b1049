"""The pieces of the page, as HTML."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from harvestbot.sandbox.page.mishaps import Mishap
from harvestbot.sandbox.page.names import WorkspaceNames
from harvestbot.sandbox.page.place import Place
from harvestbot.sandbox.page.render import blocks, mrkdwn, views
from harvestbot.sandbox.page.render.context import Choice, Clock, Context, NotDrawn, Surface
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.traffic import Entry
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.slack.wire import Json
from harvestbot.sandbox.slack.workspace import Channel, Workspace


class Easel:
    """Draws pieces.

    Args:
        workspace: Whose people and channels are named.
        zone: The time zone that times are told in; that of this machine if None, since the reader sits at it.
    """

    def __init__(self, workspace: Workspace, zone: tzinfo | None = None) -> None:
        self._workspace = workspace
        self._zone = zone or datetime.now(UTC).astimezone().tzinfo or UTC
        self.names = WorkspaceNames(workspace)
        self._templates = Environment(
            loader=PackageLoader("harvestbot.sandbox.page"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["moment"] = self._moment
        self._templates.filters["clock"] = self._clock

    def draw(self, template: str, **values: object) -> Markup:
        """Fill in a template of this page."""
        return Markup(self._templates.get_template(f"{template}.html").render(values))  # noqa: S704  because the template has escaped it

    def message(self, message: Message, place: Place, *, replies: int = 0, in_thread: bool = False) -> Markup:
        """A message as one person sees it.

        Args:
            message: What was said.
            place: Who looks, and from where.
            replies: How many answers its thread has.
            in_thread: Whether it is drawn in the pane of a thread.
        """
        return self.draw(
            "message",
            message=message,
            id=message_id(message, in_thread=in_thread),
            face=self.names.face(message.user),
            said=self._said(message, in_thread=in_thread),
            replies=replies,
            thread="" if in_thread or message.ephemeral_to else place.beside(message.ts).address,
        )

    def modal(self, stack: Sequence[View]) -> Markup:
        """The modal that a person sees: the topmost of their stack."""
        if not stack:
            return Markup()
        top = stack[-1]
        context = self._context(top.id, "modal", errors=top.errors, state=top.state)
        try:
            drawn = views.to_html(top.body, context, trouble=top.trouble)
        except NotDrawn as unknown:
            drawn = self._not_drawn(unknown)
        return self.draw("modal", view=top, drawn=drawn, depth=len(stack))

    def home(self, view: View | None) -> Markup:
        """The App Home of the bot, or that there is none."""
        if view is None:
            return self.draw("home", drawn=None)
        try:
            drawn = blocks.to_html(view.blocks, self._context(view.id, "home", errors=view.errors, state=view.state))
        except NotDrawn as unknown:
            drawn = self._not_drawn(unknown)
        return self.draw("home", drawn=drawn)

    def channel(self, channel: Channel, place: Place, *, news: bool) -> Markup:
        """A conversation's entry in the list of conversations."""
        return self.draw(
            "channel",
            channel=channel,
            title=self.names.title(channel, place.user),
            address=place.at(channel.id).address,
            here=place.channel == channel.id,
            news=news,
        )

    def mishap(self, mishap: Mishap) -> Markup:
        """A line of the drawer of problems."""
        return self.draw("mishap", mishap=mishap)

    def exchange(self, entry: Entry) -> Markup:
        """A line of the drawer of traffic."""
        return self.draw("exchange", entry=entry)

    def exchange_whole(self, entry: Entry) -> Markup:
        """What was sent and what came back."""
        return self.draw("exchange_whole", request=_json(entry.request), response=_json(entry.response))

    def _said(self, message: Message, *, in_thread: bool) -> Markup:
        where = message_reference(message, in_thread=in_thread)
        context = self._context(where, "message", state=message.state)
        try:
            said = blocks.to_html(message.blocks, context) if message.blocks else self._mrkdwn(message.text, context)
            below = [
                blocks.to_html(part.get("blocks", []), self._context(f"{where}/{number}", "message"))
                for number, part in enumerate([*message.attachments, *message.unfurls.values()])
            ]
        except NotDrawn as unknown:
            return self._not_drawn(unknown)
        return self.draw("said", said=said, below=below)

    def _mrkdwn(self, text: str, context: Context) -> Markup:
        return Markup("<div class=bk-text>{}</div>").format(mrkdwn.to_html(text, self.names, clock=context.clock))

    def _not_drawn(self, unknown: NotDrawn) -> Markup:
        return self.draw("not_drawn", why=str(unknown))

    def _context(
        self,
        where: str,
        surface: Surface,
        *,
        errors: Mapping[str, str] | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> Context:
        channels = [(one.id, one.name) for one in self._workspace.channels.values() if one.kind == "public"]
        return Context(
            self.names,
            where,
            surface,
            errors=errors or {},
            state=state or {},
            clock=self.clock(),
            people=self._people(),
            channels=channels,
            conversations=channels,
        )

    def clock(self) -> Clock:
        """The reader's time."""
        return Clock(self._zone, datetime.now(self._zone))

    def _people(self) -> list[Choice]:
        return [(one.id, one.real_name) for one in self._workspace.people.values() if not (one.deleted or one.is_bot)]

    def _moment(self, seconds: float | str) -> str:
        """A time for machines."""
        return datetime.fromtimestamp(float(seconds), self._zone).isoformat(timespec="milliseconds")

    def _clock(self, seconds: float | str, seconds_too: bool = False) -> str:  # noqa: FBT001, FBT002  because filters of templates take their arguments by position
        """A time for people."""
        return datetime.fromtimestamp(float(seconds), self._zone).strftime("%H:%M:%S" if seconds_too else "%H:%M")


def message_id(message: Message, *, in_thread: bool = False) -> str:
    """The id of a message's element."""
    return f"{'t' if in_thread else 'm'}-{message.ts.replace('.', '-')}"


def message_reference(message: Message, *, in_thread: bool = False) -> str:
    """How controls say in which message they are: `act.where` reads it."""
    return f"{message.channel}/{message.ts}{'/thread' if in_thread else ''}"


def _json(value: Json | object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
