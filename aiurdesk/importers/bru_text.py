"""Reads the language of Bruno's files: blocks with pairs, lists or texts in them.

Source: usebruno/bruno, packages/bruno-lang/v2/src (bruToJson.js, envToJson.js); written from the
description of the language in its documentation.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from aiurdesk.core.problem import Problem, TextPlace
from aiurdesk.core.translation import tr

_START = re.compile(r"([A-Za-z][\w:@~-]*)\s*([\[{])\s*$")
_INNER = re.compile(r"([A-Za-z][\w:-]*?):?\s*\{\s*")
"""The first line of a block within another one."""
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"\s*:')
_ANNOTATION = re.compile(r"@(\w+)(?:\((.*)\))?\s*$", re.DOTALL)
_CONTENT_TYPE = re.compile(r"@contentType\(([^()]*)\)$")


class Pair(msgspec.Struct, frozen=True):
    """One line of a block: a name and its value."""

    name: str
    value: str
    is_on: bool = True
    content_type: str = ""
    description: str = ""


class Block(msgspec.Struct, frozen=True):
    """A block of a Bru file, with its name and its lines."""

    name: str
    """Such as ``body:json``."""
    lines: tuple[str, ...]
    """Without the two blanks before each."""
    line: int
    """The number of its first line."""

    @property
    def text(self) -> str:
        """The content of the block, if it is a text."""
        return "\n".join(self.lines)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The content of the block, if it is a dictionary."""
        return tuple(_pairs(self.lines))

    @property
    def entries(self) -> tuple[str, ...]:
        """The content of the block, if it is a list of names."""
        names = (name.strip() for line in self.lines for name in line.split(","))
        return tuple(name for name in names if name)

    @property
    def values(self) -> dict[str, str]:
        """The values of its pairs by their names."""
        return {pair.name: pair.value for pair in self.pairs}


def read_blocks(text: str) -> tuple[Block, ...] | Problem:
    """Return the blocks of a file.

    Returns:
        A problem where a line is outside of any block, or a block does not end. Its sentence is a
        part of one, with the line before it.
    """
    lines = text.lstrip("\ufeff").splitlines()
    blocks: list[Block] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if not line.strip() or line.lstrip().startswith(("#", "//")):
            continue
        start = _START.fullmatch(line.strip())
        if line.strip().endswith(("{}", "[]")):
            continue
        if start is None or line[:1].isspace():
            return Problem(
                tr("line {number}: expected a block such as meta {{").format(number=number),
                TextPlace(number),
            )
        # What belongs to a block is indented, also where brackets are in it.
        end, first = ("}" if start[2] == "{" else "]"), number
        while number < len(lines) and lines[number].rstrip() != end:
            number += 1
        if number == len(lines):
            return Problem(
                tr("line {first}: the block {value} does not end").format(
                    first=first, value=start[1]
                ),
                TextPlace(first),
            )
        inner = tuple(
            line[2:] if line.startswith("  ") else line.lstrip(" ") for line in lines[first:number]
        )
        blocks.append(Block(start[1], inner, first))
        number += 1
    return tuple(blocks)


def _pairs(lines: tuple[str, ...]) -> Iterator[Pair]:
    description = ""
    for line in _whole_lines(lines):
        if annotation := _ANNOTATION.fullmatch(line.strip()):
            if annotation[1] == "description":
                description = _plain(annotation[2] or "")
            continue
        plain = line.strip()
        is_on = not plain.startswith("~")
        plain = plain.removeprefix("~").lstrip()
        if quoted := _QUOTED.match(plain):
            name, value = quoted[1].replace('\\"', '"'), plain[quoted.end() :]
        else:
            name, colon, value = plain.partition(":")
            if not colon:
                continue
        name, value = name.strip(), value.strip()
        content_type = ""
        if typed := _CONTENT_TYPE.search(value):
            value, content_type = value[: typed.start()], typed[1].strip()
        yield Pair(name, _plain(value), is_on, content_type, description)
        description = ""


def _whole_lines(lines: tuple[str, ...]) -> Iterator[str]:
    """Yield lines; those between two triple quotes are one."""
    open_lines: list[str] = []
    marks = 0
    for line in lines:
        open_lines.append(line)
        marks += line.count("'''")
        if marks % 2 == 0:
            if whole := "\n".join(open_lines).strip():
                yield whole
            open_lines = []
    if open_lines:
        yield "\n".join(open_lines)


def _plain(value: str) -> str:
    """Return a text without its triple quotes, and without the indent in them."""
    value = value.strip()
    if not (value.startswith("'''") and value.endswith("'''") and len(value) >= 6):
        return value
    lines = value[3:-3].strip("\n").split("\n")
    return "\n".join(line.removeprefix("  ") for line in lines).strip()


_METHODS = frozenset(
    ["get", "post", "put", "delete", "patch", "options", "head", "connect", "trace"]
)
_FILE = re.compile(r"@file\((.*)\)\s*$", re.DOTALL)
_FORMS = {"form-urlencoded": "formUrlEncoded", "multipart-form": "multipartForm", "file": "file"}
_SECRET = frozenset({"vars:secret"})


def record_of(text: str) -> dict[str, Any] | Problem:
    """Return what a file with a request, folder or collection says.

    Blocks that mean nothing here are members with their names and texts.
    """
    blocks = read_blocks(text)
    if isinstance(blocks, Problem):
        return blocks
    request = _new_request()
    record: dict[str, Any] = {"request": request}
    for block in blocks:
        _take(record, block)
    return record


def _new_request() -> dict[str, Any]:
    return {"body": {}, "auth": {}, "script": {}, "vars": {}, "params": []}


def _take(record: dict[str, Any], block: Block) -> None:
    request = record["request"]
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
        record.setdefault("examples", []).append(_example(block))
    elif block.text.strip():
        record[block.name] = block.text


def _example(block: Block) -> dict[str, Any]:
    """Return what a saved response says, as Bruno exports it in JSON."""
    pairs, blocks = _nested(block)
    record: dict[str, Any] = {pair.name: pair.value for pair in pairs}
    for inner in blocks:
        if inner.name == "request":
            record["request"] = _example_request(inner)
        elif inner.name == "response":
            record["response"] = _example_response(inner)
        else:
            record[inner.name] = inner.text
    return record


def _example_request(block: Block) -> dict[str, Any]:
    pairs, blocks = _nested(block)
    request = _new_request()
    values = {pair.name: pair.value for pair in pairs}
    request["body"]["mode"] = values.pop("mode", "")
    request |= values
    for inner in blocks:
        _take({"request": request}, inner)
    return request


def _example_response(block: Block) -> dict[str, Any]:
    pairs, blocks = _nested(block)
    response: dict[str, Any] = {pair.name: pair.value for pair in pairs}
    for inner in blocks:
        if inner.name == "status":
            values = inner.values
            response |= {"status": values.pop("code", ""), "statusText": values.pop("text", "")}
            response |= values
        elif inner.name == "headers":
            response["headers"] = [_row(pair) for pair in inner.pairs]
        else:
            response[inner.name] = inner.values
    return response


def _nested(block: Block) -> tuple[tuple[Pair, ...], tuple[Block, ...]]:
    """Return the pairs of a block, and the blocks in it."""
    plain: list[str] = []
    blocks: list[Block] = []
    number = 0
    lines = block.lines
    while number < len(lines):
        line = lines[number]
        number += 1
        start = _INNER.fullmatch(line)
        if start is None:
            plain.append(line)
            continue
        first = number
        while number < len(lines) and lines[number].rstrip() not in ("}", "},"):
            number += 1
        inner = tuple(line.removeprefix("  ") for line in lines[first:number])
        blocks.append(Block(start[1], inner, block.line + first))
        number += 1
    return tuple(_pairs(tuple(plain))), tuple(blocks)


def environment_record(text: str, name: str) -> dict[str, Any] | Problem:
    """Return what the file of an environment says."""
    blocks = read_blocks(text)
    if isinstance(blocks, Problem):
        return blocks
    variables: list[dict[str, Any]] = []
    record: dict[str, Any] = {"name": name, "variables": variables}
    for block in blocks:
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
