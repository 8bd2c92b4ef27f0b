import pytest
from PySide6.QtWidgets import QTreeView

from aiurdesk.core.settings import ColourScheme
from aiurdesk.ui.palette.palette_delegate import PaletteDelegate
from aiurdesk.ui.palette.source import PaletteRow
from aiurdesk.ui.tables.rows_model import Column, RowsModel

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
