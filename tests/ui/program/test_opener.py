"""What is named, pasted or handed over, in the real window."""

from PySide6.QtWidgets import QLineEdit

from tests.ui.collections.steps import a_collection, rows_of, told
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
        assert rows_of(opened.controller.collections.section)[0] == "Checks"
        opener.open_target(str(folder / "A.request.toml"))
        await opened.scope.idle()
        assert opened.current.copy.path == str(folder / "A.request.toml")


async def test_a_link_fills_a_form_and_sends_nothing(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opener = opened.controller.opener
        opener.open_target(
            "aiurdesk:open?endpoint=stargate.message.pushmessage&ChannelId=7&AccessToken=x&no=1"
        )
        await opened.scope.idle()
        request = opened.current.request
        assert request.endpoint.id == "stargate.message.pushmessage"
        assert request.values == (("ChannelId", "7"),)
        assert told(opened)[-1].endswith("Left out: AccessToken, no.")
        opener.open_target("aiurdesk:open?url=http://localhost:1/a%26b")
        await opened.scope.idle()
        assert opened.current.request.endpoint.path == "http://localhost:1/a&b"
        opener.open_target("aiurdesk:open?endpoint=gateway.home.index")
        assert opened.current.request.endpoint.id == "gateway.home.index"
        opener.open_target("aiurdesk:open")
        assert opened.current.request.endpoint.title == "New request"
        await opened.scope.idle()
        assert not any(request.is_sent for request in opened.controller.workbench.open_requests)


async def test_a_link_opens_a_saved_request_of_this_computer_only(theme, tmp_path):
    folder = a_collection(tmp_path / "a checks")
    file = folder / "A.request.toml"
    async with opened_window(theme, tmp_path / "profile") as opened:
        opener = opened.controller.opener
        opener.open_target(f"aiurdesk:open?file={file}")
        await opened.scope.idle()
        assert opened.current.copy.path == str(file)
        other = a_collection(tmp_path / "other") / "collection.toml"
        opener.open_target(f"aiurdesk:open?file={other}")
        await opened.scope.idle()
        assert str(other.parent) in opened.controller.collections.paths
        opener.open_target((folder / "B.request.toml").as_uri())
        await opened.scope.idle()
        assert opened.current.copy.path == str(folder / "B.request.toml")
        opener.open_target("aiurdesk:open?endpoint=no.such.endpoint")
        assert told(opened)[-1].endswith("does not exist: no.such.endpoint.")
        opener.open_target("file://server/share/C.request.toml")
        assert "files of this computer" in told(opened)[-1]
        opener.open_target("aiurdesk:open?url=https://a.test/{{secret:Work}}")
        assert "uses variables" in told(opened)[-1]
        assert opened.current.copy.path == str(folder / "B.request.toml")
