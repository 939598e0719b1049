"""What is kept of a harvester that is gone, so that it can be created again: all but its secrets."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from harvestbot.domain.harvesters import Definition, Harvester, ParameterField
from harvestbot.domain.redaction import is_redacted, is_secret

OBJECT = "object"
"""The type of a field whose value is typed as JSON."""


class Tombstone(Struct, frozen=True, kw_only=True):
    """A harvester as it last was.

    ``id`` is that of the confirmation of its deletion, ``harvester`` what stood in the portal just before it.
    ``schedules_known`` tells whether the portal said when it ran by itself. Times are seconds since the epoch;
    ``deleted_at`` is None until the deletion is done: only then does a tombstone count.

    ``restoration`` is the id of the last confirmation that took it up, ``restored_as`` the id under which the portal
    has the harvester again; both "" where there is none.
    """

    id: str
    portal: str
    harvester: Harvester
    schedules_known: bool
    with_datasets: bool
    deleted_by: str
    approver: str
    deleted_at: float | None = None
    restoration: str = ""
    restored_as: str = ""
    restored_by: str = ""
    restored_at: float | None = None

    @property
    def ref(self) -> str:
        """The harvester as people name it, portal included."""
        return f"{self.portal}/{self.harvester.id}"

    @property
    def kept(self) -> int:
        """Datasets that were left behind: the next run of a harvester created again brings them a second time."""
        return 0 if self.with_datasets else self.harvester.attached

    @property
    def wanted(self) -> tuple[ParameterField, ...]:
        """What has to be typed anew, the mandatory first: secrets, and values that a secret was taken out of."""
        known = {field.name: field for field in self.harvester.fields}
        spoilt = {name for name, value in self.harvester.parameters.items() if is_redacted(value)}
        needed = {field.name for field in self.harvester.fields if field.secret and field.mandatory}
        names = self.harvester.secrets | spoilt | needed
        return tuple(
            sorted((self._wanted(name, known) for name in names), key=lambda one: (not one.mandatory, one.name))
        )

    @property
    def unchanged(self) -> dict[str, object]:
        """The parameters that are given back as they were; what the portal showed as nothing is left to its default."""
        asked = {field.name for field in self.wanted}
        return {
            name: value for name, value in self.harvester.parameters.items() if name not in asked and value is not None
        }

    def definition(self, typed: Mapping[str, object]) -> Definition:
        """Return what it is created from.

        Args:
            typed: values for what is ``wanted``, from ``understood``; what is left out, the harvester goes without.
        """
        return Definition(self.harvester.name, self.harvester.type, {**self.unchanged, **typed})

    def lacks(self, found: Harvester) -> tuple[str, ...]:
        """Return the names of parameters that this had and ``found``, which may be half of it, has not."""
        unset: tuple[object, ...] = (None, "", False, [], {})
        gone = {
            name
            for name, value in self.unchanged.items()
            if value not in unset and found.parameters.get(name) in unset and not is_secret(name)
        }
        secrets = {
            field.name
            for field in self.wanted
            if field.name not in found.secrets and found.parameters.get(field.name) in unset
        }
        return tuple(sorted(gone | secrets))

    def _wanted(self, name: str, known: Mapping[str, ParameterField]) -> ParameterField:
        field = known.get(name) or ParameterField(name, name.replace("_", " ").capitalize())
        whole = self.harvester.parameters.get(name)
        kind = "string" if whole is None or isinstance(whole, str) else OBJECT
        return msgspec.structs.replace(field, type=kind, secret=True)


class Offer(Struct, frozen=True):
    """What somebody is asked about: a tombstone, and how the portal stands to it.

    ``alike`` are the ids of harvesters there that may be taken for it; ``can_schedule`` tells whether the portal's API
    can set when it runs by itself.
    """

    tombstone: Tombstone
    alike: tuple[str, ...] = ()
    can_schedule: bool = False


class Restoration(Struct, frozen=True, kw_only=True):
    """What is known of one attempt to create a harvester again, beside its confirmation of the same id.

    ``seen`` is the tombstone's ``restoration`` when it was asked, ``alike`` as in ``Offer``. ``holder`` is the process
    that holds what was typed, "" where nothing was; ``created`` is the id that the portal gave, "" until it is known.
    """

    id: str
    tombstone: str
    seen: str = ""
    alike: tuple[str, ...] = ()
    holder: str = ""
    created: str = ""


def alike(tombstone: Tombstone, harvesters: Iterable[Harvester]) -> tuple[Harvester, ...]:
    """Return those that have the tombstone's id, or else its name and type, best first."""
    was = tombstone.harvester
    found = [one for one in harvesters if one.id == was.id or (one.name, one.type) == (was.name, was.type)]
    return tuple(sorted(found, key=lambda one: (one.id != was.id, one.id)))


def understood(wanted: Iterable[ParameterField], typed: Mapping[str, str]) -> tuple[dict[str, object], dict[str, str]]:
    """Return the values that were typed, and what is wrong with them, both by the names of the parameters.

    Values are taken as they are, spaces at their ends included: they may belong to a password.
    """
    values: dict[str, object] = {}
    mistakes: dict[str, str] = {}
    for field in wanted:
        text = typed.get(field.name, "")
        if not text.strip():
            if field.mandatory:
                mistakes[field.name] = "A harvester of this type cannot do without it."
        elif is_redacted(text):
            mistakes[field.name] = "That is what stands in place of the secret. Type the whole value."
        elif field.type == OBJECT:
            try:
                values[field.name] = msgspec.json.decode(text)
            except msgspec.DecodeError:
                mistakes[field.name] = "That is no JSON. Type the whole value, as the portal takes it."
        else:
            values[field.name] = text
    return values, mistakes
