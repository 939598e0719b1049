"""What Slack delivers twice, or from cards of another version, through the whole bot."""

from slack_sdk.web.async_client import AsyncWebClient
from support.talk import Talk, talking

from harvestbot.sandbox.slack.deliver import Delivery
from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, dm_of
from harvestbot.slack.client import new_session, web_client

OLD = "from another version of the bot"


async def again(talk: Talk, first: Delivery) -> Delivery:
    """Let Slack bring the same delivery once more."""
    by = "slash_commands" if first.kind == "command" else "interactive"
    return await talk.world._courier.bring(first.kind, by, first.payload)  # type: ignore[arg-type]  # noqa: SLF001  because only Slack itself repeats


def slack(talk: Talk, session: object) -> AsyncWebClient:
    """Return a client that speaks for the bot."""
    return web_client(talk.world.bot_token, talk.stage.address.api_url, session)  # type: ignore[arg-type]  # because the session's type is aiohttp's


OLD_BUTTONS = [
    ("harvestbot:gone", "x", OLD),
    ("another-app", "x", OLD),
    ("harvestbot:refresh", "not ours", OLD),
    ("harvestbot:confirm", '["c1"]', OLD),
    ("harvestbot:confirm", '["c1","explode"]', OLD),
    ("harvestbot:confirm-typed", "{", OLD),
    ("harvestbot:start", "[1,2]", OLD),
    ("harvestbot:page", '["one"]', OLD),
    ("harvestbot:more", "x", OLD),
    ("harvestbot:run", "explode everything", "I know no"),
    ("harvestbot:confirm", '["gone","delete"]', "no longer know this confirmation"),
    ("harvestbot:confirm-typed", '["gone","delete_datasets"]', "no longer know this confirmation"),
    ("harvestbot:cancel", "gone", "no longer know this confirmation"),
]


async def test_buttons_of_another_version_are_answered_politely() -> None:
    """Cards stay in channels for years: nothing is guessed, nothing is done, nothing fails."""
    async with talking() as talk, new_session() as session:
        for number, (action, value, answer) in enumerate(OLD_BUTTONS):
            text = {"type": "plain_text", "text": f"Old {number}"}
            button = {"type": "button", "text": text, "action_id": action, "value": value}
            posted = await slack(talk, session).chat_postMessage(
                channel=DATA_OPS, text="old", blocks=[{"type": "actions", "elements": [button]}]
            )
            card = talk.world.state.book.find(DATA_OPS, str(posted["ts"]))
            assert card is not None
            already = told(talk, answer)
            assert (await talk.presses(f"Old {number}", card)).ok
            await talk.world.until(lambda answer=answer, already=already: told(talk, answer) > already)  # type: ignore[misc]  # because mypy cannot type a lambda with defaults
        assert talk.portal.log.requests == []


def told(talk: Talk, answer: str) -> int:
    """Return how often somebody was told this."""
    return len([one for one in talk.world.conversation(DATA_OPS, ADMIN) if answer in talk.look(one)])


async def test_a_form_of_another_version_is_answered_politely() -> None:
    """A form is submitted nowhere, so the answer goes to the person's direct message."""
    view = {
        "type": "modal",
        "callback_id": "harvestbot:gone",
        "title": {"type": "plain_text", "text": "Old"},
        "submit": {"type": "plain_text", "text": "Go"},
        "blocks": [{"type": "divider"}],
    }
    async with talking() as talk, new_session() as session:
        await slack(talk, session).views_open(trigger_id=talk.world.state.trigger(ADMIN), view=view)
        form = talk.world.open_view(ADMIN)
        assert form is not None
        assert (await talk.world.submit(ADMIN, form)).ok
        await talk.sees(OLD, channel=dm_of(ADMIN))


async def test_what_comes_twice_is_done_and_answered_once() -> None:
    """A read is dropped, a start is not sent again, a second press takes no effect and says so."""
    async with talking() as talk:
        first = await talk.types("status my-harvester")
        await talk.sees("120 attached")
        assert (await again(talk, first)).ok
        start = await talk.types("start my-harvester")
        assert (await again(talk, start)).ok
        await talk.sees("attached 120 → 128")
        assert (await again(talk, start)).ok
        await talk.types("delete bus-stops")
        question = await talk.sees("only they can press")
        pressed = await talk.presses("Delete, keep 412 datasets", question)
        assert (await again(talk, pressed)).ok
        await talk.sees("Deleted")
        await talk.sees("Your press changed nothing")
        assert talk.writes() == ["PUT /my-harvester/start/", "DELETE /bus-stops/?delete_attached_datasets=0"]
        assert told(talk, "attached 120 → 128") == 1
        assert told(talk, "120 attached") == 1
