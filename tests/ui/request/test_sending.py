import asyncio

import pytest
from PySide6.QtWidgets import QLabel, QTabBar

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import (
    PRODUCTION,
    SANDBOX,
    SANDBOX_SERVICES,
    Environment,
)
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.core.request.request import Header, JsonBody, PreparedRequest, Request, TextBody
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Failure, FailureKind
from aiurdesk.core.state.history_settings import HistorySettings
from aiurdesk.ui.request.sending import Preview, shown_base_address
from tests.child_process import children
from tests.coroutines import until
from tests.transport.misbehaving_server import answering, response, serving
from tests.ui.credentials.window_steps import opened_dialog, press
from tests.ui.opened_window import opened_window

STATUS, PUSH, HANG = (
    "gateway.home.index",
    "stargate.message.pushmessage",
    "code-lab.noanswer.hang",
)


async def test_the_sandbox_starts_with_the_first_request_and_has_all_its_services(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        sending = opened.controller.workbench.sending
        assert opened.environments.environment == SANDBOX
        endpoint = opened.services.library.catalogue.endpoint(STATUS)
        assert endpoint is not None
        request = Request(endpoint)
        plan = sending.plan(request)
        assert sending.preview(plan) is None
        assert shown_base_address(plan) == ""
        opened.open(STATUS)
        await opened.scope.idle()
        assert set(opened.environments.environment.base_urls) == SANDBOX_SERVICES
        plan = sending.plan(request)
        assert isinstance(sending.preview(plan), PreparedRequest)
        assert shown_base_address(plan).startswith("https://127.0.0.1:")


async def test_what_was_sent_to_the_sandbox_does_not_go_elsewhere_while_that_starts(
    theme, tmp_path
):
    async with opened_window(theme, tmp_path) as opened:
        finished = []
        opened.controller.workbench.sending.exchange_finished.connect(
            lambda key, exchange: finished.append(exchange)
        )
        opened.open(STATUS)
        opened.send()
        opened.environments.choose(Environment("Mine", {"gateway": "http://127.0.0.1:9"}))
        await opened.scope.idle()
        assert finished == []
        (message,) = opened.window.message_bar.messages
        assert message.text.startswith("Your request was not sent, because you chose another")


async def test_invalid_fields_are_refused_before_anything_is_sent(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        refused = []
        opened.controller.workbench.sending.refused.connect(
            lambda key, errors: refused.append(errors)
        )
        opened.controller.credentials.choice.choose("")
        opened.open(PUSH)
        opened.send()
        assert {error.field.parameter for error in refused[0]} == {"AccessToken", "ChannelId"}
        assert (await opened.answer()) is None


@pytest.mark.parametrize("is_forced", [False, True])
async def test_what_the_sandbox_does_not_have_is_said_before_the_form_is_looked_at(
    theme, tmp_path, is_forced
):
    async with opened_window(theme, tmp_path) as opened:
        refused = []
        opened.controller.workbench.sending.refused.connect(
            lambda key, errors: refused.extend(errors)
        )
        opened.open("kahla-v2.contacts.reporthim")
        opened.send(is_forced=is_forced)
        assert [error.field.parameter for error in refused] == [""]
        assert "only the endpoints of Kahla v2 that signing in needs" in refused[0].sentence
        assert (await opened.answer()) is None


async def test_send_anyway_shows_what_the_server_says(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.credentials.choice.choose("")
        opened.open(PUSH)
        opened.send(is_forced=True)
        exchange = await opened.answer()
        assert exchange.verdict.code == -10
        assert exchange.request.is_forced


async def test_cancelling_by_hand_ends_in_an_exchange_that_says_so(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        await opened.scope.idle()
        current = opened.open(HANG)
        bench = opened.controller.workbench
        opened.send()
        assert bench.sending.is_busy(current.key)
        await asyncio.sleep(0.05)
        bench.sending.cancel(current.key)
        exchange = await opened.answer()
        assert isinstance(exchange.outcome, Failure)
        assert exchange.outcome.kind is FailureKind.CANCELLED


async def test_a_response_is_shown_where_its_tests_are_cancelled_and_not_recorded(theme, tmp_path):
    body = b'{"a": "' + b"a" * 40 + b'!"}'
    # It tries each way to divide the text, until it is ended after some seconds.
    endless = ResponseTest("value", "(a+)+$", "matches", "a")
    async with (
        serving(answering(response(body, "Content-Type: application/json"))) as port,
        opened_window(theme, tmp_path) as opened,
    ):
        opened.services.history.configure(HistorySettings())
        endpoint = Typed(f"http://127.0.0.1:{port}/")
        opened.controller.workbench.open_request(Request(endpoint, tests=(endless,)))
        await opened.scope.idle()
        before = set(children())
        opened.send()
        # The process that carries the test out.
        await until(lambda: set(children()) - before)
        opened.controller.workbench.sending.cancel(opened.current.key)
        exchange = await opened.answer()
        assert exchange.status == 200
        assert exchange.examination is not None
        (finding,) = exchange.examination.findings
        assert (finding.passed, finding.found) == (
            False,
            "It was stopped before it was carried out.",
        )
        await opened.services.history.aclose()
        assert await opened.services.history.page(HistoryFilter()) == ()


async def test_a_question_is_answered_before_the_time_begins(theme, tmp_path):
    async def hang(reader, _writer):
        await reader.read()  # until the client has closed

    def texts_of(opened):
        return [label.text() for label in opened.page.response.findChildren(QLabel)]

    async with (
        serving(hang) as port,
        opened_window(theme, tmp_path) as opened,
    ):
        opened.environments.choose(Environment("Live", is_careful=True))
        endpoint = Typed(f"http://127.0.0.1:{port}/", "POST")
        bench = opened.controller.workbench
        bench.open_request(Request(endpoint))
        opened.send()
        dialog = await opened_dialog(opened, "question")
        assert "Waiting for your answer…" in texts_of(opened)
        assert "Waiting for the response…" not in texts_of(opened)
        began = asyncio.get_running_loop().time()
        press(dialog, "Send")
        await until(lambda: "Waiting for the response…" in texts_of(opened))
        bench.sending.cancel(opened.current.key)
        exchange = await opened.answer()
        elapsed_ms = (asyncio.get_running_loop().time() - began) * 1000
        # Only what came after the answer.
        assert exchange.outcome.timing.total_ms <= elapsed_ms


async def test_a_service_that_the_environment_has_not_is_told_in_words(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        refused = []
        sending = opened.controller.workbench.sending
        sending.refused.connect(lambda key, errors: refused.extend(errors))
        opened.environments.choose(PRODUCTION)
        opened.open(STATUS)
        opened.send()
        await opened.scope.idle()
        assert "Choose an environment of that generation" in refused[0].sentence


async def test_what_the_credential_fills_in_is_not_missing(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("stargate.channel.createchannel")
        await opened.scope.idle()
        sending = opened.controller.workbench.sending
        plan = sending.plan(opened.current.request)
        assert isinstance(sending.preview(plan), PreparedRequest)
        assert plan.credential is opened.controller.credentials.choice.chosen
        opened.send()
        assert (await opened.answer()).verdict.code == 0


async def test_a_token_is_renewed_by_hand_whatever_is_left_of_it(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("stargate.channel.createchannel")
        opened.send()
        await opened.answer()
        login, chosen = opened.services.authenticator, opened.controller.credentials.choice.chosen
        assert chosen is not None
        before = login.grant(chosen)
        opened.send()
        await opened.answer()
        assert login.grant(chosen) is before
        opened.send(is_renewing=True)
        assert (await opened.answer()).verdict.code == 0
        assert login.grant(chosen) is not before


async def test_tests_run_after_a_send_and_captures_fill_in_later_requests(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        bench = opened.controller.workbench
        endpoint = opened.services.library.catalogue.endpoint(STATUS)
        assert endpoint is not None
        later = bench.open_request(Request(endpoint, headers=(Header("X-Said", "{{said}}"),)))
        await opened.scope.idle()
        assert isinstance(bench.sending.preview(bench.plan(later.key)), tuple)
        first = bench.open_request(
            Request(
                endpoint,
                tests=(ResponseTest("code", 0), ResponseTest("status", 404)),
                captures=(Capture("said", "value", "message"),),
            )
        )
        bench.send_request(first.key)
        await opened.scope.idle()
        exchange = bench.exchange(first.key)
        assert exchange is not None
        assert exchange.examination is not None
        assert [finding.passed for finding in exchange.examination.findings] == [True, False]
        bar = next(
            bar
            for bar in opened.window.findChildren(QTabBar)
            if bar.accessibleName() == "Response views" and bar.isVisible()
        )
        assert bar.tabText(bar.count() - 1) == "Tests 1/2"

        assert isinstance(bench.sending.preview(bench.plan(later.key)), PreparedRequest)
        bench.send_request(later.key)
        await opened.scope.idle()
        sent = bench.exchange(later.key)
        assert sent is not None
        assert Header("X-Said", "Server started successfully!") in sent.prepared.headers

        assert opened.action("forget_captured").isEnabled()
        opened.action("forget_captured").trigger()
        assert not opened.action("forget_captured").isEnabled()
        assert isinstance(bench.sending.preview(bench.plan(later.key)), tuple)


def a_post(body):
    return Request(Typed("https://localhost/a", "POST"), body=body)


async def test_the_preview_of_a_long_body_comes_after_the_edit(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.environments.choose(PRODUCTION)
        sending = opened.controller.workbench.sending
        previews: list[tuple[Preview | None, Preview | None]] = []

        async def show(text):
            plan = sending.plan(a_post(JsonBody(text)))
            sending.show_preview(1, plan, lambda *both: previews.append(both))
            assert previews == []
            await opened.scope.idle()
            return previews.pop()

        prepared, forced = await show(f'["{"x" * 100_000}", {{"token": "hush"}}]')
        assert isinstance(prepared, PreparedRequest)
        assert forced is prepared
        assert prepared.secrets == (Secret("hush"),)
        # What is wrong with it is said too, beside what "Send anyway" would send.
        errors, forced = await show("[" * 100_000)
        assert isinstance(errors, tuple)
        assert isinstance(forced, PreparedRequest)


async def test_an_edit_replaces_the_preview_that_is_still_to_come(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.environments.choose(PRODUCTION)
        sending = opened.controller.workbench.sending
        previews: list[Preview | None] = []
        for text in ("x" * 100_000, "short"):
            plan = sending.plan(a_post(TextBody(text)))
            sending.show_preview(1, plan, lambda prepared, _: previews.append(prepared))
        await opened.scope.idle()
        (prepared,) = previews
        assert isinstance(prepared, PreparedRequest)
        assert prepared.body == (b"short",)
