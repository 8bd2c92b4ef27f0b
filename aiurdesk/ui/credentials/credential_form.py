"""The dialog that adds a credential or changes one."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QLabel, QWidget

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.core.auth import SCHEMES, scheme_of
from aiurdesk.core.auth.scheme import AuthScheme
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import OfferedCredential, Secret
from aiurdesk.core.preparing.allowed_origin import allowed_origin
from aiurdesk.core.problem import Problem, sentence_of
from aiurdesk.core.translation import tr
from aiurdesk.services.credentials.credentials import free_name
from aiurdesk.ui.credentials.auth_panel import SchemeFields
from aiurdesk.ui.credentials.choice import origin_words, place_words
from aiurdesk.ui.form.autofill import Autofill
from aiurdesk.ui.form.item_list import ItemListEditor
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.theme.grid import INSET
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, labelled, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.dialog import plain_button
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.strip_place import StripPlace
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.window.wait_strip import WaitStrip

_ADDRESS = Parameter(tr("Allowed address"), ParameterKind.LIST, Location.FORM)


class Addresses(QWidget):
    """Edits the origins of a credential."""

    edited = Signal()
    """Emitted when the person, not the program, changed them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._in_sandbox = QCheckBox(tr("The sandbox (this computer)"))
        self._items = ItemListEditor(_ADDRESS, theme)
        self._items.placeholder = "https://example.com"
        self._items.add.setObjectName("add_address")
        self._items.add.setText(tr("Add address"))
        self._items.add.setAccessibleName(tr("Add address"))
        for control in self._items.controls():
            control.setToolTip(tr("Scheme, host and port, such as https://example.com"))
        self._words = WrappedLabel("small")
        self._problem = Note(theme)
        column_of(
            self, self._in_sandbox, self._items, self._problem, self._words, margins=0, spacing=4
        )
        for signal in (self._in_sandbox.clicked, self._items.edited):
            signal.connect(self.edited)
            signal.connect(self._check)
        self._check()

    def set_origins(self, origins: tuple[str, ...]) -> None:
        """Show origins, the sandbox's as a tick."""
        self._in_sandbox.setChecked(IN_SANDBOX in origins)
        self._items.set_value(tuple(origin for origin in origins if origin != IN_SANDBOX))
        self._check()

    def origins(self) -> tuple[str, ...]:
        """Return the origins; a whole address becomes its origin."""
        first = [IN_SANDBOX] if self._in_sandbox.isChecked() else []
        # Without repetitions: two addresses of one host have the same origin.
        return tuple(dict.fromkeys([*first, *(item for item in self._read() if type(item) is str)]))

    def problem(self) -> Problem | None:
        """Return what is wrong with an address, or None."""
        return next((item for item in self._read() if isinstance(item, Problem)), None)

    def _read(self) -> list[str | Problem]:
        value = self._items.value()
        lines = value if isinstance(value, tuple) else ()
        # A line that is still empty is not a mistake.
        return [allowed_origin(text) for text in lines if text.strip()]

    def _check(self) -> None:
        """Say where the credential goes, with the scheme of each address."""
        self._problem.show_text(sentence_of(self.problem()))
        places = tr(" and ").join(origin_words(origin) for origin in self.origins())
        self._words.show_text(
            tr("It is sent to {places} and to no other address.").format(places=places)
            if places
            else tr("It has not been used for any address. You are asked before the first use.")
        )


_SIZE = (560, 600)
_STORED = Autofill(
    placeholder="unchanged",
    words=tr("The stored secret is not shown. Leave this empty to keep it."),
    words_when_typed=tr("Replaces the stored secret."),
    is_enough=True,
)


class FormRules(msgspec.Struct, frozen=True):
    """Functions of the program that the form checks a credential by."""

    origins_of: Callable[[Credential], tuple[str, ...]]
    """Returns where a credential is sent unless the person says otherwise."""
    name_problem: Callable[[str, str], Problem | None]
    """Takes a name and the id of a credential; returns why it cannot have the name, or None."""


class Draft(msgspec.Struct, frozen=True):
    """The fields of a credential as they were filled in."""

    credential: Credential
    """Its id is empty if it is to be added."""
    secrets: tuple[tuple[str, Secret], ...]
    """Field and text of each secret that was typed."""


class CredentialForm(QDialog):
    """Edits a credential; stays open, with all that was typed, until it is saved."""

    save_wanted = Signal(object)
    """Emitted with a Draft."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        rules: FormRules,
        existing: Credential | None = None,
    ) -> None:
        """Show an empty form, or the form of a credential.

        Args:
            existing: The credential to change.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self._rules = rules
        self._existing = existing
        # Addresses that a person has seen and saved are not replaced by the usual ones.
        self._are_addresses_typed = existing is not None
        self.setObjectName("credential_form")
        self.setWindowTitle(tr("Edit credential") if existing else tr("Add credential"))
        self._schemes = styled(ChoiceBox(), "scheme")
        self._kind_label = labelled(tr("&Kind"), self._schemes)
        self._words = WrappedLabel("small")
        self._name = styled(Line(), "credential_name", spoken=tr("Name"))
        self._name_problem = Note(theme)
        # In a row of the form it would be as tall as its text without width.
        self._problem_row = row_of(None, self._name_problem)
        scheme = scheme_of(existing.scheme) if existing else None
        self._fields = SchemeFields(theme, scheme or SCHEMES[0], has_sources=True)
        self._addresses = Addresses(theme)
        self._trouble = Note(theme)
        # In the form too: it is modal, so the strip of the window cannot be pressed.
        self.strip = WaitStrip()
        self._kept_in = styled(WrappedLabel("small"), "kept_in")
        # Only Save is pressed by Return, whichever button had the keyboard last.
        self._save = styled(
            plain_button(tr("Save"), self._on_save), "save_credential", look="primary"
        )
        self._save.setDefault(True)
        self._lay_out()
        self._schemes.activated.connect(lambda row: self._choose(SCHEMES[row]))
        self._fields.values_changed.connect(self._on_edited)
        self._name.textChanged.connect(self._check_name)
        self._name.textChanged.connect(self._on_edited)
        self._addresses.edited.connect(self._on_addresses_edited)
        self._fill()
        self.resize(theme.dialog_size(*_SIZE))

    def show_offered(self, offered: OfferedCredential) -> None:
        """Fill in what a credential can be made of."""
        scheme = scheme_of(offered.scheme) or self._fields.scheme
        secrets = tuple((name, secret.reveal()) for name, secret in offered.secrets)
        # A host may have several credentials.
        name = offered.name and free_name(
            offered.name, lambda candidate: self._rules.name_problem(candidate, "")
        )
        self._name.setText(name)
        # Before ``_choose``, which otherwise fills in the addresses that are usual for the kind.
        if offered.origin:
            self._are_addresses_typed = True
            self._addresses.set_origins((offered.origin,))
        self._choose(scheme, (*offered.values, *secrets))
        self._name.selectAll()

    def show_trouble(self, words: str) -> None:
        """Say why it could not be saved; everything that was typed stays."""
        self._trouble.show_text(words)
        self._save.setEnabled(True)

    def show_place(self, words: str, note: str) -> None:
        """Say where secrets are stored, with a note about that place."""
        self._kept_in.show_text(place_words(words, note))

    def _lay_out(self) -> None:
        self._schemes.addItems([scheme.title for scheme in SCHEMES])
        # Another kind has other fields: that would be another credential.
        self._schemes.setEnabled(self._existing is None)
        self._name.setPlaceholderText("my-app")
        head = QFormLayout()
        head.setContentsMargins(INSET, 0, INSET, 0)
        head.setHorizontalSpacing(10)
        head.setVerticalSpacing(12)
        head.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        head.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        # The words about the kind are as close to it as help is to a field.
        head.addRow(self._kind_label, column_of(None, self._schemes, self._words, spacing=3))
        head.addRow(tr("&Name"), self._name)
        self._head = head
        title = styled(QLabel(tr("Sent to")), look="title")
        below = QWidget()
        column_of(below, title, self._addresses, margins=0)
        self._fields.add_below(below)
        cancel = plain_button(tr("Cancel"), self.reject)
        buttons = row_of(None, (self._kept_in, 1), cancel, self._save, margins=(INSET, 0, INSET, 0))
        for button in (self._save, cancel):
            buttons.setAlignment(button, Qt.AlignmentFlag.AlignBottom)
        column_of(
            self,
            head,
            self._problem_row,
            (self._fields, 1),
            column_of(None, self._trouble, margins=(INSET, 0, INSET, 0)),
            buttons,
            margins=(0, INSET, 0, INSET),
            spacing=8,
        )
        StripPlace(self, lambda: self, self.strip)

    def _line_up(self) -> None:
        """Align kind and name with the fields below them."""
        labels = [self._kind_label, self._head.labelForField(self._name)]
        self._fields.set_least_name_width(max(label.sizeHint().width() for label in labels))
        for label in labels:
            label.setMinimumWidth(self._fields.name_width)
        # 14 is the margin of the page in ``FormPanel``, and of the layouts of this dialog.
        below_name = 14 + self._fields.name_width + self._head.horizontalSpacing()
        self._problem_row.setContentsMargins(below_name, 0, 14, 0)

    def _fill(self) -> None:
        if self._existing is None:
            self._choose(self._fields.scheme)
            self._name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._name.setText(self._existing.name)
        self._name.selectAll()
        self._addresses.set_origins(self._existing.origins)
        self._choose(self._fields.scheme, self._existing.values, self._existing.sources)
        # Secrets are not read back into the form: an empty field leaves what is stored.
        self._fields.set_autofills(dict.fromkeys(self._stored(), _STORED))
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(
        self,
        scheme: AuthScheme,
        values: tuple[tuple[str, str], ...] = (),
        sources: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self._fields.show_scheme(scheme, values, sources)
        self._schemes.setCurrentIndex(SCHEMES.index(scheme))
        self._words.show_text(scheme.description)
        self._line_up()
        self._on_edited()

    def _on_edited(self) -> None:
        self._trouble.show_text("")
        if not self._are_addresses_typed:
            self._addresses.set_origins(self._rules.origins_of(self._draft().credential))

    def _check_name(self) -> Problem | None:
        """Show and return what is wrong with the name."""
        own_id = self._existing.id if self._existing else ""
        problem = self._rules.name_problem(self._name.text(), own_id)
        mark(self._name, "invalid", problem is not None)
        self._name_problem.show_text(sentence_of(problem))
        return problem

    def _on_addresses_edited(self) -> None:
        self._are_addresses_typed = True
        self._trouble.show_text("")

    def _on_save(self) -> None:
        errors = self._errors()
        # All mistakes at once, so that one press of Save shows them all.
        if errors:
            self._fields.show_errors(errors)
        if self._check_name():
            self._name.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not errors and not self._addresses.problem():
            self._trouble.show_text("")
            # Until it is saved, or refused.
            self._save.setEnabled(False)
            self.save_wanted.emit(self._draft())

    def _stored(self) -> tuple[str, ...]:
        """Return the titles of the secrets that the existing credential has."""
        if self._existing is None:
            return ()
        fields = self._fields.scheme.secret_fields_for(dict(self._existing.values))
        sources = {name for name, _ in self._existing.sources}
        return tuple(field.shown_name for field in fields if field.name not in sources)

    def _errors(self) -> tuple[Problem, ...]:
        values = self._fields.values()
        given = {name for name, _ in values}
        stored = self._stored()
        return tuple(
            e
            for e in self._fields.errors()
            if e.field.parameter in given or e.field.parameter not in stored
        )

    def _draft(self) -> Draft:
        values, secrets = self._fields.typed()
        return Draft(
            Credential(
                id=self._existing.id if self._existing else "",
                name=self._name.text().strip(),
                scheme=self._fields.scheme.id,
                origins=self._addresses.origins(),
                # A credential is written into a file, so no secret may be in it.
                values=values,
                sources=self._fields.sources(),
            ),
            secrets,
        )
