import pickle

import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, ParameterKind, Returns
from aiurdesk.core.request.conversation import (
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.request.field import FieldUse
from aiurdesk.core.request.request import (
    FIELDS,
    SSE,
    GraphqlBody,
    Header,
    NoBody,
    PreparedRequest,
    Request,
    SavedRequest,
    members_of,
    said_fields,
    with_socket_fields,
)
from aiurdesk.core.request.typed import Typed

STATUS = ResponseTest("status", 101)


def test_an_absent_value_is_not_an_empty_one():
    request = Request(
        Endpoint("a.b.c", "a", "b", "c", "GET", "/"), values=(("Given", ""), ("Given", "2"))
    )
    assert request.value("Given") == ""
    assert request.value("Absent") is None


def test_what_goes_on_the_wire_prints_none_of_it():
    prepared = PreparedRequest(
        "POST", "https://h/?AccessToken=needle", (Header("X-Key", "needle"),), (b"needle",)
    )
    assert repr(prepared) == "PreparedRequest(POST, 1 headers)"


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({}, True),
        ({"tests": (STATUS,)}, False),
        ({"captures": (Capture("id", "value", "id"),)}, False),
        ({"conversation": Conversation(frame_tests=(FrameTest(1, STATUS),))}, False),
        ({"conversation": Conversation(close_code=1000)}, False),
        ({"conversation": Conversation(messages=(SocketMessage("hello"),))}, True),
        ({"notes": "Read me."}, True),
    ],
)
def test_requests_with_the_same_tests_captures_and_expected_frames_are_told(change, is_same):
    request = Request(Endpoint("a.b.c", "a", "b", "c", "GET", "/"))
    assert request.has_tests_of(replace(request, **change)) is is_same


def test_the_fields_of_a_request_can_be_told_by_their_use():
    endpoint = Endpoint("a.b.c", "a", "b", "c", "GET", "/")
    request = Request(endpoint, notes="Read me.", dialect="aiur")
    assert members_of(request).keys() == FIELDS.keys()
    assert members_of(request, FieldUse.CHOSEN) == {
        "dialect": "aiur",
        "credential": None,
        "is_forced": False,
    }
    assert "notes" in members_of(request, FieldUse.WRITTEN)
    assert "target" not in members_of(request)


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"subprotocols": ("chat",), "messages": (SocketMessage("hi"),), "within_ms": 5}, 0),
        ({"frame_count": 1}, 1),
        ({"close_code": 1000, "frame_tests": (FrameTest(1, ResponseTest("kind", "text")),)}, 2),
    ],
)
def test_a_socket_may_expect_nothing(fields, count):
    assert with_socket_fields(SavedRequest(), **fields).frame_expectations == count


def test_what_a_socket_says_is_told_apart_from_what_it_expects():
    fields = {"messages": (SocketMessage("hi"),), "ping_every_ms": 0}
    request = with_socket_fields(SavedRequest(), **fields, frame_count=2, close_code=1000)
    assert said_fields(request) == fields
    assert said_fields(SavedRequest()) == {}


def test_a_typed_address_takes_the_values_and_the_body_that_its_request_has():
    request = Request(Typed("https://h/:id", "POST"), values=(("id", "1"), ("tag", "a")))
    assert [p.location for p in request.endpoint.parameters] == [Location.PATH, Location.FORM]
    queried = replace(request, method="GET")
    assert (queried.endpoint.method, queried.endpoint.parameters[1].location) == ("GET", "query")
    listed = replace(request, values=(("tag", ("a", "b")), ("token", "t")), body=NoBody())
    kinds = [(p.name, p.kind, p.location) for p in listed.endpoint.parameters]
    assert kinds == [
        ("tag", ParameterKind.LIST, Location.QUERY),
        ("token", ParameterKind.SECRET, Location.QUERY),
    ]


@pytest.mark.parametrize(
    ("url", "body", "returns"),
    [
        ("https://h/", None, Returns.JSON),
        ("wss://h/", None, Returns.WEBSOCKET),
        ("https://h/", GraphqlBody("{ a }"), Returns.JSON),
        ("https://h/", GraphqlBody("subscription { a }"), Returns.WEBSOCKET),
        ("https://h/", GraphqlBody("subscription { a }", transport=SSE), Returns.STREAM),
    ],
)
def test_a_typed_address_is_a_socket_or_a_stream_as_scheme_and_body_say(url, body, returns):
    endpoint = Request(Typed(url, "POST"), body=body).endpoint
    assert (endpoint.returns, endpoint.is_websocket) == (returns, returns is Returns.WEBSOCKET)


def test_a_typed_address_is_told_from_an_endpoint_and_can_be_replaced():
    called = Request(Endpoint("a.b.c", "a", "b", "c", "GET", "/"))
    typed = Request(Typed("https://h/", "PUT"), notes="Read me.")
    assert (called.is_typed, called.url, called.endpoint) == (False, "", called.target)
    assert (typed.is_typed, typed.url, typed.sent_method) == (True, "https://h/", "PUT")
    assert typed.with_url("https://i/") == replace(typed, target=Typed("https://i/", "PUT"))


def test_the_endpoint_of_a_typed_address_is_no_part_of_the_request():
    read, other = (Request(Typed("https://h/"), values=(("a", "1"),)) for _ in range(2))
    assert read.endpoint is read.endpoint
    assert (read, hash(read)) == (other, hash(other))
    assert pickle.loads(pickle.dumps(read)) == other
