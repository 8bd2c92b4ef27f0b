"""KWallet on a private session bus, with somebody who answers what it asks."""

import shutil

from tests.prompt_screen import PromptScreen
from tests.secret_service import PASSWORD, SecretService

PROGRAM = shutil.which("kwalletd6")
"""None where it is not installed."""

_PROGRAMS = {"org.kde.secretservicecompat": "ksecretd", "org.kde.kwalletd6": "kwalletd6"}
"""Newer ones are two programs, of which the other one is the Secret Service."""


class WalletScreen(PromptScreen):
    """A screen on which KWallet asks, and somebody answers by keyboard."""

    # Not by name: without a language of the desktop its windows have none of the old sort.
    sought = ("--class", "^(kwalletd|ksecretd)")

    def make_wallet(self) -> None:
        """Answer the two questions that come before the first entry: of which sort, and locked how.

        The first one stands on a wallet that needs a GPG key, which this user does not have.
        """
        self._until(self._has_focus, "KWallet asks nothing")
        self._answer(lambda: self._run("key", "Tab", "Up", "space", "Return"))
        self._until(self._has_focus, "KWallet asks for no password")
        self._answer(self._type_twice)

    def open_wallet(self) -> None:
        """Answer the question for the password of the wallet."""
        self._until(self._has_focus, "KWallet asks for no password")
        self.answer(PASSWORD)

    def refuse(self) -> None:
        """Send the question that is shown away."""
        self._until(self._has_focus, "KWallet asks nothing")
        self.send_away()

    def _has_focus(self) -> bool:
        return self._run("getwindowfocus").strip() in self.prompts()

    def _type_twice(self) -> None:
        self._run("type", PASSWORD)
        self._run("key", "Tab")
        self._run("type", PASSWORD)
        self._run("key", "Return")


def kwallet(screen: WalletScreen) -> SecretService:
    """Return a bus on which KWallet is the only keyring, as KDE has it, and without a wallet.

    Only its own name starts it: nothing on this bus starts for the name of the Secret Service.
    """
    places = {name: shutil.which(program) for name, program in _PROGRAMS.items()}
    services = {name: place for name, place in places.items() if place is not None}
    return SecretService(display=screen.display, services=services)
