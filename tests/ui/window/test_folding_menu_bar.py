import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow, QMenu

from aiurdesk.ui.window.folding_menu_bar import FoldingMenuBar

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(qtbot):
    made = QMainWindow()
    bar = FoldingMenuBar()
    made.setMenuBar(bar)
    for title in ("&File", "&Edit"):
        menu = QMenu(title, bar)
        menu.addAction("Entry")
        bar.take(menu)
    line = QLineEdit()
    made.setCentralWidget(line)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    return made


def test_it_takes_no_room_and_alt_unfolds_it_until_the_keyboard_goes_elsewhere(window, qtbot):
    bar = window.menuBar()
    assert (bar.is_folded, bar.height()) == (True, 0)
    QTest.keyClick(window.centralWidget(), Qt.Key.Key_Alt)
    qtbot.waitUntil(lambda: bar.height() > 0)
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bar.is_folded)
    assert window.centralWidget().hasFocus()


def test_the_key_of_a_menu_opens_it_while_the_bar_is_folded(window, qtbot):
    bar = window.menuBar()
    file, edit = (action.menu() for action in bar.actions())
    QTest.keyClick(window.centralWidget(), Qt.Key.Key_E, ALT)
    qtbot.waitUntil(edit.isVisible)
    assert not bar.is_folded
    assert not file.isVisible()
    edit.close()
    qtbot.waitUntil(lambda: bar.is_folded)


def test_a_menu_that_is_opened_elsewhere_leaves_it_folded(window, qtbot):
    bar = window.menuBar()
    menu = bar.actions()[0].menu()
    menu.popup(window.mapToGlobal(window.rect().center()))
    qtbot.waitUntil(menu.isVisible)
    assert bar.is_folded
    menu.close()


def test_it_can_be_shown_at_all_times(window, qtbot):
    bar = window.menuBar()
    bar.show_always(True)
    qtbot.waitUntil(lambda: bar.height() > 0)
    menu = bar.actions()[0].menu()
    bar.setActiveAction(bar.actions()[0])
    menu.close()
    qtbot.wait(0)
    assert not bar.is_folded
    bar.show_always(False)
    assert bar.is_folded
