"""What people see: domain values in, blocks out; no I/O.

Each module is a family of cards; what it takes stands in its functions:

========================  ==========================================================================================
``status``                ``status_card(harvester, portal, *, may, page_url="", lacks=())``
``list``                  ``list_card(browsed, here=None)`` of ``Browsed`` and ``ids.Page``
``errors``                ``errors_card(harvester, portal, errors)``
``preview``               ``preview_card(harvester, portal, preview)``
``history``               ``history_card(page)`` of ``HistoryPage``
``portals``               ``portals_card(portals)`` of ``PortalRow``
``audit``                 ``audit_card(page)`` of ``TrailPage``
``whoami``                ``whoami_card(standings, *, user)``
``help``                  ``help_card(command, *, may)``, ``verb_help_card(command, verb, *, may)``
``confirmation``          ``confirmation_card(confirmation, *, before=None, now=None)``, in every state
``typed``                 ``typed_view(confirmation)``, ``typed_mistakes(confirmation, typed)``
``run``                   ``run_card(run, *, lacks=())``, ``run_changes_card(run)``,
                          ``abort_card(harvester, portal, *, by)``
``form``                  ``form_view(draft, *, typed=None, theirs=(), below=())``, ``read_form(draft, state)``
``saved``                 ``saved_card(confirmation, draft)``
``schedule``              ``schedule_card(draft)``, ``schedule_view(draft, *, often=None, zone="")``
``waiting``               ``loading_view(title)``, ``trouble_view(title, error, …)``, ``opener_card(command)``
``notices``               ``refusal_card(error)``, ``unexpected_card(reference)``, ``working_card(what)``
========================  ==========================================================================================

A ``blocks.Card`` has ``text`` (for notifications and screen readers; already escaped) and ``blocks`` (a list of dicts).
Send both, with ``unfurl_links=False, unfurl_media=False``. Native tables and charts are built in ``native``, together
with the same in sections. Beneath are ``blocks`` (Slack's limits), ``text``
(escaping), ``words`` (buttons and signs) and ``phrases`` (how harvesters are named and counted).
"""
