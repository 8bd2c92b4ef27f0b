"""What is named, pasted or handed over, in the real window."""

from PySide6.QtWidgets import QLineEdit

from tests.ui.collections.steps import a_collection, shown, told
from tests.ui.opened_window import opened_window


async def test_a_new_request_waits_for_an_address(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.action("new_request").trigger()
        assert opened.window.focusWidget() is opened.find("address", QLineEdit)
        opened.act("focus_address")
        opened.act("find")
        opened.act("tab_1")
        assert opened.current.request.endpoint.title == "New request"


async def test_endpoints_addresses_and_collections_are_opened_by_their_names(theme, tmp_path):
    folder = a_collection(tmp_path / "checks")
    async with opened_window(theme, tmp_path / "profile") as opened:
        opener = opened.controller.opener
        opener.open_target("")
        assert opened.window.empty_state.isVisible()
        opener.open_target("gateway.home.index")
        assert opened.current.request.endpoint.id == "gateway.home.index"
        opener.open_target("https://a.example/b")
        assert opened.current.request.endpoint.path == "https://a.example/b"
        opener.open_target("https://a.example/?k={{ env:HOME }}")
        assert opened.current.request.endpoint.path == "https://a.example/b"
        assert "uses variables of the process" in told(opened)[-1]
        opener.open_target(str(folder))
        await opened.scope.idle()
        assert shown(opened.controller.collections.panel.panel)[0] == "Checks"
        opener.open_target(str(folder / "A.request.toml"))
        await opened.scope.idle()
        assert opened.current.copy.path == str(folder / "A.request.toml")
