"""The editable state of a request, and single edits of it: the steps of undo."""

from bisect import bisect_left
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from sys import getsizeof
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.request.conversation import SAID, Conversation, SocketMessage
from aiurdesk.core.request.request import (
    FIELDS,
    SOCKET_FIELDS,
    Body,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    Request,
    RequestFields,
    TextBody,
    Value,
    with_socket_fields,
)
from aiurdesk.core.request.request import Row as Row
from aiurdesk.core.request.request_texts import body_texts
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.translation import tr

_NOTHING = Request(target=Typed(""))


class EditState(msgspec.Struct, frozen=True):
    """A request as its editors show it: what a step of undo leads to."""

    request: Request = _NOTHING
    """What of it undo brings back beside the rows, as ``undoable`` returns it."""
    address: str = ""
    """What the line of the address shows: of a custom URL, with all of its query."""
    values: tuple[Row, ...] = ()
    """These and the next ones are rows as they are typed, also those that count for nothing yet."""
    headers: tuple[Row, ...] = ()
    tests: tuple[Row, ...] = ()
    captures: tuple[Row, ...] = ()
    expectations: tuple[Row, ...] = ()
    """What a socket expects beside its frame tests: always the same rows."""
    frame_tests: tuple[Row, ...] = ()
    cases: tuple[Row, ...] = ()


UNDOABLE_FIELDS = tuple(
    name
    for name, named in FIELDS.items()
    if named.field.noun and name not in EditState.__struct_fields__
)
"""The fields that are edited as a whole; those with rows or texts of their own are above."""
_SOCKET_OPTIONS = tuple(name for name in SAID if name != "messages")
"""The fields of a conversation that are edited one by one, beside its frames."""


def undoable(request: Request) -> Request:
    """Return a request with what undo brings back beside the rows, and nothing else.

    What else a request has, such as its notes, is no step of undo.
    """
    return Request(
        target=Typed(request.url) if request.is_typed else request.target,
        # The endpoint of a custom URL takes over every method that is chosen.
        method=request.method or (request.endpoint.method if request.is_typed else ""),
        body=request.body,
        conversation=Conversation(**_said(request)),
        **_fields(request),
    )


def undone(request: Request, state: EditState) -> Request:
    """Return a request with what a state holds beside its rows and its body."""
    kept = request.with_url(state.request.url) if request.is_typed else request
    kept = with_socket_fields(kept, **_said(state.request))
    return replace(kept, method=state.request.method, **_fields(state.request))


def _said(request: Request) -> dict[str, Any]:
    return {name: getattr(request.conversation, name) for name in SAID}


def _fields(request: Request) -> dict[str, Any]:
    return {name: getattr(request, name) for name in UNDOABLE_FIELDS}


COUNT, WITHIN_S, CLOSE_CODE = tr("expected frames"), "time", tr("close code")
"""The names of the rows of what a socket expects."""


def expectation_rows(request: RequestFields) -> tuple[Row, ...]:
    """Return how many frames are expected, within how many seconds, and the close code."""
    expected = request.conversation
    return (
        Row(COUNT, str(expected.frame_count)),
        Row(WITHIN_S, f"{expected.within_ms / 1000:.3f}".rstrip("0").rstrip(".")),
        Row(CLOSE_CODE, str(expected.close_code)),
    )


def _message_rows(messages: tuple[SocketMessage, ...]) -> tuple[Row, ...]:
    return tuple(Row(message.name, (message.kind, message.content)) for message in messages)


def _option_rows(request: Request) -> tuple[Row, ...]:
    options = (getattr(request.conversation, name) for name in _SOCKET_OPTIONS)
    texts = (" ".join(value) if isinstance(value, tuple) else str(value) for value in options)
    return tuple(map(Row, map(_NOUNS.__getitem__, _SOCKET_OPTIONS), texts))


class EditPlace(StrEnum):
    """What of a request is edited in rows or texts of its own."""

    ADDRESS = "address"
    METHOD = "method"
    VALUES = "values"
    HEADERS = "headers"
    BODY = "body"
    TESTS = "tests"
    CAPTURES = "captures"
    CASES = "cases"
    EXPECTATIONS = "expectations"
    FRAME_TESTS = "frame_tests"
    MESSAGES = "messages"
    SOCKET_OPTIONS = "socket_options"


class Edit(msgspec.Struct, frozen=True):
    """The change that one edit made to a request."""

    text: str
    """For the menu, behind the word Undo: "Change ChannelId"."""
    field: str
    """What was edited: one of ``EditPlace`` or of ``UNDOABLE_FIELDS``."""
    index: int = -1
    """Which row; -1 where several rows changed."""
    part: int = -1
    """Which text of the row; each text has a history of its own."""
    is_typing: bool = False
    """At most one character was inserted, with what an editor adds to it by itself: the one that
    closes it, or an indent. The characters around it stayed as they were."""

    def continues(self, before: "Edit") -> bool:
        """Tell whether this and the edit before it are one step: both type in the same text."""
        same = (self.field, self.index, self.part) == (before.field, before.index, before.part)
        return same and self.is_typing and before.is_typing


def edit_between(before: EditState, after: EditState, *, is_address_typed: bool = False) -> Edit:
    """Describe the edit that led from one state to another one; the two must differ.

    Args:
        is_address_typed: A query that differs was changed in the address, not in the rows.
    """
    is_same_rows = before.values == after.values and before.address != after.address
    if is_address_typed or is_same_rows or _before_query(before) != _before_query(after):
        typing = _is_typing(before.address, after.address)
        return Edit(tr("Change address"), EditPlace.ADDRESS, is_typing=typing)
    if sent := _edit_in(_SENT_ROWS, before, after):
        return sent
    if before.request.body != after.request.body:
        return _edit_of_body(before.request.body, after.request.body)
    for name in UNDOABLE_FIELDS:
        texts = [getattr(state.request, name) for state in (before, after)]
        if texts[0] != texts[1]:
            typing = all(isinstance(text, str) for text in texts) and _is_typing(*texts)
            return Edit(tr("Change {noun}").format(noun=_NOUNS[name]), name, is_typing=typing)
    return _edit_in(_LATER_ROWS, before, after) or Edit(tr("Change method"), EditPlace.METHOD)


def _before_query(state: EditState) -> str:
    return state.address.partition("#")[0].partition("?")[0]


def _edit_of_body(before: Body | None, after: Body | None) -> Edit:
    if isinstance(before, FormBody | MultipartBody) and type(before) is type(after):
        return _edit_of_rows(EditPlace.BODY, before.rows, after.rows)
    texts = [[(text.label, text.text) for text in body_texts(body)] for body in (before, after)]
    if type(before) is not type(after) or not texts[0]:
        return Edit(tr("Choose another kind of body"), EditPlace.BODY)
    # Each text has a field of its own.
    part = next(i for i, pair in enumerate(zip(*texts, strict=True)) if pair[0] != pair[1])
    (label, old), (_, new) = texts[0][part], texts[1][part]
    value = label if isinstance(after, GraphqlBody) else ("body", tr("content type"))[part]
    return Edit(
        tr("Change {value}").format(value=value),
        EditPlace.BODY,
        part=part,
        is_typing=_is_typing(old, new),
    )


_NOUNS = {
    **{name: named.field.noun for name, named in (FIELDS | SOCKET_FIELDS).items()},
    EditPlace.BODY: "field",
    EditPlace.EXPECTATIONS: "expectation",
    EditPlace.SOCKET_OPTIONS: "option",
}
"""The words for one of the rows of a member, or for a field."""
_SENT_ROWS = (EditPlace.VALUES, EditPlace.HEADERS)
_LATER_ROWS = (
    EditPlace.TESTS,
    EditPlace.CAPTURES,
    EditPlace.CASES,
    EditPlace.EXPECTATIONS,
    EditPlace.FRAME_TESTS,
    EditPlace.MESSAGES,
    EditPlace.SOCKET_OPTIONS,
)


def _rows_of(state: EditState, place: EditPlace) -> tuple[Row, ...]:
    """Return what is edited at a place as rows, also what does not consist of any."""
    match place:
        case EditPlace.MESSAGES:
            return _message_rows(state.request.messages)
        case EditPlace.SOCKET_OPTIONS:
            return _option_rows(state.request)
    rows: tuple[Row, ...] = getattr(state, place)
    return rows


def _edit_in(members: tuple[EditPlace, ...], before: EditState, after: EditState) -> Edit | None:
    """Describe the edit of the first member that differs; None where all are the same."""
    for name in members:
        rows = [_rows_of(state, name) for state in (before, after)]
        if rows[0] != rows[1]:
            return _edit_of_rows(name, *rows)
    return None


def _edit_of_rows(name: EditPlace, before: tuple[Row, ...], after: tuple[Row, ...]) -> Edit:
    noun = _NOUNS[name]
    if len(after) == len(before) + 1:
        return Edit(tr("Add {noun}").format(noun=noun), name, len(before))
    if len(after) == len(before) - 1:
        return Edit(tr("Remove {noun}").format(noun=noun), name)
    if len(after) == len(before):
        match [i for i, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]:
            case [index]:
                return _edit_of_row(name, index, before[index], after[index])
            case [first, second] if (
                second == first + 1
                and before[first : second + 1] == after[first : second + 1][::-1]
            ):
                return Edit(tr("Move {noun}").format(noun=noun), name, second)
    is_cleared = all(row.value in ("", ()) or not row.is_sent for row in after)
    return Edit(tr("Clear all values") if is_cleared else tr("Change several values"), name)


def _edit_of_row(member: EditPlace, index: int, before: Row, after: Row) -> Edit:
    name = after.name or before.name or _NOUNS[member]
    # Only whether it is sent is different.
    if (before.name, before.value) == (after.name, after.value):
        form = tr("Include {name}") if after.is_sent else tr("Leave out {name}")
        return Edit(form.format(name=name), member, index)
    texts = (before.name, *_texts(before.value)), (after.name, *_texts(after.value))
    changed = [i for i, pair in enumerate(zip(*texts, strict=False)) if pair[0] != pair[1]]
    if len(texts[0]) != len(texts[1]) or len(changed) != 1:
        return Edit(tr("Change {name}").format(name=name), member, index)
    part = changed[0]
    # A message is changed as a whole, with a dialog or by another one in its place.
    typing = member is not EditPlace.MESSAGES and _is_typing(texts[0][part], texts[1][part])
    return Edit(tr("Change {name}").format(name=name), member, index, part, is_typing=typing)


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else (value.path,)


def _is_typing(before: str, after: str) -> bool:
    start, end = changed_span(before, after)
    inserted = after[start : end if end - start <= _MOST_AT_A_KEY else start]
    is_indent = bool(inserted) and not inserted.strip(" \t\n")
    return end - start <= 1 or inserted in _CLOSED or is_indent


_CLOSED = ("()", "[]", "{}", '""')
"""What an editor writes for the first character of each."""
_MOST_AT_A_KEY = 1_000
"""Characters of a line end and its indent."""


def changed_span(before: str, after: str) -> tuple[int, int]:
    """Return where in a text begins and ends what another one does not have there."""
    start = _common_start(before, after)
    # What lies between the common start and the common end was inserted.
    return start, len(after) - _common_end(before, after, start)


_COMPARED = 1 << 16
"""Characters that are compared at once; texts may have millions of them."""


def _common_start(one: str, other: str) -> int:
    """Return the length of the common start."""
    most, at = min(len(one), len(other)), 0
    while at + _COMPARED <= most and one[at : at + _COMPARED] == other[at : at + _COMPARED]:
        at += _COMPARED
    lengths = range(at + 1, min(most, at + _COMPARED) + 1)
    # Comparing two slices takes no Python code for each character.
    return at + bisect_left(lengths, True, key=lambda length: one[at:length] != other[at:length])


def _common_end(one: str, other: str, start: int) -> int:
    """Return the length of the common end behind a common start."""
    most, at = min(len(one), len(other)) - start, 0
    first, second = len(one), len(other)
    while (
        at + _COMPARED <= most
        and one[first - at - _COMPARED : first - at] == other[second - at - _COMPARED : second - at]
    ):
        at += _COMPARED
    lengths = range(at + 1, min(most, at + _COMPARED) + 1)
    return at + bisect_left(
        lengths,
        True,
        key=lambda length: one[first - length : first - at] != other[second - length : second - at],
    )


_LONG = 50_000
"""Characters of a text from which a step keeps only what differs: there are hundreds of steps."""


class StepStates(msgspec.Struct, frozen=True):
    """The states before and after a step; of a long body only the part that differs."""

    _before: EditState
    _after: EditState
    _start: int = -1
    """Where the texts of the body differ; -1 where both states have them whole."""
    _removed: str = ""
    _inserted: str = ""

    @classmethod
    def of(cls, before: EditState, after: EditState) -> "StepStates":
        """Keep two states."""
        old, new = _long_text(before), _long_text(after)
        if old is None or new is None:
            return cls(before, after)
        start, end = changed_span(old, new)
        removed = old[start : len(old) - (len(new) - end)]
        states = _with_text(before, ""), _with_text(after, "")
        return cls(*states, start, removed, new[start:end])

    @property
    def size_bytes(self) -> int:
        """How much memory its texts take that the step before it does not hold already."""
        shared = {id(text) for text in _held_texts(self._before)}
        added = (text for text in _held_texts(self._after) if id(text) not in shared)
        return sum(map(getsizeof, (self._removed, self._inserted, *added)))

    def before(self, after: EditState) -> EditState:
        """Return the state before the step, from the one after it."""
        return self._other(self._before, after, self._inserted, self._removed)

    def after(self, before: EditState) -> EditState:
        """Return the state after the step, from the one before it."""
        return self._other(self._after, before, self._removed, self._inserted)

    def _other(self, wanted: EditState, shown: EditState, old: str, new: str) -> EditState:
        text = _text_of(shown)
        if self._start < 0 or text is None:
            return wanted
        return _with_text(wanted, text[: self._start] + new + text[self._start + len(old) :])


def _held_texts(state: EditState) -> Iterator[str]:
    """Yield the texts of a state that may be long."""
    yield state.address
    yield from (text.text for text in body_texts(state.request.body))
    yield from (message.content for message in state.request.messages)
    sent, later = (state.values, state.headers), (state.tests, state.captures, state.cases)
    for row in chain.from_iterable((*sent, *later, state.frame_tests)):
        yield from _texts(row.value)


def _text_of(state: EditState) -> str | None:
    body = state.request.body
    return body.text if isinstance(body, JsonBody | TextBody) else None


def _long_text(state: EditState) -> str | None:
    text = _text_of(state)
    return text if text is not None and len(text) > _LONG else None


def _with_text(state: EditState, text: str) -> EditState:
    body = state.request.body
    assert isinstance(body, JsonBody | TextBody), "only these have a text"
    return replace(state, request=replace(state.request, body=replace(body, text=text)))
