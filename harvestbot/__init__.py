"""harvestbot: the Slack bot for the people on call for data portals.

The house has floors; each stands on those below it and knows nothing of those above (import-linter holds them up)::

    __main__, cli     the command line: run, demo, portal, doctor, audit, history, manifest
    sandbox           a simulated portal, a simulated Slack and its page; only the demo and the stage know the bot
    bot               the bot as it lives: opened, listening, and closed in order
    building          the composition root: everything is built there, once, from the settings
    settings          reads the environment, and nobody else does (configuration helps it)
    slack             all that knows Slack: the way in (intake, routes, parts), the cards, the way out (teller, sender)
    operations        what people can do and what happens by itself; speaks outwards through ``operations.ports``
    portal | store    one client for two dialects of the portals' API; what the bot remembers
    domain            harvesters, roles, verbs, confirmations, runs: values and decisions, no I/O
    errors            the tree of everything that can go wrong, each with a sentence for the person who asked

How a command goes: ``slack.intake`` acknowledges it (a decision after its transaction), ``slack.routes`` knows what it
means, a part of ``slack.parts`` has an operation do it, the operation asks ``operations.gate`` who may and
``operations.portals`` where, and a card comes back. What changes a portal is a row first, and then a work of
``operations.engine`` that may begin again from its row at any time.
"""
