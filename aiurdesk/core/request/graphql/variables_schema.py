"""The variables of an operation of GraphQL as a JSON schema, of which a form is made."""

import json
import re
from collections.abc import Iterator
from typing import Any

from aiurdesk.core.api.endpoint import references
from aiurdesk.core.request.graphql.schema import (
    MOST_READ_CHARS,
    TOKEN,
    Schema,
    SchemaInput,
    SchemaType,
    chosen_operation,
)

ROOT = "$"
"""The key of the schema of all variables; the other keys are names of types."""
_DEEPEST = 20
_MOST_TYPES = 2_000
_TYPE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[\[\]!]")
_BUILT_IN: dict[str, dict[str, Any]] = {
    "Int": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "Float": {"type": "number"},
    "String": {"type": "string"},
    "Boolean": {"type": "boolean"},
    # A whole number is taken as well. Source: GraphQL of September 2025, section 3.5.5.
    "ID": {"type": "string", "format": "ID"},
}


def variables_schema(schema: Schema, query: str, operation: str) -> dict[str, Any]:
    """Return the schemas of the variables that an operation declares; empty where it has none.

    Args:
        operation: Its name; may be empty where the document has one operation only.
    """
    variables = [*_variables(query, operation)]
    if not variables:
        return {}
    schemas: dict[str, Any] = {ROOT: _object(variables)}
    waiting = [*references(schemas[ROOT])]
    while waiting and len(schemas) < _MOST_TYPES:
        name = waiting.pop()
        if name not in schemas:
            found = schema.types.get(name)
            schemas[name] = {} if found is None else _of_type(found)
            waiting += references(schemas[name])
    return schemas


def _variables(query: str, operation: str) -> Iterator[SchemaInput]:
    """Yield the variables of an operation with their types and defaults as they are written."""
    chosen = chosen_operation(query, operation)
    if chosen is None:
        return
    words = _head(query, chosen.start)
    if "(" not in words[:3]:
        return
    at = words.index("(") + 1
    while at + 3 < len(words) and words[at] == "$" and words[at + 2] == ":":
        name, at = words[at + 1], at + 3
        written = ""
        while at < len(words) and _TYPE.fullmatch(words[at]):
            written, at = written + words[at], at + 1
        default = ""
        if at + 1 < len(words) and words[at] == "=":
            default = words[at + 1]
        at = _next_variable(words, at)
        yield SchemaInput(name, written, default=default)


def _head(query: str, start: int) -> list[str]:
    """Return the words of an operation before its fields."""
    words: list[str] = []
    depth = 0
    for match in TOKEN.finditer(query, start, MOST_READ_CHARS):
        word = match.group()
        depth += {"(": 1, ")": -1}.get(word, 0)
        if word == "{" and depth == 0:
            break
        if match.lastgroup != "comment":
            words.append(word)
    return words


def _next_variable(words: list[str], at: int) -> int:
    """Return where the next variable begins behind a default and directives, or all of them end."""
    depth = 0
    while at < len(words):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(words[at], 0)
        if depth < 0 or depth == 0 and words[at] == "$":
            break
        at += 1
    return at


def _of_type(found: SchemaType) -> dict[str, Any]:
    words = {"title": found.name, "description": found.description}
    if found.kind == "enum":
        return {**words, "enum": [value.name for value in found.values]}
    if found.kind == "input":
        return {**words, **_object(found.inputs)}
    return words


def _object(inputs: "list[SchemaInput] | tuple[SchemaInput, ...]") -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for one in inputs:
        member = _written_type([*_TYPE.findall(one.type)], 0)
        if one.description:
            member["description"] = one.description
        if one.default and (default := _value(one.default)) is not None:
            member["default"] = default
        properties[one.name] = member
    needed = [one.name for one in inputs if one.type.endswith("!") and not one.default]
    return {
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": False,
    }


def _written_type(tokens: list[str], depth: int) -> dict[str, Any]:
    is_needed = tokens[-1:] == ["!"]
    inner = tokens[:-1] if is_needed else tokens
    made: dict[str, Any] = {}
    if inner[:1] == ["["] and depth < _DEEPEST:
        made = {"type": "array", "items": _written_type(inner[1:-1], depth + 1)}
    elif inner[:1] != ["["] and inner:
        made = dict(_BUILT_IN.get(inner[0], {"$ref": f"#/{inner[0]}"}))
    return made if is_needed else {"anyOf": [made, {"type": "null"}]}


def _value(written: str) -> Any:
    """Return a default that is written as in JSON, or the name of a value; None for others."""
    if written.isidentifier() and written not in ("true", "false", "null"):
        return written
    try:
        return json.loads(written)
    except ValueError:
        return None
