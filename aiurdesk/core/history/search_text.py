"""The words that the full-text search of the history indexes, and those that it looks for."""

import re
import unicodedata

from aiurdesk.core.history.history_entry import HistoryEntry

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
_MARK = "\N{BROKEN BAR}"
"""Begins the word of a property; what a person looks for holds letters and digits only."""
_LETTERS = {
    "endpoint": "e",
    "service": "s",
    "host": "h",
    "port": "p",
    "method": "m",
    "environment": "n",
    "severity": "v",
    "status": "t",
    "code": "c",
    "name": "w",
}
_LONGEST_PROPERTY = 200
_ENCODED = {number: 0xE000 + number for number in range(128) if not chr(number).isalnum()}
"""Signs that would end a word → characters that do not occur in text."""


def index_text(text: str) -> str:
    """Return the words of a text as they are put into the index, in their order."""
    words = _tokens(text)
    split = _INNER_WORD.sub(" ", text)
    if split != text:
        # Behind the others, which thus follow one another as they do in the text.
        others = set(words)
        words += [word for word in dict.fromkeys(_tokens(split)) if word not in others]
    return " ".join(words)


def index_properties(entry: HistoryEntry) -> str:
    """Return the words that stand for the properties of an entry."""
    host = re.split("[/?#]", entry.address.partition("://")[2], maxsplit=1)[0]
    properties = {
        "endpoint": entry.endpoint_id,
        "service": entry.service_id,
        "host": entry.host,
        "port": host if ":" in host else "",
        "method": entry.method,
        "environment": entry.environment,
        "severity": entry.severity,
        "status": entry.status,
        "code": entry.code,
        "name": entry.name,
    }
    given = {name: value for name, value in properties.items() if value is not None}
    return " ".join([property_word(name, value) for name, value in given.items() if value != ""])


def property_word(name: str, value: object) -> str:
    """Return the word that stands for a property; a star in it is not a wildcard."""
    return f"{_MARK}{_LETTERS[name]}{_encoded(str(value))}"


def property_pattern(name: str, value: object) -> str:
    """Return the word for a property, in which a star stands for any text."""
    beginning, *others = str(value).split("*")
    return "*".join([property_word(name, beginning), *map(_encoded, others)])


def _encoded(value: str) -> str:
    return value[:_LONGEST_PROPERTY].lower().translate(_ENCODED)


def search_words(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the words of each text to look for; one without any letter or digit is left out.

    They follow one another, and the last one is the beginning of a word.
    """
    return tuple(filter(None, (tuple(_tokens(word)) for word in words)))


def _tokens(text: str) -> list[str]:
    if text.isascii():
        return [token[:LONGEST_TOKEN] for token in _TOKEN.findall(text.lower())]
    # The letter and its accent become two characters, and the accent is dropped.
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = _ACCENT.sub("", decomposed)
    spaced = _WITHOUT_SPACES.sub(r" \1 ", unicodedata.normalize("NFC", bare))
    return [token[:LONGEST_TOKEN] for token in _TOKEN.findall(spaced)]
