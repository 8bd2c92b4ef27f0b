import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QToolTip

from aiurdesk.ui.form.graphql_panel import QueryArea
from tests.core.request.graphql.schemas import SCHEMA


@pytest.fixture
def area(qtbot, theme):
    made = QueryArea(theme)
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    made.setFocus()
    made.set_schema(SCHEMA)
    return made


def offered(area):
    """Return what the open list shows; nothing where it is closed."""
    lists = [one for one in QApplication.topLevelWidgets() if isinstance(one, QListView)]
    made = [one for one in lists if one.isVisible() and one.accessibleName() == "Suggestions"]
    models = [one.model() for one in made]
    return [model.index(row, 0).data() for model in models for row in range(model.rowCount())]


def ask(area):
    QTest.keyClick(area, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)


def test_what_fits_is_offered_while_a_name_is_typed(area):
    area.setPlainText("{  }")
    cursor = area.textCursor()
    cursor.setPosition(2)
    area.setTextCursor(cursor)
    QTest.keyClicks(area, "pe")
    assert offered(area)[:2] == ["pet  Pet \N{EN DASH} One pet.", "pets  [Pet!]!"]
    QTest.keyClicks(area, "t ")
    assert offered(area) == []
    ask(area)
    assert offered(area)[0].startswith("pet  Pet")
    QTest.keyClick(area, Qt.Key.Key_Escape)


def test_a_suggestion_replaces_the_word_that_was_begun(area, qtbot):
    # A character of two units stands before it.
    area.setPlainText("# \N{GRINNING FACE}\n{ p")
    area.moveCursor(area.textCursor().MoveOperation.End)
    ask(area)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert area.toPlainText() == "# \N{GRINNING FACE}\n{ pets"
    assert offered(area) == []


def test_without_a_schema_nothing_is_offered(area):
    area.set_schema(None)
    area.setPlainText("{ ")
    area.moveCursor(area.textCursor().MoveOperation.End)
    QTest.keyClicks(area, "pe")
    ask(area)
    assert offered(area) == []
    assert area.toPlainText() == "{ pe"


def test_the_name_below_the_pointer_is_explained(area, qtbot):
    area.setPlainText("{ pet(id: 1) { id } }")
    cursor = area.textCursor()
    cursor.setPosition(4)
    point = area.viewport().mapTo(area, area.cursorRect(cursor).center())
    event = QHelpEvent(QHelpEvent.Type.ToolTip, point, area.mapToGlobal(point))
    QApplication.sendEvent(area, event)
    qtbot.waitUntil(lambda: QToolTip.text().startswith("pet("))
    assert QToolTip.text().endswith("One pet.")
    away = QPoint(380, 180)
    QApplication.sendEvent(area, QHelpEvent(QHelpEvent.Type.ToolTip, away, area.mapToGlobal(away)))
    qtbot.waitUntil(lambda: not QToolTip.text())
