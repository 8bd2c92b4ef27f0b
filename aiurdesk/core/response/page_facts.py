"""What the body of a response says about its pages: members by their names, and its list."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import msgspec
from msgspec.structs import replace

from aiurdesk.core.formats.json.value_path import pattern_steps

if TYPE_CHECKING:
    # The state of the window holds ``PointedPages``, before the first paint.
    from aiurdesk.core.response.response import Response

MOST_BYTES = 1024 * 1024
"""A larger body is not read on the thread of the window."""


_Scalar: TypeAlias = str | int | bool | None
_MOST_MEMBERS = 200
_LONGEST = 4_096
"""Bytes of a member that is looked at."""
_DEEPEST = 2
_HOLDERS = frozenset([
    "data", "result", "results", "response", "meta", "metadata", "links", "_links", "page",
    "paging", "pagination", "pageinfo", "cursors", "responsemetadata", "next", "prev", "previous",
    "first", "last", "pages", "_embedded",
])  # fmt: skip
"""Members in which those about paging are looked for; names without signs, in small letters."""
_LISTS = (
    "items", "data", "results", "value", "values", "entries", "records", "rows", "content",
    "list", "elements", "objects", "hits",
)  # fmt: skip


class PointedPages(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a person pointed at in a response, to say how its pages go on."""

    next: str = ""
    """Path of the value that leads to the next page; empty where nothing was pointed at."""
    parameter: str = ""
    """The parameter of the query that takes that value; empty where it is an address."""
    entries: str = ""
    """Path of the list; empty where it is recognised."""


NOTHING_POINTED = PointedPages()


class PageFacts(msgspec.Struct, frozen=True):
    """What a body says about its pages."""

    members: Mapping[str, _Scalar] = {}
    """By their paths in small letters without signs, such as ``meta.nextcursor``."""
    rows: tuple[msgspec.Raw, ...] | None = None
    """The entries of its list; None without one, or with several that may be it."""
    pointed: str = ""
    """The value that a person pointed at; empty where it is not there, or says nothing."""

    @property
    def entries(self) -> int | None:
        """How many entries its list has."""
        return None if self.rows is None else len(self.rows)

    def text(self, names: Iterable[str]) -> tuple[str, str]:
        """Return the first of the members that holds a text, with its name; else two empty ones."""
        for name in names:
            value = self._value(name)
            if isinstance(value, str) and value:
                return name, value
        return "", ""

    def number(self, names: Iterable[str]) -> int | None:
        """Return the first of the members that holds a number."""
        values = map(self._value, names)
        return next((v for v in values if isinstance(v, int) and not isinstance(v, bool)), None)

    def flag(self, names: Iterable[str]) -> bool | None:
        """Return the first of the members that is true or false."""
        return next((v for v in map(self._value, names) if isinstance(v, bool)), None)

    def _value(self, name: str) -> _Scalar:
        if name in self.members:
            return self.members[name]
        end = f".{name}"
        return next((v for path, v in self.members.items() if path.endswith(end)), None)


def page_facts(response: "Response", pointed: PointedPages, most_bytes: int) -> PageFacts:
    """Return what a body says; nothing of one that is no JSON, or larger than that."""
    data = response.body.data
    if not data or len(data) > most_bytes or response.body.size_bytes > len(data):
        return PageFacts()
    raw = msgspec.Raw(data)
    try:
        facts = _facts_of(raw)
        if pointed.entries:
            listed = _value_at(raw, pointed.entries)
            facts = replace(facts, rows=_entries_of(listed))
        if pointed.next:
            facts = replace(facts, pointed=_text_of(_value_at(raw, pointed.next)))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return PageFacts()
    return facts


def _facts_of(raw: msgspec.Raw) -> PageFacts:
    start = _start_of(raw)
    if start == b"[":
        return PageFacts(rows=_entries_of(raw))
    members: dict[str, _Scalar] = {}
    lists: dict[str, msgspec.Raw] = {}
    if start == b"{":
        _read(raw, "", 0, members, lists)
    return PageFacts(members, _entries_of(_listed(lists)))


def _start_of(raw: msgspec.Raw) -> bytes:
    return bytes(memoryview(raw)[:64]).lstrip()[:1]


def _entries_of(raw: msgspec.Raw | None) -> tuple[msgspec.Raw, ...] | None:
    if raw is None or _start_of(raw) != b"[":
        return None
    return msgspec.json.decode(raw, type=tuple[msgspec.Raw, ...])


def _value_at(raw: msgspec.Raw, path: str) -> msgspec.Raw | None:
    """Return the value that a path leads to; None where it is not there."""
    found: msgspec.Raw | None = raw
    if path == "@":
        return raw
    for step in pattern_steps(path) or (None,):
        if found is None:
            return None
        start = _start_of(found)
        if isinstance(step, str) and start == b"{":
            found = msgspec.json.decode(found, type=dict[str, msgspec.Raw]).get(step)
        elif isinstance(step, int) and start == b"[":
            entries = msgspec.json.decode(found, type=tuple[msgspec.Raw, ...])
            found = entries[step] if -len(entries) <= step < len(entries) else None
        else:
            return None
    return found


def _text_of(raw: msgspec.Raw | None) -> str:
    """Return a text or number as it is sent; empty for anything else."""
    written = b"" if raw is None else bytes(memoryview(raw)[: _LONGEST + 1]).strip()
    if not written or len(written) > _LONGEST:
        return ""
    if written.startswith(b'"'):
        return msgspec.json.decode(written, type=str)
    return written.decode() if written[:1] in b"-0123456789" else ""


def _listed(lists: Mapping[str, msgspec.Raw]) -> msgspec.Raw | None:
    """Return the list that a response is about, by its usual names, or because it is the only."""
    by_name = [lists[path] for name in _LISTS for path in lists if path.split(".")[-1] == name]
    if by_name:
        return by_name[0]
    return next(iter(lists.values())) if len(lists) == 1 else None


def _read(
    raw: msgspec.Raw,
    path: str,
    depth: int,
    members: dict[str, _Scalar],
    lists: dict[str, msgspec.Raw],
) -> None:
    """Note the members of an object, and of those in it that may be about paging."""
    read = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    for key, value in list(read.items())[:_MOST_MEMBERS]:
        name = plain_name(key)
        at = f"{path}.{name}" if path else name
        view = memoryview(value)
        begin = bytes(view[:1])
        if begin == b"{":
            if depth < _DEEPEST and name in _HOLDERS:
                _read(value, at, depth + 1, members, lists)
        elif begin == b"[":
            lists[at] = value
        elif len(view) <= _LONGEST:
            scalar = msgspec.json.decode(value)
            members[at] = None if isinstance(scalar, float) else scalar


def plain_name(name: str) -> str:
    """Return a name in small letters without signs: ``next_page-token`` is ``nextpagetoken``."""
    kept = "".join(char for char in name.casefold() if char.isalnum())
    return f"_{kept}" if name.startswith("_") else kept
