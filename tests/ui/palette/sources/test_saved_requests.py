from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.collections.steps import a_collection, open_collection
from tests.ui.opened_window import opened_window
from tests.ui.palette.steps import choose, line_of, listing, open_palette, rows


async def test_a_saved_request_is_found_by_name_place_and_parameter(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_collection(opened, a_collection(tmp_path / "checks", "A", "Inner/Zebra"))
        row = "POST Zebra, Checks / Inner, Saved request"
        assert listing(opened, "zeb") == [row]
        assert listing(opened, "checks inner", "go_to_endpoint") == [row]
        assert "POST A, Checks · ChannelId, Saved request" in listing(opened, "channelid")


async def test_it_is_opened_in_its_tab_and_suggested_the_next_time(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        folder = a_collection(tmp_path / "checks", "Zebra")
        await open_collection(opened, folder)
        row = choose(opened, "zebra")
        await opened.scope.idle()
        assert opened.current.copy.path == str(folder / "Zebra.request.toml")
        open_palette(opened)
        assert rows(opened)[0] == row


async def test_a_request_of_a_closed_collection_is_gone(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        folder = a_collection(tmp_path / "checks", "Zebra")
        await open_collection(opened, folder)
        choose(opened, "zebra")
        await opened.scope.idle()
        opened.act("close_request")
        opened.controller.collections.close(str(folder))
        assert listing(opened, "zebra") == []


async def test_without_collections_nothing_of_them_is_made(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert [row for row in listing(opened, "a") if row.endswith("Saved request")] == []
        assert not opened.controller.collections_tab.saved_work.is_made


async def test_a_file_that_is_gone_is_told_and_opens_nothing(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        folder = a_collection(tmp_path / "checks", "Zebra")
        await open_collection(opened, folder)
        listing(opened, "zebra")
        (folder / "Zebra.request.toml").unlink()
        QTest.keyClick(line_of(opened), Qt.Key.Key_Return)
        await opened.scope.idle()
        (told,) = opened.window.message_bar.messages
        assert told.text == f"There is no file {folder / 'Zebra.request.toml'} any more."
        assert opened.current is None
