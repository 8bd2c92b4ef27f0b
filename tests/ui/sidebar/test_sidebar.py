"""The sidebar in the real window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QTreeView

from aiurdesk.core.state.window_state import WindowState
from aiurdesk.services.collections.collection_plans import GiveName
from aiurdesk.ui.sidebar.section import Hint
from aiurdesk.ui.sidebar.sections_page import SectionsPage
from aiurdesk.ui.widgets.rows_model import ItemRole
from tests.coroutines import until
from tests.history_records import an_exchange
from tests.ui.collections.steps import a_collection, open_collection
from tests.ui.opened_window import opened_window
from tests.ui.sidebar.shown import visible

SECTIONS = ["Collections", "Services", "History"]


def sections_of(opened) -> SectionsPage:
    page = opened.window.sidebar.sections
    assert isinstance(page, SectionsPage)
    return page


def fold(opened, section):
    sections_of(opened).tree.collapse(section.item.index())


async def test_the_three_sections_stand_in_one_tree_with_a_button_each(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        (tree,) = [
            view for view in opened.window.sidebar.findChildren(QTreeView) if view.isVisible()
        ]
        assert [row for row in visible(tree) if row in SECTIONS] == SECTIONS
        buttons = [b for b in tree.findChildren(QToolButton) if b.isVisible()]
        assert [b.accessibleName() for b in buttons] == [
            "New",
            "Add an API description…",
            "Search the history",
        ]


async def test_a_folded_section_is_folded_at_the_next_start(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        fold(opened, sections_of(opened).services)
        await opened.scope.idle()
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        assert sections_of(opened).folded == ("services",)
        assert "2020 generation" not in visible(sections_of(opened).tree)


async def test_each_section_has_a_key_that_unfolds_it_and_takes_the_keyboard(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        page = sections_of(opened)
        for action, section in (
            ("show_collections", page.collections),
            ("show_services", page.services),
        ):
            fold(opened, section)
            opened.act("toggle_sidebar")
            opened.act(action)
            assert page.has_focus()
            assert page.tree.isExpanded(section.item.index())
            assert page.is_below(page.tree.currentIndex(), section)
        opened.act("filter_history")
        assert opened.window.focusWidget() is opened.find("history_filter")


async def test_the_whole_history_takes_the_place_of_the_tree_until_one_goes_back(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await opened.scope.idle()
        page = sections_of(opened)
        opened.find("history_button", QToolButton).click()
        assert not page.isVisible()
        QTest.keyClick(opened.find("history_filter"), Qt.Key.Key_Escape)
        assert page.has_focus()
        opened.act("filter_history")
        opened.find("history_back", QToolButton).click()
        assert page.isVisible()


async def test_the_filter_finds_in_all_sections(theme, tmp_path):
    async with opened_window(theme, tmp_path / "p") as opened:
        await open_collection(opened, a_collection(tmp_path / "checks", "Push hello"))
        opened.act("filter_endpoints")
        page = sections_of(opened)
        assert opened.window.focusWidget() is page.filter
        QTest.keyClicks(page.filter, "push")
        model = page.hits.model()
        rows = [model.index(row, 0).data() for row in range(model.rowCount())]
        assert rows[:2] == ["Collections 1 of 1", "Push hello"]
        assert rows[2].startswith("Services ")
        assert "Push message" in rows[3:]
        QTest.keyClick(page.filter, Qt.Key.Key_Return)
        await opened.scope.idle()
        assert opened.current.copy.name == "Push hello"


async def test_a_request_that_is_opened_elsewhere_is_selected_where_it_is_saved(theme, tmp_path):
    async with opened_window(theme, tmp_path / "p") as opened:
        folder = a_collection(tmp_path / "checks")
        await open_collection(opened, folder)
        page = sections_of(opened)
        opened.open("gateway.home.index")
        assert page.is_below(page.tree.currentIndex(), page.services)
        opened.controller.opener.open_target(str(folder / "A.request.toml"))
        await opened.scope.idle()
        assert page.is_below(page.tree.currentIndex(), page.collections)
        assert page.tree.currentIndex().data() == "A"


async def test_an_endpoint_that_is_dragged_into_a_folder_is_saved_there(theme, tmp_path):
    async with opened_window(theme, tmp_path / "p") as opened:
        folder = a_collection(tmp_path / "checks")
        section = await open_collection(opened, folder)
        page = sections_of(opened)
        opened.window.endpoints.show_endpoint("gateway.home.index")
        for name in ("Status", "Status 2"):
            dragged = page.model.mimeData([page.tree.currentIndex()])
            inner = section.tree.rows.find(str(folder / "inner"))
            page.model.dropMimeData(dragged, Qt.DropAction.MoveAction, -1, 0, inner)
            await opened.scope.idle()
            text = (folder / "inner" / f"{name}.request.toml").read_text()
            assert 'endpoint = "gateway.home.index"' in text
            opened.window.endpoints.show_endpoint("gateway.home.index")


async def test_a_past_request_that_is_dragged_into_a_collection_is_saved_there(theme, tmp_path):
    async with opened_window(theme, tmp_path / "p") as opened:
        opened.services.history.record(an_exchange(), "Sandbox")
        folder = a_collection(tmp_path / "checks")
        section = await open_collection(opened, folder)
        await opened.scope.idle()
        page = sections_of(opened)

        def first():
            return page.model.index(0, 0, page.history.item.index())

        # Another thread records it.
        await until(lambda: not isinstance(first().data(ItemRole), Hint))
        dragged = page.model.mimeData([first()])
        top = section.tree.rows.find(str(folder))
        page.model.dropMimeData(dragged, Qt.DropAction.MoveAction, -1, 0, top)
        await opened.scope.idle()
        assert opened.current.copy.path.startswith(str(folder))


async def test_a_saved_request_that_was_sent_keeps_its_verdict_for_the_next_start(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    file = folder / "A.request.toml"
    async with opened_window(theme, tmp_path / "p") as opened:
        section = await open_collection(opened, folder)
        opened.controller.opener.open_target(str(file))
        await opened.scope.idle()
        opened.send()
        await opened.answer()
        severity = str(opened.exchange(opened.current.key).verdict.severity)
        assert section.painter.verdicts == {str(file): severity}
        section.commanded.emit(GiveName(str(file), "Other"))
        await opened.scope.idle()
    async with opened_window(theme, tmp_path / "p") as opened:
        await opened.scope.idle()
        section = opened.controller.collections.section
        assert section.painter.verdicts == {str(folder / "Other.request.toml"): severity}


async def test_a_verdict_that_no_version_has_is_not_restored(theme, tmp_path):
    state = WindowState(last_verdicts={"/a": "success", "/b": "no such severity"})
    async with opened_window(theme, tmp_path, state) as opened:
        assert opened.controller.collections_tab.verdicts == {"/a": "success"}
