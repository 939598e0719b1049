"""What a channel is, as Slack tells now (``conversations.info``)."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from harvestbot.domain.rooms import Room
from harvestbot.errors import ChatError, SlackUnavailable
from harvestbot.slack.client import FAILURES, said

SHARING = ("is_ext_shared", "is_pending_ext_shared", "pending_shared", "pending_connected_team_ids")
"""Members of a channel that say that another organisation is in it, or invited to it."""


class Channels:
    """Asks Slack about channels, each time anew: they may be shared with others at any time.

    Args:
        client: calls ``conversations.info``.
    """

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def look_up(self, channel: str) -> Room:
        """Return what a channel is.

        Raises:
            ChatError: the bot may not know of it.
            SlackUnavailable: Slack could not be asked.
        """
        try:
            answer = await self._client.conversations_info(channel=channel)
        except SlackApiError as error:
            raise ChatError(f"Slack does not tell about the channel ({said(error)}).") from None
        except FAILURES as error:
            raise SlackUnavailable(f"Slack could not be reached ({type(error).__name__}).") from None
        told = answer.get("channel")
        facts = told if isinstance(told, dict) else {}
        return Room(
            id=channel,
            member=facts.get("is_member") is True,
            private=facts.get("is_private") is True,
            archived=facts.get("is_archived") is True,
            shared=facts.get("is_ext_shared") is not False or any(facts.get(sign) for sign in SHARING),
        )
