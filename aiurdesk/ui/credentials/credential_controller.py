"""Loads credentials for the window, signs them in and out, and asks for consent."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QFileSystemWatcher, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import KeyringWait, OfferedCredential
from aiurdesk.core.environments.plain_http import plain_host
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import in_quotes, tr
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.credentials.binding import binding_for
from aiurdesk.services.credentials.browser import OpenPage
from aiurdesk.services.credentials.credential_secrets import is_ready_made
from aiurdesk.services.credentials.credentials import free_name, new_id
from aiurdesk.services.sending.asking import Consent, ConsentQuestion
from aiurdesk.ui.credentials.choice import CredentialChoice, origin_words
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.question import choose
from aiurdesk.ui.window.messages import Message, problem_message
from aiurdesk.ui.window.wait_strip import Waits

if TYPE_CHECKING:
    from aiurdesk.ui.credentials.credential_actions import CredentialActions


class FileWatch(QObject):
    """Watches a folder, which may not exist yet."""

    noticed = Signal()
    """Emitted when anything in the folder changed, or when the program is used again."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        # The folder and not the file: a file that is replaced is watched no longer.
        self._watcher.directoryChanged.connect(self.noticed)
        # A folder that does not exist cannot be watched.
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self.noticed)

    def watch(self, folder: Path) -> None:
        """Watch a folder from now on, if it exists."""
        # Qt warns on the console about a folder that does not exist.
        if str(folder) not in self._watcher.directories() and folder.is_dir():
            self._watcher.addPath(str(folder))


_LOAD = tr("load credentials")
_LIST = tr("show credentials")
_ADD = tr("add credential")
_KEEP = tr("keep credential")
_SIGN_IN = tr("sign in")
_SETTLE = tr("look for the keyring")
# Importing keyring and finding its backend takes 100 ms or more, long after the first paint.
_KEYRING_AFTER_S = 2.0
_ALLOW, _WITHOUT = tr("Allow for this address"), tr("Send without")


class CredentialController(QObject):
    """Connects the credentials with what the window shows of them."""

    told = Signal(Message)
    """Emitted with the result of signing in or out, or with what cannot be read."""
    waits_changed = Signal(object)
    """Emitted with the Waits: what waits for the person now."""
    keyring_found = Signal(str)
    """Emitted with the name of the keyring; empty means that secrets are stored in memory."""

    def __init__(
        self,
        accounts: Accounts,
        scope: TaskScope,
        choice: CredentialChoice,
        make_dialogs: Callable[[], "CredentialActions"],
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            make_dialogs: Makes what shows the list and its dialogs, when it is first wanted.
        """
        super().__init__()
        self.choice = choice
        self._accounts = accounts
        self._scope = scope
        self._make_dialogs = make_dialogs
        self._dialogs: CredentialActions | None = None
        self._waits = Waits()
        self.file_watch = FileWatch(self)
        self.keyring_after_s = _KEYRING_AFTER_S
        """Seconds after reading the credentials until the keyring is looked for."""
        self._mistakes: tuple[str, ...] = ()
        self._is_loading = False
        self._is_stale = False
        """Whether the file was changed while it was read."""

    def load(self) -> None:
        """Read which credentials there are."""
        self._scope.start(_LOAD, self._load)

    def load_changes(self) -> None:
        """Read the credentials again if another process has changed their file."""
        self.file_watch.watch(self._accounts.credentials.folder)
        if not self._accounts.credentials.is_outdated:
            return
        # Not from the beginning: what the running task has already found out would be lost. Not
        # asked of the scope, where a task still runs for a moment after its last look.
        if self._is_loading:
            self._is_stale = True
        else:
            self.load()

    def open_list(self) -> None:
        """Show all credentials, with the chosen one selected."""
        # Starting the task again would close the open list, with what is typed in its forms.
        if not self._scope.is_busy(_LIST):
            self._scope.start(_LIST, self._show_list)

    def add(
        self,
        offered: OfferedCredential | None = None,
        on_saved: Callable[[str], None] | None = None,
    ) -> None:
        """Let a person fill in a new credential.

        Args:
            offered: What is filled in already, such as of a secret in a request.
            on_saved: Called with the name of the credential.
        """
        self._scope.start(_ADD, self._add, offered, on_saved)

    def edit(self, name: str, on_saved: Callable[[str], None] | None = None) -> None:
        """Let a person change the credential of a name, such as enter its secret again.

        Args:
            on_saved: Called with its name.
        """
        self._scope.start(_ADD, self._edit, name, on_saved)

    async def ask_for(self, offered: OfferedCredential) -> str:
        """Let a person fill in a credential; return its name, empty where it was cancelled."""
        return await self._opened_dialogs().add(offered)

    def keep(self, offered: OfferedCredential, on_kept: Callable[[str], None]) -> None:
        """Store a credential that was filled in for a host; say why where that fails.

        Args:
            on_kept: Called with its name: the host, with a number where the name is taken.
        """
        if not self._scope.is_busy(_KEEP):
            self._scope.start(_KEEP, self._keep, offered, on_kept)

    def sign_in(self, credential: Credential | None) -> None:
        """Sign in again with a credential, and say who is signed in."""
        if credential is not None:
            self._scope.start(_SIGN_IN, self._sign_in, credential)

    def sign_out(self) -> None:
        """Sign the chosen credential out."""
        # The name of signing in: who signs out gives up a sign-in that still waits.
        self._scope.start(_SIGN_IN, self._sign_out)

    def refresh(self) -> None:
        """Show in the open dialogs what is known now, and say where secrets are stored."""
        store = self._accounts.credentials.secrets.store
        # Before it was detected, a store is neither persistent nor has it a note.
        if store.is_persistent or store.note:
            self.keyring_found.emit(store.name if store.is_persistent else "")
        if self._dialogs is not None:
            self._dialogs.refresh()

    def show_waiting_keyring(self, waiting: KeyringWait) -> None:
        """Say what the keyring takes long for, or that it does not any more."""
        self._show_waits(replace(self._waits, keyring=waiting))

    def show_waiting_page(self, page: OpenPage | None) -> None:
        """Say that a page waits in the browser, or that none does any more."""
        self._show_waits(replace(self._waits, page=page))

    def stop_waiting(self) -> None:
        """Cancel everything that waits for the person, except requests."""
        for name in (_SIGN_IN, _SETTLE):
            self._scope.cancel(name)
        if self._dialogs is not None:
            self._dialogs.stop_waiting()

    def finish(self) -> None:
        """Take a copied secret out of the clipboard: the window closes."""
        if self._dialogs is not None:
            self._dialogs.finish()

    def _opened_dialogs(self) -> "CredentialActions":
        # Without the usual pause: they say where secrets are stored.
        self._scope.start(_SETTLE, self._settle, 0.0)
        if self._dialogs is None:
            self._dialogs = self._make_dialogs()
        return self._dialogs

    async def _load(self) -> None:
        self._is_loading = self._is_stale = True
        try:
            while self._is_stale:
                self._is_stale = False
                await self._read()
        finally:
            self._is_loading = False

    async def _read(self) -> None:
        try:
            mistakes = await self._accounts.credentials.load(sets_aside=True)
        except ProblemError as error:
            mistakes = (str(error),)
        for mistake in mistakes:
            # The file is read again after each change of it; the same mistake is reported once.
            if mistake not in self._mistakes:
                self.told.emit(Message(mistake, "notice"))
        self._mistakes = mistakes
        self.choice.refresh()
        if self._dialogs is not None:
            self._dialogs.refresh()
        self.file_watch.watch(self._accounts.credentials.folder)
        # Who has only what comes with the sandbox needs no keyring, so none is loaded.
        if not all(is_ready_made(credential) for credential in self._accounts.credentials.all):
            self._scope.start(_SETTLE, self._settle, self.keyring_after_s)

    async def _show_list(self) -> None:
        chosen = self.choice.chosen
        await self._opened_dialogs().show_list(chosen.name if chosen else "")

    async def _add(
        self, offered: OfferedCredential | None, on_saved: Callable[[str], None] | None
    ) -> None:
        await self._opened_dialogs().add(offered, on_saved=on_saved)

    async def _edit(self, name: str, on_saved: Callable[[str], None] | None) -> None:
        credential = self._accounts.credentials.by_name(name)
        if credential is not None:
            await self._opened_dialogs().edit(credential, on_saved=on_saved)

    async def _keep(self, offered: OfferedCredential, on_kept: Callable[[str], None]) -> None:
        self._scope.start(_SETTLE, self._settle, 0.0)
        accounts, environment = self._accounts, self.choice.environment
        credential = Credential(
            new_id(),
            free_name(offered.name, accounts.credentials.name_problem),
            offered.scheme,
            (binding_for(offered.origin, environment),),
            offered.values,
        )
        try:
            await accounts.credentials.add(credential, dict(offered.secrets))
        except ProblemError as error:
            self.told.emit(Message(str(error), "input"))
            return
        self.choice.refresh()
        on_kept(credential.name)

    async def _settle(self, after_s: float) -> None:
        """Find out which keyring there is, and say so; loading it can wait until after the start.

        Args:
            after_s: So long from now.
        """
        await asyncio.sleep(after_s)
        await self._accounts.credentials.secrets.store.detect()
        self.refresh()

    async def _sign_in(self, credential: Credential) -> None:
        ready = await self.choice.ready(credential)
        try:
            grant = await self._accounts.authenticator.renew(ready, self.choice.environment)
        except ProblemError as error:
            self.told.emit(problem_message(error.problem, "credential"))
        else:
            who = (
                tr("Signed in as {user}").format(user=grant.user)
                if grant.user
                else tr("{name} is signed in").format(name=credential.name)
            )
            self.told.emit(Message(f"{who}.", "success"))
        self.choice.refresh()

    async def _sign_out(self) -> None:
        chosen = self.choice.chosen
        if chosen is None:
            return
        try:
            untold = await self._accounts.authenticator.sign_out(chosen)
        except ProblemError as error:
            self.told.emit(Message(str(error), "credential"))
        else:
            words = tr("{name} is signed out; its secret is still stored. {untold}").format(
                name=chosen.name, untold=untold
            )
            self.told.emit(Message(words.rstrip(), "notice" if untold else "success"))
        self.choice.refresh()

    def _show_waits(self, waits: Waits) -> None:
        self._waits = waits
        self.waits_changed.emit(waits)
        if self._dialogs is not None:
            self._dialogs.show_waits(waits)


async def ask_consent(theme: Theme, parent: QWidget, question: ConsentQuestion) -> Consent:
    """Ask in a dialog; closing it means not to send.

    A credential of the sandbox cannot be bound to other addresses, so that is not offered. Neither
    is sending without a secret that the request itself names.
    """
    may_allow, may_omit = not is_ready_made(question.credential), not question.is_variable
    answers = [_ALLOW] * may_allow + [_WITHOUT] * may_omit
    words = question_words(question)
    answer = await choose(theme, parent, tr("Another address"), words, answers)
    # Closing the dialog, too, must not send a secret anywhere.
    return {_ALLOW: Consent.ALLOW, _WITHOUT: Consent.WITHOUT}.get(answer, Consent.CANCEL)


def question_words(question: ConsentQuestion) -> str:
    """Return the question, with the exact address and what is allowed."""
    credential = question.credential
    bound = tr(" and ").join(origin_words(origin) for origin in credential.origins)
    so_far = (
        tr("It is used only for {bound}.").format(bound=bound)
        if bound
        else tr("It has not been used for any address.")
    )
    allowed = (
        tr("this address and the other services of the sandbox")
        if question.binding == IN_SANDBOX
        else tr("this address")
    )
    effect = (
        tr("It comes with the program, so it cannot be sent elsewhere.")
        if is_ready_made(credential)
        else tr("If you allow it, the credential may be used for {allowed} from now on.").format(
            allowed=allowed
        )
    )
    if plain_host(question.origin):
        effect += " " + tr(
            "The address is not encrypted: others on the network can read the credential. The "
            "settings list the host then, and there you can take it back."
        )
    return tr("Send credential {name} to {origin}?\n\n{so_far} {effect}").format(
        name=in_quotes(credential.name), origin=question.origin, so_far=so_far, effect=effect
    )
