"""What somebody is told of what went wrong: offered is only what they may do instead."""

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from harvestbot.domain.asks import parse
from harvestbot.domain.verbs import VERBS
from harvestbot.errors import UNCHANGED, NotAllowed, NotUnderstood, PersonUnknown, StoreUnavailable, Suggesting
from harvestbot.operations.gate import Gate, Standings, max_role, missing_role, reached

AWAY = (InterfaceError, InternalError, OperationalError, NoConnection)
"""What is raised where the server or the file is away, has no room left, or only lets itself be read."""
NOT_WRITTEN = (
    f"The bot's own database cannot be used just now. {UNCHANGED.removesuffix('.')}, unless a card shows it. Try again "
    "in a moment; if it goes on, whoever runs the bot finds out more with `harvestbot doctor`."
)


class Advice:
    """Suits what people are told to them.

    Args:
        gate: knows who may do what.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def suited(self, user: str, error: Exception) -> Exception:
        """Return what to tell somebody instead of a refusal that offers commands, or of a database that is away.

        Commands that they may not run are left out. Where that is all of them, or they may not use the verb that they
        have begun with, what they lack is the role, and that is said.
        """
        if isinstance(error, AWAY):
            return StoreUnavailable(NOT_WRITTEN)
        if not isinstance(error, Suggesting) or not (error.suggestions or error.verb):
            return error
        try:
            standings = await self._gate.standings(user, fresh=False)
        except PersonUnknown:  # a button that is pressed asks again
            return error
        if error.verb and not reached(standings, VERBS[error.verb]):
            return NotAllowed(missing_role(VERBS[error.verb], max_role(standings)))
        fit = [one for one in error.suggestions if _may(one, standings)]
        if error.suggestions and not fit:
            verb = VERBS[error.suggestions[0].split()[0].lower()]
            return NotAllowed(missing_role(verb, max_role(standings)))
        return type(error)(str(error), fit, verb=error.verb)


def _may(command: str, standings: Standings) -> bool:
    """Tell whether somebody may run a command: on the portal that it names, else on any."""
    try:
        ask = parse(command)
    except NotUnderstood:
        return True  # it does no more than this one
    names = reached(standings, ask.verb)
    portal = ask.harvester.portal if ask.harvester else ""
    return portal in names if portal in standings else bool(names)
