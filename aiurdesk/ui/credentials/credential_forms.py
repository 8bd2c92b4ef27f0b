"""Opens the form of a credential; it stays open with what was typed until that is saved."""

import asyncio
from collections.abc import Callable

import msgspec
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.offered_credential import OfferedCredential
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.translation import tr
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.credentials.binding import default_origins
from aiurdesk.services.credentials.credentials import new_id
from aiurdesk.services.library import Library
from aiurdesk.ui.credentials.choice import CredentialChoice
from aiurdesk.ui.credentials.credential_form import CredentialForm, Draft, FormRules
from aiurdesk.ui.dialogs.ask import ask, discard
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.window.wait_strip import Waits

_SAVE = tr("save credential")
_NOT_SAVED = tr("Not saved: you stopped waiting for the keyring. What you entered is still here.")


class DialogParts(msgspec.Struct, frozen=True):
    """What every dialog of credentials needs."""

    theme: Theme
    parent: QWidget
    """What dialogs without another parent open above."""
    scope: TaskScope
    """Runs what a dialog starts."""


class CredentialForms:
    """Adds and changes credentials, one at a time."""

    def __init__(
        self,
        parts: DialogParts,
        accounts: Accounts,
        library: Library,
        choice: CredentialChoice,
        on_saved: Callable[[str], None],
    ) -> None:
        """Prepare; no dialog is open yet.

        Args:
            on_saved: Called with the name of a credential that was added or changed.
        """
        self._theme = parts.theme
        self._scope = parts.scope
        self._credentials = accounts.credentials
        self._library = library
        self._choice = choice
        self._on_saved = on_saved
        self._form: CredentialForm | None = None
        self._saved_name = ""

    async def add(self, parent: QWidget, offered: OfferedCredential | None = None) -> str:
        """Let a person fill in a new credential, until it is saved or cancelled.

        Args:
            offered: What is filled in already.

        Returns:
            The name of the credential; empty where it was cancelled.
        """
        form = CredentialForm(self._theme, parent, self._rules)
        if offered is not None:
            form.show_offered(offered)
        await self._fill_in(form)
        return self._saved_name

    async def edit(self, parent: QWidget, credential: Credential) -> None:
        """Let a person change a credential and its secret, until that is saved or cancelled."""
        await self._fill_in(CredentialForm(self._theme, parent, self._rules, credential))

    def show_place(self) -> None:
        """Say where secrets are stored."""
        if self._form is not None:
            # Asked each time: it may be known only after the form was opened.
            store = self._credentials.secrets.store
            self._form.show_place(store.name, store.note)

    def show_waits(self, waits: Waits) -> None:
        """Say what waits for the person."""
        if self._form is not None:
            self._form.show_waits(waits)

    def stop_waiting(self) -> None:
        """Stop saving what was filled in; it is still there to be saved later."""
        self._scope.cancel(_SAVE)

    async def _fill_in(self, form: CredentialForm) -> None:
        self._form = form
        self._saved_name = ""
        form.save_wanted.connect(lambda draft: self._scope.start(_SAVE, self._save, form, draft))
        form.stop_wanted.connect(self.stop_waiting)
        self.show_place()
        try:
            await ask(form)
        finally:
            self._form = None
            self._scope.cancel(_SAVE)
            discard(form)

    async def _save(self, form: CredentialForm, draft: Draft) -> None:
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
        except AiurdeskError as error:
            form.show_trouble(str(error))
        except asyncio.CancelledError:
            # Not when the form itself was closed meanwhile.
            if self._form is form:
                form.show_trouble(_NOT_SAVED)
            raise
        else:
            self._saved_name = credential.name
            form.accept()
            self._tell(before or credential, credential.name)

    def _tell(self, before: Credential, name: str) -> None:
        if before.name != name:
            self._choice.follow_rename(before.name, name)
        self._on_saved(name)

    def _default_origins(self, credential: Credential) -> tuple[str, ...]:
        environment = self._choice.environment
        return default_origins(credential, environment, self._library.catalogue)

    @property
    def _rules(self) -> FormRules:
        return FormRules(self._default_origins, self._credentials.name_trouble)
