"""Collections of Postman made at random, and the search for what an import lost."""

import json
import random
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import msgspec
from hypothesis import strategies as st

from aiurdesk.importers.imported import ImportedCollection
from aiurdesk.importers.postman_scripts import read_test_script

_TEXT = "TEXT"
"""Becomes another text wherever it stands, so that a lost one cannot be taken for another."""
_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
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
        lambda position: [
            {"key": "key", "value": _TEXT},
            {"key": "value", "value": f"{{{{{_TEXT}}}}}"},
            {"key": "in", "value": position},
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
        "info": _object(
            {"name": _PLAIN, "schema": st.just(_SCHEMA)}, description=_DESCRIPTION, version=_PLAIN
        ),
        "item": _ITEMS,
    },
    auth=_AUTH,
    **_COMMON,
)


@st.composite
def postman_collections(draw: st.DrawFn, *, odd: bool = True) -> dict[str, Any]:
    """Draw a collection in which every text is another one.

    Args:
        draw: Given by Hypothesis.
        odd: Adds members that no version of Postman knows, and gives others a value of a wrong
            type.
    """
    chance = random.Random(draw(st.integers(0, 2**16)))
    numbers = count(1000)

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            return re.sub(_TEXT, lambda _: f"t{next(numbers)}t", value)
        if isinstance(value, list):
            return [filled(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        members = {filled(name): filled(member) for name, member in value.items()}
        if odd and chance.random() < 0.15:
            members[f"x{next(numbers)}"] = strange()
        if odd and members and chance.random() < 0.1:
            members[chance.choice(sorted(members))] = strange()
        return members

    def strange() -> Any:
        text = f"t{next(numbers)}t"
        values = (text, [text], [[text]], {"key": text}, next(numbers) + 90_000, True, False, None)
        return chance.choice(values)

    document: dict[str, Any] = filled(draw(_COLLECTION))
    return document


_WITHOUT_CONTENT = frozenset({
    "id", "_postman_id", "_exporter_id", "_collection_link", "schema", "_postman_isSubFolder",
    "uid", "_postman_exported_at", "_postman_exported_using", "timestamp",
    # How a thing is read; other tests see to it that it is read so.
    "mode", "type", "in", "disabled", "enabled", "language", "listen", "method", "equals",
    "disableBodyPruning", "_postman_variable_scope",
    # How long a saved response took, and how its body is coloured.
    "responseTime", "_postman_previewlanguage",
})  # fmt: skip
"""Members that say which object of Postman this is, or how others are meant."""


_SEPARATORS = {"url/raw": "[?&#]", "request/header": "[:\n]"}
"""Of texts that are taken apart."""


def lost(document: Any, imported: ImportedCollection) -> list[str]:
    """Return the pointers of all that is neither in what was imported nor in the list."""
    sources = {entry.source for entry in imported.left_out}
    texts = [re.sub(r"(\\n|\\t|\s)+", " ", text) for text in _texts(_without_list(imported))]
    joined = "\0".join(texts)
    return [
        pointer
        for pointer, value in _leaves(document, "")
        if not _is_listed(pointer, sources)
        and not _is_there(pointer, value, joined)
        and not _is_tested(pointer, document)
    ]


def _is_tested(pointer: str, document: Any) -> bool:
    """Tell whether a line of a script is one of those that became tests, all of them."""
    start, separator, _ = pointer.partition("/script/exec")
    if not separator:
        return False
    holder = document
    for name in start.split("/")[1:]:
        holder = holder[int(name)] if isinstance(holder, list) else holder[name]
    lines = holder["script"]["exec"]
    text = lines if isinstance(lines, str) else "\n".join(lines)
    return holder["listen"] == "test" and read_test_script(text).is_whole


def _without_list(imported: ImportedCollection) -> Any:
    record = msgspec.to_builtins(imported)
    del record["left_out"]
    return record


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif type(value) is int:
        yield str(value)
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _leaves(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in pairs:
            yield from _leaves(
                inner, f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"
            )
    elif value not in (None, ""):
        yield pointer, value


def _is_listed(pointer: str, sources: set[str]) -> bool:
    names = pointer.split("/")
    return any("/".join(names[:length]) in sources for length in range(2, len(names) + 1))


def _is_there(pointer: str, value: Any, joined: str) -> bool:
    name = pointer.rpartition("/")[2]
    if name in _WITHOUT_CONTENT:
        return True
    # A member that no version knows is in the list, whatever it holds.
    if re.match(r"x\d", name) and "/graphql/variables/" not in pointer:
        return False
    if "/auth/" in pointer and value in ("key", "value", "in", "token", "header", "query"):
        return True
    # The kind of the body says this one.
    own = ("content-type", "application/json", "multipart/form-data")
    if name in ("key", "name", "value") and str(value).casefold() in own:
        return True
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = re.sub(r"\s+", " ", text).strip()
    for theirs, ours in (("{{$guid}}", "{{$uuid}}"), ("{{$randomUUID}}", "{{$uuid}}")):
        text = text.replace(theirs, ours)
    # An address is composed again, and headers in one text become rows.
    ending = "/".join(pointer.split("/")[-2:])
    pieces = re.split(_SEPARATORS[ending], str(value)) if ending in _SEPARATORS else [text]
    return all(any(form in joined for form in _forms(piece)) for piece in pieces)


def _forms(text: str) -> tuple[str, ...]:
    """Return a text as it is, in a query, and in the JSON that GraphQL is sent as."""
    encoded = text.replace("&", "%26").replace("#", "%23")
    # As the texts are written that it is looked for in.
    plain = re.sub(r"(\\[nt]|\s)+", " ", text).strip()
    return text, encoded, text.strip(), plain, re.sub(r"(\\[nt]|\s)+", " ", json.dumps(text)[1:-1])
