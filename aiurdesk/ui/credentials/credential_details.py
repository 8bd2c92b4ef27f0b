"""The selected credential with all its facts, and a button for each action."""

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.translation import tr
from aiurdesk.ui.credentials.shown_credential import CredentialAction, ShownCredential
from aiurdesk.ui.dialogs.dialog_buttons import plain_button
from aiurdesk.ui.layout.flow_layout import FlowLayout
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.styled import styled

BUTTONS = {
    CredentialAction.ASK_WHO: (tr("Who am I"), tr("Ask the service who is signed in")),
    CredentialAction.SIGN_IN: (tr("Sign in"), tr("Sign in now. An app gets a new token")),
    CredentialAction.SIGN_OUT: (
        tr("Sign out"),
        tr("Delete the token and the cookies. The secret stays in the keyring"),
    ),
    CredentialAction.EDIT: (tr("Edit…"), tr("Change name, fields, secret and addresses (F2)")),
    CredentialAction.COPY: (
        tr("Copy secret"),
        tr("Copy the secret to the clipboard, for 30 seconds"),
    ),
    CredentialAction.COOKIES: (
        tr("Cookies…"),
        tr("View and delete the cookies of this credential"),
    ),
    CredentialAction.DELETE: (
        tr("Delete…"),
        tr("Delete the credential, and its secret in the keyring"),
    ),
}


class _Told(msgspec.Struct, frozen=True):
    """The result of the last action."""

    about: str = ""
    """Id of the credential."""
    words: str = ""
    is_good: bool = True


class CredentialDetails(QFrame):
    """Shows a credential; hidden while none is selected."""

    action_chosen = Signal(object, object)
    """Emitted with a CredentialAction and the Credential that it is for."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._row: ShownCredential | None = None
        self._told = _Told()
        self.setProperty("look", "card")
        self._name = WrappedLabel("title")
        self._facts = WrappedLabel("muted")
        self._origins = WrappedLabel()
        self._cookies = WrappedLabel("muted")
        self._result = styled(WrappedLabel(), "result")
        self._buttons = {action: self._button(action) for action in BUTTONS}
        row = QWidget()
        flow = FlowLayout(row)
        for button in self._buttons.values():
            flow.addWidget(button)
        labels = (self._name, self._facts, self._origins, self._cookies, self._result)
        for label in labels:
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column_of(self, *labels, row, margins=(12, 10, 12, 10), spacing=6)
        self.hide()

    def show_credential(self, row: ShownCredential | None) -> None:
        """Show a credential, or nothing; the last result stays with its credential."""
        self._row = row
        self.setVisible(row is not None)
        if row is None:
            return
        self._show_told()
        self._name.show_text(row.credential.name)
        ready = tr(" · comes with the sandbox") if row.is_ready_made else ""
        self._facts.show_text(f"{_facts(row.credential, row.scheme)} · {row.state}{ready}")
        self._origins.show_text(
            tr("It is sent to {goes_to} and to no other address.").format(goes_to=row.goes_to)
            if row.credential.origins
            else tr("It has not been used for any address. You are asked before the first use.")
        )
        self._cookies.show_text(
            tr("Cookies: {cookies}").format(cookies=", ".join(row.cookies)) if row.cookies else ""
        )
        for action, button in self._buttons.items():
            button.setVisible(action in row.actions)

    def show_result(self, credential_id: str, words: str, *, is_good: bool) -> None:
        """Show the result of an action, as soon as the credential that it is about is selected."""
        self._told = _Told(credential_id, words, is_good)
        self._show_told()

    def _show_told(self) -> None:
        # While an action runs, another credential may be selected: "Signed in as Ann" under its
        # name would be wrong.
        is_about_it = self._row is not None and self._row.credential.id == self._told.about
        mark(self._result, "severity", "success" if self._told.is_good else "credential")
        self._result.show_text(self._told.words if is_about_it else "")

    def _button(self, action: CredentialAction) -> QPushButton:
        text, tip = BUTTONS[action]
        button = plain_button(text, lambda: self._on_clicked(action), tip)
        return styled(button, destructive=action is CredentialAction.DELETE)

    def _on_clicked(self, action: CredentialAction) -> None:
        if self._row is not None:
            self.action_chosen.emit(action, self._row.credential)


def _facts(credential: Credential, title: str) -> str:
    """Return scheme and plain fields on one line."""
    scheme = scheme_of(credential.scheme)
    fields = scheme.fields if scheme else ()
    # A choice is stored by its value, and shown by its name as in the form.
    choices = {field.name: {c.value: c.name for c in field.choices} for field in fields}
    values = [choices.get(name, {}).get(value, value) for name, value in credential.values]
    return " · ".join([title, *(value for value in values if value)])
