"""The real window against its own sandbox, as a new user tries it."""

import asyncio
import logging

from PySide6.QtWidgets import QLineEdit, QPushButton, QTabWidget

from aiurdesk.core.response.response import Failure, FailureKind
from aiurdesk.core.verdict.verdict import VerdictKind
from aiurdesk.services.library import load_code_lab
from tests.ui.opened_window import opened_window

PUSH, HANG, SLOW = (
    "stargate.message.pushmessage",
    "code-lab.noanswer.hang",
    "code-lab.noanswer.slow",
)


async def test_a_word_in_a_number_field_is_marked_by_the_form_and_by_the_server(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(PUSH)
        await opened.scope.idle()
        channel = next(
            field
            for field in opened.window.findChildren(QLineEdit)
            if field.accessibleName() == "ChannelId" and field.isVisible()
        )
        channel.insert("two")
        assert channel.property("invalid")
        opened.find("send", QPushButton).click()
        assert opened.exchange(1) is None
        opened.find("send_anyway", QPushButton).click()
        exchange = await opened.answer()
        assert exchange.verdict.code == -10
        assert "ChannelId" in exchange.verdict.field_errors
        editors = opened.find("editors", QTabWidget)
        assert editors.tabText(editors.currentIndex()) == "Form"


async def test_fifty_requests_at_once_all_get_their_response(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("gateway.home.index")
        await opened.scope.idle()
        bench = opened.controller.workbench
        request = opened.current.request
        for _ in range(49):
            bench.open_request(request)
        for waiting in bench.open_requests:
            bench.send_request(waiting.key)
        await opened.scope.idle()
        codes = [opened.exchange(done.key).verdict.code for done in bench.open_requests]
        assert codes == [0] * 50


async def test_closing_the_window_cancels_running_requests(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("gateway.home.index")
        await opened.scope.idle()
        for endpoint_id in (HANG, SLOW):
            opened.open(endpoint_id)
            opened.send()
        await asyncio.sleep(0.1)
        assert len(opened.scope.names()) >= 2
    assert opened.scope.names() == ()


async def test_stopping_the_server_during_a_request_gives_a_verdict(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("gateway.home.index")
        await opened.scope.idle()
        opened.open(HANG)
        opened.send()
        await asyncio.sleep(0.2)
        await opened.services.sandbox.aclose()
        assert (await opened.answer()) is not None
        opened.send()
        exchange = await opened.answer()
        assert isinstance(exchange.outcome, Failure)
        assert exchange.outcome.kind is FailureKind.CONNECTION_REFUSED
        assert exchange.verdict.kind is VerdictKind.NO_ANSWER


async def test_the_code_lab_shows_every_verdict_in_the_window(theme, tmp_path, caplog):
    caplog.set_level(logging.WARNING)
    async with opened_window(theme, tmp_path) as opened:
        codes = {}
        for endpoint in load_code_lab().endpoints:
            if endpoint.group not in {"Result codes", "Unexpected codes"}:
                continue
            opened.open(endpoint.id)
            opened.send(is_forced=True)
            exchange = await opened.answer()
            codes[exchange.verdict.code] = exchange.verdict.kind
        table = opened.services.library.dialects["2020"]
        assert set(table.codes) <= set(codes)
        assert {codes[number] for number in table.codes} == {VerdictKind.ENVELOPE}
        assert codes[7] is codes[-9] is codes[-999] is VerdictKind.UNEXPECTED_CODE
