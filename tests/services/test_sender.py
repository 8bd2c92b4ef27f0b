"""From a request to an exchange, over a transport that answers as told."""

import asyncio
import logging
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from aiurdesk.cli.report import as_json
from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.preview import preview
from aiurdesk.core.request.request import FieldError, Header, PreparedRequest, Request
from aiurdesk.core.response.report import report
from aiurdesk.core.response.response import Body, Failure, FailureKind, Response
from aiurdesk.core.verdict.verdict import FixAction, VerdictKind
from aiurdesk.services.envelope_reader import EnvelopeReader
from aiurdesk.services.library import Library
from aiurdesk.services.sender import Sender
from tests.fakes import FakeTransport

LIBRARY = Library()
_PUSH = LIBRARY.catalogue.endpoint("stargate.message.pushmessage")
assert _PUSH is not None
PUSH = _PUSH
STARGATE = LIBRARY.catalogue.service("stargate")
VALUES = (("AccessToken", "s3cret-token"), ("ChannelId", "2"), ("MessageContent", "hello"))


def sender_with(answer):
    return Sender(FakeTransport(answer), LIBRARY, EnvelopeReader())


def answering(body, status=200):
    async def answer(request):
        return Response(status, "HTTP/2", (), Body(body, None, len(body), len(body)), request.url)

    return sender_with(answer)


async def sent(sender, request=None, service=STARGATE):
    request = request or Request(PUSH, VALUES)
    prepared = sender.prepare(request, service, Environment("Production 2020"))
    assert isinstance(prepared, PreparedRequest)
    return await sender.send(request, prepared, service, Limits())


async def test_everything_that_was_made_of_a_request_is_bound_together():
    before = datetime.now(UTC)
    exchange = await sent(answering(b'{"code": 0, "message": "Done."}'))
    assert exchange.request.endpoint is PUSH
    assert exchange.prepared.url == "https://stargate.aiursoft.com/Message/PushMessage"
    assert exchange.verdict.message == "Done."
    assert exchange.verdict.table == "2020"
    assert before <= exchange.started_at <= datetime.now(UTC)


async def test_cookies_that_the_transport_added_are_shown_and_kept_as_dots():
    async def answer(request):
        known = replace(request, headers=(Header("Cookie", "sid=••••"),))
        known = replace(known, secrets=(*request.secrets, Secret("s3cret-sid")))
        body = b'{"code": 0, "message": "You are s3cret-sid."}'
        return Response(200, "HTTP/2", (), Body(body), request.url, sent=known)

    exchange = await sent(sender_with(answer))
    assert "sid=••••" in preview(exchange.prepared)
    assert "sid=••••" in as_json(exchange)
    assert "sid=••••" in report(exchange)
    assert "s3cret-sid" not in report(exchange)


async def test_a_failure_ends_in_an_exchange_too():
    async def answer(request):
        return Failure(FailureKind.HOST_NOT_FOUND, "stargate.aiursoft.com")

    exchange = await sent(sender_with(answer))
    assert exchange.envelope is None
    assert exchange.verdict.kind is VerdictKind.NO_ANSWER


async def test_what_does_not_exist_leads_to_the_endpoint_that_lists_it():
    exchange = await sent(answering(b'{"code": -4, "message": "We can not find your channel!"}'))
    targets = {fix.action: fix.target for fix in exchange.verdict.fixes}
    assert targets[FixAction.OPEN_ENDPOINT] == "stargate.channel.viewmychannels"
    assert targets[FixAction.FOCUS_PARAMETER] == "ChannelId"


async def test_an_unexpected_code_is_logged_with_its_message_and_without_secrets(caplog):
    body = b'{"code": 7, "message": "Odd token s3cret-token."}'
    with caplog.at_level(logging.WARNING, "aiurdesk"):
        exchange = await sent(answering(body))
    assert exchange.verdict.kind is VerdictKind.UNEXPECTED_CODE
    assert "Unexpected code 7" in caplog.text
    assert "Odd token ••••." in caplog.text
    assert "s3cret" not in caplog.text


async def test_a_value_that_breaks_a_rule_is_refused_before_sending():
    async def answer(request):
        raise AssertionError("nothing should be sent")

    sender = sender_with(answer)
    request = Request(PUSH, (*VALUES[:1], ("ChannelId", "two"), *VALUES[2:]))
    refused = sender.prepare(request, STARGATE, Environment("Production 2020"))
    assert isinstance(refused, tuple)
    assert [error.parameter for error in refused] == ["ChannelId"]
    assert isinstance(refused[0], FieldError)


async def test_a_multipart_body_is_divided_differently_each_time():
    parameter = Parameter("file", ParameterKind.TEXT, Location.MULTIPART)
    upload = Endpoint("s.g.e", "s", "G", "E", "POST", "https://h/", parameters=(parameter,))
    sender = answering(b"")
    request = Request(upload, (("file", "x"),))
    first, second = (sender.prepare(request, None, Environment("")) for _ in range(2))
    assert first != second


async def test_cancelling_ends_the_send_and_can_be_told_as_an_exchange():
    async def answer(request):
        await asyncio.Event().wait()
        raise AssertionError

    sender = sender_with(answer)
    request = Request(PUSH, VALUES)
    prepared = sender.prepare(request, STARGATE, Environment(""))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await sender.send(request, prepared, STARGATE, Limits())
    exchange = sender.cancelled(request, prepared, elapsed_ms=10.0)
    assert exchange.outcome.timing.total_ms == 10.0
    assert exchange.verdict.headline == "Cancelled"


async def test_closing_closes_the_transport():
    async def answer(request):
        raise AssertionError("nothing should be sent")

    transport = FakeTransport(answer)
    await Sender(transport, LIBRARY, EnvelopeReader()).aclose()
    assert transport.is_closed
