import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.importers.curl_words import Unsplittable, shell_variables, split_words, words_of

A = '{"a":1}'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("curl \\\n  -X 'a b' \\\r\n h", ["curl", "-X", "a b", "h"]),
        ("curl `\n h", ["curl", "h"]),
        ("$ curl h", ["curl", "h"]),
        (r"curl $'a\'b\n\t\x41\u00e9\\'", ["curl", "a'b\n\tAé\\"]),
        ("curl \"$'x'\"", ["curl", "$'x'"]),
        ('curl ^"a^&b^" ^\r\n  -H ^"x: ^\\^"q^\\^"^"', ["curl", "a&b", "-H", 'x: "q"']),
        ('curl ^"100^%^"', ["curl", "100%"]),
        ("curl 'a\\\nb`\nc' \\\n h", ["curl", "a\\\nb`\nc", "h"]),
        ('curl "a\\\nb\\\\\nc"', ["curl", "ab\\\nc"]),
        ('curl.exe h -d "{`"a`":1}"', ["curl.exe", "h", "-d", A]),
        ("curl h `\r\n -H 'it''s' -d '{\\\"a\\\":1}'", ["curl", "h", "-H", "it's", "-d", A]),
        ("curl h `\n -T C:\\a\\b", ["curl", "h", "-T", "C:\\a\\b"]),
        ("curl “h” –X PUT —data ‘a b’ –get", ["curl", "h", "-X", "PUT", "--data", "a b", "--get"]),
        ("curl h -d 'it is “so” — or – so'", ["curl", "h", "-d", "it is “so” — or – so"]),
    ],
)
def test_quotes_and_joined_lines_are_read_as_the_shell_reads_them(text, words):
    assert words_of(text) == (words, [])


def test_variables_of_a_shell_are_told():
    text = """curl "https://h/$A?b=${B2}" -H "x: $A \\$C" -d '$D' -e $E $'$F'"""
    assert shell_variables(text) == ("A", "B2", "E")
    assert shell_variables('curl ^"https://h/?$filter=a^"') == ()
    assert shell_variables('curl h `\n -d "$x"') == ()


def test_what_follows_the_command_is_told_apart():
    assert words_of("curl h | jq . > x") == (["curl", "h"], ["|", "jq", ".", ">", "x"])
    assert words_of("curl h; ls")[0] == ["curl", "h;", "ls"]


def test_an_open_quote_is_told():
    with pytest.raises(Unsplittable):
        words_of("curl 'a")


@given(st.lists(st.text(min_size=1).filter(lambda text: text.strip() == text), max_size=5))
def test_words_that_a_shell_would_quote_are_read_back(words):
    text = "curl " + " ".join(shlex.quote(word) for word in words)
    if "^" not in text:
        first, behind = words_of(text)
        assert [*first, *behind] == ["curl", *words]


@given(st.text(alphabet="ab '\"\\\n\t$", max_size=30))
def test_words_are_those_of_a_shell(text):
    text = f"curl {text}x"
    try:
        expected = shlex.split(text)
    except ValueError:
        with pytest.raises(Unsplittable):
            split_words(text)
    else:
        assert split_words(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "curl -d '" + "a b" * 1_000_000 + "'",
        'curl -d "' + '\\"' * 1_000_000,
        "curl " + "-H 'a: b' " * 100_000,
    ],
)
def test_a_command_of_megabytes_is_split_at_once(text):
    # A quadratic reader would take longer than the test may.
    try:
        assert len(split_words(text)) in (3, 200_001)
    except Unsplittable:
        assert text.endswith('\\"')
