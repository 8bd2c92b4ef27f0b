"""Which words of a text are found, and which stand for properties."""

import pytest

from aiurdesk.core.history.history_filter import (
    index_properties,
    index_text,
    property_pattern,
    property_word,
    search_words,
)
from tests.history_records import an_entry


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Push message, push!", "push message push"),
        ("ChannelId", "channelid channel id"),
        ("ChannelId of a channel", "channelid of a channel id"),
        ("/API/AccessToken?x=1", "api accesstoken x 1 access token"),
        ("Straße Ärger", "strasse arger"),
        ("频道 id", "频 道 id"),
        ("snake_case", "snake case"),
        ("a" * 100, "a" * 48),
        ("…", ""),
    ],
)
def test_words_without_case_and_accents_in_their_order(text, words):
    assert index_text(text) == words


def test_a_text_of_several_words_is_a_phrase():
    assert search_words(("127.0.0.1", "Channel", "!")) == (("127", "0", "0", "1"), ("channel",))


def test_each_property_of_an_entry_has_a_word():
    entry = an_entry(code=-7, status=None, name="", address="https://[::1]:8443/a?b=c:d")
    words = index_properties(entry).split(" ")
    assert words == [
        property_word("endpoint", "stargate.message.pushmessage"),
        property_word("service", "stargate"),
        property_word("host", "stargate.aiursoft.com"),
        property_word("port", "[::1]:8443"),
        property_word("method", "post"),
        property_word("environment", "production 2020"),
        property_word("severity", "success"),
        property_word("code", -7),
    ]


def test_a_word_of_a_property_is_not_a_word_of_a_text():
    word = property_word("environment", 'a "b"-c*\0ü')
    assert index_text(word) != word
    # One word for SQLite, which ends words at all other signs of ASCII.
    assert all(sign.isalnum() or sign > "\x7f" for sign in word)
    assert property_pattern("host", "a-b") == property_word("host", "a-b")
    assert property_pattern("host", "*.b*") == "*".join(
        (property_word("host", ""), property_word("host", ".b")[2:], "")
    )
