"""Credentials and login, loaded when they are first asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

# For annotations only: loading these modules is what this class puts off.
if TYPE_CHECKING:
    from aiurdesk.services.credentials.credentials import Credentials
    from aiurdesk.services.credentials.login import Login


class Accounts:
    """Holds credentials and login; most runs of the command line never load them."""

    def __init__(self, build: "Callable[[], tuple[Credentials, Login]]") -> None:
        self._build = build
        self._built: tuple[Credentials, Login] | None = None

    @property
    def credentials(self) -> "Credentials":
        """The credentials that a person has added, and the built-in ones."""
        return self._both()[0]

    @property
    def login(self) -> "Login":
        """Signs credentials in and authenticates requests."""
        return self._both()[1]

    def close(self) -> None:
        """End the thread of the keyring, if it was ever started; it starts again when needed."""
        if self._built is not None:
            self._built[0].secrets.close()

    def _both(self) -> "tuple[Credentials, Login]":
        if self._built is None:
            self._built = self._build()
        return self._built
