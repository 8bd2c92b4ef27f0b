"""The members of a saved request's file: rows, body and conversation, to and from records.

A row is ``["name", "value"]``, with ``"off"`` where it is off.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aiurdesk.core.collection.field_forms import forms_of, record_of
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.expectations.frame_tests import read_frame_test, record_of_frame_test
from aiurdesk.core.expectations.kinds_of_tests import entry_of_test
from aiurdesk.core.formats.schema import (
    Convert,
    any_list,
    quoted,
    read_entries,
    text,
    texts,
    unlike,
)
from aiurdesk.core.formats.toml.toml_reading import line_of
from aiurdesk.core.formats.toml.toml_text import TomlValue
from aiurdesk.core.problem import at_line
from aiurdesk.core.request.conversation import (
    MESSAGE_KINDS,
    SILENT,
    Conversation,
    FrameTest,
    SocketMessage,
)
from aiurdesk.core.request.request import (
    ANY_BYTES,
    PLAIN_TEXT,
    SSE,
    Body,
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    NoBody,
    Row,
    TextBody,
    Value,
)
from aiurdesk.core.translation import tr

_OFF = "off"


def row_entries(rows: Iterable[Row]) -> list[TomlValue]:
    """Return rows as their file holds them."""
    return [[row.name, value_entry(row.value)] + ([] if row.is_sent else [_OFF]) for row in rows]


def value_entry(value: Value) -> TomlValue:
    """Return a value as its file holds it."""
    if not isinstance(value, FileValue):
        return value
    entry = {"file": value.path}
    if value.filename != _last_part(value.path):
        entry["filename"] = value.filename
    if value.content_type != ANY_BYTES:
        entry["content_type"] = value.content_type
    return entry


def _last_part(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def _rows(raw: object, read_value: Callable[[Any], Value]) -> tuple[Row, ...]:
    rows = []
    for entry in any_list(raw):
        match entry:
            case [str(name), value]:
                rows.append(Row(name, read_value(value)))
            case [str(name), value, "off"]:  # ``_OFF`` would be a name that takes any value
                rows.append(Row(name, read_value(value), is_sent=False))
            case _:
                raise ProblemError(
                    tr(
                        'should hold pairs such as ["name", "value"], or ["name", "value", '
                        '"off"], not {entry}'
                    ).format(entry=quoted(entry))
                )
    return tuple(rows)


def read_value_rows(raw: object) -> tuple[Row, ...]:
    """Accept a list of names with texts, lists of texts or files."""
    return _rows(raw, read_value)


def read_header_rows(raw: object) -> tuple[Row, ...]:
    """Accept a list of names with texts."""
    return _rows(raw, text)


def read_value(raw: Any) -> Value:
    """Accept text, a list of texts, or a file."""
    match raw:
        case str():
            return raw
        case list():
            return texts(raw)
        case {"file": str(path)}:
            filename = text(raw.get("filename", _last_part(path)))
            return FileValue(path, filename, text(raw.get("content_type", ANY_BYTES)))
    raise unlike(raw, tr("should hold text, lists of text or files, not {raw}"))


_NONE = "none"
_OF_GRAPHQL = {
    "graphql_variables": "variables",
    "graphql_operation": "operation",
    "graphql_connection": "connection",
    "graphql_transport": "transport",
}
"""Key → field of ``GraphqlBody``, beside the key ``graphql``."""
_TYPE = "content_type"
_WEBSOCKET = "websocket"


def body_record(body: Body | None) -> dict[str, TomlValue]:
    """Return the members for a body; they stand in the file even where they are empty."""
    match body:
        case NoBody():
            return {"body": _NONE}
        case FormBody():
            return {"form": row_entries(body.rows)}
        case MultipartBody():
            return {"multipart": row_entries(body.rows)}
        case JsonBody():
            return {"json": body.text}
        case GraphqlBody():
            added = ((key, getattr(body, name)) for key, name in _OF_GRAPHQL.items())
            return dict((("graphql", body.query), *(pair for pair in added if pair[1])))
        case TextBody():
            return {"text": body.text} | _type_record(body.content_type, PLAIN_TEXT)
        case FileBody():
            return {"file": body.path} | _type_record(body.content_type, ANY_BYTES)
    return {}


def _type_record(content_type: str, usual: str) -> dict[str, TomlValue]:
    # Empty text stays: it means that no type is sent.
    return {} if content_type == usual else {_TYPE: content_type}


def body_of(source: str, members: Mapping[str, Any]) -> Body | None:
    """Return the body among the members of a file, which ``BODY_READERS`` have read.

    Raises:
        ProblemError: There are two bodies, or a content type without its text or file.
    """
    given = [key for key in _MAKERS if key in members]
    # When the kind of body is changed by hand, the old one is easily left: none is guessed.
    if len(given) > 1:
        words = tr("{second} is a second body, beside {first}.")
        words = words.format(second=given[1], first=given[0])
        raise ProblemError(at_line(line_of(source, given[1]), words))
    content_type = members.get(_TYPE)
    if content_type is not None and given not in (["text"], ["file"]):
        words = tr("{type} belongs to text or file; give one of them.").format(type=_TYPE)
        raise ProblemError(at_line(line_of(source, _TYPE), words))
    added = {name: members[key] for key, name in _OF_GRAPHQL.items() if key in members}
    if given == ["graphql"]:
        return GraphqlBody(members["graphql"], **added)
    if added:
        stray = next(key for key in _OF_GRAPHQL if key in members)
        words = tr("{stray} belongs to graphql; give both.").format(stray=stray)
        raise ProblemError(at_line(line_of(source, stray), words))
    return _MAKERS[given[0]](members[given[0]], content_type) if given else None


def _no_body(raw: object) -> str:
    if raw == _NONE:
        return _NONE
    raise ProblemError(
        tr(
            'should be "{none}", not {raw}; other bodies are form, multipart, json, '
            "graphql, text and file"
        ).format(none=_NONE, raw=quoted(raw))
    )


def _transport(raw: object) -> str:
    if raw in (_WEBSOCKET, SSE):
        return SSE if raw == SSE else ""
    raise ProblemError(
        tr('should be "{websocket}" or "{sse}", not {raw}').format(
            websocket=_WEBSOCKET, sse=SSE, raw=quoted(raw)
        )
    )


_MAKERS: Mapping[str, Callable[[Any, str | None], Body]] = {
    "body": lambda _none, _type: NoBody(),
    "form": lambda rows, _type: FormBody(rows),
    "multipart": lambda rows, _type: MultipartBody(rows),
    "json": lambda written, _type: JsonBody(written),
    "graphql": lambda query, _type: GraphqlBody(query),
    "text": lambda written, type_: TextBody(written, PLAIN_TEXT if type_ is None else type_),
    "file": lambda path, type_: FileBody(path, ANY_BYTES if type_ is None else type_),
}
BODY_READERS: Mapping[str, Convert] = {
    "body": _no_body,
    "form": read_value_rows,
    "multipart": read_value_rows,
    "json": text,
    "graphql": text,
    **dict.fromkeys(_OF_GRAPHQL, text),
    "graphql_transport": _transport,
    "text": text,
    "file": text,
    _TYPE: text,
}
"""The keys of a body, in their order in the file."""


_NAME = "name"


def conversation_record(conversation: Conversation) -> dict[str, TomlValue]:
    """Return the members for a conversation, without those that have their defaults."""
    return record_of(conversation, _FORMS)


def conversation_of(members: Mapping[str, Any]) -> Conversation:
    """Return the conversation among the members of a file, which the readers below have read."""
    fields = {form.name: members[key] for key, form in _FORMS.items() if key in members}
    return Conversation(**fields) if fields else SILENT


def _message_entry(message: SocketMessage) -> dict[str, TomlValue]:
    named: dict[str, TomlValue] = {_NAME: message.name} if message.name else {}
    return named | {message.kind: message.content}


def _message(raw: object) -> SocketMessage:
    if isinstance(raw, dict):
        kinds = [kind for kind in MESSAGE_KINDS if kind in raw]
        if len(kinds) == 1 and raw.keys() <= {_NAME, kinds[0]}:
            name, content = raw.get(_NAME, ""), raw[kinds[0]]
            if isinstance(name, str) and isinstance(content, str):
                return SocketMessage(content, kinds[0], name)
    raise ProblemError(
        tr(
            'should hold entries such as {{ name = "Hello", text = "hello" }}, with '
            "one of {message_kinds}, not {raw}"
        ).format(message_kinds=", ".join(MESSAGE_KINDS), raw=quoted(raw))
    )


_FORMS = forms_of(
    Conversation,
    {
        tuple[SocketMessage, ...]: (
            lambda raw: read_entries(raw, _message),
            lambda messages: [_message_entry(message) for message in messages],
        ),
        tuple[FrameTest, ...]: (
            lambda raw: read_entries(raw, read_frame_test),
            lambda tests: [
                entry_of_test(record_of_frame_test(test), read_frame_test) for test in tests
            ],
        ),
    },
)
CONVERSATION_READERS: Mapping[str, Convert] = {key: form.read for key, form in _FORMS.items()}
"""The keys of a conversation, in their order in the file."""
