"""The dialog that changes how one request is sent: its limits, redirects and history."""

from collections.abc import Callable

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from aiurdesk.core.request.request import LONGEST_TIMEOUT_MS, MOST_BYTES, SendOptions
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.ask import ask, discard
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.dialog_buttons import dialog_buttons
from aiurdesk.ui.widgets.note import Note

_DEFAULT = "Default"
_CHOICES = {_DEFAULT: None, "Yes": True, "No": False}
_COLUMNS = 48
"""Least width in characters of the font."""
_MOST_DIGITS = 20


class SendOptionsDialog(QDialog):
    """Edits the options of one request. An empty field stands for the settings of the program."""

    def __init__(self, theme: Theme, parent: QWidget, options: SendOptions) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("send_options_dialog")
        self.setWindowTitle("Options of the request")
        self._timeout = _number_field("Timeout in ms", options.timeout_ms)
        self._size = _number_field("Largest response in bytes", options.max_bytes)
        self._redirects = _choice_of("Follow redirects", options.follows_redirects)
        self._history = _choice_of("Record in the history", options.is_recorded)
        self._note = Note(theme)
        buttons = dialog_buttons(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in (self._timeout, self._size, self._redirects, self._history):
            form.addRow(field.accessibleName(), field)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addLayout(form)
        column.addWidget(self._note)
        column.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _COLUMNS)
        self._timeout.textChanged.connect(self._check)
        self._size.textChanged.connect(self._check)
        self._check()

    @staticmethod
    async def edit(
        theme: Theme,
        page: QWidget,
        current: SendOptions,
        set_options: Callable[[SendOptions], None],
    ) -> None:
        """Ask for the options of the request on a page, and set them as one edit."""
        dialog = SendOptionsDialog(theme, page, current)
        options = dialog.options() if await ask(dialog) else None
        discard(dialog)
        # The tab may have been closed while the dialog was open.
        if options is not None and isValid(page):
            set_options(options)

    def options(self) -> SendOptions:
        """Return what is typed and chosen."""
        return SendOptions(
            _number(self._timeout),
            _number(self._size),
            _CHOICES[self._redirects.currentText()],
            _CHOICES[self._history.currentText()],
        )

    def _check(self) -> None:
        mistakes = []
        for field, most in ((self._timeout, LONGEST_TIMEOUT_MS), (self._size, MOST_BYTES)):
            number = _number(field)
            is_valid = not field.text().strip() if number is None else 1 <= number <= most
            name = field.accessibleName()
            mistake = "" if is_valid else f"{name} should be a whole number from 1 to {most}."
            field.setAccessibleDescription(mistake)
            mistakes += [mistake] if mistake else []
        self._note.show_text(" ".join(mistakes))
        self._ok.setEnabled(not mistakes)


def _number_field(name: str, number: int | None) -> QLineEdit:
    field = QLineEdit("" if number is None else str(number))
    field.setAccessibleName(name)
    field.setPlaceholderText(_DEFAULT)
    field.setMaxLength(_MOST_DIGITS)
    return field


def _number(field: QLineEdit) -> int | None:
    text = field.text().strip()
    return int(text) if text.isdecimal() else None


def _choice_of(name: str, choice: bool | None) -> ChoiceBox:
    box = ChoiceBox()
    box.setAccessibleName(name)
    box.addItems(list(_CHOICES))
    box.setCurrentIndex(list(_CHOICES.values()).index(choice))
    return box
