"""KWallet on a private session bus, and a screen on which its prompts are filled in."""

import shutil
from collections.abc import Callable

from tests.prompt_screen import PromptScreen
from tests.secret_service import PASSWORD, SecretService

PROGRAM = shutil.which("kwalletd6")
"""None where it is not installed."""

_PROGRAMS = {"org.kde.secretservicecompat": "ksecretd", "org.kde.kwalletd6": "kwalletd6"}
"""Newer ones are two programs, of which the other one is the Secret Service."""


class WalletScreen(PromptScreen):
    """A screen for the prompts of KWallet, which are filled in by keyboard."""

    # Not by name: without a language of the desktop its windows have none of the old sort.
    sought = ("--class", "^(kwalletd|ksecretd)")

    def make_wallet(self) -> None:
        """Answer the two questions that come before the first entry: of which sort, and locked how.

        The first one stands on a wallet that needs a GPG key, which this user does not have.
        """
        self._once(lambda: self._run("key", "Tab", "Up", "space", "Return"))
        self._once(self._type_twice)

    def open_wallet(self) -> None:
        """Answer the question for the password of the wallet."""
        self._once(self._type)

    def refuse(self) -> None:
        """Send the question that is shown away."""
        self._once(lambda: self._run("key", "Escape"))

    def _once(self, press: Callable[[], object]) -> None:
        """Answer a question; pressed again, keys might meet the next one."""
        self._until(self._has_focus, "KWallet asks nothing")
        prompts = self.prompts()
        press()
        self._until(lambda: not prompts & self.prompts(), "KWallet does not take the answer")

    def _has_focus(self) -> bool:
        return self._run("getwindowfocus").strip() in self.prompts()

    def _type_twice(self) -> None:
        self._run("type", PASSWORD)
        self._run("key", "Tab")
        self._type()

    def _type(self) -> None:
        self._run("type", PASSWORD)
        self._run("key", "Return")


def kwallet(screen: WalletScreen) -> SecretService:
    """Return a bus on which KWallet is the only keyring, as KDE has it, and without a wallet.

    Only its own name starts it: nothing on this bus starts for the name of the Secret Service.
    """
    places = {name: shutil.which(program) for name, program in _PROGRAMS.items()}
    services = {name: program for name, program in places.items() if program is not None}
    return SecretService(display=screen.display, services=services)
