"""What a run of a harvester would bring."""

from harvestbot.domain.harvesters import Harvester, Preview, PreviewedDataset
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.blocks import Card, card, context, section
from harvestbot.slack.cards.text import Mrkdwn, code, escape, lines, md, strong, visible

DATASETS_SHOWN = 10
DESCRIPTION_LIMIT = 200


def preview_card(harvester: Harvester, portal: str, preview: Preview) -> Card:
    """Return the first ten datasets that a run would bring, and how many there are in all."""
    shown = preview.datasets[:DATASETS_SHOWN]
    total = max(preview.total, len(preview.datasets))
    brings = words.datasets(total)
    return card(
        md("The source of {name} lists {datasets}.", name=phrases.said(harvester), datasets=brings),
        section(md("The source of {name} lists *{datasets}*.", name=phrases.name(harvester), datasets=brings)),
        *(section(_dataset(dataset)) for dataset in shown),
        context(md("{count} more are not shown here.", count=total - len(shown))) if total > len(shown) else None,
        context(phrases.where(harvester, portal)),
    )


def _dataset(dataset: PreviewedDataset) -> Mrkdwn:
    title = dataset.title if visible(dataset.title) else dataset.id
    return lines(
        md("{title}   {id}", title=strong(title), id=code(dataset.id)), escape(dataset.description, DESCRIPTION_LIMIT)
    )
