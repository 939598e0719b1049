"""The demo's page: what people of the simulated Slack see in a browser, with the simulated portal beside it.

It is served by the simulated Slack itself (`site.Site.routes`), knows nothing of the bot, and draws everything on the
server: a page is one person in one place (`place.Place`), and what changes comes as pieces of HTML in a stream of
server-sent events (`stream`). The script only puts pieces where they belong and tells the server what a person did.

    site = Site(world, portal, Programme(command="/harvester", words=…, cast=…))
    async with serve.running(world, port, more=site.routes(), around=site.guarded) as address:
        site.open()                                     # the bot is there: what people do may reach it
        …
        site.close()                                    # ends the streams, so that nothing waits for them
"""
