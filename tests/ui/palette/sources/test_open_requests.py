from PySide6.QtWidgets import QTreeView

from aiurdesk.core.verdict.verdict import Severity
from tests.ui.opened_window import opened_window
from tests.ui.palette.steps import choose, close_palette, listing, open_palette, rows

PUSH, STATUS = "stargate.message.pushmessage", "gateway.home.index"


async def test_the_tabs_but_the_one_in_front_are_suggested_first(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(PUSH)
        opened.act("duplicate_request")
        opened.page.set_values((("ChannelId", "2"),))
        opened.act("new_request")
        for action_id in ("command_palette", "go_to_endpoint"):
            open_palette(opened, action_id)
            assert rows(opened)[:2] == [
                "POST Push message, Stargate, Open tab",
                "POST Push message · 2, Stargate · edited, Open tab",
            ]


async def test_a_tab_comes_to_the_front(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        first = opened.open(PUSH)
        opened.act("new_request")
        assert choose(opened, "push message") == "POST Push message, Stargate, Open tab"
        assert opened.current.key == first.key


async def test_a_secret_in_a_typed_address_is_not_shown(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.opener.open_target("https://example.com/zebra?AccessToken=hidden")
        opened.act("new_request")
        (row,) = listing(opened, "zebra")
        assert row.endswith("https://example.com/zebra?AccessToken=, Open tab")
        assert "hidden" not in row


async def test_an_address_is_listed_once(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.opener.open_target("https://example.com/zebra")
        opened.act("new_request")
        assert listing(opened, "zebra") == ["GET https://example.com/zebra, Open tab"]


async def test_a_tab_in_the_list_has_the_dot_of_its_last_verdict(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        first = opened.open(STATUS)
        opened.act("new_request")

        def dots(token):
            open_palette(opened, "command_palette")
            seen = opened.find("palette_rows", QTreeView).grab().toImage()
            said, wanted = rows(opened)[0], theme.colour(token).rgb()
            close_palette(opened)
            places = ((x, y) for x in range(seen.width()) for y in range(seen.height()))
            return said, sum(seen.pixel(*place) == wanted for place in places)

        said, before = dots("server_text")
        assert ", Server, " not in said
        opened.controller.tabs.show_severity(first.key, Severity.SERVER)
        said, after = dots("server_text")
        assert after > before
        assert ", Server, " in said
