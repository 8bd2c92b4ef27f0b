"""Credentials and their authenticator, loaded when they are first asked for."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

# For annotations only: loading these modules is what this class puts off.
if TYPE_CHECKING:
    from aiurdesk.services.credentials.authenticator import Authenticator
    from aiurdesk.services.credentials.credentials import Credentials


class Accounts:
    """Holds credentials and authenticator; most runs of the command line never load them."""

    def __init__(self, build: "Callable[[], tuple[Credentials, Authenticator]]") -> None:
        self._build = build

    @property
    def credentials(self) -> "Credentials":
        """The credentials that a person has added, and the built-in ones."""
        return self._both[0]

    @property
    def authenticator(self) -> "Authenticator":
        """Signs credentials in and authenticates requests."""
        return self._both[1]

    def close(self) -> None:
        """End the thread of the keyring, if it was ever started; it starts again when needed."""
        if "_both" in vars(self):
            self.credentials.secrets.close()

    @cached_property
    def _both(self) -> "tuple[Credentials, Authenticator]":
        return self._build()
