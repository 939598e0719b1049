"""What becomes of the bot's answers: of a command, of a submission, and at a response URL."""

from harvestbot.sandbox.slack.deliver import Delivery
from harvestbot.sandbox.slack.errors import SlackError
from harvestbot.sandbox.slack.hooks import Hook
from harvestbot.sandbox.slack.messages import Message
from harvestbot.sandbox.slack.posting import Content, Target, content, post, rewrite, view_body
from harvestbot.sandbox.slack.state import State
from harvestbot.sandbox.slack.views import View
from harvestbot.sandbox.slack.wire import Json


def at_response_url(state: State, key: str, payload: Json) -> Json:
    """Do what a response URL was asked to do; nothing more than `ok` is answered.

    Raises:
        SlackError: The URL is used up or too old (404), or the message breaks a limit (400).
    """
    hook = state.hooks.use(key, state.now())
    original = state.book.find(hook.channel, hook.message_ts) if hook.message_ts else None
    if payload.get("delete_original"):
        if original is not None:
            state.delete(original)
        return {}
    try:
        said = content(state, payload)
    except SlackError as refused:
        raise SlackError(refused.code, refused.more, status=400) from None
    # On a slash command's URL there is no original: Slack posts a second message (bolt-js #2287, bolt-python #1268).
    if payload.get("replace_original") and original is not None:
        rewrite(original, said)
        state.edit(original)
        return {}
    _post(state, payload, hook, said)
    return {}


def of_command(state: State, delivery: Delivery, user: str, channel: str, typed: str) -> None:
    """Show what the acknowledgement of a command said."""
    body = {"text": delivery.body} if isinstance(delivery.body, str) else delivery.body
    if not isinstance(body, dict) or not (body.get("text") or body.get("blocks")):
        return
    in_channel = body.get("response_type") == "in_channel"
    try:
        said = content(state, body)
    except SlackError as refused:
        delivery.failure = "invalid_response"
        state.trouble(
            user, channel, refused.code, f'{typed.split(maxsplit=1)[0]} failed with the error "{refused.code}"'
        )
        return
    if in_channel:
        state.post(Message(channel, state.stamp(), user, typed))
    post(state, said, Target(channel, None if in_channel else user), "answer")


def of_submission(state: State, delivery: Delivery, view: View) -> None:
    """Do what the acknowledgement of a submission said: close, update, push, clear, or show errors at the fields."""
    body = delivery.body if isinstance(delivery.body, dict) else {}
    try:
        _act(state, delivery, view, body)
    except SlackError as refused:
        delivery.failure = "invalid_response"
        cannot_submit(state, view, refused.code)
    state.pulse.beat("view", user=view.user, view_id=view.id)


def cannot_submit(state: State, view: View, error: str) -> None:
    """Let the person see, in the form itself, that the submission failed; the form stays open."""
    view.trouble = "We had some trouble connecting. Try again?"
    state.trouble(view.user, "", error, view.trouble)


def _act(state: State, delivery: Delivery, view: View, body: Json) -> None:
    match body.get("response_action"):
        case None:
            state.views.close(view)
        case "clear":
            state.views.clear(view.user)
        case "update":
            state.views.update(view, view_body(state, body.get("view")))
        case "push":
            state.views.push(view.user, view_body(state, body.get("view")))
        case "errors":
            errors = body.get("errors")
            inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
            if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
                # Slack can show an error at an input block only; anything else is a failed submission to the person.
                raise SlackError("invalid_errors")
            view.errors = {str(block): str(said) for block, said in errors.items()}
            delivery.errors = dict(view.errors)
        case _:
            raise SlackError("invalid_response_action")


def _post(state: State, payload: Json, hook: Hook, said: Content) -> None:
    in_channel = payload.get("response_type") == "in_channel"
    # An answer to what was pressed in a thread stands in the channel unless it names the thread.
    user = None if in_channel else hook.user
    post(state, said, Target(hook.channel, user, payload.get("thread_ts")), "response_url")
