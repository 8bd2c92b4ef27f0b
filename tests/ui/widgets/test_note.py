from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.note import Note, WrappedLabel, breakable


def test_a_word_without_end_can_be_broken():
    assert breakable("a short one") == "a short one"
    long = breakable("x" * 100)
    assert long.replace("\u200b", "") == "x" * 100
    assert long.split("\u200b") == ["x" * 8] * 12 + ["xxxx"]


def test_a_long_note_under_a_field_is_truncated():
    assert breakable("a " * 5000).endswith("…")
    assert len(breakable("a " * 5000)) == 2001


def test_a_label_never_widens_the_form(qtbot):
    label = WrappedLabel("small")
    qtbot.addWidget(label)
    label.show_text("x" * 500)
    label.resize(200, 20)
    assert label.heightForWidth(200) > 4 * label.fontMetrics().height()
    label.show_text("")
    assert label.isHidden()


def test_a_note_is_gone_while_there_is_nothing_to_say(qtbot, theme):
    note = Note(theme)
    qtbot.addWidget(note)
    assert note.isHidden()
    note.show_text("<b>as it is</b>")
    assert not note.isHidden()
    assert note.label.text() == "<b>as it is</b>"
    theme.apply(ColourScheme.DARK, 100)
    note.show_text("")
    assert note.isHidden()


def test_what_is_copied_and_read_aloud_has_no_break_opportunities(qtbot):
    label = WrappedLabel("small")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    qtbot.addWidget(label)
    guid = "6da0802e-18e4-4a76-99a5-47878dd7b8a5"
    label.show_text(f"GUID · example {guid}")
    spoken = QAccessible.queryAccessibleInterface(label)
    assert spoken is not None
    assert spoken.text(QAccessible.Text.Name) == f"GUID · example {guid}"
    start = label.text().index("6")
    label.setSelection(start, len(label.text()) - start)
    qtbot.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == guid
    label.show_text("short")
    assert spoken.text(QAccessible.Text.Name) == "short"


def test_the_menu_of_a_text_copies_it(qtbot):
    label = WrappedLabel("small")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    qtbot.addWidget(label)
    label.show_text("x" * 40)
    label.show()
    point = label.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, label.mapToGlobal(point))
    QApplication.sendEvent(label, event)
    (menu,) = label.findChildren(QMenu)
    menu.actions()[0].trigger()
    menu.close()
    assert QApplication.clipboard().text() == "x" * 40


def test_a_note_that_keeps_its_room_moves_nothing(qtbot, theme):
    form, note, below = QWidget(), Note(theme, lines=2), QLineEdit()
    column = column_of(form, note, below)
    qtbot.addWidget(form)
    form.resize(300, form.sizeHint().height())
    form.show()
    before = below.geometry()
    for text in ("Enter a number.", "Enter a number from 1 to 65535, such as 8080. ", ""):
        note.show_text(text)
        column.activate()
        assert below.geometry() == before
    note.show_text("Enter a number. " * 20)
    assert note.heightForWidth(note.width()) > 3 * note.label.fontMetrics().lineSpacing()
