"""What frames say, with the secrets of the handshake as dots."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import CUSTOM_URLS
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.event_types import LONGEST_LISTED
from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.request.request import GraphqlBody, PreparedRequest, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import Response, ResponseBody
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.services.sending.planned_request import USUAL_TERMS, NotSent
from tests.core.exchange.sockets.frames import a_frame, a_handshake
from tests.graphql_server import graphql_server
from tests.services.sockets.test_socket_run import send_no_request
from tests.transport.sockets.socket_server import a_socket_server


def test_the_verdict_on_a_frame_shows_no_secret_of_the_handshake(tmp_path):
    services = build_services(tmp_path)
    endpoint = services.library.catalogue.endpoint("stargate.listen.channel")
    assert endpoint is not None
    url = "https://stargate.aiursoft.com/Listen/Channel?Key=topsecretkey"
    handshake = Exchange(
        Request(endpoint),
        PreparedRequest("GET", url, secrets=(Secret("topsecretkey"),)),
        Response(101, "HTTP/1.1", (), ResponseBody(), url),
        None,
        Verdict(VerdictKind.BARE_STATUS, Severity.SUCCESS, "101"),
        datetime.now(UTC),
    )
    text = '{"code": -8, "message": "topsecretkey is not known"}'
    frame = Frame(datetime.now(UTC), Direction.RECEIVED, FrameKind.TEXT, text, len(text))
    reading = services.sockets.read(frame, handshake)
    assert reading.verdict is not None
    assert reading.verdict.message == "•••• is not known"
    event = '{"type": 0, "typeDescription": "NewMessage"}'
    frame = Frame(datetime.now(UTC), Direction.RECEIVED, FrameKind.TEXT, event, len(event))
    reading = services.sockets.read(frame, handshake)
    assert reading.verdict is None
    assert reading.event is not None
    assert reading.event.name == "NewMessage"


async def test_the_socket_of_a_saved_request_is_run(tmp_path):
    services = build_services(tmp_path)
    try:
        sandbox = (await services.start_sandbox()).environment
        endpoint = services.library.with_code_lab.endpoint("code-lab.sockets.envelopes")
        assert endpoint is not None
        test = FrameTest(2, ResponseTest("code", -8))
        conversation = Conversation(frame_count=2, frame_tests=(test,))
        plan = services.pipeline.plan(Request(endpoint, conversation=conversation), sandbox)
        came = await services.sockets.talk(plan, USUAL_TERMS, send_no_request)
        broken = Conversation(messages=(SocketMessage("{{nobody}}"),))
        plan = services.pipeline.plan(Request(endpoint, conversation=broken), sandbox)
        not_sent = await services.sockets.talk(plan, USUAL_TERMS, send_no_request)
    finally:
        await services.aclose()
    assert not isinstance(came, NotSent)
    exchange, received = came
    assert exchange.verdict.headline == "101 Switched to WebSocket"
    assert [finding.passed for finding in received.findings()] == [True, True]
    assert received.findings()[1].found == "\N{MINUS SIGN}8 Unauthorized"
    assert isinstance(not_sent, NotSent)
    assert not_sent.problems[0].field.parameter == "message 1"


@pytest.mark.parametrize(
    ("endpoint_id", "saved", "words"),
    [
        ("code-lab.sockets.silence", {"idle_ms": 50}, "Nothing came for too long"),
        # A loss is a result, also where the window would connect again.
        ("code-lab.sockets.cutoff", {"is_reconnecting": True}, "The connection was lost"),
    ],
)
async def test_a_run_holds_a_socket_open_as_its_saved_options_say(
    tmp_path, endpoint_id, saved, words
):
    services = build_services(tmp_path)
    try:
        sandbox = (await services.start_sandbox()).environment
        endpoint = services.library.with_code_lab.endpoint(endpoint_id)
        assert endpoint is not None
        conversation = Conversation(frame_count=2, within_ms=60_000, **saved)
        plan = services.pipeline.plan(Request(endpoint, conversation=conversation), sandbox)
        came = await services.sockets.talk(plan, USUAL_TERMS, send_no_request)
    finally:
        await services.aclose()
    assert not isinstance(came, NotSent)
    assert came[0].verdict.headline == words


async def test_the_code_in_a_long_frame_is_tested(tmp_path):
    async def one(socket):
        envelope = '{"code": 0, "message": "ok", "protocolVersion": "1"'
        await socket.send(envelope + ', "text": "' + "x" * LONGEST_LISTED + '"}')

    services = build_services(tmp_path)
    test = FrameTest(1, ResponseTest("code", "0"))
    async with a_socket_server(one) as url:
        request = replace(
            custom_request(url.replace("http", "ws")),
            conversation=Conversation(frame_tests=(test,)),
        )
        plan = services.pipeline.plan(request, CUSTOM_URLS)
        result = await services.sockets.talk(plan, USUAL_TERMS, send_no_request)
        assert not isinstance(result, NotSent)
        (finding,) = result[1].findings()
        assert finding.passed, finding.found
    await services.aclose()


@pytest.mark.parametrize(
    ("query", "verdicts"),
    [
        ("subscription { counted(to: 1) }", []),
        ("subscription { counted(to: 1) secret }", ["GraphQL says that it failed"]),
    ],
)
async def test_the_results_of_a_subscription_are_judged_by_the_dialect_of_graphql(
    tmp_path, query, verdicts
):
    services = build_services(tmp_path)
    body = GraphqlBody(query)
    last = FrameTest(ANY_FRAME, ResponseTest("value", 1, "equals", "payload.data.counted"))
    conversation = Conversation(frame_count=3, frame_tests=(last,))
    try:
        with graphql_server() as server:
            endpoint = Typed(server.url, "POST")
            request = Request(endpoint, body=body, conversation=conversation)
            plan = services.pipeline.plan(request, CUSTOM_URLS)
            came = await services.sockets.talk(plan, USUAL_TERMS, send_no_request)
        assert not isinstance(came, NotSent)
        exchange, received = came
        said = [
            services.sockets.read(frame, exchange).verdict
            for frame in transcript_of(exchange.outcome)
            if frame.direction is Direction.RECEIVED
        ]
    finally:
        await services.aclose()
    assert [verdict.headline for verdict in said if verdict is not None] == verdicts
    assert [finding.passed for finding in received.findings()][1:] == [not verdicts]


async def test_an_event_of_a_language_model_has_its_piece_of_text(tmp_path):
    services = build_services(tmp_path)
    handshake = a_handshake(200)
    assert isinstance(handshake.outcome, Response)
    stream = replace(handshake, outcome=replace(handshake.outcome, is_stream=True))
    frame = a_frame('{"choices": [{"delta": {"content": "Hi"}}]}')
    assert services.sockets.read(frame, stream).piece == "Hi"
    # Messages of a socket are not an answer.
    assert services.sockets.read(frame, handshake).piece == ""
    await services.aclose()
