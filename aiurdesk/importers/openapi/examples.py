"""Examples of JSON bodies, made from their schemas."""

import json
from typing import Any

from aiurdesk.core.translation import tr
from aiurdesk.importers.openapi.refs import Node
from aiurdesk.importers.openapi.schemas import constants, flat, type_of

_TEXTS = {
    "date-time": "2026-11-24T10:11:12Z",
    "date": "2026-11-24",
    "time": "10:11:12Z",
    "uuid": "6da0802e-18e4-4a76-99a5-47878dd7b8a5",
    "email": "name@example.com",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "aGVsbG8=",
    "duration": "PT1H",
}
_OF_MEDIA = frozenset({"schema", "example", "examples"})
_DEEPEST = 8
_ALL_MEMBERS_TO = 3
"""Deeper than this, an example has required members only."""
_MOST_VALUES = 400
_LONGEST_TEXT = 20_000


def example_text(schema: Node, given: Any = None) -> str:
    """Return the text of an example; empty where nothing is known.

    Args:
        schema: What it has to be valid against.
        given: An example of the description, which is preferred.
    """
    if given is not None:
        return _json(given)
    target = schema.references.followed(schema)
    return target.references.remembered("example", target, lambda: _made(target))


def _made(schema: Node) -> str:
    value = _Example().of(schema, 0, ())
    return "" if value in (None, {}, []) and not schema.value else _json(value)


def _json(value: Any) -> str:
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""
    return text if len(text) <= _LONGEST_TEXT else ""


def given_example(holder: Node) -> Any:
    """Return the first example that stands at a media type, a parameter or a schema, or None."""
    if "example" in holder:
        return holder.raw("example").value
    examples = holder.raw("examples")
    if isinstance(examples.value, list):
        return examples.value[0] if examples.value else None
    for name, _ in examples.members():
        example = examples.object(name)
        for key in ("value", "dataValue", "serializedValue"):
            if key in example:
                return example.raw(key).value
    return None


def list_rest_of_media(media: Node, used: tuple[str, ...] = ()) -> None:
    """List what nothing is made of in a media type, such as all examples but the first.

    Args:
        media: The media type.
        used: Further members that something is made of.
    """
    media.list_others((*_OF_MEDIA, *used))
    examples = media.raw("examples")
    if isinstance(examples.value, dict | list) and len(examples.value) > 1:
        examples.leave_out(tr("all examples but the first"))


class _Example:
    """Makes one example; stops making members when it has become long."""

    def __init__(self) -> None:
        self._count = 0

    def of(self, schema: Node, depth: int, above: tuple[int, ...]) -> Any:
        self._count += 1
        target = schema.references.followed(schema)
        if not isinstance(target.value, dict) or depth > _DEEPEST or id(target.value) in above:
            return None
        node = flat(target)
        facts = node.value
        given = _given(target, facts)
        if given is not None:
            return given
        above = (*above, id(target.value))
        type_ = type_of(facts)
        if type_ == "object":
            return self._object(node, depth, above)
        if type_ == "array":
            entry = self.of(node.raw("items"), depth + 1, above)
            return [] if entry is None else [entry]
        return scalar_example(type_, facts)

    def _object(self, node: Node, depth: int, above: tuple[int, ...]) -> dict[str, Any]:
        value: dict[str, Any] = {}
        required = set(node.value["required"])
        for name, schema in node.value["properties"].items():
            is_wanted = depth < _ALL_MEMBERS_TO or name in required
            target = schema.references.followed(schema)
            if not is_wanted or self._count > _MOST_VALUES or target.is_true("readOnly"):
                continue
            member = self.of(schema, depth + 1, above)
            if member is not None or name in required:
                value[name] = member
        return value


def _given(schema: Node, facts: dict[str, Any]) -> Any:
    """Return the value that a schema itself names, or None."""
    for key in ("example", "default", "const"):
        if facts.get(key) is not None:
            return facts[key]
    for key in ("examples", "enum"):
        if isinstance(facts.get(key), list) and facts[key]:
            return facts[key][0]
    named = constants(schema)
    return named[0][0] if named else None


def scalar_example(type_: str, facts: dict[str, Any]) -> Any:
    """Return a value of a type that is neither an object nor a list."""
    if type_ == "string" or not type_ and ("format" in facts or "maxLength" in facts):
        text = _TEXTS.get(str(facts.get("format")), "text")
        least = facts.get("minLength")
        return text.ljust(min(least, 200), "t") if type(least) is int else text
    if type_ in ("integer", "number"):
        least = facts.get("minimum", 0)
        return least if isinstance(least, int | float) else 0
    return True if type_ == "boolean" else None
