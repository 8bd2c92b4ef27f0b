"""Find the endpoints that match a filter."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import lru_cache

import msgspec

from aiurdesk.core.api.endpoint import OWN_GENERATION, Endpoint, Service
from aiurdesk.core.api.readable_text import plain_text
from aiurdesk.core.translation import format_code, snippet

# With a hyphen, as it is typed, or with the minus sign that the window shows.
_CODE = r"[-\u2212]\d+"


def searchable_text(endpoint: Endpoint, service: Service) -> str:
    """Return the text that a filter searches, ready for ``matches``.

    It holds the service, group, title, names, path and description, the names of the parameters,
    and the documented result codes, whichever table they belong to.
    """
    words = (
        service.name,
        endpoint.id,
        endpoint.title,
        endpoint.group,
        endpoint.name,
        f"{endpoint.shown_method} {endpoint.path}",
        endpoint.description,
        *(parameter.name for parameter in endpoint.parameters),
        *sorted({code_word(case.code) for case in endpoint.code_cases}),
    )
    return "\n".join(words).casefold()


def matches(needle: str, text: str) -> bool:
    """Return whether all words of a filter occur in a text of ``searchable_text``.

    Upper and lower case do not matter. A word such as ``-7`` means that result code and
    nothing else, not ``-70`` and no part of a hyphenated word.
    """
    return all(word in text for word in filter_words(needle))


@lru_cache(maxsize=16)
def filter_words(needle: str) -> tuple[str, ...]:
    """Return the words of a filter as they stand in a text of ``searchable_text``."""
    return tuple(
        _marked(word.replace("\u2212", "-")) if re.fullmatch(_CODE, word) else word
        for word in needle.casefold().split()
    )


def code_word(code: int | str) -> str:
    """Return a result code as it stands in a text of ``searchable_text``."""
    return code if isinstance(code, str) else _marked(str(code))


def _marked(code: str) -> str:
    """Return a code between marks that a person never types, so that −7 does not find −70."""
    return f"\x1f{code}\x1f"


# "CreateNewSite" is found by "new site", and "ViewHas2FAKey" by "key".
_CAMEL_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD = re.compile(r"[\W_]+")
_START, _END = "\x02", "\x03"
"""Around each name; a person never types them."""


class Where(IntEnum):
    """The part of an endpoint in which a word was found, the best first."""

    WHOLE_NAME = 0
    NAME_START = 1
    WORD_START = 2
    """At the start of a later word of the name."""
    NAME = 3
    """Inside a word of the name."""
    SERVICE = 4
    """The service or the group."""
    PATH = 5
    """Path, method or id."""
    PARAMETER = 6
    CODE = 7
    DESCRIPTION = 8


_ALL_PLACES = tuple(Where)


class Hit(msgspec.Struct, frozen=True):
    """An endpoint that matches."""

    endpoint: Endpoint
    service: Service
    where: Where
    """Where the word was found that matched worst: it explains why the endpoint is there."""


class Ranking:
    """Endpoints, made ready to be ranked at every key that is typed.

    Args:
        entries: In the order of the catalogue, which decides between equal matches.
    """

    def __init__(self, entries: Iterable[tuple[Endpoint, Service]]) -> None:
        self._entries = tuple(entries)
        self._texts = [searchable_text(*entry) for entry in self._entries]
        names = [_names(endpoint) for endpoint, _ in self._entries]
        # A name stands between marks, so that one search finds out whether it starts with a word.
        self._names = [
            "".join(f"{_START}{name}{_END}" for name in spellings) for spellings in names
        ]
        self._texts_by_part: tuple[tuple[Where, list[str]], ...] = tuple(
            (where, ["\n".join(_part(where, *entry)).casefold() for entry in self._entries])
            for where in (Where.SERVICE, Where.PATH, Where.PARAMETER, Where.CODE)
        )

    def __len__(self) -> int:
        return len(self._entries)

    def hits(self, needle: str) -> tuple[Hit, ...]:
        """Return the endpoints that ``endpoint_filter.matches`` accepts, the best first.

        A whole filter that is or begins the name comes first. Then each word counts by the part
        that it was found in.
        """
        words = filter_words(needle)
        texts = self._texts
        hits = list(range(len(self._entries)))
        for word in words:
            hits = [number for number in hits if word in texts[number]]
        ranks = [self._places(word, hits) for word in words] or [bytes(len(texts))]
        # Numbers of parts in bytes and not ``Where`` members: this runs at every key that is typed.
        worst = ranks[0] if len(ranks) == 1 else bytes(map(max, *ranks))
        scores = [sum(ranks) for ranks in zip(*ranks, strict=True)]
        if len(words) > 1:
            self._prefer_phrases(" ".join(words), hits, scores)
        # The sort is stable: equal matches stay in the order of the catalogue.
        hits.sort(key=scores.__getitem__)
        entries = self._entries
        return tuple(Hit(*entries[number], _ALL_PLACES[worst[number]]) for number in hits)

    def _places(self, word: str, numbers: list[int]) -> bytes:
        """Return, by the number of an endpoint, the best part that contains a word."""
        # What is in no other part is in the description.
        best = bytearray([Where.DESCRIPTION]) * len(self._texts)
        for where, numbers_of_part in self._by_place(word, numbers):
            for number in numbers_of_part:
                best[number] = where
        return bytes(best)

    def _by_place(self, word: str, numbers: list[int]) -> Iterator[tuple[Where, list[int]]]:
        """Yield the endpoints that contain a word, by part; better parts of the name come later."""
        names = self._names
        # A word in the name hides the same word elsewhere.
        rest = [number for number in numbers if word not in names[number]]
        for where, texts in self._texts_by_part:
            yield where, [number for number in rest if word in texts[number]]
            rest = [number for number in rest if word not in texts[number]]
        named = [number for number in numbers if word in names[number]]
        yield Where.NAME, named
        yield Where.WORD_START, [number for number in named if f" {word}" in names[number]]
        start = f"{_START}{word}"
        started = [number for number in named if start in names[number]]
        yield Where.NAME_START, started
        whole = f"{start}{_END}"
        yield Where.WHOLE_NAME, [number for number in started if whole in names[number]]

    def _prefer_phrases(self, phrase: str, numbers: Sequence[int], scores: list[int]) -> None:
        """Put names that are, begin with or contain several words in their order before others."""
        # More than the parts of all words can add up to.
        before_others = len(Where) * (phrase.count(" ") + 1)
        for number in numbers:
            name = self._names[number]
            if phrase in name:
                is_there = (
                    f" {phrase}" in name,
                    f"{_START}{phrase}" in name,
                    f"{_START}{phrase}{_END}" in name,
                )
                # 0 where the phrase stands inside a word, up to 3 where it is the whole name.
                best = max(rank for rank, is_found in enumerate((True, *is_there)) if is_found)
                scores[number] -= best * before_others


def place_in_name(name: str, needle: str) -> Where:
    """Return how a whole filter stands in a name, so that hits of several kinds can be ranked.

    ``DESCRIPTION`` where the name does not contain all of its words.
    """
    folded, words = name.casefold(), needle.casefold().split()
    phrase = " ".join(words)
    if folded == phrase:
        return Where.WHOLE_NAME
    if folded.startswith(phrase):
        return Where.NAME_START
    if all(f" {word}" in f" {folded}" for word in words):
        return Where.WORD_START
    return Where.NAME if all(word in folded for word in words) else Where.DESCRIPTION


def matched_text(hit: Hit, needle: str) -> str:
    """Return what matched outside the name, to be shown under it; empty where the name matched.

    A parameter is given by its name, a result code as ``−7``, a description by the words around
    the match.
    """
    if hit.where <= Where.NAME:
        return ""
    for word in filter_words(needle):
        for text in _part(hit.where, hit.endpoint, hit.service):
            if hit.where is Where.DESCRIPTION:
                text = _readable_description(hit.endpoint)
            if word in text.casefold():
                return snippet(text, word) if hit.where is Where.DESCRIPTION else _readable(text)
    return ""


def _names(endpoint: Endpoint) -> list[str]:
    """Return what the endpoint is called: its title, its name, and its name in words."""
    in_words = _CAMEL_CASE.sub(" ", endpoint.name)
    title = endpoint.shown_title
    spaced = (_NO_WORD.sub(" ", text) for text in (title, in_words))
    names = (title, endpoint.name, in_words, *spaced)
    return list(dict.fromkeys(name.strip().casefold() for name in names if name.strip()))


def _part(where: Where, endpoint: Endpoint, service: Service) -> tuple[str, ...]:
    """Return the texts of one part of an endpoint beside its name, as they are written."""
    match where:
        case Where.SERVICE:
            return (service.name, endpoint.group)
        case Where.PATH:
            return (f"{endpoint.shown_method} {endpoint.path}", endpoint.id)
        case Where.PARAMETER:
            return tuple(parameter.name for parameter in endpoint.parameters)
        case Where.CODE:
            return tuple(dict.fromkeys(code_word(case.code) for case in endpoint.code_cases))
    return (endpoint.description,)


def _readable_description(endpoint: Endpoint) -> str:
    # Those that come with the program are plain text.
    is_own = endpoint.generation == OWN_GENERATION
    return plain_text(endpoint.description) if is_own else endpoint.description


def _readable(text: str) -> str:
    """Return a text of a part as a person reads it: a code without its marks."""
    code = text.strip("\x1f")
    return format_code(int(code)) if code != text else text
