from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.collections.steps import a_collection, open_collection, put
from tests.ui.opened_window import opened_window
from tests.ui.palette.steps import choose, current, found, line_of, open_palette, rows

FIND = "Find in response, Edit, Ctrl+F, Action"
CREATE = "POST Create channel, Stargate, Endpoint"


async def test_what_was_chosen_is_the_first_suggestion_the_next_time(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert choose(opened, "create channel") == CREATE
        assert choose(opened, "larger text") == "Larger text, View, Ctrl++, Action"
        open_palette(opened)
        assert rows(opened)[:2] == ["Larger text, View, Ctrl++, Action", CREATE]
        await opened.scope.idle()


async def test_a_collection_that_is_read_meanwhile_is_searched_at_once(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        folder = a_collection(tmp_path / "checks", "Zebra")
        await open_collection(opened, folder)
        assert found(opened, "zebra") == ["POST Zebra, Checks, Saved request"]
        put(folder / "Zebra two.request.toml")
        opened.controller.collections.refresh()
        await opened.scope.idle()
        assert line_of(opened).text() == "zebra"
        assert len(rows(opened)) == 2


async def test_what_can_be_done_when_a_response_is_there_is_listed_at_once(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("gateway.home.index")
        opened.action("send").trigger()
        assert found(opened, "cancel")[0] == "Cancel, Request, Esc, Action"
        assert FIND not in found(opened, "find in")
        await opened.answer()
        # Not typed again.
        assert FIND in rows(opened)


async def test_the_current_row_stays_when_others_come(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        folder = a_collection(tmp_path / "checks", "Zebra three", "Zebra two")
        await open_collection(opened, folder)
        found(opened, "zebra")
        QTest.keyClick(line_of(opened), Qt.Key.Key_Down)
        wanted = current(opened)
        put(folder / "Zebra one.request.toml")
        opened.controller.collections.refresh()
        await opened.scope.idle()
        assert len(rows(opened)) == 3
        assert current(opened) == wanted
