import pytest
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint
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
    Header,
    PreparedRequest,
    Request,
    SavedRequest,
    members_of,
    said_fields,
    with_socket_fields,
)

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
    assert "endpoint" not in members_of(request)


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
