"""Forms asked for where none can be opened at once, and by a second person's leave."""

from support.forms import form, label
from support.talk import talking

from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS, SECOND_ADMIN


async def test_a_mention_offers_the_form_by_a_button(mode: str) -> None:
    """A mention brings no trigger; the button does, and the outcome is told in the channel."""
    async with talking(mode=mode) as talk:
        await talk.world.mention(ADMIN, DATA_OPS, "edit air-quality")
        await talk.presses("Edit air-quality", await talk.sees("Press to open the form"))
        await talk.world.submit(ADMIN, await form(talk), {"Name": "Clean air"})
        await talk.sees("name: Air quality → Clean air")


async def test_a_second_person_has_to_approve_a_creation() -> None:
    """They see what is to be created; who rejects it creates nothing, and it can be opened again."""
    async with talking(SECOND_APPROVER='["create"]') as talk:
        await talk.types("create wfs")
        view = await form(talk, "Create a harvester")
        await talk.world.submit(ADMIN, view, {"Name": "Lakes", label(view, "Address"): "https://wfs.example.org"})
        question = await talk.sees("has to approve it")
        assert "url: https://wfs.example.org" in talk.look(question)
        await talk.presses("Reject", question, SECOND_ADMIN)
        done = await talk.sees("Not created")
        assert [one for one in talk.writes() if one == "POST /"] == []
        await talk.presses("Open again", done)
        again = await form(talk, "Create a harvester")
        assert "https://wfs.example.org" in str(again.state)
