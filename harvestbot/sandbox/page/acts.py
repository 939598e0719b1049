"""What a person does on the page, as it comes from the script, done in the simulated workspace."""

import html
import re
from collections.abc import Mapping
from typing import TypeAlias

import msgspec
from msgspec import Struct

from harvestbot.sandbox.page.drawing import Easel
from harvestbot.sandbox.page.render.readings import Read, wanted
from harvestbot.sandbox.slack.deliver import Delivery
from harvestbot.sandbox.slack.errors import CannotDo
from harvestbot.sandbox.slack.plain import words
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.slack.wire import Json
from harvestbot.sandbox.slack.workspace import Workspace
from harvestbot.sandbox.slack.world import Where, World


class Act(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do"):
    """Something that a person does; `user` is who."""

    user: str


class Say(Act, frozen=True, tag="say"):
    """Send what stands in a composer: a slash command, or a message."""

    channel: str
    text: str
    thread: str = ""


class Press(Act, frozen=True, tag="press"):
    """Press a button."""

    where: str
    name: str
    value: str | None = None


class Choose(Act, frozen=True, tag="choose"):
    """Choose in a menu, or fill in an input that tells the app at once."""

    where: str
    name: str
    kind: str
    read: str | list[str] | None = None


class Suggest(Act, frozen=True, tag="suggest"):
    """Type into a menu whose options come from the app."""

    where: str
    name: str
    typed: str


class Field(Struct, frozen=True):
    """What stands in one field of a form."""

    kind: str
    read: str | list[str] | None = None


class Submit(Act, frozen=True, tag="submit"):
    """Send a form."""

    where: str
    fields: Mapping[str, Field] = {}


class Close(Act, frozen=True, tag="close"):
    """Close a form without sending it."""

    where: str


class OpenHome(Act, frozen=True, tag="home"):
    """Open the App Home."""


class RunShortcut(Act, frozen=True, tag="shortcut"):
    """Run a global shortcut."""

    name: str


AnyAct: TypeAlias = Say | Press | Choose | Suggest | Submit | Close | OpenHome | RunShortcut
_DECODER: "msgspec.json.Decoder[AnyAct]" = msgspec.json.Decoder(AnyAct)
_MARKED = re.compile(r"(?P<address>https?://(?:(?!&[lg]t;)\S)*[\w/=-])|(?<![\w@])@(?P<name>[\w.-]*\w)")


def read(body: bytes) -> AnyAct:
    """Read what the script sent.

    Raises:
        msgspec.MsgspecError: It is nothing that a person can do.
    """
    return _DECODER.decode(body)


class Acts:
    """Does in the workspace what people do on the page.

    Args:
        world: The workspace.
        easel: Knows the reader's time.
    """

    def __init__(self, world: World, easel: Easel) -> None:
        self._world = world
        self._easel = easel

    async def do(self, act: AnyAct) -> Json:
        """Do it and wait until the bot has acknowledged it.

        Returns:
            `failure`, Slack's word for what went wrong (empty where nothing did); `errors`, by block_id; `options`, for
            menus.

        Raises:
            CannotDo: The screen does not offer it, or no longer.
        """
        match act:
            case Say():
                delivery = await self._say(act)
            case Suggest():
                return {"options": await self._options(act)}
            case OpenHome():
                delivery = await self._world.open_home(act.user)
            case RunShortcut():
                delivery = await self._world.shortcut(act.user, act.name)
            case Submit() | Close():
                delivery = await self._form(act)
            case Press() | Choose():
                delivery = await self._control(act)
        return _told(delivery)

    async def _control(self, act: Press | Choose) -> Delivery:
        where = self._where(act.where)
        if isinstance(act, Press):
            return await self._world.press(act.user, where, act.name, value=act.value)
        return await self._world.choose(act.user, where, act.name, self._wanted(act.kind, act.read))

    async def _form(self, act: Submit | Close) -> Delivery | None:
        form = self._where(act.where)
        if not isinstance(form, View):
            raise CannotDo("this is no form")
        if isinstance(act, Close):
            return await self._world.close(act.user, form)
        values = {name: self._wanted(field.kind, field.read) for name, field in act.fields.items()}
        return await self._world.submit(act.user, form, values)

    async def _options(self, act: Suggest) -> list[Json]:
        options = await self._world.suggest(act.user, self._where(act.where), act.name, act.typed)
        return [{"words": words(option["text"]), "option": option} for option in options]

    async def _say(self, act: Say) -> Delivery | None:
        text = act.text.strip()
        thread = act.thread or None
        if not text:
            raise CannotDo("there is nothing to send")
        if text.startswith("/"):
            return await self._world.command(act.user, act.channel, text, thread_ts=thread)
        marked = as_markup(text, self._world.workspace)
        deliveries = await self._world.say(act.user, act.channel, marked, thread_ts=thread)
        return next((one for one in deliveries if one.failure), None)

    def _wanted(self, kind: str, value: Read) -> object:
        try:
            return wanted(kind, value, self._easel.clock())
        except ValueError:
            raise CannotDo("this is no choice") from None

    def _where(self, reference: str) -> Where:
        """What a reference of `Easel` refers to: `channel/ts`, or a view's id."""
        channel, slash, rest = reference.partition("/")
        found: Where | None
        if slash:
            found = self._world.state.book.find(channel, rest.partition("/")[0])
        else:
            found = self._world.state.views.find(channel, None)
        if found is None:
            raise CannotDo("this is no longer there")
        return found


def as_markup(text: str, workspace: Workspace) -> str:
    """What somebody typed, as Slack's client sends it: escaped, with addresses marked and ids of those mentioned."""
    people = {person.name: person.id for person in workspace.people.values()}

    def marked(found: re.Match[str]) -> str:
        if found["address"]:
            return f"<{found['address']}>"
        user = people.get(found["name"])
        return f"<@{user}>" if user else found[0]

    return _MARKED.sub(marked, html.escape(text, quote=False))


def _told(delivery: Delivery | None) -> Json:
    if delivery is None:
        return {"failure": "", "errors": {}}
    return {"failure": delivery.failure, "errors": delivery.errors}
