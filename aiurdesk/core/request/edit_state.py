"""What a person can edit in a request, and what one edit changed; the steps of undo."""

from bisect import bisect_left
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import replace

from aiurdesk.core.request.conversation import SAID, Conversation, SocketMessage
from aiurdesk.core.request.field import fields_of
from aiurdesk.core.request.request import (
    FIELDS,
    Body,
    FileBody,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    Request,
    TextBody,
    Value,
)
from aiurdesk.core.request.request import Row as Row
from aiurdesk.core.translation import tr


class EditState(msgspec.Struct, frozen=True):
    """Everything that the editors of a request show."""

    method: str = ""
    address: str = ""
    """Of a custom URL, with all of its query."""
    kept_address: str = ""
    """The same without what is kept as values."""
    values: tuple[Row, ...] = ()
    headers: tuple[Row, ...] = ()
    body: Body | None = None
    tests: tuple[Row, ...] = ()
    captures: tuple[Row, ...] = ()
    expectations: tuple[Row, ...] = ()
    """What a socket expects beside its frame tests: always the same rows."""
    frame_tests: tuple[Row, ...] = ()
    messages: tuple[SocketMessage, ...] = ()
    """Those that are saved with a socket."""
    socket_options: tuple[Any, ...] = ()
    """How a socket is connected and held open: the values of ``SOCKET_OPTIONS``."""
    fields: tuple[Any, ...] = ()
    """The values of ``UNDOABLE_FIELDS``."""


UNDOABLE_FIELDS = tuple(
    name
    for name, named in FIELDS.items()
    if named.field.noun and name not in EditState.__struct_fields__
)
"""The fields that are edited as a whole; those with rows or texts of their own are above."""
SOCKET_OPTIONS = tuple(name for name in SAID if name not in EditState.__struct_fields__)
"""The fields of a conversation that are edited one by one, beside its frames."""


COUNT, WITHIN_S, CLOSE_CODE = tr("expected frames"), "time", tr("close code")
"""The names of the rows of what a socket expects."""


def expectation_rows(conversation: Conversation) -> tuple[Row, ...]:
    """Return how many frames are expected, within how many seconds, and the close code."""
    return (
        Row(COUNT, str(conversation.frame_count)),
        Row(WITHIN_S, f"{conversation.within_ms / 1000:.3f}".rstrip("0").rstrip(".")),
        Row(CLOSE_CODE, str(conversation.close_code)),
    )


def _message_rows(messages: tuple[SocketMessage, ...]) -> tuple[Row, ...]:
    return tuple(Row(message.name, (message.kind, message.content)) for message in messages)


def _option_rows(options: tuple[Any, ...]) -> tuple[Row, ...]:
    texts = (" ".join(value) if isinstance(value, tuple) else str(value) for value in options)
    return tuple(map(Row, map(_NOUNS.__getitem__, SOCKET_OPTIONS), texts))


def members_beside_editors(request: Request) -> dict[str, Any]:
    """Return the members of ``EditState`` that are edited beside the tabs of a request."""
    return {
        "messages": request.conversation.messages,
        "socket_options": tuple(getattr(request.conversation, name) for name in SOCKET_OPTIONS),
        "fields": tuple(getattr(request, name) for name in UNDOABLE_FIELDS),
    }


def with_members(request: Request, state: EditState) -> Request:
    """Return a request with what is edited beside its tabs, and the method, as a state has it."""
    options = dict(zip(SOCKET_OPTIONS, state.socket_options, strict=True))
    conversation = replace(request.conversation, messages=state.messages, **options)
    fields = dict(zip(UNDOABLE_FIELDS, state.fields, strict=True))
    return replace(request, method=state.method, conversation=conversation, **fields)


class EditPlace(StrEnum):
    """Which part of the editors was changed."""

    ADDRESS = "address"
    METHOD = "method"
    VALUES = "values"
    HEADERS = "headers"
    BODY = "body"
    TESTS = "tests"
    CAPTURES = "captures"
    EXPECTATIONS = "expectations"
    FRAME_TESTS = "frame tests"
    MESSAGES = "messages"
    SOCKET_OPTIONS = "socket options"
    FIELDS = "fields"


class Edit(msgspec.Struct, frozen=True):
    """What one edit changed."""

    text: str
    """For the menu, behind the word Undo: "Change ChannelId"."""
    place: EditPlace
    index: int = -1
    """Which row, or which of ``UNDOABLE_FIELDS``; -1 where several rows changed."""
    part: int = -1
    """Which text of the row; each text has a history of its own."""
    is_typing: bool = False
    """At most one character was inserted, and the characters around it stayed as they were."""

    @property
    def field(self) -> str:
        """The name of what was edited as a whole, else its place."""
        return UNDOABLE_FIELDS[self.index] if self.place is EditPlace.FIELDS else self.place

    def continues(self, before: "Edit") -> bool:
        """Tell whether this and the edit before it are one step: both type in the same text."""
        same = (self.place, self.index, self.part) == (before.place, before.index, before.part)
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
    if before.body != after.body:
        return _edit_of_body(before.body, after.body)
    if before.fields != after.fields:
        return _edit_of_field(before.fields, after.fields)
    return _edit_in(_LATER_ROWS, before, after) or Edit(tr("Change method"), EditPlace.METHOD)


def _edit_of_field(before: tuple[Any, ...], after: tuple[Any, ...]) -> Edit:
    index = next(i for i, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1])
    texts = before[index], after[index]
    typing = all(isinstance(text, str) for text in texts) and _is_typing(*texts)
    noun = FIELDS[UNDOABLE_FIELDS[index]].field.noun
    return Edit(tr("Change {noun}").format(noun=noun), EditPlace.FIELDS, index, is_typing=typing)


def _before_query(state: EditState) -> str:
    return state.address.partition("#")[0].partition("?")[0]


def _edit_of_body(before: Body | None, after: Body | None) -> Edit:
    if isinstance(before, FormBody | MultipartBody) and type(before) is type(after):
        return _edit_of_rows(EditPlace.BODY, "field", before.rows, after.rows)
    texts = _body_texts(before), _body_texts(after)
    if type(before) is not type(after) or not texts[0]:
        return Edit(tr("Choose another kind of body"), EditPlace.BODY)
    # Each text has a field of its own.
    part = next(i for i, pair in enumerate(zip(*texts, strict=True)) if pair[0] != pair[1])
    typing = _is_typing(texts[0][part], texts[1][part])
    nouns = _GRAPHQL_TEXTS if isinstance(after, GraphqlBody) else ("body", tr("content type"))
    return Edit(
        tr("Change {value}").format(value=nouns[part]), EditPlace.BODY, part=part, is_typing=typing
    )


_GRAPHQL_TEXTS = ("query", "variables", "operation", "connection")


def _body_texts(body: Body | None) -> tuple[str, ...]:
    match body:
        case GraphqlBody():
            return (body.query, body.variables, body.operation, body.connection)
        case JsonBody():
            return (body.text,)
        case TextBody():
            return (body.text, body.content_type)
        case FileBody():
            return (body.path, body.content_type)
    return ()


_RowsOfPlace: TypeAlias = tuple[EditPlace, str, Callable[[EditState], tuple[Row, ...]]]
"""With the word for one of its rows."""
_NOUNS = {name: named.field.noun for name, named in (FIELDS | fields_of(Conversation)).items()}
_SENT_ROWS: tuple[_RowsOfPlace, ...] = (
    (EditPlace.VALUES, _NOUNS["values"], lambda state: state.values),
    (EditPlace.HEADERS, _NOUNS["headers"], lambda state: state.headers),
)
_LATER_ROWS: tuple[_RowsOfPlace, ...] = (
    (EditPlace.TESTS, _NOUNS["tests"], lambda state: state.tests),
    (EditPlace.CAPTURES, _NOUNS["captures"], lambda state: state.captures),
    (EditPlace.EXPECTATIONS, "expectation", lambda state: state.expectations),
    (EditPlace.FRAME_TESTS, _NOUNS["frame_tests"], lambda state: state.frame_tests),
    (EditPlace.MESSAGES, _NOUNS["messages"], lambda state: _message_rows(state.messages)),
    (EditPlace.SOCKET_OPTIONS, "option", lambda state: _option_rows(state.socket_options)),
)


def _edit_in(places: tuple[_RowsOfPlace, ...], before: EditState, after: EditState) -> Edit | None:
    """Describe the edit of the first rows that differ; None where all are the same."""
    for place, noun, rows in places:
        if rows(before) != rows(after):
            return _edit_of_rows(place, noun, rows(before), rows(after))
    return None


def _edit_of_rows(
    place: EditPlace, noun: str, before: tuple[Row, ...], after: tuple[Row, ...]
) -> Edit:
    if len(after) == len(before) + 1:
        return Edit(tr("Add {noun}").format(noun=noun), place, len(before))
    if len(after) == len(before) - 1:
        return Edit(tr("Remove {noun}").format(noun=noun), place)
    changed = [i for i, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]]
    if len(before) == len(after) and len(changed) == 1:
        return _edit_of_row(place, noun, changed[0], before[changed[0]], after[changed[0]])
    if moved := _moved_row(before, after):
        return Edit(tr("Move {noun}").format(noun=noun), place, moved[1])
    is_cleared = all(row.value in ("", ()) or not row.is_sent for row in after)
    return Edit(tr("Clear all values") if is_cleared else tr("Change several values"), place)


def _moved_row(before: tuple[Row, ...], after: tuple[Row, ...]) -> tuple[int, int] | None:
    """Return the places of two neighbours that changed places; None where that is not it."""
    if len(before) != len(after):
        return None
    changed = [i for i, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
    match changed:
        case [first, second] if second == first + 1:
            is_swap = (before[first], before[second]) == (after[second], after[first])
            return (first, second) if is_swap else None
    return None


def _edit_of_row(place: EditPlace, noun: str, index: int, before: Row, after: Row) -> Edit:
    name = after.name or before.name or noun
    # Only whether it is sent is different.
    if (before.name, before.value) == (after.name, after.value):
        form = tr("Include {name}") if after.is_sent else tr("Leave out {name}")
        return Edit(form.format(name=name), place, index)
    texts = (before.name, *_texts(before.value)), (after.name, *_texts(after.value))
    changed = [i for i, pair in enumerate(zip(*texts, strict=False)) if pair[0] != pair[1]]
    if len(texts[0]) != len(texts[1]) or len(changed) != 1:
        return Edit(tr("Change {name}").format(name=name), place, index)
    part = changed[0]
    # A message is changed as a whole, with a dialog or by another one in its place.
    typing = place is not EditPlace.MESSAGES and _is_typing(texts[0][part], texts[1][part])
    return Edit(tr("Change {name}").format(name=name), place, index, part, is_typing=typing)


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else (value.path,)


def _is_typing(before: str, after: str) -> bool:
    start = _common_start(before, after)
    end = _common_start(before[start:][::-1], after[start:][::-1])
    # What lies between the common start and the common end was inserted.
    return len(after) - start - end <= 1


def _common_start(one: str, other: str) -> int:
    """Return the length of the common start; texts may have millions of characters."""
    lengths = range(1, min(len(one), len(other)) + 1)
    # Comparing two slices takes no Python code for each character.
    return bisect_left(lengths, True, key=lambda length: one[:length] != other[:length])
