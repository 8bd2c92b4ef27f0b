"""Finds text in a body of any length, which comes in pieces."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from enum import StrEnum
from heapq import merge

import msgspec

from aiurdesk.core.formats.json.text_index import occurrences
from aiurdesk.core.translation import marked, tr

MOST_MATCHES = 1_000_000
"""A search stops there: where they begin and end takes 16 MB."""
_OVERLAP = 64 * 1024
"""Bytes at the end of a window that the next one begins with: the longest match across both."""
_CONTEXT = 4
"""Bytes before a window, for what looks at the character before a match."""
_LONGEST_STRING = 16 * 1024 * 1024
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"(?P<key>\s*+:)?', re.DOTALL)
_HEX = re.compile(r"[0-9a-f]{2}(?: ?[0-9a-f]{2})*", re.IGNORECASE)
_BEGINS_CHARACTER = 0xC0
_GOES_ON = 0x80


class Among(StrEnum):
    """What is searched of JSON."""

    ALL = "all"
    KEYS = "keys"
    VALUES = "values"


class FindQuery(msgspec.Struct, frozen=True):
    """What is looked for."""

    text: str = ""
    is_case_sensitive: bool = False
    is_whole_word: bool = False
    is_expression: bool = False
    """The text is a regular expression."""
    among: Among = Among.ALL
    is_hex: bool = False
    """What is searched are bytes, and the text may say some: ``0d 0a``."""

    @property
    def is_usual(self) -> bool:
        """Return whether nothing but the text was chosen."""
        return self == FindQuery(self.text)


class Found(msgspec.Struct, frozen=True):
    """Matches that a step of a search found."""

    starts: "array[int]"
    """Bytes of the text."""
    ends: "array[int]"
    searched: int
    """Bytes until now."""
    is_last: bool = False


class ExpressionMistake(msgspec.Struct, frozen=True):
    """Why a regular expression cannot be used."""

    reason: str
    """In English: the process that searches does not know the language."""
    position: int
    """Of the character, from 1; 0 where that is not known."""

    @property
    def sentence(self) -> str:
        """The same for a person."""
        if not self.position:
            return tr("The expression is not valid ({reason}).").format(reason=tr(self.reason))
        text = tr("The expression is not valid at character {position} ({reason}).")
        return text.format(position=self.position, reason=tr(self.reason))


def compiled(query: FindQuery) -> "re.Pattern[str] | ExpressionMistake":
    """Return the pattern of a query; it may take long for an expression of a stranger."""
    text = query.text if query.is_expression else re.escape(query.text)
    flags = re.MULTILINE | (re.NOFLAG if query.is_case_sensitive else re.IGNORECASE)
    try:
        # Alone first: the position of a mistake is one in what was typed.
        pattern = re.compile(text, flags)
        return re.compile(rf"(?<!\w)(?:{text})(?!\w)", flags) if query.is_whole_word else pattern
    except re.error as mistake:
        position = 0 if mistake.pos is None else mistake.pos + 1
        return ExpressionMistake(_reason(mistake.msg), position)
    except (OverflowError, RecursionError):
        return ExpressionMistake(_TOO_LONG, 0)


def _reason(message: str) -> str:
    """Return in our words, which are translated, what Python says of an expression."""
    reasons = (words for start, words in _REASONS.items() if message.startswith(start))
    return next(reasons, _OTHER)


_TOO_LONG = marked("it is too long or nested too deeply")
_OTHER = marked("this cannot be read")
_NO_GROUP = marked("it refers to a group that is not there")
_NO_NAME = marked("the name of the group is not valid")
_UNKNOWN = marked("what follows “(?” is not known")
_BAD_ESCAPE = marked("this escape is not known, or not complete")
_REASONS = {
    "missing ), unterminated": marked("the group that begins here has no “)”"),
    "unterminated character set": marked("the set that begins here has no “]”"),
    "unbalanced parenthesis": marked("this “)” closes nothing"),
    "nothing to repeat": marked("there is nothing to repeat"),
    "multiple repeat": marked("what is repeated here is a repetition already"),
    "min repeat greater": marked("the first number of a repetition is greater than the second"),
    "bad character range": marked("the range ends before it begins"),
    "look-behind requires": marked("what is looked for behind must have a fixed length"),
    "unexpected end of pattern": marked("it ends too early"),
    "redefinition of group": marked("two groups have this name"),
    "global flags not at the start": marked("this belongs at the beginning"),
    "bad escape": _BAD_ESCAPE,
    "incomplete escape": _BAD_ESCAPE,
    "octal escape": _BAD_ESCAPE,
    "undefined character name": _BAD_ESCAPE,
    "invalid group reference": _NO_GROUP,
    "unknown group name": _NO_GROUP,
    "cannot refer to": _NO_GROUP,
    "bad group number": _NO_GROUP,
    "missing group name": _NO_NAME,
    "missing >": _NO_NAME,
    "bad character in group name": _NO_NAME,
    "unknown extension": _UNKNOWN,
    "unknown flag": _UNKNOWN,
    "bad inline flags": _UNKNOWN,
    "missing": _UNKNOWN,
}
"""What messages of ``re`` begin with, the more exact ones first."""


def find_all(pieces: Iterable[bytes], query: FindQuery) -> Iterator[Found | ExpressionMistake]:
    """Yield after each piece of a text where something occurs in it; the last step says so.

    Matches do not overlap, and have less than 64 KB each where a line is longer than that.
    """
    search: _TextSearch | _HexSearch
    if query.is_hex:
        search = _HexSearch(query.text)
    else:
        pattern = compiled(query)
        if isinstance(pattern, ExpressionMistake):
            yield pattern
            return
        search = _TextSearch(query, pattern)
    window = _Window()
    left = MOST_MATCHES
    for piece in pieces:
        window.data += piece
        if len(window.data) - window.pos <= 2 * _OVERLAP:
            continue
        found = _step(search, window, left, is_last=False)
        left -= len(found.starts)
        if left <= 0:
            yield msgspec.structs.replace(found, is_last=True)
            return
        yield found
    yield _step(search, window, left, is_last=True)


class _Window:
    """A part of the text, with some of what is before it."""

    def __init__(self) -> None:
        self.data = b""
        self.base = 0
        """Where the data begins in the text."""
        self.pos = 0
        """Where the search goes on in the data."""

    def leave(self, end: int) -> None:
        """Go on behind a place in the data."""
        context = min(end, _CONTEXT)
        while context and self.data[end - context] & _BEGINS_CHARACTER == _GOES_ON:
            context -= 1
        self.data = self.data[end - context :]
        self.base += end - context
        self.pos = context


def _step(
    search: "_TextSearch | _HexSearch", window: _Window, most: int, *, is_last: bool
) -> Found:
    data, pos = window.data, window.pos
    cut = len(data)
    if not is_last:
        cut = _character_begins(data, len(data) - _OVERLAP)
        line = data.rfind(b"\n", pos, cut) + 1
        cut = line or search.cut(data, pos, cut)
    starts, ends = array("Q"), array("Q")
    end = pos
    for start, stop in search.spans(data, pos):
        if start >= cut and not is_last:
            break
        if len(starts) >= most:
            break
        starts.append(window.base + start)
        ends.append(window.base + stop)
        end = stop
    window.leave(max(cut, end) if not is_last else len(data))
    return Found(starts, ends, window.base + window.pos, is_last)


def _character_begins(data: bytes, at: int) -> int:
    for back in range(min(_CONTEXT, at)):
        if data[at - back] & _BEGINS_CHARACTER != _GOES_ON:
            return at - back
    return at


class _TextSearch:
    def __init__(self, query: FindQuery, pattern: re.Pattern[str]) -> None:
        self._query = query
        self._pattern = pattern

    def cut(self, data: bytes, pos: int, cut: int) -> int:
        """Return where a window without a line end may end: not within a string, if it matters."""
        if self._query.among is Among.ALL:
            return cut
        end = pos
        for match in re.finditer(rb'"(?:[^"\\]|\\.)*+"\s*+:?', data[pos:]):
            if pos + match.end() > cut:
                break
            end = pos + match.end()
        # Within a string of that length all is a value.
        return end if end > pos or len(data) < _LONGEST_STRING else cut

    def spans(self, data: bytes, pos: int) -> Iterator[tuple[int, int]]:
        """Yield where each match begins and ends in the data."""
        # Each broken byte becomes one character, so that places can be counted.
        text = data.decode("utf-8", "surrogateescape")
        is_ascii = len(text) == len(data)
        at = pos if is_ascii else len(data[:pos].decode("utf-8", "surrogateescape"))
        matches = self._matches(text, at)
        if self._query.among is not Among.ALL:
            matches = self._among(matches, text, at)
        if is_ascii:
            yield from matches
            return
        counted = char = 0
        for start, end in matches:
            counted += _bytes_in(text[char:start])
            stop = counted + _bytes_in(text[start:end])
            yield counted, stop
            counted, char = stop, end

    def _matches(self, text: str, at: int) -> Iterator[tuple[int, int]]:
        query = self._query
        if not query.is_expression and not query.is_whole_word and not query.is_case_sensitive:
            length = len(query.text)
            return ((start, start + length) for start in occurrences(text, query.text, at))
        found = self._pattern.finditer(text, at)
        return (match.span() for match in found if match.end() > match.start())

    def _among(
        self, matches: Iterator[tuple[int, int]], text: str, at: int
    ) -> Iterator[tuple[int, int]]:
        is_keys = self._query.among is Among.KEYS
        starts, ends = [], []
        for match in _STRING.finditer(text, at):
            if match["key"] is not None:
                starts.append(match.start())
                ends.append(match.start("key"))
        for start, end in matches:
            key = bisect_right(starts, start) - 1
            is_in_key = key >= 0 and end <= ends[key]
            touches = (key >= 0 and start < ends[key]) or (
                key + 1 < len(starts) and end > starts[key + 1]
            )
            if is_in_key if is_keys else not touches:
                yield start, end


class _HexSearch:
    """Finds a text among bytes, or the bytes that it says as hex."""

    def __init__(self, text: str) -> None:
        # The case of a text does not matter, the case of a byte does.
        self._text = text.encode("utf-8", "surrogatepass").lower()
        self._bytes = bytes.fromhex(text) if _HEX.fullmatch(text.strip()) else b""

    def cut(self, data: bytes, pos: int, cut: int) -> int:
        """Return that a window may end anywhere."""
        return cut

    def spans(self, data: bytes, pos: int) -> Iterator[tuple[int, int]]:
        """Yield where each match begins and ends in the data."""
        # Not by an expression, which takes ten times as long for a gigabyte.
        lowered = data.lower()
        texts = _spans(lowered, self._text, pos)
        if not self._bytes:
            yield from texts
            return
        end = pos
        for start, stop in merge(texts, _spans(data, self._bytes, pos)):
            if start >= end:
                yield start, stop
                end = stop


def _spans(data: bytes, needle: bytes, at: int) -> Iterator[tuple[int, int]]:
    while needle and (at := data.find(needle, at)) >= 0:
        yield at, at + len(needle)
        at += len(needle)


def _bytes_in(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))
