import pytest
from msgspec.structs import replace

from aiurdesk.core.addresses.custom_url import endpoint_for_typed_url
from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.request.conversation import (
    NO_FRAME,
    SILENT,
    Conversation,
    FrameTest,
    SocketMessage,
)
from aiurdesk.core.request.request import Header, JsonBody, OffRow, Request
from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.core.tab_requests import (
    tab_captures,
    tab_conversation,
    tab_headers,
    tab_state,
    tab_tests,
)
from aiurdesk.core.tab_state import TabState


def an_endpoint():
    return Endpoint(
        id="stargate.message.pushmessage",
        service_id="stargate",
        group="Message",
        name="PushMessage",
        method="POST",
        path="/Message/PushMessage",
        parameters=(
            Parameter("AccessToken", ParameterKind.SECRET, Location.FORM),
            Parameter("ChannelId", ParameterKind.INTEGER, Location.FORM),
        ),
    )


def test_secrets_that_were_typed_are_not_saved():
    request = Request(
        an_endpoint(),
        values=(("AccessToken", "hush"), ("ChannelId", "two")),
        headers=(Header("Authorization", "Bearer hush"), Header("X-Trace", "1")),
    )
    tab = tab_state(request, "https://stargate.aiursoft.com", is_edited=True)
    assert "hush" not in repr(tab)
    assert tab.values == (("ChannelId", "two"),)
    assert tab_headers(tab) == (Header("X-Trace", "1"),)
    assert tab.is_edited


def test_a_secret_in_a_typed_address_is_not_kept_either():
    request = Request(endpoint_for_typed_url("https://h/x?a=1&access_token=hush#end", "GET"))
    tab = tab_state(request, request.endpoint.path, is_edited=True)
    assert "hush" not in repr(tab)
    assert tab.address.startswith("https://h/x?a=1&access_token=")
    assert tab.endpoint_id == ""


def test_the_name_of_the_credential_of_a_request_is_kept_and_nothing_else_of_it():
    request = Request(an_endpoint(), credential="my-app")
    assert tab_state(request, "", is_edited=False).credential == "my-app"


def test_secrets_in_a_body_and_in_rows_that_are_off_are_not_kept_either():
    request = Request(
        endpoint_for_typed_url("https://h/", "POST"),
        body=JsonBody('{"user": "ann", "password": "hush"}'),
        values_off=(OffRow(0, "api_key", "hush"), OffRow(1, "page", "2")),
        headers_off=(OffRow(0, "Authorization", "Bearer hush"), OffRow(1, "Accept", "a/b")),
    )
    tab = tab_state(request, "https://h/", is_edited=True)
    assert "hush" not in repr(tab)
    assert tab.body == JsonBody('{"user": "ann", "password": ""}')
    assert [row.name for row in (*tab.values_off, *tab.headers_off)] == ["page", "Accept"]


def test_tests_and_captures_come_back_without_secrets():
    tests = (ResponseTest("code", (0, -6)), ResponseTest("value", "id", "equals", "name"))
    captures = (Capture("id", "value", "channelId"),)
    secret = ResponseTest("value", "hunter2", "equals", "user.password")
    request = Request(an_endpoint(), tests=(*tests, secret), captures=captures)
    tab = tab_state(request, "", is_edited=True)
    assert "hunter2" not in repr(tab)
    assert tab_tests(tab) == (*tests, ResponseTest("value", "", "equals", "user.password"))
    assert tab_captures(tab) == captures
    later = TabState(tests=(("weather", "", "", "fine"),), captures=(("id",),))
    assert (tab_tests(later), tab_captures(later)) == ((), ())


def test_messages_of_a_socket_come_back_without_secrets():
    kept = SocketMessage("hello {{user}}", name="Greeting")
    test = FrameTest(1, ResponseTest("text", "hello", "contains"))
    secret = FrameTest(1, ResponseTest("value", "hunter2", "equals", "user.password"))
    typed = SocketMessage('{"password": "hunter2", "user": "ann"}', "json")
    hidden = SocketMessage("cGFzc3dvcmQ9aHVudGVyMg==", "base64", "password=hunter2")
    conversation = Conversation(
        subprotocols=("chat",),
        messages=(kept, typed, hidden),
        frame_count=2,
        within_ms=500,
        frame_tests=(test, secret),
    )
    tab = tab_state(Request(an_endpoint(), conversation=conversation), "", is_edited=True)
    assert "hunter2" not in str(tab).replace("password=hunter2", "")
    assert "cGFzc3dvcmQ9" not in tab.conversation
    back = tab_conversation(tab)
    assert back.messages[0] == kept
    assert back.messages[1].content == '{"password": "", "user": "ann"}'
    assert (back.subprotocols, back.frame_count, back.within_ms) == (("chat",), 2, 500)
    # Its secret is gone; the test is not.
    assert back.frame_tests == (test, FrameTest(1, replace(secret.test, expected="")))
    assert tab_conversation(TabState(conversation="messages = 5")) == SILENT
    assert tab_state(Request(an_endpoint()), "", is_edited=False).conversation == ""


def test_a_frame_test_that_is_being_typed_comes_back_with_all_messages():
    unfinished = FrameTest(NO_FRAME, ResponseTest("kind", "bin"))
    conversation = Conversation(messages=(SocketMessage("hi"),), frame_tests=(unfinished,))
    tab = tab_state(Request(an_endpoint(), conversation=conversation), "", is_edited=True)
    assert tab_conversation(tab) == conversation
    later = TabState(frame_tests=(("1", "weather", "", "", "fine"), ("1", "code")))
    assert tab_conversation(later) == SILENT


def test_messages_that_cannot_be_stored_are_not_kept():
    conversation = Conversation(messages=(SocketMessage("\ud83d"),))
    tab = tab_state(Request(an_endpoint(), conversation=conversation), "", is_edited=True)
    assert tab_conversation(tab) == SILENT


def test_references_to_secrets_are_kept_whatever_their_places_are_called():
    url = "https://h/x?api_key={{key}}"
    request = Request(
        endpoint_for_typed_url(url, "GET", ("token", "pin")),
        values=(("token", "{{secret:Work}}"), ("pin", "12{{rest}}")),
        headers=(Header("Authorization", "Bearer {{token}}"), Header("Cookie", "{{env:SID}}")),
        values_off=(OffRow(0, "password", "{{password}}"),),
        headers_off=(OffRow(0, "X-Api-Key", "{{key}}"),),
    )
    tab = tab_state(request, url, is_edited=True)
    assert tab.address == url
    assert tab.values == (("token", "{{secret:Work}}"),)
    assert tab_headers(tab) == request.headers
    assert tab.values_off == request.values_off
    assert tab.headers_off == request.headers_off


def test_what_a_person_said_is_no_secret_is_kept():
    url = "https://h/x?sid=1&token=hush"
    request = Request(
        endpoint_for_typed_url(url, "POST"),
        values=(("pin", "1234"), ("otp", "hush")),
        headers=(Header("Cookie", "theme=dark"), Header("X-Api-Key", "hush")),
        body=JsonBody('{"password": "demo", "secret": "hush"}'),
        not_secret=("url parameter sid", "value pin", "header Cookie", "body password"),
    )
    tab = tab_state(request, url, is_edited=True)
    assert "hush" not in repr(tab)
    assert tab.address == "https://h/x?sid=1&token="
    assert tab.values == (("pin", "1234"),)
    assert tab_headers(tab) == (Header("Cookie", "theme=dark"),)
    assert tab.body == JsonBody('{"password": "demo", "secret": ""}')


@pytest.mark.parametrize(("method", "kept"), [("POST", "POST"), ("PURGE", "PURGE"), ("GET", "GET")])
def test_the_method_of_an_imported_address_is_kept(method, kept):
    request = Request(endpoint_for_typed_url("https://h/", method))
    assert tab_state(request, "https://h/", is_edited=True).method == kept
