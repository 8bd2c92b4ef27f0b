import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.response.verdict_banner import VerdictBanner
from aiurdesk.ui.startup.preload import LOADING_CLIENT, load_ahead
from tests.coroutines import until
from tests.ui.opened_window import opened_window

STATUS, PUSH = "gateway.home.index", "stargate.message.pushmessage"


async def test_send_and_cancel_are_one_button(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        button = opened.find("send", QPushButton)
        button.click()
        assert button.accessibleName() == "Cancel"
        exchange = await opened.answer()
        assert button.accessibleName() == "Send"
        assert (exchange.verdict.code, exchange.verdict.message) == (
            0,
            "Server started successfully!",
        )


async def test_the_page_of_the_next_request_is_made_while_idle(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        stack = opened.controller.pages.tabs.stack
        then = opened.controller.pages.prepare_pages
        opened.scope.start(LOADING_CLIENT, load_ahead, opened.scope, opened.services, then)
        await until(lambda: len(stack.findChildren(RequestPage)) == 2)
        (ready,) = set(stack.findChildren(RequestPage)) - {opened.page}
        await until(lambda: ready.findChild(VerdictBanner) is not None)
        assert not ready.isVisible()
        opened.open(PUSH)
        assert opened.page is ready
        assert ready.isVisible()
        assert ready.form.isVisible()


async def test_a_field_is_marked_before_sending_and_by_the_server(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.credentials.choice.choose("")
        opened.open(PUSH)
        opened.find("send", QPushButton).click()
        opened.find("send_anyway", QPushButton).click()
        exchange = await opened.answer()
        assert exchange.verdict.code == -10
        assert "AccessToken" in exchange.verdict.field_errors


async def test_the_field_of_a_token_follows_the_choice(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(PUSH)
        await opened.scope.idle()
        token = next(
            e for e in opened.page.findChildren(QLineEdit) if e.accessibleName() == "AccessToken"
        )
        assert token.placeholderText() == "from credential Sandbox app"
        opened.controller.credentials.choice.choose("")
        assert token.placeholderText() == ""
        offer = next(
            b for b in opened.page.findChildren(QPushButton) if b.text() == "Choose credential"
        )
        assert offer.isVisible()


async def test_all_pages_divide_alike(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        opened.send()
        # As at a start after a run in which the responses were beside the editors.
        opened.controller.pages.restore_splitter(opened.controller.pages.splitter_state())
        opened.controller.pages.set_response_below(True)
        opened.open(PUSH)
        pages = opened.controller.pages.tabs.pages()
        assert [page.splitter.orientation() for page in pages] == [Qt.Orientation.Vertical] * 2
        state = opened.controller.pages.splitter_state()
        opened.controller.pages.restore_splitter(state)
        assert opened.controller.pages.is_response_below


async def test_what_happens_to_a_request_that_was_never_in_front_does_no_harm(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        sending = opened.controller.workbench.sending
        sending.refused.emit(99, ())
        sending.busy_changed.emit(99, True)
        assert opened.controller.pages.tabs.page_of(99) is None


async def picture_at_rest(page):
    """Return the picture of a page once it does not change any more."""
    before = None
    while (now := page.grab().toImage()) != before:
        before = now
        await asyncio.sleep(0.1)
    return now


async def test_a_page_hidden_during_a_change_is_never_seen_as_it_was(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        first = opened.open(STATUS).key
        opened.find("send", QPushButton).click()
        await opened.answer()
        opened.open(PUSH)
        theme.apply(ColourScheme.DARK, 120)
        opened.controller.pages.tabs.bring_to_front(first)
        assert opened.page.theme.is_dark()
        picture = await picture_at_rest(opened.page)
        theme.apply(ColourScheme.LIGHT, 100)
        assert await picture_at_rest(opened.page) != picture
        theme.apply(ColourScheme.DARK, 120)
        assert picture.pixelColor(3, 3) == theme.colour("window")
        await until(lambda: opened.page.grab().toImage() == picture)


@pytest.mark.parametrize("typed", ["example.org/x", "curl http://example.org/x -d y"])
async def test_what_is_typed_in_a_tab_that_is_closed_changes_no_request(theme, tmp_path, typed):
    async with opened_window(theme, tmp_path) as opened:
        bench = opened.controller.workbench
        kept = bench.open_request(custom_request("http://127.0.0.1:9/kept"))
        opened.act("new_request")
        field = opened.page.row.address
        await until(field.hasFocus)
        QTest.keyClicks(field, typed)
        # The keyboard leaves the field with the page, which ends what is typed.
        opened.act("close_request")
        assert bench.open_requests == (kept,)
        bench.reopen()
        assert opened.current.request.endpoint.path == typed


async def test_a_tab_that_is_closed_while_its_page_is_prepared_does_no_harm(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        then = opened.controller.pages.prepare_pages
        opened.scope.start(LOADING_CLIENT, load_ahead, opened.scope, opened.services, then)
        await opened.scope.idle()
        for turns in range(8):
            opened.open(PUSH)
            for _ in range(turns):
                await asyncio.sleep(0)
            opened.act("close_request")
            for _ in range(50):
                await asyncio.sleep(0)
        assert opened.controller.window.message_bar.messages == ()
