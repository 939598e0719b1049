"""What somebody may mean who begins with a word that is no verb: what people say for it, else what looks alike."""

from collections.abc import Callable, Sequence

from harvestbot.domain.filters import Is
from harvestbot.domain.near import near
from harvestbot.domain.quoted import QUOTES
from harvestbot.domain.verbs import VERBS

SHORTEST = 3
"""Characters: a shorter word stands in some verb or other."""

OTHER_WORDS = {
    "help": "usage commands aide hilfe",
    "list": "ls find search suche suchen chercher alle",
    "status": "show info state stat zeige zeigen zustand montrer statut état etat",
    "errors": "log logs failures fehler erreurs",
    "preview": "vorschau aperçu apercu",
    "history": "runs verlauf historique",
    "start": "run rerun retry restart relaunch harvest starten lancer démarrer demarrer",
    "abort": "stop cancel kill halt stopp abbrechen arrêter arreter annuler",
    "watch": "subscribe follow abonnieren suivre surveiller",
    "unwatch": "unsubscribe unfollow",
    "mute": "silence snooze",
    "publish": "veröffentlichen veroeffentlichen publier",
    "unpublish": "hide dépublier depublier",
    "delete": "remove rm drop destroy löschen loeschen entfernen supprimer effacer",
    "create": "new add neu anlegen erstellen créer creer",
    "edit": "update change modify bearbeiten ändern aendern modifier",
    "schedule": "cron plan zeitplan planifier",
    "restore": "undelete undo wiederherstellen restaurer",
    "doctor": "check health ping",
    "digest": "summary report",
    "audit": "trail",
}
"""What people say for a verb, at home too. It is offered to them, and never done unasked."""


def meant(word: str) -> tuple[str, ...]:
    """Return the names of the verbs that may be meant by a word that names none, best first."""
    said = word.lower()
    if called := tuple(name for name, others in OTHER_WORDS.items() if said in others.split()):
        return called
    return near(said, VERBS) if len(said) >= SHORTEST else ()


def instead(said: str, rest: Sequence[str], can_run: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the commands that may be meant where the first word is no verb, best first.

    What followed, or what was said itself, is offered only where the whole is understood: a button that leads to
    another refusal helps nobody. Who says the harvester before the verb, or a word too many, is understood as well.

    Args:
        said: the first word, without quotes.
        rest: what followed.
        can_run: tells whether a command is understood.
    """
    tails = (" ".join(rest), rest[0].strip(QUOTES) if rest else "", "")
    wholes = ([f"{name} {tail}".strip() for tail in tails] for name in meant(said))
    if commands := [found for whole in wholes if (found := next(filter(can_run, whole), ""))]:
        return tuple(commands)
    turned = " ".join((*rest[:1], said, *rest[1:])), " ".join(rest)
    if rest and rest[0].lower() in VERBS and (found := next(filter(can_run, turned), "")):
        return (found,)
    if not rest and said.lower() in Is.__members__.values():
        return (f"list is:{said.lower()}", "help")
    return (f"status {said}", "help") if not rest and can_run(f"status {said}") else ("help",)
