from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QToolTip

from aiurdesk.services.collections.collection_plans import Delete, Duplicate, MoveTo
from aiurdesk.ui.collections.collection_tree import Act, EntryCommand
from aiurdesk.ui.collections.collections_section import CollectionsSection
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.sidebar.sections_page import SectionsPage
from tests.ui.collections.steps import unfold
from tests.ui.collections.trees import method_of, read

KEY = Qt.Key
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Shown:
    """A tree with a collection in it, and what it asked for."""

    def __init__(self, qtbot, theme, folder):
        page = SectionsPage(theme)
        qtbot.addWidget(page)
        self.section = CollectionsSection(page, ActionKeys(), method_of)
        self.section.set_collections([read(folder)])
        self.tree, self.view, self.rows = self.section.tree, page.tree, self.section.tree.rows
        page.resize(300, 500)
        page.show()
        unfold(self.section)
        self.commands: list[object] = []
        self.section.commanded.connect(self.commands.append)
        self.folder = folder

    def press(self, name, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.tree.select(str(self.folder / name if name else self.folder))
        QTest.keyClick(self.view, key, modifier)


def test_every_action_has_a_key(qtbot, theme, tmp_path):
    view = Shown(qtbot, theme, tmp_path)
    a, c = "A.request.toml", "inner/C.request.toml"
    view.press(a, KEY.Key_Return)
    view.press(a, KEY.Key_Delete)
    view.press("", KEY.Key_Delete)
    view.press(a, KEY.Key_Z, CONTROL)
    view.press(a, KEY.Key_Z, CONTROL | SHIFT)
    view.press(a, KEY.Key_Down, ALT)
    view.press(a, KEY.Key_Up, ALT)
    view.press("B.request.toml", KEY.Key_Up, ALT)
    view.press("inner", KEY.Key_Down, ALT)
    view.press(a, KEY.Key_X, CONTROL)
    view.press(c, KEY.Key_V, CONTROL)
    view.press(c, KEY.Key_V, CONTROL)
    path, top = str(tmp_path / a), str(tmp_path)
    assert view.commands == [
        EntryCommand(Act.OPEN_REQUEST, path),
        Delete((path,)),
        EntryCommand(Act.CLOSE, top),
        EntryCommand(Act.UNDO),
        EntryCommand(Act.REDO),
        MoveTo((path,), top, "inner/"),
        MoveTo((str(tmp_path / "B.request.toml"),), top, "A"),
        MoveTo((path,), str(tmp_path / "inner")),
    ]
    view.tree.select(path)
    assert view.tree.duplication() == Duplicate(path)
    view.tree.select(top)
    assert view.tree.duplication() is None


def test_what_lies_in_a_chosen_folder_is_not_chosen_twice(qtbot, theme, tmp_path):
    view = Shown(qtbot, theme, tmp_path)
    view.tree.select(str(tmp_path / "inner"))
    select = QItemSelectionModel.SelectionFlag.Select
    for name in ("inner/C.request.toml", "A.request.toml"):
        index = view.rows.find(str(tmp_path / name))
        view.view.selectionModel().select(index, select)
    assert [node.title for node in view.tree.chosen] == ["A", "inner"]


def test_return_folds_and_what_was_unfolded_is_again(qtbot, theme, tmp_path):
    view = Shown(qtbot, theme, tmp_path)
    folded = []
    view.tree.folded.connect(lambda: folded.append(view.tree.expanded_keys()))
    view.press("inner", KEY.Key_Return)
    assert folded == [(str(tmp_path),)]
    view.tree.expand_keys([str(tmp_path), str(tmp_path / "inner")])
    view.section.set_collections([])
    view.section.set_collections([read(tmp_path)])
    assert view.view.isExpanded(view.rows.find(str(tmp_path / "inner")))
    view.tree.select("/gone")
    assert view.tree.current is None


def hits_view(qtbot, theme, rows):
    """Return the hits of a filter as the sidebar shows them."""
    page = SectionsPage(theme)
    qtbot.addWidget(page)
    page.resize(300, 300)
    section = CollectionsSection(page, ActionKeys(), method_of)
    section.set_collections(rows)
    page.show()
    return page


def test_rows_are_drawn_each_in_its_way(qtbot, theme, tmp_path):
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "Bad.request.toml").write_text("x = [")
    page = hits_view(qtbot, theme, [read(tmp_path / "checks")])
    section = page.collections.content
    empty = page.tree.grab().toImage()
    unfold(section)
    assert page.tree.grab().toImage() != empty
    option = QStyleOptionViewItem()
    index = section.tree.rows.find(str(tmp_path / "checks" / "A.request.toml"))
    delegate = page.tree.itemDelegate()
    asked = QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(), QPoint())
    delegate.helpEvent(asked, page.tree, option, index)
    assert QToolTip.text().endswith("A.request.toml")
    editor = delegate.createEditor(page.tree, option, index)
    assert isinstance(editor, QLineEdit)
    assert editor.accessibleName() == "Name"


def test_a_hit_has_two_lines_with_the_words_marked(qtbot, theme, tmp_path):
    page = hits_view(qtbot, theme, [read(tmp_path)])
    page.filter.setText("inner")
    heading, hit = (page.hits.visualRect(page.hits.model().index(n, 0)) for n in (0, 1))
    assert hit.height() > heading.height()
    picture = page.hits.viewport().grab(hit).toImage()
    places = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
    marked = theme.colour("match_background").name()
    assert marked in {picture.pixelColor(x, y).name() for x, y in places}


def test_the_badge_of_a_hit_keeps_away_from_the_edge(qtbot, theme, tmp_path):
    page = hits_view(qtbot, theme, [read(tmp_path)])
    page.filter.setText("inner")
    page.hits.clearSelection()
    picture = page.hits.viewport().grab(page.hits.visualRect(page.hits.model().index(1, 0)))
    picture = picture.toImage()
    ground = picture.pixelColor(picture.width() - 1, 1)
    drawn = [
        x
        for x in range(picture.width())
        for y in range(picture.height() // 2)
        if picture.pixelColor(x, y) != ground
    ]
    assert min(drawn) >= 8
