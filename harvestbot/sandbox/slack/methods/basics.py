"""`api.test`, `auth.test`, `apps.connections.open` (https://docs.slack.dev/reference/methods)."""

from harvestbot.sandbox.slack.errors import SlackError
from harvestbot.sandbox.slack.ids import APP, BOT, BOT_ID, TEAM, TEAM_DOMAIN
from harvestbot.sandbox.slack.methods.call import Call
from harvestbot.sandbox.slack.wire import Json


def api_test(call: Call) -> Json:
    """`api.test`: says what it was told, fails when asked to."""
    args = {name: value for name, value in call.args.items() if name != "token"}
    if call.text("error"):
        raise SlackError(call.text("error"), {"args": args})
    return {"args": args}


def auth_test(call: Call) -> Json:
    """`auth.test`: whose token this is; the scopes are in the header `x-oauth-scopes`."""
    workspace = call.state.workspace
    return {
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": workspace.name,
        "user": workspace.person(BOT).name,
        "team_id": TEAM,
        "user_id": BOT,
        "bot_id": BOT_ID,
        "app_id": APP,
        "is_enterprise_install": False,
    }


def connections_open(call: Call) -> Json:
    """`apps.connections.open`: a WebSocket address that works once."""
    if call.state.request_url is not None:
        raise SlackError("socket_mode_not_enabled")
    where = call.state.base.replace("http", "ws", 1)
    return {"url": f"{where}/link/?ticket={call.state.sockets.ticket()}&app_id={APP}"}
