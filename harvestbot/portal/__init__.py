"""One client for a portal's harvesters, two dialects of its API.

Bytes and meaning are kept apart: ``management`` and ``automation`` translate without any I/O (a ``dialect.Exchange`` is
a request and how its answer is read), ``transport`` carries one request, ``answers`` judges what came back, ``carrier``
puts these together with the day's quota and the tries of readings, and ``client.PortalClient`` is what others use::

    async with open_connections() as http:                    # transport; one for all portals
        city = PortalClient(PortalAddress(name="city", url="https://data.example.org", credentials=ApiKey("…")), http)
        harvesters = await city.list()
        await city.start("my-harvester")                      # errors.OutcomeUnknown where no readable answer came
"""
