"""What the portal refuses, in its own terms; each dialect words it in its own way.

Problem
├── UnknownPath          nothing lives at this address
├── MethodNotAllowed     the address is known, the method is not
├── KeyInUrl             a key was sent in the address, where logs would keep it
├── NotSignedIn          no credential, or a wrong one
├── Forbidden            the account lacks a permission
├── UnknownHarvester     no such harvester, or no longer
├── UnknownSchedule      no such schedule of this harvester
├── WrongStatus          the harvester's status does not allow this
├── StaleVersion         the harvester was changed since the caller read it
├── Unreadable           the body is no JSON object
├── Crash                the portal itself fails
└── Invalid              fields are missing or wrong
"""

from collections.abc import Mapping, Sequence

REQUIRED = ("This field is required",)
"""What `Invalid` says of a field that is missing, in the words of the vendor's own example."""


class Problem(Exception):
    """The call is refused and nothing was changed."""


class UnknownPath(Problem):
    """Nothing lives at this address."""


class MethodNotAllowed(Problem):
    """The address is known, the method is not."""

    def __init__(self, method: str, allowed: Sequence[str]) -> None:
        super().__init__(f"Method {method} is not allowed here.")
        self.method = method
        self.allowed = tuple(allowed)


class KeyInUrl(Problem):
    """A key was sent in the address, where logs would keep it."""


class NotSignedIn(Problem):
    """There is no credential, or a wrong one."""


class Forbidden(Problem):
    """The account lacks a permission."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"The permission {permission} is missing.")
        self.permission = permission


class UnknownHarvester(Problem):
    """There is no such harvester, or no longer."""

    def __init__(self, uid: str) -> None:
        super().__init__(f"There is no harvester {uid}.")
        self.uid = uid


class UnknownSchedule(Problem):
    """There is no such schedule of this harvester."""

    def __init__(self, uid: str) -> None:
        super().__init__(f"There is no schedule {uid}.")
        self.uid = uid


class WrongStatus(Problem):
    """The harvester's status does not allow this.

    Args:
        current: The status it has.
        wanted: The status that was asked for.
    """

    def __init__(self, current: str, wanted: str) -> None:
        super().__init__(f"Invalid transition from {current} to {wanted}")
        self.current = current
        self.wanted = wanted


class StaleVersion(Problem):
    """The harvester was changed since the caller read it."""

    def __init__(self, current: int, given: int) -> None:
        super().__init__(f"Version {given} was sent, but the harvester is at version {current}.")
        self.current = current
        self.given = given


class Unreadable(Problem):
    """The body is no JSON object."""


class Crash(Problem):
    """The portal itself fails."""


class Invalid(Problem):
    """Fields are missing or wrong.

    Args:
        detail: What is wrong with each field, in sentences.
    """

    def __init__(self, detail: Mapping[str, Sequence[str]]) -> None:
        super().__init__("; ".join(f"{field}: {' '.join(said)}" for field, said in detail.items()))
        self.detail = {field: list(said) for field, said in detail.items()}
