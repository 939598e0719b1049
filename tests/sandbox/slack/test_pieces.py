"""The pure pieces: words, mentions, time, changes, values of fields."""

import asyncio

import pytest

from harvestbot.sandbox.slack import ids
from harvestbot.sandbox.slack.clock import HandClock, WallClock
from harvestbot.sandbox.slack.elements import chosen, first_state, spots, with_ids
from harvestbot.sandbox.slack.errors import SlackError
from harvestbot.sandbox.slack.hooks import Hook, Hooks
from harvestbot.sandbox.slack.mentions import Mentions, mentions
from harvestbot.sandbox.slack.plain import element_words, mrkdwn, plain
from harvestbot.sandbox.slack.pulse import Pulse
from harvestbot.sandbox.slack.seed import organisation
from harvestbot.sandbox.slack.wire import Json
from harvestbot.sandbox.slack.world import World


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("*bold* _it_ ~gone~", "bold it gone"),
        ("2*3*4 a_b_c", "2*3*4 a_b_c"),
        ("`*kept* <x>`", "*kept* <x>"),
        ("```a\n*b*```", "a\n*b*"),
        ("<https://x.org|here> <https://y.org>", "here https://y.org"),
        ("<@U1> <#C1|ops> <!here> <!subteam^S1>", "@U1 #ops @here @S1"),
        ("<!date^1^{date}|1 January>", "1 January"),
        ("&lt;!channel&gt; *x* &amp;amp;", "<!channel> x &amp;"),
    ],
)
def test_markup_is_read_as_people_read_it(written: str, read: str) -> None:
    """Labels, fallbacks and words remain; what was escaped is text; code stays as it is."""
    assert mrkdwn(written) == read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("&lt;!channel&gt; &lt;@U1&gt;", Mentions()),
        ("<!channel> <@U1> <@U1>", Mentions(broadcasts=("channel",), users=("U1",))),
        ("<!subteam^S1> <#C1|x>", Mentions(groups=("S1",), channels=("C1",))),
        ("<https://evil.example|Paris>", Mentions(links=("https://evil.example",))),
        ("<!date^1^{date}^https://x.org|then> <!date^1^{date}|then>", Mentions(links=("https://x.org",))),
    ],
)
def test_whom_a_text_mentions(text: str, found: Mentions) -> None:
    """Escaped text mentions nobody."""
    assert mentions(text, []) == found
    assert mentions("", [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]) == found
    assert mentions("", [{"type": "header", "text": {"type": "plain_text", "text": text}}]) == Mentions()


def test_rich_text_mentions_by_its_elements() -> None:
    """Users, groups, broadcasts, channels and links are elements there."""
    parts = [
        {"type": "user", "user_id": "U1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "here"},
        {"type": "link", "url": "https://x.org"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "text", "text": "<!channel>"},
    ]
    block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}
    found = mentions("", [block])
    assert found == Mentions(("here",), ("U1",), ("S1",), ("C1",), ("https://x.org",))
    assert found.notifies
    assert not Mentions(links=("x",)).notifies


@pytest.mark.parametrize(
    ("element", "read"),
    [
        ({"type": "static_select", "initial_option": {"text": {"type": "plain_text", "text": "One"}}}, "[One]"),
        (
            {"type": "multi_static_select", "initial_options": [{"text": {"type": "plain_text", "text": "One"}}]},
            "[One]",
        ),
        ({"type": "plain_text_input", "initial_value": "typed"}, "[typed]"),
        ({"type": "users_select", "placeholder": {"type": "plain_text", "text": "Who?"}}, "[Who?]"),
        ({"type": "users_select"}, "[users_select]"),
    ],
)
def test_an_element_shows_its_value_or_its_placeholder(element: Json, read: str) -> None:
    """What is chosen at first, else the placeholder, else what it is."""
    assert element_words(element) == read


def test_a_file_is_named() -> None:
    """Slack's own block of a remote file has words too; without blocks the text is read."""
    assert plain([{"type": "file", "external_id": "F1"}]) == "[file: F1]"
    assert plain([], "*x*") == "x"


def test_ids_are_given_where_they_are_missing() -> None:
    """Blocks and elements get them, in containers too, and given ones stay."""
    text = {"type": "plain_text", "text": "x"}
    button = {"type": "button", "text": text}
    image = {"type": "image", "image_url": "https://x.org", "alt_text": "x"}
    blocks: list[Json] = [
        {"type": "container", "child_blocks": [{"type": "section", "text": text, "accessory": button}]},
        {"type": "carousel", "elements": [{"type": "card", "title": text, "actions": [button]}]},
        {"type": "section", "block_id": "mine", "text": text, "accessory": image},
        {"type": "data_table", "rows": [[{**button, "action_id": "in_cell"}]]},
    ]
    numbers = iter(range(100))
    filled = with_ids(blocks, lambda: f"i{next(numbers)}")
    assert filled[2]["block_id"] == "mine"
    assert [spot.action_id for spot in spots(filled)][-1] == "in_cell"
    assert len({spot.action_id for spot in spots(filled)}) == 3


SELECT: Json = {
    "type": "multi_static_select",
    "option_groups": [{"options": [{"text": {"text": "One"}, "value": "1"}]}],
}


@pytest.mark.parametrize(
    ("element", "wanted", "held"),
    [
        ({"type": "plain_text_input"}, "x", {"value": "x"}),
        ({"type": "plain_text_input"}, "", {"value": None}),
        ({"type": "number_input"}, 5, {"value": "5"}),
        (SELECT, "One", {"selected_options": SELECT["option_groups"][0]["options"]}),
        (SELECT, ["1"], {"selected_options": SELECT["option_groups"][0]["options"]}),
        ({"type": "checkboxes", "options": []}, None, {"selected_options": []}),
        ({"type": "static_select", "options": []}, None, {"selected_option": None}),
        ({"type": "multi_users_select"}, ["U1"], {"selected_users": ["U1"]}),
        ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
        ({"type": "datepicker"}, "2026-01-31", {"selected_date": "2026-01-31"}),
    ],
)
def test_what_is_typed_becomes_the_value_that_slack_sends(element: Json, wanted: object, held: Json) -> None:
    """Each element has its own key."""
    assert chosen(element, wanted) == {"type": element["type"], **held}


def test_values_survive_where_the_ids_are_the_same() -> None:
    """An update keeps what was typed, unless the element became another."""
    text = {"type": "plain_text_input", "action_id": "a", "initial_value": "first"}
    before = first_state([{"type": "input", "block_id": "b", "label": {}, "element": text}])
    before["b"]["a"]["value"] = "typed"
    same = first_state([{"type": "input", "block_id": "b", "label": {}, "element": text}], before)
    other = {"type": "number_input", "action_id": "a"}
    changed = first_state([{"type": "input", "block_id": "b", "label": {}, "element": other}], before)
    assert (same["b"]["a"]["value"], changed["b"]["a"]["value"]) == ("typed", None)


async def test_time_moves_when_it_is_told_to() -> None:
    """Sleepers wake in turn; a wait of nothing is over at once."""
    clock = HandClock(100.0)
    await clock.sleep(0)
    short, long = asyncio.create_task(clock.sleep(1)), asyncio.create_task(clock.sleep(2))
    gone = asyncio.create_task(clock.sleep(1))
    await asyncio.sleep(0)
    gone.cancel()
    clock.advance(1)
    await short
    assert (long.done(), clock.now()) == (False, 101.0)
    clock.advance(1)
    await long
    await WallClock().sleep(0)


async def test_changes_are_read_as_they_come() -> None:
    """A reader gets what was before where it asks for it, then each as it comes."""
    pulse = Pulse()
    pulse.beat("message", ts="1")
    reader = pulse.changes(since=0)
    assert (await anext(reader)).what == {"ts": "1"}
    coming = asyncio.ensure_future(anext(reader))
    await asyncio.sleep(0)
    pulse.beat("edited", ts="1")
    assert (await coming).kind == "edited"
    world = World()
    fresh = world.changes()
    next_one = asyncio.ensure_future(anext(fresh))
    await asyncio.sleep(0)
    world.state.pulse.beat("state")
    assert (await next_one).number == 1


def test_a_used_up_url_stays_used_up() -> None:
    """Each use counts, also after the time has come."""
    hooks = Hooks()
    key = hooks.issue(Hook("actions", ids.ADMIN, ids.DATA_OPS, until=10)).rsplit("/", 1)[-1]
    assert hooks.use(key, 10).uses == 1
    with pytest.raises(SlackError, match="expired_url"):
        hooks.use(key, 11)


def test_the_organisation_holds_everybody_that_must_be_told_apart() -> None:
    """Admins, members, both kinds of guests, a stranger, one who left, and a direct message without the bot."""
    workspace = organisation("/other")
    assert workspace.commands == {"/other"}
    assert [p.id for p in workspace.people.values() if p.is_admin] == [ids.ADMIN, ids.SECOND_ADMIN]
    assert ids.BOT not in workspace.channels[ids.PEOPLE_DM].members
    assert workspace.channels[ids.PRIVATE].shown_name == "privategroup"


def test_nothing_said_is_said_so() -> None:
    """The transcript of an empty world is not an empty text."""
    world = World()
    assert world.transcript() == "(nothing was said)"
    assert world.clock.now() > 0
