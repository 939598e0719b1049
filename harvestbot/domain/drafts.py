"""A draft: what a form about a harvester showed, and what somebody wants it to become."""

import hashlib
import json

import msgspec
from msgspec import Struct, field

from harvestbot.domain.confirmations import Action, Place
from harvestbot.domain.forms import Filled
from harvestbot.domain.harvesters import Definition, Harvester, HarvesterType, ParameterField, Schedule
from harvestbot.domain.redaction import is_redacted, is_secret

Values = dict[str, object]


class Wish(Struct, frozen=True, kw_only=True):
    """What somebody typed into a form, without what may be written nowhere.

    ``values`` are the parameters that were changed, or given to a new harvester; ``secrets`` are the names of others
    that were typed, which only memory holds. ``schedule`` is when it is to run by itself, None for not any more.
    ``mistakes`` are what the portal said of single parameters.
    """

    name: str = ""
    values: Values = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    schedule: Schedule | None = None
    mistakes: dict[str, str] = field(default_factory=dict)


class Draft(Struct, frozen=True, kw_only=True):
    """One form, and what came of it; a confirmation of the same ``id`` tells how far that has come.

    ``base`` is what the form showed: the harvester as it was, or for a new one its type and what it starts with, under
    the id "". ``like`` is the id of the harvester that was copied. ``guessed`` tells that no harvester on the portal
    shows this type's parameters. ``opened_at`` is in seconds since the epoch.

    ``holder`` is the process that holds the secrets that were typed, "" where none were. ``alike`` are the ids of
    harvesters that had the new one's name and type before it was created, ``created`` is the id that it got.
    """

    id: str
    action: Action
    portal: str
    base: Harvester
    requester: str
    place: Place
    opened_at: float
    like: str = ""
    guessed: bool = False
    wish: Wish | None = None
    holder: str = ""
    alike: tuple[str, ...] = ()
    created: str = ""

    def wishing(self, typed: Filled) -> "Draft":
        """Return this draft with what was typed."""
        wish = Wish(name=typed.name, values=typed.values, secrets=tuple(sorted(typed.secrets)))
        return msgspec.structs.replace(self, wish=wish)

    @property
    def idle(self) -> bool:
        """Whether nothing would be changed."""
        wanted = self.wanted
        return self.action is Action.EDIT and wanted.name == self.base.name and not (wanted.values or wanted.secrets)

    @property
    def wanted(self) -> Wish:
        """What is wanted; nothing at all while the form is open."""
        return self.wish or Wish(name=self.base.name)

    @property
    def becoming(self) -> Harvester:
        """The harvester as it is to be, as far as may be shown."""
        if self.action is Action.SCHEDULE:
            schedules = (self.wanted.schedule,) if self.wanted.schedule else ()
            return msgspec.structs.replace(self.base, schedules=schedules)
        return msgspec.structs.replace(
            self.base, name=self.wanted.name, parameters={**self.base.parameters, **self.wanted.values}
        )

    def definition(self, secrets: Values) -> Definition:
        """Return what is sent to the portal, with the secrets that were typed: of a change only what was changed."""
        return Definition(self.wanted.name, self.base.type, {**self._sent, **secrets})

    def unfulfilled(self, found: Harvester) -> tuple[str, ...]:
        """Return the names of what was typed and does not stand so in the portal."""
        if self.action is Action.SCHEDULE:
            stands = {(one.cron, one.timezone) for one in found.schedules}
            return () if stands == {(one.cron, one.timezone) for one in self.becoming.schedules} else ("schedule",)
        missing = [name for name, value in self._sent.items() if not same(found.parameters.get(name), value)]
        if self.action is Action.CREATE:
            missing += [name for name in self.wanted.secrets if not _secret_stands(found, name)]
        return (*(["name"] if found.name != self.wanted.name else []), *missing)

    @property
    def _sent(self) -> Values:
        if self.action is not Action.CREATE:
            return self.wanted.values
        return {name: value for name, value in self.becoming.parameters.items() if value is not None}


def copy_of(source: Harvester) -> Harvester:
    """Return what a new harvester starts with that is to be like another one: all but its secrets."""
    known = {one.name for one in source.fields}
    left_out = {
        name
        for name, value in source.parameters.items()
        if name in source.secrets or is_secret(name) or is_redacted(value)
    }
    asked = tuple(
        ParameterField(name, name.replace("_", " ").capitalize(), secret=True) for name in sorted(left_out - known)
    )
    kept = {name: value for name, value in source.parameters.items() if name not in left_out and value is not None}
    return Harvester(
        id="",
        name=f"Copy of {source.name}",
        type=source.type,
        type_label=source.type_label,
        status="new",
        parameters=kept,
        fields=source.fields + asked,
    )


def unheard_of(name: str) -> HarvesterType:
    """Return a type of which nothing is known but its name: all of its parameters are further ones."""
    return HarvesterType(name, name)


def same(found: object, wanted: object) -> bool:
    """Tell whether a value stands as it was wanted: what is empty may be left out, JSON in a text written anew."""
    unset: tuple[object, ...] = (None, "", [], {})
    if found == wanted or (found in unset and wanted in unset):
        return True
    if not isinstance(found, str) or not isinstance(wanted, str) or wanted[:1] not in "{[":
        return False
    try:
        return bool(json.loads(found) == json.loads(wanted))
    except ValueError:
        return False


def edition(harvester: Harvester) -> str:
    """Condense what somebody can edit: another one means that somebody has edited it since."""
    shown = (
        harvester.name,
        harvester.type,
        harvester.changed_at if harvester.version is None else harvester.version,
        sorted(harvester.parameters.items()),
        sorted(harvester.secrets),
    )
    return hashlib.sha256(msgspec.json.encode(shown, order="sorted")).hexdigest()[:32]


def edited(before: Harvester, after: Harvester) -> tuple[str, ...]:
    """Return the names of what differs between two editions, sorted."""
    names = before.parameters.keys() | after.parameters.keys()
    found = {name for name in names if before.parameters.get(name) != after.parameters.get(name)}
    return (*(["name"] if before.name != after.name else []), *sorted(found | (before.secrets ^ after.secrets)))


def said(draft: Draft) -> str:
    """Say for the audit trail what was typed, secrets by their names."""
    wanted = draft.wanted
    if draft.action is Action.SCHEDULE:
        was, to = (
            " ".join(f"{one.cron} {one.timezone}" for one in of)
            for of in (draft.base.schedules, draft.becoming.schedules)
        )
        return f"schedule {was or 'none'} → {to or 'none'}"
    names = [*(["name"] if wanted.name != draft.base.name else []), *sorted(wanted.values)]
    told = [f"changed {', '.join(names)}"] if names else []
    told += [f"secrets changed: {', '.join(wanted.secrets)}"] if wanted.secrets else []
    return "; ".join(told)


def _secret_stands(found: Harvester, name: str) -> bool:
    return name in found.secrets or found.parameters.get(name) not in (None, "")
