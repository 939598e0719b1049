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


AnyAct: TypeAlias = Say | Press | Choose | Suggest | Submit | Close | OpenHome
_DECODER: "msgspec.json.Decoder[AnyAct]" = msgspec.json.Decoder(AnyAct)
_MENTION = re.compile(r"(?<![\w@])@([\w.-]*\w)")


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
        world = self._world
        match act:
            case Say():
                return _told(await self._say(act))
            case Press():
                return _told(await world.press(act.user, self._where(act.where), act.name, value=act.value))
            case Choose():
                option = self._wanted(act.kind, act.read)
                return _told(await world.choose(act.user, self._where(act.where), act.name, option))
            case Suggest():
                options = await world.suggest(act.user, self._where(act.where), act.name, act.typed)
                return {"options": [{"words": words(one["text"]), "option": one} for one in options]}
            case Submit():
                values = {name: self._wanted(field.kind, field.read) for name, field in act.fields.items()}
                return _told(await world.submit(act.user, self._view(act.where), values))
            case Close():
                return _told(await world.close(act.user, self._view(act.where)))
            case OpenHome():
                return _told(await world.open_home(act.user))

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

    def _view(self, reference: str) -> View:
        found = self._where(reference)
        if not isinstance(found, View):
            raise CannotDo("this is no form")
        return found


def as_markup(text: str, workspace: Workspace) -> str:
    """What somebody typed, as Slack's client sends it: escaped, and with the ids of those who are mentioned."""
    people = {person.name: person.id for person in workspace.people.values()}

    def mention(found: re.Match[str]) -> str:
        user = people.get(found[1])
        return f"<@{user}>" if user else found[0]

    return _MENTION.sub(mention, html.escape(text, quote=False))


def _told(delivery: Delivery | None) -> Json:
    if delivery is None:
        return {"failure": "", "errors": {}}
    return {"failure": delivery.failure, "errors": delivery.errors}
