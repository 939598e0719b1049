"""The App Home: what needs somebody now, the portals in numbers, harvesters, watches, and what was done lately."""

from collections.abc import Iterator, Mapping

from harvestbot.domain.batches import Batch
from harvestbot.domain.confirmations import Confirmation
from harvestbot.domain.home import Home, PortalLine, Show, Wish
from harvestbot.domain.listing import Listed
from harvestbot.domain.roles import Role
from harvestbot.domain.verbs import VERBS
from harvestbot.errors import HarvestbotError
from harvestbot.slack import held, ids
from harvestbot.slack.cards import phrases, words
from harvestbot.slack.cards.approval import answers, asked_for
from harvestbot.slack.cards.audit import entry_line
from harvestbot.slack.cards.blocks import PRIMARY, Block, actions, button, context, divider, header, section
from harvestbot.slack.cards.finding import find_select
from harvestbot.slack.cards.notices import refusal_card
from harvestbot.slack.cards.portals import calls_left, in_numbers
from harvestbot.slack.cards.several import several_wanted
from harvestbot.slack.cards.text import Mrkdwn, channel, code, escape, joined, lines, link, md, when
from harvestbot.slack.cards.watches import unwatch_button, watch_line
from harvestbot.slack.cards.window import WHERE

TITLE = "Harvesters"
APPROVALS_SHOWN = 5
PORTALS_SHOWN = 15
WATCHES_SHOWN = 8
LATELY_SHOWN = 8
LABELS = {Show.ALL: "All", Show.FAILING: "Failing", Show.RUNNING: "Running", Show.HIDDEN: "Hidden"}
NOTHING = {
    Show.ALL: "There is no harvester here.",
    Show.FAILING: "No harvester fails.",
    Show.RUNNING: "No run is under way.",
    Show.HIDDEN: "No harvester has hidden datasets.",
}


def home_view(home: Home, *, user: str) -> Block:
    """Return the Home of the person with the id ``user``."""
    if not home.roles:
        return no_role_view()
    return _view(
        *_top(home),
        *_needs(home),
        *_portals(home),
        *_harvesters(home),
        *_watches(home, user),
        *_lately(home),
        divider(),
        context(joined("  ·  ", [_roles(home.roles), WHERE])),
    )


def no_role_view() -> Block:
    """Return the Home of a person without any role."""
    return _view(
        header(TITLE),
        section(
            md(
                "You have no role on any portal, so there is nothing for you to see here. Whoever runs the bot can "
                "grant you one; guests and people of other organisations have none unless they are named."
            )
        ),
    )


def trouble_view(error: HarvestbotError) -> Block:
    """Return the Home where it cannot be put together now."""
    return _view(header(TITLE), *refusal_card(error).blocks)


def _view(*blocks: Block | None) -> Block:
    return {"type": "home", "blocks": [block for block in blocks if block]}


def _top(home: Home) -> Iterator[Block | None]:
    yield header(TITLE)
    yield actions(
        find_select(),
        button(words.READ_ANEW, ids.Press.HOME_ANEW, held.write(home.wish)),
        button(words.CHOOSE, ids.Press.CHOOSE, VERBS["start"].name)
        if max(home.roles.values()) >= VERBS["start"].role
        else None,
    )


def _needs(home: Home) -> Iterator[Block | None]:
    """Show what needs this person now."""
    yield section(md("*What needs you now*"))
    for asked in home.approvals[:APPROVALS_SHOWN]:
        yield from _approval(asked, home)
    if (more := len(home.approvals) - APPROVALS_SHOWN) > 0:
        yield context(md("{count} more wait for a second person.", count=more))
    for batch in home.several[:APPROVALS_SHOWN]:
        yield section(md("{icon} {wanted}.", icon=words.ASKING, wanted=several_wanted(batch)))
        yield context(joined("  ·  ", [_waits(batch), link(home.links.get(batch.id, ""), "to the message")]))
    for listed in home.needy:
        yield _row(listed)
    if (more := home.needy_count - len(home.needy)) > 0:
        yield context(md("{harvesters} more need somebody: the list below has them.", harvesters=more))
    if not home.approvals and not home.several and not home.needy:
        known = all(one.counted.seen_at is not None for one in home.portals)
        yield context(
            md("Nothing: no harvester has failed or is stuck, and no approval waits for you.")
            if known
            else md("Nothing that is known yet.")
        )


def _approval(asked: Confirmation, home: Home) -> Iterator[Block | None]:
    yield section(asked_for(asked, home.offers.get(asked.id), home.drafts.get(asked.id)))
    yield context(
        joined(
            "  ·  ",
            [
                phrases.where(asked.harvester, asked.portal),
                _waits(asked),
                link(home.links.get(asked.id, ""), "to the message"),
            ],
        )
    )
    yield answers(asked)


def _waits(asked: Confirmation | Batch) -> Mrkdwn:
    where = asked.place.channel
    return joined(
        "  ·  ",
        [
            md("waits until {moment}", moment=when(asked.expires_at)),
            md("asked in {where}", where=channel(where)) if where else None,
        ],
    )


def _row(listed: Listed) -> Block:
    harvester = listed.harvester
    facts = joined(
        "  ·  ",
        [
            md("{icon} *stuck*", icon=words.STUCK) if listed.stuck else None,
            phrases.condition(harvester),
            md("{datasets}", datasets=words.datasets(harvester.attached)),
            phrases.hidden(harvester),
            md("{errors}", errors=words.counted(harvester.errors, "error")) if harvester.errors else None,
            md("last run {moment}", moment=when(harvester.started_at)) if harvester.started_at else None,
        ],
    )
    return section(
        lines(
            md("{name}   {where}", name=phrases.name(harvester), where=phrases.where(harvester, listed.portal)), facts
        ),
        accessory=button(words.OPEN, ids.Press.OPEN, held.write(held.Target(listed.portal, harvester.id))),
    )


def _portals(home: Home) -> Iterator[Block | None]:
    yield divider()
    yield section(md("*{portals}*", portals=words.counted(len(home.portals), "portal").capitalize()))
    alone = len(home.portals) == 1
    # What gives trouble comes first, so that it is not what is left out.
    ordered = sorted(home.portals, key=lambda one: not one.trouble)
    for one in ordered[:PORTALS_SHOWN]:
        choose = None if alone else button(words.SHOW, ids.Press.HOME, held.write(Wish(portal=one.counted.portal)))
        yield section(_portal(one), accessory=choose)
    if (more := len(home.portals) - PORTALS_SHOWN) > 0:
        command = code(f"list portal:{ordered[PORTALS_SHOWN].counted.portal}")
        yield context(md("{count} more are not shown here. {command} shows one of them.", count=more, command=command))


def _portal(one: PortalLine) -> Mrkdwn:
    seen = one.counted
    trouble = md("{icon} could not be asked: {why}", icon=words.NOT_DONE, why=escape(one.trouble))
    age = md("as of {moment}", moment=when(seen.seen_at)) if seen.seen_at is not None else None
    reading = md("{icon} being read …", icon=words.WORKING) if one.reading else None
    calls = calls_left(one.calls.left, one.calls.limit, one.calls.reset_at)
    return lines(
        md("*{name}*", name=phrases.portal_name(seen.portal)),
        in_numbers(seen.by_health, seen.hidden_datasets, seen.stuck) if seen.seen_at is not None else None,
        trouble if one.trouble else None,
        joined("  ·  ", [reading, age, calls]),
    )


def _harvesters(home: Home) -> Iterator[Block | None]:
    """Show the page of the list that is looked at, and what turns it."""
    wish = home.wish
    where = md(" on {portal}", portal=phrases.portal_name(wish.portal)) if wish.portal else md("")
    yield divider()
    yield section(md("*Harvesters*{where}", where=where))
    every = button(words.EVERY_PORTAL, ids.Press.HOME, held.write(Wish(wish.show)), index=len(Show))
    yield actions(*(_choice(home, show, index) for index, show in enumerate(Show)), every if wish.portal else None)
    for listed in home.rows:
        yield _row(listed)
    if not home.rows:
        yield context(_nothing(home))
    if home.pages > 1:
        yield context(md("Page {page} of {pages}", page=wish.page, pages=home.pages))
        yield actions(
            _turn(words.PREVIOUS, wish, wish.page - 1, 1) if wish.page > 1 else None,
            _turn(words.NEXT, wish, wish.page + 1, 2) if wish.page < home.pages else None,
        )


def _choice(home: Home, show: Show, index: int) -> Block | None:
    label = f"{LABELS[show]} ({home.counts.get(show, 0)})"
    chosen = PRIMARY if show is home.wish.show else ""
    return button(label, ids.Press.HOME, held.write(Wish(show, home.wish.portal)), style=chosen, index=index)


def _turn(label: str, wish: Wish, page: int, index: int) -> Block | None:
    return button(label, ids.Press.HOME, held.write(Wish(wish.show, wish.portal, page)), index=index)


def _nothing(home: Home) -> Mrkdwn:
    if all(one.counted.seen_at is None for one in home.portals):
        return md("The portals have not been read yet.")
    return md("{nothing}", nothing=NOTHING[home.wish.show])


def _watches(home: Home, user: str) -> Iterator[Block | None]:
    """Show what this person watches, and what channels do that they have set up."""
    watched = home.watches.subscriptions
    yield divider()
    yield section(md("*What you are told of*"))
    may = max(home.roles.values()) >= VERBS["unwatch"].role
    for one in watched[:WATCHES_SHOWN]:
        mine = may and one.subscriber == user
        yield section(watch_line(one), accessory=unwatch_button(one) if mine else None)
    if (more := len(watched) - WATCHES_SHOWN) > 0:
        yield context(md("{count} more: `watches` lists those of a channel.", count=more))
    if not watched:
        yield context(md("Nothing. Open a harvester and press {watch} to be told in person.", watch=words.WATCH))


def _lately(home: Home) -> Iterator[Block | None]:
    if home.lately is None:
        return
    yield divider()
    yield section(md("*What was done lately*"))
    for entry in home.lately[:LATELY_SHOWN]:
        yield context(entry_line(entry))
    if not home.lately:
        yield context(md("Nothing yet."))


def _roles(roles: Mapping[str, Role]) -> Mrkdwn:
    """Say who somebody is here: once for each role, with its portals where there are several roles."""
    roles_held = sorted(set(roles.values()), reverse=True)
    if len(roles_held) == 1:
        return md("You are {role}", role=roles_held[0].word)
    return md("You are {roles}", roles=joined(", ", [_role(role, roles) for role in roles_held]))


def _role(role: Role, roles: Mapping[str, Role]) -> Mrkdwn:
    on = [portal for portal, one in roles.items() if one is role]
    named = joined(", ", [phrases.portal_name(portal) for portal in on[:PORTALS_SHOWN]])
    return md("{role} on {portals}", role=role.word, portals=named)
