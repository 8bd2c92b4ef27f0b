from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.ui.window.help_dialogs import LogDialog


def test_an_empty_log_can_neither_be_copied_nor_opened(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = LogDialog(theme, parent, "/state/aiurdesk.log", "")
    buttons = {button.text(): button.isEnabled() for button in dialog.findChildren(QPushButton)}
    assert (buttons["Copy"], buttons["Open file"]) == (False, False)


def test_the_newest_lines_are_in_sight(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = LogDialog(theme, parent, "log", "\n".join(f"line {n}" for n in range(500)))
    dialog.show()
    bar = dialog.text.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
