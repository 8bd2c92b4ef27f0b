"""Signals of one part reach the part that acts on them, in the real window."""

import ast
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton, QTableView

from aiurdesk.core.environments.environment import PRODUCTION, PRODUCTION_2020
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.state.response_look import LOOKS, ResponseLook, look_key
from aiurdesk.core.state.settings import ColourScheme, Settings
from aiurdesk.services.profile import Profile
from aiurdesk.ui.credentials import credential_controller
from aiurdesk.ui.program import controller, wiring, wiring_requests
from aiurdesk.ui.request import request_pages, sending, workbench
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.ui.credentials.window_steps import messages
from tests.ui.opened_window import opened_window
from tests.ui.palette.steps import close_palette, is_open, take_keyboard

STATUS, CREATE = "gateway.home.index", "stargate.channel.createchannel"


class _Lamps(QuietHandler):
    def do_GET(self) -> None:
        self.respond(b'[{"id": 1}, {"id": 2}]', 200, Content_Type="application/json")


def connected_signals(module) -> list[str]:
    """Return what a module connects, as it stands in the source."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    return [
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".connect")
    ]


def test_parts_are_connected_in_one_place():
    for module in (controller, workbench, sending):
        assert connected_signals(module) == []
    # Those of the watcher of its file.
    assert len(connected_signals(credential_controller)) == 2
    # Its own timer and the splitter of a page that it makes.
    assert len(connected_signals(request_pages)) == 2
    assert len(connected_signals(wiring)) > 20
    assert len(connected_signals(wiring_requests)) > 20


async def test_another_environment_is_followed_by_all_that_shows_it(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        opened.window.environments.environment_chosen.emit(PRODUCTION_2020)
        assert opened.find("environment", QComboBox).currentText() == "Production 2020"
        assert opened.find("address").text().startswith("https://gateway.aiursoft.com")
        assert opened.window.credentials.box.currentText() == "No credential"
        opened.window.environments.environment_chosen.emit(PRODUCTION)
        opened.find("send", QPushButton).click()
        assert "Choose an environment of that generation" in opened.find("refusal_text").text()


async def test_what_is_told_ends_in_the_message_bar_and_settings_in_force(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.saver.change(Settings(colour_scheme=ColourScheme.DARK))
        assert theme.is_dark()
        opened.act("sign_in")
        await opened.scope.idle()
        assert messages(opened) == ["Sandbox app is signed in."]
        assert opened.window.credentials.box.currentText().startswith("Sandbox app · App · token")


async def test_the_width_of_a_column_is_kept_at_once(theme, tmp_path):
    LOOKS.restore({})
    with http_serving(_Lamps) as address:
        async with opened_window(theme, tmp_path) as opened:
            request = custom_request(address)
            opened.controller.workbench.open_request(request)
            opened.send()
            await opened.answer()
            table = next(t for t in opened.window.findChildren(QTableView) if t.isVisible())
            table.setColumnWidth(0, 222)
            await opened.scope.idle()
            # The window is still open: it may be killed now.
            kept = Profile(tmp_path).read().window.response_looks
            assert kept == {look_key(request): ResponseLook(widths={"id": 222})}
    LOOKS.restore({})


async def test_the_field_of_the_top_bar_and_its_key_open_the_palette(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        await take_keyboard(opened)
        opened.controller.filter_sidebar()
        # Qt gives the key of the palette to the line first, which it means something to.
        keys = Qt.KeyboardModifier.ControlModifier
        QTest.keyClick(opened.find("sidebar_filter"), Qt.Key.Key_K, keys)
        assert is_open(opened)
        close_palette(opened)
        opened.find("go_to", QPushButton).click()
        assert is_open(opened)
