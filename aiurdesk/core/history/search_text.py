"""The words that the full-text search of the history indexes, and those that it looks for."""

import re
import unicodedata

import msgspec

LONGEST_TOKEN = 48
"""Characters of a longer word that are indexed, such as of base64."""
SHORTEST_BEGINNING = 3
"""A shorter word is only found as a whole: too many words begin with two letters."""
_TOKEN = re.compile(r"[^\W_]+")
# A name such as ChannelId is found by each of its words as well.
_INNER_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ACCENT = re.compile("[\u0300-\u036f]")
# These scripts have no spaces between words, so each character is indexed by itself.
_WITHOUT_SPACES = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af])")


class SearchWord(msgspec.Struct, frozen=True):
    """A word or phrase that a person looks for."""

    tokens: tuple[str, ...]
    """All of them occur in the entry; the last one as the beginning of a word."""
    phrase: str = ""
    """A text that occurs in the entry as it is, where there are several tokens."""


def index_text(text: str) -> str:
    """Return the words of a text as they are put into the index: each one once."""
    parts = _INNER_WORD.sub(" ", text)
    found = dict.fromkeys(_tokens(text))
    if parts != text:
        found |= dict.fromkeys(_tokens(parts))
    return " ".join(found)


def search_words(words: tuple[str, ...]) -> tuple[SearchWord, ...]:
    """Return what to look for; a word without any letter or digit is left out."""
    found = []
    for word in words:
        tokens = tuple(_tokens(word))
        if tokens:
            found.append(SearchWord(tokens, word if len(tokens) > 1 else ""))
    return tuple(found)


def _tokens(text: str) -> list[str]:
    if text.isascii():
        return [token[:LONGEST_TOKEN] for token in _TOKEN.findall(text.lower())]
    # The letter and its accent become two characters, and the accent is dropped.
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = _ACCENT.sub("", decomposed)
    spaced = _WITHOUT_SPACES.sub(r" \1 ", unicodedata.normalize("NFC", bare))
    return [token[:LONGEST_TOKEN] for token in _TOKEN.findall(spaced)]
