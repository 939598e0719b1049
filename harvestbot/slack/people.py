"""Who somebody is, by Slack's word, remembered for at most a minute."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from harvestbot.domain.roles import Person
from harvestbot.errors import PersonUnknown, SlackUnavailable
from harvestbot.slack.afresh import Afresh, Began
from harvestbot.slack.client import FAILURES, said
from harvestbot.slack.paced import Paced
from harvestbot.slack.workspace import Workspace

log = structlog.get_logger(__name__)

FRESH_FOR = 60.0
"""Seconds that an answer may serve reads; a decision always asks anew."""
NO_GROUP = frozenset({"no_such_subteam", "subteam_disabled"})
"""Slack's words for a user group without members: nobody gains a role by it, and nobody else loses theirs."""
MOST_PEOPLE = 5_000
"""People who are remembered at the most."""


class SlackPeople:
    """Looks people up; implements ``operations.ports.People``.

    Args:
        client: calls ``users.info`` and ``usergroups.users.list``.
        calls: when. Who asks at the same time is answered by the same call, so that many decisions cost few.
        workspace: the workspace whose full members are members.
        groups: ids of the user groups that the settings name; others are never asked for.
        now: seconds, of any clock that does not go back.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        calls: Paced,
        workspace: Callable[[], Awaitable[Workspace]],
        groups: Iterable[str],
        now: Callable[[], float],
    ) -> None:
        self._client = client
        self._calls = calls
        self._users = Afresh(self._user)
        self._lists = Afresh(self._members)
        self._workspace = workspace
        self._groups = tuple(groups)
        self._now = now
        self._known: dict[str, tuple[float, Person]] = {}

    async def person(self, user: str, *, fresh: bool) -> Person:
        """Look a person up (see ``operations.ports.People``)."""
        at = self._now()
        known = self._known.get(user)
        if known is not None and not fresh and known[0] + FRESH_FOR > at:
            return known[1]
        try:
            person = await self._ask(user)
        except (SlackUnavailable, *FAILURES) as error:
            raise PersonUnknown(
                "Slack did not tell who you are, so your role is not known. Nothing was changed. Try again in a moment."
            ) from error
        if len(self._known) >= MOST_PEOPLE:
            self._known.clear()
        self._known[user] = (at, person)
        return person

    async def _ask(self, user: str) -> Person:
        workspace = await self._workspace()
        told, members = await asyncio.gather(
            self._users.ask(user), asyncio.gather(*(self._lists.ask(group) for group in self._groups))
        )
        groups = frozenset(group for group, listed in zip(self._groups, members, strict=True) if user in listed)
        return read_person(told, workspace, groups)

    async def _user(self, user: str, began: Began) -> dict[str, object]:
        async def call() -> AsyncSlackResponse:
            began()
            return await self._client.users_info(user=user)

        answer = await self._calls.call("users.info", "", call)
        return answer.get("user") or {}

    async def _members(self, group: str, began: Began) -> Sequence[str]:
        """Return who is in a user group; nobody, where the settings name one that is not there or is switched off."""

        async def call() -> AsyncSlackResponse:
            began()
            return await self._client.usergroups_users_list(usergroup=group)

        try:
            listed = await self._calls.call("usergroups.users.list", "", call)
        except SlackApiError as error:
            if said(error) not in NO_GROUP:
                raise
            log.warning("the settings name a user group that Slack does not know", group=group)
            return ()
        return listed.get("users") or ()


def read_person(user: dict[str, object], workspace: Workspace, groups: frozenset[str]) -> Person:
    """Make a person of Slack's user object.

    ``is_stranger`` is false for people of other organisations who share a channel with us, so the team is compared,
    unless both teams belong to one enterprise (bolt-python #767).
    """
    profile = user.get("profile")
    enterprise = user.get("enterprise_user")
    same_enterprise = bool(
        workspace.enterprise
        and isinstance(enterprise, dict)
        and enterprise.get("enterprise_id") == workspace.enterprise
    )
    ours = user.get("team_id") == workspace.team or same_enterprise
    guest = bool(user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger"))
    name = (profile.get("display_name") or profile.get("real_name")) if isinstance(profile, dict) else ""
    return Person(
        id=str(user.get("id") or ""),
        member=ours and not guest and not user.get("is_bot"),
        workspace_admin=ours and bool(user.get("is_admin") or user.get("is_owner")),
        groups=groups,
        name=str(name or user.get("real_name") or user.get("name") or ""),
        timezone=str(user.get("tz") or ""),
        active=not user.get("deleted"),
    )
