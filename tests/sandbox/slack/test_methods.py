"""Every method, asked through Slack's own client library."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sandbox.slack.bench import Slack
from slack_sdk.errors import SlackApiError

from harvestbot.sandbox.slack import ids
from harvestbot.sandbox.slack.clock import HandClock
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.methods.registry import METHODS

Ask = Callable[[Slack], Awaitable[Any]]
HELLO = [{"type": "section", "text": {"type": "mrkdwn", "text": "Hello *you*"}}]
MODAL = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "b",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "plain_text_input", "action_id": "a"},
        }
    ],
}
HOME = {"type": "home", "blocks": HELLO}


def trigger(slack: Slack, user: str = ids.ADMIN) -> str:
    """A trigger of something that a person just did."""
    return slack.world.state.trigger(user)


async def said(slack: Slack, channel: str = ids.DATA_OPS, text: str = "hello") -> str:
    """The timestamp of a fresh message of the bot."""
    answer = await slack.client.chat_postMessage(channel=channel, text=text)
    return str(answer["ts"])


async def test_the_library_reads_who_it_is_and_what_it_was_granted(slack: Slack) -> None:
    """`auth.test` names the bot, and the header its scopes."""
    answer = await slack.client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (ids.BOT, ids.BOT_ID, ids.TEAM)
    assert "chat:write.public" in answer.headers["x-oauth-scopes"].split(",")


async def test_a_message_is_posted_edited_linked_and_deleted(slack: Slack) -> None:
    """The four methods on one message agree about it, and people see each step."""
    posted = await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="hello", blocks=HELLO)
    message = slack.world.conversation(ids.DATA_OPS, ids.VIEWER)[-1]
    assert (posted["message"]["bot_id"], slack.world.plain(message)) == (ids.BOT_ID, "Hello you")
    assert message.blocks[0]["block_id"]
    link = await slack.client.chat_getPermalink(channel=ids.DATA_OPS, message_ts=posted["ts"])
    assert link["permalink"].endswith(posted["ts"].replace(".", ""))
    edited = await slack.client.chat_update(channel=ids.DATA_OPS, ts=posted["ts"], text="bye", blocks=[])
    assert (edited["text"], slack.world.plain(message), bool(message.edited)) == ("bye", "bye", True)
    await slack.client.chat_delete(channel=ids.DATA_OPS, ts=posted["ts"])
    assert slack.world.conversation(ids.DATA_OPS, ids.VIEWER) == []
    assert slack.world.conversation(ids.DATA_OPS, ids.VIEWER, deleted=True)[-1].deleted


async def test_an_edit_leaves_alone_what_it_does_not_name(slack: Slack) -> None:
    """`chat.update` with a text keeps the blocks; with metadata alone it keeps the text too."""
    posted = await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="hello", blocks=HELLO)
    message = slack.world.conversation(ids.DATA_OPS, ids.VIEWER)[-1]
    await slack.client.chat_update(channel=ids.DATA_OPS, ts=posted["ts"], text="bye")
    assert (message.text, len(message.blocks)) == ("bye", 1)
    metadata = {"event_type": "card", "event_payload": {"id": "x"}}
    told = {"channel": ids.DATA_OPS, "ts": posted["ts"], "metadata": metadata}
    await slack.client.api_call("chat.update", json=told)
    assert (message.text, message.metadata) == ("bye", metadata)


async def test_an_ephemeral_message_is_seen_by_one_person(slack: Slack) -> None:
    """`chat.postEphemeral` shows it to nobody else."""
    await slack.client.chat_postEphemeral(channel=ids.DATA_OPS, user=ids.ADMIN, text="psst")
    assert [m.text for m in slack.world.conversation(ids.DATA_OPS, ids.ADMIN)] == ["psst"]
    assert slack.world.conversation(ids.DATA_OPS, ids.VIEWER) == []


async def test_a_reply_joins_the_thread_of_its_parent(slack: Slack) -> None:
    """A reply to a reply stands in the same thread, and `conversations.replies` reads it."""
    slack.world.workspace.scopes |= {"channels:history"}
    parent = await said(slack)
    reply = await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="one", thread_ts=parent)
    await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="two", thread_ts=reply["ts"])
    thread = await slack.client.conversations_replies(channel=ids.DATA_OPS, ts=parent)
    assert [m["text"] for m in thread["messages"]] == ["hello", "one", "two"]
    linked = await slack.client.chat_getPermalink(channel=ids.DATA_OPS, message_ts=reply["ts"])
    assert f"thread_ts={parent}" in linked["permalink"]
    history = await slack.client.conversations_history(channel=ids.DATA_OPS, limit=1)
    assert ([m["text"] for m in history["messages"]], history["has_more"]) == (["hello"], False)


async def test_a_person_s_id_is_an_address(slack: Slack) -> None:
    """`chat.postMessage` to a person posts in the direct message with them, `#name` in the channel."""
    direct = await slack.client.chat_postMessage(channel=ids.VIEWER, text="hi")
    named = await slack.client.chat_postMessage(channel="#data-ops", text="hi")
    assert (direct["channel"], named["channel"]) == (ids.dm_of(ids.VIEWER), ids.DATA_OPS)


async def test_links_are_unfurled_where_they_were_posted(slack: Slack) -> None:
    """`chat.unfurl` attaches blocks to a link that the message really has."""
    slack.world.state.post(Message(ids.DATA_OPS, "1.000001", ids.ADMIN, "see <https://data.example.org/x|x>"))
    shown = {"https://data.example.org/x": {"blocks": HELLO}}
    await slack.client.chat_unfurl(channel=ids.DATA_OPS, ts="1.000001", unfurls=shown)
    assert slack.world.conversation(ids.DATA_OPS, ids.ADMIN)[0].unfurls == shown


async def test_views_open_push_and_update(slack: Slack) -> None:
    """The three methods on modals build a stack, keep what was typed, and know the last hash."""
    opened = await slack.client.views_open(trigger_id=trigger(slack), view=MODAL)
    form = slack.world.open_view(ids.ADMIN)
    assert form is not None
    assert opened["view"]["id"] == form.id
    form.state["b"]["a"]["value"] = "typed"
    updated = await slack.client.views_update(view_id=form.id, hash=form.hash, view={**MODAL, "external_id": "x"})
    assert updated["view"]["state"]["values"]["b"]["a"]["value"] == "typed"
    pushed = await slack.client.views_push(trigger_id=trigger(slack), view=MODAL)
    assert pushed["view"]["previous_view_id"] == form.id
    assert [view.id for view in slack.world.views_of(ids.ADMIN)] == [form.id, pushed["view"]["id"]]
    again = await slack.client.views_update(external_id="x", view={**MODAL, "external_id": "x"})
    assert again["view"]["id"] == form.id


async def test_the_home_is_published_and_published_again(slack: Slack) -> None:
    """`views.publish` makes one home a person and replaces what it shows."""
    first = await slack.client.views_publish(user_id=ids.ADMIN, view=HOME)
    second = await slack.client.views_publish(user_id=ids.ADMIN, view=HOME, hash=first["view"]["hash"])
    home = slack.world.home(ids.ADMIN)
    assert home is not None
    assert (home.id, home.hash) == (first["view"]["id"], second["view"]["hash"])
    assert slack.world.plain(home) == "Hello you"


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        (ids.ADMIN, {"is_admin": True, "is_owner": True, "team_id": ids.TEAM}),
        (ids.OPERATOR, {"is_admin": False, "is_restricted": False}),
        (ids.GUEST, {"is_restricted": True, "is_ultra_restricted": True}),
        (ids.MULTI_GUEST, {"is_restricted": True, "is_ultra_restricted": False}),
        (ids.STRANGER, {"is_stranger": False, "team_id": ids.OTHER_TEAM}),
        (ids.LEFT, {"deleted": True}),
        (ids.BOT, {"is_bot": True}),
    ],
)
async def test_people_are_told_apart(slack: Slack, user: str, expected: dict[str, object]) -> None:
    """`users.info` gives what the bot needs to tell guests, strangers and the departed from colleagues."""
    found = (await slack.client.users_info(user=user))["user"]
    assert {name: found[name] for name in expected} == expected


async def test_lists_come_in_pages(slack: Slack) -> None:
    """A cursor leads through every person once."""
    names: list[str] = []
    async for page in await slack.client.users_list(limit=4):
        names += [person["id"] for person in page["members"]]
    assert sorted(names) == sorted(slack.world.workspace.people)


async def test_user_groups_are_read(slack: Slack) -> None:
    """Both methods agree on members, and those switched off show only when asked for."""
    listed = await slack.client.usergroups_list(include_users=True)
    assert {group["id"]: group["users"] for group in listed["usergroups"]}[ids.ON_CALL] == [ids.OPERATOR]
    assert ids.RETIRED not in {group["id"] for group in listed["usergroups"]}
    everything = await slack.client.usergroups_list(include_disabled=True)
    assert ids.RETIRED in {group["id"] for group in everything["usergroups"]}
    members = await slack.client.usergroups_users_list(usergroup=ids.ON_CALL)
    assert members["users"] == [ids.OPERATOR]


async def test_channels_are_read_as_far_as_the_bot_may(slack: Slack) -> None:
    """Lists hold all public channels and the private ones that the bot is in."""
    public = await slack.client.conversations_list(exclude_archived=True)
    assert {c["id"] for c in public["channels"]} == {ids.GENERAL, ids.DATA_OPS, ids.LOUNGE, ids.SHARED}
    private = await slack.client.conversations_list(types="private_channel")
    assert [c["id"] for c in private["channels"]] == [ids.PRIVATE]
    mine = await slack.client.users_conversations(types="public_channel,private_channel", exclude_archived=True)
    assert {c["id"] for c in mine["channels"]} == {ids.GENERAL, ids.DATA_OPS, ids.SHARED, ids.PRIVATE}
    theirs = await slack.client.users_conversations(user=ids.ADMIN, types="private_channel")
    assert [c["id"] for c in theirs["channels"]] == [ids.PRIVATE]
    shared = (await slack.client.conversations_info(channel=ids.SHARED, include_num_members=True))["channel"]
    assert (shared["is_ext_shared"], shared["is_member"], shared["num_members"]) == (True, True, 6)
    members = await slack.client.conversations_members(channel=ids.SHARED)
    assert ids.STRANGER in members["members"]


async def test_direct_messages_are_opened(slack: Slack) -> None:
    """One person gives the direct message, several a group message, an id what it names."""
    slack.world.workspace.scopes |= {"mpim:write", "im:read"}
    one = await slack.client.conversations_open(users=ids.VIEWER, return_im=True)
    assert (one["channel"]["id"], one["channel"]["user"]) == (ids.dm_of(ids.VIEWER), ids.VIEWER)
    several = await slack.client.conversations_open(users=[ids.VIEWER, ids.ADMIN])
    assert several["channel"]["id"].startswith("G")
    assert (await slack.client.conversations_open(channel=ids.dm_of(ids.VIEWER)))["channel"]["id"]
    assert (await slack.client.conversations_info(channel=ids.dm_of(ids.VIEWER)))["channel"]["is_im"]


async def test_the_bot_joins_a_public_channel(slack: Slack) -> None:
    """`conversations.join` makes it a member, once."""
    slack.world.workspace.scopes |= {"channels:join"}
    joined = await slack.client.conversations_join(channel=ids.LOUNGE)
    again = await slack.client.conversations_join(channel=ids.LOUNGE)
    assert (joined["channel"]["is_member"], again["warning"]) == (True, "already_in_channel")


async def test_the_rest_answers_as_slack_does(slack: Slack) -> None:
    """`api.test`, `bots.info`, `team.info` and `apps.connections.open`."""
    slack.world.workspace.scopes |= {"team:read"}
    assert (await slack.client.api_test(foo="bar"))["args"]["foo"] == "bar"
    assert (await slack.client.bots_info(bot=ids.BOT_ID))["bot"]["user_id"] == ids.BOT
    assert (await slack.client.team_info())["team"]["domain"] == "portals"
    url = (await slack.client.apps_connections_open(app_token=slack.world.app_token))["url"]
    assert url.startswith("ws://127.0.0.1:")


ERRORS: list[tuple[str, Ask]] = [
    ("some_error", lambda s: s.client.api_test(error="some_error")),
    ("unknown_method", lambda s: s.client.api_call("chat.shout")),
    ("not_authed", lambda s: s.client_with(None).auth_test()),
    ("invalid_auth", lambda s: s.client_with("xoxb-of-somebody-else").auth_test()),
    ("not_allowed_token_type", lambda s: s.client_with(s.world.app_token).auth_test()),
    ("not_allowed_token_type", lambda s: s.client.apps_connections_open(app_token=s.world.bot_token)),
    ("bot_not_found", lambda s: s.client.bots_info(bot="B0")),
    ("channel_not_found", lambda s: s.client.chat_postMessage(channel="C0NOWHERE", text="x")),
    ("channel_not_found", lambda s: s.client.chat_postMessage(channel=ids.CLOSED, text="x")),
    ("channel_not_found", lambda s: s.client.chat_postMessage(channel=ids.PEOPLE_DM, text="x")),
    ("channel_not_found", lambda s: s.client.chat_postMessage(channel=ids.LEFT, text="x")),
    ("is_archived", lambda s: s.client.chat_postMessage(channel=ids.ARCHIVED, text="x")),
    ("no_text", lambda s: s.client.api_call("chat.postMessage", params={"channel": ids.DATA_OPS})),
    ("msg_too_long", lambda s: s.client.chat_postMessage(channel=ids.DATA_OPS, text="x" * 40_001)),
    ("invalid_blocks", lambda s: s.client.chat_postMessage(channel=ids.DATA_OPS, text="x", blocks=[{"type": "no"}])),
    ("invalid_blocks_format", lambda s: s.client.chat_postMessage(channel=ids.DATA_OPS, text="x", blocks="[{")),
    ("thread_not_found", lambda s: s.client.chat_postMessage(channel=ids.DATA_OPS, text="x", thread_ts="1.0")),
    ("not_in_channel", lambda s: s.client.chat_postEphemeral(channel=ids.LOUNGE, user=ids.ADMIN, text="x")),
    ("user_not_in_channel", lambda s: s.client.chat_postEphemeral(channel=ids.PRIVATE, user=ids.VIEWER, text="x")),
    ("is_archived", lambda s: s.client.chat_postEphemeral(channel=ids.ARCHIVED, user=ids.ADMIN, text="x")),
    ("message_not_found", lambda s: s.client.chat_update(channel=ids.DATA_OPS, ts="1.0", text="x")),
    ("message_not_found", lambda s: s.client.chat_delete(channel=ids.DATA_OPS, ts="1.0")),
    ("message_not_found", lambda s: s.client.chat_getPermalink(channel=ids.DATA_OPS, message_ts="1.0")),
    ("cannot_find_message", lambda s: s.client.chat_unfurl(channel=ids.DATA_OPS, ts="1.0", unfurls={"x": {}})),
    ("invalid_trigger_id", lambda s: s.client.views_open(trigger_id="1.2.3", view=MODAL)),
    ("invalid_arguments", lambda s: s.client.views_open(trigger_id=trigger(s), view=HOME)),
    ("invalid_arguments", lambda s: s.client.views_open(trigger_id=trigger(s), view={**MODAL, "submit": None})),
    ("invalid_arguments", lambda s: s.client.api_call("views.open", params={"trigger_id": trigger(s)})),
    ("not_found", lambda s: s.client.views_push(trigger_id=trigger(s), view=MODAL)),
    ("not_found", lambda s: s.client.views_update(view_id="V0", view=MODAL)),
    ("invalid_arguments", lambda s: s.client.api_call("views.update", json={"view": MODAL})),
    ("invalid_arguments", lambda s: s.client.views_publish(user_id="U0NOBODY", view=HOME)),
    ("not_enabled", lambda s: s.client.views_publish(user_id=ids.LEFT, view=HOME)),
    ("invalid_arguments", lambda s: s.client.views_publish(user_id=ids.ADMIN, view=MODAL)),
    ("user_not_found", lambda s: s.client.users_info(user="U0NOBODY")),
    ("no_such_subteam", lambda s: s.client.usergroups_users_list(usergroup=ids.RETIRED)),
    ("invalid_types", lambda s: s.client.conversations_list(types="secret")),
    ("invalid_cursor", lambda s: s.client.users_list(cursor="next")),
    ("invalid_arguments", lambda s: s.client.api_call("users.list", params={"limit": "many"})),
    ("channel_not_found", lambda s: s.client.conversations_info(channel=ids.CLOSED)),
    ("user_not_found", lambda s: s.client.conversations_open(users="U0NOBODY")),
    ("user_disabled", lambda s: s.client.conversations_open(users=ids.LEFT)),
    ("cannot_dm_bot", lambda s: s.client.conversations_open(users=ids.BOT)),
]


@pytest.mark.parametrize(("error", "ask"), ERRORS)
async def test_a_refusal_says_slack_s_word(slack: Slack, error: str, ask: Ask) -> None:
    """The library raises with the error that Slack documents."""
    with pytest.raises(SlackApiError) as raised:
        await ask(slack)
    assert raised.value.response["error"] == error


MISSING: list[tuple[str, Ask]] = [
    ("chat:write", lambda s: s.client.chat_postMessage(channel=ids.DATA_OPS, text="x")),
    ("users:read", lambda s: s.client.users_info(user=ids.ADMIN)),
    ("usergroups:read", lambda s: s.client.usergroups_list()),
    ("channels:read", lambda s: s.client.conversations_list()),
    ("groups:read", lambda s: s.client.conversations_info(channel=ids.PRIVATE)),
    ("im:read", lambda s: s.client.conversations_info(channel=ids.dm_of(ids.ADMIN))),
    ("im:write", lambda s: s.client.conversations_open(users=ids.ADMIN)),
    ("channels:join", lambda s: s.client.conversations_join(channel=ids.LOUNGE)),
    ("channels:history", lambda s: s.client.conversations_history(channel=ids.DATA_OPS)),
    ("links:write", lambda s: s.client.chat_unfurl(channel=ids.DATA_OPS, ts="1.0", unfurls={})),
    ("team:read", lambda s: s.client.team_info()),
]


@pytest.mark.parametrize(("scope", "ask"), MISSING)
async def test_a_missing_scope_is_named(slack: Slack, scope: str, ask: Ask) -> None:
    """Without a scope the answer says which one is needed and which were provided."""
    slack.world.workspace.scopes = {"commands"}
    with pytest.raises(SlackApiError) as raised:
        await ask(slack)
    answer = raised.value.response
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", scope, "commands")


async def test_without_the_public_scope_a_channel_must_be_joined(slack: Slack) -> None:
    """`chat:write.public` is what lets the bot post where it is no member."""
    await slack.client.chat_postMessage(channel=ids.LOUNGE, text="x")
    slack.world.workspace.scopes -= {"chat:write.public"}
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await slack.client.chat_postMessage(channel=ids.LOUNGE, text="x")


async def test_only_the_bot_s_own_lasting_messages_are_its_to_change(slack: Slack) -> None:
    """A person's message cannot be updated or deleted, an ephemeral one is not found at all."""
    slack.world.state.post(Message(ids.DATA_OPS, "1.000001", ids.ADMIN, "mine"))
    with pytest.raises(SlackApiError, match="cant_update_message"):
        await slack.client.chat_update(channel=ids.DATA_OPS, ts="1.000001", text="x")
    with pytest.raises(SlackApiError, match="cant_delete_message"):
        await slack.client.chat_delete(channel=ids.DATA_OPS, ts="1.000001")
    private = await slack.client.chat_postEphemeral(channel=ids.DATA_OPS, user=ids.ADMIN, text="psst")
    with pytest.raises(SlackApiError, match="message_not_found"):
        await slack.client.chat_update(channel=ids.DATA_OPS, ts=private["message_ts"], text="x")


async def test_a_link_that_is_not_in_the_message_is_not_unfurled(slack: Slack) -> None:
    """`chat.unfurl` refuses foreign links and an empty set."""
    slack.world.state.post(Message(ids.DATA_OPS, "1.000001", ids.ADMIN, "no link"))
    with pytest.raises(SlackApiError, match="cannot_unfurl_url"):
        await slack.client.chat_unfurl(channel=ids.DATA_OPS, ts="1.000001", unfurls={"https://x": {}})
    with pytest.raises(SlackApiError, match="missing_unfurls"):
        await slack.client.chat_unfurl(channel=ids.DATA_OPS, ts="1.000001", unfurls={})


async def test_invalid_blocks_name_the_place(slack: Slack) -> None:
    """The answer holds a JSON pointer to what is wrong, as in Slack."""
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    with pytest.raises(SlackApiError) as raised:
        await slack.client.chat_postMessage(channel=ids.DATA_OPS, text="x", blocks=[*HELLO, long])
    assert raised.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    ]


async def test_an_invalid_view_names_the_place(slack: Slack) -> None:
    """In views the pointer begins at /view."""
    view = {**MODAL, "title": {"type": "plain_text", "text": "x" * 25}}
    with pytest.raises(SlackApiError) as raised:
        await slack.client.views_open(trigger_id=trigger(slack), view=view)
    assert "[json-pointer:/view/title/text]" in raised.value.response["response_metadata"]["messages"][0]


async def test_a_trigger_works_once_and_for_three_seconds(timed: Slack, clock: HandClock) -> None:
    """A used trigger is exchanged, an old one expired."""
    used, old, fresh = trigger(timed), trigger(timed), trigger(timed)
    await timed.client.views_open(trigger_id=used, view=MODAL)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await timed.client.views_open(trigger_id=used, view=MODAL)
    clock.advance(3)
    await timed.client.views_open(trigger_id=fresh, view=MODAL)
    clock.advance(0.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await timed.client.views_open(trigger_id=old, view=MODAL)


async def test_a_view_changed_meanwhile_is_not_overwritten(slack: Slack) -> None:
    """An old hash is a conflict, for modals and homes."""
    opened = await slack.client.views_open(trigger_id=trigger(slack), view=MODAL)
    view_id, first = opened["view"]["id"], opened["view"]["hash"]
    await slack.client.views_update(view_id=view_id, view=MODAL)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await slack.client.views_update(view_id=view_id, hash=first, view=MODAL)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await slack.client.views_update(view_id=view_id, view=HOME)
    home = await slack.client.views_publish(user_id=ids.ADMIN, view=HOME)
    await slack.client.views_publish(user_id=ids.ADMIN, view=HOME)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await slack.client.views_publish(user_id=ids.ADMIN, hash=home["view"]["hash"], view=HOME)


async def test_three_views_are_the_most(slack: Slack) -> None:
    """A fourth is refused, and so is an external_id that is taken."""
    await slack.client.views_open(trigger_id=trigger(slack), view={**MODAL, "external_id": "x"})
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        await slack.client.views_push(trigger_id=trigger(slack), view={**MODAL, "external_id": "x"})
    for _ in range(2):
        await slack.client.views_push(trigger_id=trigger(slack), view=MODAL)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await slack.client.views_push(trigger_id=trigger(slack), view=MODAL)


async def test_joining_is_for_public_channels_that_live(slack: Slack) -> None:
    """Private and archived ones cannot be joined, and unread ones not read."""
    slack.world.workspace.scopes |= {"channels:join", "channels:history"}
    with pytest.raises(SlackApiError, match="method_not_supported_for_channel_type"):
        await slack.client.conversations_join(channel=ids.PRIVATE)
    with pytest.raises(SlackApiError, match="is_archived"):
        await slack.client.conversations_join(channel=ids.ARCHIVED)
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await slack.client.conversations_history(channel=ids.LOUNGE)
    with pytest.raises(SlackApiError, match="thread_not_found"):
        await slack.client.conversations_replies(channel=ids.DATA_OPS, ts="1.0")


async def test_history_is_cut_by_time(slack: Slack) -> None:
    """`oldest` and `latest` bound it, `inclusive` takes the bounds in."""
    slack.world.workspace.scopes |= {"channels:history"}
    first, second = await said(slack, text="one"), await said(slack, text="two")
    after = await slack.client.conversations_history(channel=ids.DATA_OPS, oldest=first)
    both = await slack.client.conversations_history(channel=ids.DATA_OPS, oldest=first, latest=second, inclusive=True)
    assert ([m["text"] for m in after["messages"]], len(both["messages"])) == (["two"], 2)


async def test_form_encoded_calls_are_understood(slack: Slack) -> None:
    """Blocks may come as JSON text in a form, and the token with them."""
    async with httpx.AsyncClient(base_url=slack.address.api_url, trust_env=False) as http:
        form = {"token": slack.world.bot_token, "channel": ids.DATA_OPS, "blocks": '[{"type": "divider"}]'}
        answer = (await http.post("chat.postMessage", data=form)).json()
        broken = (await http.post("auth.test", content=b"{", headers={"Content-Type": "application/json"})).json()
    assert (answer["ok"], answer["message"]["blocks"][0]["type"], broken["error"]) == (True, "divider", "not_authed")


def test_every_method_of_the_brief_is_there() -> None:
    """The table holds what the bot calls, and what tests need to look."""
    assert {"chat.postMessage", "chat.postEphemeral", "views.open", "usergroups.users.list", "auth.test"} <= set(
        METHODS
    )
