"""Shapes that both dialects answer in, beside the harvester itself."""

from msgspec import Raw, Struct

from harvestbot.domain.harvesters import Preview, PreviewedDataset
from harvestbot.domain.redaction import clean_text
from harvestbot.portal import wire
from harvestbot.portal.taking import Body


class PreviewWire(Struct, gc=False):
    """A preview: how many datasets in all, and some of them."""

    total_count: int | None = None
    results: list[Raw] | None = None


class PreviewedWire(Struct, gc=False):
    """A dataset of a preview."""

    id: str
    title: str | None = None
    description: str | None = None


def read_preview(body: Body) -> Preview:
    """Read a preview; the management API describes no shape, so that a bare list is taken as well.

    Raises:
        wire.Unreadable: it is neither.
    """
    if bytes(body).lstrip()[:1] == b"[":
        answer = PreviewWire(results=wire.read_list(body))
    else:
        answer = wire.read(PreviewWire, body)
        if answer.total_count is None and answer.results is None:
            raise wire.Unreadable
    datasets = tuple(_dataset(raw) for raw in answer.results or ())
    return Preview(len(datasets) if answer.total_count is None else answer.total_count, datasets)


def nothing(_body: Body) -> None:
    """Read an answer that says nothing but that it was done."""


def _dataset(raw: Raw) -> PreviewedDataset:
    read = wire.read(PreviewedWire, raw)
    return PreviewedDataset(read.id, clean_text(read.title or ""), clean_text(read.description or ""))
