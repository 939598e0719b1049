"""Whoever is not Slack gets nothing from the bot."""

import httpx
from support.talk import talking

from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS

COMMAND = "command=%2Fharvester&text=status+my-harvester&user_id=U0ADMIN001&channel_id=C0DATAOPS1&trigger_id=1.2.3"


async def test_a_bad_signature_is_refused_and_calls_no_portal() -> None:
    """401, and silence towards the portal and the channel."""
    async with talking() as talk, httpx.AsyncClient() as stranger:
        headers = {
            "x-slack-request-timestamp": str(int(talk.world.clock.now())),
            "x-slack-signature": "v0=" + "0" * 64,
            "content-type": "application/x-www-form-urlencoded",
        }
        answer = await stranger.post(f"{talk.stage.bot.address}/slack/events", content=COMMAND, headers=headers)
        assert answer.status_code == 401
        assert talk.portal.log.requests == []
        assert talk.world.conversation(DATA_OPS, ADMIN) == []


async def test_a_wrong_secret_is_a_failure_that_people_see() -> None:
    """Slack shows the person that the command failed."""
    async with talking(problems=True) as talk:
        talk.world.state.signing_secret = "another"
        delivery = await talk.types("status my-harvester")
        assert delivery.status == 401
        assert talk.portal.log.requests == []
