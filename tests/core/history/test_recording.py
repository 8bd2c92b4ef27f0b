"""What is recorded of an exchange, and that no secret is."""

import base64
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.exchange.sockets.frame import Direction
from aiurdesk.core.exchange.sockets.transcript import Transcript, transcript_of, with_transcript
from aiurdesk.core.history.recording import (
    as_recorded,
    record_of,
    recorded_request,
    restored_exchange,
)
from aiurdesk.core.request.conversation import Conversation, FrameTest, ResponseTest, SocketMessage
from aiurdesk.core.request.request import FileContent, Header, Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.response.response import (
    DeliveredParts,
    Failure,
    FailureKind,
    Hop,
    Response,
    ResponseBody,
    Timing,
)
from aiurdesk.core.verdict.verdict import DialectItem
from tests.core.exchange.sockets.frames import a_frame, a_handshake
from tests.history_records import WORDS, a_record, an_exchange
from tests.marked_secrets import MarkedSecrets

SECRET = "marked-secret-+/=&?% é零"


def contents(record):
    """Return everything of a record that is written."""
    return b"\n".join(
        (
            repr(record.entry).encode(),
            record.request.encode(),
            record.details,
            record.body,
            record.text.encode(),
        )
    )


def test_it_comes_back_as_it_was():
    exchange = an_exchange(sent=b"ChannelId=2")
    record = a_record(exchange)
    assert restored_exchange(record, exchange.request, None, WORDS) == exchange
    assert recorded_request(record).values == exchange.request.values


def test_a_request_still_belongs_to_its_folder():
    exchange = an_exchange()
    request = replace(exchange.request, folder="/home/ann/theirs")
    record = a_record(replace(exchange, request=request))
    assert "theirs" not in record.request
    assert restored_exchange(record, exchange.request, None, WORDS).request == request


def test_a_saved_request_has_its_name_without_secrets():
    exchange = an_exchange(secrets=(SECRET,))
    request = replace(exchange.request, saved_name=f"Create channel {SECRET}")
    record = a_record(replace(exchange, request=request))
    assert record.entry.title == f"Create channel {DOTS}"
    assert "channel" in record.text
    assert SECRET.encode() not in contents(record)
    # Opened from there, it is no longer the request of its file.
    assert restored_exchange(record, exchange.request, None, WORDS).request == exchange.request


def test_the_parts_of_a_joined_result_are_not_recorded():
    # Secrets are looked for in the result, and a secret may be cut in two by them.
    exchange = an_exchange()
    assert isinstance(exchange.outcome, Response)
    in_parts = DeliveredParts(ResponseBody(SECRET.encode()), "multipart/mixed")
    with_parts = replace(exchange, outcome=replace(exchange.outcome, in_parts=in_parts))
    assert contents(a_record(with_parts)) == contents(a_record(exchange))
    assert as_recorded(with_parts) == as_recorded(exchange)


def test_a_failure_comes_back_as_well():
    failure = Failure(FailureKind.READ_TIMEOUT, "60 s", timing=Timing(total_ms=5.0))
    # Not with what could not be decoded, in which no secret can be seen.
    exchange = replace(an_exchange(), outcome=replace(failure, undecoded=b"\x1f\x8b"))
    record = a_record(exchange)
    assert restored_exchange(record, exchange.request, None, WORDS).outcome == failure
    assert (record.entry.status, record.entry.elapsed_ms) == (None, 5.0)


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"echo": SECRET}).encode(),
        json.dumps({"echo": SECRET}, ensure_ascii=False).encode(),
        b"x" * 70_000 + SECRET.encode() + b"\n" + b"y" * 200_000,
        (f'{{"a": "{"z" * 65_000}", "b": "' + SECRET + '"}').encode() * 4,
        SECRET.encode("utf-16-le"),
        b"\xff\xfe" + SECRET.encode(),
    ],
    ids=["escaped", "plain", "long", "many members", "utf-16", "no text"],
)
def test_a_known_secret_is_nowhere(body):
    marked = MarkedSecrets()
    marked.add("the secret", SECRET)
    exchange = an_exchange(
        body,
        values=(("MessageContent", SECRET), ("AccessToken", SECRET)),
        secrets=(SECRET,),
        url=f"https://a.example/{SECRET}?q={SECRET}",
        sent=SECRET.encode(),
        message=f"no {SECRET}",
    )
    outcome = replace(
        exchange.outcome,
        headers=(Header("X-Echo", SECRET),),
        hops=(Hop(302, f"https://a.example/?t={SECRET}", SECRET),),
    )
    request = replace(exchange.request, headers=(Header("X-Own", SECRET),))
    record = a_record(replace(exchange, outcome=outcome, request=request))
    marked.search("the record", contents(record))
    assert marked.leaks == []
    assert DOTS.encode() in contents(record)


def test_an_exchange_is_compared_with_a_recorded_one_without_its_secrets():
    body = json.dumps({"echo": SECRET, "token": "eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln"}).encode()
    exchange = an_exchange(body, secrets=(SECRET,), message=f"no {SECRET}")
    outcome = replace(exchange.outcome, headers=(Header("X-Echo", SECRET),))
    exchange = replace(exchange, outcome=outcome)
    cleaned, record = as_recorded(exchange), a_record(exchange)
    restored = restored_exchange(record, exchange.request, None, WORDS)
    assert isinstance(cleaned.outcome, Response)
    assert isinstance(restored.outcome, Response)
    assert cleaned.outcome.body.data == record.body
    assert cleaned.outcome.headers == restored.outcome.headers
    assert SECRET not in cleaned.verdict.message
    assert as_recorded(an_exchange()) == an_exchange()


def test_secrets_are_left_out_of_the_request_and_references_stay():
    exchange = an_exchange(values=(("AccessToken", "typed"), ("ChannelId", "2")))
    headers = (Header("Authorization", "Bearer typed"), Header("X-Api-Key", "{{key}}"))
    exchange = replace(exchange, request=replace(exchange.request, headers=headers))
    saved = recorded_request(a_record(exchange))
    assert saved.values == (("ChannelId", "2"),)
    assert saved.headers == (Header("X-Api-Key", "{{key}}"),)


def test_saved_messages_are_recorded_without_secrets():
    hidden = SocketMessage(base64.b64encode(SECRET.encode()).decode(), "base64")
    typed = SocketMessage('{"pin": "typed-1"}', "json")
    messages = (SocketMessage(f"I am {SECRET}"), typed, hidden)
    test = FrameTest(1, ResponseTest("value", "typed-1", "equals", "user.pin"))
    conversation = Conversation(messages=messages, frame_count=1, frame_tests=(test,))
    exchange = an_exchange(secrets=(SECRET,))
    exchange = replace(exchange, request=replace(exchange.request, conversation=conversation))
    record = a_record(exchange)
    saved = recorded_request(record).conversation
    assert [message.content for message in saved.messages] == [
        f"I am {DOTS}",
        f'{{"pin": "{DOTS}"}}',
        "",
    ]
    assert (saved.frame_count, saved.frame_tests) == (1, ())
    assert SECRET.encode() not in contents(record)
    assert b"typed-1" not in contents(record)


def test_a_custom_url_is_called_after_its_address_without_query_and_user():
    address = "https://me:pass-word@a.example/things?api_key=typed-1&page=2"
    request = Request(Typed(address))
    record = a_record(replace(an_exchange(url=address), request=request))
    assert recorded_request(record).url == "https://a.example/things?api_key=&page=2"
    entry = record.entry
    assert (entry.title, entry.endpoint_id, entry.host) == ("a.example/things", "", "a.example")


def test_no_part_of_a_secret_remains_where_a_body_is_cut():
    for cut in range(1, len(SECRET)):
        body = b"x" * (100 - cut) + SECRET.encode() + b"y" * 300_000
        record = a_record(an_exchange(body, secrets=(SECRET,)), most_body_bytes=100)
        assert not record.is_body_whole
        assert len(record.body) <= 100
        assert set(record.body.decode("utf-8", "ignore")) <= {"x", "y", *DOTS}, cut


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_the_beginning_of_a_secret_is_not_recorded_either(encoding):
    body = f'{{"a": "{"x" * 1000}", "echo": "{SECRET}"}}'.encode(encoding)
    marked = MarkedSecrets()
    marked.add("the beginning", SECRET[:12])
    cut = len(body) - len(f'{SECRET[12:]}"}}'.encode(encoding))
    exchange = an_exchange(body[:cut], secrets=(SECRET,))
    assert isinstance(exchange.outcome, Response)
    outcome = replace(exchange.outcome, body=replace(exchange.outcome.body, path="/gone"))
    marked.search("the record", a_record(replace(exchange, outcome=outcome)).body)
    assert marked.leaks == []


def test_a_body_of_one_word_takes_a_limited_time():
    started = time.thread_time()
    record = a_record(an_exchange(b"x" * 4_000_000))
    # It was three seconds, in which the window stood still.
    assert time.thread_time() - started < 2
    assert record.body == b"x" * len(record.body)


@pytest.mark.parametrize("name", ["token=", '"access_token": "'])
def test_nothing_of_a_secret_remains_that_is_longer_than_what_is_searched_at_once(name):
    body = f'{"z" * 1000} {name}{"v" * 600_000}", end'.encode()
    record = a_record(an_exchange(body))
    assert b"vv" not in record.body
    assert record.body.endswith(b", end")


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_base64_in_lines_is_searched_across_the_places_where_a_long_body_is_divided(line_end):
    text = "".join(f"{number:05}{SECRET}" for number in range(20_000)).encode()
    encoded = base64.b64encode(text).decode()
    lines = line_end.join(encoded[i : i + 76] for i in range(0, len(encoded), 76))
    record = a_record(an_exchange(lines.encode(), secrets=(SECRET,)), most_body_bytes=2**21)
    assert len(lines) > 2**19
    assert len(record.body.split(DOTS.encode())) == 20_001
    longest = max(map(len, record.body.split(DOTS.encode())))
    # Five digits are 7 characters in base64, with two more that hold a part of the secret.
    assert longest <= 9 + len(line_end)


def test_a_short_secret_does_not_change_names_of_the_catalogue():
    record = a_record(an_exchange(secrets=("push", "POST", "message")))
    assert record.entry.endpoint_id == "stargate.message.pushmessage"
    assert recorded_request(record).endpoint_id == "stargate.message.pushmessage"


def test_a_code_of_many_digits_becomes_a_text():
    assert a_record(an_exchange(code=10**30)).entry.code == str(10**30)


def test_a_very_long_request_is_recorded_without_its_values():
    exchange = an_exchange(values=(("MessageContent", "x" * 400_000),))
    saved = recorded_request(record_of(exchange, "Sandbox", 1000))
    assert (saved.endpoint_id, saved.values) == ("stargate.message.pushmessage", ())


def test_files_of_the_request_are_named_and_not_read():
    exchange = an_exchange()
    prepared = replace(exchange.prepared, body=(b"--x", FileContent("/tmp/report.pdf")))
    record = a_record(replace(exchange, prepared=prepared))
    assert restored_exchange(record, exchange.request, None, WORDS).prepared.body == prepared.body


@settings(max_examples=50)
@given(st.text(max_size=200), st.binary(max_size=200))
def test_every_text_can_be_recorded(text, data):
    exchange = an_exchange(data, values=(("MessageContent", text),), message=text, code=text)
    record = a_record(exchange)
    assert recorded_request(record).endpoint_id
    assert isinstance(restored_exchange(record, exchange.request, None, WORDS).outcome, Response)
    assert contents(record).decode("utf-8", "replace")


def test_what_was_said_over_a_socket_is_recorded_frame_by_frame():
    frames = [
        a_frame('{"user": "ann", "password": "typed-1"}', Direction.SENT),
        a_frame(b"\xff token=typed-1"),
        a_frame("x" * 1000),
    ]
    exchange = with_transcript(a_handshake(), Transcript(tuple(frames)))
    record = record_of(exchange, "Tests", 1_000_000)
    assert record.is_body_whole
    assert b"typed-1" not in contents(record)
    outcome = restored_exchange(record, exchange.request, None, WORDS).outcome
    assert [frame.content for frame in transcript_of(outcome)] == [
        f'{{"user": "ann", "password": "{DOTS}"}}',
        b"\xff token=" + DOTS.encode(),
        "x" * 1000,
    ]
    cut = record_of(exchange, "Tests", 500)
    assert not cut.is_body_whole
    assert len(transcript_of(restored_exchange(cut, exchange.request, None, WORDS).outcome)) == 2


def test_a_refused_handshake_is_recorded_as_a_socket():
    assert a_record(a_handshake(status=401)).entry.method == "WS"


def test_of_a_large_batch_the_parts_that_failed_are_recorded_first():
    items = (*[DialectItem(is_ok=True)] * 500, DialectItem(is_ok=False, code="late"))
    exchange = an_exchange()
    exchange = replace(exchange, verdict=replace(exchange.verdict, items=items))
    kept = restored_exchange(a_record(exchange), exchange.request, None, WORDS).verdict.items
    assert len(kept) == 200
    assert kept[0].code == "late"


def test_what_carries_a_subscription_out_is_recorded_with_the_frames_only():
    handshake = a_handshake()
    messages = ("begin", "subscribe " + "x" * 100_000)
    handshake = replace(handshake, prepared=replace(handshake.prepared, messages=messages))
    record = record_of(handshake, "Tests", 2**20)
    assert len(record.details) < 50_000
    assert b"subscribe" not in record.details
