import platform

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from aiurdesk import __version__
from aiurdesk.ui.window.help_dialogs import AboutDialog
from aiurdesk.ui.window.program_facts import facts


def test_the_versions_are_shown_and_copied(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = AboutDialog(theme, parent)
    assert [name for name, _ in facts()][:5] == ["Version", "Licence", "Qt", "PySide6", "Python"]
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    assert {value for _, value in facts()} <= texts
    [copy] = [button for button in dialog.findChildren(QPushButton) if button.text() == "Copy"]
    copy.click()
    copied = QGuiApplication.clipboard().text()
    assert f"Version: {__version__}" in copied
    assert f"Python: {platform.python_version()}" in copied
