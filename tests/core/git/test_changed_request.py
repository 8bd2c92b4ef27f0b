import pytest

from aiurdesk.core.collection.request_file import parse_request
from aiurdesk.core.git.changed_request import MOST_WORDS, changes_of_request
from aiurdesk.core.git.masked_text import masked_request, masked_text, secrets_of_request
from aiurdesk.core.request.request import FIELDS
from aiurdesk.resources import read_text

HEAD = 'method = "GET"\nurl = "https://lamps.example/lamps"\n'
TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


def changes(before: str, after: str) -> tuple[str, ...]:
    return changes_of_request(parse_request(HEAD + before), parse_request(HEAD + after))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", 'headers = [["Accept", "text/html"]]', "header Accept added: text/html"),
        ('headers = [["Accept", "a"]]', "", "header Accept removed: a"),
        ('values = [["limit", "10"]]', 'values = [["limit", "20"]]', "parameter limit: 10 → 20"),
        ('values = [["a", "1"]]', 'values = [["a", "1", "off"]]', "parameter a switched off"),
        ('values = [["a", "1", "off"]]', 'values = [["a", "1"]]', "parameter a switched on"),
        (
            'values = [["a", "1"], ["b", "2"]]',
            'values = [["b", "2"], ["a", "1"]]',
            "the order of parameter changed",
        ),
        ('json = "{}"', 'json = "[]"', "body changed"),
        ('json = "{}"', 'text = "a"', "body: JSON → text"),
        ("", 'form = [["a", "1"]]', "body: that of the endpoint → form"),
        ('form = [["a", "1"]]', 'form = [["a", "2"]]', "field a: 1 → 2"),
        ("", "timeout_ms = 100", "Timeout added: 100"),
        ("", 'credential = "lamps"', "credential added: lamps"),
        ("", 'notes = "one\\ntwo"', "notes changed"),
        ("tests = [{ code = 0 }]", "", "test result code is 0 removed"),
        ("", 'captures = [{ variable = "id", value = "a.b" }]', "capture id added: value a.b"),
        ('[[case]]\nname = "x"\ncode = 1', '[[case]]\nname = "x"\ncode = 2', "case x changed"),
    ],
)
def test_a_change_is_told_in_words(before, after, words):
    assert changes(before, after) == (words,)


def test_the_target_is_told():
    before = parse_request(HEAD)
    after = parse_request('method = "POST"\nurl = "https://lamps.example/lamps/1"\n')
    assert changes_of_request(before, after) == (
        "address: https://lamps.example/lamps → https://lamps.example/lamps/1",
        "method: GET → POST",
    )
    of_service = parse_request('endpoint = "lamps.list"')
    assert "endpoint added: lamps.list" in changes_of_request(before, of_service)


def test_messages_and_expectations_of_a_socket_are_told():
    head = 'url = "wss://lamps.example/"\n'
    before = parse_request(head + 'messages = [{ name = "Hello", text = "a" }]')
    after = parse_request(
        head + 'messages = [{ name = "Hello", text = "b" }]\nexpected_frames = 2\n'
        'frame_tests = [{ frame = 1, equals = "ok" }]\n'
    )
    words = changes_of_request(before, after)
    assert "message Hello: a → b" in words
    assert any(sentence.startswith("expected frames") for sentence in words)
    assert any(sentence.startswith("frame test ") for sentence in words)


def test_nothing_is_told_of_the_same_request():
    assert changes("", "# a comment\n") == ()


def test_a_secret_that_was_committed_by_hand_is_dots():
    before = f'headers = [["Authorization", "Bearer {TOKEN}"]]\nvalues = [["key", "{TOKEN}"]]\n'
    after = before.replace("c3D4", "c3D5")
    for sentences in (changes("", before), changes(before, after), changes(before, "")):
        assert sentences
        assert TOKEN[4:12] not in " ".join(sentences)
    assert any("••••" in sentence for sentence in changes("", before))
    assert "header Authorization changed" in changes(before, after)


def test_a_difference_has_dots_for_a_secret_in_either_version():
    saved = parse_request(HEAD + 'headers = [["X-Api-Key", "short-key-1"]]\n')
    text = '-headers = [["X-Api-Key", "short-key-1"]]\n+password = "hunter22"\n short-key-1\n'
    shown = masked_text(text, secrets_of_request(saved))
    assert "short-key-1" not in shown
    assert "hunter22" not in shown
    assert shown.count("\n") == 3
    assert "X-Api-Key" in shown


def test_all_rows_of_a_masked_request_stay():
    rows = f'headers = [["Authorization", "Bearer {TOKEN}"], ["A", "b"]]\n'
    masked = masked_request(parse_request(HEAD + rows))
    assert [header.name for header in masked.headers] == ["Authorization", "A"]
    assert TOKEN not in repr(masked)


def test_what_a_stranger_wrote_is_bounded_and_shown_as_it_is():
    rows = ", ".join(f'["n{number}", "1"]' for number in range(MOST_WORDS + 50))
    found = changes("", f"values = [{rows}]")
    assert len(found) == MOST_WORDS + 1
    assert found[-1] == "and more"
    long = changes("", f'headers = [["A", "{"x" * 500}"]]')
    assert len(long[0]) < 100
    shown = changes("", 'headers = [["A\\u202e", "b"]]')
    assert "\u202e" not in shown[0]


def test_each_field_of_a_request_is_compared():
    """A field that is added later has words without any further line."""
    texts = {
        "method": 'method = "PUT"\nurl = "https://lamps.example/lamps"\n',
        "dialect": HEAD + 'dialect = "http"',
        "credential": HEAD + 'credential = ""',
        "is_forced": HEAD + "send_anyway = true",
        "not_secret": HEAD + 'not_secret = ["value a"]',
        "notes": HEAD + 'notes = "n"',
        "values": HEAD + 'values = [["a", "1"]]',
        "values_off": HEAD + 'values = [["a", "1", "off"]]',
        "headers": HEAD + 'headers = [["a", "1"]]',
        "headers_off": HEAD + 'headers = [["a", "1", "off"]]',
        "body": HEAD + 'json = "{}"',
        "conversation": HEAD + 'subprotocols = ["a"]',
        "options": HEAD + "redirects = false",
        "tests": HEAD + "tests = [{ status = 200 }]",
        "captures": HEAD + 'captures = [{ variable = "a", header = "b" }]',
        "cases": HEAD + '[[case]]\nname = "a"\n',
    }
    assert texts.keys() == FIELDS.keys()
    silent = [
        name
        for name, text in texts.items()
        if not changes_of_request(parse_request(HEAD), parse_request(text))
    ]
    assert silent == []


def test_the_manual_shows_what_is_told():
    before = 'headers = [["A", "b"]]\nvalues = [["limit", "10"], ["page", "1"]]\njson = "{}"\n'
    after = (
        'headers = [["A", "b"], ["Accept", "application/json"]]\n'
        'values = [["limit", "20"], ["page", "1", "off"]]\njson = "[]"\ntests = [{ code = 0 }]\n'
    )
    page = read_text("manual/git.md")
    told = changes(before, after)
    assert len(told) == 5
    assert [word for word in told if f"    {word}\n" not in page] == []
