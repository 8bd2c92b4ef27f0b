import pytest

from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.collection.request_record import (
    CONVERSATION_READERS,
    conversation_of,
    conversation_record,
    read_header_rows,
    read_value_rows,
    row_entries,
)
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.toml.toml_reading import read_members
from aiurdesk.core.formats.toml.toml_text import toml_text
from aiurdesk.core.request.conversation import (
    MESSAGE_KINDS,
    NO_FRAME,
    SILENT,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.request.request import (
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    NoBody,
    Row,
    SavedRequest,
    TextBody,
)

ROWS = (
    Row("a", "1"),
    Row("b", ("1", "2"), is_sent=False),
    Row("c", FileValue("files/a.png", "b.png", "image/png")),
)
FILE = {"file": "files/a.png", "filename": "b.png", "content_type": "image/png"}


def test_a_row_is_a_pair_and_says_when_it_is_off():
    assert row_entries(ROWS) == [["a", "1"], ["b", ("1", "2"), "off"], ["c", FILE]]
    assert read_value_rows([["a", "1"], ["b", ["1", "2"], "off"], ["c", FILE]]) == ROWS


@pytest.mark.parametrize(
    "raw", [5, [["a"]], [["a", 5]], [["a", "b", "on"]], [["a", "b", "off", "c"]], ["a"]]
)
def test_anything_else_is_a_mistake(raw):
    with pytest.raises(ProblemError, match="should"):
        read_value_rows(raw)


def test_headers_hold_texts_only():
    assert read_header_rows([["A", "b", "off"]]) == (Row("A", "b", is_sent=False),)
    with pytest.raises(ProblemError, match="should be text"):
        read_header_rows([["A", ["b"]]])


HEAD = 'method = "POST"\nurl = "https://host/"\n'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (NoBody(), 'body = "none"\n'),
        (FormBody(), "form = [\n]\n"),
        (
            FormBody((Row("a", "1"), Row("b", "2", is_sent=False))),
            'form = [\n    ["a", "1"],\n    ["b", "2", "off"],\n]\n',
        ),
        (
            MultipartBody((Row("a", FileValue("x.png", "x.png", "image/png")),)),
            'multipart = [\n    ["a", { file = "x.png", content_type = "image/png" }],\n]\n',
        ),
        (JsonBody('{\n  "a": 1\n}'), "json = '''\n{\n  \"a\": 1\n}'''\n"),
        (JsonBody(), 'json = ""\n'),
        (GraphqlBody("{ a }"), 'graphql = "{ a }"\n'),
        (
            GraphqlBody("query A {\n  a\n}\n", '{\n  "n": 1\n}', "A", '{"a": 1}'),
            "graphql = '''\nquery A {\n  a\n}\n'''\n"
            "graphql_variables = '''\n{\n  \"n\": 1\n}'''\n"
            'graphql_operation = "A"\n'
            "graphql_connection = '{\"a\": 1}'\n",
        ),
        (TextBody("hi"), 'text = "hi"\n'),
        (TextBody("", "text/xml"), 'text = ""\ncontent_type = "text/xml"\n'),
        (FileBody("a.bin"), 'file = "a.bin"\n'),
        (FileBody("a.png", "image/png"), 'file = "a.png"\ncontent_type = "image/png"\n'),
        (None, ""),
    ],
)
def test_each_kind_of_body_has_a_key_of_its_own(body, text):
    saved = SavedRequest(method="POST", url="https://host/", body=body)
    assert write_request(saved) == HEAD + text
    assert parse_request(HEAD + text) == saved


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('json = "1"\ntext = "a"\n', "line 4: text is a second body, beside json"),
        ('json = "1"\ncontent_type = "a/b"\n', "line 4: content_type belongs to text or file"),
        ('graphql_variables = "{}"\n', "line 3: graphql_variables belongs to graphql"),
        ('json = "1"\ngraphql_operation = "A"\n', "line 4: graphql_operation belongs to graphql"),
        ('json = "1"\ngraphql = "{ a }"\n', "line 4: graphql is a second body, beside json"),
        ('body = "some"\n', 'line 3: body should be "none"'),
        ("json = 5\n", "line 3: json should be text"),
        ("form = 5\n", "line 3: form should be a list"),
    ],
)
def test_a_mistake_is_told_with_its_line(text, words):
    with pytest.raises(ProblemError) as caught:
        parse_request(HEAD + text)
    assert words in str(caught.value)


def test_a_body_of_ten_megabytes_is_a_readable_text():
    long = "\n".join(f'{{"line": {number}, "text": "It\'s"}}' for number in range(350_000))
    assert len(long) > 10_000_000
    saved = SavedRequest(method="POST", url="https://host/", body=JsonBody(long))
    text = write_request(saved)
    assert text == f"{HEAD}json = '''\n{long}'''\n"
    assert parse_request(text) == saved
    assert write_request(saved, text) == text


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
    with pytest.raises(ProblemError) as mistake:
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
