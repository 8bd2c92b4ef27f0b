"""Compares two values of JSON: member by member, and the entries of lists by what names them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from aiurdesk import libraries
from aiurdesk.core.formats.json.value_path import Step, Steps, path_text, pattern_steps
from aiurdesk.core.translation import tr, truncate

LONGEST_SHOWN = 2000
"""Characters of a value that are shown."""
_BEFORE_DIFFERENCE = 100
"""Characters that are shown before the place where two long texts differ."""
_MOST_ENTRIES = 2000
"""Entries of a list that are matched with each other by their whole content."""
_MOST_NAMES = 40
"""Members of an entry that may be what names it."""
_MOST_OFFERED = 20
_USUAL_KEYS = ("id", "_id", "uuid", "guid", "key", "name")
"""Members that name an entry where all entries have them and no two are the same."""
BY_POSITION = ""
"""Instead of the name of a member: entries of lists are compared in their order."""


class Matching(msgspec.Struct, frozen=True):
    """What is left out of a comparison, and how the entries of lists find each other."""

    ignored: tuple[str, ...] = ()
    """Paths such as ``serverTime`` or ``data[].id``; with all that is below them."""
    key: str | None = None
    """The member that names an entry of a list, or ``BY_POSITION``; None leaves the choice to the
    usual names."""


PLAIN = Matching()
"""Nothing is left out."""


class Difference(msgspec.Struct, frozen=True):
    """Something that the two exchanges have differently."""

    label: str
    """What it is: ``Result code``, or the path of a value in the body such as ``items[0].id``."""
    left: str | None
    """None where only the other one has it."""
    right: str | None
    left_at: tuple[str | int, ...] | None = None
    """The names and numbers that lead to the value; None where there is none."""
    right_at: tuple[str | int, ...] | None = None

    @property
    def pattern(self) -> str:
        """The path that leaves this out of a comparison; empty where it is no value of a body."""
        steps = self.left_at if self.right_at is None else self.right_at
        if not steps:
            return ""
        return path_text(None if isinstance(step, int) else step for step in steps)


class Number(msgspec.Struct, frozen=True, gc=False):
    """A number as it was written: 1.0 and 1 are different texts."""

    text: str


NO_JSON = object()
"""Stands for a body that is not JSON; None is what ``null`` is read as."""


def read_values(body: bytes) -> Any:
    """Return what the JSON of a body stands for, with numbers as they were written.

    Returns:
        ``NO_JSON`` where it is not JSON, or nested too deeply.
    """
    try:
        return json.loads(
            body,
            parse_int=Number,
            parse_float=Number,
            parse_constant=Number,
            object_pairs_hook=_members,
        )
    except (ValueError, RecursionError):
        return NO_JSON


def _members(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return the members of an object; a key that is repeated gets a number."""
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    members = {}
    for key, value in pairs:
        name, number = key, 1
        while name in members:
            number += 1
            name = f"{key} ({number})"
        members[name] = value
    return members


class ValueWalk:
    """Goes through two values at once, without calling itself: a body may be very deep."""

    def __init__(self, matching: Matching = PLAIN) -> None:
        patterns = (pattern_steps(path.strip()) for path in matching.ignored)
        self._patterns = tuple(pattern for pattern in patterns if pattern)
        self._key = matching.key
        self._offered: dict[str, None] = {}
        self.ignored_count = 0
        """How many differences were left out."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The members that can name the entries of a list that was compared."""
        return tuple(self._offered)

    def differences(self, left: Any, right: Any) -> Iterator[Difference]:
        """Yield what differs, in the order of the earlier value."""
        turns = [iter((_Pair(None, None, None, left, right, self._patterns),))]
        while turns:
            pair = next(turns[-1], None)
            if pair is None:
                turns.pop()
            elif any(not pattern for pattern in pair.patterns):
                self.ignored_count += pair.left != pair.right
            elif isinstance(pair.left, dict) and isinstance(pair.right, dict):
                turns.append(_of_members(pair))
            elif isinstance(pair.left, list) and isinstance(pair.right, list):
                turns.append(self._of_entries(pair))
            elif pair.left != pair.right or type(pair.left) is not type(pair.right):
                yield _difference(pair)

    def _of_entries(self, pair: "_Pair") -> "Iterator[_Pair]":
        left, right = pair.left, pair.right
        # What is ignored cannot say which entries belong together.
        unusable = {p[1] for p in pair.patterns if len(p) == 2 and not isinstance(p[0], str)}
        for one, other in self._matched(left, right, unusable):
            yield pair.inner(
                one,
                other,
                _MISSING if one is None else left[one],
                _MISSING if other is None else right[other],
            )

    def _matched(
        self, left: list[Any], right: list[Any], unusable: "set[Step]"
    ) -> Iterable[tuple[int | None, int | None]]:
        """Return the numbers of entries that belong together; None where one has no other."""
        if left == right:
            return ()
        if self._key != BY_POSITION and (key := self._key_for(left, right, unusable)):
            return _by_key(left, right, key)
        return _by_content(left, right)

    def _key_for(self, left: list[Any], right: list[Any], unusable: "set[Step]") -> str:
        """Return the member that names the entries of two lists; empty where none does."""
        first = next(iter(left or right), None)
        if not isinstance(first, dict):
            return ""
        first = {name: first[name] for name in islice(first, _MOST_NAMES) if name not in unusable}
        names = [name for name, value in first.items() if not _is_nested(value)]
        usual = [name for name in _USUAL_KEYS if name in names]
        wanted = [name for name in names if name == self._key]
        for name in (*wanted, *usual, *names):
            # The others are offered only: a price that no two have does not name anything.
            is_new = name not in self._offered and len(self._offered) < _MOST_OFFERED
            beginnings = (left[:_MOST_ENTRIES], right[:_MOST_ENTRIES])
            if is_new and all(_names_all(entries, name) for entries in beginnings):
                self._offered[name] = None
        return next(
            (n for n in (*wanted, *usual) if _names_all(left, n) and _names_all(right, n)), ""
        )


class _Missing:
    """Where one of two has no value."""


_MISSING = _Missing()


class _Pair(msgspec.Struct, gc=False):
    """Two values that belong together."""

    above: "_Pair | None"
    left_step: str | int | None
    right_step: str | int | None
    left: Any
    right: Any
    patterns: tuple[Steps, ...]
    """What is left of the paths that are ignored and lead here."""

    def inner(
        self, left_step: str | int | None, right_step: str | int | None, left: Any, right: Any
    ) -> "_Pair":
        """Return two values within these."""
        patterns = self.patterns
        if patterns:
            step = left_step if right_step is None else right_step
            patterns = tuple(p[1:] for p in patterns if p and _leads(p[0], step))
        return _Pair(self, left_step, right_step, left, right, patterns)


def _leads(pattern: Step, step: Step) -> bool:
    return isinstance(step, int) if pattern is None else pattern == step


def _of_members(pair: _Pair) -> Iterator[_Pair]:
    left, right = pair.left, pair.right
    # Each key once, in the order of the earlier body.
    for key in dict.fromkeys((*left, *right)):
        one, other = left.get(key, _MISSING), right.get(key, _MISSING)
        yield pair.inner(
            None if one is _MISSING else key, None if other is _MISSING else key, one, other
        )


def _difference(pair: _Pair) -> Difference:
    has_left, has_right = pair.left is not _MISSING, pair.right is not _MISSING
    left_at: list[str | int] = []
    right_at: list[str | int] = []
    at: _Pair | None = pair
    while at is not None and at.above is not None:
        left_at.append(at.right_step if at.left_step is None else at.left_step)  # type: ignore[arg-type] # one is there
        right_at.append(at.left_step if at.right_step is None else at.right_step)  # type: ignore[arg-type] # one is there
        at = at.above
    left_at.reverse()
    right_at.reverse()
    return Difference(
        path_text(right_at if has_right else left_at) or tr("Body"),
        *_sides_of(pair),
        tuple(left_at) if has_left else None,
        tuple(right_at) if has_right else None,
    )


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict | list) or value is None


def _names_all(entries: list[Any], name: str) -> bool:
    """Tell whether all entries are objects with a value of their own in a member."""
    seen = set()
    for entry in entries:
        if not isinstance(entry, dict):
            return False
        value = entry.get(name)
        if _is_nested(value):
            return False
        seen.add(value)
    return len(seen) == len(entries)


def _by_key(left: list[Any], right: list[Any], key: str) -> Iterator[tuple[int | None, int | None]]:
    places = {entry[key]: index for index, entry in enumerate(right)}
    for index, entry in enumerate(left):
        yield index, places.pop(entry[key], None)
    yield from ((None, index) for index in places.values())


def _by_content(left: list[Any], right: list[Any]) -> Iterator[tuple[int | None, int | None]]:
    if max(len(left), len(right)) > _MOST_ENTRIES:
        yield from _by_position(range(len(left)), range(len(right)))
        return
    # One entry more at the beginning must not make all others look different.
    matcher = libraries.difflib.SequenceMatcher(
        None, [*map(_written, left)], [*map(_written, right)], autojunk=False
    )
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind != "equal":
            yield from _by_position(range(start, end), range(other_start, other_end))


def _by_position(left: range, right: range) -> Iterator[tuple[int | None, int | None]]:
    both = min(len(left), len(right))
    yield from zip(left, right, strict=False)
    yield from ((index, None) for index in left[both:])
    yield from ((None, index) for index in right[both:])


def _sides_of(pair: _Pair) -> tuple[str | None, str | None]:
    if pair.left is _MISSING:
        return None, shown(pair.right)
    if pair.right is _MISSING:
        return shown(pair.left), None
    return shown_beside(pair.left, pair.right)


def shown_beside(left: Any, right: Any) -> tuple[str, str]:
    """Return two values as JSON text, not too long; of long texts, from where they differ."""
    if not isinstance(left, str) or not isinstance(right, str):
        return shown(left), shown(right)
    same = _same_beginning(left, right)
    if max(len(left), len(right)) <= LONGEST_SHOWN or same <= _BEFORE_DIFFERENCE:
        return shown(left), shown(right)
    start = same - _BEFORE_DIFFERENCE
    one, other = (f"… {shown(text[start:])}" for text in (left, right))
    return one, other


def _same_beginning(left: str, right: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    same, most = 0, min(len(left), len(right))
    # Halving compares whole stretches, and not one character after the other.
    while same < most:
        step = (most - same + 1) // 2
        if left[same : same + step] == right[same : same + step]:
            same += step
        else:
            most = same + step - 1
    return same


def shown(value: Any) -> str:
    """Return a value as JSON text, not too long."""
    pieces, length = [], 0
    for piece in _pieces(value, LONGEST_SHOWN):
        pieces.append(piece)
        length += len(piece)
        if length > LONGEST_SHOWN:
            break
    return truncate("".join(pieces), LONGEST_SHOWN)


def _written(value: Any) -> str:
    """Return a value as JSON text; the order of members does not matter."""
    return "".join(_pieces(value, None))


class _Written(msgspec.Struct, frozen=True, gc=False):
    """Text that is written already."""

    text: str


def _pieces(value: Any, most: int | None) -> Iterator[str]:
    stack = [value]
    while stack:
        item = stack.pop()
        match item:
            case _Written() | Number():
                yield item.text
            case dict():
                parts: list[Any] = []
                for key in islice(sorted(item), most):
                    name = json.dumps(key, ensure_ascii=False)
                    parts += (_Written(f"{', ' if parts else '{'}{name}: "), item[key])
                stack += (_Written("}" if parts else "{}"), *reversed(parts))
            case list():
                parts = []
                for entry in islice(item, most):
                    parts += (_Written(", " if parts else "["), entry)
                stack += (_Written("]" if parts else "[]"), *reversed(parts))
            case _:
                yield json.dumps(item, ensure_ascii=False)
