"""Shows the list of credentials and the form of one, and runs the action that is chosen."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import msgspec
from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.cookie import Cookie
from aiurdesk.core.translation import tr
from aiurdesk.services.credentials.binding import default_origins
from aiurdesk.services.credentials.credential_secrets import is_ready_made
from aiurdesk.services.credentials.credentials import new_id
from aiurdesk.services.services import Services
from aiurdesk.ui.credentials.choice import (
    CredentialAction,
    CredentialChoice,
    ShownCredential,
    life_words,
    secret_field,
)
from aiurdesk.ui.credentials.credential_form import CredentialForm, Draft, FormRules
from aiurdesk.ui.credentials.credentials_dialog import CredentialsDialog
from aiurdesk.ui.environments.cookies_dialog import (
    CookiesDialog,
    EditedJar,
    cookie_name,
    edit_jar,
)
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.dialog import answer_of
from aiurdesk.ui.widgets.question import Destructive, choose
from aiurdesk.ui.widgets.secret_clipboard import COPIED, SecretClipboard
from aiurdesk.ui.window.wait_strip import Waits

_SAVE = tr("save credential")
_NOT_SAVED = tr("Not saved: you stopped waiting for the keyring. What you entered is still here.")
_ADD = tr("add credential")
_DELETE = Destructive(tr("Delete"))
_ONE_MOMENT = tr("One moment…")
_WITH_DIALOG = {CredentialAction.EDIT, CredentialAction.COOKIES, CredentialAction.DELETE}


class ActionTask(msgspec.Struct, frozen=True):
    """Names the task that does something with a credential."""

    action: CredentialAction

    def __str__(self) -> str:
        return f"credential: {self.action}"


class CredentialActions:
    """Runs the actions of the list, and shows their results there.

    A form stays open with what was typed until that is saved or cancelled.
    """

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        scope: TaskScope,
        services: Services,
        choice: CredentialChoice,
    ) -> None:
        self._theme = theme
        self._window = window
        self._scope = scope
        self._services = services
        self._credentials = services.credentials
        self._authenticator = services.authenticator
        self._choice = choice
        self._clipboard: SecretClipboard | None = None
        self._list: CredentialsDialog | None = None
        self._form: CredentialForm | None = None
        self._saved_name = ""
        self._refresh_cookies = _nothing
        # A row for each action; mypy sees that all take the same and return the words to show.
        self._handlers: Mapping[
            CredentialAction, Callable[[CredentialsDialog, Credential], Awaitable[str]]
        ] = {
            CredentialAction.EDIT: self._edit,
            CredentialAction.ASK_WHO: self._ask_who,
            CredentialAction.SIGN_IN: self._sign_in,
            CredentialAction.SIGN_OUT: self._sign_out,
            CredentialAction.COPY: self._copy,
            CredentialAction.COOKIES: self._show_cookies,
            CredentialAction.DELETE: self._delete,
        }

    async def add(
        self,
        offered: OfferedCredential | None = None,
        parent: QWidget | None = None,
        on_saved: Callable[[str], None] | None = None,
    ) -> str:
        """Let a person fill in a new credential; return its name, empty where it was cancelled.

        Args:
            offered: What is filled in already.
            parent: What the form opens above; None for the window.
            on_saved: Called with its name before the form closes: Send may be pressed right then.
        """
        form = CredentialForm(self._theme, parent or self._window, self._rules())
        if offered is not None:
            form.show_offered(offered)
        await self._fill_in(form, on_saved or _tell_nobody)
        return self._saved_name

    async def edit(
        self,
        credential: Credential,
        parent: QWidget | None = None,
        on_saved: Callable[[str], None] | None = None,
    ) -> None:
        """Let a person change a credential.

        Args:
            credential: As it is now.
            parent: What the form opens above; None for the window.
            on_saved: As for ``add``.
        """
        form = CredentialForm(self._theme, parent or self._window, self._rules(), credential)
        await self._fill_in(form, on_saved or _tell_nobody)

    async def show_list(self, selected: str = "") -> None:
        """Show all credentials until the list is closed.

        Args:
            selected: Name of the credential that is selected at first.
        """
        self._list = dialog = CredentialsDialog(self._theme, self._window)
        dialog.add_wanted.connect(lambda: self._scope.start(_ADD, self._add_above, dialog))
        dialog.action_chosen.connect(self._begin)
        dialog.strip.cancel_wanted.connect(self.stop_waiting)
        self.refresh(selected)
        try:
            await answer_of(dialog, dialog.result)
        finally:
            self._list = None
            self._refresh_cookies = _nothing
            # What still runs would show its result in a list that is gone.
            for action in CredentialAction:
                self._scope.cancel(ActionTask(action))
            self._scope.cancel(_ADD)

    def refresh(self, selected: str = "") -> None:
        """Show credentials, their states and where secrets are stored as they are now.

        Args:
            selected: Name of a credential to select; empty leaves the choice as it is.
        """
        for dialog in self._open_dialogs():
            store = self._credentials.secrets.store
            dialog.show_place(store.name, store.note)
        self._refresh_cookies()
        if self._list is not None:
            self._list.show_credentials(
                [self._row(entry) for entry in self._credentials.all], selected
            )

    def show_waits(self, waits: Waits) -> None:
        """Show in the dialogs what waits for the person."""
        for dialog in self._open_dialogs():
            dialog.strip.show_waits(waits)

    def stop_waiting(self) -> None:
        """Cancel what waits for the person, but leave open what is being filled in."""
        self._scope.cancel(_SAVE)
        # Cancelling the task of a dialog would close it.
        for action in set(CredentialAction) - _WITH_DIALOG:
            self._scope.cancel(ActionTask(action))

    def finish(self) -> None:
        """Take a copied secret out of the clipboard: the window closes."""
        if self._clipboard is not None:
            self._clipboard.clear()

    def _begin(self, action: CredentialAction, credential: Credential) -> None:
        if self._list is not None:
            self._scope.start(ActionTask(action), self._do, action, self._list, credential)

    async def _add_above(self, dialog: CredentialsDialog) -> None:
        await self.add(parent=dialog)

    def _open_dialogs(self) -> list[CredentialForm | CredentialsDialog]:
        return [dialog for dialog in (self._form, self._list) if dialog is not None]

    async def _do(
        self, action: CredentialAction, dialog: CredentialsDialog, credential: Credential
    ) -> None:
        started = "" if action in _WITH_DIALOG else _ONE_MOMENT
        # Before it begins: signing in may wait for a browser, and the last result must not stay.
        dialog.details.show_result(credential.id, started, is_good=True)
        words, is_good = "", True
        try:
            words = await self._handlers[action](dialog, credential)
        except ProblemError as error:
            words, is_good = str(error), False
        finally:
            # Not when the list itself was closed meanwhile.
            if self._list is dialog:
                dialog.details.show_result(credential.id, words, is_good=is_good)
        self._show_changes()

    def _row(self, credential: Credential) -> ShownCredential:
        grant = self._authenticator.grant(credential)
        cookies = self._authenticator.cookies(credential)
        life = life_words(self._authenticator.expires_in_s(credential))
        scheme = scheme_of(credential.scheme)
        state = scheme.state(grant) if scheme else tr("cannot be used here")
        return ShownCredential(
            credential,
            is_ready_made=is_ready_made(credential),
            state=" · ".join(filter(None, (state, life))),
            is_signed_in=grant is not None,
            cookies=tuple(
                tr("{cookie_name} for {origin}").format(
                    cookie_name=cookie_name(cookie), origin=cookie.origin
                )
                for cookie in cookies
            ),
        )

    async def _edit(self, dialog: CredentialsDialog, credential: Credential) -> str:
        await self.edit(credential, dialog)
        return ""

    def _rules(self) -> FormRules:
        return FormRules(
            lambda credential: default_origins(
                credential, self._choice.environment, self._services.library.catalogue
            ),
            self._credentials.name_problem,
        )

    async def _fill_in(self, form: CredentialForm, on_saved: Callable[[str], None]) -> None:
        self._form = form
        self._saved_name = ""
        form.save_wanted.connect(
            lambda draft: self._scope.start(_SAVE, self._save, form, draft, on_saved)
        )
        form.strip.cancel_wanted.connect(lambda: self._scope.cancel(_SAVE))
        self.refresh()
        try:
            await answer_of(form, form.result)
        finally:
            self._form = None
            self._scope.cancel(_SAVE)

    async def _save(
        self, form: CredentialForm, draft: Draft, on_saved: Callable[[str], None]
    ) -> None:
        credential, secrets = draft.credential, dict(draft.secrets)
        before = self._credentials.by_id(credential.id)
        try:
            if before is None:
                # The id names the secret in the keyring, so it must not depend on the name.
                await self._credentials.add(replace(credential, id=new_id()), secrets)
            elif replace(before, name=credential.name) == credential and not secrets:
                # A new name alone needs no keyring, and leaves the credential signed in.
                await self._credentials.rename(credential.id, credential.name)
            else:
                await self._credentials.replace(credential, secrets)
        except ProblemError as error:
            form.show_trouble(str(error))
        except asyncio.CancelledError:
            # Not when the form itself was closed meanwhile.
            if self._form is form:
                form.show_trouble(_NOT_SAVED)
            raise
        else:
            self._saved_name = credential.name
            if before is not None and before.name != credential.name:
                self._choice.renamed.emit(before.name, credential.name)
            self._show_changes(credential.name)
            on_saved(credential.name)
            form.accept()

    async def _ask_who(self, _dialog: CredentialsDialog, credential: Credential) -> str:
        ready = await self._choice.ready(credential)
        return await self._authenticator.who_am_i(ready, self._choice.environment)

    async def _sign_in(self, _dialog: CredentialsDialog, credential: Credential) -> str:
        ready = await self._choice.ready(credential)
        grant = await self._authenticator.renew(ready, self._choice.environment)
        return (
            tr("Signed in as {user}.").format(user=grant.user) if grant.user else tr("Signed in.")
        )

    async def _sign_out(self, _dialog: CredentialsDialog, credential: Credential) -> str:
        # The service may not have been reached: then its session goes on there.
        untold = await self._authenticator.sign_out(credential)
        return tr("Signed out; the secret is still stored. {untold}").format(untold=untold).rstrip()

    async def _copy(self, _dialog: CredentialsDialog, credential: Credential) -> str:
        secret = await self._credentials.reveal(credential.id, secret_field(credential))
        if secret is None:
            raise self._credentials.secrets.store.failure or ProblemError(
                tr("The keyring no longer has the secret of {name}. Enter it again.").format(
                    name=credential.name
                )
            )
        # Made late, because most people never copy a secret.
        if self._clipboard is None:
            self._clipboard = SecretClipboard(QGuiApplication.clipboard(), self._window)
        self._clipboard.copy(secret)
        return COPIED

    async def _show_cookies(self, parent: CredentialsDialog, credential: Credential) -> str:
        dialog = CookiesDialog(self._theme, credential.name, parent)

        def show() -> None:
            dialog.show_cookies(self._authenticator.cookies(credential))

        def erase(cookie: Cookie) -> None:
            self._authenticator.erase_cookie(credential, cookie)
            self._show_changes()

        def put(cookie: Cookie) -> None:
            self._authenticator.put_cookie(credential, cookie)
            self._show_changes()

        def cookies() -> tuple[Cookie, ...]:
            return self._authenticator.cookies(credential)

        self._refresh_cookies = show
        # Those of the sandbox are no addresses: its cookies say where it is now.
        known = (*(cookie.origin for cookie in cookies()), *credential.origins)
        origins = tuple(dict.fromkeys(origin for origin in known if "://" in origin))
        edited = EditedJar(cookies, put, erase, origins)
        edit_jar(self._theme, self._scope, dialog, edited)
        try:
            await answer_of(dialog, dialog.result)
        finally:
            self._refresh_cookies = _nothing
        return ""

    async def _delete(self, dialog: CredentialsDialog, credential: Credential) -> str:
        words = tr(
            "Delete {name}?\n\nIts secret is deleted from the keyring as well. "
            "Requests that use it will need another credential."
        ).format(name=credential.name)
        if await choose(self._theme, dialog, tr("Delete credential"), words, [_DELETE]) == _DELETE:
            # Only now: before, it was the person who took a moment.
            dialog.details.show_result(credential.id, _ONE_MOMENT, is_good=True)
            # Without the credential nobody could revoke what it has stored.
            untold = await self._authenticator.sign_out(credential)
            await self._credentials.delete(credential.id)
            if untold:
                title, words = tr("Delete credential"), f"{credential.name}\n\n{untold}"
                await choose(self._theme, dialog, title, words, (), tr("Close"))
        return ""

    def _show_changes(self, selected: str = "") -> None:
        self.refresh(selected)
        self._choice.refresh()


def _nothing() -> None:
    """Do nothing, because no cookies are shown."""


def _tell_nobody(_name: str) -> None:
    """Do nothing, because nobody waits for the name of the credential."""
