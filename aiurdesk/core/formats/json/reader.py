"""Read JSON text into a tree, a few lines at a time and without recursion."""

import re
from array import array
from collections.abc import Callable

import msgspec

from aiurdesk.core.formats.json.tree import GROUP_SIZE, JsonTree, LineKind
from aiurdesk.core.problem import Problem, TextPlace
from aiurdesk.core.translation import tr

# Possessive quantifiers: a text that never ends is refused in one pass.
_SPACE = r"[ \t\n\r]*+"
_STRING = r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"'
_NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?"
_BLANKS = re.compile(_SPACE)
_VALUE = re.compile(rf"{_SPACE}(?:({_STRING})|({_NUMBER})|(true|false|null)|(\{{)|(\[))")
_END_OF_ARRAY = re.compile(rf"{_SPACE}\]")
_KEY = re.compile(rf"{_SPACE}(?:({_STRING}){_SPACE}:|(\}}))")
_AFTER = re.compile(rf"{_SPACE}([,\]}}])")

# What a value or a key may look like where a text was cut.
_CUT_STRING = _STRING.removesuffix('"') + rf'(?:"{_SPACE}|\\(?:u[0-9a-fA-F]{{0,3}})?+)?+'
_PARTIAL = re.compile(
    rf"(?:{_CUT_STRING}|-?[0-9.eE+-]*+|t(?:r(?:ue?)?)?|f(?:a(?:l(?:se?)?)?)?"
    r"|n(?:u(?:ll?)?)?)\Z"
)
_NUMBER_PART = re.compile(r"[0-9.eE+-]*+\Z")

_OPENING = (LineKind.OBJECT, LineKind.ARRAY)
_BRACKETS: dict[int, str] = {LineKind.OBJECT: "}", LineKind.ARRAY: "]"}


class _Cut(msgspec.Struct, frozen=True):
    """The state of a reader before the token in which its text was cut."""

    lines: int
    at: int
    key: tuple[int, int]
    step: str
    members: int
    """How many members the innermost open object or list has."""


class JsonReader:
    """Turns a text into a ``JsonTree``; the caller says how much at a time.

    Source: RFC 8259. Stricter than Python's ``json``, which also accepts NaN and Infinity.
    """

    def __init__(self, text: str, *, is_cut: bool = False) -> None:
        self.tree = JsonTree(text)
        self.tree.is_cut = is_cut
        self._text = text
        # A byte order mark is not part of the JSON. RFC 8259 section 8.1.
        self._at = 1 if text.startswith("\ufeff") else 0
        self._open = -1
        """Line of the innermost object or list that is not closed yet."""
        self._key = (0, 0)
        self._is_first = False
        """The innermost object or list has no member yet."""
        self._step: Callable[[], None] | None = self._read_value
        self._cut: _Cut | None = None

    @property
    def can_go_on(self) -> bool:
        """Return whether all was read up to where the text was cut."""
        return self._cut is not None

    def go_on(self, more: str, *, is_cut: bool) -> "JsonReader":
        """Return a reader of a longer text, which begins where this one ended.

        The tree of this one stays as it is.

        Args:
            more: What follows the text.
            is_cut: More follows behind that.

        Raises:
            ValueError: It did not end where its text was cut.
        """
        cut = self._cut
        if cut is None:
            raise ValueError("the text was not cut")
        reader = JsonReader("")
        tree = self.tree.beginning(cut.lines, self._text + more)
        tree.open_again(self._open, cut.members)
        tree.is_cut = is_cut
        reader.tree, reader._text = tree, tree.text
        reader._at, reader._open, reader._key = cut.at, self._open, cut.key
        reader._is_first = self._is_first
        reader._step = getattr(reader, cut.step)
        return reader

    def advance(self, steps: int) -> bool:
        """Read so many further tokens; return whether the end was reached."""
        for _ in range(steps):
            if self._step is None:
                return True
            self._step()
        return self._step is None

    def _read_value(self) -> None:
        is_list = self._open >= 0 and self.tree.kinds[self._open] == LineKind.ARRAY
        # "[]" is valid, "[1,]" is not: an end may come here only before the first member.
        if is_list and self._is_first and (end := _END_OF_ARRAY.match(self._text, self._at)):
            self._close(end.end())
            return
        match = _VALUE.match(self._text, self._at)
        if match is None or match.lastindex is None:
            self._give_up(tr("a value was expected here"))
            return
        # The groups of the pattern are in the order of ``LineKind``. A plain number here and below:
        # making the enumeration's member of it takes a quarter of the time.
        kind = match.lastindex
        self._add(kind, match.start(match.lastindex), match.end())
        self._at = match.end()
        if kind in _OPENING:
            self._open = len(self.tree) - 1
            self._is_first = True
            self._step = self._read_key if kind == LineKind.OBJECT else self._read_value
        else:
            self._after_value()

    def _read_key(self) -> None:
        match = _KEY.match(self._text, self._at)
        if match is None or (match.lastindex == 2 and not self._is_first):
            self._give_up(tr("a name in quotes and a colon were expected here"))
        elif match.lastindex == 2:
            self._close(match.end())
        else:
            self._key = match.span(1)
            self._at = match.end()
            self._step = self._read_value

    def _read_comma_or_end(self) -> None:
        match = _AFTER.match(self._text, self._at)
        kind = self.tree.kinds[self._open]
        bracket = _BRACKETS[kind]
        if match is None or match[1] not in (",", bracket):
            self._give_up(tr("a comma or {bracket} was expected here").format(bracket=bracket))
        elif match[1] == bracket:
            self._close(match.end())
        else:
            # The last line is the end of this value, be it a scalar or a closing bracket.
            self.tree.commas[-1] = 1
            self._at = match.end()
            self._is_first = False
            self._step = self._read_key if kind == LineKind.OBJECT else self._read_value

    def _read_end(self) -> None:
        self._at = self._skip_blanks()
        if self._at < len(self._text):
            self._give_up(tr("the JSON ended before this, and more follows"))
        elif self.tree.is_cut:
            self._cut = self._before_cut()
        self._step = None

    def _after_value(self) -> None:
        self._step = self._read_comma_or_end if self._open >= 0 else self._read_end

    def _add(self, kind: int, start: int, end: int) -> None:
        tree, line, parent = self.tree, len(self.tree), self._open
        key_start, key_end = self._key
        tree.kinds.append(kind)
        tree.commas.append(0)
        tree.parents.append(parent)
        tree.depths.append(0 if parent < 0 else tree.depths[parent] + 1)
        tree.keys.append(key_start if key_end else start)
        tree.key_ends.append(key_end or start)
        tree.values.append(start)
        tree.value_ends.append(end)
        tree.last_lines.append(line)
        tree.counts.append(0)
        self._key = (0, 0)
        if parent >= 0:
            self._count(parent, line)

    def _count(self, parent: int, line: int) -> None:
        count = self.tree.counts[parent]
        self.tree.counts[parent] = count + 1
        if count == GROUP_SIZE:
            self.tree.groups[parent] = array("I", [parent + 1, line])
        elif count and count % GROUP_SIZE == 0:
            self.tree.groups[parent].append(line)

    def _close(self, end: int) -> None:
        """Close the innermost object or list; one without members stays a single line."""
        tree, opening = self.tree, self._open
        parent = tree.parents[opening]
        # ``{}`` and ``[]`` stay on one line.
        if tree.counts[opening] == 0:
            tree.value_ends[opening] = end
        else:
            tree.last_lines[opening] = len(tree)
            self._add_end(opening, end)
        self._at = end
        self._open = parent
        self._is_first = False
        self._after_value()

    def _add_end(self, opening: int, end: int) -> None:
        tree = self.tree
        tree.kinds.append(LineKind.END)
        tree.commas.append(0)
        tree.parents.append(opening)
        tree.depths.append(tree.depths[opening])
        tree.last_lines.append(len(tree) - 1)
        tree.counts.append(0)
        tree.value_ends.append(end)
        # Only the bracket itself; there is no key on this line.
        for starts in (tree.keys, tree.key_ends, tree.values):
            starts.append(end - 1)

    def _give_up(self, expected: str) -> None:
        """End at a mistake, or where the text was cut; what was read remains."""
        if self.tree.is_cut and self._is_cut_here():
            self._cut = self._before_cut()
            self._add_cut_line(self._skip_blanks())
            self._end_open_lines()
        else:
            self._end_open_lines()
            self._refuse(expected)

    def _is_cut_here(self) -> bool:
        at = self._skip_blanks()
        if self._step in (self._read_value, self._read_key):
            return _PARTIAL.match(self._text, at) is not None
        return at >= len(self._text) or self._is_in_number()

    def _is_in_number(self) -> bool:
        """Return whether the text ends with a number, which may have further digits."""
        tree = self.tree
        is_number = len(tree) > 0 and tree.kinds[-1] == LineKind.NUMBER
        return is_number and _NUMBER_PART.match(self._text, tree.value_ends[-1]) is not None

    def _before_cut(self) -> _Cut:
        tree = self.tree
        members = tree.counts[self._open] if self._open >= 0 else 0
        if self._is_in_number():
            # All of it is read again.
            start = tree.values[-1]
            key = (tree.keys[-1], tree.key_ends[-1]) if tree.keys[-1] < start else (0, 0)
            return _Cut(len(tree) - 1, start, key, "_read_value", members - 1)
        step = "" if self._step is None else self._step.__name__
        return _Cut(len(tree), self._at, self._key, step, members)

    def _add_cut_line(self, start: int) -> None:
        """Mark where the text was cut: the last value may be incomplete, and members may follow."""
        tree, end = self.tree, len(self._text)
        if self._is_in_number():
            tree.kinds[-1] = LineKind.CUT
            tree.value_ends[-1] = end
            return
        self._add(LineKind.CUT, start, end)
        if self._open >= 0:
            tree.counts[self._open] -= 1  # only complete members count

    def _end_open_lines(self) -> None:
        """Let all objects and lists that are still open end at the last line."""
        tree, opening = self.tree, self._open
        while opening >= 0:
            tree.last_lines[opening] = len(tree) - 1
            opening = tree.parents[opening]
        self._step = None

    def _refuse(self, expected: str) -> None:
        """Say at which place the text stops being JSON."""
        self._step = None
        at = self._skip_blanks()
        # Counted only now: most texts have no mistake.
        line = self._text.count("\n", 0, at) + 1
        column = at - (self._text.rfind("\n", 0, at) + 1) + 1
        if at >= len(self._text):
            expected = tr("the text ends too early: ") + expected
        self.tree.problem = Problem(
            tr("The JSON is not valid at line {line}, column {column}: {expected}.").format(
                line=line, column=column, expected=expected
            ),
            TextPlace(line, column, at),
        )

    def _skip_blanks(self) -> int:
        blanks = _BLANKS.match(self._text, self._at)
        return blanks.end() if blanks else self._at
