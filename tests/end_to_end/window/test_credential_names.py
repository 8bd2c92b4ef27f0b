"""What a screen reader says of the credential dialogs."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)

from aiurdesk.core.auth import SCHEMES
from tests.ui.credentials.window_steps import add, app_credential, opened_dialog, press, until
from tests.ui.opened_window import opened_window

CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QTableView)


def names_of(dialog: QWidget) -> list[tuple[str, str]]:
    """Return the accessible name and the text of each visible control."""
    names = []
    for control in dialog.findChildren(QWidget):
        if isinstance(control, CONTROLS) and control.isVisible():
            name = QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
            text = control.text() if isinstance(control, QAbstractButton) else ""
            # The text of the fold also counts what is in it.
            text = "" if text.startswith("Optional ") else text
            names.append((name, text.replace("&", "")))
    return names


async def test_every_control_of_the_form_has_the_name_that_is_shown(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        opened.act("add_credential")
        form = await opened_dialog(opened, "credential_form")
        for number, scheme in enumerate(SCHEMES):
            form.findChild(QComboBox, "scheme").activated.emit(number)
            names = names_of(form)
            assert all(name for name, _ in names), names
            # A button of a field also names the field.
            assert all(name.startswith(text) for name, text in names), names
            fields = {field.shown_name for field in scheme.fields}
            labels = {label.text().replace("&", "") for label in form.findChildren(QLabel)}
            assert {"Name", "Add address"} | fields <= {name for name, _ in names} | labels
        form.reject()


async def test_every_control_of_the_list_has_the_name_that_is_shown(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        await add(opened, app_credential())
        opened.controller.credentials.choice.choose("my-app")
        opened.act("manage_credentials")
        dialog = await opened_dialog(opened, "credentials_dialog")
        names = names_of(dialog)
        assert all(name for name, _ in names), names
        assert all(name == text for name, text in names if text), names
        # Ctrl+C copies the cell in front.
        table = dialog.findChild(QTableView)
        table.setFocus()
        QGuiApplication.clipboard().clear()
        press(dialog, "Who am I")
        await until(lambda: table.currentIndex().data() == "my-app")
        QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "my-app"
        dialog.reject()
