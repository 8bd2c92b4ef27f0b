"""Which words of a text are found."""

import pytest

from aiurdesk.core.history.search_text import SearchWord, index_text, search_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Push message, push!", "push message"),
        ("ChannelId", "channelid channel id"),
        ("/API/AccessToken?x=1", "api accesstoken x 1 access token"),
        ("Straße Ärger", "strasse arger"),
        ("频道 id", "频 道 id"),
        ("snake_case", "snake case"),
        ("a" * 100, "a" * 48),
        ("…", ""),
    ],
)
def test_words_without_case_accents_and_repetition(text, words):
    assert index_text(text) == words


def test_a_text_of_several_words_is_a_phrase():
    assert search_words(("127.0.0.1", "Channel", "!")) == (
        SearchWord(("127", "0", "0", "1"), "127.0.0.1"),
        SearchWord(("channel",)),
    )
