from tests.ui.collections.steps import a_collection, open_collection, put
from tests.ui.opened_window import opened_window
from tests.ui.palette.steps import choose, found, line_of, open_palette, rows

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
