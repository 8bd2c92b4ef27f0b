from PySide6.QtWidgets import QLineEdit, QTreeView

from aiurdesk.core.environments.environment import PRODUCTION
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window
from tests.ui.palette.steps import choose, close_palette, listing, open_palette, rows

REQUESTS = "go_to_endpoint"


async def test_the_best_hits_are_the_same_as_in_the_filter(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        for text in ("channelid", "-7", "stargate", "create channel"):
            opened.find("sidebar_filter", QLineEdit).setText(text)
            model = opened.find("sidebar_hits", QTreeView).model()
            titles = {model.index(row, 0).data() for row in range(model.rowCount())}
            listed = listing(opened, text, REQUESTS)
            assert listed
            assert {row.split(", ")[0].split(" ", 1)[1] for row in listed} <= titles


async def test_what_matched_is_told(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert any("· ChannelId, Endpoint" in row for row in listing(opened, "channelid"))
        assert any("· −7, Endpoint" in row for row in listing(opened, "-7"))


async def test_a_name_that_the_row_does_not_show_counts_less(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        # Its name is SetCulture, and its title "Choose language".
        listed = listing(opened, "set")
        assert listed[0] == "Settings, File, Ctrl+,, Action"
        titles = [row.split(",")[0] for row in listed]
        assert "POST Choose language" in titles


async def test_an_endpoint_opens_in_a_tab(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert choose(opened, "createchannel") == "POST Create channel, Stargate, Endpoint"
        assert opened.current.request.endpoint.id == "stargate.channel.createchannel"


async def test_all_of_them_are_suggested_where_only_requests_are_wanted(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        open_palette(opened, REQUESTS)
        assert len(rows(opened)) == len(opened.window.endpoints.ranking)


async def test_endpoints_of_another_environment_are_listed_after_it_was_chosen(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert listing(opened, "code lab", REQUESTS)
        opened.environments.choose(PRODUCTION)
        close_palette(opened)
        assert listing(opened, "code lab", REQUESTS) == []


async def test_without_parameters_the_keyboard_goes_to_send(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.filter_sidebar()
        choose(opened, "sockets echo")
        assert opened.window.focusWidget() is opened.find("send")


async def test_behind_another_tab_of_the_editors_the_keyboard_goes_to_send(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("stargate.message.pushmessage")
        WindowDriver(opened.window, opened.controller).show("Docs")
        opened.act("new_request")
        opened.controller.filter_sidebar()
        choose(opened, "push message")
        assert opened.window.focusWidget() is opened.find("send")
