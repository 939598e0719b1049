"""Draws the font of signs that the page uses: `python tests/browser/signs.py` writes it anew.

The bot marks what it says with emoji. A machine without an emoji font would show boxes in their place, and each
machine its own pictures; so the page brings the few that matter, drawn here from circles and lines.
It needs `fonttools`, which nothing else does.
"""

import math
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from fontTools.colorLib.builder import buildCOLR, buildCPAL  # type: ignore[import-untyped]  # it has no types
from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]  # it has no types
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]  # it has no types

FONT = Path(__file__).parents[2] / "harvestbot" / "sandbox" / "page" / "static" / "signs.woff"
EM = 1000
MIDDLE = (540.0, 360.0)
WIDTH = 1080

Point: TypeAlias = tuple[float, float]
Outline: TypeAlias = list[Point]
Layer: TypeAlias = tuple[list[Outline], str]

RED, ORANGE, GREEN, BLUE, VIOLET, GREY = "#d0392f", "#e08a1e", "#2f9e5b", "#3a7bd0", "#8257c4", "#c9d2d6"
WHITE, INK, YELLOW, SAND = "#ffffff", "#46545a", "#f0b429", "#d9a441"


def disc(radius: float, at: Point = MIDDLE, points: int = 40) -> Outline:
    """A circle."""
    x, y = at
    turn = [2 * math.pi * n / points for n in range(points)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in turn]


def bar(begin: Point, end: Point, width: float = 100) -> Outline:
    """A thick line."""
    dx, dy = end[0] - begin[0], end[1] - begin[1]
    length = math.hypot(dx, dy)
    nx, ny = -dy / length * width / 2, dx / length * width / 2
    (a, b), (c, d) = begin, end
    return [(a + nx, b + ny), (c + nx, d + ny), (c - nx, d - ny), (a - nx, b - ny)]


def moved(*outlines: Outline, by: Point) -> list[Outline]:
    """Outlines somewhere else."""
    return [[(x + by[0], y + by[1]) for x, y in outline] for outline in outlines]


def octagon(radius: float) -> Outline:
    """A stop sign's shape."""
    x, y = MIDDLE
    turn = [math.pi / 8 + math.pi / 4 * n for n in range(8)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in turn]


def question(colour: str) -> list[Layer]:
    """A question mark."""
    arc = [(540 + 190 * math.cos(a), 530 + 190 * math.sin(a)) for a in (math.pi * (1 - n / 12) for n in range(17))]
    hook = [bar(one, other, 105) for one, other in pairwise(arc)]
    joints = [disc(52, one, 16) for one in arc]
    return [
        (
            [*hook, *joints, bar(arc[-1], (540, 260), 105), bar((540, 290), (540, 180), 105), disc(68, (540, 40), 20)],
            colour,
        )
    ]


TICK = [bar((330, 360), (490, 190), 110), bar((450, 190), (760, 560), 110)]
CROSS = [bar((290, 110), (790, 610), 120), bar((290, 610), (790, 110), 120)]
SIGNS: dict[str, list[Layer]] = {
    "🔴": [([disc(380)], RED)],
    "🟠": [([disc(380)], ORANGE)],
    "🟢": [([disc(380)], GREEN)],
    "🔵": [([disc(380)], BLUE)],
    "🟣": [([disc(380)], VIOLET)],
    "⚪": [([disc(380)], "#8d9ba1"), ([disc(320)], "#eef2f3")],
    "✅": [([disc(400)], GREEN), (TICK, WHITE)],
    "❌": [(CROSS, RED)],
    "❓": question(RED),
    "❔": question("#8d9ba1"),
    "⚠": [
        ([[(540, 790), (990, -30), (90, -30)]], YELLOW),
        ([[(485, 540), (595, 540), (570, 220), (510, 220)], disc(58, (540, 110), 20)], "#3b2f0b"),
    ],
    "⏳": [
        ([bar((260, 740), (820, 740), 90), bar((260, -20), (820, -20), 90)], INK),
        ([[(320, 700), (760, 700), (560, 360), (520, 360)], [(320, 20), (760, 20), (560, 360), (520, 360)]], GREY),
        ([[(420, 520), (660, 520), (550, 360), (530, 360)], [(340, 20), (740, 20), (540, 210)]], SAND),
    ],
    "💬": [
        (
            [
                disc(230, (370, 410)),
                disc(230, (710, 410)),
                bar((370, 410), (710, 410), 460),
                [(300, 230), (250, 20), (470, 200)],
            ],
            GREY,
        ),
        ([disc(48, (390, 410), 20), disc(48, (540, 410), 20), disc(48, (690, 410), 20)], INK),
    ],
    "🚫": [([disc(400)], RED), ([disc(290)], WHITE), ([bar((330, 570), (750, 150), 110)], RED)],
    "🛑": [([octagon(420)], RED), ([bar((350, 360), (730, 360), 110)], WHITE)],
    "🗑": [
        (
            [
                [(300, 560), (780, 560), (720, -40), (360, -40)],
                bar((240, 640), (840, 640), 90),
                bar((440, 710), (640, 710), 90),
            ],
            INK,
        ),
        ([bar((460, 470), (460, 60), 46), bar((540, 470), (540, 60), 46), bar((620, 470), (620, 60), 46)], GREY),
    ],
    "🔔": [
        ([disc(250, (540, 430)), [(290, 430), (790, 430), (880, 120), (200, 120)], disc(80, (540, 60), 20)], YELLOW)
    ],
    "🔕": [
        ([disc(250, (540, 430)), [(290, 430), (790, 430), (880, 120), (200, 120)], disc(80, (540, 60), 20)], GREY),
        ([bar((220, 700), (860, 20), 90)], RED),
    ],
    "👤": [
        (
            [
                disc(190, (540, 540)),
                [(540 + 330 * math.cos(a), -20 + 330 * math.sin(a)) for a in (math.pi * n / 20 for n in range(21))],
            ],
            BLUE,
        )
    ],
    "⏸": [([bar((400, 60), (400, 660), 130), bar((680, 60), (680, 660), 130)], BLUE)],
    "⏰": [
        ([disc(380)], RED),
        ([disc(290)], WHITE),
        ([bar((540, 360), (540, 570), 60), bar((540, 380), (690, 300), 60)], INK),
    ],
    "📈": [
        ([bar((200, 20), (900, 20), 60), bar((200, 0), (200, 700), 60)], INK),
        ([bar((260, 160), (450, 380), 70), bar((430, 380), (600, 260), 70), bar((580, 250), (860, 640), 70)], GREEN),
    ],
}


def write() -> None:
    """Write the font."""
    cmap: dict[int, str] = {}
    glyphs: dict[str, object] = {".notdef": TTGlyphPen(None).glyph()}
    layers: dict[str, list[tuple[str, int]]] = {}
    colours: list[str] = []
    for sign, drawn in SIGNS.items():
        name = f"u{ord(sign):X}"
        cmap[ord(sign)] = name
        glyphs[name] = _glyph([outline for outlines, _ in drawn for outline in outlines])
        layers[name] = []
        for number, (outlines, colour) in enumerate(drawn):
            glyphs[f"{name}.{number}"] = _glyph(outlines)
            if colour not in colours:
                colours.append(colour)
            layers[name].append((f"{name}.{number}", colours.index(colour)))
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    left = {name: getattr(builder.font["glyf"][name], "xMin", 0) for name in glyphs}
    builder.setupHorizontalMetrics({name: (WIDTH, left[name]) for name in glyphs})
    builder.setupHorizontalHeader(ascent=860, descent=-140)
    builder.setupNameTable({"familyName": "harvestbot signs", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=860, sTypoDescender=-140, usWinAscent=860, usWinDescent=140)
    builder.setupPost()
    builder.font["COLR"] = buildCOLR(layers, version=0)
    builder.font["CPAL"] = buildCPAL([[_rgba(colour) for colour in colours]])
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.flavor = "woff"
    builder.save(FONT)
    print(", ".join(f"U+{code:X}" for code in sorted(cmap)))  # noqa: T201  because this is a program


def _glyph(outlines: list[Outline]) -> object:
    pen = TTGlyphPen(None)
    for outline in outlines:
        ordered = outline if _area(outline) < 0 else outline[::-1]
        pen.moveTo(_round(ordered[0]))
        for point in ordered[1:]:
            pen.lineTo(_round(point))
        pen.closePath()
    return pen.glyph()


def _area(outline: Outline) -> float:
    return sum(a * d - b * c for (a, b), (c, d) in zip(outline, [*outline[1:], outline[0]], strict=True))


def _round(point: Point) -> tuple[int, int]:
    return round(point[0]), round(point[1])


def _rgba(colour: str) -> tuple[float, float, float, float]:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue, 1.0


if __name__ == "__main__":
    write()
