"""A simulated Slack workspace: the Web API, deliveries to the bot, and what each person sees.

It stands where Slack stands: the bot is given `address.api_url` as `SLACK_API_URL` and the world's tokens, and cannot
tell the difference. It imports nothing else of harvestbot, so it proves something.

    from harvestbot.sandbox.slack.ids import ADMIN, DATA_OPS
    from harvestbot.sandbox.slack.serve import running
    from harvestbot.sandbox.slack.world import World

    world = World()                                   # a small organisation, see `seed.py`; ids in `ids.py`
    async with running(world) as address:             # uvicorn in this loop, on 127.0.0.1 and a free port
        start_the_bot(
            bot_token=world.bot_token, signing_secret=world.signing_secret, app_token=world.app_token,
            api_url=address.api_url,                  # …/api/
        )
        world.request_url = "http://127.0.0.1:3000/slack/events"   # None (the default) means Socket Mode
        # over Socket Mode first: await world.until_connected()
        delivery = await world.command(ADMIN, DATA_OPS, "/harvester status my-harvester")
        assert delivery.ok and delivery.seconds < 0.1
        card = await world.until_sees(ADMIN, DATA_OPS, "my-harvester")
        await world.press(ADMIN, card, "Delete…")
        form = await world.until(lambda: world.open_view(ADMIN))
        answer = await world.submit(ADMIN, form, {"typed": "my-harvester"})
        assert not answer.errors

What people do (each returns a `deliver.Delivery`; what they cannot do raises `errors.CannotDo`):

- `command(user, channel, "/harvester …", thread_ts=None)`, `press(user, where, words)`,
  `choose(user, where, action, option)`, `submit(user, view, {field: value})`, `close(user, view)`,
  `suggest(user, where, action, typed)`, `mention(user, channel, text)`, `dm(user, text)`, `say(user, channel, text)`,
  `open_home(user)`, `shortcut(user, callback_id)`, `message_action(user, message, callback_id)`,
  `join(user, channel)`, `leave(user, channel)`, `verify_url()`.
- `where` is a `messages.Message` or a `views.View`. `words` is a button's text or its action_id. A field is named by
  its action_id, its block_id, `block_id/action_id` or its label.

What people see:

- `conversation(channel, as_user)`, `find(user, channel, words)`, `open_view(user)`, `views_of(user)`, `home(user)`,
  `plain(message_or_view)`, `problems` (what a person saw fail), `transcript()`.
- `await until(predicate, timeout=30)`, `await until_sees(user, channel, words)`, `changes()`.

Trouble: `fail(method, trouble, times=1)` scripts the next answers (`faults.py` lists the troubles);
`world.state.unknown_blocks`
names types of blocks that the workspace refuses with `invalid_blocks`, as one without native tables and charts does.
`World(rates="off")` switches rate limits off; `World(patience=30)` waits so many seconds for acknowledgements, not
three; `World(clock=HandClock())` puts time in the test's hand.

`limits.problems(surface, payload)` is the check of every message and view, pure and usable alone.
Over HTTP the same is at `/_sim/…` (`control.py`).
"""
