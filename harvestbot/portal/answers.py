"""What an answer means: a success, or one typed error that says what happened and whether anything was changed."""

import re
from typing import Any

from msgspec import Struct

from harvestbot.errors import (
    UNCHANGED,
    AnswerUnreadable,
    CredentialsRefused,
    InputRefused,
    OutcomeUnknown,
    PermissionMissing,
    PortalError,
    PortalFailed,
    PortalRefused,
    PortalUnreachable,
    QuotaSpent,
    UnknownHarvester,
    WrongState,
)
from harvestbot.portal.address import PortalAddress
from harvestbot.portal.dialect import Exchange
from harvestbot.portal.quota import Quota, moment
from harvestbot.portal.said import Said, said
from harvestbot.portal.transport import Answer, NoAnswer

DONE = frozenset({200, 201, 204})
"""Statuses of successes. Any other, such as 202, says less than that it was done."""
PASSING = frozenset({408, 502, 503, 504})
"""Statuses that may be gone in a moment: a reading is tried again."""

BLANK = 1024
"""Bytes within which a page that stands in place of an answer begins."""

_ADDRESS = re.compile("path|url|route|domain|endpoint", re.IGNORECASE)
"""What the key of a 404 holds that is about the address: nobody may take that for the end of a harvester."""


UNCONNECTED = {
    NoAnswer.UNKNOWN_HOST: ": nobody knows the host of its address",
    NoAnswer.UNTRUSTED: ": its certificate is not one to trust",
    NoAnswer.NO_TLS: ": what is at its address does not speak TLS",
}
"""Why no connection came about, where more can be said than that."""


class Judge(Struct, frozen=True):
    """Judges the answers to one exchange with one portal."""

    address: PortalAddress
    exchange: Exchange[Any]

    def without(self, why: NoAnswer) -> PortalError:
        """Return the error that having no answer is."""
        match why:
            case NoAnswer.TIMED_OUT:
                return self._unanswered(f"did not answer within {self.address.timeout:g} s")
            case NoAnswer.BROKEN_OFF:
                return self._unanswered("broke off before it had answered")
            case NoAnswer.GARBLED:
                return self.unreadable()
            case NoAnswer.TOO_LARGE:
                return self._no_answer("answered with more than the bot can take in")
            case _:
                what = f"{self._portal} cannot be reached{UNCONNECTED.get(why, '')}."
                return PortalUnreachable(what, changed=self._unchanged)

    def unreadable(self) -> PortalError:
        """Return the error that a success is whose bytes mean nothing."""
        return self._no_answer("answered with something that is no answer of its API")

    def refusal(self, answer: Answer) -> PortalError | None:
        """Return the error that an answer is; None for a success."""
        if answer.status in DONE:
            # A page in place of an answer comes from something in between, even where nobody would read the bytes.
            return self.unreadable() if bytes(answer.body[:BLANK]).lstrip()[:1] == b"<" else None
        if answer.ok:
            return self._no_answer(f"took it on and has not said that it is done ({answer.status})")
        if answer.redirects:
            return CredentialsRefused(
                f"{self._portal} sent the bot elsewhere, as to a login page ({answer.status}).", changed=self._unchanged
            )
        words = said(bytes(answer.body), (*self.address.credentials.secrets, *self.exchange.secrets))
        if answer.status >= 500 or answer.status in PASSING:  # noqa: PLR2004  because 5xx is best read as a number
            return self._failed(answer.status, words)
        return self._refused(answer.status, words, moment(answer.headers.get("x-ratelimit-reset")))

    def share_spent(self, quota: Quota) -> PortalError:
        """Return the error that the bot's own share of the day is used up: nothing is sent."""
        return QuotaSpent(
            f"The bot has used up its {quota.limit} calls a day to portal {self.address.name}.",
            changed=self._unchanged,
            reset_at=quota.reset_at,
        )

    def _failed(self, status: int, words: Said) -> PortalError:
        what = _sentence(f"{self._portal} failed ({status})", words.message)
        return OutcomeUnknown(what) if self.exchange.changes else PortalFailed(what, changed=self._unchanged)

    def _refused(self, status: int, words: Said, told_reset: float | None) -> PortalError:
        portal, changed = self._portal, self._unchanged
        refused = _sentence(f"{portal} refused ({status})", words.message)
        error: PortalError
        match status:
            case 401:
                what = _sentence(f"{portal} does not take the bot's credentials (401)", words.message)
                error = CredentialsRefused(what, changed=changed)
            case 403:
                what = _sentence(f"{portal} does not allow it (403)", words.message)
                error = PermissionMissing(what, changed=changed)
            case 404 if self.exchange.names_one and not words.page and not _ADDRESS.search(words.key):
                error = UnknownHarvester(f"{portal} knows no such harvester.", changed=changed)
            case 404:
                error = AnswerUnreadable(f"{portal} has no harvester API at its address (404).", changed=changed)
            case 429:
                what = _sentence(f"{portal} takes no more calls for now (429)", words.message)
                error = QuotaSpent(what, changed=changed, reset_at=moment(words.reset) or told_reset)
            case _ if _about_state(status, words.key):
                error = WrongState(refused, changed=changed)
            case 400 | 422 if words.fields or self.exchange.request.body is not None:
                error = InputRefused(_with_fields(refused, words), changed=changed, fields=words.fields)
            case _:
                error = PortalRefused(refused, changed=changed)
        return error

    def _unanswered(self, what: str) -> PortalError:
        sentence = f"{self._portal} {what}."
        return (
            OutcomeUnknown(sentence) if self.exchange.changes else PortalUnreachable(sentence, changed=self._unchanged)
        )

    def _no_answer(self, what: str) -> PortalError:
        sentence = f"{self._portal} {what}."
        return (
            OutcomeUnknown(sentence) if self.exchange.changes else AnswerUnreadable(sentence, changed=self._unchanged)
        )

    @property
    def _portal(self) -> str:
        return f"Portal {self.address.name}"

    @property
    def _unchanged(self) -> str:
        """Say that nothing was changed, where somebody could think so."""
        return UNCHANGED if self.exchange.operation.changes else ""


def _about_state(status: int, key: str) -> bool:
    """Tell whether a refusal is about the harvester's status: the management API says so with a 400, not with a 409."""
    return status == 409 or key == "invalid_harvester_status" or key.endswith("PreconditionException")  # noqa: PLR2004  because 409 is the name


def _sentence(what: str, words: str) -> str:
    """Join what happened and what the portal said of it."""
    words = words.rstrip(". ")
    told = f"{what}: {words}" if words else what
    return told if told.endswith("…") else f"{told}."


def _with_fields(what: str, words: Said) -> str:
    """Add the mistakes of each field."""
    told = [f"{name}: {' '.join(texts).rstrip('. ')}." for name, texts in words.fields.items()]
    return " ".join((what, *told))
