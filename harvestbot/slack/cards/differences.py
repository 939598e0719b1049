"""What is different between two moments of one harvester, in short lines."""

from harvestbot.domain.harvesters import Harvester
from harvestbot.slack.cards import words
from harvestbot.slack.cards.text import Mrkdwn, code, escape, md

PARAMETERS_SHOWN = 5


def moved(before: Harvester, after: Harvester) -> list[Mrkdwn]:
    """Return what a run has changed, in numbers: ``attached 120 → 128, errors 0 → 2, 8 datasets hidden``.

    Datasets that are hidden are named even where their number is what it was: somebody has to publish them.
    """
    hidden = md("{datasets} hidden", datasets=words.datasets(after.hidden)) if after.hidden else None
    return [*_counts(before, after), *([hidden] if hidden else []), *_source(before, after)]


def _counts(before: Harvester, after: Harvester) -> list[Mrkdwn]:
    counts = (
        ("attached", before.attached, after.attached),
        ("published", before.published, after.published),
        ("errors", before.errors, after.errors),
    )
    return [md("{what} {old} → {new}", what=what, old=old, new=new) for what, old, new in counts if old != new]


def _source(before: Harvester, after: Harvester) -> list[Mrkdwn]:
    old, new = before.remote, after.remote
    if old == new:
        return []
    return [md("at the source {old} → {new}", old="?" if old is None else old, new="?" if new is None else new)]


def settings(before: Harvester, after: Harvester) -> list[Mrkdwn]:
    """Return what somebody has edited, parameters by their names alone."""
    found = [
        md("{what} {old} → {new}", what=what, old=escape(old, 80), new=escape(new, 80))
        for what, old, new in (
            ("name", before.name, after.name),
            ("type", before.type, after.type),
            ("status", before.status, after.status),
        )
        if old != new
    ]
    edited = sorted(
        key
        for key in before.parameters.keys() | after.parameters.keys()
        if before.parameters.get(key) != after.parameters.get(key)
    )
    found += [md("parameter {key} edited", key=code(key, 60)) for key in edited[:PARAMETERS_SHOWN]]
    if len(edited) > PARAMETERS_SHOWN:
        found.append(md("{count} more edited", count=len(edited) - PARAMETERS_SHOWN))
    if before.removes_missing != after.removes_missing:
        found.append(md("removing of missing datasets turned {state}", state="on" if after.removes_missing else "off"))
    return found


def differences(before: Harvester, after: Harvester) -> list[Mrkdwn]:
    """Return all that a person was shown and that is no longer so; never empty."""
    return [*_counts(before, after), *_source(before, after), *settings(before, after)] or [md("it was saved again")]
