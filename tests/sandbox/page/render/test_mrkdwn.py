"""Slack's mrkdwn becomes HTML that says the same and does nothing."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox.page.render.reading import NAMES, read
from support.card_samples import ANY_TEXT

from harvestbot.sandbox.page.render import emoji, mrkdwn
from harvestbot.sandbox.page.render.html import clean

LINK = '<a href="{}" target="_blank" rel="noopener noreferrer" class="bk-link">{}</a>'


def html(said: str, *, verbatim: bool = False) -> str:
    """What is drawn, read by a browser's rules on the way."""
    drawn = mrkdwn.to_html(said, NAMES, verbatim=verbatim)
    read(drawn)
    return str(drawn)


def bare(said: str) -> str:
    """What is drawn, without classes."""
    return re.sub(r' class="[^"]*"', "", html(said))


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        ("*bold* _italic_ ~strike~", "<strong>bold</strong> <em>italic</em> <del>strike</del>"),
        ("*a _b ~c~_*", "<strong>a <em>b <del>c</del></em></strong>"),
        ("(*a*), *b*.", "(<strong>a</strong>), <strong>b</strong>."),
        ("a*b*c snake_case_name 1~2~3", "a*b*c snake_case_name 1~2~3"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("*a *b", "*a *b"),
        ("** __ ~~ *", "** __ ~~ *"),
        ("**a**", "**a**"),
        ("*a\nb*", "*a<br>b*"),
        ("*un _balanced*_", "<strong>un _balanced</strong>_"),
        ("`*a* _b_ :tada: <@U1>`", "<code>*a* _b_ :tada: &lt;@U1&gt;</code>"),
        ("`0 4 * * *` and `30 1 * * *`", "<code>0 4 * * *</code> and <code>30 1 * * *</code>"),
        ("*`x`*", "<strong><code>x</code></strong>"),
        ("`a\nb`", "`a<br>b`"),
        ("``", "``"),
        ("`open", "`open"),
        ("```a\n  *b*```", "<pre><code>a\n  *b*</code></pre>"),
        ("x\n```a```\ny", "x<pre><code>a</code></pre>y"),
        ("x ```\na\n``` y", "x <pre><code>a</code></pre> y"),
        ("```open", "```open"),
        ("> a\n> *b*\nc", "<blockquote>a<br><strong>b</strong></blockquote>c"),
        ("&gt; a\nb", "<blockquote>a</blockquote>b"),
        ("x\n>>> a\nb", "x<blockquote>a<br>b</blockquote>"),
        ("> x\n```a```", "<blockquote>x</blockquote><pre><code>a</code></pre>"),
        ("a > b", "a &gt; b"),
        ("• a\n• b", "• a<br>• b"),
        ("a\r\nb\rc", "a<br>b<br>c"),
        ("", ""),
        ("&amp;lt; &lt;b&gt; &amp;amp; &quot; & <", "&amp;lt; &lt;b&gt; &amp;amp; &amp;quot; &amp; &lt;"),
        ("`&amp;lt;`", "<code>&amp;lt;</code>"),
        (":nope: 10:30:15 :", ":nope: 10:30:15 :"),
    ],
)
def test_marks_are_drawn_as_slack_draws_them(said: str, drawn: str) -> None:
    """Emphasis at the edges of words only, nothing within code, what is unbalanced as it stands."""
    assert bare(said) == drawn


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        ("<https://a.example/?x=1&amp;y=2|*A* b>", LINK.format("https://a.example/?x=1&amp;y=2", "*A* b")),
        ("<http://a.example>", LINK.format("http://a.example", "http://a.example")),
        ("<mailto:a@b.example>", LINK.format("mailto:a@b.example", "a@b.example")),
        ("<HTTPS://A.example|a>", LINK.format("HTTPS://A.example", "a")),
        ("*<https://a.example|x>*", "<strong>" + LINK.format("https://a.example", "x") + "</strong>"),
        (
            "see https://a.example/b_c_d.",
            "see " + LINK.format("https://a.example/b_c_d", "https://a.example/b_c_d") + ".",
        ),
        ("&lt;https://a.example&gt;", "&lt;" + LINK.format("https://a.example", "https://a.example") + "&gt;"),
        ("https://", "https://"),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
        ("<JaVaScRiPt:alert(1)>", "&lt;JaVaScRiPt:alert(1)&gt;"),
        ("< javascript:alert(1)|x>", "&lt; javascript:alert(1)|x&gt;"),
        ("<java&#115;cript:alert(1)|x>", "&lt;java&amp;#115;cript:alert(1)|x&gt;"),
        ("<data:text/html,x|x>", "&lt;data:text/html,x|x&gt;"),
        ("<file:///etc/passwd|x>", "&lt;file:///etc/passwd|x&gt;"),
        ("<//a.example|x>", "&lt;//a.example|x&gt;"),
        ("<https://a.example/ onclick=x|x>", "&lt;https://a.example/ onclick=x|x&gt;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<@u1> <@U1;x> <!nobody> <#x>", "&lt;@u1&gt; &lt;@U1;x&gt; &lt;!nobody&gt; &lt;#x&gt;"),
    ],
)
def test_only_addresses_of_web_and_mail_become_links(said: str, drawn: str) -> None:
    """Anything else between angle brackets is text."""
    assert html(said) == drawn


def test_an_address_cannot_break_out_of_its_attribute() -> None:
    """Quotation marks stay within the address."""
    link = read(mrkdwn.to_html("""<https://a.example/"onmouseover='alert(1)'x="|"x'>""", NAMES)).one("a")
    assert link["href"] == """https://a.example/"onmouseover='alert(1)'x=\""""
    assert link.text == "\"x'"


def test_bare_addresses_stay_text_where_verbatim() -> None:
    """Slack makes no links of untrusted text."""
    assert html("https://a.example *b*", verbatim=True) == "https://a.example <strong>b</strong>"


@pytest.mark.parametrize(
    ("said", "kind", "identity", "drawn"),
    [
        ("<@U1>", "person", "U1", "@Anna"),
        ("<@U2>", "person", "U2", "@U2"),
        ("<@W2|willy>", "person", "W2", "@willy"),
        ("<@U666>", "person", "U666", "@<script>alert(1)</script>"),
        ("<#C1>", "channel", "C1", "#data-ops"),
        ("<#C2|general>", "channel", "C2", "#general"),
        ("<!subteam^S1>", "group", "S1", "@portal-admins"),
        ("<!subteam^S2|@crew>", "group", "S2", "@crew"),
        ("<!here>", "broadcast", "here", "@here"),
        ("<!channel|channel>", "broadcast", "channel", "@channel"),
        ("<!everyone>", "broadcast", "everyone", "@everyone"),
    ],
)
def test_mentions_are_chips_with_names(said: str, kind: str, identity: str, drawn: str) -> None:
    """A known name, else the label, else the id."""
    chip = read(mrkdwn.to_html(said, NAMES)).one("span")
    assert chip[f"data-{kind}"] == identity
    assert chip["class"] == f"bk-chip bk-{kind}"
    assert chip.text == drawn


def test_an_escaped_mention_mentions_nobody() -> None:
    """What the bot escapes is text here too."""
    assert html("&lt;!channel&gt; &lt;@U1&gt;") == "&lt;!channel&gt; &lt;@U1&gt;"


def test_known_emoji_have_a_name_for_those_who_do_not_see_them() -> None:
    """A sign, its name, and the short name on hovering."""
    sign = read(mrkdwn.to_html("done :tada:", NAMES)).one("span")
    assert (sign.text, sign["role"], sign["aria-label"], sign["title"]) == ("🎉", "img", "tada", ":tada:")


@pytest.mark.parametrize("said", ["a\u202eb *c*", "*\u202eb*", "`\u2066x`", "<https://a.example|\u202egro>"])
def test_what_turns_its_direction_does_so_within_itself(said: str) -> None:
    """An override ends where its piece of text ends."""
    inner = read(mrkdwn.to_html(said, NAMES)).one("bdi")
    assert inner.text
    assert "c" not in inner.text


@pytest.mark.parametrize("piece", ["\x00", "\x01", "\x02", "\x1b", "\ud800", "\uffff"])
def test_what_a_page_cannot_hold_is_shown_as_missing(piece: str) -> None:
    """Neither control characters nor lone surrogates reach the page, or stand for a piece that was taken."""
    assert html(f"a{piece}b `c`") == 'a\ufffdb <code class="bk-code">c</code>'


HOSTILE = (
    "*",
    "_",
    "~",
    "`",
    "```",
    "<",
    ">",
    "&",
    "\n> ",
    " *a",
    " _*",
    "<@U1>",
    "[](",
    ":tada:",
    "\u202e",
    "https://a",
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_heap_of_marks_is_drawn(piece: str) -> None:
    """5,000 characters of anything."""
    html(piece * (5_000 // len(piece)))


@settings(deadline=None)
@given(ANY_TEXT)
def test_any_source_is_drawn_and_does_nothing(said: str) -> None:
    """Whatever is sent as markup, only known elements come of it."""
    html(said)
    html(said, verbatim=True)


MARKS = re.compile(r"[*_~`>\s]")


@settings(deadline=None)
@given(ANY_TEXT | st.text(alphabet="ab *_~`>&<\n:."))
def test_no_word_of_an_escaped_text_is_lost(said: str) -> None:
    """All characters but marks and spaces are read again, in order."""
    escaped = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    drawn = read(mrkdwn.to_html(escaped, NAMES)).text
    wanted = clean(said)
    assert MARKS.sub("", _unsigned(drawn)) == MARKS.sub("", _unsigned(emoji.replaced(wanted)))


def _unsigned(said: str) -> str:
    """A text without emoji or the short names of them: those in code stay as written."""
    return re.sub("|".join(map(re.escape, emoji.SIGNS.values())), "", emoji.replaced(said))
