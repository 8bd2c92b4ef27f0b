"""Finds values in JSON that are secret by their names, also in JSON within a text of JSON.

Python and JavaScript write the same with other quotation marks. The text may be cut off anywhere.
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from aiurdesk.core.credentials.secret_names import is_secret_list_name, is_secret_name

Span = tuple[str, int, int]
"""A name, and where its value starts and ends."""
_AT_ONCE = 64 * 1024
"""Characters in which all names are looked for at once. In a megabyte that would hold the
interpreter, and so the window, for 40 ms."""
_NAMES = {
    # With the quotation mark only that ends it, which may be the first one of the next name.
    '"': re.compile(r'"([^"]{1,64})(?="\s*:)'),
    "'": re.compile(r"'([^'\r\n]{1,64})(?='\s*(?::|=>))"),
}
_MEMBERS = {
    '"': re.compile(r'"([^"]{1,64})"\s*:\s*'),
    "'": re.compile(r"'([^'\r\n]{1,64})'\s*(?::|=>)\s*"),
}
_BRACKETS = {quote: re.compile(rf"{quote}|[\[\]{{}}]") for quote in _NAMES}
_COLON = re.compile(r"\\*[\"']\s*(?::|=>)")
_ESCAPE = re.compile(r"\\+u([0-9A-Fa-f]{4})")
_VALUE_WORDS = frozenset({
    "base64", "code", "confirm", "confirmation", "content", "current", "data", "decrypted",
    "default", "encoded", "first", "from", "key", "new", "newvalue", "old", "oldvalue", "plain",
    "plaintext", "previous", "primary", "raw", "repeat", "second", "secondary", "string", "text",
    "to", "val", "value", "values",
})  # fmt: skip
"""Within an object with a secret name these members hold the secret, others tell of it."""
_NAMING_WORDS = (
    "name",
    "key",
    "field",
    "param",
    "parameter",
    "property",
    "header",
    "variable",
    "type",
)
"""How members are called that hold the name of what the member beside them holds."""
SENTENCE = re.compile(r"[^\W\d_][\w'’,:-]*(?: \(?[\w'’,:-]+\)?){2,}[.!]?")
"""Words, as in the reasons why a password is refused; it holds no password."""
_DEEPEST = 200
_LONGEST_OBJECT = 4096
"""Characters of an object of a name and a value."""


def json_secrets(text: str) -> Iterator[Span]:
    """Yield the names that say that their values are secret, with the places of the values."""
    for quote in _NAMES:
        if quote not in text:
            continue
        names = names_in(_NAMES[quote], text)
        secret = {raw for raw in names if _may_hold_secrets(_plain(raw))}
        if secret:
            yield from _members(text, quote, secret)
        naming = frozenset(raw for raw in names if _plain(raw).casefold().endswith(_NAMING_WORDS))
        if naming:
            yield from _named_beside(text, quote, naming)


def _may_hold_secrets(name: str) -> bool:
    return is_secret_name(name) or is_secret_list_name(name)


def names_in(pattern: re.Pattern[str], text: str) -> set[str]:
    """Return what a pattern finds in a text."""
    if len(text) <= _AT_ONCE:
        return set(pattern.findall(text))
    names: set[str] = set()
    for start, end in stretches(text):
        names.update(pattern.findall(text, start, end))
    return names


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield stretches of a long text, which end with a line or an entry where possible."""
    start = 0
    while len(text) - start > 2 * _AT_ONCE:
        end = text.find("\n", start + _AT_ONCE, start + 2 * _AT_ONCE)
        end = end if end >= 0 else text.find(",", start + _AT_ONCE, start + 4 * _AT_ONCE)
        end = end if end >= 0 else min(start + 4 * _AT_ONCE, len(text))
        yield start, end
        start = end
    yield start, len(text)


def unescaped(value: str, slashes: int) -> str:
    """Return the text that a JSON string stands for, as far as its escapes are valid.

    Args:
        value: Without quotation marks.
        slashes: How many backslashes stand before these, in JSON that is a text within JSON.
    """
    for _ in range((slashes + 1).bit_length()):
        try:
            value = json.loads(f'"{value}"', strict=False) if "\\" in value else value
        except ValueError:
            break
    return value


def _members(text: str, quote: str, secret: set[str]) -> Iterator[Span]:
    kinds = {raw: (_plain(raw), len(raw) - len(raw.rstrip("\\"))) for raw in secret}
    done = 0
    for match in _members_pattern(frozenset(secret), quote).finditer(text):
        if match.start() < done:
            continue
        (name, slashes), value = kinds[match[1]], match.end()
        if text.startswith(("[", "{"), value):
            walk = _Walk(text, quote, slashes, name)
            yield from walk.spans(value)
            done = walk.end
        elif text.startswith("\\" * slashes + quote, value) and is_secret_name(name):
            start = value + slashes + 1
            done = end_of_string(text, start, quote, slashes)
            yield name, start, done


@lru_cache(maxsize=64)
def _members_pattern(names: frozenset[str], quote: str) -> re.Pattern[str]:
    # A long body may have ten thousands of members, and a name of its own is found much faster.
    colon = _MEMBERS[quote].pattern.rpartition(quote)[2]
    return re.compile(rf"{quote}({'|'.join(map(re.escape, sorted(names)))}){quote}{colon}")


class _Walk:
    """Goes through the list or object that stands under a secret name."""

    def __init__(self, text: str, quote: str, slashes: int, name: str) -> None:
        self._text, self._quote, self._slashes = text, quote, slashes
        self._name = self._member = name
        self._is_map = not is_secret_name(name)
        self._opened: list[tuple[bool, bool]] = []
        """For each open bracket: whether it is a list, and whether the texts in it are secret."""
        self._is_next_secret = True
        """Whether the value of the member whose name was read last is secret."""
        self._is_list = is_secret_list_name(name)
        """Whether the texts in it are, if it is a list."""
        self.end = 0
        """Where it ends."""

    def spans(self, start: int) -> Iterator[Span]:
        """Yield the texts in it that are secret.

        Args:
            start: Where its bracket stands.
        """
        self.end = start
        while match := _BRACKETS[self._quote].search(self._text, self.end):
            self.end = match.end()
            if match[0] in "[{":
                self._open(is_list=match[0] == "[")
            elif match[0] in "]}":
                self._opened.pop()
            else:
                yield from self._string(self.end)
            if not 0 < len(self._opened) < _DEEPEST:
                return
        self.end = len(self._text)

    def _open(self, *, is_list: bool) -> None:
        is_in_list, is_secret = self._opened[-1] if self._opened else (False, True)
        is_secret = is_secret if is_in_list else self._is_next_secret
        self._opened.append((is_list, is_secret and (self._is_list or not is_list)))

    def _string(self, start: int) -> Iterator[Span]:
        last = end_of_string(self._text, start, self._quote, self._slashes)
        self.end = min(last + self._slashes + 1, len(self._text))
        content = self._text[start:last]
        is_in_list, is_secret = self._opened[-1]
        if is_in_list:
            if is_secret and not SENTENCE.fullmatch(content):
                yield self._name, start, last
        elif _COLON.match(self._text, last):
            self._member = name = _plain(content)
            is_map = self._is_map and len(self._opened) == 1
            is_value = is_secret and (is_map or name.casefold() in _VALUE_WORDS)
            self._is_next_secret = is_value or _may_hold_secrets(name)
            self._is_list = is_value or is_secret_list_name(name)
        elif self._is_next_secret:
            yield self._member, start, last


def _named_beside(text: str, quote: str, naming: frozenset[str]) -> Iterator[Span]:
    """Yield the values of objects such as ``{"name": "password", "value": "…"}``."""
    pattern = _naming_pattern(naming, quote)
    names = {raw for raw in names_in(pattern, text) if is_secret_name(_plain(raw))}
    done = 0
    for match in pattern.finditer(text) if names else ():
        if match.start() < done or match[1] not in names:
            continue
        # An object of the kind holds no other one, so the nearest braces are its own.
        before = max(done, match.start() - _LONGEST_OBJECT)
        first = max(before, text.rfind("{", before, match.start()))
        done = _next_brace(text, match.end())
        for member in _MEMBERS[quote].finditer(text, first, done):
            slashes = len(member[1]) - len(member[1].rstrip("\\"))
            is_value = _plain(member[1]).casefold().endswith(("value", "val"))
            if is_value and text.startswith("\\" * slashes + quote, member.end()):
                start = member.end() + slashes + 1
                yield _plain(match[1]), start, end_of_string(text, start, quote, slashes)


@lru_cache(maxsize=64)
def _naming_pattern(naming: frozenset[str], quote: str) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(naming)))
    return re.compile(rf"{quote}(?:{names}){quote}\s*:\s*\\*{quote}([^{quote}\s]{{2,48}}){quote}")


def _next_brace(text: str, start: int) -> int:
    ends = (text.find(brace, start, start + _LONGEST_OBJECT) for brace in "{}")
    return min((end for end in ends if end >= 0), default=min(start + _LONGEST_OBJECT, len(text)))


def _plain(raw: str) -> str:
    """Return a name as it is meant; in nested JSON a backslash stands before its quotation mark."""
    if "\\" not in raw:
        return raw
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), raw).rstrip("\\")


def slashes_before(text: str, position: int, start: int = 0) -> int:
    """Return how many backslashes stand before a position, counted from another one on."""
    first = position
    while first > start and text[first - 1] == "\\":
        first -= 1
    return position - first


def end_of_string(text: str, start: int, quote: str, slashes: int) -> int:
    """Return the offset at which a JSON string ends, before its escaped quotation mark."""
    end = text.find(quote, start)
    if not slashes and end > 0 and text[end - 1] != "\\":
        return end
    while end >= 0:
        before = slashes_before(text, end, start)
        # Each level of nesting doubles the backslashes, and escapes the quotation mark.
        if before < slashes or (before - slashes) % (2 * slashes + 2) == 0:
            return end - min(before, slashes)
        end = text.find(quote, end + 1)
    return len(text)
