"""Text that must not be shown, and what reading it from the keyring may wait for."""

from enum import StrEnum

import msgspec

DOTS = "••••"


class Secret(msgspec.Struct, frozen=True):
    """A text that prints as dots; ``reveal`` is the only way to it."""

    _text: str

    def reveal(self) -> str:
        """Return the hidden text, to be put on the wire and nowhere else."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({DOTS})"

    def __str__(self) -> str:
        return DOTS


class KeyringWait(StrEnum):
    """Reason why a call of the keyring takes long."""

    NOTHING = ""
    KEYRING = "keyring"
    """It takes long: the computer is busy, or the keyring asks something of its own."""
    UNLOCKING = "unlocking"
    """The keyring said that it is locked, and shows a prompt."""


class OfferedCredential(msgspec.Struct, frozen=True):
    """Everything that a new credential is filled in with."""

    scheme: str
    """``AuthScheme.id``."""
    name: str
    """A name to suggest, such as the host."""
    origin: str
    """Where it may go; empty while that is not known."""
    values: tuple[tuple[str, str], ...] = ()
    """Fields that are not secrets."""
    secrets: tuple[tuple[str, Secret], ...] = ()
    header: str = ""
    """The header of the request that holds the secret; the credential takes its place."""
    query: str = ""
    """The parameter in the address that holds it."""
    is_in_address: bool = False
    """Whether user name and password stand before the host."""
