"""Problems in the automation dialect's error format, as its description has it; 401, 403 and 405 are guesses."""

from harvestbot.sandbox.portal import problems
from harvestbot.sandbox.portal.exchange import Reply, reply

TRACE = "00000000-0000-4000-8000-000000000000"


def explain(problem: problems.Problem) -> Reply:
    """Word a problem."""
    status, code = _known(problem)
    said: dict[str, object] = {"error_code": code, "message": str(problem)}
    headers: dict[str, str] = {}
    match problem:
        case problems.Invalid(detail=detail):
            said |= {"message": "The input is not valid.", "detail": detail}
        case problems.StaleVersion():
            said |= {"message": "The input is not valid.", "detail": {"version": [str(problem)]}}
        case problems.Crash():
            said |= {"trace_id": TRACE}
        case problems.MethodNotAllowed(allowed=allowed):
            headers = {"Allow": ", ".join(allowed)}
    return reply(status, said, **headers)


def _known(problem: problems.Problem) -> tuple[int, str]:
    return _CODES.get(type(problem), (400, "bad_request"))


_CODES: dict[type[problems.Problem], tuple[int, str]] = {
    problems.UnknownHarvester: (404, "not_found"),
    problems.UnknownSchedule: (404, "not_found"),
    problems.UnknownPath: (404, "not_found"),
    problems.WrongStatus: (400, "invalid_harvester_status"),
    problems.StaleVersion: (400, "validation_error"),
    problems.Invalid: (400, "validation_error"),
    problems.MethodNotAllowed: (405, "method_not_allowed"),
    problems.NotSignedIn: (401, "unauthorized"),
    problems.Forbidden: (403, "forbidden"),
    problems.Crash: (500, "internal_error"),
}
