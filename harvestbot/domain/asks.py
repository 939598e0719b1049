"""From typed words to a verb and what it is about."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from harvestbot.domain.filters import is_filter, parse_filters
from harvestbot.domain.meant import instead, meant
from harvestbot.domain.mentions import looks_like_mention, mentioned
from harvestbot.domain.moments import UNDERSTOOD, looks_like_moment, read_moment
from harvestbot.domain.near import near
from harvestbot.domain.quoted import QUOTES
from harvestbot.domain.verbs import AND_PUBLISH, VERBS, Kind, Takes, Verb
from harvestbot.domain.watching import kinds
from harvestbot.domain.watching.planning import DAILY, OFF, WEEKLY, begins_plan, parse_plan
from harvestbot.domain.watching.quiet import parse_duration
from harvestbot.domain.watching.wishes import parse_wish
from harvestbot.errors import NotUnderstood

AS_LIKE = "like"
LIKE = (AS_LIKE, "from")
"""Words before a harvester that is to be copied."""
SEVERAL = "several"
"""The word behind a verb that asks for a form in which harvesters are chosen."""
SINCE = "since"
"""What may stand before a moment, and says nothing by itself."""
MARKS = ".,:;!?"
"""What people put behind a word when they write a sentence; no verb ends in it."""
HELP = ("--help", "-h", "-?", "?", "/?")
"""What those type for help who know other programs."""
LONGEST_WORD = 255
"""Characters: no harvester's id is longer, so a longer word is a slip of the clipboard."""


class HarvesterRef(Struct, frozen=True):
    """A harvester as people name it: by its id, or ``portal/id``; ``portal`` is "" where it was not said."""

    id: str
    portal: str = ""

    def __str__(self) -> str:
        """Write it as people do."""
        return f"{self.portal}/{self.id}" if self.portal else self.id


class Ask(Struct, frozen=True):
    """A verb, and the words behind it made sense of."""

    verb: Verb
    harvester: HarvesterRef | None = None
    words: tuple[str, ...] = ()
    then_publish: bool = False

    @property
    def kind(self) -> Kind:
        """How it is taken in: a digest without a plan only shows something."""
        return Kind.READ if self.verb.takes is Takes.PLAN and not self.words else self.verb.kind

    @property
    def several(self) -> bool:
        """Whether it is about several harvesters at once, which its words choose, or a form is to be opened for."""
        return self.verb.takes is Takes.HARVESTERS and self.harvester is None

    @property
    def about(self) -> HarvesterRef:
        """The harvester; only for verbs that take one, where the parser has made sure of it."""
        if self.harvester is None:
            raise NotUnderstood(f"`{self.verb.name}` needs a harvester: `{self.verb.usage}`.")
        return self.harvester

    def __str__(self) -> str:
        """Write it as people do."""
        tail = AND_PUBLISH if self.then_publish else ""
        said = [str(self.harvester or ""), *self.words]
        if self.verb.takes is Takes.TYPE:
            said.reverse()
        return " ".join(part for part in (self.verb.name, *said, tail) if part)


def parse_ref(word: str) -> HarvesterRef:
    """Read ``id`` or ``portal/id``; quotes and back-ticks around it come from copying, and are dropped."""
    portal, slash, name = word.strip(QUOTES).partition("/")
    ref = HarvesterRef(name, portal.lower()) if slash else HarvesterRef(portal)
    if not ref.id or (slash and not ref.portal) or len(str(ref)) > LONGEST_WORD:
        raise NotUnderstood("That names no harvester: write its id, or `portal/id`.", ("list",))
    return ref


def parse(text: str) -> Ask:
    """Read what stands behind the slash command.

    Nothing at all is a wish for help.

    Raises:
        NotUnderstood: with the nearest right commands, where there are any.
    """
    words = text.split()
    if not words:
        return Ask(VERBS["help"])
    said, rest = words[0].strip(QUOTES), words[1:]
    verb = VERBS.get(said.lower().rstrip(MARKS))
    if said in HELP or (verb is not None and len(rest) == 1 and rest[0] in HELP):
        return Ask(VERBS["help"], words=() if verb is None else (verb.name,))
    if verb is None:
        said = said.rstrip(MARKS) or said
        raise NotUnderstood(f"I know no `{_short(said)}`. Try `help`.", instead(said, rest, _can_run))
    return _READERS[verb.takes](verb, rest)


def _about_a_harvester(verb: Verb, rest: list[str]) -> Ask:
    if not rest and verb.takes is Takes.ANY_HARVESTER:
        return Ask(verb)
    if not rest:
        several = (f"{verb.name} {SEVERAL}",) if verb.takes is Takes.HARVESTERS else ()
        raise NotUnderstood(f"Which harvester? Write `{verb.usage}`.", (*several, "list"), verb=verb.name)
    ref, tail = parse_ref(rest[0]), " ".join(rest[1:]).lower()
    if not tail:
        return Ask(verb, ref)
    if verb.also and tail == verb.also:
        return Ask(verb, ref, then_publish=True)
    raise NotUnderstood(
        f"I understand `{verb.name} {_short(str(ref))}`, not what follows it. Nothing was done.",
        _shorter(verb, rest),
        verb=verb.name,
    )


def _shorter(verb: Verb, rest: list[str]) -> tuple[str, ...]:
    """Offer the first word alone, several where the verb takes them, and to look for all of it: a name, maybe."""
    ref = parse_ref(rest[0].rstrip(MARKS) or rest[0])
    alone = f"{verb.name} {ref}"
    also = (f"{alone} {verb.also}",) if verb.also else ()
    several = (f"{verb.name} {SEVERAL}",) if verb.takes is Takes.HARVESTERS else ()
    named = () if any(map(is_filter, rest)) else (f"list {' '.join(rest)}",)
    return (alone, *also, *several, *named)


def _about_a_type(verb: Verb, rest: list[str]) -> Ask:
    """Read nothing, a type, or ``like`` and a harvester."""
    if not rest:
        return Ask(verb)
    if rest[0].lower() in LIKE:
        if len(rest) == 1:
            raise NotUnderstood(f"Like which one? Write `{verb.name} {AS_LIKE} <harvester>`.", ("list",))
        ref = parse_ref(rest[1])
        if len(rest) == 2:  # noqa: PLR2004  because these are "like" and the harvester
            return Ask(verb, ref, words=(AS_LIKE,))
        raise NotUnderstood("A copy takes nothing behind the harvester.", (f"{verb.name} {AS_LIKE} {ref}",))
    if len(rest) == 1:
        return Ask(verb, words=(rest[0].strip(QUOTES)[:LONGEST_WORD],))
    raise NotUnderstood(
        f"Write a type, or `{AS_LIKE}` and a harvester, whose type the copy has.", (f"{verb.name} {rest[0]}", verb.name)
    )


def _about_some(verb: Verb, rest: list[str]) -> Ask:
    """Read one harvester, filters that choose several, or the word for choosing them in a form."""
    if rest == [SEVERAL]:
        return Ask(verb, words=(SEVERAL,))
    if not any(map(is_filter, rest)):
        return _about_a_harvester(verb, rest)
    if verb.also and " ".join(rest).lower().endswith(f" {verb.also}"):
        alone = " ".join(rest[: -len(verb.also.split())])
        raise NotUnderstood(f"`{verb.also}` is for one harvester. Nothing was done.", (f"{verb.name} {alone}",))
    parse_filters(rest, command=verb.name)
    return Ask(verb, words=tuple(rest))


def _about_what_is_watched(verb: Verb, rest: list[str]) -> Ask:
    """Read a harvester, a portal or ``*`` for all, and what this verb takes behind it."""
    if not rest:
        raise NotUnderstood(f"Which one? Write `{verb.usage}`; `*` means all.", ("list", "portals"), verb=verb.name)
    ref = parse_ref(rest[0])
    tail = tuple(stripped for word in rest[1:] if (stripped := word.strip(QUOTES)))
    bare = f"{verb.name} {ref}"
    try:
        if verb.takes is Takes.WATCHED_HOW:
            parse_wish(tail)
        elif verb.takes is Takes.WATCHED_TIME:
            parse_duration("".join(tail))
    except NotUnderstood as error:
        instead = (f"{bare} 2h", f"{bare} 1d") if verb.takes is Takes.WATCHED_TIME else (*_mended(bare, tail), bare)
        raise NotUnderstood(str(error), instead) from None
    if tail and verb.takes is Takes.WATCHED:
        raise NotUnderstood(f"`{verb.name}` takes nothing behind `{_short(str(ref))}`. Nothing was done.", (bare,))
    return Ask(verb, ref, words=tail)


def _mended(bare: str, tail: tuple[str, ...]) -> tuple[str, ...]:
    """Put the nearest kinds of news in the place of words that name none, where that makes sense."""
    words = [next(iter(near(word.lower(), kinds.Kind, most=1)), word) for word in tail]
    try:
        parse_wish(words)
    except NotUnderstood:
        return ()
    return (" ".join((bare, *words)),)


def _about_a_plan(verb: Verb, rest: list[str]) -> Ask:
    """Read a portal, then when a digest comes, or ``off``; each may be left out."""
    words = [stripped for word in rest if (stripped := word.strip(QUOTES))]
    ref = None
    if words and words[0].lower() != OFF and not begins_plan(words[0]):
        ref = parse_ref(words[0].removesuffix("/*"))
    tail = words[1:] if ref else words
    if tail and [word.lower() for word in tail] != [OFF]:
        try:
            parse_plan(tail)
        except NotUnderstood as error:
            whole = f"{verb.name} {ref or ''}".strip()
            raise NotUnderstood(str(error), (f"{whole} {DAILY}", f"{whole} {WEEKLY}")) from None
    return Ask(verb, ref, words=tuple(tail))


def _about_the_trail(verb: Verb, rest: list[str]) -> Ask:
    """Read a harvester, a person and a moment, each at most once and in any order."""
    ref: HarvesterRef | None = None
    person = since = ""
    for word in (one.strip(QUOTES) for one in rest):
        if word.lower() == SINCE:
            continue
        if looks_like_moment(word) and not since:
            since = _moment(verb, word)
        elif (somebody := mentioned(word)) and not person:
            person = somebody
        elif ref is None and not somebody and not looks_like_mention(word) and not looks_like_moment(word):
            ref = parse_ref(word)
        else:
            raise _no_trail(verb, word)
    return Ask(verb, ref, words=tuple(word for word in (person, since) if word))


def _moment(verb: Verb, word: str) -> str:
    try:
        read_moment(word, 0.0)
    except ValueError:
        raise _no_trail(verb, word) from None
    return word.lower()


def _no_trail(verb: Verb, word: str) -> NotUnderstood:
    text = f"I understand `{verb.usage}`, since as {UNDERSTOOD}, and not `{_short(word)}` there."
    return NotUnderstood(text, (verb.name,))


def _can_run(command: str) -> bool:
    try:
        return bool(parse(command))
    except NotUnderstood:
        return False


def _short(word: str) -> str:
    word = word.replace("`", "")
    return word if len(word) <= 40 else f"{word[:39]}…"  # noqa: PLR2004  because it is just "short enough for one line"


def _filtered(verb: Verb, rest: list[str]) -> Ask:
    return Ask(verb, words=tuple(rest))


def _about_a_verb(verb: Verb, rest: list[str]) -> Ask:
    words = tuple(word.strip(QUOTES).rstrip(MARKS).lower() for word in rest[:1])
    if words and words[0] not in VERBS:
        instead = tuple(f"{verb.name} {name}" for name in meant(words[0]))
        raise NotUnderstood(f"I know no `{_short(words[0])}`.", instead or (verb.name,))
    return Ask(verb, words=words)


def _alone(verb: Verb, rest: list[str]) -> Ask:
    if rest:
        raise NotUnderstood(f"`{verb.name}` stands alone. Nothing was done.", (verb.name,))
    return Ask(verb)


_READERS: Mapping[Takes, Callable[[Verb, list[str]], Ask]] = {
    Takes.HARVESTER: _about_a_harvester,
    Takes.HARVESTERS: _about_some,
    Takes.ANY_HARVESTER: _about_a_harvester,
    Takes.TYPE: _about_a_type,
    Takes.FILTER: _filtered,
    Takes.VERB: _about_a_verb,
    Takes.TRAIL: _about_the_trail,
    Takes.PLAN: _about_a_plan,
    Takes.WATCHED: _about_what_is_watched,
    Takes.WATCHED_HOW: _about_what_is_watched,
    Takes.WATCHED_TIME: _about_what_is_watched,
    Takes.NOTHING: _alone,
}
"""How the words behind each verb are read."""
