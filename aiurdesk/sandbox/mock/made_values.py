"""Values that are made from JSON schemas: the same ones for a seed, and never more than a bound.

A stranger wrote the schemas, which may refer to themselves or ask for a million entries.
"""

import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeGuard
from uuid import UUID

from aiurdesk.sandbox.mock.pattern_text import pattern_text

_DEEPEST = 10
_ALL_MEMBERS_TO = 4
"""Deeper than this, an object has its required members only."""
_MOST_VALUES = 2_000
_MOST_MERGED = 100
_MOST_MEMBERS = 200
_MOST_ENTRIES = 100
_LONGEST_TEXT = 10_000
_MOST_TEXT = 300_000
"""Characters of all texts of one value."""
_TRIES = 20
_LARGEST = 2**53
_START = datetime(2026, 11, 24, 10, 11, 12, tzinfo=UTC)
_WORDS = (
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "hazel", "islet", "juniper",
    "kiln", "lumen", "maple", "north", "olive", "pearl", "quartz", "river", "slate", "tulip",
)  # fmt: skip


def _moment(random: Random, form: str) -> str:
    return (_START + timedelta(seconds=random.randrange(0, 90 * 86_400))).strftime(form)


def _a_word(random: Random) -> str:
    return random.choice(_WORDS)


_FORMATS: Mapping[str, Callable[[Random], str]] = {
    "date-time": lambda random: _moment(random, "%Y-%m-%dT%H:%M:%SZ"),
    "date": lambda random: _moment(random, "%Y-%m-%d"),
    "time": lambda random: _moment(random, "%H:%M:%SZ"),
    "duration": lambda random: f"PT{random.randrange(1, 60)}M",
    "uuid": lambda random: str(UUID(int=random.getrandbits(128), version=4)),
    "guid": lambda random: str(UUID(int=random.getrandbits(128), version=4)),
    "email": lambda random: f"{_a_word(random)}@example.com",
    "idn-email": lambda random: f"{_a_word(random)}@example.com",
    "uri": lambda random: f"https://example.com/{_a_word(random)}",
    "url": lambda random: f"https://example.com/{_a_word(random)}",
    "iri": lambda random: f"https://example.com/{_a_word(random)}",
    "uri-reference": lambda random: f"/{_a_word(random)}",
    "hostname": lambda random: f"{_a_word(random)}.example.com",
    "idn-hostname": lambda random: f"{_a_word(random)}.example.com",
    "ipv4": lambda random: f"192.0.2.{random.randrange(1, 255)}",
    "ipv6": lambda random: f"2001:db8::{random.randrange(1, 0xFFFF):x}",
    "byte": lambda _: "aGVsbG8=",
}
_END = object()
"""Stands for a value that would go on without an end."""
_OF_TYPES = {
    "object": ("properties", "additionalProperties", "required", "minProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems"),
    "string": ("pattern", "format", "minLength", "maxLength"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
_GREATEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_LEAST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


class ValueMaker:
    """Makes values of the schemas of a service."""

    def __init__(self, schemas: Mapping[str, Any], seed: int) -> None:
        self._schemas, self._seed = schemas, seed

    def value(self, key: str, salt: str = "") -> Any:
        """Return a value for a response.

        Args:
            key: The key of the schema.
            salt: Another one gives another value of the same schema.
        """
        random = Random(f"{self._seed}:{key}:{salt}")  # noqa: S311 - nothing secret is made
        value = _Making(self._schemas, random).of({"$ref": f"#/{key}"}, 0, ())
        return None if value is _END else value


class _Making:
    """Makes one value."""

    def __init__(self, schemas: Mapping[str, Any], random: Random) -> None:
        self._schemas, self._random = schemas, random
        self._values, self._characters = 0, 0

    def of(self, schema: Any, depth: int, above: tuple[str, ...]) -> Any:
        self._values += 1
        flat, above = self._flat(schema, above)
        if flat is None or depth > _DEEPEST or self._values > 2 * _MOST_VALUES:
            return _END
        if "const" in flat:
            return flat["const"]
        if isinstance(choices := flat.get("enum"), list) and choices:
            return self._random.choice(choices[:_MOST_MEMBERS])
        if isinstance(examples := flat.get("examples"), list) and examples:
            return examples[0]
        return self._of_type(_type_of(flat), flat, depth, above)

    def _of_type(self, type_: str, flat: dict[str, Any], depth: int, above: tuple[str, ...]) -> Any:
        match type_:
            case "object":
                return self._object(flat, depth, above)
            case "array":
                return self._array(flat, depth, above)
            case "string":
                return self._text(flat)
            case "integer" | "number":
                return self._number(flat, is_whole=type_ == "integer")
            case "boolean":
                return self._random.random() < 0.5
            case "null":
                return None
        return "text"

    def _flat(
        self, schema: Any, above: tuple[str, ...]
    ) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
        """Return a schema with its references, ``allOf`` and one of its options merged.

        None stands for a schema that is within itself.
        """
        merged: dict[str, Any] = {}
        waiting, count = [schema], 0
        while waiting and count < _MOST_MERGED:
            count += 1
            one = waiting.pop(0)
            if not isinstance(one, dict):
                continue
            if isinstance(reference := one.get("$ref"), str):
                key = reference.removeprefix("#/")
                if key in above:
                    return None, above
                above = (*above, key)
                waiting.insert(0, self._schemas.get(key))
            _merge(merged, one)
            if isinstance(parts := one.get("allOf"), list):
                waiting += parts
            for name in ("oneOf", "anyOf"):
                if isinstance(options := one.get(name), list) and options:
                    option = self._option(options, above)
                    _tell_apart(merged, one, option)
                    waiting.append(option)
        return merged, above

    def _option(self, options: list[Any], above: tuple[str, ...]) -> Any:
        """Return the first option that is neither null nor a way into a circle."""

        def is_open(option: Any) -> bool:
            reference = str(option.get("$ref", "")) if isinstance(option, dict) else ""
            return not reference or reference.removeprefix("#/") not in above

        real = [o for o in options if isinstance(o, dict) and o.get("type") != "null"]
        null = [o for o in options if isinstance(o, dict) and o.get("type") == "null"]
        return next(filter(is_open, real), (*null, *real, {})[0])

    def _object(self, flat: dict[str, Any], depth: int, above: tuple[str, ...]) -> dict[str, Any]:
        required = _names(flat.get("required"))
        properties = flat.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        value: dict[str, Any] = {}
        for name in list(dict.fromkeys((*properties, *required)))[:_MOST_MEMBERS]:
            is_required = name in required
            schema = properties.get(name, {})
            is_room = depth < _ALL_MEMBERS_TO and self._values < _MOST_VALUES
            hidden = isinstance(schema, dict) and schema.get("writeOnly") is True
            if hidden or not (is_required or is_room):
                continue
            member = self.of(schema, depth + 1, above)
            if member is not _END:
                value[name] = member
            elif is_required:
                value[name] = _least_of(schema, self._schemas)
        self._add_others(value, flat, depth, above, has_members=bool(properties))
        return value

    def _add_others(
        self,
        value: dict[str, Any],
        flat: dict[str, Any],
        depth: int,
        above: tuple[str, ...],
        *,
        has_members: bool,
    ) -> None:
        """Add members that no schema names, where an object is a map or has to have more."""
        schema = flat.get("additionalProperties")
        least = _count(flat.get("minProperties"), 0)
        wanted = max(least, 1 if isinstance(schema, dict) and schema and not has_members else 0)
        for number in range(min(wanted, _MOST_ENTRIES) - len(value)):
            member = self.of(schema, depth + 1, above)
            if schema is False or member is _END:
                break
            value[f"{self._word()}{number or ''}"] = member

    def _array(self, flat: dict[str, Any], depth: int, above: tuple[str, ...]) -> list[Any]:
        first = flat.get("prefixItems")
        first = first[:_MOST_ENTRIES] if isinstance(first, list) else []
        least, most = _count(flat.get("minItems"), 0), _count(flat.get("maxItems"), _MOST_ENTRIES)
        items = flat.get("items", {})
        usual = len(first) if first or items is False else 2 if depth < _ALL_MEMBERS_TO else 1
        wanted = min(max(usual, least), most, _MOST_ENTRIES)
        entries: list[Any] = []
        seen: set[str] = set()
        is_unique = flat.get("uniqueItems") is True
        tries = wanted + (_TRIES if is_unique else 0)
        while len(entries) < wanted and tries > 0 and self._values < 2 * _MOST_VALUES:
            tries -= 1
            schema = first[len(entries)] if len(entries) < len(first) else items
            entry = self.of(schema, depth + 1, above)
            if entry is _END:
                break
            text = json.dumps(entry, sort_keys=True) if is_unique else ""
            if not is_unique or text not in seen:
                seen.add(text)
                entries.append(entry)
        return entries

    def _text(self, flat: dict[str, Any]) -> str:
        least = min(_count(flat.get("minLength"), 0), _LONGEST_TEXT)
        most = max(_count(flat.get("maxLength"), _LONGEST_TEXT), 0)
        if self._characters > _MOST_TEXT:
            least = 0
        text = self._of_format(str(flat.get("format", "")))
        if text is None and isinstance(pattern := flat.get("pattern"), str):
            text = pattern_text(pattern, self._random, least, most)
        if text is None:
            text = f"{self._word()} {self._word()}"
        if len(text) < least:
            text = text.ljust(least, "a")
        text = text[:most].rstrip() if most >= least else text
        text = text.ljust(least, "a")
        self._characters += len(text)
        return text

    def _of_format(self, name: str) -> str | None:
        make = _FORMATS.get(name)
        return None if make is None else make(self._random)

    def _word(self) -> str:
        return _a_word(self._random)

    def _number(self, flat: dict[str, Any], *, is_whole: bool) -> int | float:
        least, most = _limits(flat, 1 if is_whole else 0.01)
        if least is None:
            least = 0.0 if most is None else min(0.0, most)
        if most is None:
            most = max(100.0, least + 100)
        step = flat.get("multipleOf")
        step = step if _is_number(step) and step > 0 else None
        value = self._random.uniform(least, max(least, most))
        if step is not None:
            first, last = math.ceil(least / step), math.floor(most / step)
            times = self._random.randint(first, max(first, last))
            return int(times * step) if is_whole else round(times * step, 10)
        if is_whole:
            first, last = math.ceil(least), math.floor(most)
            return self._random.randint(first, max(first, last))
        rounded = round(value, 2)
        return rounded if least <= rounded <= most else value


def _merge(merged: dict[str, Any], one: dict[str, Any]) -> None:
    for name, value in one.items():
        if name in ("$ref", "allOf", "oneOf", "anyOf"):
            continue
        if name == "properties" and isinstance(value, dict):
            merged["properties"] = {**value, **merged.get("properties", {})}
        elif name == "required":
            merged["required"] = [*_names(merged.get("required")), *_names(value)]
        elif name in _GREATEST and _is_number(value) and _is_number(merged.get(name)):
            merged[name] = max(value, merged[name])
        elif name in _LEAST and _is_number(value) and _is_number(merged.get(name)):
            merged[name] = min(value, merged[name])
        else:
            merged.setdefault(name, value)


def _tell_apart(merged: dict[str, Any], schema: dict[str, Any], option: Any) -> None:
    """Give the member that tells several schemas apart the value of one of them."""
    told = schema.get("discriminator")
    if not isinstance(told, dict) or not isinstance(option, dict):
        return
    mapping = told.get("mapping")
    pairs = mapping.items() if isinstance(mapping, dict) else ()
    value = next((value for value, target in pairs if target == option.get("$ref")), None)
    if value is not None:
        members = {str(told.get("propertyName")): {"const": value}}
        merged["properties"] = {**merged.get("properties", {}), **members}


def _type_of(flat: dict[str, Any]) -> str:
    given = flat.get("type")
    if isinstance(given, list):
        given = next((one for one in given if one != "null"), "null")
    if isinstance(given, str):
        return given
    return next((t for t, words in _OF_TYPES.items() if any(w in flat for w in words)), "")


def _least_of(schema: Any, schemas: Mapping[str, Any]) -> Any:
    """Return the smallest value of a type, in place of one that would have no end."""
    for _ in range(_MOST_MERGED):
        if not (isinstance(schema, dict) and isinstance(schema.get("$ref"), str)):
            break
        schema = schemas.get(schema["$ref"].removeprefix("#/"))
    type_ = _type_of(schema) if isinstance(schema, dict) else ""
    empty: dict[str, Any] = {"object": {}, "array": [], "string": "", "integer": 0, "number": 0}
    return empty.get(type_)


def _limits(flat: dict[str, Any], step: float) -> tuple[float | None, float | None]:
    least = [v for v in (flat.get("minimum"),) if _is_number(v)]
    most = [v for v in (flat.get("maximum"),) if _is_number(v)]
    least += [v + step for v in (flat.get("exclusiveMinimum"),) if _is_number(v)]
    most += [v - step for v in (flat.get("exclusiveMaximum"),) if _is_number(v)]
    return max(least, default=None), min(most, default=None)


def _is_number(value: Any) -> TypeGuard[int | float]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and -_LARGEST <= value <= _LARGEST


def _count(value: Any, otherwise: int) -> int:
    return int(value) if _is_number(value) and value >= 0 else otherwise


def _names(value: Any) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []
