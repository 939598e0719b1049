"""The modals that are open at each person, one above another, and their App Home."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from harvestbot.sandbox.slack.elements import first_state
from harvestbot.sandbox.slack.errors import SlackError
from harvestbot.sandbox.slack.ids import APP, BOT_ID, TEAM
from harvestbot.sandbox.slack.wire import Json

DEEPEST: Final = 3
"""Views in one stack: https://docs.slack.dev/surfaces/modals."""


@dataclass(slots=True)
class View:
    """A modal or an App Home as it stands now.

    Attributes:
        body: What the app sent: type, title, blocks, callback_id, private_metadata and so on.
        state: `state.values`, what the person has typed and chosen.
        errors: What the last submission was told, by block_id; shown at the fields.
        trouble: The line that Slack shows at the top when the app did not answer.
    """

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    state: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str = ""

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    @property
    def callback_id(self) -> str:
        """The app's name for this kind of view."""
        return str(self.body.get("callback_id", ""))

    def wire(self) -> Json:
        """The view object (https://docs.slack.dev/reference/views/view-object)."""
        body = self.body
        return {
            "id": self.id,
            "team_id": TEAM,
            "type": body["type"],
            "blocks": body["blocks"],
            "private_metadata": body.get("private_metadata", ""),
            "callback_id": self.callback_id,
            "state": {"values": self.state},
            "hash": self.hash,
            "title": body.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
            "clear_on_close": body.get("clear_on_close", False),
            "notify_on_close": body.get("notify_on_close", False),
            "close": body.get("close"),
            "submit": body.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": APP,
            "external_id": body.get("external_id", ""),
            "app_installed_team_id": TEAM,
            "bot_id": BOT_ID,
        }


class Views:
    """Every open view."""

    def __init__(self) -> None:
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}
        self._serial = count(1)

    def stack(self, user: str) -> list[View]:
        """The modals of a person, the lowest first."""
        return list(self._stacks.get(user, []))

    def top(self, user: str) -> View | None:
        """The modal that a person sees."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """What the app published in a person's App Home."""
        return self._homes.get(user)

    def find(self, view_id: str | None, external_id: str | None) -> View | None:
        """An open view or home by either id."""
        everything = [view for stack in self._stacks.values() for view in stack] + list(self._homes.values())
        return next(
            (v for v in everything if v.id == view_id or (external_id and v.body.get("external_id") == external_id)),
            None,
        )

    def open(self, user: str, body: Json) -> View:
        """Put a first modal before a person; what they had open is gone."""
        self._stacks[user] = []
        return self._add(user, body)

    def push(self, user: str, body: Json) -> View:
        """Put a modal above the one that is open.

        Raises:
            SlackError: `push_limit_reached` at the third.
        """
        if len(self._stacks.get(user, [])) >= DEEPEST:
            raise SlackError("push_limit_reached")
        return self._add(user, body)

    def update(self, view: View, body: Json) -> View:
        """Replace what a view shows; values typed stay where the ids are the same."""
        view.body = body
        view.hash = self._hash()
        view.state = first_state(body["blocks"], view.state)
        view.errors = {}
        view.trouble = ""
        return view

    def publish(self, user: str, body: Json) -> View:
        """Set a person's App Home."""
        held = self._homes.get(user)
        if held is not None:
            return self.update(held, body)
        view_id = self._id()
        view = View(view_id, user, body, self._hash(), view_id, state=first_state(body["blocks"]))
        self._homes[user] = view
        return view

    def close(self, view: View) -> None:
        """Take the topmost modal away; the one below is seen again."""
        stack = self._stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)

    def clear(self, user: str) -> None:
        """Take all modals of a person away."""
        self._stacks.pop(user, None)

    def _add(self, user: str, body: Json) -> View:
        external = body.get("external_id")
        if external and self.find(None, external):
            raise SlackError("duplicate_external_id")
        stack = self._stacks.setdefault(user, [])
        view_id = self._id()
        relatives: dict[str, Any] = {
            "root_id": stack[0].id if stack else view_id,
            "previous_id": stack[-1].id if stack else None,
        }
        view = View(view_id, user, body, self._hash(), state=first_state(body["blocks"]), **relatives)
        stack.append(view)
        return view

    def _id(self) -> str:
        return f"V0VIEW{next(self._serial):04d}"

    def _hash(self) -> str:
        return f"1700000000.{next(self._serial):08x}"
