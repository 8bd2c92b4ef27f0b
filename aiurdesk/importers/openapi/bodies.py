"""The body of an operation as parameters of its endpoint."""

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Location, Parameter
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.preparing.wire_body import JSON, URLENCODED
from aiurdesk.core.translation import tr
from aiurdesk.importers.openapi.parameters import kind_and_limits, without_files
from aiurdesk.importers.openapi.refs import Node
from aiurdesk.importers.openapi.schemas import (
    SchemaBundle,
    example_text,
    flat,
    given_example,
    list_rest_of_media,
    listed_examples,
    named_examples,
    prefill_text,
    type_of,
)

MULTIPART = "multipart/form-data"
_OF_BODY = frozenset({"description", "required", "content"})
_ANY = ("*/*", "application/*")


class OperationBody(msgspec.Struct, frozen=True):
    """The parameters and content types that the body of an operation becomes."""

    parameters: tuple[Parameter, ...] = ()
    types: tuple[str, ...] = ()
    """The one that is sent comes first."""


def is_json(content_type: str) -> bool:
    """Tell whether a content type is JSON."""
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == JSON or media_type.endswith("+json")


def body_of(node: Node, bundle: SchemaBundle) -> OperationBody:
    """Return what a ``requestBody`` becomes."""
    content = node.object("content")
    media = {name: content.object(name) for name, _ in content.members() if "/" in name}
    if not media:
        return OperationBody()
    node.list_others(_OF_BODY)
    chosen = min(media, key=_rank)
    for name, one in media.items():
        is_form = name in (MULTIPART, URLENCODED)
        has_examples = name == chosen and not is_form
        list_rest_of_media(one, ("encoding",) if is_form else (), has_examples=has_examples)
    types = tuple(
        dict.fromkeys((_sent(chosen, media[chosen]), *(t for t in media if t not in _ANY)))
    )
    if chosen in (MULTIPART, URLENCODED):
        location = Location.MULTIPART if chosen == MULTIPART else Location.FORM
        return OperationBody(tuple(_fields(media[chosen], location, bundle)), types)
    return OperationBody((_whole(node, media[chosen], types[0], bundle),), types)


def _rank(content_type: str) -> int:
    if is_json(content_type):
        return 0
    return {MULTIPART: 1, URLENCODED: 2}.get(content_type, 3)


def _sent(content_type: str, media: Node) -> str:
    """Return the type that is sent: a range such as ``*/*`` cannot be."""
    if content_type in _ANY:
        is_object = type_of(flat(media.raw("schema")).value) in ("object", "array")
        return JSON if is_object else "application/octet-stream"
    if content_type == "text/*":
        return "text/plain; charset=utf-8"
    return content_type if "*" not in content_type else "application/octet-stream"


def _whole(node: Node, media: Node, content_type: str, bundle: SchemaBundle) -> Parameter:
    schema = media.raw("schema")
    facts = flat(schema)
    words = "\n\n".join(filter(None, (node.text("description"), facts.text("description"))))
    parameter = Parameter(
        "body",
        ParameterKind.TEXT,
        Location.JSON,
        required=node.is_true("required"),
        description=words.strip(),
    )
    given = given_example(media)
    if is_json(content_type):
        text = example_text(schema, given)
        key = bundle.add(schema, for_form=True)
        examples = named_examples(media, lambda value: example_text(schema, value))
        examples = examples or (() if given is not None else listed_examples(schema))
        least = prefill_text(schema) if parameter.required and given is None else ""
        return replace(
            parameter,
            kind=ParameterKind.JSON,
            example=text,
            schema=key,
            examples=examples,
            prefill=least if least != text else "",
        )
    if facts.value.get("format") == "binary" or not content_type.startswith(
        ("text/", "application/xml")
    ):
        return replace(parameter, kind=ParameterKind.FILE)
    examples = named_examples(media, lambda value: value if isinstance(value, str) else "")
    return replace(
        parameter,
        example=given if isinstance(given, str) else "",
        examples=tuple(one for one in examples if one.value),
    )


def _fields(media: Node, location: Location, bundle: SchemaBundle) -> Iterator[Parameter]:
    schema = flat(media.raw("schema"))
    properties, required = schema.value["properties"], set(schema.value["required"])
    is_empty = schema.value.get("additionalProperties") is False or not media.raw("schema")
    if not properties and not is_empty:
        media.leave_out(tr("the fields of a form, which are not named"))
    encoding = media.object("encoding")
    for name, one in properties.items():
        if not name.strip() or one.references.followed(one).is_true("readOnly"):
            continue
        is_deep = encoding.object(name).text("style") == "deepObject"
        members = flat(one).value["properties"] if is_deep else {}
        if not members and name in encoding:
            encoding.raw(name).leave_out("encoding")
        if members:
            for inner, inner_schema in members.items():
                yield _field(f"{name}[{inner}]", inner_schema, location, bundle)
        else:
            yield replace(_field(name, one, location, bundle), required=name in required)


def _field(name: str, schema: Node, location: Location, bundle: SchemaBundle) -> Parameter:
    field = kind_and_limits(schema, Parameter(name, ParameterKind.TEXT, location))
    if field.kind is ParameterKind.JSON:
        return replace(field, schema=bundle.add(schema, for_form=True))
    return without_files(field) if location is Location.FORM else field
