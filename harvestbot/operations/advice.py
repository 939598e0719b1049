"""What is offered to somebody instead of what was not understood: only what they may do."""

from harvestbot.domain.asks import parse
from harvestbot.domain.verbs import VERBS
from harvestbot.errors import NotAllowed, NotUnderstood, PersonUnknown, Suggesting
from harvestbot.operations.gate import Gate, Standings, max_role, missing_role, reached


class Advice:
    """Suits suggestions to people.

    Args:
        gate: knows who may do what.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def suited(self, user: str, error: Exception) -> Exception:
        """Return what to tell somebody instead of a refusal that offers commands.

        Commands that they may not run are left out. Where that is all of them, or they may not use the verb that they
        have begun with, what they lack is the role, and that is said.
        """
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
