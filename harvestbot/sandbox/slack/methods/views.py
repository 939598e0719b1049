"""`views.*` (https://docs.slack.dev/reference/methods?family=views)."""

from harvestbot.sandbox.slack.errors import SlackError
from harvestbot.sandbox.slack.methods.call import Call
from harvestbot.sandbox.slack.posting import view_body
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.slack.wire import Json


def open_(call: Call) -> Json:
    """`views.open`: within three seconds of what the person did."""
    user = _exchange(call)
    body = _modal(call)
    return _shown(call, call.state.views.open(user, body))


def push(call: Call) -> Json:
    """`views.push`: above an open view, three at most."""
    user = _exchange(call)
    body = _modal(call)
    if call.state.views.top(user) is None:
        raise SlackError("not_found")
    return _shown(call, call.state.views.push(user, body))


def update(call: Call) -> Json:
    """`views.update`: by view_id or external_id, against a race where a hash is given."""
    if not (call.text("view_id") or call.text("external_id")):
        raise SlackError("invalid_arguments")
    body = view_body(call.state, call.args.get("view"))
    view = call.state.views.find(call.text("view_id") or None, call.text("external_id") or None)
    if view is None:
        raise SlackError("not_found")
    if call.text("hash") and call.text("hash") != view.hash:
        raise SlackError("hash_conflict")
    if body["type"] != view.body["type"]:
        raise SlackError("invalid_arguments")
    return _shown(call, call.state.views.update(view, body))


def publish(call: Call) -> Json:
    """`views.publish`: the App Home of a person."""
    user = call.need("user_id")
    person = call.state.workspace.people.get(user)
    if person is None or person.deleted:
        raise SlackError("invalid_arguments" if person is None else "not_enabled")
    body = view_body(call.state, call.args.get("view"))
    if body["type"] != "home":
        raise SlackError("invalid_arguments")
    held = call.state.views.home(user)
    if call.text("hash") and held is not None and call.text("hash") != held.hash:
        raise SlackError("hash_conflict")
    view = call.state.views.publish(user, body)
    call.state.pulse.beat("home", user=user, view_id=view.id)
    return {"view": view.wire()}


def _exchange(call: Call) -> str:
    return call.state.triggers.exchange(call.need("trigger_id"), call.state.now())


def _modal(call: Call) -> Json:
    body = view_body(call.state, call.args.get("view"))
    if body["type"] != "modal":
        raise SlackError("invalid_arguments")
    return body


def _shown(call: Call, view: View) -> Json:
    call.state.pulse.beat("view", user=view.user, view_id=view.id)
    return {"view": view.wire()}
