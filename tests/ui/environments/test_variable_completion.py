import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.core.environments.environment import Environment
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.environments.variable_completion import (
    VariableCompletion,
    say_values,
    show_tip,
    tip_lines,
)
from aiurdesk.ui.form.line import Line

OFFERED = (
    ("channel", "5"),
    ("chapter", "x"),
    ("$uuid", "a random UUID"),
    ("secret:W", "••••"),
    ("env:CH", "••••"),
)


class Fields(msgspec.Struct):
    window: QWidget
    completion: VariableCompletion
    field: QLineEdit | QPlainTextEdit
    other: QLineEdit


@pytest.fixture(params=[QLineEdit, QPlainTextEdit])
def fields(request, qtbot, theme) -> Fields:
    window = QWidget()
    qtbot.addWidget(window)
    fields = Fields(
        window, VariableCompletion(theme, window, lambda: OFFERED), request.param(), QLineEdit()
    )
    layout = QVBoxLayout(window)
    layout.addWidget(fields.field)
    layout.addWidget(fields.other)
    window.show()
    fields.field.setFocus()
    window.activateWindow()
    qtbot.waitUntil(fields.field.hasFocus)
    fields.completion.follow(fields.field)
    return fields


def text_of(field):
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def shown_list() -> QListView | None:
    widgets = QApplication.topLevelWidgets()
    lists = [widget for widget in widgets if isinstance(widget, QListView) and widget.isVisible()]
    return next((widget for widget in lists if widget.accessibleName() == "Variables"), None)


def press(key):
    view = shown_list()
    assert view is not None
    QTest.keyClick(view, key)


def offered():
    view = shown_list()
    if view is None:
        return []
    model = view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_two_braces_offer_variables_and_return_takes_one(fields):
    field = fields.field
    QTest.keyClicks(field, "id=")
    assert offered() == []
    QTest.keyClicks(field, "{{")
    assert len(offered()) == 4
    QTest.keyClicks(field, "cha")
    assert offered() == ["channel   5", "chapter   x"]
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert text_of(field) == "id={{chapter}}"
    assert offered() == []


def test_braces_that_are_there_are_not_doubled(fields):
    field = fields.field
    QTest.keyClicks(field, "{{}}")
    QTest.keyClick(field, Qt.Key.Key_Left)
    QTest.keyClick(field, Qt.Key.Key_Left)
    QTest.keyClicks(field, "uu")
    assert offered() == ["$uuid   a random UUID"]
    press(Qt.Key.Key_Return)
    assert text_of(field) == "{{$uuid}}"


def test_variables_of_the_process_are_offered_after_their_prefix(fields):
    QTest.keyClicks(fields.field, "{{env")
    assert offered() == ["env:CH   ••••"]
    QTest.keyClicks(fields.field, ":c")
    press(Qt.Key.Key_Tab)
    assert text_of(fields.field) == "{{env:CH}}"


def test_escape_and_unknown_names_close_the_list(fields):
    field = fields.field
    QTest.keyClicks(field, "{{ch")
    press(Qt.Key.Key_Escape)
    assert offered() == []
    QTest.keyClicks(field, "x")
    assert offered() == []
    assert text_of(field) == "{{chx"


def test_only_the_field_with_the_keyboard_is_followed(fields):
    field = fields.field
    fields.completion.follow(fields.other)
    QTest.keyClicks(field, "{{")
    assert offered() == []
    fields.other.setFocus()
    QTest.keyClicks(fields.other, "{{se")
    assert offered() == ["secret:W   ••••"]


def test_emojis_before_the_cursor_do_not_hide_the_offer(fields):
    field = fields.field
    QTest.keyClicks(field, "a}}")
    for _ in range(3):
        QTest.keyClick(field, Qt.Key.Key_Left)
    if isinstance(field, QLineEdit):
        field.insert("😀😀")
    else:
        field.insertPlainText("😀😀")
    QTest.keyClicks(field, "{{")
    assert len(offered()) == 4
    QTest.keyClicks(field, "chan")
    press(Qt.Key.Key_Return)
    assert text_of(field) == "😀😀{{channela}}"


ENVIRONMENT = Environment("Mine", variables={"a": "1 <b>", **{f"v{n}": "x" for n in range(20)}})


def test_the_values_are_said_in_fields_of_one_and_of_several_lines(qtbot):
    line, area, label = QLineEdit("x{{a}}{{b}}"), QPlainTextEdit("\n{{a}}"), QLabel("{{a}}")
    for widget in (line, area, label):
        qtbot.addWidget(widget)
    first, second = tip_lines(line, ENVIRONMENT)
    assert first == "{{a}}: 1 <b> (environment Mine)"
    assert second.startswith("{{b}} has no value")
    assert tip_lines(area.viewport(), ENVIRONMENT) == tip_lines(area, ENVIRONMENT) == (first,)
    assert tip_lines(label, ENVIRONMENT) == ()
    line.setText("".join(f"{{{{v{n}}}}}" for n in range(20)))
    assert tip_lines(line, ENVIRONMENT)[-1] == "and 8 more"


def test_a_tip_is_shown_where_there_is_a_variable(qtbot):
    line = QLineEdit("{{a}}")
    qtbot.addWidget(line)
    line.show()
    assert show_tip(line, QPoint(1, 1), ENVIRONMENT)
    # Escaped, as Qt takes the text for HTML: else the person would see "{{a}}: 1".
    qtbot.waitUntil(lambda: "{{a}}: 1 &lt;b&gt;" in QToolTip.text())
    line.setText("a")
    assert not show_tip(line, QPoint(1, 1), ENVIRONMENT)
    QToolTip.hideText()


@pytest.fixture(params=["line", "area"])
def two(request, qtbot, theme):
    """Return a field with two variables, the first of which is at the caret."""
    field = Line() if request.param == "line" else CodeEditor(theme)
    qtbot.addWidget(field)
    field.resize(400, 100)
    field.show()
    if isinstance(field, Line):
        field.show_text("{{v1}} and {{v2}}")
        field.setCursorPosition(3)
    else:
        field.show_text("{{v1}} and {{v2}}")
        field.select_part(3, 3)
    yield field
    QToolTip.hideText()


def test_only_the_variable_below_the_pointer_is_told(qtbot, two):
    part = two if isinstance(two, Line) else two.viewport()
    assert show_tip(part, part.mapToGlobal(two.cursorRect().center()), ENVIRONMENT)
    qtbot.waitUntil(lambda: QToolTip.text() == "{{v1}}: x (environment Mine)")
    # Elsewhere in the field, all of it.
    assert show_tip(part, part.mapToGlobal(QPoint(390, 5)), ENVIRONMENT)
    qtbot.waitUntil(lambda: "{{v2}}: x" in QToolTip.text() and "{{v1}}: x" in QToolTip.text())


def test_the_variable_at_the_caret_is_told_by_a_key(qtbot, two):
    say_values(two, ENVIRONMENT)
    qtbot.waitUntil(lambda: QToolTip.text() == "{{v1}}: x (environment Mine)")
    two.clear()
    say_values(two, ENVIRONMENT)
    qtbot.waitUntil(lambda: QToolTip.text().startswith("There is no variable"))
