from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.ui.form.form_panel import FormPanel
from aiurdesk.ui.form.item_list import ItemListEditor
from aiurdesk.ui.widgets.icon_button import IconButton


def editor_of(qtbot, theme, *items: str) -> ItemListEditor:
    editor = ItemListEditor(Parameter("at", ParameterKind.LIST, Location.FORM), theme)
    qtbot.addWidget(editor)
    editor.set_value(items)
    return editor


def removers(editor: ItemListEditor) -> list[IconButton]:
    editor.show()
    return [button for button in editor.findChildren(IconButton) if button.isVisible()]


def lines(editor: ItemListEditor) -> list[str]:
    return [line.text() for line in editor.controls() if isinstance(line, QLineEdit)]


def test_items_keep_order_and_repetition(qtbot, theme):
    editor = editor_of(qtbot, theme, "b", "a", "b")
    assert lines(editor) == ["b", "a", "b"]
    assert [line.accessibleName() for line in editor.controls()] == ["at", "at 2", "at 3"]


def test_of_many_items_some_are_shown_at_once_and_all_are_sent(qtbot, theme):
    items = [f"item {number}" for number in range(60)]
    editor = editor_of(qtbot, theme, *items)
    assert len(lines(editor)) < 30
    assert editor.value() == tuple(items)
    first = editor.findChild(QLineEdit)
    assert first is not None
    first.setText("other")
    assert editor.value() == ("other", *items[1:])
    editor.add.click()
    assert editor.value() == ("other", *items[1:], "")
    assert lines(editor) == ["other", *items[1:], ""]


def test_an_item_is_added_and_typed(qtbot, theme):
    editor = editor_of(qtbot, theme)
    assert editor.controls() == (editor.add,)
    with qtbot.waitSignal(editor.edited):
        editor.add.click()
    assert editor.value() == ("",)
    qtbot.keyClicks(editor.controls()[0], "x")
    assert editor.value() == ("x",)


def test_an_item_is_removed_and_the_rest_is_named_anew(qtbot, theme):
    editor = editor_of(qtbot, theme, "a", "b", "c")
    buttons = removers(editor)
    assert buttons[1].accessibleName() == "Remove at 2"
    buttons[1].click()
    assert editor.value() == ("a", "c")
    assert editor.controls()[1].accessibleName() == "at 2"


def test_the_last_item_can_go(qtbot, theme):
    editor = editor_of(qtbot, theme, "a")
    removers(editor)[0].click()
    assert editor.value() == ()
    assert editor.is_empty()
    assert lines(editor) == []


def test_another_list_replaces_the_first(qtbot, theme):
    editor = editor_of(qtbot, theme, "a", "b")
    editor.set_value(("c",))
    assert lines(editor) == ["c"]


def test_tab_reaches_the_items_before_the_button_that_adds_one(qtbot, theme):
    panel = FormPanel(theme)
    qtbot.addWidget(panel)
    parameters = (
        Parameter("before", ParameterKind.GUID, Location.FORM, required=True),
        Parameter("at", ParameterKind.LIST, Location.FORM, required=True),
        Parameter("after", ParameterKind.GUID, Location.FORM, required=True),
    )
    endpoint = Endpoint("a.b.c", "a", "b", "c", "POST", "/c", parameters=parameters)
    panel.set_request(endpoint, (("at", ("a", "b")),))
    panel.show()
    panel.activateWindow()
    panel.focus_parameter("before")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    reached: list[str] = []
    while "after" not in reached and len(reached) < 20:
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    items = ["at", "Remove at 1", "at 2", "Remove at 2", "Add item to at"]
    assert reached == ["before", "Generate before", *items, "after"]


def test_a_long_item_is_shown_from_its_beginning(qtbot, theme):
    editor = editor_of(qtbot, theme, "a long item")
    (line,) = editor.controls()
    assert isinstance(line, QLineEdit)
    assert line.cursorPosition() == 0
