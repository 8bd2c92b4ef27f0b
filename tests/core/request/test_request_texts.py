from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.environments.route import HttpVersion
from aiurdesk.core.request.conversation import (
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.request.field import NAMES, TextKind
from aiurdesk.core.request.request import (
    FIELDS,
    Body,
    Case,
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    Header,
    JsonBody,
    MultipartBody,
    NoBody,
    OffRow,
    Request,
    Row,
    SendOptions,
    TextBody,
)
from aiurdesk.core.request.request_text import LEFT_OUT, changed
from aiurdesk.core.request.request_texts import (
    OF_TESTS_AND_MESSAGES,
    address_texts,
    request_texts,
    resolved_texts,
    sorted_texts,
    texts_of,
    texts_of_body,
)
from aiurdesk.core.request.typed import Typed

FULL_ROWS = (Row("row", "cell"), Row("upload", FileValue("/e", "f", "g/h"), True))
NEW = {str: "text", str | None: "text", bool: True, int: 1, tuple[str, ...]: ("text",)}
FULL = Request(
    Typed("https://user:word@host/path?query=value#part=end", "POST"),
    values=(("name", "value"), ("list", ("one", "two")), ("file", FileValue("/a", "b", "c/d"))),
    headers=(Header("X-Header", "content"),),
    method="PUT",
    dialect="2020",
    is_forced=True,
    credential="Account",
    notes="notes",
    not_secret=("value name",),
    body=MultipartBody(FULL_ROWS),
    values_off=(OffRow(1, "name off", "value off"),),
    headers_off=(OffRow(1, "X-Off", "content off"),),
    tests=(ResponseTest("value", ("expected", ("deep",)), "equals", "path.of.value"),),
    captures=(Capture("variable", "header", "X-Source"),),
    cases=(
        Case(
            "case",
            (("in case", "other"), ("in list", ("three",))),
            ("not sent",),
            JsonBody("body of case"),
            (ResponseTest("code", "code of case", "equals", "path.of.code"),),
            (ResponseTest("value", "deeper", "equals", "path.in.case"),),
            (("note", "noted"),),
        ),
    ),
    conversation=Conversation(
        subprotocols=("chat",),
        messages=(
            SocketMessage("hello", "text", "Greeting"),
            SocketMessage("/i", "file", "File"),
            SocketMessage("other", "request", "Other"),
        ),
        frame_count=1,
        within_ms=2,
        frame_tests=(FrameTest(1, ResponseTest("value", "frame", "equals", "path.of.frame")),),
        close_code=3,
        ping_every_ms=4,
        idle_ms=5,
        is_reconnecting=True,
    ),
    variables=(("collection", "variable"),),
    env_files=("/env",),
    options=SendOptions(5000, 1000, True, True, True, HttpVersion.HTTP1),
    folder="/folder",
    saved_name="saved",
)
# A field that is new has a value of its type.
FULL = msgspec.structs.replace(
    FULL,
    **{
        name: NEW[named.type]
        for name, named in FIELDS.items()
        if named.type in NEW and getattr(FULL, name) == named.default
    },
)
WORDS = {
    "method",
    "dialect",
    "credential",
    "not_secret",
    "kind",
    "comparison",
    "source",
    "http_version",
}
"""Members that are chosen and not typed, or are names that stand elsewhere as well."""
ADDED = {"variables", "env_files", "folder", "saved_name"}
"""Members that are added when a request is sent, and are not saved with it."""


def texts_in(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield all texts in a value, each with the member that holds it."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            member = getattr(value, name)
            # A new member has a value here, so that this test looks for it.
            assert member, f"{path}.{name} is empty"
            if name not in WORDS | ADDED | {"endpoint"}:
                yield from texts_in(member, f"{path}.{name}")
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_in(item, path)
    elif isinstance(value, str):
        yield path, value


BODIES = (
    FULL.body,
    FormBody((Row("field", "typed"),)),
    JsonBody("json"),
    GraphqlBody("document", "its variables", "its operation", "its connection", "sse"),
    TextBody("text", "text/x"),
    FileBody("/file", "file/x"),
)


def with_body(body: Any) -> Request:
    return msgspec.structs.replace(FULL, body=body)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: type(body).__name__)
def test_every_text_of_a_request_is_there(body):
    request = with_body(body)
    texts = {text.text for text in request_texts(request)}
    whole = [item for item in texts_in(request, "request") if item[1] not in texts]
    assert whole == [("request.target.url", request.url)]  # it is divided into several texts
    assert {"user:word", "host/path", "?query", "value", "#part", "end"} <= texts


def test_all_kinds_of_texts_and_bodies_are_tried():
    kinds = {text.kind for body in BODIES for text in request_texts(with_body(body))}
    own = msgspec.structs.replace(FULL.endpoint, service_id="service")
    kinds |= {text.kind for text in request_texts(msgspec.structs.replace(FULL, target=own))}
    assert kinds == set(TextKind)
    assert {*map(type, BODIES), NoBody} == set(get_args(Body))


def test_variables_may_stand_in_tests_and_messages_as_well():
    full = changed(request_texts(FULL), lambda text: f"{text.text}{{{{v}}}}")
    texts = sorted_texts(full)
    assert texts.sent == tuple(texts_of(full))
    assert texts.of_tests == ("expected{{v}}", "deep{{v}}", "frame{{v}}")
    assert texts.of_messages == ("hello{{v}}",)
    further = {*resolved_texts(request_texts(full), OF_TESTS_AND_MESSAGES)}
    assert further - {*texts.sent} == {*texts.of_tests, *texts.of_messages}
    # Nobody has to look again at the texts of a request that uses no variables.
    plain = sorted_texts(FULL)
    assert (plain.sent, plain.of_tests, plain.of_messages) == ((), (), ())


def test_the_paths_of_files_that_are_sent_are_known():
    assert [text.text for text in sorted_texts(FULL).paths] == ["/a", "/e", "/i", "other"]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: type(body).__name__)
def test_every_text_can_be_changed(body):
    request = with_body(body)
    assert changed(request_texts(request), lambda text: text.text) is request
    assert changed(request_texts(request), lambda text: None) is request  # noqa: ARG005
    after = changed(request_texts(request), lambda text: f"{text.text}!")
    before = [text.text for text in request_texts(request)]
    expected = [f"{text}!" for text in before]
    assert [text.text for text in request_texts(after)] == expected
    assert after.method == request.method


def test_what_is_left_out_takes_its_row_along():
    left = changed(request_texts(FULL), lambda text: None if text.kind in NAMES else LEFT_OUT)
    assert (left.values, left.body) == (FULL.values[2:], MultipartBody(FULL_ROWS[1:]))
    assert (left.headers, left.values_off, left.headers_off) == ((), (), ())
    assert (left.tests, left.notes) == ((), "")
    assert [item.content for item in left.conversation.messages] == ["", "/i", "other"]
    assert (left.conversation.subprotocols, left.conversation.frame_tests) == ((), ())
    assert left.endpoint.path == "https://?query=#part="


@given(st.text(alphabet="ab?&#=@:/{} %", max_size=40))
def test_an_address_is_put_together_again(address):
    assert changed(address_texts(address), lambda text: text.text) is address


def test_a_reference_in_an_address_is_one_text():
    address = "https://h/?key={{secret:R&D #1?}}&a=b"
    texts = [(text.label, text.text) for text in address_texts(address)]
    assert ("url parameter key", "{{secret:R&D #1?}}") in texts


def test_all_texts_with_variables_of_a_custom_url_are_found():
    endpoint = Typed("https://{{host}}/")
    values = (("a", "{{a}}"), ("b", ("{{b}}", "c")), ("f", FileValue("{{f}}", "f")))
    off = (OffRow(0, "o", "{{o}}"),)
    request = Request(
        endpoint, values=values, headers=(Header("X", "{{h}}"),), values_off=off, notes="{{n}}"
    )
    texts = ["https://{{host}}/", "a", "{{a}}", "b", "{{b}}", "c", "f", "{{f}}", "f", "X", "{{h}}"]
    assert list(texts_of(request)) == texts
    assert list(sorted_texts(request).sent) == [text for text in texts if "{{" in text]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (None, []),
        (FormBody((Row("a", "{{a}}"), Row("b", "{{b}}", is_sent=False))), ["a", "{{a}}"]),
        (
            MultipartBody((Row("f", FileValue("{{f}}", "f")), Row("{{n}}", "{{a}}"))),
            ["f", "{{f}}", "f", "{{n}}", "{{a}}"],
        ),
        (JsonBody("[{{a}}]"), ["[{{a}}]"]),
        (TextBody("{{a}}", "{{type}}"), ["{{a}}", "{{type}}"]),
        (FileBody("/{{a}}", "{{type}}"), ["/{{a}}", "{{type}}"]),
    ],
)
def test_texts_with_variables_of_bodies_are_found(body, texts):
    assert list(texts_of_body(body)) == texts
