import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.request.conversation import (
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.request.request import FileValue, Header, JsonBody, OffRow, Request, SavedRequest
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.state.tab_state import TabState, tab_request, tab_state
from aiurdesk.core.state.window_state import WindowState, parse_window_state, window_record
from tests.core.collection.requests import BODIES

TEXT = st.text(max_size=8)
VALUE = TEXT | st.lists(TEXT, max_size=3).map(tuple) | st.builds(FileValue, TEXT, TEXT, TEXT)
OFF_ROWS = st.lists(st.builds(OffRow, st.integers(0, 9), TEXT, VALUE), max_size=2).map(tuple)
TESTS = st.builds(ResponseTest, TEXT, TEXT | st.integers() | st.tuples(TEXT), TEXT, TEXT)
REQUESTS = st.builds(
    SavedRequest,
    endpoint_id=TEXT,
    url=TEXT,
    method=TEXT,
    values=st.lists(st.tuples(TEXT, VALUE), max_size=3).map(tuple),
    headers=st.lists(st.builds(Header, TEXT, TEXT), max_size=3).map(tuple),
    credential=st.none() | TEXT,
    body=BODIES,
    values_off=OFF_ROWS,
    headers_off=OFF_ROWS,
    tests=st.lists(TESTS, max_size=2).map(tuple),
    captures=st.lists(st.builds(Capture, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    conversation=st.builds(Conversation, close_code=st.integers(0, 9)),
)
TABS = st.builds(TabState, REQUESTS, is_edited=st.booleans(), name=TEXT, file=TEXT)


@st.composite
def states(draw):
    return WindowState(
        geometry=draw(TEXT),
        folded_sections=tuple(draw(st.lists(TEXT, max_size=3))),
        last_verdicts=draw(st.dictionaries(TEXT, TEXT, max_size=3)),
        splitters=draw(st.dictionaries(TEXT, TEXT, max_size=3)),
        credentials=draw(st.dictionaries(TEXT, TEXT, max_size=3)),
        expanded=tuple(draw(st.lists(TEXT, max_size=3))),
        tabs=tuple(draw(st.lists(TABS, max_size=3))),
    )


@given(states())
def test_a_saved_state_is_read_unchanged(state):
    assert parse_window_state(json.loads(json.dumps(window_record(state)))) == (state, ())


LATER = {
    "tabs": [
        {"request": {"endpoint_id": "a"}, "later": 1},
        # As it was saved before a tab held a saved request.
        {"endpoint_id": "b", "later": 2},
    ],
    "panes": [3],
}


def test_unknown_members_are_not_mistakes():
    state, mistakes = parse_window_state(LATER)
    assert mistakes == ()
    assert [tab.request.endpoint_id for tab in state.tabs] == ["a", "b"]


@given(states())
def test_unknown_members_stay_and_all_others_are_replaced(state):
    old = {**window_record(WindowState(environment="Old", splitters={"gone": "1"})), "panes": [3]}
    record = window_record(state, (old,))
    assert record == {**window_record(state), "panes": [3]}


def test_unknown_members_follow_the_tab_they_belong_to():
    first, second = parse_window_state(LATER)[0].tabs
    edited = replace(second, request=replace(second.request, notes="typed"), is_edited=True)
    tabs = (TabState(SavedRequest(endpoint_id="new")), edited, first, first)
    written = window_record(WindowState(tabs=tabs), (LATER,))["tabs"]
    assert [tab.get("later") for tab in written] == [None, 2, 1, None]
    assert written[1].keys() == {*TabState.__struct_fields__, "later"}
    # What has its default is left out.
    assert written[2]["request"] == {"endpoint_id": "a"}


def test_unknown_members_stay_with_an_unchanged_tab_rather_than_with_one_of_its_request():
    unchanged = TabState(SavedRequest(endpoint_id="a"))
    edited = replace(unchanged, is_edited=True)
    written = window_record(WindowState(tabs=(edited, unchanged)), (LATER,))["tabs"]
    assert [tab.get("later") for tab in written] == [None, 1]


def test_unknown_members_of_a_file_that_is_taken_over_stay():
    state = parse_window_state(LATER)[0]
    record = window_record(state, ({"panes": [4], "tabs": 7}, LATER))
    assert [record["panes"], record["tabs"][0]["later"]] == [[4], 1]


def test_each_mistake_is_told_and_the_rest_is_used():
    state, mistakes = parse_window_state(
        {"tabs": [{"request": {"endpoint_id": "a"}}, {"request": 3}], "splitters": {"main": 3}}
    )
    assert [tab.request.endpoint_id for tab in state.tabs] == ["a", ""]
    assert mistakes == (
        "splitters: main should be text, not 3",
        "tab 2: request: should be an object with members, not 3",
    )


def test_a_window_without_anything_in_it():
    assert parse_window_state({"tabs": []}) == (WindowState(), ())


class Endpoints:
    """The endpoints of one version."""

    def __init__(self, *endpoints):
        self.endpoints = {endpoint.id: endpoint for endpoint in endpoints}

    def endpoint(self, endpoint_id):
        return self.endpoints.get(endpoint_id)

    def service(self, _service_id):
        return None


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
        body=JsonBody('{"user": "ann", "password": "hush"}'),
        values_off=(OffRow(0, "api_key", "hush"), OffRow(1, "page", "2")),
        headers_off=(OffRow(0, "Authorization", "Bearer hush"), OffRow(1, "Accept", "a/b")),
    )
    tab = tab_state(request, is_edited=True)
    assert "hush" not in repr(tab)
    assert tab.request.values == (("ChannelId", "two"),)
    assert tab.request.headers == (Header("X-Trace", "1"),)
    assert tab.request.body == JsonBody('{"user": "ann", "password": ""}')
    rows = (*tab.request.values_off, *tab.request.headers_off)
    assert [row.name for row in rows] == ["page", "Accept"]
    assert tab.is_edited


def test_the_name_of_the_credential_of_a_request_is_kept_and_nothing_else_of_it():
    request = Request(an_endpoint(), credential="my-app")
    assert tab_state(request, is_edited=False).request.credential == "my-app"


def test_tests_and_captures_come_back_without_secrets():
    tests = (ResponseTest("code", (0, -6)), ResponseTest("value", "id", "equals", "name"))
    captures = (Capture("id", "value", "channelId"),)
    secret = ResponseTest("value", "hunter2", "equals", "user.password")
    request = Request(an_endpoint(), tests=(*tests, secret), captures=captures)
    tab = tab_state(request, is_edited=True)
    assert "hunter2" not in repr(tab)
    assert tab.request.tests == (*tests, ResponseTest("value", "", "equals", "user.password"))
    assert tab.request.captures == captures


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
    tab = tab_state(Request(an_endpoint(), conversation=conversation), is_edited=True)
    assert "hunter2" not in str(tab).replace("password=hunter2", "")
    assert "cGFzc3dvcmQ9" not in str(tab)
    back = tab.request.conversation
    assert back.messages[0] == kept
    assert back.messages[1].content == '{"password": "", "user": "ann"}'
    assert (back.subprotocols, back.frame_count, back.within_ms) == (("chat",), 2, 500)
    # Its secret is gone; the test is not.
    assert back.frame_tests == (test, FrameTest(1, replace(secret.test, expected="")))


def test_tests_of_kinds_that_this_version_lacks_are_left_out():
    usable, later = ResponseTest("text", "a", "contains"), ResponseTest("weather", "fine")
    resembling = ResponseTest("text", "a", "resembles")
    code = ResponseTest("code", (0,))
    request = Request(
        an_endpoint(),
        tests=(code, later, ResponseTest("code", (0,), "resembles")),
        conversation=Conversation(
            messages=(SocketMessage("hi"),),
            frame_tests=(FrameTest(1, usable), FrameTest(1, later), FrameTest(1, resembling)),
        ),
    )
    tab = tab_state(request, is_edited=True)
    assert tab.request.tests == request.tests
    back = tab_request(tab, Endpoints(an_endpoint()))
    assert back.tests == (code,)
    assert back.conversation == replace(request.conversation, frame_tests=(FrameTest(1, usable),))


def test_a_request_comes_back_with_its_folder():
    request = Request(an_endpoint(), values=(("ChannelId", "two"),), method="PUT", folder="/a")
    tab = tab_state(request, is_edited=True)
    assert tab_request(tab, Endpoints(an_endpoint())) == request


def test_an_endpoint_that_is_gone_becomes_an_address():
    tab = tab_state(Request(an_endpoint(), values=(("a", "1"),), method="POST"), is_edited=True)
    back = tab_request(tab, Endpoints())
    assert (back.endpoint.path, back.endpoint.method) == (an_endpoint().id, "POST")
    assert back.values == (("a", "1"),)


def test_references_to_secrets_are_kept_whatever_their_places_are_called():
    url = "https://h/x?api_key={{key}}"
    request = Request(
        Typed(url),
        values=(("token", "{{secret:Work}}"), ("pin", "12{{rest}}")),
        headers=(Header("Authorization", "Bearer {{token}}"), Header("Cookie", "{{env:SID}}")),
        values_off=(OffRow(0, "password", "{{password}}"),),
        headers_off=(OffRow(0, "X-Api-Key", "{{key}}"),),
    )
    tab = tab_state(request, is_edited=True)
    assert tab.request.url == url
    assert tab.request.values == (("token", "{{secret:Work}}"),)
    assert tab.request.headers == request.headers
    assert tab.request.values_off == request.values_off
    assert tab.request.headers_off == request.headers_off


def test_what_a_person_said_is_not_a_secret_is_kept():
    url = "https://h/x?sid=1&token=hush"
    request = Request(
        Typed(url, "POST"),
        values=(("pin", "1234"), ("otp", "hush")),
        headers=(Header("Cookie", "theme=dark"), Header("X-Api-Key", "hush")),
        body=JsonBody('{"password": "demo", "secret": "hush"}'),
        not_secret=("url parameter sid", "value pin", "header Cookie", "body password"),
    )
    tab = tab_state(request, is_edited=True)
    assert "hush" not in repr(tab)
    assert tab.request.url == "https://h/x?sid=1&token="
    assert tab.request.values == (("pin", "1234"),)
    assert tab.request.headers == (Header("Cookie", "theme=dark"),)
    assert tab.request.body == JsonBody('{"password": "demo", "secret": ""}')


@pytest.mark.parametrize(("method", "kept"), [("POST", "POST"), ("PURGE", "PURGE"), ("GET", "GET")])
def test_the_method_of_an_imported_address_is_kept(method, kept):
    request = Request(Typed("https://h/", method))
    assert tab_state(request, is_edited=True).request.method == kept
