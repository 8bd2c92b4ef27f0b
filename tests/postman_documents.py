"""Collections of Postman made at random, and the search for what an import lost."""

import random
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import msgspec
from hypothesis import strategies as st

from aiurdesk.importers.imported_collection import ImportedCollection

_TEXT = "TEXT"
"""Becomes another text wherever it stands, so that a lost one cannot be taken for another."""
_PLAIN = st.just(_TEXT)
_DESCRIPTION = _PLAIN | st.just({"content": _TEXT, "type": "text/markdown"})
_OFF = st.booleans()


def _object(required: dict[str, Any], **optional: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


def _rows(**optional: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    row = _object(
        {"key": _PLAIN, "value": _PLAIN}, disabled=_OFF, description=_DESCRIPTION, **optional
    )
    return st.lists(row, max_size=3)


_PAIRS = st.lists(_object({"key": _PLAIN, "value": _PLAIN}, type=st.just("string")), max_size=2)
_AUTH = st.none() | _object(
    {"type": st.sampled_from(["noauth", "basic", "bearer", "apikey", "digest", "oauth2"])},
    basic=_PAIRS | st.just({"username": _TEXT, "password": _TEXT}),
    bearer=st.just([{"key": "token", "value": _TEXT}])
    | st.just({"token": _TEXT})
    | st.just([{"key": "token", "value": f"{{{{{_TEXT}}}}}"}]),
    apikey=st.sampled_from(["header", "query"]).map(
        lambda place: [
            {"key": "key", "value": _TEXT},
            {"key": "value", "value": f"{{{{{_TEXT}}}}}"},
            {"key": "in", "value": place},
        ]
    ),
    digest=_PAIRS,
)
_EVENTS = st.lists(
    _object(
        {"listen": st.sampled_from(["test", "prerequest"])},
        script=_object(
            {"exec": st.sampled_from([[""], [_TEXT], _TEXT, ""])}, id=_PLAIN, src=_PLAIN
        ),
    ),
    max_size=2,
)
_FILE = st.just({"key": _TEXT, "type": "file", "src": _TEXT}) | st.just(
    {"key": _TEXT, "type": "file", "src": [_TEXT, _TEXT], "contentType": _TEXT}
)
_BODY = st.none() | _object(
    {"mode": st.sampled_from(["raw", "urlencoded", "formdata", "file", "graphql", "other"])},
    raw=st.sampled_from(["", _TEXT, " "]),
    urlencoded=_rows(),
    formdata=st.lists(_FILE, max_size=1) | _rows(type=st.just("text")),
    file=st.sampled_from([{"src": _TEXT}, {"src": None}, {"content": _TEXT}, {}]),
    graphql=_object(
        {"query": _PLAIN}, variables=_PLAIN | st.just({_TEXT: 1}), operationName=_PLAIN
    ),
    options=st.sampled_from([{"raw": {"language": "json"}}, {"raw": {"language": "text"}}]),
    disabled=_OFF,
)
_URL = _PLAIN | _object(
    {},
    raw=_PLAIN,
    protocol=st.just("https"),
    host=_PLAIN | st.just([_TEXT, _TEXT]),
    path=_PLAIN | st.just([_TEXT, ":id"]) | st.just([{"type": "string", "value": _TEXT}]),
    port=_PLAIN,
    hash=_PLAIN,
    query=_rows(),
    variable=st.just([{"key": "id", "value": _TEXT, "description": _TEXT}]) | _rows(),
)
_REQUEST = _PLAIN | _object(
    {"url": _URL},
    method=st.sampled_from(["GET", "POST", "put"]),
    header=_rows() | st.just(f"{_TEXT}: {_TEXT}\n{_TEXT}: {_TEXT}"),
    body=_BODY,
    auth=_AUTH,
    description=_DESCRIPTION,
    proxy=st.just({"host": _TEXT}),
)
_COMMON = {
    "event": _EVENTS,
    "description": _DESCRIPTION,
    "id": _PLAIN,
    "variable": _rows(type=st.sampled_from(["string", "secret"])),
    "protocolProfileBehavior": st.sampled_from(
        [{"disableBodyPruning": True}, {"followRedirects": False}, {"disableBodyPruning": False}]
    ),
}
_ITEM = _object(
    {"name": _PLAIN, "request": _REQUEST},
    response=st.just([{"name": _TEXT, "body": _TEXT}]),
    **_COMMON,
)
_ITEMS = st.recursive(
    st.lists(_ITEM, max_size=2),
    lambda inner: st.lists(_object({"name": _PLAIN, "item": inner}, auth=_AUTH, **_COMMON)),
    max_leaves=4,
)
_COLLECTION = _object(
    {
        "info": _object({"name": _PLAIN}, description=_DESCRIPTION, version=_PLAIN),
        "item": _ITEMS,
    },
    auth=_AUTH,
    **_COMMON,
)
