"""The list of all credentials, with the actions for each."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import (
    QEvent,
    QObject,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QLineEdit, QPushButton, QWidget

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.translation import tr
from aiurdesk.ui.credentials.choice import CredentialAction, ShownCredential, place_words
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.dialog import plain_button
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.rows_model import Column, RowsModel
from aiurdesk.ui.widgets.rows_table import RowsTable
from aiurdesk.ui.widgets.strip_place import StripPlace
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.window.wait_strip import WaitStrip

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
        tr("View, change and delete the cookies of this credential"),
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
        self._sources = WrappedLabel("muted")
        self._origins = WrappedLabel()
        self._cookies = WrappedLabel("muted")
        self._result = styled(WrappedLabel(), "result")
        self._buttons = {action: self._button(action) for action in BUTTONS}
        row = QWidget()
        flow = FlowLayout(row)
        for button in self._buttons.values():
            flow.addWidget(button)
        labels = (
            self._name,
            self._facts,
            self._sources,
            self._origins,
            self._cookies,
            self._result,
        )
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
        self._sources.show_text(_sources(row.credential))
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
        return styled(
            button,
            f"{action.name.lower()}_credential",
            destructive=action is CredentialAction.DELETE,
        )

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


def _sources(credential: Credential) -> str:
    """Return where secrets come from that are not in the keyring; empty where all are."""
    scheme = scheme_of(credential.scheme)
    named = (
        (field.shown_name, source)
        for field in (scheme.secret_fields if scheme else ())
        if (source := credential.source(field.name)) is not None
    )
    # The whole command, of which the list has the program alone.
    return " · ".join(
        tr("{field} from {source}").format(field=name, source=source.written)
        for name, source in named
    )


NONE_YET = tr(
    "No credentials yet. Add one to send requests with it. Its secret is "
    "stored in the system keyring."
)
_SIZE = (840, 580)
_ANY_COLUMN = -1
_TIP = Qt.ItemDataRole.ToolTipRole


def _column(title: str, name: str) -> Column[ShownCredential]:
    def text_of(item: ShownCredential) -> str:
        text: str = item.credential.name if name == "name" else getattr(item, name)
        return text

    return Column(title, text=text_of, roles={_TIP: text_of})


COLUMNS = (
    _column(tr("Name"), "name"),
    _column(tr("Kind"), "scheme"),
    _column(tr("Sent to"), "goes_to"),
    _column(tr("Secret from"), "secret_from"),
    _column(tr("State"), "state"),
)


class CredentialsDialog(QDialog):
    """Shows credentials and emits what the person wants to do; it changes nothing itself."""

    add_wanted = Signal()
    """Emitted when the person wants to add a credential."""
    action_chosen = Signal(object, object)
    """Emitted with a CredentialAction and the Credential that it is for."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("credentials_dialog")
        self.setWindowTitle(tr("Credentials"))
        self._model: RowsModel[ShownCredential] = RowsModel(COLUMNS, self)
        self._filtered = QSortFilterProxyModel(self)
        self._filtered.setSourceModel(self._model)
        # An address or a kind is looked for as often as a name.
        self._filtered.setFilterKeyColumn(_ANY_COLUMN)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        words = tr("Filter credentials")
        self._filter = QLineEdit(placeholderText=words, clearButtonEnabled=True)
        self._filter.setAccessibleName(words)
        self.table = RowsTable(self._filtered, "credentials", tr("Credentials"), (22, 20, 22, 18))
        self._none = WrappedLabel("empty")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.details = CredentialDetails(theme)
        self._kept_in = styled(QLabel(wordWrap=True), "kept_in", look="small")
        self.strip = WaitStrip()
        self._lay_out()
        self._filter.textChanged.connect(self._filtered.setFilterFixedString)
        self._filter.installEventFilter(self)
        self.details.action_chosen.connect(self.action_chosen)
        self.table.selectionModel().selectionChanged.connect(self._show_selected)
        self.resize(theme.dialog_size(*_SIZE))

    def show_credentials(self, rows: Sequence[ShownCredential], selected: str = "") -> None:
        """Show credentials; the one of a name is selected, else the same as before.

        Args:
            selected: Name of the credential to select.
        """
        # The life of tokens changes every second: a reset would undo selecting and scrolling.
        is_same = [s.credential.id for s in rows] == [s.credential.id for s in self._model.items]
        if is_same and not selected and rows:
            for row, (old, new) in enumerate(zip(self._model.items, rows, strict=True)):
                if old != new:
                    self._model.replace(row, new)
            self._show_selected()
        else:
            self._show_others(rows, selected)

    def show_place(self, words: str, note: str) -> None:
        """Say where secrets are kept, with a note about that place."""
        self._kept_in.setText(place_words(words, note))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys go from the filter into the list."""
        if watched is self._filter and isinstance(event, QKeyEvent):
            is_press = event.type() is QEvent.Type.KeyPress
            if is_press and event.key() == Qt.Key.Key_Down:
                self.table.setFocus()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit with F2 and delete with Del, as in every list."""
        selected = self.table.selected(ShownCredential)
        action = {
            Qt.Key.Key_F2: CredentialAction.EDIT,
            Qt.Key.Key_Delete: CredentialAction.DELETE,
        }.get(Qt.Key(event.key()))
        if selected is not None and action in selected.actions:
            self.action_chosen.emit(action, selected.credential)
        else:
            super().keyPressEvent(event)

    def _show_others(self, credentials: Sequence[ShownCredential], selected: str) -> None:
        before = self.table.selected(ShownCredential)
        key = selected or (before.credential.id if before else "")
        self._model.set_items(credentials)
        self._none.show_text("" if credentials else NONE_YET)
        self.table.setVisible(bool(credentials))
        self._filter.setEnabled(bool(credentials))
        row = next(
            (r for r, s in enumerate(credentials) if key in {s.credential.name, s.credential.id}), 0
        )
        # Invalid where the filter hides the row; then nothing is selected.
        self.table.select(self._filtered.mapFromSource(self._model.index(row, 0)))
        self._show_selected()

    def _lay_out(self) -> None:
        add = plain_button(tr("Add credential…"), self.add_wanted)
        close = plain_button(tr("Close"), self.reject)
        bottom = row_of(None, (self._kept_in, 1), close)
        bottom.setAlignment(close, Qt.AlignmentFlag.AlignBottom)
        column_of(
            self,
            row_of(None, (self._filter, 1), add),
            (self.table, 1),
            (self._none, 1),
            self.details,
            bottom,
            margins=INSET,
            spacing=10,
        )
        StripPlace(self, lambda: self, self.strip)

    def _show_selected(self) -> None:
        self.details.show_credential(self.table.selected(ShownCredential))
