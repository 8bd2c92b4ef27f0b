"""The dialog that adds a credential, or replaces the values of one."""

from collections.abc import Callable

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.core.auth import SCHEMES, scheme_of
from aiurdesk.core.auth.scheme import AuthScheme
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.form_rules import check
from aiurdesk.core.request.request import FieldError, Value
from aiurdesk.ui.credentials.addresses import Addresses
from aiurdesk.ui.credentials.shown_credential import place_words
from aiurdesk.ui.form.autofill import Autofill
from aiurdesk.ui.form.form_panel import FormPanel
from aiurdesk.ui.form.line import new_line
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.window.theme import Theme, mark
from aiurdesk.ui.window.wait_strip import Waits, WaitStrip

_SIZE = (560, 600)
_KEPT = Autofill(
    placeholder="leave empty to keep it",
    words="The one that is kept is not shown. Leave empty to keep it.",
    words_when_typed="Takes the place of the one that is kept.",
    is_enough=True,
)


class Draft(msgspec.Struct, frozen=True):
    """What was filled in."""

    credential: Credential
    """Its id is empty where it is to be added."""
    secrets: tuple[tuple[str, Secret], ...]
    """Field and text, those that were typed."""


class CredentialForm(QDialog):
    """Fills in a credential; stays open, with all that was typed, until it is kept."""

    save_wanted = Signal(object)
    """Emitted with a Draft."""
    stop_wanted = Signal()
    """Emitted when the person does not want to wait any longer."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        origins_of: Callable[[Credential], tuple[str, ...]],
        existing: Credential | None = None,
    ) -> None:
        """Show an empty form, or that of a credential.

        Args:
            origins_of: Returns where a credential goes unless the person says otherwise.
            existing: The credential whose values are to be replaced.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self._origins_of = origins_of
        self._existing = existing
        self._are_addresses_typed = existing is not None
        self.setObjectName("credential_form")
        self.setWindowTitle(f"Replace what {existing.name} holds" if existing else "Add credential")
        self._schemes = ChoiceBox()
        self._words = WrappedLabel("small")
        self._name = new_line()
        self._fields = FormPanel(theme)
        self._addresses = Addresses(theme)
        self._trouble = Note(theme)
        self._strip = WaitStrip()
        self._place = WrappedLabel("small")
        self._save = QPushButton("Save")
        self._cancel = QPushButton("Cancel")
        self._scheme = _scheme_for(existing)
        self._lay_out()
        self._schemes.activated.connect(lambda row: self._choose(SCHEMES[row]))
        self._fields.values_changed.connect(self._on_edited)
        self._name.textChanged.connect(self._on_edited)
        self._addresses.edited.connect(self._on_addresses_edited)
        self._save.clicked.connect(self._on_save)
        self._cancel.clicked.connect(self.reject)
        self._strip.cancel_wanted.connect(self.stop_wanted)
        self._fill()
        self.resize(*_SIZE)

    def show_trouble(self, words: str) -> None:
        """Say why it could not be saved; everything that was typed stays."""
        self._trouble.show_text(words)
        self.show_saving(False)

    def show_place(self, words: str, note: str) -> None:
        """Say where secrets are kept, with a note about that place."""
        self._place.show_text(place_words(words, note))

    def show_saving(self, is_saving: bool) -> None:
        """Disable the button while it is being saved."""
        self._save.setEnabled(not is_saving)

    def show_waits(self, waits: Waits) -> None:
        """Say what waits for the person."""
        self._strip.show_waits(waits)

    def _lay_out(self) -> None:
        self._schemes.setObjectName("scheme")
        self._schemes.addItems([scheme.title for scheme in SCHEMES])
        self._schemes.setEnabled(self._existing is None)
        self._name.setPlaceholderText("my-app")
        self._name.setAccessibleName("Name")
        head = QFormLayout()
        head.setContentsMargins(14, 0, 14, 0)
        head.setHorizontalSpacing(10)
        head.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        head.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        head.addRow("&Scheme", self._schemes)
        head.addRow("", self._words)
        head.addRow("&Name", self._name)
        self._head = head
        self._fields.add_below(self._goes_to())
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 0, 14, 0)
        foot.addWidget(self._trouble)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(14, 0, 14, 0)
        self._place.setObjectName("kept_in")
        buttons.addWidget(self._place, 1)
        for button in (self._cancel, self._save):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        self._save.setProperty("look", "primary")
        self._save.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 12)
        column.setSpacing(8)
        column.addWidget(self._strip)
        column.addLayout(head)
        column.addWidget(self._fields, 1)
        column.addLayout(foot)
        column.addLayout(buttons)

    def _goes_to(self) -> QWidget:
        title = QLabel("Goes to")
        title.setProperty("look", "title")
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(title)
        column.addWidget(self._addresses)
        return part

    def _line_up(self) -> None:
        """Align scheme and name with the fields below them."""
        labels = [self._head.labelForField(part) for part in (self._schemes, self._name)]
        self._fields.set_least_name_width(max(label.sizeHint().width() for label in labels))
        for label in labels:
            label.setMinimumWidth(self._fields.name_width)

    def _fill(self) -> None:
        if self._existing is None:
            self._choose(self._scheme)
            self._name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._name.setText(self._existing.name)
        self._addresses.set_origins(self._existing.origins)
        self._choose(self._scheme, self._existing.values)
        kept = _secret_fields(self._scheme)
        self._fields.set_autofills(dict.fromkeys(kept, _KEPT))
        for field in kept:
            self._fields.focus_parameter(field)

    def _choose(self, scheme: AuthScheme, values: tuple[tuple[str, Value], ...] = ()) -> None:
        known = {field.name for field in scheme.fields}
        typed = values or tuple(pair for pair in self._fields.values() if pair[0] in known)
        given = {name for name, _ in typed}
        defaults = (
            (field.name, field.default)
            for field in scheme.fields
            if field.default is not None and field.name not in given
        )
        self._scheme = scheme
        self._schemes.setCurrentIndex(SCHEMES.index(scheme))
        self._words.show_text(scheme.description)
        self._fields.set_request(_endpoint(scheme), (*typed, *defaults))
        self._line_up()
        self._on_edited()

    def _on_edited(self) -> None:
        self._trouble.show_text("")
        mark(self._name, "invalid", False)
        if not self._are_addresses_typed:
            self._addresses.set_origins(self._origins_of(self._draft().credential))

    def _on_addresses_edited(self) -> None:
        self._are_addresses_typed = True
        self._trouble.show_text("")

    def _on_save(self) -> None:
        errors = self._errors()
        mark(self._name, "invalid", not self._name.text().strip())
        if errors:
            self._fields.show_errors(errors)
        if not self._name.text().strip():
            self._trouble.show_text("Give the credential a name, such as my-app.")
            self._name.setFocus(Qt.FocusReason.OtherFocusReason)
        elif trouble := self._addresses.trouble():
            self._trouble.show_text(trouble)
        elif not errors:
            self._trouble.show_text("")
            self.show_saving(True)
            self.save_wanted.emit(self._draft())

    def _errors(self) -> tuple[FieldError, ...]:
        values = self._fields.values()
        given = {name for name, _ in values}
        kept = _secret_fields(self._scheme) if self._existing else set()
        errors = check(_endpoint(self._scheme), values)
        return tuple(e for e in errors if e.parameter in given or e.parameter not in kept)

    def _draft(self) -> Draft:
        secret = _secret_fields(self._scheme)
        typed = [(name, value) for name, value in self._fields.values() if isinstance(value, str)]
        return Draft(
            Credential(
                id=self._existing.id if self._existing else "",
                name=self._name.text().strip(),
                scheme=self._scheme.id,
                origins=self._addresses.origins(),
                values=tuple(pair for pair in typed if pair[0] not in secret),
            ),
            tuple((name, Secret(value)) for name, value in typed if name in secret),
        )


def _scheme_for(existing: Credential | None) -> AuthScheme:
    found = scheme_of(existing.scheme) if existing else None
    return found or SCHEMES[0]


def _endpoint(scheme: AuthScheme) -> Endpoint:
    """Return an endpoint whose parameters are the fields of a scheme, for the form.

    The descriptions of secrets are left out: the foot of the dialog says where they are kept.
    """
    secret = _secret_fields(scheme)
    fields = (
        replace(field, description="") if field.name in secret else field for field in scheme.fields
    )
    return Endpoint(scheme.id, "", "", scheme.title, "POST", "/", parameters=tuple(fields))


def _secret_fields(scheme: AuthScheme) -> set[str]:
    return {field.name for field in scheme.secret_fields}
