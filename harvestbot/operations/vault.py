"""What people type that may be written nowhere: held in memory, for a moment, and taken out once."""

from collections.abc import Callable, Mapping


class Vault:
    """Secrets by the id of the confirmation that they belong to.

    Args:
        now: seconds of any clock that does not jump.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._held: dict[str, tuple[float, Mapping[str, object]]] = {}

    def put(self, key: str, typed: Mapping[str, object], life: float) -> None:
        """Hold something for ``life`` seconds; whatever has outlived its own is dropped."""
        at = self._now()
        self._held = {one: held for one, held in self._held.items() if held[0] > at}
        self._held[key] = (at + life, typed)

    def take(self, key: str) -> Mapping[str, object] | None:
        """Take something out: whoever comes next, or too late, gets None."""
        until, typed = self._held.pop(key, (0.0, {}))
        return typed if until > self._now() else None

    def __len__(self) -> int:
        return len(self._held)

    def __repr__(self) -> str:
        """Say how much is held, and not what."""
        return f"Vault({len(self)} held)"
