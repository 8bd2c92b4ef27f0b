"""What changed between two versions of a saved request, in words."""

from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import Any, TypeVar

import msgspec

from aiurdesk.core.collection.case_record import case_entry
from aiurdesk.core.expectations.captures import source_word
from aiurdesk.core.expectations.frame_tests import title_of as title_of_frame_test
from aiurdesk.core.expectations.response_tests import title_of
from aiurdesk.core.git.masked_text import masked_request
from aiurdesk.core.request.conversation import SocketMessage, default_name
from aiurdesk.core.request.field import NamedField, fields_of
from aiurdesk.core.request.request import (
    FIELDS,
    SOCKET_FIELDS,
    Body,
    FileValue,
    FormBody,
    MultipartBody,
    Row,
    SavedRequest,
    SendOptions,
)
from aiurdesk.core.request.rows import header_rows, value_rows
from aiurdesk.core.translation import printable, tr, truncate

_LONGEST = 60
"""Characters of a value or a name."""
MOST_WORDS = 200
"""Sentences about one request."""

_ADDED, _REMOVED, _CHANGED = tr("{what} added"), tr("{what} removed"), tr("{what} changed")
_FROM_TO = tr("{what}: {before} → {after}")
_OFF, _ON = tr("{what} switched off"), tr("{what} switched on")
_MOVED = tr("the order of {what} changed")

_WORDS_OF_FIELDS = {
    "endpoint_id": tr("endpoint"),
    "url": tr("address"),
    "method": tr("method"),
    "dialect": tr("dialect"),
    "credential": tr("credential"),
    "is_forced": tr("send anyway"),
    "not_secret": tr("what is not secret"),
    "notes": tr("notes"),
    "frame_count": tr("expected frames"),
    "within_ms": tr("time for the expected frames"),
    "close_code": tr("close code"),
}
"""Of fields without a noun of their own."""


class _Item(msgspec.Struct, frozen=True):
    """One of several things of a request, such as a row or a test."""

    name: str
    """Which one it is."""
    plain: object
    """What it holds, to be compared."""
    shown: str = ""
    """The same to be shown, without secrets; empty where it is too long for that."""
    is_sent: bool = True


def changes_of_request(before: SavedRequest, after: SavedRequest) -> tuple[str, ...]:
    """Return what changed, a short sentence each; none where both hold the same."""
    words = _all_changes(_Version(before), _Version(after))
    found: list[str] = []
    for sentence in words:
        if len(found) == MOST_WORDS:
            return (*found, tr("and more"))
        found.append(printable(sentence))
    return tuple(found)


class _Version:
    """A request, and the same without secrets."""

    def __init__(self, saved: SavedRequest) -> None:
        self.saved, self.masked = saved, masked_request(saved)

    def field(self, name: str) -> tuple[Any, Any]:
        return getattr(self.saved, name), getattr(self.masked, name)


def _all_changes(before: _Version, after: _Version) -> Iterator[str]:
    yield from _simple("endpoint_id", before, after)
    yield from _simple("url", before, after)
    for name in FIELDS:
        yield from _OF_FIELDS.get(name, _simple_field(name))(before, after)


_Compare = Callable[[_Version, _Version], Iterator[str]]


def _simple_field(name: str) -> _Compare:
    return lambda before, after: _simple(name, before, after)


def _simple(name: str, before: _Version, after: _Version) -> Iterator[str]:
    (old, old_shown), (new, new_shown) = before.field(name), after.field(name)
    if old != new:
        yield _difference(_noun(name), _as_text(old_shown), _as_text(new_shown))


def _credential(before: _Version, after: _Version) -> Iterator[str]:
    # Empty text is a choice, too: the request goes without one.
    old, new = (version.saved.credential for version in (before, after))
    if old != new:
        shown = (tr("none") if name == "" else _as_text(name) for name in (old, new))
        yield _difference(_noun("credential"), *shown)


def _noun(name: str) -> str:
    named = FIELDS.get(name) or SOCKET_FIELDS.get(name)
    return _WORDS_OF_FIELDS.get(name) or (named.field.noun if named else "") or name


def _difference(what: str, before: str | None, after: str | None) -> str:
    """Return the change of one value.

    Args:
        before: As it is shown; empty where it was not there, None where it is too long.
        after: As ``before``.
    """
    if before == "" and after:
        return f"{_ADDED.format(what=what)}: {after}"
    if after == "" and before:
        return f"{_REMOVED.format(what=what)}: {before}"
    if before is None or after is None or before == after:
        return _CHANGED.format(what=what)
    return _FROM_TO.format(what=what, before=before or "–", after=after or "–")


def _as_text(value: object) -> str | None:
    match value:
        case None:
            return ""
        case bool():
            return tr("yes") if value else tr("no")
        case tuple():
            text = ", ".join(map(str, value))
        case FileValue():
            text = value.path
        case _:
            text = str(value)
    if "\n" in text:
        return None
    return truncate(text, _LONGEST)


def _options(before: _Version, after: _Version) -> Iterator[str]:
    yield from _members(fields_of(SendOptions), before.saved.options, after.saved.options)


def _members(fields: dict[str, NamedField], before: object, after: object) -> Iterator[str]:
    for name, named in fields.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            what = named.field.label or _noun(name)
            yield _difference(what, _as_text(old), _as_text(new))


def _conversation(before: _Version, after: _Version) -> Iterator[str]:
    old, new = before.saved.conversation, after.saved.conversation
    of_lists = ("messages", "frame_tests")
    fields = {name: named for name, named in SOCKET_FIELDS.items() if name not in of_lists}
    yield from _members(fields, old, new)
    yield from _items(
        _noun("messages"),
        tuple(map(_message, old.messages, before.masked.conversation.messages)),
        tuple(map(_message, new.messages, after.masked.conversation.messages)),
    )
    yield from _titled(
        _noun("frame_tests"), before, after, lambda saved: saved.conversation.frame_tests,
        title_of_frame_test,
    )  # fmt: skip


def _message(plain: SocketMessage, masked: SocketMessage) -> _Item:
    name = masked.name or default_name(masked) or _shortened(masked.content)
    return _Item(name, plain, _as_text(masked.content) or "")


def _shortened(text: str) -> str:
    return truncate(" ".join(text.split()), _LONGEST)


_Rows = Callable[[SavedRequest], Iterable[Row]]


def _rows(noun: str, rows_of: _Rows) -> _Compare:
    return lambda before, after: _items(
        noun, _row_items(before, rows_of), _row_items(after, rows_of)
    )


def _row_items(version: _Version, rows_of: _Rows) -> tuple[_Item, ...]:
    pairs = zip(rows_of(version.saved), rows_of(version.masked), strict=True)
    return tuple(
        _Item(plain.name, plain.value, _as_text(masked.value) or "", plain.is_sent)
        for plain, masked in pairs
    )


def _items(noun: str, before: tuple[_Item, ...], after: tuple[_Item, ...]) -> Iterator[str]:
    """Yield the changes of a list; those of one name are compared in their order."""
    old, new = _by_name(before), _by_name(after)
    for name in dict.fromkeys((*old, *new)):
        what = f"{noun} {truncate(name, _LONGEST)}".rstrip()
        for one, other in zip_longest(old.get(name, ()), new.get(name, ())):
            yield from _change_of_item(what, one, other)
    same = [item.name for item in before] != [item.name for item in after]
    if same and sorted(item.name for item in before) == sorted(item.name for item in after):
        yield _MOVED.format(what=noun)


def _change_of_item(what: str, one: _Item | None, other: _Item | None) -> Iterator[str]:
    if one is None or other is None:
        there = one or other
        assert there is not None
        words = (_REMOVED if other is None else _ADDED).format(what=what)
        yield f"{words}: {there.shown}" if there.shown else words
        return
    if one.is_sent != other.is_sent:
        yield (_ON if other.is_sent else _OFF).format(what=what)
    if one.plain != other.plain:
        yield _difference(what, one.shown or None, other.shown or None)


def _by_name(items: Iterable[_Item]) -> dict[str, list[_Item]]:
    found: dict[str, list[_Item]] = {}
    for item in items:
        found.setdefault(item.name, []).append(item)
    return found


_T = TypeVar("_T")


def _titled(
    noun: str,
    before: _Version,
    after: _Version,
    of: Callable[[SavedRequest], tuple[_T, ...]],
    title: Callable[[_T], str],
) -> Iterator[str]:
    """Yield the changes of a list whose members are named by what they say."""
    yield from _items(noun, _titles(before, of, title), _titles(after, of, title))


def _titles(
    version: _Version, of: Callable[[SavedRequest], tuple[_T, ...]], title: Callable[[_T], str]
) -> tuple[_Item, ...]:
    pairs = zip(of(version.saved), of(version.masked), strict=True)
    return tuple(_Item(_shortened(title(masked)), plain) for plain, masked in pairs)


def _tests(before: _Version, after: _Version) -> Iterator[str]:
    yield from _titled(_noun("tests"), before, after, lambda saved: saved.tests, title_of)


def _captures(before: _Version, after: _Version) -> Iterator[str]:
    yield from _items(_noun("captures"), _capture_items(before), _capture_items(after))


def _capture_items(version: _Version) -> tuple[_Item, ...]:
    return tuple(
        _Item(plain.variable, plain, f"{source_word(masked.source)} {_shortened(masked.subject)}")
        for plain, masked in zip(version.saved.captures, version.masked.captures, strict=True)
    )


def _cases(before: _Version, after: _Version) -> Iterator[str]:
    yield from _items(_noun("cases"), _case_items(before), _case_items(after))


def _case_items(version: _Version) -> tuple[_Item, ...]:
    pairs = zip(version.saved.cases, version.masked.cases, strict=True)
    return tuple(_Item(masked.name, case_entry(plain)) for plain, masked in pairs)


def _body(before: _Version, after: _Version) -> Iterator[str]:
    (old, old_shown), (new, new_shown) = before.field("body"), after.field("body")
    if old == new:
        return
    if type(old) is not type(new):
        yield _FROM_TO.format(what=tr("body"), before=_kind_of(old), after=_kind_of(new))
    elif isinstance(old, FormBody | MultipartBody) and isinstance(new, FormBody | MultipartBody):
        yield from _items(tr("field"), _body_items(old, old_shown), _body_items(new, new_shown))
    else:
        yield from _body_members(old, new, old_shown, new_shown)


def _body_items(plain: FormBody | MultipartBody, masked: Any) -> tuple[_Item, ...]:
    return tuple(
        _Item(row.name, row.value, _as_text(shown.value) or "", row.is_sent)
        for row, shown in zip(plain.rows, masked.rows, strict=True)
    )


def _body_members(old: Any, new: Any, old_shown: Any, new_shown: Any) -> Iterator[str]:
    for name in old.__struct_fields__:
        if getattr(old, name) == getattr(new, name):
            continue
        what = _WORDS_OF_BODIES.get(name, tr("body"))
        if name in ("text", "query", "variables", "connection"):
            yield _CHANGED.format(what=what)
        else:
            shown = (_as_text(getattr(body, name)) for body in (old_shown, new_shown))
            yield _difference(what, *shown)


_WORDS_OF_BODIES = {
    "content_type": tr("content type"),
    "variables": tr("variables of GraphQL"),
    "operation": tr("operation"),
    "connection": tr("first message of the subscription"),
    "transport": tr("transport of the subscription"),
    "path": tr("file of the body"),
}


def _kind_of(body: Body | None) -> str:
    if body is None:
        return tr("that of the endpoint")
    return {
        "none": tr("none"),
        "form": tr("form"),
        "multipart": "multipart",
        "json": "JSON",
        "graphql": "GraphQL",
        "text": tr("text"),
        "file": tr("file"),
    }[str(body.__struct_config__.tag)]


def _nothing(_before: _Version, _after: _Version) -> Iterator[str]:
    return iter(())


_OF_FIELDS: dict[str, _Compare] = {
    "credential": _credential,
    "values": _rows(FIELDS["values"].field.noun, value_rows),
    "values_off": _nothing,  # with those that are sent
    "headers": _rows(FIELDS["headers"].field.noun, header_rows),
    "headers_off": _nothing,
    "body": _body,
    "conversation": _conversation,
    "options": _options,
    "tests": _tests,
    "captures": _captures,
    "cases": _cases,
}
"""What compares a field; one that is not here is compared as a whole."""
