import difflib
import tomllib

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.environments.route import HttpVersion
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    EVERY_FRAME,
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.request.request import FileValue, Header, SavedRequest, SendOptions
from tests.core.collection.requests import SAVED_REQUESTS

EXAMPLE = SavedRequest(
    endpoint_id="stargate.message.pushmessage",
    dialect="2020",
    credential="Work app",
    notes="First create a channel.\nThen push.",
    values=(
        ("ChannelId", "{{channel}}"),
        ("MessageContent", '{"text": "hello"}'),
        ("Ids", ("1", "2")),
        ("File", FileValue("files/a.png", "a.png", "image/png")),
    ),
    headers=(Header("Accept-Language", "en-US"),),
    tests=(
        ResponseTest("code", 0),
        ResponseTest("header", "json", "contains", "Content-Type"),
        ResponseTest("value", True, "exists", "items[0].id"),
    ),
    captures=(Capture("message", "value", "messageId"),),
)
TEXT = """\
endpoint = "stargate.message.pushmessage"
dialect = "2020"
credential = "Work app"
notes = \'\'\'
First create a channel.
Then push.\'\'\'
values = [
    ["ChannelId", "{{channel}}"],
    ["MessageContent", '{"text": "hello"}'],
    ["Ids", ["1", "2"]],
    ["File", { file = "files/a.png", content_type = "image/png" }],
]
headers = [
    ["Accept-Language", "en-US"],
]
tests = [
    { code = 0 },
    { header = "Content-Type", contains = "json" },
    { value = "items[0].id", exists = true },
]
captures = [
    { variable = "message", value = "messageId" },
]
"""


def test_a_request_is_a_short_text_with_one_entry_a_line():
    assert write_request(EXAMPLE) == TEXT
    assert parse_request(TEXT) == EXAMPLE


SOCKET = SavedRequest(
    url="wss://chat.example/:room",
    values=(("room", "7"),),
    conversation=Conversation(
        subprotocols=("chat", "chat.v2"),
        messages=(
            SocketMessage("hello {{user}}", name="Greeting"),
            SocketMessage('{"type": 1}', "json"),
            SocketMessage("photos/a.png", "file", "Photo"),
            SocketMessage("AAEC", "base64"),
        ),
        frame_count=2,
        within_ms=2500,
        frame_tests=(
            FrameTest(1, ResponseTest("text", "hello Ann", "equals")),
            FrameTest(ANY_FRAME, ResponseTest("value", 1, "equals", "type")),
            FrameTest(EVERY_FRAME, ResponseTest("kind", "text")),
        ),
    ),
    tests=(ResponseTest("status", 101),),
)
SOCKET_TEXT = """\
url = "wss://chat.example/:room"
values = [
    ["room", "7"],
]
subprotocols = [
    "chat",
    "chat.v2",
]
messages = [
    { name = "Greeting", text = "hello {{user}}" },
    { json = '{"type": 1}' },
    { name = "Photo", file = "photos/a.png" },
    { base64 = "AAEC" },
]
expected_frames = 2
frames_within_ms = 2500
frame_tests = [
    { frame = 1, equals = "hello Ann" },
    { frame = "any", value = "type", equals = 1 },
    { frame = "every", kind = "text" },
]
tests = [
    { status = 101 },
]
"""


def test_a_socket_is_a_request_with_messages_and_expected_frames():
    assert write_request(SOCKET) == SOCKET_TEXT
    assert parse_request(SOCKET_TEXT) == SOCKET


def test_a_changed_message_is_a_changed_line():
    messages = list(SOCKET.conversation.messages)
    messages[1] = SocketMessage('{"type": 2}', "json")
    changed = replace(SOCKET, conversation=replace(SOCKET.conversation, messages=tuple(messages)))
    text = write_request(changed, SOCKET_TEXT)
    assert text == SOCKET_TEXT.replace('{"type": 1}', '{"type": 2}')


def test_options_come_before_tests_and_are_left_out_where_they_are_not_set():
    saved = replace(
        EXAMPLE, options=SendOptions(5000, 1_000_000, False, True, False, HttpVersion.HTTP2)
    )
    text = write_request(saved)
    lines = "timeout_ms = 5000\nmax_bytes = 1000000\nredirects = false\nhistory = true\n"
    lines += 'cookies = false\nhttp_version = "2"\n'
    assert text == TEXT.replace("tests = [", lines + "tests = [")
    assert parse_request(text) == saved
    assert write_request(replace(saved, options=SendOptions()), text) == TEXT


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("timeout_ms = 0", "timeout_ms should be a whole number from 1 to 86400000, not 0"),
        ("timeout_ms = 1.5", "timeout_ms should be a whole number, not 1.5"),
        ("max_bytes = 1099511627777", "max_bytes should be a whole number from 1 to 1099511627776"),
        ('http_version = "3"', "http_version should be one of 1.1, 2, not "),
        ('redirects = "no"', "redirects should be true or false"),
        ("history = 1", "history should be true or false"),
    ],
)
def test_a_wrong_option_is_told(line, words):
    with pytest.raises(ProblemError, match=words):
        parse_request(f'url = "http://a.example/"\nmethod = "GET"\n{line}\n')


def test_what_has_its_default_is_left_out():
    assert write_request(SavedRequest(endpoint_id="a.b.c")) == 'endpoint = "a.b.c"\n'


def test_no_credential_is_something_else_than_the_default():
    text = write_request(SavedRequest(endpoint_id="a.b.c", credential=""))
    assert 'credential = ""\n' in text
    assert parse_request(text).credential == ""


@given(SAVED_REQUESTS)
@settings(max_examples=4 * settings().max_examples)
def test_a_request_that_is_saved_loaded_and_saved_again_has_the_same_bytes(saved):
    text = write_request(saved)
    loaded = parse_request(text)
    assert loaded == saved
    assert write_request(loaded) == text
    assert write_request(loaded, text) == text
    # Any other reader of TOML 1.0 reads it too.
    assert tomllib.loads(text).get("endpoint", "") == saved.endpoint_id
    assert "\r" not in text


@given(SAVED_REQUESTS, SAVED_REQUESTS)
@settings(max_examples=3 * settings().max_examples)
def test_any_request_can_replace_any_other_one(before, after):
    after = replace(after, endpoint_id=after.endpoint_id, url=after.url)
    text = write_request(before)
    assert parse_request(write_request(after, text)) == after


def test_a_body_of_ten_megabytes_is_saved_and_loaded():
    long = "\n".join(f'{{"line": {number}, "text": "It\'s"}}' for number in range(350_000))
    assert len(long) > 10_000_000
    saved = SavedRequest(endpoint_id="a.b.c", values=(("Body", long),))
    text = write_request(saved)
    assert f"'''\n{long}'''" in text
    assert parse_request(text) == saved
    assert write_request(saved, text) == text


def test_a_request_that_would_be_too_long_to_be_read_is_not_written():
    saved = SavedRequest(endpoint_id="a.b.c", notes="é" * 8 * 1024 * 1024)
    with pytest.raises(ProblemError, match="it is longer than 16 MB. Send a long body from a file"):
        write_request(saved)
    assert parse_request(write_request(replace(saved, notes="é" * 7_900_000)))


COMMENTED = """\
# Checks the channel.
endpoint = "a.b.c" # the endpoint
owner = "Team A"

values = [
    # Any number does.
    ["ChannelId", "2"], # two
    ["Text", "hi"],

    # The last one.
    ["More", "x"],
]
tests = [
    { code = 0 },
]

[later]
key = 1
"""


def with_values(saved, *values):
    return replace(saved, values=values)


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (lambda s: with_values(s, ("ChannelId", "3"), *s.values[1:]), (1, 1)),
        (lambda s: with_values(s, *s.values[:2], ("More", "y")), (1, 1)),
        (lambda s: with_values(s, *s.values, ("New", "z")), (1, 0)),
        (lambda s: with_values(s, *s.values[:1], ("New", "z"), *s.values[1:]), (1, 0)),
        (lambda s: with_values(s, s.values[0], s.values[2]), (0, 1)),
        (lambda s: replace(s, endpoint_id="a.b.d"), (1, 1)),
        (lambda s: replace(s, dialect="2023"), (1, 0)),
        (lambda s: replace(s, credential=""), (1, 0)),
        (lambda s: replace(s, tests=(ResponseTest("code", -10),)), (1, 1)),
        (lambda s: replace(s, headers=(Header("A", "b"),)), (3, 0)),
    ],
)
def test_a_change_of_one_value_is_a_change_of_its_line(change, lines):
    changed = change(parse_request(COMMENTED))
    text = write_request(changed, COMMENTED)
    assert parse_request(text) == changed
    for kept in ("# Checks the channel.", "# the endpoint", "# Any number does.", "[later]"):
        assert kept in text
    assert 'owner = "Team A"' in text
    assert changed_lines(COMMENTED, text) == lines


def changed_lines(before, after):
    """Return how many lines were added and how many deleted."""
    signs = [line[0] for line in difflib.ndiff(before.splitlines(), after.splitlines())]
    return signs.count("+"), signs.count("-")


def test_two_addresses_are_a_mistake():
    text = 'endpoint = "gateway.home.index"\nurl = "https://host.example/"\n'
    with pytest.raises(ProblemError, match="line 2: url is a second address, beside endpoint"):
        parse_request(text)


def test_a_file_that_git_wrote_with_carriage_returns_is_read_like_any_other():
    assert parse_request(TEXT.replace("\n", "\r\n")) == EXAMPLE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('endpoint = "a.b.c"\nvalues = 5\n', "line 2: values should be a list"),
        ('endpoint = "a.b.c"\nvalues = [["a"]]\n', 'pairs such as ["name", "value"]'),
        ('endpoint = "a.b.c"\nvalues = [["a", 5]]\n', "line 2: values should hold text"),
        ('endpoint = "a.b.c"\nheaders = [["a", ["b"]]]\n', "line 2: headers should be text"),
        ('endpoint = "a.b.c"\nsend_anyway = 1\n', "line 2: send_anyway should be true or false"),
        ('endpoint = "a.b.c"\n\ncaptures = [{ variable = "x" }]\n', "line 3: captures"),
        ('endpoint = "a.b.c"\ntests = [{ weather = 1 }]\n', "line 2: tests should test one of"),
        (
            'endpoint = "a.b.c"\ntests = [{ status = 200 }, { status = "x" }]\n',
            "line 2: tests (entry 2) should have a number",
        ),
        ('endpoint = "a.b.c"\nurl = "x\n', "line 2: "),
        ('endpoint = "a.b.c"\nurl = "x"\nurl = "y"\n', "line 3: duplicate key"),
        ("", "line 1: endpoint is missing"),
        ('endpoint = ""\n', "line 1: endpoint is missing"),
        ('method = "GET"\ntests = [{ code = "", unfinished = false }]\n', "line 2: tests"),
        ("endpoint = 5\n", "line 1: endpoint should be text"),
    ],
)
def test_a_mistake_is_told_with_its_line(text, words):
    with pytest.raises(ProblemError) as caught:
        parse_request(text)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "text", ['method = "GET"\n', 'url = ""\n', 'method = "GET"\nurl = ""\n', 'method = ""\n']
)
def test_an_address_that_is_still_to_be_typed_is_not_a_mistake(text):
    assert parse_request(text).target_text == ""


def test_an_address_without_a_method_is_a_get():
    assert parse_request('url = "https://host/"\n').method == "GET"
    assert parse_request('url = "wss://host/"\n').method == ""
    assert parse_request('url = ""\n').method == ""


def test_a_test_that_is_not_finished_is_saved_as_such():
    saved = SavedRequest(
        endpoint_id="a.b.c",
        tests=(ResponseTest("code", ""), ResponseTest("value", "(", "matches", "id")),
    )
    text = write_request(saved)
    assert '{ code = "", unfinished = true }' in text
    assert '{ value = "id", matches = "(", unfinished = true }' in text
    assert parse_request(text) == saved
    finished = replace(
        saved, tests=(ResponseTest("code", 0), ResponseTest("value", "a", "matches", "id"))
    )
    assert "unfinished" not in write_request(finished, text)


def test_half_of_a_character_is_refused():
    with pytest.raises(ProblemError, match="half of a character"):
        write_request(SavedRequest(endpoint_id="a.b.c", values=(("a", "\ud83d"),)))


def test_the_old_word_for_the_dialect_is_read_and_keeps_its_line():
    text = 'endpoint = "a.b.c"\ntable = "2020" # ours\n'
    saved = parse_request(text)
    assert saved.dialect == "2020"
    assert write_request(saved, text) == text
    assert 'table = "2021" # ours\n' in write_request(replace(saved, dialect="2021"), text)


@pytest.mark.parametrize(
    "member",
    [
        'headers = [["a", "b"]]',
        "tests = [{ status = 200 }]",
        'form = [["a", "b"]]',
        'multipart = [["a", "b"]]',
        'captures = [{ variable = "a", path = "b" }]',
        'messages = [{ text = "a" }]',
    ],
)
def test_a_member_of_too_many_entries_is_refused_with_its_line(member):
    key, _, entry = member.partition(" = ")
    whole = f"{key} = [{', '.join([entry[1:-1]] * 10_001)}]"
    with pytest.raises(ProblemError, match=f"line 3: {key} has 10,001 entries, and 10,000 is the"):
        parse_request(f'method = "POST"\nurl = "http://h/"\n{whole}\n')


def test_a_member_of_many_entries_is_read():
    rows = ", ".join(['["a", "b"]'] * 10_000)
    saved = parse_request(f'method = "GET"\nurl = "http://h/"\nheaders = [{rows}]\n')
    assert len(saved.headers) == 10_000


def test_a_request_of_too_many_entries_is_not_written_either():
    rows = tuple([Header("a", "b")] * 10_001)
    with pytest.raises(ProblemError, match="headers has 10,001 entries"):
        write_request(SavedRequest(method="GET", url="http://h/", headers=rows))


def test_an_address_that_no_server_takes_is_neither_read_nor_written():
    url = "http://h/" + "{{a}}" * 20_000
    with pytest.raises(ProblemError, match="line 2: The address has 100,009 characters"):
        parse_request(f'method = "GET"\nurl = "{url}"\n')
    with pytest.raises(ProblemError, match="The address has 100,009 characters"):
        write_request(SavedRequest(method="GET", url=url))
    url = "http://h/" + "a" * 65_000
    saved = parse_request(f'method = "GET"\nurl = "{url}"\n')
    assert parse_request(write_request(saved)).url == url
