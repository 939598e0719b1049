"""The audit trail, a page at a time, one line an entry."""

from harvestbot.domain.audit import Entry, Outcome
from harvestbot.domain.confirmations import Action
from harvestbot.domain.moments import UNDERSTOOD
from harvestbot.domain.trail import TrailPage, Turn, Wanted
from harvestbot.slack import held, ids
from harvestbot.slack.cards import words
from harvestbot.slack.cards.blocks import Block, Card, actions, button, card, context, divider, section
from harvestbot.slack.cards.text import Mrkdwn, channel, code, escape, joined, lines, link, md, person, when
from harvestbot.slack.cards.values import shown

DETAIL_LIMIT = 160
VERB_LIMIT = 60
SAID = ("name", "attached", "published")
"""What of a harvester before and after is shown, where it differs; its parameters come behind."""
PARAMETERS_SHOWN = 3

OUTCOMES = {
    Outcome.ASKED: (words.ASKING, "asked"),
    Outcome.APPROVED: (words.AGREED, "approved"),
    Outcome.CANCELLED: (words.CALLED_OFF, "cancelled"),
    Outcome.EXPIRED: (words.CALLED_OFF, "expired"),
    Outcome.REFUSED: (words.REFUSED, "refused"),
    Outcome.ATTEMPT: (words.WORKING, "sent to the portal"),
    Outcome.DONE: (words.DONE, "done"),
    Outcome.NOT_DONE: (words.NOT_DONE, "not done"),
    Outcome.UNKNOWN: (words.UNSURE, "outcome unknown"),
}
"""A sign and words for each outcome: never the sign alone."""
VERBS_SAID = {Action.DELETE_DATASETS.value: "delete with datasets", "take": "be on it"}
"""Stored words that do not read well; any other is said as it is."""


def audit_card(page: TrailPage) -> Card:
    """Return one page of the trail, newest first."""
    headline = joined("  ·  ", [md("*Audit trail*"), *_narrowed(page.wanted)])
    if not page.entries:
        return card(
            headline,
            section(lines(headline, md("No entries."))),
            context(md("Narrowed by a harvester, a person, and since when: {moments}.", moments=escape(UNDERSTOOD))),
            foot=[_turning(page)],
        )
    return card(
        headline,
        section(lines(headline, md("Newest first"))),
        divider(),
        *(section(entry_line(entry)) for entry in page.entries),
        foot=[_turning(page)],
    )


def _narrowed(wanted: Wanted) -> list[Mrkdwn]:
    named = "/".join(part for part in (wanted.portal, wanted.harvester_id) if part)
    return [
        *([md("of {harvester}", harvester=code(named))] if named else []),
        *([md("by {who}", who=person(wanted.actor))] if wanted.actor else []),
        *([md("since {moment}", moment=when(wanted.since))] if wanted.since is not None else []),
    ]


def entry_line(entry: Entry) -> Mrkdwn:
    """Return an entry on one line: what came of what, who did it, when and where."""
    icon, word = OUTCOMES[entry.outcome]
    named = "/".join(part for part in (entry.portal, entry.harvester_id) if part)
    return joined(
        "  ·  ",
        [
            md("{icon} *{word}*", icon=icon, word=word),
            joined(" ", [_verb(entry.verb), code(named) if named else None]),
            _people(entry),
            joined(" ", [when(entry.at), md("in {where}", where=channel(entry.channel)) if entry.channel else None]),
            *_moved(entry),
            escape(entry.detail, DETAIL_LIMIT),
            link(entry.permalink, "message"),
        ],
    )


def _verb(verb: str) -> Mrkdwn:
    return escape(VERBS_SAID.get(verb, verb), VERB_LIMIT)


def _people(entry: Entry) -> Mrkdwn:
    """Name who did it, and who had asked where that was another person."""
    if entry.requester:
        return md("{who} for {requester}", who=person(entry.actor), requester=person(entry.requester))
    return person(entry.actor)


def _moved(entry: Entry) -> list[Mrkdwn]:
    before, after = entry.before or {}, entry.after or {}
    moved = [
        md("{what} {old} → {new}", what=what, old=escape(str(before[what]), 80), new=escape(str(after[what]), 80))
        for what in SAID
        if what in before and what in after and before[what] != after[what]
    ]
    match before.get("parameters"), after.get("parameters"):
        case dict() as old, dict() as new:
            edited = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
            moved += [
                md("{name} {old} → {new}", name=code(name, 40), old=shown(old.get(name)), new=shown(new.get(name)))
                for name in edited[:PARAMETERS_SHOWN]
            ]
    return moved


def _turning(page: TrailPage) -> Block | None:
    def turn(label: str, behind: int, *, newer: bool) -> Block | None:
        value = held.write(held.TrailTurn(Turn(behind, newer and behind > 0), page.wanted))
        return button(label, ids.Press.TRAIL, value, index=1 if newer else 2)

    newest = page.entries[0].id if page.entries else 0
    return actions(
        turn(words.NEWER, newest, newer=True) if page.newer else None,
        turn(words.OLDER, page.entries[-1].id, newer=False) if page.older and page.entries else None,
    )
