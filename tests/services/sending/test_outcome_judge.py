"""Outcomes become exchanges, without secrets that a server repeats."""

import time

from msgspec.structs import replace

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import redact
from aiurdesk.core.problem import FixAction
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.services.library import Library
from aiurdesk.services.processes.helper_processes import HelperProcesses
from tests.fakes import FakeTransport, a_pipeline
from tests.services.sending.test_send_pipeline import pipeline_with, plan_of, responding, sent


async def test_a_long_text_is_searched_for_secrets_off_the_event_loop():
    escapes = "%252525" * 14_000
    body = f'{{"code": -4, "message": "{escapes} s3cret-token"}}'.encode()
    location = Header("Location", escapes[:60_000] + "s3cret-token")

    async def respond(request):
        return Response(200, "HTTP/2", (location,), ResponseBody(body), request.url)

    async def respond_shortly(request):
        return Response(
            200, "HTTP/2", (), ResponseBody(b'{"code": -4, "message": "m"}'), request.url
        )

    # What is loaded with the first request of all is loaded in this thread.
    await sent(pipeline_with(respond_shortly))
    started = time.thread_time()
    exchange = await sent(pipeline_with(respond))
    on_the_loop = time.thread_time() - started
    started = time.thread_time()
    redact(exchange.verdict, exchange.prepared.secrets)
    assert on_the_loop < (time.thread_time() - started) / 2
    assert "s3cret-token" not in repr(exchange.verdict)
    assert "s3cret-token" not in repr(exchange.outcome.headers)


async def test_a_not_found_code_suggests_the_endpoint_that_lists_what_exists():
    exchange = await sent(responding(b'{"code": -4, "message": "We can not find your channel!"}'))
    targets = {fix.action: fix.target for fix in exchange.verdict.fixes}
    assert targets[FixAction.OPEN_ENDPOINT] == "stargate.channel.viewmychannels"
    assert targets[FixAction.FOCUS_PARAMETER] == "ChannelId"


async def test_what_a_dialect_reads_holds_no_secret_of_the_request(tmp_path):
    # A dialect in a collection is a stranger's, and may point at a value that repeats the token.
    (tmp_path / "collection.toml").write_text("")
    (tmp_path / "dialects").mkdir()
    (tmp_path / "dialects" / "own.toml").write_text(
        'format = 1\nname = "own"\n[read]\nok = "ok"\ncode = "token"\nsub_code = "token"\n'
        'message = "token"\nwarning = "token"\nrequest_id = "token"\ndocs = "token"\n'
        '[read.fields]\nmap = "fields"\n[read.items]\neach = "items"\nok = "ok"\n'
        'code = "token"\nmessage = "token"\nlabel = "token"\n'
    )
    body = (
        b'{"ok": false, "token": "s3cret-token", "fields": {"a": "s3cret-token"},'
        b' "items": [{"ok": false, "token": "s3cret-token"}]}'
    )

    async def respond(request):
        return Response(
            200, "HTTP/2", (), ResponseBody(body, None, len(body), len(body)), request.url
        )

    processes = HelperProcesses()
    pipeline = a_pipeline(FakeTransport(respond), Library(), processes=processes)
    plan = plan_of(pipeline)
    plan = pipeline.plan(
        replace(plan.request, folder=str(tmp_path), dialect="own"), plan.environment
    )
    try:
        exchange = await pipeline.send(plan)
    finally:
        await processes.aclose()
    assert isinstance(exchange, Exchange)
    assert exchange.verdict.dialect == "own"
    assert exchange.verdict.message == "••••"
    assert "s3cret" not in repr(exchange.verdict)
