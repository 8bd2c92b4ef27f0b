import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.ui.opened_window import opened_window
from tests.ui.palette.steps import choose, current, line_of, listing, open_palette, rows


@pytest.mark.parametrize("action_id", ["command_palette", "go_to_endpoint"])
async def test_a_typed_address_becomes_a_request(theme, tmp_path, action_id):
    async with opened_window(theme, tmp_path) as opened:
        line = open_palette(opened, action_id)
        QTest.keyClicks(line, " https://example.com/x?a=1 ")
        assert rows(opened) == ["New request to https://example.com/x?a=1, Custom URL"]
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert opened.current.request.endpoint.path == "https://example.com/x?a=1"
        assert opened.window.focusWidget() is opened.find("address", QLineEdit)


async def test_an_open_request_to_the_address_comes_first(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        first = choose(opened, "wss://example.com/x")
        assert first == "New request to wss://example.com/x, Custom URL"
        opened.act("new_request")
        listed = listing(opened, "wss://example.com/x")
        assert listed[0].endswith("Open tab")
        assert listed[1] == first


@pytest.mark.parametrize(
    "text", ["https://", "https:///x", "example.com/x", "ftp://example.com", "curl https://a.b/c"]
)
async def test_no_other_text_is_an_address(theme, tmp_path, text):
    async with opened_window(theme, tmp_path) as opened:
        assert [row for row in listing(opened, text) if row.endswith("Custom URL")] == []


async def test_a_secret_in_it_is_neither_listed_nor_suggested(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        listing(opened, "https://me:hush@example.com/x?access_token=hush")
        assert "hush" not in current(opened)
        QTest.keyClick(line_of(opened), Qt.Key.Key_Return)
        assert "hush" in opened.current.request.endpoint.path
        open_palette(opened)
        assert not any(row.endswith("Custom URL") for row in rows(opened))
