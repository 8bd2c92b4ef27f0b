import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton

from aiurdesk.core.api.endpoint import Location, Parameter, ParameterKind
from aiurdesk.ui.editor.code_editor import CodeEditor
from aiurdesk.ui.editor.long_text import MOST_EDITED
from aiurdesk.ui.form.editors import make_editor
from aiurdesk.ui.form.text_editor import TextEditor


def text_editor(qtbot, theme, name: str = "title") -> TextEditor:
    editor = TextEditor(Parameter(name, ParameterKind.TEXT, Location.FORM), theme)
    qtbot.addWidget(editor)
    editor.show()
    return editor


def button_of(editor: TextEditor) -> QToolButton:
    (button,) = editor.findChildren(QToolButton)
    return button


def test_an_area_returns_the_text_it_shows(qtbot, theme):
    area = CodeEditor(theme)
    qtbot.addWidget(area)
    area.setPlainText("a\u00a0b\nc")
    assert area.exact_text() == "a\u00a0b\nc"


def test_an_area_grows_with_its_lines_up_to_a_limit(qtbot, theme):
    area = CodeEditor(theme)
    qtbot.addWidget(area)
    area.resize(300, 80)
    area.show()
    heights = []
    for lines in (1, 6, 200):
        area.setPlainText("\n".join("x" * lines))
        heights.append(area.height())
    assert heights == sorted(set(heights))
    assert heights[-1] < 20 * area.fontMetrics().lineSpacing()


def test_an_area_is_as_high_as_its_lines_in_another_font(qtbot, theme):
    area = CodeEditor(theme)
    qtbot.addWidget(area)
    area.show()
    before, font = area.height(), area.font()
    large = area.font()
    large.setPointSizeF(2 * font.pointSizeF())
    area.setFont(large)
    assert area.height() > 1.5 * before
    area.setFont(font)
    assert area.height() == before


def test_a_megabyte_without_a_space_does_not_block_the_window(qtbot, theme):
    editor = text_editor(qtbot, theme)
    editor.set_value("x" * 1_000_000)
    assert editor.controls()[0] is editor.area


@pytest.mark.parametrize("name", ["title", "content"])
def test_a_pasted_megabyte_is_sent_and_shown_whole(qtbot, theme, name):
    editor = text_editor(qtbot, theme, name)
    control = editor.controls()[0]
    QGuiApplication.clipboard().setText("y" * 1_000_000)
    qtbot.keyClick(control, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() == "y" * 1_000_000
    assert editor.controls()[0] is editor.area
    qtbot.waitUntil(lambda: editor.area.is_filled)
    assert editor.area.exact_text() == "y" * 1_000_000
    editor.area.moveCursor(QTextCursor.MoveOperation.Start)
    qtbot.keyClicks(editor.area, "abc")
    assert editor.value() == "abc" + "y" * 1_000_000


def test_a_text_that_is_too_long_to_be_edited_is_sent_whole_and_shown_in_part(qtbot, theme):
    editor = text_editor(qtbot, theme, "content")
    editor.area.insert_text("y" * (MOST_EDITED + 1))
    assert editor.value() == "y" * (MOST_EDITED + 1)
    assert len(editor.area.toPlainText()) == 1000
    (said,) = [label for label in editor.area.findChildren(QLabel) if label.text()]
    assert said.isVisible()
    assert said.text().startswith("16,000,001 characters are sent; the first 1,000 are shown.")
    qtbot.keyClick(editor.area, Qt.Key.Key_Delete)
    assert editor.value() == ""
    assert not said.isVisible()
    qtbot.keyClicks(editor.area, "abc")
    assert editor.value() == "abc"


def test_tab_leaves_an_area(qtbot, theme):
    editor = text_editor(qtbot, theme, "content")
    qtbot.keyClick(editor.area, Qt.Key.Key_Tab)
    assert editor.value() == ""


@pytest.mark.parametrize(
    ("name", "is_area"), [("title", False), ("messageContent", True), ("NewBio", True)]
)
def test_parameters_for_long_texts_start_with_several_lines(qtbot, theme, name, is_area):
    editor = text_editor(qtbot, theme, name)
    assert (editor.controls()[0] is editor.area) == is_area
    assert editor.area.isVisible() == is_area
    assert editor.line.isVisible() != is_area


def test_a_text_of_several_lines_is_shown_in_several_lines(qtbot, theme):
    editor = text_editor(qtbot, theme)
    editor.set_value("a\nb")
    assert editor.area.isVisible()
    assert editor.area.exact_text() == "a\nb"


def test_pasting_several_lines_opens_them(qtbot, theme):
    editor = text_editor(qtbot, theme)
    QGuiApplication.clipboard().setText("a\nb")
    with qtbot.waitSignal(editor.edited):
        editor.line.paste()
    assert editor.value() == "a\nb"
    assert editor.area.isVisible()
    qtbot.keyClicks(editor.area, "c")
    assert "c" in str(editor.value())


def test_a_button_switches_between_one_line_and_several(qtbot, theme):
    editor = text_editor(qtbot, theme)
    button = button_of(editor)
    qtbot.keyClicks(editor.line, "a b")
    button.click()
    assert editor.area.exact_text() == "a b"
    with qtbot.assertNotEmitted(editor.edited):
        button.click()
    assert editor.line.text() == "a b"
    editor.set_value("a\nb")
    with qtbot.waitSignal(editor.edited):
        button.click()
    assert editor.value() == "a b"


def test_the_focus_stays_in_the_text_when_the_editor_switches(qtbot, theme):
    editor = text_editor(qtbot, theme)
    editor.activateWindow()
    editor.line.setFocus()
    qtbot.waitUntil(editor.line.hasFocus)
    button_of(editor).setChecked(True)
    qtbot.waitUntil(editor.area.hasFocus)


def test_a_loaded_value_stays_exact_until_it_is_edited(qtbot, theme):
    editor = text_editor(qtbot, theme)
    editor.set_value("a\r\nb")
    assert editor.value() == "a\r\nb"
    qtbot.keyClicks(editor.area, "x")
    assert editor.value() == "xa\nb"


@pytest.mark.parametrize("kind", [ParameterKind.TEXT, ParameterKind.SECRET, ParameterKind.DATETIME])
def test_a_button_lies_in_its_field_beside_the_text(qtbot, theme, kind):
    editor = make_editor(Parameter("title", kind, Location.FORM), theme)
    qtbot.addWidget(editor)
    editor.resize(300, 60)
    editor.show()
    (line,), (button,) = editor.findChildren(QLineEdit), editor.findChildren(QToolButton)
    assert line.geometry().right() == editor.rect().right()
    assert line.geometry().contains(button.geometry())
    padding = 8
    assert line.width() - padding - line.textMargins().right() <= button.x()
    assert editor.stops() == [line, button]


def test_a_button_lies_in_the_area_that_takes_the_place_of_the_line(qtbot, theme):
    editor = text_editor(qtbot, theme)
    editor.resize(300, 200)
    button = button_of(editor)
    button.click()
    assert editor.area.geometry().contains(button.geometry())
    editor.area.setPlainText("\n".join("x" * 60))
    bar = editor.area.verticalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    viewport = editor.area.viewport()
    text = QRect(viewport.mapTo(editor, QPoint()), viewport.size())
    assert not text.intersects(button.geometry())
    assert not QRect(bar.mapTo(editor, QPoint()), bar.size()).intersects(button.geometry())
    button.click()
    assert editor.line.geometry().contains(button.geometry())
