import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from aiurdesk.core.collection.offered_tests import OfferedTests
from aiurdesk.core.expectations.response_tests import TEST_KINDS
from aiurdesk.core.expectations.typed_tests import RESPONSE_TESTS, texts_of_row
from aiurdesk.core.request.edit_state import Row
from aiurdesk.ui.form.response_test_line import CaptureLine, ResponseTestLine
from tests.ui.response.exchanges import an_answer, an_exchange


def shown_line(qtbot, theme, line, row=None):
    qtbot.addWidget(line)
    theme.apply_to(line)
    if row is not None:
        line.restore(row)
    line.number(1)
    line.show()
    return line


def choose(box: QComboBox, text: str) -> None:
    """Choose an entry as a person does, who makes the box say so."""
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def entries(box):
    return [box.itemText(index) for index in range(box.count())]


def visible_lines(line):
    return [w.accessibleName() for w in line.findChildren(QLineEdit) if w.isVisible()]


def test_every_kind_of_the_registry_is_offered(qtbot, theme):
    line = shown_line(qtbot, theme, ResponseTestLine(theme))
    assert [text.casefold() for text in entries(line.kind)] == [
        kind.label.casefold() for kind in TEST_KINDS
    ]


@pytest.mark.parametrize("kind", TEST_KINDS, ids=lambda kind: kind.key)
def test_a_kind_has_the_fields_of_its_row(qtbot, theme, kind):
    line = shown_line(qtbot, theme, ResponseTestLine(theme), RESPONSE_TESTS.new_row(kind.label))
    assert line.subject.isVisible() is bool(kind.comparisons)
    assert entries(line.comparison) == [way.words for way in kind.comparisons.values()]
    assert line.offer.isVisible() is bool(kind.choices)


def test_a_test_is_put_together(qtbot, theme):
    line = shown_line(qtbot, theme, ResponseTestLine(theme))
    choose(line.kind, "Value")
    assert "Give the path" in line.note.label.text()
    line.subject.setText("items")
    choose(line.comparison, "has the count")
    line.expected.setText("two")
    assert line.note.label.text() == "The expected value should be a number of entries."
    line.expected.setText("2")
    assert line.note.isHidden()
    assert line.row() == Row("value", ("items", "count", "2"))


def test_few_choices_are_offered(qtbot, theme):
    line = shown_line(qtbot, theme, ResponseTestLine(theme), Row("value", ("a", "exists", "false")))
    assert entries(line.offer) == ["true", "false"]
    assert line.offer.line.text() == "false"
    choose(line.offer, "true")
    assert line.row() == Row("value", ("a", "exists", "true"))


@pytest.mark.parametrize("width", [300, 900])
def test_all_fields_are_in_sight_at_any_width(qtbot, theme, width):
    line = shown_line(qtbot, theme, ResponseTestLine(theme), Row("value", ("a", "equals", "b")))
    line.resize(width, 200)
    line.layout().activate()
    for _, field in line.fields():
        assert field.isVisible()
        assert field.geometry().right() <= width
    assert (line.expected.y() > line.subject.y()) is (width == 300)


def test_a_capture_is_put_together(qtbot, theme):
    line = shown_line(qtbot, theme, CaptureLine(theme))
    line.variable.setText("id")
    choose(line.source, "from header")
    assert line.note.label.text() == "Name the header."
    line.subject.setText("X-Id")
    assert line.note.isHidden()
    assert line.row() == Row("id", ("header", "X-Id"))


def test_fields_are_filled_in_from_the_response(qtbot, theme):
    exchange = an_exchange(an_answer(b'{"id": "5", "names": [1, 2]}'))
    offered = OfferedTests(exchange, has_codes=True)
    line = shown_line(qtbot, theme, ResponseTestLine(theme, lambda: offered))
    assert line.row() == Row("result code", ("", "", "-10"))
    choose(line.kind, "HTTP status")
    assert line.row() == Row("HTTP status", ("", "", "200"))
    choose(line.kind, "Value")
    line.subject.setText("id")
    assert line.row() == Row("value", ("id", "equals", ""))
    line.subject.editingFinished.emit()
    assert line.expected.text() == '"5"'
    choose(line.comparison, "is of type")
    assert line.row() == Row("value", ("id", "type", "string"))
    # What was typed stays.
    choose(line.comparison, "equals")
    line.expected.setText("6")
    line.subject.setText("names")
    line.subject.editingFinished.emit()
    choose(line.comparison, "contains")
    assert line.row() == Row("value", ("names", "contains", "6"))


JSON_LINES = '{\n  "a": 1\n}'


def test_what_is_expected_in_several_lines_has_an_editor(qtbot, theme):
    row = RESPONSE_TESTS.new_row("body")
    line = shown_line(qtbot, theme, ResponseTestLine(theme), row)
    heard: list[Row] = []
    line.changed.connect(lambda: heard.append(line.row()))
    line.resize(2_000, line.height())
    line.activateWindow()
    line.expected.setFocus()
    qtbot.waitUntil(line.expected.hasFocus)
    QGuiApplication.clipboard().setText(JSON_LINES)
    line.expected.paste()
    assert texts_of_row(heard[-1])[2] == JSON_LINES
    assert line.area.hasFocus()
    assert not line.expected.isVisible()
    assert line.area.accessibleName() == "Test 1 expected"
    qtbot.waitUntil(lambda: line.area.width() > line.width() // 2)
    assert line.area.y() > line.kind.y()
    QTest.keyClicks(line.area, "x")
    assert texts_of_row(heard[-1])[2] == f"{JSON_LINES}x"
    # While it is typed in, it stays, also with one line.
    line.area.setPlainText("[1]")
    assert (texts_of_row(line.row())[2], line.area.isVisible()) == ("[1]", True)
    line.restore(Row(row.name, (*texts_of_row(row)[:2], "hello")))
    assert (line.expected.isVisible(), line.expected.text()) == (True, "hello")
    assert line.expected.hasFocus()
    assert not line.area.isVisible()
    line.restore(Row(row.name, (*texts_of_row(row)[:2], JSON_LINES)))
    assert line.area.exact_text() == JSON_LINES
    assert texts_of_row(line.row())[2] == JSON_LINES
