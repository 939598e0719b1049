"""What is different between two moments of one harvester, in short lines."""

from harvestbot.domain.harvesters import Harvester
from harvestbot.slack.cards.text import Mrkdwn, code, escape, md

PARAMETERS_SHOWN = 5


def numbers(before: Harvester, after: Harvester) -> list[Mrkdwn]:
    """Return the counts that moved, as ``attached 120 → 128``."""
    pairs = (
        ("attached", before.attached, after.attached),
        ("published", before.published, after.published),
        ("at the source", before.remote, after.remote),
        ("errors", before.errors, after.errors),
    )
    return [
        md("{what} {old} → {new}", what=what, old="?" if old is None else old, new="?" if new is None else new)
        for what, old, new in pairs
        if old != new
    ]


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
    return [*numbers(before, after), *settings(before, after)] or [md("it was saved again")]
