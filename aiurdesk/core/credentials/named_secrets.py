"""Finds values that are secret by their names, in any notation in which programs write them."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote

import msgspec

from aiurdesk.core.credentials.json_secrets import (
    SENTENCE,
    Span,
    end_of_string,
    json_secrets,
    names_in,
    slashes_before,
    unescaped,
)
from aiurdesk.core.credentials.secret_names import (
    is_placeholder,
    is_secret_list_name,
    is_secret_name,
    is_written_out,
)
from aiurdesk.core.translation import tr

_LINE_SECRETS_NAME = r"[^\W\d_][\w.\[\]-]{0,63}+"
# ``password: x``, ``- token: x``, ``export KEY = x``, ``> X-Api-Key: x``; "\n" stands before each.
_BEGINNING = rf"\n([ \t>|#*+-]*+)(?:export |set |\$env:)?([\"']?)({_LINE_SECRETS_NAME})\2[ \t]*"
_LINE_SECRETS_NAMES = re.compile(
    rf"\n[ \t>|#*+-]*+(?:export |set |\$env:)?[\"']?({_LINE_SECRETS_NAME})(?=[\"']?[ \t]*[:=])"
)
# Not pairs of a form or of settings, which the line may hold several of.
_LINES = re.compile(rf"{_BEGINNING}(?::=?|=(?![^\r\n]*[&;]))([^\r\n]*)")
# Within a line: ``{password: "x"}`` in JavaScript, ``login(user: "ann" password: "x")`` in GraphQL,
# which may stand in a text of JSON, ``-H 'X-Api-Key: x'`` for curl.
_BEFORE = r"[{(,\"'](?:\s|\\+[nrt])*+"
_INNER_NAMES = re.compile(rf"{_BEFORE}({_LINE_SECRETS_NAME})(?=\s*:\s*\\*[\"'])")
_INNER = re.compile(rf"{_BEFORE}({_LINE_SECRETS_NAME})\s*:\s*(\\*)([\"'])")
_CURL_HEADER = re.compile(rf"(?:-H|--header)[ =]*\\*[\"']?({_LINE_SECRETS_NAME}):([^\r\n\"'\\]+)")
# ``Content-Disposition: form-data; name="password"``. RFC 7578, 4.2.
_PART = re.compile(
    r"(?i)form-data;[^\r\n]*?\bname=\"([^\"\r\n]{1,64})\"(?:[^\r\n]*\r?\n){1,8}?\r?\n"
    r"([^\r\n]+)"
)
_NAMING = ("name", "key")
_SCHEME = re.compile(r"(?i)(?:bearer|basic|token|digest|apikey|negotiate)[ \t]+(?=\S)")
_PLAIN_WORDS = frozenset({
    "array", "boolean", "bool", "empty", "encrypted", "expired", "false", "hidden", "incorrect",
    "int", "integer", "invalid", "masked", "missing", "no", "none", "null", "number", "object",
    "off", "on", "optional", "password", "redacted", "required", "secret", "str", "string", "text",
    "token", "true", "undefined", "unknown", "wrong", "yes", "~",
})  # fmt: skip
"""What stands behind a name in a description or a message without being a secret."""
_WHOLE_LINES = ("cookie", "authorization")
_BELOW = re.compile(r"\r?\n([ \t]*)(- +)?([^\r\n]*)")
_VALUE_BELOW = re.compile(r"(?:value|val|current|plain|text|content|data)[ \t]*:[ \t]*(?=\S)")
_VALUE_BESIDE = re.compile(r"\r?\n[ \t]*value[ \t]*[:=]([^\r\n]+)")
_BLOCK = re.compile(r"[|>][+-]?\d?")
_MOST_LINES = 200
"""How many lines of a list or a text below a secret name are looked at."""
_COLUMN = re.compile(r"[\w .#/()-]{0,64}")
_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n")
_LONGEST_NOTES = 64 * 1024
_LONGEST_HEAD = 8192
"""Characters of the names of a table's columns."""


def line_secrets(text: str) -> Iterator[Span]:
    """Yield the names that say that their values are secret, with the places of the values."""
    if ":" in text or "=" in text:
        # So that each line, the first one too, begins behind a line break.
        for name, start, end in _in_lines(f"\n{text}"):
            yield name, start - 1, end - 1
    if "\n" in text:
        yield from _in_columns(text)


def _in_lines(text: str) -> Iterator[Span]:
    if secret := {
        name for name in names_in(_LINE_SECRETS_NAMES, text) if _is_secret_or_naming(name)
    }:
        for line in _LINES.finditer(text):
            if line[3] in secret:
                yield from _of_line(text, line)
    if any(map(is_secret_name, names_in(_INNER_NAMES, text))):
        for match in filter(_is_of_secret, _INNER.finditer(text)):
            end = end_of_string(text, match.end(), match[3], len(match[2]))
            yield match[1], match.end(), end
    has_header = "-H" in text or "--header" in text
    for may_be, pattern in ((has_header, _CURL_HEADER), ("form-data;" in text, _PART)):
        for match in filter(_is_of_secret, pattern.finditer(text)) if may_be else ():
            yield from _of_value(text, match[1], *match.span(2))


def _is_of_secret(match: re.Match[str]) -> bool:
    return is_secret_name(match[1])


def _is_secret_or_naming(name: str) -> bool:
    return name.lower() in _NAMING or is_secret_name(name) or is_secret_list_name(name)


def _of_line(text: str, line: re.Match[str]) -> Iterator[Span]:
    name, value = line[3], line[4].strip()
    if name.lower() in _NAMING:
        beside = _VALUE_BESIDE.match(text, line.end())
        if beside and is_secret_name(value.strip("\"'")):
            yield from _of_value(text, value, *beside.span(1))
    elif not value or _BLOCK.fullmatch(value):
        yield from _below(text, line, is_block=bool(value))
    # In JSON, a value without quotation marks is a number.
    elif is_secret_name(name) and (line[2] != '"' or value[0] == '"'):
        yield from _of_value(text, name, *line.span(4))


def _below(text: str, line: re.Match[str], *, is_block: bool) -> Iterator[Span]:
    """Yield the entries of a list, or the lines of a text, that stand below their name."""
    for match in islice(_BELOW.finditer(text, line.end()), _MOST_LINES):
        is_item, start = match[2] is not None, match.start(3)
        if len(match[1]) < len(line[1]) + (not is_item) and match[3]:
            return
        if is_block and is_secret_name(line[3]):
            yield line[3], start, match.end()
        elif value := _VALUE_BELOW.match(text, start):
            yield from _of_value(text, line[3], value.end(), match.end())
        elif is_item and is_secret_list_name(line[3]) and ": " not in match[3]:
            yield from _of_value(text, line[3], start, match.end())


def _of_value(text: str, name: str, start: int, end: int) -> Iterator[Span]:
    """Yield what is secret of a value: without its comment, quotation marks and scheme."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if text[start : start + 1] in ("'", '"') and start < end:
        yield name, start + 1, min(end_of_string(text, start + 1, text[start], 0), end)
        return
    if scheme := _SCHEME.match(text, start, end):
        start = scheme.end()
    value = text[start:end].partition(" #")[0].rstrip(" \t\r,;")
    is_prose = SENTENCE.fullmatch(value) and not name.lower().endswith(_WHOLE_LINES)
    if not (is_prose or value.lower() in _PLAIN_WORDS or is_placeholder(value)):
        yield name, start, start + len(value)


def _in_columns(text: str) -> Iterator[Span]:
    """Yield the cells of tables, such as CSV, in the columns with secret names.

    A table is the whole text or, where that is short, a paragraph of it.
    """
    yield from _of_table(text, 0, len(text))
    if len(text) <= _LONGEST_NOTES:
        starts = [match.end() for match in _BLANK_LINE.finditer(text)]
        for start, end in zip(starts, (*starts[1:], len(text)), strict=False):
            yield from _of_table(text, start, end)


def _of_table(text: str, start: int, end: int) -> Iterator[Span]:
    head, _, rest = text[start : min(end, start + _LONGEST_HEAD)].partition("\n")
    mark = max(",;\t|", key=head.count)
    names = [name.strip(" \t\r\"'\ufeff") for name in head.split(mark)]
    second = rest.partition("\n")[0]
    is_table = len(names) > 1 and (second.count(mark) == len(names) - 1 or '"' in second)
    # In a sentence, a space follows each comma.
    if not is_table or ", " in head or not all(map(_COLUMN.fullmatch, names)):
        return
    for index, name in enumerate(names):
        if is_secret_name(name):
            for row in _row_pattern(mark, index).finditer(text, start + len(head), end):
                yield name, *row.span(row.lastindex or 0)


@lru_cache(maxsize=16)
def _row_pattern(mark: str, index: int) -> re.Pattern[str]:
    """Return what finds the cell of a column in each row; RFC 4180, 2."""
    cell = rf"(?:\"(?:[^\"]|\"\")*+\"|[^{mark}\r\n]*+)"
    return re.compile(
        rf"\n(?:{cell}[{mark}]){{{index}}}(?:\"((?:[^\"]|\"\")*+)\"|([^{mark}\r\n]*+))"
        rf"(?:[{mark}]{cell})*+"
    )


_ELEMENT_NAMES = re.compile(r"<([^\W\d_][\w.:-]{0,63})")
# ``<input name="token" value="…">``, ``<meta name="csrf-token" content="…">``
_NAMES_IN_ATTRIBUTES = re.compile(
    r"""\s(?i:name|key|id|property|type|itemprop)\s*=\s*\\*["']?([^\s"'<>\\]{2,64})"""
)
_TAG = re.compile(r"<(?P<name>[^\W\d_][\w.:-]{0,63})(?P<attributes>[^<>]{0,4096})(?P<end>>?)")
_VALUE = re.compile(
    r"""(?i)\b(?:value|content|data)\s*=\s*\\*(?:"([^"\\]*)|'([^'\\]*)|([^\s"'<>]+))"""
)
_BUTTON = re.compile(r"""(?i)\btype\s*=\s*\\*["']?(?:submit|button|reset|checkbox|radio|image)\b""")
# An end has to follow, unless the text is cut off: ``<token>`` may stand for one in a sentence.
_CONTENT = re.compile(
    r"\s*(?:<(?:value|val|text|data)>\s*)?"
    r"(?:<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)|(?P<text>[^<]+)(?=</|\Z))",
    re.DOTALL,
)
_WITHOUT_SECRETS = frozenset({
    "a", "button", "details", "dd", "div", "dt", "fieldset", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "iframe", "input", "label", "legend", "li", "link", "meta", "option", "p", "script",
    "section", "select", "span", "style", "summary", "svg", "table", "td", "th", "tr", "ul",
})  # fmt: skip
"""Elements of pages whose content is not the value of what their ``id`` or ``name`` says."""


def markup_secrets(text: str) -> Iterator[Span]:
    """Yield the names that say that their values are secret, with the places of the values."""
    if "<" not in text:
        return
    elements = {name for name in names_in(_ELEMENT_NAMES, text) if is_secret_name(_local(name))}
    named = set(filter(is_secret_name, names_in(_NAMES_IN_ATTRIBUTES, text)))
    for tag in _TAG.finditer(text) if elements or named else ():
        if tag["name"] in elements:
            yield from _content(text, tag, _local(tag["name"]))
        elif named and tag["attributes"]:
            yield from _named_by_attribute(text, tag)


def _named_by_attribute(text: str, tag: re.Match[str]) -> Iterator[Span]:
    names = filter(is_secret_name, _NAMES_IN_ATTRIBUTES.findall(tag["attributes"]))
    name = next(names, "")
    if not name or _BUTTON.search(tag["attributes"]):
        return
    if value := _VALUE.search(text, tag.start("attributes"), tag.end("attributes")):
        yield name, *value.span(value.lastindex or 0)
    elif tag["name"].lower() not in _WITHOUT_SECRETS:
        yield from _content(text, tag, name)


def _content(text: str, tag: re.Match[str], name: str) -> Iterator[Span]:
    if not tag["end"] or tag["attributes"].endswith("/"):
        return
    if content := _CONTENT.match(text, tag.end()):
        yield name, *content.span(content.lastgroup or 0)


def _local(name: str) -> str:
    """Return a name without the prefix of its namespace."""
    return name.rpartition(":")[2]


# Only where a word begins, and without going back: in a body of one word of a megabyte, trying each
# of its letters as the beginning of a name would take seconds, without releasing the interpreter.
_NAME = r"(?<![\w.%\[\]-])[0-9_.-]*+([^\W\d_][\w.%\[\]-]*+)="
_NAMES = re.compile(_NAME)
# The name of a credential in a reference may have spaces.
_PAIRS = re.compile(
    rf"{_NAME}(?:(\\*+)([\"'])|((?:\{{\{{[^{{}}\r\n]*+\}}\}}|[^\s&;,\"'<>{{]++|\{{)++))"
)
# ``Server=db;Password=a b``: between semicolons, a value may have spaces and commas.
_SETTING = re.compile(r"[^;\"'\r\n<>&]{0,256}+")
_NEXT_SETTING = re.compile(r";\s*[\w ]{1,40}=")
# In an address within another one: ``?next=%2Fstart%3Ftoken%3Dx``.
_ENCODED_NAMES = re.compile(r"(?i)%(?:26|3f|23)([a-z][\w.-]{0,63})(?=%3d)")
_ENCODED = re.compile(r"(?i)%(?:26|3f|23)([a-z][\w.-]{0,63})%3d((?:(?!%26|%23)[^\s&;,\"'<>])+)")


_CONSTANTS = frozenset({"true", "false", "null", "none", "undefined"})
BY_ITS_NAME = tr("is a secret by its name")


class UnknownSecret(msgspec.Struct, frozen=True, gc=False):
    """A part of a text that is taken for a secret."""

    start: int
    end: int
    value: str
    """As it is meant, without the escapes of JSON."""
    name: str = ""
    """The name that says so; empty where its looks do."""
    reason: str = BY_ITS_NAME
    """Why it is taken for one, without the secret."""

    @property
    def span(self) -> tuple[int, int]:
        """Where it begins and ends."""
        return self.start, self.end


def named_secrets(text: str) -> list[UnknownSecret]:
    """Return what is secret by its name in a text of any type, in its order.

    A reference to a variable is not a secret.
    """
    secrets: list[UnknownSecret] = []
    end = 0
    for secret in sorted(_all(text), key=lambda secret: secret.start):
        if secret.start >= end:
            if is_written_out(secret.value) and secret.value.lower() not in _CONSTANTS:
                secrets.append(secret)
                end = secret.end
        elif secret.end > end:
            # Two notations overlap, and the second one sees more of the value.
            before, end = secrets[-1], secret.end
            value = text[before.start : end]
            secrets[-1] = UnknownSecret(before.start, end, value, before.name)
    return secrets


def replaced(text: str, spans: Iterable[tuple[int, int]], by: str) -> str:
    """Return a text with another one at some places.

    Args:
        spans: Where they begin and end, in order and without overlaps.
    """
    pieces, done = [], 0
    for start, end in spans:
        pieces.append(text[done:start])
        done = end
    return by.join((*pieces, text[done:])) if pieces else text


def _all(text: str) -> Iterator[UnknownSecret]:
    for name, start, end in json_secrets(text):
        # In JSON within JSON, more than one backslash stands before each quotation mark.
        value = unescaped(text[start:end], slashes_before(text, start - 1))
        yield UnknownSecret(start, end, value, name)
    for spans in (_pairs, line_secrets, markup_secrets):
        for name, start, end in spans(text):
            yield UnknownSecret(start, end, text[start:end], name)


def _pairs(text: str) -> Iterator[Span]:
    if "=" in text and any(_is_secret(name) for name in names_in(_NAMES, text)):
        for match in _PAIRS.finditer(text):
            if _is_secret(match[1]) and match[3]:
                end = end_of_string(text, match.end(), match[3], len(match[2]))
                yield match[1], match.end(), end
            elif _is_secret(match[1]):
                yield match[1], match.start(4), _end_of_value(text, match)
    if "%3" in text and any(map(is_secret_name, names_in(_ENCODED_NAMES, text))):
        for match in _ENCODED.finditer(text):
            if is_secret_name(match[1]):
                yield match[1], *match.span(2)


def _is_secret(name: str) -> bool:
    return is_secret_name(unquote(name) if "%" in name else name)


def _end_of_value(text: str, match: re.Match[str]) -> int:
    setting = _SETTING.match(text, match.end())
    end = setting.end() if setting else match.end()
    before = text[max(0, match.start() - 8) : match.start()].rstrip(" ")
    is_setting = before.endswith(";") or _NEXT_SETTING.match(text, end)
    return end if is_setting else match.end()
