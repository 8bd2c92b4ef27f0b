"""Files of Bruno as the records that Bruno itself exports as JSON."""

import re
from collections.abc import Callable
from typing import Any

from aiurdesk.importers.bru_text import Block, Pair, read_blocks

_METHODS = frozenset(
    ["get", "post", "put", "delete", "patch", "options", "head", "connect", "trace"]
)
_FILE = re.compile(r"@file\((.*)\)\s*$", re.DOTALL)
_FORMS = {"form-urlencoded": "formUrlEncoded", "multipart-form": "multipartForm", "file": "file"}
_SECRET = frozenset({"vars:secret"})


def record_of(text: str) -> dict[str, Any]:
    """Return what a file with a request, folder or collection says.

    Blocks that mean nothing here are members with their names and texts.

    Raises:
        BruMistake: It is something else.
    """
    blocks = read_blocks(text)
    request: dict[str, Any] = {"body": {}, "auth": {}, "script": {}, "vars": {}, "params": []}
    record: dict[str, Any] = {"request": request}
    for block in blocks:
        start, _, rest = block.name.partition(":")
        if start in _METHODS and not rest or start in ("http", "ws"):
            _take_method(request, block)
        elif start in _OF_REQUEST and block.name not in _SECRET:
            _OF_REQUEST[start](request, start, rest, block)
        elif start == "meta":
            record |= block.values
        elif start == "settings":
            record["settings"] = block.values
        elif start == "example":
            record.setdefault("examples", []).append(block.text)
        elif block.text.strip():
            record[block.name] = block.text
    return record


def environment_record(text: str, name: str) -> dict[str, Any]:
    """Return what the file of an environment says.

    Raises:
        BruMistake: It is something else.
    """
    variables: list[dict[str, Any]] = []
    record: dict[str, Any] = {"name": name, "variables": variables}
    for block in read_blocks(text):
        if block.name == "vars":
            variables += map(_row, block.pairs)
        elif block.name == "vars:secret":
            names = (entry.removeprefix("~") for entry in block.entries)
            variables += [{"name": entry, "value": "", "secret": True} for entry in names]
        elif block.name != "color":
            record[block.name] = block.text
    return record


def _take_method(request: dict[str, Any], block: Block) -> None:
    values = block.values
    # A handshake is a GET.
    method = values.pop("method", "") or ("GET" if block.name == "ws" else block.name)
    request["method"], request["url"] = method, values.pop("url", "")
    request["body"]["mode"] = values.pop("body", "")
    request["auth"]["mode"] = values.pop("auth", "")
    # Under names that no other block has.
    request.update({f"{block.name}:{name}": value for name, value in values.items()})


def _take_rows(request: dict[str, Any], start: str, rest: str, block: Block) -> None:
    rows = [_row(pair) for pair in block.pairs]
    if start in ("headers", "assert"):
        request["headers" if start == "headers" else "assertions"] = rows
    else:
        request["params"] += [row | {"type": rest or "query"} for row in rows]


def _take_body(request: dict[str, Any], _start: str, kind: str, block: Block) -> None:
    body = request["body"]
    if kind in _FORMS:
        body[_FORMS[kind]] = [_form_row(pair) for pair in block.pairs]
    elif kind == "ws":
        body.setdefault("ws", []).append(block.values)
    elif kind.startswith("graphql"):
        member = "variables" if kind.endswith("vars") else "query"
        body.setdefault("graphql", {})[member] = block.text
    else:
        body[kind or "json"] = block.text


def _take_auth(request: dict[str, Any], _start: str, kind: str, block: Block) -> None:
    auth, values = request["auth"], block.values
    if kind:
        auth[kind] = values
        auth.setdefault("mode", kind)
    else:
        auth["mode"] = values.get("mode", "")


def _take_variables(request: dict[str, Any], _start: str, kind: str, block: Block) -> None:
    rows = request["vars"].setdefault("res" if kind == "post-response" else "req", [])
    rows.extend(map(_row, block.pairs))


def _take_text(request: dict[str, Any], start: str, kind: str, block: Block) -> None:
    if start == "script":
        request["script"]["res" if kind == "post-response" else "req"] = block.text
    else:
        request[start] = block.text


_OF_REQUEST: dict[str, Callable[[dict[str, Any], str, str, Block], None]] = {
    **dict.fromkeys(("params", "query", "headers", "assert"), _take_rows),
    **dict.fromkeys(("script", "tests", "docs"), _take_text),
    "body": _take_body,
    "auth": _take_auth,
    "vars": _take_variables,
}
"""By the first word of a block."""


def _row(pair: Pair) -> dict[str, Any]:
    row: dict[str, Any] = {"name": pair.name, "value": pair.value, "enabled": pair.is_on}
    return row | ({"description": pair.description} if pair.description else {})


def _form_row(pair: Pair) -> dict[str, Any]:
    row = _row(pair) | {"type": "text", "contentType": pair.content_type}
    if file := _FILE.match(pair.value):
        paths = [path for path in file[1].split("|") if path]
        return row | {"type": "file", "value": paths}
    return row
