"""The shapes of charts, as SVG. They are drawn in `currentColor`; the classes `bk-series-N` tell them apart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from markupsafe import Markup

from harvestbot.sandbox.page.render.html import clean, joined, tag

Values: TypeAlias = Sequence[Sequence[float]]
"""For each series, a value for each category."""

PIE_BOX: Final = "-1.1 -1.1 2.2 2.2"
PLOT_BOX: Final = "0 0 480 260"
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 470.0, 14.0, 214.0
_BARS: Final = 0.8
"""The share of a category's width that its bars take."""
_LARGEST: Final = 1e300
_STEPS: Final = (1, 2, 2.5, 5, 10)
_TICKS: Final = 4
_LABELS: Final = 8
"""Labels that fit below a plot."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What the height of a plot stands for.

    Attributes:
        low: The value at its bottom, nothing or less.
        high: The value at its top, more than the lowest.
        step: From one line of the grid to the next.
    """

    low: float
    high: float
    step: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Scale":
        """The scale on which values and nothing have their place, with round numbers at the grid."""
        numbers = [0.0, *map(_finite, values)]
        low, high = min(numbers), max(numbers)
        rough = (high / _TICKS - low / _TICKS) or 1 / _TICKS
        size = 10.0 ** math.floor(math.log10(rough))
        step = next((size * each for each in _STEPS if size * each >= rough), rough)
        return cls(math.floor(low / step) * step, max(math.ceil(high / step), math.floor(low / step) + 1) * step, step)

    def y(self, value: float) -> float:
        """How far down a value stands."""
        # Halves, since the whole span of the largest numbers is beyond what a number can be.
        share = (_finite(value) / 2 - self.low / 2) / (self.high / 2 - self.low / 2)
        return round(_BOTTOM - share * (_BOTTOM - _TOP), 2)

    def ticks(self) -> list[float]:
        """The values at the lines of the grid."""
        first = round(self.low / self.step)
        return [(first + n) * self.step for n in range(round(self.high / self.step) - first + 1)]


def pie(values: Sequence[float]) -> Markup:
    """Slices of a circle around the origin, of radius 1; the first begins at the top."""
    sizes = [max(0.0, _finite(value)) for value in values]
    largest = max(sizes) or 1.0
    shares = [size / largest for size in sizes]
    whole = sum(shares) or 1.0
    if len(values) == 1:
        return tag("circle", r=1, fill="currentColor", class_="bk-series-1")
    slices, at = [], 0.0
    for number, share in enumerate(shares, 1):
        begin, at = at, at + share / whole
        large = 1 if at - begin > 1 / 2 else 0
        path = f"M0 0L{_on_circle(begin)}A1 1 0 {large} 1 {_on_circle(at)}Z"
        slices.append(tag("path", d=path, fill="currentColor", class_=f"bk-series-{number}"))
    return joined(*slices)


def frame(scale: Scale, categories: Sequence[str], x_label: str, y_label: str) -> Markup:
    """The grid, the numbers beside it, and what stands below."""
    parts: list[Markup] = []
    for value in scale.ticks():
        y = scale.y(value)
        parts += [
            tag("line", x1=_LEFT, x2=_RIGHT, y1=y, y2=y, stroke="currentColor", class_="bk-grid"),
            _label(f"{value:.6g}", _LEFT - 6, y + 4, "end"),
        ]
    every = math.ceil(len(categories) / _LABELS)
    for number, label in enumerate(categories):
        if number % every == 0:
            parts.append(_label(label, _middle(number, len(categories)), _BOTTOM + 18, "middle"))
    parts += [
        _label(x_label, (_LEFT + _RIGHT) / 2, _BOTTOM + 38, "middle"),
        _label(y_label, 4, _TOP - 3, "start"),
    ]
    return tag("g", *parts, class_="bk-axes", aria_hidden="true")


def bars(scale: Scale, values: Values) -> Markup:
    """For each category a bar for each series, side by side."""
    zero = scale.y(0)
    parts: list[Markup] = []
    for number, row in enumerate(values):
        width = (_RIGHT - _LEFT) / len(row) * _BARS / len(values)
        for column, value in enumerate(row):
            y = scale.y(value)
            x = _middle(column, len(row)) + (number - len(values) / 2) * width
            shape = {"x": round(x, 2), "y": min(y, zero), "width": round(width, 2), "height": round(abs(zero - y), 2)}
            parts.append(tag("rect", **shape, fill="currentColor", class_=f"bk-series-{number + 1}"))
    return joined(*parts)


def lines(scale: Scale, values: Values) -> Markup:
    """A line for each series, with a dot at each value."""
    parts: list[Markup] = []
    for number, row in enumerate(values, 1):
        points = _points(scale, row)
        line = tag("polyline", points=_joined(points), fill="none", stroke="currentColor")
        dots = [tag("circle", cx=x, cy=y, r=3, fill="currentColor") for x, y in points]
        parts.append(tag("g", line, *dots, class_=f"bk-series-{number}"))
    return joined(*parts)


def areas(scale: Scale, values: Values) -> Markup:
    """A line for each series, filled down to nothing."""
    parts: list[Markup] = []
    for number, row in enumerate(values, 1):
        points = _points(scale, row)
        zero = scale.y(0)
        around = [(points[0][0], zero), *points, (points[-1][0], zero)]
        area = tag("polygon", points=_joined(around), fill="currentColor", fill_opacity=0.3)
        line = tag("polyline", points=_joined(points), fill="none", stroke="currentColor")
        parts.append(tag("g", area, line, class_=f"bk-series-{number}"))
    return joined(*parts)


def _points(scale: Scale, row: Sequence[float]) -> list[tuple[float, float]]:
    return [(_middle(column, len(row)), scale.y(value)) for column, value in enumerate(row)]


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _middle(column: int, columns: int) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * (column + 0.5) / columns, 2)


def _on_circle(share: float) -> str:
    angle = share * math.tau
    return f"{math.sin(angle):.4f} {-math.cos(angle):.4f}"


def _label(said: str, x: float, y: float, anchor: str) -> Markup:
    # SVG knows no <bdi>: its texts are only escaped.
    text = Markup.escape(clean(said))
    return tag("text", text, x=round(x, 2), y=round(y, 2), text_anchor=anchor, fill="currentColor")


def _finite(value: float) -> float:
    """A number that can be calculated with: JSON has larger ones, and what is none."""
    try:
        number = float(value)
    except OverflowError:
        number = _LARGEST if value > 0 else -_LARGEST
    return 0.0 if math.isnan(number) else max(-_LARGEST, min(_LARGEST, number))
