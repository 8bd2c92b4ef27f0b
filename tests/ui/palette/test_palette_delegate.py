import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeView

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.palette.palette_delegate import PaletteDelegate, PaletteLine
from aiurdesk.ui.palette.source import PaletteRow
from aiurdesk.ui.widgets.rows_model import Column, RowsModel

LONG = "a title that no row has room for, however wide the palette may be on this screen " * 3


@pytest.fixture
def view(qtbot, theme):
    view = QTreeView()
    qtbot.addWidget(view)
    theme.apply_to(view)
    model: RowsModel[PaletteRow] = RowsModel((Column("Row", lambda row: row.title),), view)
    view.setModel(model)
    view.setHeaderHidden(True)
    view.setIndentation(0)
    view.setItemDelegate(PaletteDelegate(theme, view))
    view.resize(600, 60)
    return view


def colours(view, *rows, left=0.0, right=1.0):
    view.model().set_items(rows)
    picture = view.viewport().grab(view.visualRect(view.model().index(0, 0))).toImage()
    width = picture.width()
    return {
        picture.pixelColor(x, y).name()
        for x in range(round(width * left), round(width * right))
        for y in range(picture.height())
    }


def a_row(**members):
    return PaletteRow("Action", "a", members.pop("title", "Send"), list, **members)


def test_a_method_has_its_colour_and_is_muted_where_it_cannot_be_reached(view, theme):
    post = theme.colour("post").name()
    assert post in colours(view, a_row(method="POST"))
    assert post not in colours(view, a_row(method="POST", is_muted=True))
    assert post not in colours(view, a_row())


@pytest.mark.parametrize("scheme", [ColourScheme.LIGHT, ColourScheme.DARK])
def test_what_matches_is_marked_in_title_and_detail_but_not_in_the_kind(view, theme, scheme):
    theme.apply(scheme, 100)
    delegate = view.itemDelegate()
    marked = theme.colour("match_background").name()
    for text, is_marked in (("send", True), ("file", True), ("action", False)):
        delegate.set_filter(text)
        assert (marked in colours(view, a_row(detail="File"))) is is_marked


def test_keys_have_a_frame(view, theme):
    framed = theme.colour("border_strong").name()
    near = {"left": 0.5}
    assert len(colours(view, a_row(keys="Ctrl+K"), **near)) > len(colours(view, a_row(), **near))
    assert framed not in colours(view, a_row())


def test_a_long_title_leaves_room_for_detail_keys_and_kind(view, theme):
    view.itemDelegate().set_filter("zebra")
    marked = theme.colour("match_background").name()
    row = a_row(title=LONG, detail="zebra", keys="Ctrl+K")
    assert marked in colours(view, row, left=0.5)
    assert view.itemDelegate().tool_tip(row) == f"{LONG}\nzebra"


def test_badges_keep_the_room_of_the_widest(view):
    delegate = view.itemDelegate()
    delegate.make_room({"GET"})
    narrow = delegate.badge_width
    delegate.make_room({"PROPFIND"})
    wide = delegate.badge_width
    delegate.make_room({"GET"})
    assert narrow < wide == delegate.badge_width


def test_rows_grow_with_the_text(view, theme):
    before = view.itemDelegate().row_height
    theme.apply(ColourScheme.LIGHT, 200)
    assert view.itemDelegate().row_height > 1.5 * before
    view.model().set_items([a_row()])
    assert view.sizeHintForRow(0) == view.itemDelegate().row_height


CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def line(qtbot, theme):
    larger = QAction("Larger text", theme)
    larger.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
    line = PaletteLine(theme, [larger])
    qtbot.addWidget(line)
    return line


def claims(line, key, modifiers=CTRL):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
    event.ignore()
    QApplication.sendEvent(line, event)
    return event.isAccepted()


def test_it_claims_the_keys_of_the_window_but_for_some(line):
    assert claims(line, Qt.Key.Key_W)
    assert claims(line, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert not claims(line, Qt.Key.Key_Plus)
    assert not claims(line, Qt.Key.Key_Equal)
    assert claims(line, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    # Opens the menu File.
    assert not claims(line, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    # The key pad has the same keys.
    assert not claims(line, Qt.Key.Key_Plus, CTRL | Qt.KeyboardModifier.KeypadModifier)


def test_home_and_end_move_in_the_list_and_with_shift_in_the_text(line):
    moves: list[QTreeView.CursorAction] = []
    line.moved.connect(moves.append)
    line.setText("word")
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Down):
        QTest.keyClick(line, key)
    action = QTreeView.CursorAction
    assert moves == [action.MoveHome, action.MoveEnd, action.MoveDown]
    QTest.keyClick(line, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert line.selectedText() == "word"


def test_escape_gives_up_whatever_is_typed(line, qtbot):
    line.setText("word")
    with qtbot.waitSignal(line.cancelled):
        QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "word"


@pytest.mark.parametrize(
    ("reason", "is_left"),
    [
        (Qt.FocusReason.OtherFocusReason, True),
        (Qt.FocusReason.MouseFocusReason, True),
        (Qt.FocusReason.PopupFocusReason, False),
        (Qt.FocusReason.ActiveWindowFocusReason, False),
    ],
)
def test_it_tells_when_another_widget_has_the_keyboard(line, reason, is_left):
    heard = []
    line.focus_lost.connect(lambda: heard.append(True))
    QApplication.sendEvent(line, QFocusEvent(QEvent.Type.FocusOut, reason))
    assert bool(heard) is is_left
