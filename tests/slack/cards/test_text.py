"""Text from outside becomes text on a card, and nothing more."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.card_samples import ANY_TEXT, FAMILY, FLAG

import harvestbot.slack.cards
from harvestbot.slack.cards.text import (
    Mrkdwn,
    channel,
    clip,
    code,
    cut,
    escape,
    joined,
    lines,
    link,
    md,
    one_line,
    person,
    preformatted,
    strong,
    visible,
    when,
)

CARDS = sorted(Path(next(iter(harvestbot.slack.cards.__path__))).glob("*.py"))
NOW = datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC)
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
ENTITIES = re.compile(r"&(?!amp;|lt;|gt;)")


@given(ANY_TEXT, st.integers(10, 400))
def test_no_text_gets_out_of_its_piece(text: str, limit: int) -> None:
    """An escaped text holds no raw sign, no half entity and no more than it was given room for."""
    for made, around in ((escape(text, limit), 0), (code(text, limit), 2), (strong(text, limit), 2)):
        assert not re.search("[<>\n]", made.source)
        assert not ENTITIES.search(made.source)
        assert len(made.source) <= limit + around


@given(ANY_TEXT)
def test_bold_and_code_hold(text: str) -> None:
    """What is within bold or code cannot end it."""
    for made in (strong(text), code(text)):
        fence = made.source[0]
        assert fence in "*`"
        assert made.source.endswith(fence)
        assert fence not in made.source[1:-1]
        assert made.source[1:-1].strip() == made.source[1:-1] != ""


@given(ANY_TEXT)
def test_a_block_of_code_holds(text: str) -> None:
    """What is within a block of code cannot end it."""
    assert "`" not in preformatted(text).source[3:-3]


@given(ANY_TEXT, st.integers(1, 60))
@settings(max_examples=200)
def test_what_is_clipped_begins_as_it_did(text: str, limit: int) -> None:
    """Clipping takes from the end, marks it, and leaves alone what fits."""
    clipped = clip(text, limit)
    assert len(clipped) <= limit
    if len(text) <= limit:
        assert clipped == text
    else:
        assert clipped.endswith("…")
        assert text.startswith(clipped[:-1])


@pytest.mark.parametrize("whole", [FAMILY, FLAG, "👍\U0001f3fd", "e\u0301", "✌\ufe0f"])
def test_no_character_is_cut_in_half(whole: str) -> None:
    """A family loses no child, a flag no half, a letter no accent."""
    for limit in range(2, 40):
        shown = clip(whole * 30, limit)[:-1]
        assert len(shown) % len(whole) == 0


def test_a_heap_of_marks_does_not_get_round_a_limit() -> None:
    """A letter with thousands of accents is cut like anything else."""
    assert 2 <= len(clip("a" + "\u0301" * 5_000, 100)) <= 100


@pytest.mark.parametrize("name", ["a*b", "~gone~", "`x`", "_x_", ":tada:", "_", "x_"])
def test_formatting_in_a_name_is_shown_not_done(name: str) -> None:
    """A name with signs of formatting is shown as code, where they mean nothing."""
    assert strong(name).source.startswith("`")


@pytest.mark.parametrize("name", ["My Harvester", "my_harvester", "12:30", "Zürich & Genève"])
def test_an_ordinary_name_is_bold(name: str) -> None:
    """A name without such signs is bold."""
    assert strong(name).source.startswith("*")


def test_what_cannot_be_seen_is_taken_away() -> None:
    """Nothing turns the line around, hides between letters or breaks it; white space is one space."""
    assert visible("a\u202eb\u200bc\x00\n\td\ud800\u2067") == "abc d"
    assert strong("\u200b\u202e").source == "*(blank)*"


def test_a_template_escapes_what_it_is_given() -> None:
    """A str is escaped on its way into a template; what was made safe before is not escaped twice."""
    made = md("{a} {b} {c}", a="<!here>", b=escape("<&>"), c=5)
    assert made.source == "&lt;!here&gt; &lt;&amp;&gt; 5"
    assert md("{a}", a="{b}").source == "{b}"


def test_safe_text_does_not_slip_into_an_f_string() -> None:
    """Losing the type by accident fails at once."""
    with pytest.raises(TypeError):
        f"{escape('x')}"


def test_what_is_empty_leaves_no_trace() -> None:
    """Putting together skips what is not there."""
    assert lines(None, md(""), md("a"), md("b")).source == "a\nb"
    assert joined(", ", [md("a"), None]).source == "a"
    assert one_line(lines(md("a"), md("b"))).source == "a · b"


@pytest.mark.parametrize("moment", [NOW.timestamp(), NOW, NOW.replace(tzinfo=None)])
def test_a_moment_is_shown_in_the_readers_zone(moment: datetime | float) -> None:
    """Slack gets the moment, and words for where it cannot show it; without a zone it is UTC."""
    assert when(moment).source == "<!date^1760000000^{date_short_pretty} {time}|2025-10-09 08:53 UTC>"


@pytest.mark.parametrize("moment", [-1.0, 1e18, LONG_AGO, LONG_AGO.replace(tzinfo=None)])
def test_a_moment_that_is_none_is_shown_as_it_came(moment: datetime | float) -> None:
    """A date from before 1970 or after 9999 is text."""
    assert when(moment) == escape(str(moment))


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "ftp://x", "https://x/" + "a" * 1_000])
def test_only_a_web_address_becomes_a_link(url: str) -> None:
    """Anything else is left out."""
    assert not link(url, "Open")


def test_an_address_cannot_end_its_link() -> None:
    """Signs that mean something to Slack are written as an address writes them."""
    assert link("https://x/a b|c>d<é&e", "Open").source == "<https://x/a%20b%7Cc%3Ed%3C%C3%A9&amp;e|Open>"


def test_only_ids_become_people_and_channels() -> None:
    """Nobody and nothing is mentioned by what is no id."""
    assert person("U01ANNA").source == "<@U01ANNA>"
    assert person("!channel").source == "`!channel`"
    assert channel("C01OPS").source == "<#C01OPS>"
    assert channel("general").source == "`general`"


@given(
    st.lists(st.sampled_from(["&amp;", "<@U01ANNA>", "<!date^1^x|y>", "word ", FAMILY]), max_size=60),
    st.integers(5, 200),
)
def test_finished_text_is_cut_between_its_parts(parts: list[str], limit: int) -> None:
    """An entity, a date, a mention or a character is there or it is not."""
    whole = "".join(parts)
    shown = cut(Mrkdwn(whole), limit).source
    assert len(shown) <= limit
    assert re.fullmatch(rf"(&amp;|<@U01ANNA>|<!date\^1\^x\|y>|[word ]|{FAMILY})*…?", shown)


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_safe_text_is_made_in_one_module_from_literal_templates(path: Path) -> None:
    """No card makes Mrkdwn by itself, or hands a template on that is not written out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "Mrkdwn" or path.stem == "text"
            if node.func.id in ("md", "joined"):
                assert isinstance(node.args[0], ast.Constant), f"line {node.lineno}"
            if node.func.id == "link":
                assert isinstance(node.args[1], ast.Constant), f"line {node.lineno}"
