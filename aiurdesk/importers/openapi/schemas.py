"""The schemas of a description: flattened for forms, and kept whole for checks."""

import json
import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from aiurdesk.core.api.endpoint import NamedExample
from aiurdesk.core.translation import tr
from aiurdesk.importers.openapi.refs import Node

_KEPT = frozenset(
    {
        "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum",
        "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems",
        "uniqueItems", "maxContains", "minContains", "maxProperties", "minProperties", "required",
        "dependentRequired", "readOnly", "writeOnly", "format",
    }
)  # fmt: skip
_INNER = frozenset(
    {
        "items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else",
        "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip
_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_MAPS = frozenset({"properties", "patternProperties", "dependentSchemas"})
_DEEPEST = 100
_MOST_MERGED = 200
_WORDS = (
    "title", "description", "default", "examples", "format", "deprecated", "contentEncoding",
    "contentMediaType",
)  # fmt: skip
"""What a form says about a value and no check reads."""
_LONGEST_WORDS = 4_000
_LONGEST_EXAMPLE = 500
"""Characters of an example of a schema that no form is made of."""
_OWN_NAME = re.compile(r".*/(?:schemas|definitions)/([^/]{1,100})")


class SchemaBundle:
    """The schemas of bodies, each with all that it refers to.

    They become those of JSON Schema 2020-12. Words about them and what no check reads are kept for
    those that a form is made of; of the others only a short example.
    """

    def __init__(self) -> None:
        self.schemas: dict[str, Any] = {}
        self._keys: dict[int, str] = {}
        self._waiting: list[tuple[str, Node]] = []
        self._worded: set[str] = set()
        self._has_words = False
        # An id belongs to one object only as long as that lives.
        self._alive: list[Any] = []

    def add(self, schema: Node, *, for_form: bool = False) -> str:
        """Add a schema and return its key; empty where it is not a schema.

        Args:
            for_form: With what a form says about its values.
        """
        target = schema.references.followed(schema)
        if not isinstance(target.value, dict) or not target.value:
            return ""
        self._has_words = for_form
        key = self._key(target)
        # One by one and not by recursion: references may be nested by the thousand.
        while self._waiting:
            waiting, node = self._waiting.pop()
            self.schemas[waiting] = self._converted(node, 0)
        return key

    def _key(self, target: Node) -> str:
        key = self._keys.get(id(target.value))
        if key is None:
            key = self._keys[id(target.value)] = str(len(self._keys))
            self._alive.append(target.value)
            self._waiting.append((key, target))
        elif self._has_words and key not in self._worded:
            self._waiting.append((key, target))
        if self._has_words:
            self._worded.add(key)
        return key

    def _converted(self, node: Node, depth: int) -> Any:
        value = node.value
        if not isinstance(value, dict) or depth > _DEEPEST:
            return value if isinstance(value, bool) else {}
        schema = self._reference(node)
        for name, member in value.items():
            if name in _KEPT:
                schema[name] = member
            elif name in _INNER:
                # Before 2020-12, a list of schemas meant one for each entry.
                inner = node.raw(name)
                schema[name] = {} if isinstance(member, list) else self._converted(inner, depth + 1)
            elif name in _LISTS and isinstance(member, list):
                schema[name] = [self._converted(one, depth + 1) for one in node.listed(name)]
            elif name in _MAPS and isinstance(member, dict):
                members = node.raw(name).members()
                schema[name] = {key: self._converted(one, depth + 1) for key, one in members}
        has_words = self._has_words
        words = _words_of(node) | self._discriminator(node) if has_words else _example_of(value)
        schema |= words
        return _of_2020(schema, value)

    def _discriminator(self, node: Node) -> dict[str, Any]:
        """Return which value of a member tells each of several schemas, if one does.

        The name of a schema stands for it where the description maps no value to it. Source:
        OpenAPI 3.1.1 section 4.8.25.
        """
        told = node.value.get("discriminator")
        name = told.get("propertyName") if isinstance(told, dict) else None
        if not isinstance(told, dict) or not isinstance(name, str):
            return {}
        given = told.get("mapping")
        names: dict[str, list[str]] = {}
        for value, target in islice(given.items(), _MOST_MERGED) if isinstance(given, dict) else ():
            if isinstance(target, str) and isinstance(value, str):
                names.setdefault(target.rpartition("/")[2], []).append(value)
        mapping: dict[str, str] = {}
        for one in (*node.listed("oneOf"), *node.listed("anyOf"))[:_MOST_MERGED]:
            reference = self._reference(one) if isinstance(one.value, dict) else {}
            if reference:
                own = one.value["$ref"].rpartition("/")[2]
                mapping |= dict.fromkeys(names.get(own, [own]), reference["$ref"])
        told = {"propertyName": name, "mapping": mapping}
        is_short = len(_json(told)) <= _LONGEST_WORDS
        return {"discriminator": told} if mapping and is_short else {}

    def _reference(self, node: Node) -> dict[str, Any]:
        if not isinstance(node.value.get("$ref"), str):
            return {}
        target = node.references.followed(node)
        return {"$ref": f"#/{self._key(target)}" if isinstance(target.value, dict) else "#/0"}


def _words_of(node: Node) -> dict[str, Any]:
    value = node.value
    words = {name: value[name] for name in _WORDS if name in value}
    if "example" in value:
        words["examples"] = [value["example"]]
    if "title" not in words and "$ref" not in value and (own := _OWN_NAME.fullmatch(node.pointer)):
        words["title"] = own[1]
    for name in ("title", "description"):
        if name in words:
            words[name] = node.text(name)[:_LONGEST_WORDS] or words[name]
    return {name: one for name, one in words.items() if len(_json(one)) <= _LONGEST_WORDS + 2}


def _example_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the example of a schema of a response, of which a mock makes its answers."""
    examples = [schema["example"]] if "example" in schema else schema.get("examples")
    if not isinstance(examples, list) or not examples or len(_json(examples)) > _LONGEST_EXAMPLE:
        return {}
    return {"examples": examples}


def _of_2020(schema: dict[str, Any], source: Mapping[str, Any]) -> dict[str, Any]:
    """Replace what OpenAPI 3.0 and Swagger 2 wrote otherwise."""
    for name, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        excludes = schema.get(name)
        if isinstance(excludes, bool):
            del schema[name]
            if excludes and limit in schema:
                schema[name] = schema.pop(limit)
    if schema.get("type") == "file":
        del schema["type"]
    if source.get("nullable") is True or source.get("x-nullable") is True:
        return {"anyOf": [schema, {"type": "null"}]}
    # "required: true" at a property was common before it became a list.
    if not isinstance(schema.get("required", []), list):
        del schema["required"]
    return schema


def flat(schema: Node) -> Node:
    """Return a schema as one object, with its references and ``allOf`` merged.

    Of ``oneOf`` and ``anyOf``, the first one that is not null is taken.
    """
    return schema.references.remembered("flat", schema, lambda: _flat(schema))


def _flat(schema: Node) -> Node:
    merged: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    required: list[str] = []
    waiting, seen = [schema], set[int]()
    first = schema.references.followed(schema)
    while waiting and len(seen) < _MOST_MERGED:
        given = waiting.pop(0)
        node = given.references.followed(given)
        value = node.value
        if not isinstance(value, dict) or id(value) in seen:
            continue
        seen.add(id(value))
        if given is not node and isinstance(given.value, dict):
            merged = {**{k: v for k, v in given.value.items() if k != "$ref"}, **merged}
        merged = {**value, **merged}
        for name, one in node.raw("properties").members():
            properties.setdefault(name, one)
        required += node.texts("required")
        waiting += node.listed("allOf")
        waiting += _one_of(node)
    for name in ("allOf", "oneOf", "anyOf", "$ref"):
        merged.pop(name, None)
    merged["properties"], merged["required"] = properties, required
    return first.replaced(merged)


def _one_of(node: Node) -> list[Node]:
    for name in ("oneOf", "anyOf"):
        for option in node.listed(name):
            target = node.references.followed(option)
            if isinstance(target.value, dict) and target.value.get("type") != "null":
                # Constants are choices, which the caller reads.
                return [] if "const" in target.value else [option]
    return []


def constants(schema: Node) -> list[tuple[Any, str]]:
    """Return the values and titles of a schema that is a choice between constants."""
    options = [
        schema.references.followed(option)
        for name in ("oneOf", "anyOf")
        for option in schema.listed(name)
    ]
    if not options or not all("const" in option for option in options):
        return []
    return [(option.value["const"], option.text("title")) for option in options]


def type_of(flattened: Mapping[str, Any]) -> str:
    """Return the type of a flattened schema, guessed where it does not say it."""
    type_ = flattened.get("type")
    if isinstance(type_, list):
        type_ = next((name for name in type_ if name != "null"), None)
    if isinstance(type_, str):
        return type_
    if flattened.get("properties") or isinstance(flattened.get("additionalProperties"), dict):
        return "object"
    return "array" if "items" in flattened else ""


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
_EXAMPLES_DEEPEST = 8
_ALL_MEMBERS_TO = 3
"""Deeper than this, an example has required members only."""
_MOST_VALUES = 400
_MOST_PREFILLED = 100
_EMPTY: Mapping[type, Any] = {str: "", bool: False}
"""What a value begins with instead of one that is made up; a number has its least one."""
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


def prefill_text(schema: Node) -> str:
    """Return what a new request begins with: required members, empty where nothing is named."""
    target = schema.references.followed(schema)
    return _made(target, is_least=True)


def _made(schema: Node, *, is_least: bool = False) -> str:
    value = _Example(is_least=is_least).of(schema, 0, ())
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


_MOST_EXAMPLES = 30
_LONGEST_TITLE = 60


def named_examples(holder: Node, written: Callable[[Any], str]) -> tuple[NamedExample, ...]:
    """Return the examples of a media type or a parameter, where it lists several.

    Args:
        written: Returns the text of a value.
    """
    listed = holder.raw("examples")
    if not isinstance(listed.value, dict) or len(listed.value) < 2:
        return ()
    found = []
    for name, _ in islice(listed.members(), _MOST_EXAMPLES):
        example = listed.references.followed(holder.object("examples").object(name))
        keys = (key for key in ("value", "dataValue", "serializedValue") if key in example)
        title = " ".join((example.text("summary") or name).split())[:_LONGEST_TITLE]
        if title and (key := next(keys, None)) is not None:
            found.append(NamedExample(title, written(example.raw(key).value)))
    return tuple(found) if len(found) > 1 else ()


def listed_examples(schema: Node) -> tuple[NamedExample, ...]:
    """Return the examples of a schema, where it lists several, as JSON."""
    listed = schema.references.followed(schema).value
    examples = listed.get("examples") if isinstance(listed, dict) else None
    if not isinstance(examples, list) or len(examples) < 2:
        return ()
    return tuple(
        NamedExample(tr("Example {number}").format(number=number), _json(value))
        for number, value in enumerate(examples[:_MOST_EXAMPLES], start=1)
    )


def list_rest_of_media(
    media: Node, used: tuple[str, ...] = (), *, has_examples: bool = False
) -> None:
    """List what nothing is made of in a media type, such as all examples but the first.

    Args:
        media: The media type.
        used: Further members that something is made of.
        has_examples: Whether something is made of all examples.
    """
    media.list_others((*_OF_MEDIA, *used))
    examples = media.raw("examples")
    is_list = isinstance(examples.value, list)
    is_rest = is_list or isinstance(examples.value, dict) and not has_examples
    if is_rest and len(examples.value) > 1:
        examples.leave_out(tr("all examples but the first"))


class _Example:
    """Makes one example; stops making members when it has become long."""

    def __init__(self, *, is_least: bool = False) -> None:
        """Begin.

        Args:
            is_least: With required members only, and without values that are made up.
        """
        self._is_least = is_least
        self._most = _MOST_PREFILLED if is_least else _MOST_VALUES
        self._count = 0

    def of(self, schema: Node, depth: int, above: tuple[int, ...]) -> Any:
        self._count += 1
        target = schema.references.followed(schema)
        if (
            not isinstance(target.value, dict)
            or depth > _EXAMPLES_DEEPEST
            or id(target.value) in above
        ):
            return None
        node = flat(target)
        facts = node.value
        # An example of one member among empty ones would be taken for a value that is meant.
        given = _given(target, facts, has_examples=depth == 0 or not self._is_least)
        if given is not None:
            return given
        above = (*above, id(target.value))
        type_ = type_of(facts)
        if type_ == "object":
            return self._object(node, depth, above)
        if type_ == "array":
            if self._is_least and not facts.get("minItems"):
                return []
            entry = self.of(node.raw("items"), depth + 1, above)
            return [] if entry is None else [entry]
        value = scalar_example(type_, facts)
        return _EMPTY.get(type(value), value) if self._is_least else value

    def _object(self, node: Node, depth: int, above: tuple[int, ...]) -> dict[str, Any]:
        value: dict[str, Any] = {}
        required = set(node.value["required"])
        for name, schema in node.value["properties"].items():
            is_all = depth < _ALL_MEMBERS_TO and not self._is_least
            is_wanted = is_all or name in required
            target = schema.references.followed(schema)
            if not is_wanted or self._count > self._most or target.is_true("readOnly"):
                continue
            member = self.of(schema, depth + 1, above)
            if member is not None or name in required:
                value[name] = member
        return value


def _given(schema: Node, facts: dict[str, Any], *, has_examples: bool = True) -> Any:
    """Return the value that a schema itself names, or None."""
    for key in ("example", "default", "const") if has_examples else ("default", "const"):
        if facts.get(key) is not None:
            return facts[key]
    for key in ("examples", "enum") if has_examples else ("enum",):
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
