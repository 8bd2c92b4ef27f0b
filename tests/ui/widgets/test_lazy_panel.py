import pytest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.ui.widgets.lazy_panel import LazyPanel, LazyPart


@pytest.fixture
def made():
    return []


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def a_line(made):
    line = QLineEdit()
    line.setAccessibleName("late")
    made.append(line)
    return line


def test_a_panel_is_made_when_it_is_first_looked_at(window, made):
    tabs = QTabWidget(window)
    tabs.addTab(QWidget(), "First")
    later = LazyPanel(lambda: a_line(made), tabs)
    tabs.addTab(later, "Second")
    window.show()
    assert made == []
    assert not later.is_made
    tabs.setCurrentIndex(1)
    assert made == [later.panel]
    assert made[0].isVisible()
    tabs.setCurrentIndex(0)
    tabs.setCurrentIndex(1)
    assert len(made) == 1


def test_a_panel_is_made_when_it_is_asked_for(window, made):
    later = LazyPanel(lambda: a_line(made), window)
    assert later.panel is later.panel
    assert later.is_made
    assert len(made) == 1


def test_what_is_filled_in_apart_is_kept_apart(window, made):
    later = LazyPanel(lambda: a_line(made), window)
    later.fill(lambda line: line.setText("first"), "text")
    later.fill(lambda line: line.setPlaceholderText("hint"), "hint")
    later.fill(lambda line: line.setText("last"), "text")
    assert (later.panel.text(), later.panel.placeholderText()) == ("last", "hint")


def test_a_panel_is_filled_with_the_last_that_was_given(window, made):
    later = LazyPanel(lambda: a_line(made), window)
    later.fill(lambda line: line.setText("first"))
    later.fill(lambda line: line.setText("last"))
    assert made == []
    assert later.panel.text() == "last"
    later.fill(lambda line: line.setText("now"))
    assert later.panel.text() == "now"


def test_tab_reaches_a_late_panel_at_its_place(window, made, qtbot):
    column = QVBoxLayout(window)
    later: LazyPanel[QLineEdit] = LazyPanel(lambda: a_line(made))
    before, after = QPushButton("before"), QPushButton("after")
    for widget in (before, later, after):
        column.addWidget(widget)
    window.show()
    window.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    reached = []
    for _ in range(2):
        before.window().focusNextChild()
        reached.append(QApplication.focusWidget())
    assert reached == [later.panel, after]


def test_a_panel_that_is_too_high_for_its_place_scrolls(window, qtbot):
    def high():
        panel = QWidget()
        panel.setMinimumHeight(400)
        return panel

    later = LazyPanel(high, window, scrolls=True)
    window.show()
    later.resize(200, 300)
    assert later.panel.height() >= 400
    assert later.minimumSizeHint().height() < 400
    area = later.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)


def test_a_panel_that_is_not_made_forgets_what_it_was_to_show(window, made):
    later = LazyPanel(lambda: a_line(made), window)
    later.fill(lambda line: line.setText("gone"))
    later.forget()
    assert later.panel.text() == ""


def test_a_part_is_made_once_and_connected_when_it_is_made():
    made: list[str] = []
    connected: list[str] = []

    def make() -> str:
        made.append("part")
        return "part"

    lazy = LazyPart(make)
    lazy.when_made(lambda part: connected.append(f"first {part}"))
    assert (lazy.is_made, made, connected) == (False, [], [])
    assert lazy.part == lazy.part == "part"
    lazy.when_made(lambda part: connected.append(f"second {part}"))
    assert made == ["part"]
    assert connected == ["first part", "second part"]
