"""The form of a harvester: an input for its name and for each of its parameters, and what its source would bring."""

from collections.abc import Mapping, Sequence

from harvestbot.domain.confirmations import Action
from harvestbot.domain.drafts import Draft, Wish
from harvestbot.domain.forms import NO, YES, Entry, Filled, Form, Kind, as_typed, filled, form
from harvestbot.domain.harvesters import ParameterField, Preview
from harvestbot.domain.near import near
from harvestbot.domain.types import AUTOMATION
from harvestbot.slack import ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Block, actions, button, context, divider, modal, section
from harvestbot.slack.cards.inputs import choice_input, typing_input
from harvestbot.slack.cards.text import Mrkdwn, code, escape, joined, lines, md, strong, visible

TITLES = {Action.EDIT: "Edit a harvester", Action.CREATE: "Create a harvester"}
SUBMITS = {Action.EDIT: "Save", Action.CREATE: "Create"}
FORMS = {Action.EDIT: ids.Form.EDIT, Action.CREATE: ids.Form.CREATE}
NAMED = 8
DATASETS_SHOWN = 5
NEVER_SHOWN = "It is never shown."
NO_PREVIEW = md(
    "There is no preview yet: this portal's API previews only harvesters that exist. Creating it runs nothing; "
    "{preview} is then on its card, before its first run.",
    preview=strong(words.PREVIEW),
)


def form_view(
    draft: Draft,
    *,
    typed: Wish | None = None,
    theirs: Sequence[str] = (),
    previews: bool = True,
    below: Sequence[Block | None] = (),
) -> Block:
    """Return the form; its ``private_metadata`` is the draft's id.

    Args:
        draft: what it is about.
        typed: what was typed into an earlier one, to stand in this one.
        theirs: names of what somebody else has changed since that one was opened.
        previews: whether anything can be previewed before it is saved.
        below: what stands under the inputs.
    """
    asked = form(draft.base)
    return modal(
        FORMS[draft.action],
        section(lines(*_heading(draft), *_again(draft, typed, theirs))),
        typing_input(ids.Field.NAME, "Name", shown=typed.name if typed else draft.base.name, focus=True),
        *(_input(entry, index, typed) for index, entry in enumerate(asked.entries)),
        typing_input(
            ids.Field.FURTHER,
            "Further parameters",
            hint='What has no field above, as a JSON object: {"name": "value"}',
            shown=_further(asked, typed),
            optional=True,
            lines=True,
        ),
        context(*_notes(asked), None if previews else NO_PREVIEW),
        actions(button(words.PREVIEW, ids.Press.FORESEE, draft.id)) if previews else None,
        *below,
        title=TITLES[draft.action],
        submit=SUBMITS[draft.action],
        close=words.CANCEL,
        metadata=draft.id,
    )


def read_form(draft: Draft, state: Mapping[str, object]) -> Filled:
    """Return what was typed into the form."""
    typed = {
        entry.name: ids.read_field(state, ids.Field.PARAMETER, index)
        for index, entry in enumerate(form(draft.base).entries)
    }
    name, further = ids.read_field(state, ids.Field.NAME), ids.read_field(state, ids.Field.FURTHER)
    return filled(draft.base, name, typed, further)


def at_fields(draft: Draft, typed: Filled) -> dict[str, str]:
    """Return the mistakes by the block ids of the form's inputs."""
    found = {
        ids.field_id(ids.Field.PARAMETER, index): typed.mistakes[entry.name]
        for index, entry in enumerate(form(draft.base).entries)
        if entry.name in typed.mistakes
    }
    if typed.name_mistake:
        found[ids.field_id(ids.Field.NAME)] = typed.name_mistake
    if typed.further_mistake:
        found[ids.field_id(ids.Field.FURTHER)] = typed.further_mistake
    return found


def mistakes_below(typed: Filled) -> list[Block]:
    """Say what has to be mended before anything can be previewed."""
    told = [md("{icon} Mend this first:", icon=words.WARNING)]
    told += [md("• name: {why}", why=escape(typed.name_mistake))] if typed.name_mistake else []
    told += [md("• {name}: {why}", name=code(name, 60), why=escape(why)) for name, why in typed.mistakes.items()]
    told += [md("• further parameters: {why}", why=escape(typed.further_mistake))] if typed.further_mistake else []
    return [section(lines(*told))]


def looking_below() -> list[Block]:
    """Say that the source is being asked."""
    return [section(md("{icon} The source is being asked …", icon=words.WORKING))]


def trouble_below(why: str) -> list[Block]:
    """Say why there is no preview."""
    return [section(md("{icon} {why}", icon=words.WARNING, why=escape(why, 600)))]


def preview_below(draft: Draft, changes: Sequence[Mrkdwn], preview: Preview, *, saved: bool) -> list[Block]:
    """Show what is changed, and what the source would bring.

    Args:
        draft: what the form is about.
        changes: what was typed, old → new.
        preview: what the source brings.
        saved: whether that is with what is saved now, because the portal cannot tell it of anything else.
    """
    datasets = words.datasets(max(preview.total, len(preview.datasets)))
    how = md("With this, the source lists *{datasets}*.", datasets=datasets)
    if saved:
        how = lines(
            md("As it is saved now, the source lists *{datasets}*.", datasets=datasets),
            md("This portal's API cannot preview changes before they are saved."),
        )
    elif draft.like:
        how = lines(how, md("Where you typed no secret, that of {id} was used.", id=code(draft.like)))
    changes = changes or [md("You have changed nothing yet.")]
    heading = md("*It gets*") if draft.action is Action.CREATE else md("*You change*")
    named = [
        md("• {title}   {id}", title=escape(one.title if visible(one.title) else one.id, 100), id=code(one.id, 80))
        for one in preview.datasets[:DATASETS_SHOWN]
    ]
    return [
        divider(),
        section(lines(heading, *changes)),
        section(lines(md("*What the source brings*"), how, *named)),
    ]


def _heading(draft: Draft) -> list[Mrkdwn | None]:
    base = draft.base
    kind = md("{label}, type {type}", label=escape(base.type_label or base.type, 80), type=code(base.type, 60))
    if draft.action is Action.CREATE:
        return [
            md("A new harvester on {portal}: {kind}", portal=phrases.portal_name(draft.portal), kind=kind),
            md("It starts as a copy of {id}; secrets are not copied.", id=code(draft.like)) if draft.like else None,
            md(
                "{icon} No harvester of this portal shows what this type takes: the names are known from elsewhere.",
                icon=words.WARNING,
            )
            if draft.guessed and base.fields
            else None,
            *_unheard_of(base.type, base.fields),
        ]
    return [
        md("{name}   {where}", name=phrases.name(base), where=phrases.where(base, draft.portal)),
        kind,
        md("{icon} A run is under way: what you save counts from the next one.", icon=words.WARNING)
        if base.running
        else None,
    ]


def _unheard_of(kind: str, asked: Sequence[ParameterField]) -> list[Mrkdwn]:
    if asked:
        return []
    told = md(
        "{icon} Nothing is known here of this type: give what it takes under further parameters.", icon=words.WARNING
    )
    meant = joined(" or ", [code(f"create {name}") for name in near(kind, AUTOMATION)])
    return [told, md("If you meant another one: {meant}.", meant=meant)] if meant else [told]


def _again(draft: Draft, typed: Wish | None, theirs: Sequence[str]) -> list[Mrkdwn | None]:
    if typed is None:
        return []
    by = escape(draft.base.changed_by or "somebody", 80)
    names = joined(", ", [code(name, 60) for name in theirs[:NAMED]])
    retype = joined(", ", [code(name, 60) for name in typed.secrets])
    return [
        md("{icon} *Meanwhile {by} has changed* {names}.", icon=words.WARNING, by=by, names=names) if theirs else None,
        md("What you typed stands in the fields again; nothing of it is saved yet."),
        md("{icon} Type anew: {names}.", icon=words.TYPING, names=retype) if typed.secrets else None,
    ]


def _input(entry: Entry, index: int, typed: Wish | None) -> Block:
    text = as_typed(entry, typed.values[entry.name]) if typed and entry.name in typed.values else entry.shown
    told = typed.mistakes.get(entry.name, "") if typed else ""
    hint = " ".join(part for part in (told and f"The portal says: {told}", entry.hint, _kept(entry)) if part)
    if entry.kind is Kind.BOOLEAN:
        options = [("Yes", YES), ("No", NO)]
        return choice_input(
            ids.Field.PARAMETER,
            entry.label,
            options,
            chosen=text,
            hint=hint,
            index=index,
            optional=not entry.needed,
        )
    return typing_input(
        ids.Field.PARAMETER,
        entry.label,
        hint=hint,
        shown=text,
        index=index,
        optional=not entry.needed,
        lines=entry.kind in (Kind.LINES, Kind.JSON, Kind.JSON_TEXT),
    )


def _kept(entry: Entry) -> str:
    if entry.hidden:
        return f"It holds {entry.hidden} characters, too many to be shown here. Left empty, it stays as it is."
    if entry.kind in (Kind.JSON, Kind.JSON_TEXT):
        return "" if entry.hint else "As JSON."
    if entry.kind is not Kind.SECRET:
        return ""
    if entry.is_set:
        return f"{NEVER_SHOWN} Left empty, it stays as it is."
    return f"{NEVER_SHOWN} None is set."


def _further(asked: Form, typed: Wish | None) -> str:
    """Return what was typed as further parameters, as it was."""
    if typed is None:
        return ""
    fields = {entry.name for entry in asked.entries}
    rest = {name: value for name, value in typed.values.items() if name not in fields}
    return as_typed(Entry(name="", label="", kind=Kind.JSON), rest) if rest else ""


def _notes(asked: Form) -> list[Mrkdwn | None]:
    secret = any(entry.kind is Kind.SECRET for entry in asked.entries)
    return [
        md(
            "{icon} Slack shows what you type, passwords and keys too: see that nobody looks on. The bot passes them "
            "on once, and stores them nowhere. To take a key away, give it an empty text under further parameters.",
            icon=words.TYPING,
        )
        if secret
        else None,
        md(
            "{count} more parameters have no field and stay as they are: {names}. Change them as further ones.",
            count=len(asked.others),
            names=joined(", ", [code(name, 40) for name in asked.others[:NAMED]]),
        )
        if asked.others
        else None,
        md("Nothing is saved before you press the green button."),
    ]
