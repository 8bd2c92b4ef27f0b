from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from aiurdesk.ui.runs.run_dialog import RunDialog


def test_escape_stops_a_run_and_then_closes(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    dialog = RunDialog(theme, window)
    dialog.show()
    dialog.set_running(True)
    with qtbot.waitSignal(dialog.form.stop_wanted):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.set_running(False)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
