import pytest

from aiurdesk.core.collection.request_record import (
    CONVERSATION_READERS,
    conversation_of,
    conversation_record,
)
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.conversation import (
    MESSAGE_KINDS,
    NO_FRAME,
    SILENT,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.toml.toml_reading import read_members
from aiurdesk.core.toml.toml_text import toml_text


def parsed(text):
    return conversation_of(read_members(text, CONVERSATION_READERS))


def test_a_request_without_messages_has_no_keys_of_a_socket():
    assert conversation_record(SILENT) == {}
    assert conversation_of({"endpoint": "a.b.c"}) is SILENT


def test_the_keys_have_one_order():
    test = FrameTest(2, ResponseTest("code", 0))
    conversation = Conversation(
        ("chat",), 5000, 60_000, True, (SocketMessage("hi"),), 3, 500, (test,), 4001
    )
    record = conversation_record(conversation)
    assert list(record) == list(CONVERSATION_READERS)
    assert record["frame_tests"] == [{"frame": 2, "code": 0}]
    assert parsed(toml_text(record)) == conversation


def test_no_pings_are_not_the_default():
    record = conversation_record(Conversation(ping_every_ms=0))
    assert record == {"ping_every_ms": 0}
    assert conversation_of(record).ping_every_ms == 0


def test_each_kind_of_message_is_one_key_beside_its_name():
    messages = tuple(SocketMessage("a", kind, f"My {kind}") for kind in MESSAGE_KINDS)
    record = conversation_record(Conversation(messages=messages))
    assert record["messages"] == [{"name": f"My {kind}", kind: "a"} for kind in MESSAGE_KINDS]
    assert CONVERSATION_READERS["messages"](record["messages"]) == messages


@pytest.mark.parametrize(
    ("key", "raw", "words"),
    [
        ("messages", "hi", "should be a list"),
        ("messages", ["hi"], 'should hold entries such as { name = "Hello", text = "hello" }'),
        ("messages", [{"text": "a", "json": "b"}], "with one of text, json, file, base64"),
        ("messages", [{"name": "a"}], "with one of text, json, file, base64"),
        ("messages", [{"text": 5}], "with one of text, json, file, base64"),
        ("messages", [{"text": "a", "later": 1}], "with one of text, json, file, base64"),
        ("subprotocols", "chat", "should be a list of texts"),
        ("ping_every_ms", -1, "should be a whole number from 0 to 10000000000, not -1"),
        ("idle_ms", 2.5, "should be a whole number"),
        ("reconnect", "yes", "should be true or false"),
        ("expected_frames", 0, "should be a whole number from 1 to 1000000, not 0"),
        ("frames_within_ms", "5", "should be a whole number"),
        ("frames_within_ms", -1, "should be a whole number from 1 to 86400000, not -1"),
        ("close_code", 5000, "should be a whole number from 1 to 4999, not 5000"),
        ("frame_tests", [{"equals": "a"}], "should hold entries such as { frame = 1"),
    ],
)
def test_what_is_wrong_is_told(key, raw, words):
    with pytest.raises(DataMistake) as mistake:
        CONVERSATION_READERS[key](raw)
    assert words in str(mistake.value)


def test_what_is_not_finished_is_saved_as_it_is():
    tests = (
        FrameTest(1, ResponseTest("kind", "picture")),
        FrameTest(NO_FRAME, ResponseTest("text", "a", "equals")),
    )
    conversation = Conversation(frame_tests=tests, close_code=5)
    text = toml_text(conversation_record(conversation))
    assert '{ frame = 1, kind = "picture", unfinished = true }' in text
    assert '{ frame = "", equals = "a", unfinished = true }' in text
    assert parsed(text) == conversation
