"""What the window does about credentials: chooser, list, keyring, and consent."""

import asyncio
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.services.credentials import is_ready_made
from aiurdesk.services.services import Services
from aiurdesk.ui.credentials.request_signer import Consent
from aiurdesk.ui.credentials.shown_credential import origin_words
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.messages import Message
from aiurdesk.ui.window.wait_strip import Waits, WaitStrip
from aiurdesk.ui.workbench import Workbench

if TYPE_CHECKING:
    from aiurdesk.ui.credentials.clipboard import SecretClipboard
    from aiurdesk.ui.credentials.credential_actions import CredentialActions
    from aiurdesk.ui.window.main_window import MainWindow

_LOAD = "load credentials"
_LIST = "show credentials"
_ADD = "add credential"
_SIGN_IN = "sign in"
_SETTLE = "look for the keyring"
_SETTLED_AFTER_S = 2.0
_ALLOW, _WITHOUT = "Allow for this address", "Send without"


class CredentialController(QObject):
    """Joins the credentials with what the window shows of them."""

    renamed = Signal(str, str)
    """Emitted with the old and the new name of a credential."""

    def __init__(
        self, window: "MainWindow", services: Services, scope: TaskScope, workbench: Workbench
    ) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._scope = scope
        self._workbench = workbench
        self._has_copied = False
        self._waits = Waits()
        self.choice = workbench.sending.choice
        workbench.sending.signer.ask_consent = self.ask_consent
        services.credentials.secrets.store.on_waiting = self.show_waiting_keyring
        services.login.browser.on_visit = self.show_waiting_page
        self.choice.changed.connect(self.show_choice)
        self.choice.ticked.connect(self.show_life)
        window.credentials.credential_chosen.connect(self.choice.choose)
        window.credentials.manage_wanted.connect(self.open_list)

    def load(self) -> None:
        """Read which credentials there are."""
        self._scope.start(_LOAD, self._load)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return a function for every action that is about credentials."""
        return {
            "choose_credential": self.open_choice,
            "manage_credentials": self.open_list,
            "add_credential": lambda: self._scope.start(_ADD, self._add),
            "sign_in": lambda: self.sign_in(self.choice.chosen),
            "sign_out": lambda: self._scope.start(_SIGN_IN, self._sign_out),
        }

    def open_choice(self) -> None:
        """Let a person choose a credential."""
        self._window.credentials.open_list()

    def open_list(self) -> None:
        """Show all credentials, with the chosen one selected."""
        if not self._scope.is_busy(_LIST):
            self._scope.start(_LIST, self._show_list)

    def sign_in(self, credential: Credential | None) -> None:
        """Sign in anew with a credential, and say who is signed in then."""
        if credential is not None:
            self._scope.start(_SIGN_IN, self._sign_in, credential)

    def show_choice(self) -> None:
        """Show what can be chosen and what is."""
        chosen = self.choice.chosen
        self._window.credentials.set_names([each.name for each in self.choice.offered])
        self._window.credentials.show_credential(chosen.name if chosen else "", self.choice.life)

    def show_life(self) -> None:
        """Show how long the token lives, and where secrets are kept."""
        chosen = self.choice.chosen
        self._window.credentials.show_credential(chosen.name if chosen else "", self.choice.life)
        self._show_place()
        if self._are_deeds_made:
            self._deeds.refresh()

    def show_waiting_keyring(self, is_waiting: bool) -> None:
        """Say that the keyring waits for the person, or that it does not any more."""
        self._show_waits(replace(self._waits, for_keyring=is_waiting))

    def show_waiting_page(self, page: str) -> None:
        """Say that a page waits in the browser, or with empty text that none does any more."""
        self._show_waits(replace(self._waits, page=page))

    def stop_waiting(self) -> None:
        """Cancel everything that waits for the person."""
        self._workbench.sending.stop_signing()
        for name in (_SIGN_IN, _SETTLE):
            self._scope.cancel(name)
        if self._are_deeds_made:
            self._deeds.stop_waiting()

    async def ask_consent(self, credential: Credential, place: str) -> Consent:
        """Ask whether a credential may go to a place that it is not bound to."""
        from aiurdesk.ui.widgets.question import choose

        answers = [_WITHOUT] if is_ready_made(credential) else [_ALLOW, _WITHOUT]
        answer = await choose(
            self._window.theme,
            self._window,
            "Another address",
            _question(credential, place),
            answers,
        )
        return {_ALLOW: Consent.ALLOW, _WITHOUT: Consent.WITHOUT}.get(answer, Consent.CANCEL)

    def finish(self) -> None:
        """Take a copied secret out of the clipboard: the window closes."""
        if self._has_copied:
            self._clipboard.clear()

    @property
    def _are_deeds_made(self) -> bool:
        return "_deeds" in self.__dict__

    @cached_property
    def _clipboard(self) -> "SecretClipboard":
        from PySide6.QtGui import QGuiApplication

        from aiurdesk.ui.credentials.clipboard import SecretClipboard

        self._has_copied = True
        return SecretClipboard(QGuiApplication.clipboard(), self)

    @cached_property
    def _strip(self) -> "WaitStrip":
        self._window.wait_strip.cancel_wanted.connect(self.stop_waiting)
        return self._window.wait_strip

    @cached_property
    def _deeds(self) -> "CredentialActions":
        from aiurdesk.ui.credentials.credential_actions import CredentialActions

        theme, sending = self._window.theme, self._workbench.sending
        handlers = CredentialActions(theme, self._services, self._scope, sending, self._clipboard)
        handlers.changed.connect(self.choice.refresh)
        handlers.forms.renamed.connect(self.renamed)
        return handlers

    async def _load(self) -> None:
        try:
            mistakes = await self._services.credentials.load()
        except AiurdeskError as error:
            mistakes = (str(error),)
        for mistake in mistakes:
            self._window.message_bar.tell(Message(mistake, "notice"))
        self.choice.refresh()
        if not all(is_ready_made(each) for each in self._services.credentials.all):
            self._scope.start(_SETTLE, self._settle, _SETTLED_AFTER_S)

    async def _show_list(self) -> None:
        chosen = self.choice.chosen
        self._scope.start(_SETTLE, self._settle, 0.0)
        await self._deeds.show_list(self._window, chosen.name if chosen else "")

    async def _add(self) -> None:
        self._scope.start(_SETTLE, self._settle, 0.0)
        await self._deeds.forms.add(self._window)

    async def _settle(self, after_s: float) -> None:
        """Find out which keyring there is, and say so; loading it can wait until after the start.

        Args:
            after_s: So long from now.
        """
        await asyncio.sleep(after_s)
        await self._services.credentials.secrets.store.detect()
        self._show_place()
        if self._are_deeds_made:
            self._deeds.refresh()

    async def _sign_in(self, credential: Credential) -> None:
        sending = self._workbench.sending
        ready = await sending.ready(credential)
        try:
            grant = await self._services.login.renew(ready, sending.environment)
        except AiurdeskError as error:
            self._tell(str(error), "credential")
        else:
            who = f"Signed in as {grant.user}" if grant.user else f"{credential.name} is signed in"
            self._tell(f"{who}.", "success")
        self.choice.refresh()

    async def _sign_out(self) -> None:
        chosen = self.choice.chosen
        if chosen is None:
            return
        try:
            untold = await self._services.login.sign_out(chosen)
        except AiurdeskError as error:
            self._tell(str(error), "credential")
        else:
            words = f"{chosen.name} is signed out; its secret is still kept. {untold}"
            self._tell(words.rstrip(), "notice" if untold else "success")
        self.choice.refresh()

    def _tell(self, words: str, severity: str) -> None:
        self._window.message_bar.tell(Message(words, severity))

    def _show_waits(self, waits: Waits) -> None:
        self._waits = waits
        self._strip.show_waits(waits)
        if self._are_deeds_made:
            self._deeds.show_waits(waits)

    def _show_place(self) -> None:
        store = self._services.credentials.secrets.store
        if store.is_persistent or store.note:
            self._window.status_line.show_keyring(store.name)


def _question(credential: Credential, place: str) -> str:
    known = ", ".join(origin_words(each) for each in credential.origins) or "no address"
    return (
        f"Send {credential.name} to {place}?\n\nThe credential is bound to "
        f"{known}. It goes nowhere else unless you allow it."
    )
