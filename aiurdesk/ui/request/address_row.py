"""The row above a request: method, address and chips in one field, then Send, Save, more."""

from typing import NamedTuple

from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.preparing.command_line import is_command_line
from aiurdesk.core.preparing.header import is_token
from aiurdesk.core.preparing.variable_words import unresolved_problem
from aiurdesk.core.problem import sentence_of
from aiurdesk.core.request.request import Request
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.request.send_button import SendButton
from aiurdesk.ui.theme.theme import Theme, mark, method_mark
from aiurdesk.ui.widgets.boxes import labelled, row_of
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.window.address_frame import AddressFrame
from aiurdesk.ui.window.chooser import Chip
from aiurdesk.ui.window.request_chips import CHIP_STEPS


class AddressField(Line):
    """Shows where a request goes; a custom URL can be edited, the address of an endpoint copied.

    A secret in a query is shown as dots while the keyboard is elsewhere.
    """

    checked = Signal(bool)
    """Emitted with whether every variable in the address has a value."""
    command_entered = Signal(str)
    """Emitted with a command line, such as one of curl, instead of inserting it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._muted_length = 0
        self.exact_text = ""
        """The address as it was typed, without dots."""
        styled(self, "address", spoken=tr("Address"), look="mono")
        self.setPlaceholderText("https://")
        self._environment = Environment("")
        theme.changed.connect(self._mute)
        self.textChanged.connect(self._check)
        # Not ``textChanged``: dots that take the place of a secret are not an edit.
        self.textEdited.connect(self._on_edited)

    def show_address(self, address: str, muted_length: int) -> None:
        """Show an address whose first characters are of less interest."""
        self._muted_length = muted_length
        self.exact_text = address
        self._show(address if self.hasFocus() else redact_unknown(address))
        self._mute()

    def focusInEvent(self, event: QtGui.QFocusEvent) -> None:
        """Show the address as it was typed, to be edited."""
        # Before Qt selects the text, as it does on Tab: another text would lose the selection.
        self._show(self.exact_text)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QtGui.QFocusEvent) -> None:
        """Hide secrets, unless the keyboard is only in a menu of the field."""
        super().focusOutEvent(event)
        # The command palette takes the keyboard as a menu does, without being one.
        if QtWidgets.QApplication.activePopupWidget() is None:
            self._show(redact_unknown(self.exact_text))

    def _show(self, text: str) -> None:
        # Setting the same text again would move the cursor.
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def _on_edited(self, text: str) -> None:
        self.exact_text = text

    def set_environment(self, environment: Environment) -> None:
        """Take the values of variables from an environment."""
        self._environment = environment
        self._check()

    def _check(self) -> None:
        """Mark an address with a variable that has no value; an endpoint's has no variables."""
        text = "" if self.isReadOnly() else self.text()
        problem = unresolved_problem((text,), self._environment)
        mark(self, "invalid", bool(problem))
        self.setAccessibleDescription(sentence_of(problem))
        self.checked.emit(not problem)

    def paste(self) -> None:
        """Insert the text of the clipboard, unless it is a command line."""
        # Taken from the clipboard: a field of one line would lose the ends of lines.
        if not self.enter_command(QtGui.QGuiApplication.clipboard().text()):
            super().paste()

    def dropEvent(self, event: QtGui.QDropEvent) -> None:
        """Insert the text that is dropped, unless it is a command line."""
        if self.isReadOnly() or not self.enter_command(event.mimeData().text()):
            super().dropEvent(event)
        else:
            event.acceptProposedAction()

    def enter_command(self, text: str) -> bool:
        """Emit ``command_entered`` if a text is a command line, and return whether it is."""
        is_command = is_command_line(text)
        if is_command:
            self.command_entered.emit(text)
        return is_command

    def _mute(self) -> None:
        """Colour a part of the text: a line edit takes formats from an input method only."""
        if not self.isReadOnly():
            return
        look = QtGui.QTextCharFormat()
        look.setForeground(self._theme.colour("muted"))
        attribute = QtGui.QInputMethodEvent.Attribute(
            QtGui.QInputMethodEvent.AttributeType.TextFormat,
            -self.cursorPosition(),  # Qt counts from the cursor
            self._muted_length,
            look,
        )
        # A read-only line ignores what comes from input methods.
        self.setReadOnly(False)
        with QSignalBlocker(self):
            QCoreApplication.sendEvent(self, QtGui.QInputMethodEvent("", [attribute]))
        self.setReadOnly(True)


_ANY_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_MARGIN, _TOP, _GAP = 12, 8, 8
_WITHIN = 4
"""Between the parts of the field."""
_LEAST_ADDRESS = 180
"""In pixels, where the text has its usual size: what is beside the address makes room for it."""


class _Step(NamedTuple):
    """What is shown at some width."""

    has_key: bool
    has_save: bool
    chips: int
    """One of ``CHIP_STEPS``."""


_STEPS = (
    # The key of Send is given up first: its tool tip has it, too.
    _Step(has_key=True, has_save=True, chips=0),
    *(_Step(has_key=False, has_save=True, chips=step) for step in CHIP_STEPS),
    _Step(has_key=False, has_save=False, chips=CHIP_STEPS[-1]),
)
_OTHER = tr("Other…")
"""Lets a person type a method, such as PURGE."""


class AddressRow(QWidget):
    """Shows how and where a request goes."""

    method_chosen = Signal(str)
    """Emitted with another method."""
    address_edited = Signal(str)
    """Emitted at every change of a custom URL."""
    save_wanted = Signal()
    """Emitted when the request is to be saved."""
    curl_wanted = Signal()
    """Emitted when the request is to be copied as a command of curl."""
    clear_wanted = Signal()
    """Emitted when all values are to be taken out."""
    options_wanted = Signal()
    """Emitted when the options of the request are to be changed."""

    def __init__(self, theme: Theme, keys: ActionKeys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("address_row")
        self._theme = theme
        self._keys = keys
        self.address = AddressField(theme)
        self.send_button = SendButton(keys)
        self._method = styled(Chip(), "method", spoken=tr("Method"))
        # Tab does not stop here: Down would change what is sent.
        self._method.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._method.activated.connect(self._on_method_chosen)
        self._shown_method = ""
        self._only_method = styled(QLabel(), "only_method")
        self._plain = styled(QLabel(tr("Not encrypted")), "not_encrypted", look="small")
        self._plain.hide()
        self._save = styled(QPushButton(tr("Save")), "save_button")
        self._save.clicked.connect(self.save_wanted)
        # A click leaves the keyboard where it is: when all is saved, the button is disabled.
        self._save.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._more = self._make_more()
        self.frame = self._make_frame()
        """Holds the chips of the window while the request is in front."""
        self.address.textEdited.connect(self.address_edited)
        self.address.returnPressed.connect(self.send_button.send_wanted)
        self._lay_out()
        theme.changed.connect(self._fit)
        keys.changed.connect(self._show_keys)
        self._show_keys()

    def show_request(self, request: Request) -> None:
        """Show the methods that an endpoint takes and the one that was chosen."""
        endpoint = request.endpoint
        methods = _methods(request)
        method = request.method or endpoint.method
        can_choose = len(methods) > 1 and not endpoint.is_websocket
        # It is a field while a method is typed; another request begins with the list again.
        self._method.setEditable(False)
        self._method.clear()
        self._method.addItems(list(methods))
        # Only for a custom URL: an endpoint says which methods it takes.
        if request.is_typed:
            self._method.addItem(_OTHER)
        self._shown_method = method
        self._method.setCurrentText(method)
        self._method.setVisible(can_choose)
        self._only_method.setText(endpoint.shown_method)
        self._only_method.setVisible(not can_choose)
        mark(self._method, "method", method_mark(method))
        mark(self._only_method, "method", method_mark(endpoint.shown_method))
        self.address.setReadOnly(not request.is_typed)

    def show_address(self, base: str, rest: str) -> None:
        """Show where the request goes."""
        self.address.show_address(base + rest, len(base))

    def show_plain(self, host: str) -> None:
        """Mark an address whose requests others on the network can read.

        Args:
            host: That they go to; empty where they are encrypted, or stay on this computer.
        """
        if self._plain.isHidden() is bool(host):
            self._plain.setVisible(bool(host))
            self._fit()
        words = tr("Others on the network can read requests to {host}, and what it responds.")
        self._plain.setToolTip(words.format(host=escaped(host)) if host else "")

    def show_edited(self, *, is_edited: bool) -> None:
        """Offer Save where there is something to save."""
        self._save.setEnabled(is_edited)
        self._save_entry.setEnabled(is_edited)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the address its room."""
        super().resizeEvent(event)
        self._fit()

    def open_methods(self) -> None:
        """Open the list of methods, where there is a choice."""
        if self._method.isVisible():
            self._method.showPopup()

    def focus_address(self) -> None:
        """Put the cursor into the address and select it."""
        self.address.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.address.selectAll()

    def _make_more(self) -> QToolButton:
        button = styled(IconButton(self._theme, "more", tr("More"), token="text"), "more", look="")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = PopupMenu(button)
        self._save_entry = menu.addAction(tr("Save"), self.save_wanted.emit)
        self._save_entry.setObjectName("save_entry")
        self._save_entry.setVisible(False)
        menu.addAction(tr("Copy address"), self._copy_address).setObjectName("copy_address")
        menu.addAction(tr("Copy as curl"), self.curl_wanted.emit).setObjectName("copy_row_as_curl")
        menu.addAction(tr("Options…"), self.options_wanted.emit).setObjectName("send_options")
        menu.addSeparator()
        menu.addAction(tr("Clear all values"), self.clear_wanted.emit).setObjectName("clear_values")
        button.setMenu(menu)
        return button

    def _make_frame(self) -> AddressFrame:
        # Never seen: on Linux, assistive technology finds a combo box by its label only.
        method_label = labelled(tr("Method"), self._method)
        method_label.hide()
        parts = (method_label, self._method, self._only_method, (self.address, 1), self._plain)
        frame = AddressFrame(self.address, *parts)
        frame.follow_focus()
        frame.refitted.connect(self._fit)
        self.address.checked.connect(lambda is_right: mark(frame, "invalid", not is_right))
        return frame

    def _lay_out(self) -> None:
        behind = (self.send_button, self._save, self._more)
        margins = (_MARGIN, _TOP, _MARGIN, _TOP)
        row_of(self, (self.frame, 1), *behind, margins=margins, spacing=_GAP)
        # All as high as the highest: each has a height of its own otherwise.
        for part in (self.frame, *behind):
            across = part.sizePolicy().horizontalPolicy()
            part.setSizePolicy(across, QSizePolicy.Policy.Preferred)

    def _copy_address(self) -> None:
        # Not the shown text, which has dots instead of a secret.
        QGuiApplication.clipboard().setText(self.address.exact_text)

    def _on_method_chosen(self) -> None:
        if self._method.isEditable():
            return  # what is typed counts when the field is left
        if self._method.currentText() == _OTHER:
            self._type_method()
            return
        self._shown_method = self._method.currentText()
        mark(self._method, "method", method_mark(self._method.currentText()))
        self.method_chosen.emit(self._method.currentText())

    def _type_method(self) -> None:
        """Make a field of the list until a method is typed."""
        self._method.setEditable(True)
        self._method.setInsertPolicy(Chip.InsertPolicy.NoInsert)
        line = self._method.lineEdit()
        if line is None:
            return
        line.setAccessibleName(tr("Method"))
        line.setText(self._shown_method)
        line.selectAll()
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        line.editingFinished.connect(self._on_method_typed)

    def _on_method_typed(self) -> None:
        # Emitted twice: by Return, and when the field loses the keyboard, as it does below.
        if not self._method.isEditable():
            return
        method = self._method.currentText().strip().upper()
        self._method.setEditable(False)
        if is_token(method) and self._method.findText(method) < 0:
            self._method.insertItem(self._method.count() - 1, method)
        self._method.setCurrentText(method if is_token(method) else self._shown_method)
        self._on_method_chosen()
        self.address.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_keys(self) -> None:
        self._save.setToolTip(self._keys.behind(tr("Save into a collection"), "save"))
        # The key of Send may have another width.
        self._fit()

    def _fit(self) -> None:
        """Leave the address its room: each step shows less of what is beside it."""
        beside = (self._method, self._only_method, self._plain)
        # Not ``isVisible``, which is False for all of them until the page is shown.
        within = sum(part.sizeHint().width() + _WITHIN for part in beside if not part.isHidden())
        taken = within + self._more.sizeHint().width() + _GAP + 2 * _MARGIN
        room = self.width() - taken - self._theme.length(_LEAST_ADDRESS)
        save = self._save.sizeHint().width() + _GAP
        send = {
            has_key: self.send_button.size_hint(has_key=has_key).width() + _GAP
            for has_key in (True, False)
        }
        for step in _STEPS:
            width = send[step.has_key] + (save if step.has_save else 0)
            if width + self.frame.needed_width(step.chips) <= room:
                break
        self.send_button.show_key(step.has_key)
        self._save.setVisible(step.has_save)
        self._save_entry.setVisible(not step.has_save)
        self.frame.show_step(step.chips)


def _methods(request: Request) -> tuple[str, ...]:
    endpoint = request.endpoint
    methods = endpoint.accepted_methods or _ANY_METHODS
    # A server may name another method than those that are known of the endpoint.
    chosen = (request.method,) if request.method else ()
    return tuple(dict.fromkeys((*methods, endpoint.method, *chosen)))
