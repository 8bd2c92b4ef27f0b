"""What a JSON schema says about the values of a body, as a form needs it.

A stranger wrote the schema. What is asked for is made then, and never more than is asked for: a
schema may refer to itself, or have members without end.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

from aiurdesk.core.api.endpoint import references
from aiurdesk.core.api.value_rules import Choice
from aiurdesk.core.environments.environment import VARIABLE
from aiurdesk.core.formats.json.edits import JsonText, Path
from aiurdesk.core.formats.json.tree import LineKind
from aiurdesk.core.translation import tr

_T = TypeVar("_T")
_MOST_MERGED = 200
_MOST_MEMBERS = 2_000
_MOST_CHOICES = 1_000
_MOST_OPTIONS = 100
_MOST_EXAMPLES = 5
_LONGEST_SOURCE = 20_000


class ShapeKind(StrEnum):
    """How a value is edited."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    DATETIME = "datetime"
    DATE = "date"
    TIME = "time"
    GUID = "guid"
    BINARY = "binary"
    """The content of a file in Base64."""
    LIST = "list"
    OBJECT = "object"
    OPTIONS = "options"
    """One of several shapes."""
    ANY = "any"
    """Nothing is known of it: it is written as JSON."""


HOLDERS = frozenset({ShapeKind.LIST, ShapeKind.OBJECT, ShapeKind.OPTIONS})
"""The kinds whose values are edited in rows of their own."""
TEXTS = frozenset(
    {
        ShapeKind.TEXT,
        ShapeKind.DATETIME,
        ShapeKind.DATE,
        ShapeKind.TIME,
        ShapeKind.GUID,
        ShapeKind.BINARY,
    }
)
"""The kinds whose values are texts of JSON."""


class BodyShape(msgspec.Struct, frozen=True):
    """What a value may be."""

    kind: ShapeKind
    facts: Mapping[str, Any]
    """The keywords of its schema, with those of all that it consists of."""
    title: str = ""
    description: str = ""
    is_nullable: bool = False
    is_deprecated: bool = False
    default: str = ""
    """JSON; empty for none."""
    examples: tuple[str, ...] = ()
    """JSON."""
    choices: tuple[Choice, ...] = ()
    """Their values are JSON."""

    @property
    def example(self) -> str:
        """An example as JSON; empty for none."""
        return next(iter(self.examples), "")


class Member(msgspec.Struct, frozen=True):
    """A member of an object that is described."""

    name: str
    schema: Any
    is_required: bool


class Option(msgspec.Struct, frozen=True):
    """One of the shapes of a value."""

    title: str
    shape: BodyShape


class BodyShapes:
    """The shapes of one body, each made when it is asked for."""

    def __init__(self, schemas: Mapping[str, Any], key: str) -> None:
        """Prepare; nothing is read.

        Args:
            schemas: They refer to each other by ``#/key``.
            key: The key of the body's.
        """
        self._schemas = schemas
        self._made: dict[tuple[str, int], tuple[Any, Any]] = {}
        self.root = self.shape({"$ref": f"#/{key}"})

    def shape(self, schema: Any) -> BodyShape:
        """Return the shape of the values of a schema."""
        return self._remembered("shape", schema, lambda: _shape(self._merged(schema)))

    def members(self, shape: BodyShape) -> tuple[Member, ...]:
        """Return the members that an object may have in a request, required ones first."""
        return self._remembered("members", shape.facts, lambda: self._members(shape))

    def entry(self, shape: BodyShape, index: int) -> BodyShape:
        """Return the shape of an entry of a list."""
        firsts = shape.facts.get("prefixItems")
        if isinstance(firsts, list) and index < len(firsts):
            return self.shape(firsts[index])
        return self.shape(shape.facts.get("items", {}))

    def further(self, shape: BodyShape) -> BodyShape | None:
        """Return the shape of members with any name; None where an object takes no such ones."""
        patterns = shape.facts.get("patternProperties")
        if isinstance(patterns, dict) and patterns:
            return self.shape(next(iter(patterns.values())))
        given = shape.facts.get("additionalProperties", shape.facts.get("unevaluatedProperties"))
        if given is False:
            return None
        return self.shape(given if isinstance(given, dict) else {})

    def is_map(self, shape: BodyShape) -> bool:
        """Tell whether people are meant to add members with names of their own."""
        names = ("additionalProperties", "patternProperties")
        is_said = any(isinstance(shape.facts.get(name), dict) for name in names)
        is_open = shape.facts.get("additionalProperties") is True or not self.members(shape)
        return self.further(shape) is not None and (is_said or is_open)

    def options(self, shape: BodyShape) -> tuple[Option, ...]:
        """Return what a value may be, where that is several shapes."""
        return self._remembered("options", shape.facts, lambda: tuple(self._options(shape)))

    def option_of(self, shape: BodyShape, text: JsonText, path: Path) -> int:
        """Return which of the options a value is most likely meant to be."""
        scores = [self._likeness(option.shape, text, path) for option in self.options(shape)]
        return scores.index(max(scores)) if scores else 0

    def initial(self, shape: BodyShape) -> str:
        """Return the JSON that a value begins with."""
        if shape.default or shape.kind is ShapeKind.CHOICE:
            return shape.default or shape.choices[0].value
        if shape.kind is ShapeKind.OPTIONS:
            return self.initial(self.options(shape)[0].shape)
        if shape.kind in (ShapeKind.NUMBER, ShapeKind.INTEGER):
            least = number_of(shape.facts.get("minimum"))
            return shape.example or (str(least) if least is not None and least > 0 else "0")
        if shape.kind is ShapeKind.OBJECT:
            return _json({m.name: c for m in self.members(shape) for c in self._constants(m)})
        if shape.kind in (ShapeKind.TEXT, ShapeKind.BINARY):
            return '""'
        fixed = {ShapeKind.BOOLEAN: "true", ShapeKind.LIST: "[]", ShapeKind.ANY: "null"}
        return fixed.get(shape.kind) or shape.example or '""'

    def _constants(self, member: Member) -> Iterator[Any]:
        """Yield the only value that a required member may have."""
        if member.is_required:
            choices = self.shape(member.schema).choices
            if len(choices) == 1:
                yield json.loads(choices[0].value)

    def _remembered(self, what: str, schema: Any, make: Callable[[], _T]) -> _T:
        key = what, id(schema)
        entry = self._made.get(key)
        # It is kept with the object: another one may get the id of one that is gone.
        if entry is None or entry[0] is not schema:
            entry = self._made[key] = schema, make()
        made: _T = entry[1]
        return made

    def _members(self, shape: BodyShape) -> tuple[Member, ...]:
        properties = shape.facts.get("properties", {})
        required = set(shape.facts.get("required", ()))
        members = [
            Member(name, schema, name in required)
            for name, schema in [*properties.items()][:_MOST_MEMBERS]
            if not self._is_read_only(schema)
        ]
        missing = [name for name in required if name not in properties]
        members += [Member(name, {}, True) for name in sorted(missing)]
        return tuple(sorted(members, key=lambda member: not member.is_required))

    def _is_read_only(self, schema: Any) -> bool:
        for _ in range(10):
            if not isinstance(schema, dict):
                return False
            if schema.get("readOnly") is True:
                return True
            schema = self._target(schema)
        return False

    def _target(self, schema: Mapping[str, Any]) -> Any:
        ref = schema.get("$ref")
        return self._schemas.get(ref.removeprefix("#/")) if isinstance(ref, str) else None

    def _merged(self, schema: Any) -> dict[str, Any]:
        """Return the keywords of a schema and of all that it consists of in one object."""
        facts: dict[str, Any] = {}
        waiting, seen = [schema], set[int]()
        while waiting and len(seen) < _MOST_MERGED:
            one = waiting.pop(0)
            if not isinstance(one, dict) or id(one) in seen:
                continue
            seen.add(id(one))
            _merge(facts, one)
            inner = [self._target(one), *_listed(one, "allOf")]
            options = self._resolved_options(one)
            if options is not None:
                rest, is_nullable = options
                facts["nullable"] = facts.get("nullable", False) or is_nullable
                if len(rest) == 1:
                    inner.append(rest[0])
                elif rest:
                    facts.setdefault("options", rest)
            waiting += inner
        return facts

    def _resolved_options(self, schema: Mapping[str, Any]) -> tuple[list[Any], bool] | None:
        """Return the options of a schema but null, and whether it may be null."""
        for name in ("oneOf", "anyOf"):
            listed = _listed(schema, name)[:_MOST_OPTIONS]
            if not listed:
                continue
            rest = [one for one in listed if not _is_null(one)]
            constants = [_constant(self._target(one) or one) for one in rest]
            if rest and None not in constants:
                flat = [choice for listed in constants if listed for choice in listed]
                return [{"enum": flat, **_titles(rest, flat)}], len(rest) < len(listed)
            return rest, len(rest) < len(listed)
        return None

    def _options(self, shape: BodyShape) -> Iterator[Option]:
        left_out = ("options", "nullable", "title", "discriminator")
        around = {n: v for n, v in shape.facts.items() if n not in left_out}
        told = shape.facts.get("discriminator")
        for number, schema in enumerate(shape.facts.get("options", ()), start=1):
            made = self.shape({"allOf": [_told_apart(told, schema), schema, around]})
            title = made.title or self._words_of(made) or tr("Kind {number}").format(number=number)
            yield Option(title, made)

    def _words_of(self, shape: BodyShape) -> str:
        if shape.kind is ShapeKind.OBJECT:
            return ", ".join(member.name for member in self.members(shape)[:3])
        if shape.kind is ShapeKind.LIST:
            inner = self.entry(shape, 0)
            return tr("list of {words}").format(words=inner.title or kind_word(inner))
        return kind_word(shape)

    def _likeness(self, shape: BodyShape, text: JsonText, path: Path) -> int:
        """Return how much a value looks like one of a shape."""
        kind = text.kind(path)
        if kind is None:
            return 0
        if kind is not LineKind.OBJECT or shape.kind is not ShapeKind.OBJECT:
            return 10 if fits_kind(shape, text, path) else 0
        score, names = 10, set(text.names(path))
        for member in self.members(shape):
            if member.name in names:
                score += 2
                choices = self.shape(member.schema).choices
                source = text.source((*path, member.name)) or ""
                if choices:
                    # What tells the options apart is mostly a member with one value.
                    score += 100 if any(same(c.value, source) for c in choices) else -100
            elif member.is_required:
                score -= 1
        return score


ROOT = "#"
"""The key of a schema that stands alone in its file."""


def schemas_of_file(document: Any) -> dict[str, Any]:
    """Return a JSON schema and those that it defines, by what its references call them."""
    if not isinstance(document, dict):
        return {}
    schemas = {ROOT: document}
    for name in ("$defs", "definitions"):
        defined = document.get(name)
        if isinstance(defined, dict):
            schemas |= {f"{name}/{key}": schema for key, schema in defined.items()}
    return schemas


def needed_schemas(schemas: Mapping[str, Any], key: str, most: int) -> dict[str, Any]:
    """Return a schema and those that it refers to, the nearest ones first.

    Args:
        most: Characters of JSON; further schemas are left out.
    """
    needed: dict[str, Any] = {}
    waiting, seen = [key], {key}
    while waiting:
        name = waiting.pop(0)
        if name not in schemas:
            continue
        most -= len(_json(schemas[name]))
        if most < 0:
            break
        needed[name] = schemas[name]
        for ref in references(schemas[name]):
            if ref not in seen:
                seen.add(ref)
                waiting.append(ref)
    return needed


def _listed(schema: Mapping[str, Any], name: str) -> list[Any]:
    value = schema.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _told_apart(discriminator: Any, option: Any) -> dict[str, Any]:
    """Return what a discriminator says about one of the options: the value that tells it."""
    if not isinstance(discriminator, dict) or not isinstance(option, dict):
        return {}
    name, mapping = discriminator.get("propertyName"), discriminator.get("mapping")
    ref = option.get("$ref")
    if not isinstance(name, str) or not isinstance(mapping, dict) or not isinstance(ref, str):
        return {}
    values = [value for value, target in mapping.items() if target == ref]
    return {"required": [name], "properties": {name: {"enum": values}}} if values else {}


def _is_null(schema: Any) -> bool:
    return isinstance(schema, dict) and (
        schema.get("type") == "null" or schema.get("enum") == [None]
    )


def _constant(schema: Any) -> list[Any] | None:
    """Return the values that a schema names; None where it names none."""
    if not isinstance(schema, dict) or "properties" in schema:
        return None
    if "const" in schema:
        return [schema["const"]]
    enum = schema.get("enum")
    return enum if isinstance(enum, list) and enum else None


def _titles(options: list[Any], values: list[Any]) -> dict[str, Any]:
    titles = [one.get("title") for one in options]
    is_named = len(titles) == len(values) and all(isinstance(title, str) for title in titles)
    return {"titles": titles} if is_named else {}


_LEAST = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems"})
_MOST = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems"})
_PARTS = frozenset({"$ref", "allOf", "anyOf", "oneOf"})


def _merge(facts: dict[str, Any], schema: Mapping[str, Any]) -> None:
    for name, value in schema.items():
        if name in _PARTS:
            continue
        if name == "properties" and isinstance(value, dict):
            properties = facts.setdefault(name, {})
            for member, one in value.items():
                before = properties.get(member)
                properties[member] = one if before is None else {"allOf": [before, one]}
        elif name == "required" and isinstance(value, list):
            texts = [one for one in value if isinstance(one, str)]
            facts[name] = [*dict.fromkeys((*facts.get(name, ()), *texts))]
        elif name in _LEAST | _MOST and number_of(value) is not None and name in facts:
            pick = max if name in _LEAST else min
            facts[name] = pick((facts[name], value), key=lambda one: number_of(one) or Decimal(0))
        elif name not in ("properties", "required"):
            facts.setdefault(name, value)


_FORMATS = {
    "date-time": ShapeKind.DATETIME,
    "date": ShapeKind.DATE,
    "time": ShapeKind.TIME,
    "uuid": ShapeKind.GUID,
    "binary": ShapeKind.BINARY,
    "byte": ShapeKind.BINARY,
}
_TYPES = {
    "number": ShapeKind.NUMBER,
    "integer": ShapeKind.INTEGER,
    "boolean": ShapeKind.BOOLEAN,
    "array": ShapeKind.LIST,
    "object": ShapeKind.OBJECT,
}


def _shape(facts: dict[str, Any]) -> BodyShape:
    types = facts.get("type")
    names = [one for one in types if isinstance(one, str)] if isinstance(types, list) else []
    if isinstance(types, str):
        names = [types]
    is_nullable = facts.get("nullable") is True or "null" in names
    names = [name for name in names if name != "null"]
    values = facts.get("enum")
    if "const" in facts:
        values = [facts["const"]]
    choices: tuple[Choice, ...] = ()
    if isinstance(values, list) and values:
        is_nullable = is_nullable or None in values
        choices = tuple(_choices(values, facts.get("titles")))
    if not choices and "options" not in facts and len(names) > 1:
        facts["options"] = [{"type": name} for name in names]
        del facts["type"]
    title, description = facts.get("title"), facts.get("description")
    examples = facts.get("examples")
    sources = map(source_of_value, examples if isinstance(examples, list) else ())
    default = facts.get("default")
    return BodyShape(
        ShapeKind.CHOICE if choices else _kind(facts, names),
        facts,
        title if isinstance(title, str) else "",
        description.strip() if isinstance(description, str) else "",
        is_nullable,
        facts.get("deprecated") is True,
        "" if default is None else source_of_value(default),
        tuple(filter(None, sources))[:_MOST_EXAMPLES],
        choices,
    )


def _kind(facts: Mapping[str, Any], names: list[str]) -> ShapeKind:
    if "options" in facts:
        return ShapeKind.OPTIONS
    name = names[0] if names else ""
    if name == "string":
        is_file = facts.get("contentEncoding") in ("base64", "base64url")
        kind = _FORMATS.get(str(facts.get("format")), ShapeKind.TEXT)
        return ShapeKind.BINARY if is_file else kind
    if name in _TYPES:
        return _TYPES[name]
    if facts.get("properties") or isinstance(facts.get("additionalProperties"), dict):
        return ShapeKind.OBJECT
    return ShapeKind.LIST if "items" in facts or "prefixItems" in facts else ShapeKind.ANY


def _choices(values: list[Any], titles: Any) -> Iterator[Choice]:
    names = titles if isinstance(titles, list) else [None] * len(values)
    for value, title in [*zip(values, names, strict=False)][:_MOST_CHOICES]:
        source = _json(value)
        # Braces in it would be a variable where it stands in a field.
        if value is not None and source and not VARIABLE.search(source):
            name = value if isinstance(value, str) else source
            yield Choice(source, title or name)


def source_of_value(value: Any) -> str:
    """Return a value of a description as JSON that can stand in a text, where braces are one."""
    # In JSON braces in a row stand in strings only, and an escape is the same text.
    return VARIABLE.sub(lambda match: "{\\u007b" + match.group()[2:], _json(value))


def _json(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, indent=2)
    except (ValueError, TypeError, RecursionError):
        return ""
    return text if len(text) <= _LONGEST_SOURCE else ""


def number_of(value: Any) -> Decimal | None:
    """Return a number of a schema; None for anything else."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(repr(value)) if is_number and abs(value) < 10**300 else None


def same(one: str, other: str) -> bool:
    """Tell whether two texts of JSON stand for the same value."""
    if one == other:
        return True
    try:
        first, second = json.loads(one, parse_int=str), json.loads(other, parse_int=str)
    except (ValueError, RecursionError):
        return False
    return type(first) is type(second) and bool(first == second)


def kind_word(shape: BodyShape) -> str:
    """Return what a value is, for a person."""
    words = {
        ShapeKind.TEXT: tr("text"),
        ShapeKind.NUMBER: tr("number"),
        ShapeKind.INTEGER: tr("whole number"),
        ShapeKind.BOOLEAN: tr("yes or no"),
        ShapeKind.CHOICE: tr("choice"),
        ShapeKind.DATETIME: tr("date and time"),
        ShapeKind.DATE: tr("date"),
        ShapeKind.TIME: tr("time"),
        ShapeKind.GUID: "GUID",
        ShapeKind.BINARY: tr("file"),
        ShapeKind.LIST: tr("list"),
        ShapeKind.OBJECT: tr("object"),
    }
    return words.get(shape.kind, "JSON")


_FITTING: Mapping[ShapeKind, tuple[LineKind, ...]] = {
    ShapeKind.LIST: (LineKind.ARRAY,),
    ShapeKind.OBJECT: (LineKind.OBJECT,),
    ShapeKind.NUMBER: (LineKind.NUMBER,),
    ShapeKind.INTEGER: (LineKind.NUMBER,),
    **dict.fromkeys(TEXTS, (LineKind.STRING,)),
}


def fits_kind(shape: BodyShape, text: JsonText, path: Path) -> bool:
    """Tell whether a value has the type of a shape; a variable has any."""
    kind, source = text.kind(path), text.source(path)
    if kind is None or source is None or source == "null" and shape.is_nullable:
        return True
    if shape.kind is ShapeKind.BOOLEAN:
        return source in ("true", "false")
    if shape.kind is ShapeKind.CHOICE:
        return any(same(choice.value, source) for choice in shape.choices)
    return kind in _FITTING.get(shape.kind, (kind,)) or is_id(shape) and kind is LineKind.NUMBER


def is_id(shape: BodyShape) -> bool:
    """Tell whether a text may be a whole number as well, as an ID of GraphQL may."""
    return shape.facts.get("format") == "ID"
