import json

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location, Parameter, ParameterKind
from aiurdesk.core.request.conversation import SILENT, Conversation, FrameTest, SocketMessage
from aiurdesk.core.request.custom_url import endpoint_for_typed_url
from aiurdesk.core.request.request import FileValue, Header, JsonBody, OffRow, Request
from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.core.window_state import (
    TabState,
    WindowState,
    parse_window_state,
    tab_captures,
    tab_conversation,
    tab_headers,
    tab_state,
    tab_tests,
    window_record,
)
from tests.core.collection.requests import BODIES

TEXT = st.text(max_size=8)
VALUE = TEXT | st.lists(TEXT, max_size=3).map(tuple) | st.builds(FileValue, TEXT, TEXT, TEXT)
OFF_ROWS = st.lists(st.builds(OffRow, st.integers(0, 9), TEXT, VALUE), max_size=2).map(tuple)
TABS = st.builds(
    TabState,
    endpoint_id=TEXT,
    address=TEXT,
    method=TEXT,
    values=st.lists(st.tuples(TEXT, VALUE), max_size=3).map(tuple),
    headers=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    is_edited=st.booleans(),
    credential=st.none() | TEXT,
    body=BODIES,
    values_off=OFF_ROWS,
    headers_off=OFF_ROWS,
    tests=st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    captures=st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=2).map(tuple),
    conversation=TEXT,
)
STATES = st.builds(
    WindowState,
    geometry=TEXT,
    sidebar_tab=TEXT,
    splitters=st.dictionaries(TEXT, TEXT, max_size=3),
    credentials=st.dictionaries(TEXT, TEXT, max_size=3),
    expanded=st.lists(TEXT, max_size=3).map(tuple),
    tabs=st.lists(TABS, max_size=3).map(tuple),
)


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


@given(STATES)
def test_a_saved_state_is_read_unchanged(state):
    assert parse_window_state(json.loads(json.dumps(window_record(state)))) == (state, ())


LATER = {"tabs": [{"endpoint_id": "a", "later": 1}, {"endpoint_id": "b", "later": 2}], "panes": [3]}


def test_unknown_members_are_no_mistakes():
    state, mistakes = parse_window_state(LATER)
    assert mistakes == ()
    assert [tab.endpoint_id for tab in state.tabs] == ["a", "b"]


@given(STATES)
def test_unknown_members_stay_and_all_others_are_replaced(state):
    old = {**window_record(WindowState(environment="Old", splitters={"gone": "1"})), "panes": [3]}
    record = window_record(state, (old,))
    assert record == {**window_record(state), "panes": [3]}


def test_unknown_members_follow_the_tab_they_belong_to():
    first, second = parse_window_state(LATER)[0].tabs
    edited = replace(second, values=(("name", "typed"),), is_edited=True)
    tabs = (TabState(endpoint_id="new"), edited, first, first)
    bodies = [tab.get("later") for tab in window_record(WindowState(tabs=tabs), (LATER,))["tabs"]]
    assert bodies == [None, 2, 1, None]


def test_unknown_members_of_a_file_that_is_taken_over_stay():
    state = parse_window_state(LATER)[0]
    record = window_record(state, ({"panes": [4], "tabs": 7}, LATER))
    assert [record["panes"], record["tabs"][0]["later"]] == [[4], 1]


def test_secrets_that_were_typed_are_not_saved():
    request = Request(
        an_endpoint(),
        values=(("AccessToken", "hush"), ("ChannelId", "two")),
        headers=(Header("Authorization", "Bearer hush"), Header("X-Trace", "1")),
    )
    tab = tab_state(request, "https://stargate.aiursoft.com", is_edited=True)
    assert "hush" not in json.dumps(window_record(WindowState(tabs=(tab,))))
    assert tab.values == (("ChannelId", "two"),)
    assert tab_headers(tab) == (Header("X-Trace", "1"),)
    assert tab.is_edited


def test_a_secret_in_a_typed_address_is_not_kept_either():
    request = Request(endpoint_for_typed_url("https://h/x?a=1&access_token=hush#end", "GET"))
    tab = tab_state(request, request.endpoint.path, is_edited=True)
    assert "hush" not in json.dumps(window_record(WindowState(tabs=(tab,))))
    assert tab.address.startswith("https://h/x?a=1&access_token=")
    assert tab.endpoint_id == ""


def test_one_broken_tab_does_not_take_the_others_along():
    state, mistakes = parse_window_state(
        {"tabs": [{"endpoint_id": "a"}, {"values": [["name", 3]]}, 7], "splitters": {"main": 3}}
    )
    assert [tab.endpoint_id for tab in state.tabs] == ["a", "", ""]
    assert len(mistakes) == 3
    assert mistakes[1].startswith("tab 2: values should hold text")


def test_pairs_of_another_shape_are_told():
    _, mistakes = parse_window_state({"tabs": [{"headers": [["one"]]}]})
    assert mistakes == (
        'tab 1: headers should hold pairs such as ["name", "value"], not [\'one\']',
    )


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
    assert "hush" not in json.dumps(window_record(WindowState(tabs=(tab,))))
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
    conversation = Conversation(("chat",), (kept, typed, hidden), 2, 500, (test, secret))
    tab = tab_state(Request(an_endpoint(), conversation=conversation), "", is_edited=True)
    assert "hunter2" not in tab.conversation.replace("password=hunter2", "")
    assert "cGFzc3dvcmQ9" not in tab.conversation
    back = tab_conversation(tab)
    assert back.messages[0] == kept
    assert back.messages[1].content == '{"password": "", "user": "ann"}'
    assert (back.subprotocols, back.frame_count, back.within_ms) == (("chat",), 2, 500)
    assert back.frame_tests == (test,)
    assert tab_conversation(TabState(conversation="messages = 5")) == SILENT
    assert tab_state(Request(an_endpoint()), "", is_edited=False).conversation == ""


def test_messages_that_cannot_be_stored_are_not_kept():
    conversation = Conversation(messages=(SocketMessage("\ud83d"),))
    tab = tab_state(Request(an_endpoint(), conversation=conversation), "", is_edited=True)
    assert tab_conversation(tab) == SILENT
