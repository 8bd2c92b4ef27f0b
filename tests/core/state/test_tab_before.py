from aiurdesk.core.request.conversation import (
    NO_FRAME,
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.request.request import FileValue, Header, JsonBody, OffRow, SavedRequest
from aiurdesk.core.state.tab_state import TabState, parse_tab

FILE = {"path": "a.bin", "filename": "b", "content_type": "c/d"}
BEFORE = {
    "endpoint_id": "",
    "address": "wss://h/",
    "method": "POST",
    "values": [["a", "1"], ["b", ["2", "3"]], ["c", FILE]],
    "headers": [["Accept", "x"]],
    "is_edited": True,
    "credential": None,
    "name": "Mine",
    "body": {"type": "json", "text": "{}"},
    "values_off": [{"index": 0, "name": "d", "value": "4"}],
    "tests": [["code", "", "", "0, -6"], ["weather", "", "", "fine"]],
    "captures": [["id", "value", "data.id"]],
    "conversation": 'messages = [{ text = "hi" }]',
    "frame_tests": [["one", "text", "", "contains", "hello"], ["1", "code"]],
    "entry_id": 7,
}


def test_a_tab_of_the_form_before_is_read():
    test = FrameTest(NO_FRAME, ResponseTest("text", "hello", "contains"))
    request = SavedRequest(
        url="wss://h/",
        method="POST",
        values=(("a", "1"), ("b", ("2", "3")), ("c", FileValue("a.bin", "b", "c/d"))),
        headers=(Header("Accept", "x"),),
        body=JsonBody("{}"),
        values_off=(OffRow(0, "d", "4"),),
        tests=(ResponseTest("code", (0, -6)),),
        captures=(Capture("id", "value", "data.id"),),
        conversation=Conversation(messages=(SocketMessage("hi"),), frame_tests=(test,)),
    )
    tab = TabState(request, is_edited=True, name="Mine", entry_id=7)
    assert parse_tab(BEFORE) == (tab, ())


def test_mistakes_in_it_are_told_and_the_rest_is_used():
    wrong = BEFORE | {"headers": [["one"]], "conversation": "messages = 5", "notes": 3}
    tab, mistakes = parse_tab(wrong)
    assert (tab.name, tab.request.url, tab.request.headers) == ("Mine", "wss://h/", ())
    assert [mistake.partition(", not")[0] for mistake in mistakes] == [
        "request: notes should be text",
        "request: header one: value is missing",
    ]
