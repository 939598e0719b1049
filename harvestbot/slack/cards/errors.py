"""What went wrong in the last or current run of a harvester."""

from harvestbot.domain.harvesters import Harvester, Health, RunErrors
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Card, card, context, section
from harvestbot.slack.cards.text import Mrkdwn, code, joined, lines, md, preformatted

ERRORS_SHOWN = 10
RUN_ERROR_LIMIT = 1_500
DATASET_ERROR_LIMIT = 400


def errors_card(harvester: Harvester, portal: str, errors: RunErrors) -> Card:
    """Return the errors of a run: that of the run itself first, then those of the first ten datasets."""
    found = _found(errors)
    left_out = len(errors.resources) - ERRORS_SHOWN
    return card(
        md("{name}: {found}", name=phrases.said(harvester), found=found),
        section(md("{name}   {found}", name=phrases.name(harvester), found=found)),
        section(preformatted(errors.harvester, RUN_ERROR_LIMIT)) if errors.harvester else None,
        *(
            section(lines(code(dataset), preformatted(text, DATASET_ERROR_LIMIT)))
            for dataset, text in list(errors.resources.items())[:ERRORS_SHOWN]
        ),
        context(md("{count} more are not shown here.", count=left_out)) if left_out > 0 else None,
        context(phrases.where(harvester, portal)),
    )


def _found(errors: RunErrors) -> Mrkdwn:
    number = len(errors.resources)
    if not errors.harvester and not number:
        return md("{icon} no errors", icon=words.DONE)
    return joined(
        ", ",
        [
            md("{icon} the run failed", icon=words.ICONS[Health.FAILED]) if errors.harvester else None,
            md("{icon} errors in {datasets}", icon=words.ICONS[Health.WITH_ERRORS], datasets=words.datasets(number))
            if number
            else None,
        ],
    )
