"""Everything that can go wrong, each with a sentence for the person who asked.

::

    HarvestbotError
    ├── SettingsInvalid          the set-up has mistakes; all are named at once
    ├── CannotListen             the address or port is taken, or not this machine's
    ├── Refused                  the bot will not do it; nothing was changed
    │   ├── NotUnderstood        the words make no command; near misses are offered
    │   ├── NotFound             no portal has such a harvester; near misses are offered
    │   ├── Ambiguous            several portals have it; each is offered
    │   ├── NotAllowed           the person lacks the role
    │   ├── WrongPlace           changes are not made from this channel
    │   ├── PortalMissing        the portal is not, or no longer, in the settings
    │   └── ConfirmationOver     used, expired, withdrawn, someone else's, or shown before a change
    ├── Stuck                    what was decided does not get on; it is tried again and again
    ├── PortalError              what a portal answered, or did not
    │   ├── PortalUnreachable    the request never reached it, or a reading got no answer
    │   ├── PortalFailed         it failed by itself (5xx) while reading
    │   ├── AnswerUnreadable     it answered something that is no answer of its API
    │   ├── CredentialsRefused   401, or sent to a login page
    │   ├── PermissionMissing    403
    │   ├── UnknownHarvester     404
    │   ├── WrongState           the harvester's status does not allow it
    │   │   └── EditedMeanwhile  somebody has changed it since it was read
    │   ├── InputRefused         the portal found mistakes in what was sent
    │   ├── PortalRefused        any other refusal
    │   ├── QuotaSpent           429, or the bot's own share of the day is used up
    │   ├── NotSupported         this portal's API has no such call
    │   ├── HalfDone             the first of two steps was done, the second was not
    │   └── OutcomeUnknown       a change was sent and no readable answer came back
    ├── ChatError                what Slack answered, or did not
    │   ├── SlackUnavailable     Slack failed, or asked to wait for longer than we can
    │   ├── SlackRefused         Slack will not take it, however often it is sent
    │   │   └── BlocksRefused    it does not take blocks of this kind, or has found a mistake in them
    │   ├── ViewChanged          a modal or Home is no longer what was to be replaced
    │   ├── CannotPost           the bot may not post there
    │   │   └── ThreadClosed     nothing can be said in that thread any more
    │   └── PersonUnknown        who somebody is could not be found out
    └── StoreError               the bot's own database cannot be opened
        ├── StoreUnavailable     the file or the server cannot be used
        ├── StoreInUse           another process already works on this file
        └── StoreTooNew          a newer release has used it

``str(error)`` is what the person reads: what happened, whether anything was changed, what to do next, in one or two
lines. No text may hold a secret.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

UNCHANGED = "Nothing was changed."


class HarvestbotError(Exception):
    """The root: its text is fit to be shown to the person who asked."""


class SettingsInvalid(HarvestbotError):
    """The set-up has mistakes.

    Args:
        mistakes: one sentence each, naming the variable and what is expected of it.
    """

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


class CannotListen(HarvestbotError):
    """The address or port is taken, or not this machine's."""


class Refused(HarvestbotError):
    """The bot will not do it, and has changed nothing."""


class PortalMissing(Refused):
    """The portal is not, or no longer, in the settings.

    Args:
        name: what people call it.

    Attributes:
        what: says only that, for what was sent to it before.
    """

    def __init__(self, name: str) -> None:
        self.what = f"The portal {name} is no longer in the bot's settings."
        super().__init__(f"{self.what} {UNCHANGED}")


class Stuck(HarvestbotError):
    """What was decided does not get on, for a reason that nobody foresaw; it is tried again and again.

    Args:
        what: was decided, as it would be typed; "" where that is not known.
        reference: under which the log has it.
    """

    def __init__(self, what: str, reference: str) -> None:
        told = f"`{what}`" if what else "What you asked for"
        super().__init__(
            f"{told} does not get on: something went wrong that nobody foresaw. It is tried again every minute, and "
            f"nothing is sent twice. Look at the portal before you ask for it anew; the log has it under `{reference}`."
        )


class Suggesting(Refused):
    """A refusal that offers commands to run instead.

    Args:
        text: what the person reads.
        suggestions: commands without the slash command's own name (``status my-harvester``), best first.
        verb: what a harvester may be found for instead, by typing; "" where none is wanted.
    """

    def __init__(self, text: str, suggestions: Sequence[str] = (), *, verb: str = "") -> None:
        super().__init__(text)
        self.suggestions = tuple(suggestions)
        self.verb = verb


class NotUnderstood(Suggesting):
    """The words make no command."""


class NotFound(Suggesting):
    """No portal that this person may see has such a harvester."""


class Ambiguous(Suggesting):
    """Several portals have a harvester of that id."""


class NotAllowed(Refused):
    """The person lacks the role.

    Args:
        text: what the person reads.
        portal: where it is missing; "" where it is missing everywhere.
    """

    def __init__(self, text: str, portal: str = "") -> None:
        super().__init__(text)
        self.portal = portal


class WrongPlace(Refused):
    """Changes are not made from this channel.

    Args:
        text: what the person reads.
        channels: ids of the channels where they are.
    """

    def __init__(self, text: str, channels: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.channels = tuple(channels)


class ConfirmationOver(Refused):
    """A press on a confirmation that does not take effect.

    Args:
        text: what the person reads.
        person: id of whom the text speaks of: who asked, or who was first; "" where it speaks of nobody.
    """

    def __init__(self, text: str, person: str = "") -> None:
        super().__init__(text)
        self.person = person


class PortalError(HarvestbotError):
    """What a portal answered, or did not.

    Args:
        what: what happened, as a sentence.
        changed: whether anything was changed, as a sentence; left out of a reading's text by passing "".
    """

    advice: ClassVar[str] = "Try again in a moment."

    def __init__(self, what: str, *, changed: str = UNCHANGED) -> None:
        super().__init__(" ".join(part for part in (what, changed, self.advice) if part))
        self.what = what


class PortalUnreachable(PortalError):
    """The request never reached the portal, or a reading got no answer in time."""


class PortalFailed(PortalError):
    """The portal failed by itself while reading."""


class AnswerUnreadable(PortalError):
    """The answer to a reading is none of its API's."""

    advice = "If it goes on, check the portal's address in the settings, and any proxy in between."


class CredentialsRefused(PortalError):
    """The portal does not take the bot's credentials."""

    advice = "Whoever runs the bot has to check this portal's credentials in the settings."


class PermissionMissing(PortalError):
    """The bot's user or key lacks a permission on the portal."""

    advice = "The bot's user or key needs create_dataset, edit_dataset and publish_dataset on this portal."


class UnknownHarvester(PortalError):
    """The portal knows no such harvester."""

    advice = "The list shows the harvesters that there are."


class WrongState(PortalError):
    """The harvester's status does not allow it."""

    advice = "Look at its status, and try again when it has settled."


class EditedMeanwhile(WrongState):
    """Somebody has changed the harvester since it was read."""

    advice = "Look at it as it is now, and make your change again."


class InputRefused(PortalError):
    """The portal found mistakes in what was sent.

    Args:
        what: what happened, as a sentence.
        changed: as for every `PortalError`.
        fields: what is wrong with each field, by the portal's name of the field.
    """

    advice = "Correct it and send it again."

    def __init__(
        self, what: str, *, changed: str = UNCHANGED, fields: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        super().__init__(what, changed=changed)
        self.fields = {name: tuple(texts) for name, texts in (fields or {}).items()}


class PortalRefused(PortalError):
    """Any other refusal."""

    advice = ""


class QuotaSpent(PortalError):
    """No call is left for today.

    Args:
        what: what happened, as a sentence.
        changed: as for every `PortalError`.
        reset_at: when calls are possible again, in seconds since the epoch, where the portal said so.
    """

    advice = "Calls are possible again when the portal's day begins anew."

    def __init__(self, what: str, *, changed: str = UNCHANGED, reset_at: float | None = None) -> None:
        super().__init__(what, changed=changed)
        self.reset_at = reset_at


class NotSupported(PortalError):
    """This portal's API has no such call."""

    advice = "It can be done on the portal's own pages."


class HalfDone(PortalError):
    """The first of two steps was done, and the second was not.

    Args:
        what: what became of the second, as a sentence.
        changed: what the first one changed, as a sentence.
        harvester: the id of the harvester that it was done to.
    """

    advice = "Look at the harvester before trying again."

    def __init__(self, what: str, *, changed: str, harvester: str = "") -> None:
        super().__init__(what, changed=changed)
        self.harvester = harvester


class OutcomeUnknown(PortalError):
    """A change was sent and no readable answer came back: only a reading of the portal can settle what became of it."""

    advice = "Look at the harvester before trying again."

    def __init__(self, what: str) -> None:
        super().__init__(what, changed="Whether it was done is not known yet.")


class ChatError(HarvestbotError):
    """What Slack answered, or did not."""


class SlackUnavailable(ChatError):
    """Slack failed, or asked to wait for longer than we can."""


class SlackRefused(ChatError):
    """Slack will not take it, however often it is sent: a mistake of ours, or a scope that is missing."""


class BlocksRefused(SlackRefused):
    """Slack does not take blocks of this kind, or has found a mistake in them (``invalid_blocks``)."""


class ViewChanged(ChatError):
    """A modal or Home is no longer what was to be replaced: it was closed, or somebody else has put another there."""


class CannotPost(ChatError):
    """The bot may not post there."""


class ThreadClosed(CannotPost):
    """Nothing can be said in that thread any more: its first message is gone, or it was locked."""


class PersonUnknown(ChatError):
    """Who somebody is could not be found out."""


class StoreError(HarvestbotError):
    """The bot's own database cannot be opened."""


class StoreUnavailable(StoreError):
    """The file or the server cannot be used."""


class StoreInUse(StoreError):
    """Another process already works on this file."""


class StoreTooNew(StoreError):
    """A newer release has used this database."""


REFUSALS = (Refused, PersonUnknown)
"""What the audit trail calls a refusal: somebody may not, or nobody can tell whether they may."""
