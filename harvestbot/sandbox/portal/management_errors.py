"""Problems in the management dialect's error format, as the vendor documents it.

A status code, an error key, a message, the message with its parameters' names in braces, and those parameters.
Several wrong fields come wrapped in a list under ``errors``. A missing permission is a 403 *with an empty body*: that
is what the vendor's portals were seen to do.
"""

from harvestbot.sandbox.portal import problems
from harvestbot.sandbox.portal.exchange import Reply, reply


def explain(problem: problems.Problem) -> Reply:
    """Word a problem."""
    match problem:
        case problems.Forbidden():
            return Reply(403, content_type="")
        case problems.Invalid(detail=detail) if len(detail) > 1:
            return reply(400, {"errors": [_wrong(name, reasons) for name, reasons in detail.items()]})
        case _:
            error = _error(problem)
            return reply(int(str(error["status_code"])), error, **_headers(problem))


def _headers(problem: problems.Problem) -> dict[str, str]:
    match problem:
        case problems.MethodNotAllowed(allowed=allowed):
            return {"Allow": ", ".join(allowed)}
        case problems.NotSignedIn():
            return {"WWW-Authenticate": 'Basic realm="portal"'}
        case _:
            return {}


def _error(problem: problems.Problem) -> dict[str, object]:
    raw, params = str(problem), dict[str, str]()
    match problem:
        case problems.Invalid(detail=detail):
            return _wrong(*next(iter(detail.items())))
        case problems.UnknownHarvester(uid=uid):
            status, key = 404, "UnknownHarvesterException"
            raw, params = "There is no harvester {harvester_id}.", {"harvester_id": uid}
        case problems.WrongStatus(current=current, wanted=wanted):
            status, key = 400, "InvalidHarvesterStatusPreconditionException"
            raw = "A harvester that is {status} cannot become {wanted}."
            params = {"status": current, "wanted": wanted}
        case problems.StaleVersion(current=now, given=given):
            status, key = 400, "InvalidVersionPreconditionException"
            raw = "Version {given} was sent, but the harvester is at version {version}."
            params = {"version": str(now), "given": str(given)}
        case problems.UnknownPath():
            status, key = 404, "UnknownPathException"
        case problems.MethodNotAllowed(method=method):
            status, key = 405, "MethodNotAllowedException"
            raw, params = "Method {method} is not allowed here.", {"method": method}
        case problems.NotSignedIn():
            status, key = 401, "AuthenticationFailedException"
        case problems.Crash():
            status, key = 500, "InternalErrorException"
        case _:
            status, key = 400, "BadRequestException"
    return _body(status, key, raw, params)


def _wrong(name: str, reasons: list[str]) -> dict[str, object]:
    params = {"parameter": name, "reason": " ".join(reasons)}
    return _body(400, "InvalidParameterException", "{parameter}: {reason}", params)


def _body(status: int, key: str, raw: str, params: dict[str, str]) -> dict[str, object]:
    return {
        "status_code": status,
        "error_key": key,
        "message": raw.format(**params),
        "raw_message": raw,
        "raw_params": params,
    }
