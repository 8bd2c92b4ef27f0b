"""Strategies for the requests that the program can hold, for property tests."""

from typing import Any

from hypothesis import strategies as st

from aiurdesk.core.expectations.kinds_of_tests import KindOfTest
from aiurdesk.core.expectations.typed_tests import (
    FRAME_CHOICES,
    RESPONSE_TESTS,
    TypedTests,
    typed_frame_test,
    with_frame,
)
from aiurdesk.core.expectations.typed_tests import FRAME_TESTS as TYPED_FRAME_TESTS
from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    EVERY_FRAME,
    MESSAGE_KINDS,
    SILENT,
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    JsonBody,
    MultipartBody,
    NoBody,
    Request,
    Row,
    SavedRequest,
    SendOptions,
    TextBody,
)
from aiurdesk.core.request.rows import off_rows, sent_headers, sent_pairs
from aiurdesk.core.request.typed import Typed, is_socket_address

TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="'\"\\\r\n\t a=[]{}#,\x00\x1f\x7f\x85\u2028\ufeffé😀", max_size=40),
    st.sampled_from(
        ["", "'''", '"""', "\r\n", "a\r\nb", "line\n'''\nline", "\n", "'\n", "\\u0041"]
    ),
)
NAMES = TEXTS.filter(bool)
FILES = st.builds(
    FileValue, NAMES, TEXTS, st.sampled_from(["application/octet-stream", "image/png"])
)
VALUES = st.one_of(TEXTS, st.lists(TEXTS, max_size=3).map(tuple), FILES)
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False)
TESTS = st.one_of(
    st.builds(ResponseTest, st.just("code"), st.integers(-20, 20) | NAMES),
    st.builds(ResponseTest, st.just("code"), st.lists(st.integers(), min_size=1).map(tuple)),
    st.builds(ResponseTest, st.just("status"), st.integers(100, 599)),
    st.builds(ResponseTest, st.just("severity"), st.sampled_from(["success", "input"])),
    st.builds(ResponseTest, st.just("elapsed_below_ms"), st.integers(1, 10**6)),
    st.builds(ResponseTest, st.just("schema"), NAMES),
    st.builds(ResponseTest, st.just("header"), TEXTS, st.just("equals"), NAMES),
    st.builds(
        ResponseTest,
        st.just("value"),
        st.one_of(TEXTS, NUMBERS, st.booleans(), st.lists(TEXTS, max_size=2).map(tuple)),
        st.just("equals"),
        NAMES,
    ),
)
CAPTURES = st.builds(Capture, NAMES, st.sampled_from(["value", "header"]), TEXTS)
TYPES = st.sampled_from(["text/plain; charset=utf-8", "application/octet-stream", "text/xml", ""])
ROWS = st.lists(st.builds(Row, TEXTS, VALUES, st.booleans()), max_size=4).map(tuple)
HEADER_ROWS = st.lists(st.builds(Row, TEXTS, TEXTS, st.booleans()), max_size=3).map(tuple)
BODIES = st.one_of(
    st.none(),
    st.just(NoBody()),
    st.builds(FormBody, ROWS),
    st.builds(MultipartBody, ROWS),
    st.builds(JsonBody, TEXTS),
    st.builds(TextBody, TEXTS, TYPES),
    st.builds(FileBody, TEXTS, TYPES),
)
FRAME_TESTS = st.builds(
    FrameTest,
    st.integers(1, 10**6) | st.sampled_from([ANY_FRAME, EVERY_FRAME]),
    st.one_of(
        st.builds(ResponseTest, st.just("text"), TEXTS, st.sampled_from(["equals", "contains"])),
        st.builds(
            ResponseTest,
            st.just("value"),
            TEXTS | NUMBERS | st.booleans(),
            st.just("equals"),
            NAMES,
        ),
        st.builds(ResponseTest, st.just("code"), st.integers(-20, 20) | NAMES),
        st.builds(ResponseTest, st.just("severity"), st.sampled_from(["success", "input"])),
        st.builds(ResponseTest, st.just("kind"), st.sampled_from(["text", "binary"])),
        st.builds(ResponseTest, st.just("base64"), TEXTS),
    ),
)
MESSAGES = st.builds(SocketMessage, TEXTS, st.sampled_from(MESSAGE_KINDS), TEXTS)
CONVERSATIONS = st.builds(
    Conversation,
    subprotocols=st.lists(TEXTS, max_size=2).map(tuple),
    messages=st.lists(MESSAGES, max_size=4).map(tuple),
    frame_count=st.integers(0, 1_000_000),
    within_ms=st.integers(1, 86_400_000),
    frame_tests=st.lists(FRAME_TESTS, max_size=3).map(tuple),
    close_code=st.integers(0, 4999),
)
_MORE = {
    "dialect": TEXTS,
    "credential": st.none() | TEXTS,
    "is_forced": st.booleans(),
    "not_secret": st.lists(NAMES, max_size=2).map(tuple),
    "notes": TEXTS,
    "values": ROWS,
    "headers": HEADER_ROWS,
    "body": BODIES,
    "tests": st.lists(TESTS, max_size=3).map(tuple),
    "captures": st.lists(CAPTURES, max_size=2).map(tuple),
    "conversation": st.just(SILENT) | CONVERSATIONS,
    "options": st.builds(
        SendOptions,
        st.none() | st.integers(1, 86_400_000),
        st.none() | st.integers(1, 2**40),
        st.none() | st.booleans(),
        st.none() | st.booleans(),
    ),
}


def _saved(values: tuple[Row, ...], headers: tuple[Row, ...], **members: Any) -> SavedRequest:
    return SavedRequest(
        **members,
        values=sent_pairs(values),
        values_off=off_rows(values),
        headers=sent_headers(headers),
        headers_off=off_rows(headers),
    )


SAVED_REQUESTS = st.one_of(
    st.builds(_saved, endpoint_id=NAMES, method=TEXTS, **_MORE),
    st.builds(_saved, method=TEXTS, url=TEXTS, **_MORE),
    st.builds(_saved, url=TEXTS.map("wss://host/".__add__), **_MORE),
)


_TYPED = TEXTS | st.sampled_from(["0", "1, 2", "true", "[1]", "(", "1e999", "nan", "string"])


def _typed_rows(tests: TypedTests[Any]) -> st.SearchStrategy[Row]:
    """Return a strategy for tests as they are typed, most of which are not finished."""

    def rows(kind: KindOfTest[Any]) -> st.SearchStrategy[Row]:
        subjects = TEXTS if kind.subject else st.just("")
        comparisons = st.sampled_from([*kind.comparisons] or [""])
        return st.builds(Row, st.just(kind.label), st.tuples(subjects, comparisons, _TYPED))

    return st.sampled_from([*tests.kinds.values()]).flatmap(rows)


_TYPED_FRAME_TESTS = st.builds(
    lambda frame, row: typed_frame_test(with_frame(frame, row)),
    TEXTS | st.sampled_from(FRAME_CHOICES),
    _typed_rows(TYPED_FRAME_TESTS),
)
_ADDRESSES = TEXTS | st.sampled_from(
    ["", "https://h/:id?x=1", "http://", "localhost:8080/x", "{{base}}/x", "wss://h/:a", "WS://"]
)


def _typed_request(
    address: str,
    method: str,
    values: tuple[Row, ...],
    headers: tuple[Row, ...],
    conversation: Conversation,
    **members: Any,
) -> Request:
    # A handshake is always a GET.
    method = "GET" if is_socket_address(address) else method
    return Request(
        Typed(address, method),
        values=sent_pairs(values),
        headers=sent_headers(headers),
        values_off=off_rows(values),
        headers_off=off_rows(headers),
        conversation=conversation,
        **members,
    )


TYPED_REQUESTS = st.builds(
    _typed_request,
    _ADDRESSES,
    st.sampled_from(["GET", "POST", "HEAD", "PURGE", "!#"]),
    ROWS,
    HEADER_ROWS,
    st.just(SILENT)
    | CONVERSATIONS
    | st.builds(Conversation, frame_tests=st.tuples(_TYPED_FRAME_TESTS)),
    is_forced=st.booleans(),
    credential=st.none() | TEXTS,
    notes=TEXTS,
    body=BODIES.filter(lambda body: body is not None),
    tests=st.lists(st.builds(RESPONSE_TESTS.typed, _typed_rows(RESPONSE_TESTS)), max_size=2).map(
        tuple
    ),
    captures=st.lists(CAPTURES, max_size=2).map(tuple),
)
"""Custom URLs as the window holds them: the address, tests and the rest may be half typed."""
