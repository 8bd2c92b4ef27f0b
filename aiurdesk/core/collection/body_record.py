"""The body in the file of a saved request."""

from collections.abc import Callable, Mapping
from typing import Any

from aiurdesk.core.collection.row_record import read_value_rows, row_entries
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.request import (
    ANY_BYTES,
    PLAIN_TEXT,
    SSE,
    Body,
    FileBody,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    NoBody,
    TextBody,
)
from aiurdesk.core.schema import Convert, quoted, text
from aiurdesk.core.toml.toml_reading import line_of
from aiurdesk.core.toml.toml_text import TomlValue
from aiurdesk.core.translation import tr

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
        DataMistake: There are two bodies, or a content type without its text or file.
    """
    given = [key for key in _MAKERS if key in members]
    # When the kind of body is changed by hand, the old one is easily left: none is guessed.
    if len(given) > 1:
        text = tr("line {line}: {second} is a second body, beside {first}.")
        line = line_of(source, given[1])
        raise DataMistake(text.format(line=line, second=given[1], first=given[0]))
    content_type = members.get(_TYPE)
    if content_type is not None and given not in (["text"], ["file"]):
        line = line_of(source, _TYPE)
        raise DataMistake(
            tr("line {line}: {type} belongs to text or file; give one of them.").format(
                line=line, type=_TYPE
            )
        )
    added = {name: members[key] for key, name in _OF_GRAPHQL.items() if key in members}
    if given == ["graphql"]:
        return GraphqlBody(members["graphql"], **added)
    if added:
        stray = next(key for key in _OF_GRAPHQL if key in members)
        raise DataMistake(
            tr("line {line_of}: {stray} belongs to graphql; give both.").format(
                line_of=line_of(source, stray), stray=stray
            )
        )
    return _MAKERS[given[0]](members[given[0]], content_type) if given else None


def _no_body(raw: object) -> str:
    if raw == _NONE:
        return _NONE
    raise DataMistake(
        tr(
            'should be "{none}", not {raw}; other bodies are form, multipart, json, '
            "graphql, text and file"
        ).format(none=_NONE, raw=quoted(raw))
    )


def _transport(raw: object) -> str:
    if raw in (_WEBSOCKET, SSE):
        return SSE if raw == SSE else ""
    raise DataMistake(
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
