import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.importers.curl_words import Unsplittable, words_of


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
    ],
)
def test_quotes_and_joined_lines_are_read_as_the_shell_reads_them(text, words):
    assert words_of(text) == (words, [])


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
