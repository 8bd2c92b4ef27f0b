r"""Rows as a text of lines ``name: value``, to be edited all at once.

A line that begins with ``#`` or ``//`` is a row that is switched off. What a line cannot hold, such
as the end of a line in a value, is written in JSON: ``"a:b":= "two\nlines"``. ``@path`` is a file.
"""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress

import msgspec

from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.environments.environment import variable_names
from aiurdesk.core.problem import Problem, TextPlace
from aiurdesk.core.request.request import FileValue, Row
from aiurdesk.core.translation import tr

_OFF = ("#", "//")
_MOST_ROWS = 500
"""Each row takes several widgets of the window."""
_MOST_LINES = 20_000
"""Also empty ones: the text is read at each key."""
_DECODER = json.JSONDecoder()


class TextRules(msgspec.Struct, frozen=True):
    """Rules for the text in which some rows are written."""

    noun: str = "row"
    hides: Callable[[str], bool] = lambda _name: False
    """Takes a name; returns whether dots stand for its value."""
    file_of: Callable[[str], FileValue] | None = None
    """Returns the file of a path; None where no row is a file."""
    can_be_off: bool = True


class TextRow(msgspec.Struct, frozen=True):
    """A row with the line that it stands in."""

    line: int
    row: Row


def text_of(rows: Iterable[Row], rules: TextRules) -> str:
    """Return the text of rows, without those that are empty."""
    return "\n".join(_line_of(row, rules) for row in rows if (row.name, row.value) != ("", ""))


def rows_of(
    text: str, before: Iterable[Row], rules: TextRules
) -> tuple[tuple[TextRow, ...], tuple[Problem, ...]]:
    """Read a text.

    Args:
        text: Empty lines mean nothing.
        before: The rows so far: dots and paths stand for what these hold.

    Returns:
        The rows, and the lines that could not be read.
    """
    before = tuple(before)
    # What was longer already can be edited, too.
    most = max(_MOST_ROWS, len(before))
    reader = _Reader(before, rules)
    rows: list[TextRow] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n", _MOST_LINES), 1):
        if number <= _MOST_LINES and not line.strip():
            continue
        if max(len(rows), len(problems)) == most or number > _MOST_LINES:
            sentence = tr("A list has at most {most} rows. Remove what follows.").format(most=most)
            return tuple(rows), (*problems, Problem(sentence, TextPlace(number)))
        row = reader.read(line.strip())
        if isinstance(row, Problem):
            problems.append(Problem(row.what, TextPlace(number)))
        else:
            rows.append(TextRow(number, row))
    return tuple(rows), tuple(problems)


def _line_of(row: Row, rules: TextRules) -> str:
    start = "" if row.is_sent else f"{_OFF[0]} "
    name = row.name if _is_plain_name(row.name) else json.dumps(row.name)
    if isinstance(row.value, FileValue):
        path = row.value.path
        is_plain = _is_plain(path) and not path.startswith('"')
        return f"{start}{name}: @{path if is_plain else json.dumps(path)}"
    text = str(row.value)
    if _is_hidden(row, rules):
        return f"{start}{name}: {DOTS}"
    is_like_file = rules.file_of is not None and text.startswith("@")
    if _is_plain(text) and not is_like_file and text != DOTS:
        return f"{start}{name}: {text}".rstrip()
    return f"{start}{name}:= {json.dumps(text)}"


def _is_hidden(row: Row, rules: TextRules) -> bool:
    # A reference such as {{env:TOKEN}} is not a secret.
    text = str(row.value)
    return bool(text) and not variable_names(text) and rules.hides(row.name)


def _is_plain(text: str) -> bool:
    return text.isprintable() and text == text.strip()


def _is_plain_name(name: str) -> bool:
    return bool(name) and _is_plain(name) and ":" not in name and not name.startswith(('"', *_OFF))


class _Reader:
    """Reads one line after the other; those before it have used up what dots stand for."""

    def __init__(self, before: Iterable[Row], rules: TextRules) -> None:
        self._rules = rules
        self._hidden: dict[str, list[str]] = {}
        self._files: dict[str, list[FileValue]] = {}
        for row in before:
            if isinstance(row.value, FileValue):
                self._files.setdefault(row.value.path, []).append(row.value)
            elif _is_hidden(row, rules):
                self._hidden.setdefault(row.name, []).append(str(row.value))

    def read(self, line: str) -> Row | Problem:
        """Return the row of a line, or why it is none."""
        mark = next((mark for mark in _OFF if line.startswith(mark)), "")
        if mark and not self._rules.can_be_off:
            return Problem(tr("This row cannot be switched off. Remove the line."))
        named = _name_of(line.removeprefix(mark).lstrip())
        if isinstance(named, Problem):
            return named
        name, rest = named
        value = self._value(name, rest)
        return value if isinstance(value, Problem) else Row(name, value, not mark)

    def _value(self, name: str, rest: str) -> str | FileValue | Problem:
        """Return what a row holds of which this stands behind the colon."""
        if rest.startswith("="):
            return _quoted(rest[1:].strip())
        text = rest.strip()
        if text == DOTS:
            return self._kept(name)
        if self._rules.file_of is not None and text.startswith("@"):
            path = _quoted(text[1:]) if text.startswith('@"') else text[1:]
            if isinstance(path, Problem):
                return path
            same = self._files.get(path)
            return same.pop(0) if same else self._rules.file_of(path)
        return text

    def _kept(self, name: str) -> str | Problem:
        kept = self._hidden.get(name)
        if not kept:
            return Problem(tr("The dots stand for a value that is not there. Write the value."))
        return kept.pop(0)


def _name_of(line: str) -> tuple[str, str] | Problem:
    """Return the name in a line, and what follows its colon."""
    name, colon, rest = line.partition(":")
    name = name.strip()
    if line.startswith('"'):
        try:
            name, end = _DECODER.raw_decode(line)
        except ValueError:
            return Problem(tr('Close the name with a quotation mark, such as "a:b": 1.'))
        between, colon, rest = line[end:].partition(":")
        colon = "" if between.strip() else colon
    if not colon:
        return Problem(tr("Write a name, a colon and a value, such as id: 7."))
    return name, rest


def _quoted(text: str) -> str | Problem:
    value: object = None
    with suppress(ValueError):
        value = json.loads(text)
    if isinstance(value, str):
        return value
    return Problem(tr(r'Write a text in quotation marks behind := or @, such as "two\nlines".'))
