"""The parameters of a description as parameters of endpoints: kinds, limits, defaults, examples."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.api.value_rules import Choice
from aiurdesk.core.preparing.header import is_token
from aiurdesk.core.translation import tr
from aiurdesk.importers.openapi.refs import Node
from aiurdesk.importers.openapi.schemas import (
    constants,
    flat,
    given_example,
    named_examples,
    type_of,
)

_LOCATIONS = {
    "query": Location.QUERY,
    "path": Location.PATH,
    "header": Location.HEADER,
    "cookie": Location.COOKIE,
}
_OF_PARAMETER = frozenset(
    {
        "name", "in", "required", "description", "deprecated", "schema", "content", "style",
        "explode", "example", "examples", "collectionFormat",
    }
)  # fmt: skip
_NOT_CHECKED = frozenset({"multipleOf", "minItems", "maxItems", "uniqueItems", "not", "if"})
"""Keywords of schemas that no kind of parameter has."""
_OF_THE_REQUEST = frozenset({"accept", "content-type", "authorization"})
"""Headers that are not parameters. OpenAPI 3.1.1 section 4.8.12.1."""
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_FORMATS = {
    "date-time": ParameterKind.DATETIME,
    "uuid": ParameterKind.GUID,
    "guid": ParameterKind.GUID,
    "binary": ParameterKind.FILE,
    "password": ParameterKind.SECRET,
}
_ENCODINGS_OF_FILES = ("binary", "base16", "base32", "base64", "base64url")
_EXAMPLES = {"date": "2026-11-24", "email": "name@example.com", "uri": "https://example.com/"}
_LONGEST_EXAMPLE = 2_000


def parameters_of(node: Node) -> Iterator[Parameter]:
    """Yield what one parameter of a description becomes: several for the members of an object."""
    name, location = node.text("name"), _LOCATIONS.get(node.text("in"))
    if not name.strip() or location is None:
        node.leave_out(tr("a parameter without a name or a known place"))
        return
    if location is Location.HEADER and not _is_header(name, node):
        return
    schema = node.raw("schema")
    content = next((one for _, one in node.raw("content").members()), None)
    if content is not None:
        schema = content.references.followed(content).raw("schema")
    facts = flat(schema)
    _list_rest(node, facts)
    given = replace(
        kind_and_limits(schema, Parameter(name, ParameterKind.TEXT, location)),
        required=node.is_true("required") or location is Location.PATH,
        description=(node.text("description") or facts.text("description")).strip(),
        is_deprecated=node.is_true("deprecated"),
    )
    example = given_example(node)
    if example is not None:
        examples = named_examples(node, lambda value: wire(value)[:_LONGEST_EXAMPLE])
        given = replace(given, example=wire(example)[:_LONGEST_EXAMPLE], examples=examples)
    given = without_files(given)
    if content is not None:
        yield replace(given, kind=ParameterKind.JSON)
    elif given.kind is ParameterKind.LIST:
        yield replace(given, separator=_separator(node, location))
    elif given.kind is ParameterKind.JSON and facts.value["properties"]:
        yield from _members(node, given, facts)
    else:
        yield given


def _list_rest(node: Node, facts: Node) -> None:
    """List what a parameter says and a form cannot do."""
    node.list_others(_OF_PARAMETER)
    facts.replaced({n: v for n, v in facts.value.items() if n in _NOT_CHECKED}).list_others(())
    if node.text("style") in ("label", "matrix"):
        node.raw("style").leave_out("style")


def _is_header(name: str, node: Node) -> bool:
    if name.casefold() in _OF_THE_REQUEST:
        node.leave_out(tr("the header {name}, which the request itself has").format(name=name))
        return False
    if not is_token(name):
        node.leave_out(tr("a header whose name cannot be sent"))
        return False
    return True


def _separator(node: Node, location: Location) -> str:
    style = node.text("style") or ("form" if location in _OF_FORM else "simple")
    explode = node.raw("explode").value
    is_repeated = style == "form" if explode is None else explode is True
    if style == "simple" or not is_repeated:
        return _SEPARATORS.get(style, ",")
    return ""


_OF_FORM = (Location.QUERY, Location.COOKIE)


def _members(node: Node, given: Parameter, facts: Node) -> Iterator[Parameter]:
    """Yield a parameter for each member of an object, named as its style says."""
    style, explode = node.text("style") or "form", node.raw("explode").value
    is_deep = style == "deepObject"
    if given.location not in _OF_FORM or not (is_deep or style == "form" and explode is not False):
        yield given
        return
    required = set(facts.value["required"])
    for name, schema in facts.value["properties"].items():
        wire_name = f"{given.name}[{name}]" if is_deep else name
        if not wire_name.strip():
            continue
        member = without_files(
            kind_and_limits(schema, Parameter(wire_name, given.kind, given.location))
        )
        yield replace(member, required=given.required and name in required)


def kind_and_limits(schema: Node, parameter: Parameter) -> Parameter:
    """Return a parameter with the kind, the limits, the default and the example of a schema."""
    node = flat(schema)
    facts = node.value
    kind = _kind(facts)
    choices = _choices(schema, facts)
    if kind is ParameterKind.LIST:
        items = node.raw("items")
        inner = _kind(flat(items).value)
        # A list of lists or objects has no form: it is written as JSON.
        is_json = inner in (ParameterKind.JSON, ParameterKind.LIST)
        kind = ParameterKind.JSON if is_json else kind
        kind = ParameterKind.FILES if inner is ParameterKind.FILE else kind
        choices = choices or _choices(items, flat(items).value)
    elif choices and kind not in (ParameterKind.BOOLEAN, ParameterKind.JSON):
        kind = ParameterKind.CHOICE
    example = given_example(node)
    default = facts.get("default")
    return replace(
        parameter,
        kind=kind,
        choices=choices,
        **_limits(facts),
        default=None if default is None else wire(default),
        example=_EXAMPLES.get(str(facts.get("format")), "")
        if example is None
        else wire(example)[:_LONGEST_EXAMPLE],
        description=node.text("description").strip(),
        is_deprecated=node.is_true("deprecated"),
    )


def without_files(parameter: Parameter) -> Parameter:
    """Return a parameter as it is where no file can be sent: as text, or as a list of texts."""
    kind = {
        ParameterKind.FILE: ParameterKind.TEXT,
        ParameterKind.FILES: ParameterKind.LIST,
    }.get(parameter.kind, parameter.kind)
    return replace(parameter, kind=kind)


def _kind(facts: dict[str, Any]) -> ParameterKind:
    type_, format_ = type_of(facts), facts.get("format")
    if type_ == "integer":
        return ParameterKind.INTEGER if format_ == "int32" else ParameterKind.LONG
    if type_ == "string":
        if _is_file(facts):
            return ParameterKind.FILE
        return _FORMATS.get(str(format_), ParameterKind.TEXT)
    return {
        "number": ParameterKind.NUMBER,
        "boolean": ParameterKind.BOOLEAN,
        "array": ParameterKind.LIST,
        "object": ParameterKind.JSON,
        "file": ParameterKind.FILE,
    }.get(type_, ParameterKind.TEXT)


def _is_file(facts: Mapping[str, Any]) -> bool:
    """Tell whether a text is the content of a file, as descriptions say it since OpenAPI 3.1.

    Source: OpenAPI 3.1.1 section 4.8.14.4, "Considerations for File Uploads".
    """
    media_type = str(facts.get("contentMediaType") or "").partition(";")[0].strip().lower()
    if not media_type:
        return facts.get("contentEncoding") in _ENCODINGS_OF_FILES
    # JSON and other text in a text is a value that people type.
    is_text = media_type.startswith("text/") or media_type.endswith(("json", "xml"))
    return not is_text or facts.get("contentEncoding") in _ENCODINGS_OF_FILES


def _choices(schema: Node, facts: dict[str, Any]) -> tuple[Choice, ...]:
    named = constants(schema.references.followed(schema))
    if not named:
        values = facts.get("enum")
        if not isinstance(values, list):
            values = [facts["const"]] if "const" in facts else []
        names = facts.get("x-enum-varnames", facts.get("x-enumNames"))
        titles = names if isinstance(names, list) and len(names) == len(values) else values
        named = list(zip(values, map(wire, titles), strict=True))
    return tuple(
        Choice(wire(value), title or wire(value))
        for value, title in named
        if not isinstance(value, dict | list | None)
    )


def _limits(facts: dict[str, Any]) -> dict[str, Any]:
    pattern = facts.get("pattern")
    least = _limit(facts, "minimum", "exclusiveMinimum", step=1)
    most = _limit(facts, "maximum", "exclusiveMaximum", step=-1)
    given = [limit for limit in (least, most) if limit[0] is not None]
    return {
        "minimum": least[0],
        "maximum": most[0],
        # One that a fraction may reach and one that it may not cannot both be told.
        "excludes_limits": bool(given) and all(is_excluded for _, is_excluded in given),
        "min_length": _count(facts.get("minLength")),
        "max_length": _count(facts.get("maxLength")),
        "strangers_pattern": pattern if isinstance(pattern, str) else None,
    }


def _limit(
    facts: dict[str, Any], name: str, exclusive: str, step: int
) -> tuple[int | float | None, bool]:
    """Return a limit, and whether a value must not reach it."""
    value, other = _number(facts.get(name)), facts.get(exclusive)
    # A truth value beside the limit until 3.0, a limit of its own since 3.1.
    limit, is_excluded = (
        (value, other is True) if _number(other) is None else (_number(other), True)
    )
    if limit is not None and is_excluded and type_of(facts) == "integer":
        return (math.floor(limit) + 1 if step > 0 else math.ceil(limit) - 1), False
    return limit, is_excluded


def _number(value: Any) -> int | float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and -(2**63) <= value < 2**63 else None


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < 2**63 else None


def wire(value: Any) -> str:
    """Return a value as the text that is sent for it."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode(errors="replace").decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(not isinstance(item, dict | list) for item in value):
        return ",".join(map(wire, value))
    return _json(value) if isinstance(value, dict | list) else "" if value is None else str(value)


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=True)
    except (ValueError, RecursionError):
        return ""
