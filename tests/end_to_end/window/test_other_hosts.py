"""A custom URL of a host that belongs to no known service, judged quietly in the real window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QTabBar

from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.request.tab_badge import TabBadge
from tests.digest_server import PASSWORD, USER, digest_handler
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
BODIES = {
    "json": (200, "application/json", b'{"name": "value"}'),
    "list": (200, "application/json", b"[1, 2]"),
    "html": (200, "text/html", b"<!doctype html><p>Hello</p>"),
    "image": (200, "image/png", PNG),
    "text": (200, "text/plain", b"hello"),
    "nothing": (404, "text/plain", b"no such page"),
    "form": (400, "application/json", b'{"error": "name"}'),
    "closed": (503, "text/plain", b"closed"),
    "broken": (500, "text/html", b"<p>broken</p>"),
}
EXPECTED = {
    "json": ("200", "OK · JSON", Severity.SUCCESS),
    "list": ("200", "OK · JSON", Severity.SUCCESS),
    "html": ("200", "OK · HTML", Severity.SUCCESS),
    "image": ("200", "OK · PNG image", Severity.SUCCESS),
    "text": ("200", "OK · text", Severity.SUCCESS),
    "nothing": ("404", "Not found · text", Severity.INPUT),
    "form": ("400", "Bad request · JSON", Severity.INPUT),
    "closed": ("503", "Service unavailable · text", Severity.SERVER),
    "broken": ("500", "Server error · HTML", Severity.SERVER),
}
"""What the banner shows: sign, headline and severity."""


ANN = "Basic QW5uOnNlc2FtZQ=="
"""Ann and sesame, RFC 7617."""


class _Handler(QuietHandler):
    def do_GET(self) -> None:
        if self.path == "/staff":
            is_ann = self.headers.get("Authorization") == ANN
            body, status = (b'{"user": "Ann"}', 200) if is_ann else (b'{"detail": "Who?"}', 401)
            self.respond(body, status, WWW_Authenticate='Basic realm="Staff"')
            return
        status, media_type, body = BODIES[self.path.strip("/")]
        self.respond(body, status, Content_Type=media_type)


@pytest.fixture
def server() -> Iterator[str]:
    """Run a web server that knows nothing of envelopes, and return its address."""
    with http_serving(_Handler) as address:
        yield address


async def test_an_ordinary_response_is_judged_by_its_status(theme, tmp_path, server):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.action("new_request").trigger()
        bar = opened.find("request_bar", QTabBar)
        offered = {}
        for path in BODIES:
            await driver.type("Address", f"{server}/{path}")
            await driver.send()
            banner = driver.find(QFrame, "Verdict")
            sign = opened.find("verdict-code", QLabel).text()
            # Of a success, which is one line, it is the shorter one that is seen.
            (label,) = banner.findChildren(QLabel, "verdict-headline")
            headline = label.text()
            offered[path] = (sign, headline, Severity(banner.property("severity")))
            badge = bar.tabButton(0, QTabBar.ButtonPosition.LeftSide)
            assert isinstance(badge, TabBadge)
            assert badge.outcome.colour == theme.colour(f"{offered[path][2]}_text")
            assert "Unexpected" not in driver.verdict()
    assert offered == EXPECTED


async def test_a_server_that_asks_for_digest_gets_a_credential_in_one_dialog(theme, tmp_path):
    handler = digest_handler()
    with http_serving(handler) as address:
        async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            opened.action("new_request").trigger()
            await driver.type("Address", f"{address}/staff")
            assert "The server asks for Digest for “lab”." in await driver.send()
            driver.press("Add Digest credential")
            await driver.dialog("Add credential")
            await driver.type("User", USER)
            await driver.type("Password", PASSWORD)
            driver.press("Save")
            await driver.gone("Add credential")
            assert (await driver.send()).startswith("200 ")
    assert 'uri="/staff"' in handler.seen[-1]


async def test_a_server_that_asks_for_basic_gets_a_credential_in_one_dialog(
    theme, tmp_path, server
):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.action("new_request").trigger()
        await driver.type("Address", f"{server}/staff")
        said = await driver.send()
        assert "“Who?”" in said
        assert "The server asks for Basic for “Staff”." in said
        driver.press("Add Basic credential")
        await driver.dialog("Add credential")
        assert driver.find(QLineEdit, "Name").text() == server.partition("://")[2]
        await driver.type("User", "Ann")
        await driver.type("Password", "sesame")
        driver.press("Save")
        await driver.gone("Add credential")
        # Sending again with it is the next thing, and one key.
        resend = opened.window.focusWidget()
        assert isinstance(resend, QPushButton)
        words = resend.accessibleName()
        assert words == f"Resend with {server.partition('://')[2]}"
        assert not driver.has(QPushButton, "Add Basic credential")
        QTest.keyClick(resend, Qt.Key.Key_Space)
        await opened.scope.idle()
        assert driver.verdict().startswith("200 ")
        assert not driver.has(QPushButton, words)
