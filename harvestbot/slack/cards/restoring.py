"""What can be restored: the list of it, what would be created, and the form in which its secrets are typed."""

import json
from collections.abc import Mapping, Sequence

from harvestbot.domain.confirmations import Confirmation
from harvestbot.domain.harvesters import Harvester, ParameterField
from harvestbot.domain.tombstones import OBJECT, Offer, Tombstone
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Block, Card, actions, button, card, context, modal, section, text_input
from harvestbot.slack.cards.text import Mrkdwn, code, joined, lines, md, person, when

PARAMETERS_SHOWN = 12
VALUE_LIMIT = 120
ALIKE_SHOWN = 3
FIELDS_SHOWN = 30
TITLE = "Restore a harvester"


def restorable_card(found: Sequence[Tombstone], *, page: int = 1, more: bool = False) -> Card:
    """Return one page of what can be restored.

    Args:
        found: the tombstones on it, the newest first.
        page: its number, from 1.
        more: whether others follow.
    """
    headline = md("*What can be restored*, the newest first") if found else md("There is nothing to restore here.")
    return card(
        headline,
        section(headline),
        *(_row(one) for one in found),
        foot=[
            actions(
                _turn(words.PREVIOUS, page - 1, 1) if page > 1 else None,
                _turn(words.NEXT, page + 1, 2) if more else None,
            )
        ],
    )


def offered(offer: Offer) -> list[Mrkdwn]:
    """Say what would be created, and what that brings with it: the essential first."""
    tombstone = offer.tombstone
    own = md("The portal may give it another id than {id}.", id=code(tombstone.harvester.id))
    told = (created(tombstone.harvester, tombstone.wanted), _typed(tombstone), own, _schedule(offer), _datasets(offer))
    return [one for one in (*told, _alike(offer.alike)) if one]


def created(harvester: Harvester, wanted: Sequence[ParameterField] = ()) -> Mrkdwn:
    """Name the type and the parameters; of those that are ``wanted`` only the names are known."""
    asked = {field.name for field in wanted}
    known = [(name, value) for name, value in harvester.parameters.items() if name not in asked and value is not None]
    shown = [md("• {name}: {value}", name=code(name, 60), value=_value(value)) for name, value in known]
    left_out = len(shown) - PARAMETERS_SHOWN
    return lines(
        md("It is created again, of the type {type}.", type=code(harvester.type_label or harvester.type, 60)),
        *shown[:PARAMETERS_SHOWN],
        md("• {count} more parameters", count=left_out) if left_out > 0 else None,
    )


def secrets_view(confirmation: Confirmation, tombstone: Tombstone) -> Block:
    """Return the form in which secrets are typed; its ``private_metadata`` is the confirmation's id."""
    return modal(
        ids.Form.TYPED_RESTORE,
        section(
            lines(
                md("{name} needs what the bot never keeps.", name=phrases.name(tombstone.harvester)),
                md(
                    "{icon} Slack shows what you type: see that nobody looks on. The bot passes it on once, and stores "
                    "it nowhere.",
                    icon=words.WARNING,
                ),
            )
        ),
        *(_input(field, index) for index, field in enumerate(tombstone.wanted[:FIELDS_SHOWN])),
        context(phrases.where(tombstone.harvester, confirmation.portal)),
        title=TITLE,
        submit=words.RESTORE,
        close=words.CANCEL,
        metadata=confirmation.id,
    )


def read_secrets(tombstone: Tombstone, state: Mapping[str, object]) -> dict[str, str]:
    """Return what was typed into the form, by the names of the parameters."""
    return {
        field.name: ids.read_field(state, ids.Field.WANTED, index)
        for index, field in enumerate(tombstone.wanted[:FIELDS_SHOWN])
    }


def at_fields(tombstone: Tombstone, mistakes: Mapping[str, str]) -> dict[str, str]:
    """Return mistakes by the block ids of the form's fields."""
    return {
        ids.field_id(ids.Field.WANTED, index): mistakes[field.name]
        for index, field in enumerate(tombstone.wanted[:FIELDS_SHOWN])
        if field.name in mistakes
    }


def _row(tombstone: Tombstone) -> Block:
    harvester = tombstone.harvester
    facts = [
        code(harvester.type_label or harvester.type, 60),
        _fate(tombstone),
        md("gone since {moment}", moment=when(tombstone.deleted_at)) if tombstone.deleted_at else None,
        md("asked by {who}", who=person(tombstone.deleted_by)),
    ]
    return section(
        lines(
            md("{name}   {where}", name=phrases.name(harvester), where=phrases.where(harvester, tombstone.portal)),
            joined("  ·  ", facts),
        ),
        accessory=button(words.RESTORE_ASK, ids.Press.RESTORE, tombstone.id),
    )


def _fate(tombstone: Tombstone) -> Mrkdwn:
    datasets = words.datasets(tombstone.harvester.attached)
    if not tombstone.harvester.attached:
        return md("no datasets")
    return md("{datasets} kept", datasets=datasets) if tombstone.kept else md("{datasets} gone", datasets=datasets)


def _turn(label: str, number: int, index: int) -> Block | None:
    return button(label, ids.Press.RESTORE_PAGE, held.write(held.Page(number)), index=index)


def _typed(tombstone: Tombstone) -> Mrkdwn | None:
    names = [code(field.name, 60) for field in tombstone.wanted[:FIELDS_SHOWN]]
    if not names:
        return None
    return md("{icon} You type anew: {names}.", icon=words.TYPING, names=joined(", ", names))


def _schedule(offer: Offer) -> Mrkdwn | None:
    harvester = offer.tombstone.harvester
    if harvester.schedules and offer.can_schedule:
        return md("It is scheduled again: {when}.", when=phrases.schedules(harvester.schedules))
    if harvester.schedules:
        return md("It was scheduled: {when}. Set that on the portal.", when=phrases.schedules(harvester.schedules))
    if offer.tombstone.schedules_known:
        return None
    return md("When it ran by itself is not known here: set its schedule on the portal.")


def _datasets(offer: Offer) -> Mrkdwn | None:
    tombstone = offer.tombstone
    if tombstone.kept:
        return md(
            "{icon} *{datasets}* of it were kept: the next run *duplicates* them.",
            icon=words.WARNING,
            datasets=words.datasets(tombstone.kept),
        )
    if tombstone.harvester.attached:
        gone = words.datasets(tombstone.harvester.attached)
        return md("{datasets} went with it: a run brings them again, hidden at first.", datasets=gone)
    return None


def _alike(found: Sequence[str]) -> Mrkdwn | None:
    if not found:
        return None
    return md(
        "{icon} {ids} on the portal may be this one already: you would have it twice.",
        icon=words.WARNING,
        ids=joined(", ", [code(one) for one in found[:ALIKE_SHOWN]]),
    )


def _input(field: ParameterField, index: int) -> Block:
    need = "It cannot do without." if field.mandatory else "May be left empty."
    form = " The whole value, as JSON." if field.type == OBJECT else ""
    return text_input(
        ids.Field.WANTED, field.label or field.name, hint=need + form, index=index, optional=not field.mandatory
    )


def _value(value: object) -> Mrkdwn:
    text = value if isinstance(value, str) else json.dumps(value)
    return code(text, VALUE_LIMIT)
