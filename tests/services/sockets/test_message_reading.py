from datetime import UTC, datetime

import pytest

from aiurdesk.core.exchange.sockets.event_types import LONGEST_LISTED, FrameReading
from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.request.request import GraphqlBody, NoBody, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.verdict.dialect import DialectChoice, Reason
from aiurdesk.core.verdict.verdict import Severity, VerdictKind
from aiurdesk.services.library import Library
from aiurdesk.services.sockets.message_reading import FrameRules, read_frame

LIBRARY = Library()
AT = datetime(2026, 11, 26, tzinfo=UTC)


def reading_of(
    content,
    endpoint_id="stargate.listen.channel",
    kind=FrameKind.TEXT,
    longest=None,
    dialect=None,
    body=NoBody(),  # noqa: B008 - a value that nothing changes
) -> FrameReading:
    target = LIBRARY.catalogue.endpoint(endpoint_id) or Typed("wss://chat.example/")
    request = Request(target, body=body)
    service = LIBRARY.catalogue.service(request.endpoint.service_id)
    frame = Frame(AT, Direction.RECEIVED, kind, content, len(content))
    name = dialect or (service.table if service else "")
    choice = DialectChoice(name, Reason.GIVEN) if name else DialectChoice()
    judging = {key: LIBRARY.dialects[key] for key in (name or "2023",) if key != "http"}
    if name == "http":
        choice, judging = DialectChoice(None, Reason.GIVEN), {}
    rules = FrameRules(service, choice, judging, LIBRARY.socket_events)
    return read_frame(frame, request, rules, longest)


def test_an_envelope_gets_the_verdict_of_the_table_of_its_service():
    verdict = reading_of('{"code": -8, "message": "no"}').verdict
    assert verdict is not None
    assert (verdict.code, verdict.table, verdict.severity) == (-8, "2020", Severity.CREDENTIAL)
    assert verdict.message == "no"


def test_a_code_that_is_in_no_table_is_unexpected():
    verdict = reading_of('{"code": 777, "message": "no"}').verdict
    assert verdict is not None
    assert verdict.kind is VerdictKind.UNEXPECTED_CODE


def test_another_host_may_use_codes_of_its_own():
    assert reading_of('{"code": 777, "message": "no"}', "none").verdict is None
    assert reading_of('{"code": 0, "message": "ok"}', "none").verdict is None


def test_an_envelope_with_the_mark_of_its_protocol_is_judged_at_any_host():
    content = '{"code": %d, "message": "m", "protocolVersion": "1"}'
    judged = reading_of(content % 0, "none").verdict
    assert judged is not None
    assert (judged.severity, judged.table) == (Severity.SUCCESS, "2023")
    unknown = reading_of(content % 99, "none").verdict
    assert unknown is not None
    assert unknown.kind is VerdictKind.UNEXPECTED_CODE


def test_a_message_with_a_code_has_the_verdict_of_its_dialect():
    content = '{"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "No."}}'
    verdict = reading_of(content, "none", dialect="json-rpc").verdict
    assert verdict is not None
    assert (verdict.code, verdict.message, verdict.severity) == (-32601, "No.", "input")
    assert (verdict.table, verdict.kind) == ("json-rpc", "envelope")
    unknown = reading_of('{"ok": false, "error": "new"}', "none", dialect="slack").verdict
    assert unknown is not None
    assert (unknown.kind, unknown.severity) == ("unexpected_code", "unexpected")


@pytest.mark.parametrize(
    "content",
    ["hello", "", "[", '{"jsonrpc": "2.0", "method": "newHeads"}', "[" * 100_000, '"\ud83d"'],
)
def test_other_messages_of_a_dialect_have_none(content):
    assert reading_of(content, "none", dialect="json-rpc").verdict is None


def test_what_became_of_an_operation_may_fail_without_a_code():
    content = '{"type": "next", "id": "1", "payload": {"errors": [{"message": "No such field."}]}}'
    body = GraphqlBody("subscription { a }")
    verdict = reading_of(content, "none", dialect="graphql", body=body).verdict
    assert verdict is not None
    assert (verdict.kind, verdict.severity) == ("envelope", "input")
    assert "No such field." in (verdict.message, *verdict.other_errors)


@pytest.mark.parametrize("content", ["hello", '{"code": "x"}', '{"text": "\\"code\\""}', ""])
def test_other_texts_have_no_verdict(content):
    assert reading_of(content) == FrameReading()


def test_bytes_and_control_frames_are_not_read_nor_texts_above_a_limit():
    text = '{"code": 0, "message": "ok"}'
    assert reading_of(text.encode(), kind=FrameKind.BINARY) == FrameReading()
    assert reading_of(text.encode()) == FrameReading()
    assert reading_of(text, kind=FrameKind.CLOSE) == FrameReading()
    long = text + " " * LONGEST_LISTED
    assert reading_of(long, longest=LONGEST_LISTED) == FrameReading()
    assert reading_of(long).verdict is not None


def test_events_of_kahla_are_named():
    old = reading_of('{"type": 7, "typeDescription": "DissolveEvent", "conversationId": 2}')
    assert old.event is not None
    assert (old.event.name, old.event_table) == ("DissolveEvent", "Kahla 2020")
    new = reading_of('{"type": 32, "threadId": 2}', "kahla-v2.messages.websocket")
    assert new.event is not None
    assert (new.event.name, new.event_table) == ("ThreadPropertyChanged", "Kahla v2")
    # The same number means another event in the other table.
    assert (
        reading_of('{"type": 8, "typeDescription": ""}').event
        != reading_of('{"type": 8}', "kahla-v2.messages.websocket").event
    )


def test_a_plain_sign_of_failure_is_told_at_any_host():
    content = '{"error": {"message": "The model is overloaded."}}'
    verdict = reading_of(content, "none").verdict
    assert verdict is not None
    assert (verdict.severity, verdict.message) == (Severity.INPUT, "The model is overloaded.")
    assert verdict.headline == "The message says that it failed: The model is overloaded."
    assert reading_of(content, "none", dialect="http").verdict is None
    assert reading_of('{"choices": [{"delta": {"content": "error"}}]}', "none").verdict is None
