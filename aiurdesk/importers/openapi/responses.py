"""The documented responses of an operation, and the result codes in them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from aiurdesk.core.api.endpoint import CodeCase, DocumentedResponse, ResponseField, Returns
from aiurdesk.importers.openapi.bodies import is_json
from aiurdesk.importers.openapi.examples import given_example, list_rest_of_media
from aiurdesk.importers.openapi.parameters import wire
from aiurdesk.importers.openapi.refs import Node
from aiurdesk.importers.openapi.schemas import SchemaBundle, constants, flat, type_of

_LONGEST_EXAMPLE = 4_000
_MOST_FIELDS = 60
_MOST_CODES = 100
_OF_RESPONSE = frozenset({"summary", "description", "content", "schema", "examples"})
_RETURNS = (
    ("text/html", Returns.HTML),
    ("application/xml", Returns.XML),
    ("text/xml", Returns.XML),
    ("text/markdown", Returns.MARKDOWN),
    ("text/event-stream", Returns.STREAM),
    ("application/x-ndjson", Returns.STREAM),
)


def responses_of(node: Node, bundle: SchemaBundle) -> Iterator[DocumentedResponse]:
    """Yield the responses that a ``responses`` object documents, one for each content type."""
    for status, _ in node.members():
        if status.startswith("x-"):
            continue
        response = node.object(status)
        words = "\n\n".join(filter(None, (response.text("summary"), response.text("description"))))
        response.list_others(_OF_RESPONSE)
        content = response.object("content")
        listed_as = status.upper() if status != "default" else status
        if not content:
            yield DocumentedResponse(listed_as, words)
        for content_type, _ in content.members():
            media = content.object(content_type)
            list_rest_of_media(media)
            example = given_example(media)
            schema = bundle.add(media.raw("schema")) if is_json(content_type) else ""
            yield DocumentedResponse(
                listed_as,
                words,
                content_type,
                schema,
                "" if example is None else wire(example)[:_LONGEST_EXAMPLE],
            )


def codes_of(node: Node) -> Iterator[CodeCase]:
    """Yield the result codes that schemas or examples of responses name."""
    seen: set[tuple[int | str, str]] = set()
    for status, _ in node.members():
        response = node.object(status)
        for _, given in response.object("content").members():
            media = given.references.followed(given)
            for code, words in (*_of_schema(media), *_of_examples(media)):
                if (code, status) in seen or len(seen) >= _MOST_CODES:
                    continue
                seen.add((code, status))
                number = int(status) if status.isdecimal() and len(status) == 3 else None
                yield CodeCase(code, words or response.text("description"), number)


def _of_schema(media: Node) -> Iterator[tuple[int, str]]:
    schema = flat(media.raw("schema"))
    code = schema.value["properties"].get("code")
    if code is None:
        return
    facts = flat(code).value
    named = constants(code.references.followed(code))
    values = facts.get("enum", [facts["const"]] if "const" in facts else [])
    named += [(value, "") for value in values if isinstance(values, list)]
    yield from ((value, title) for value, title in named if type(value) is int)
    example = flat(media.raw("schema")).value.get("example")
    yield from _of_value(example)
    if type(facts.get("example")) is int and not named:
        yield facts["example"], ""


def _of_examples(media: Node) -> Iterator[tuple[int, str]]:
    yield from _of_value(media.raw("example").value)
    for name, _ in media.raw("examples").members():
        example = media.object("examples").object(name)
        yield from _of_value(example.raw("value").value, example.text("summary"))


def _of_value(example: Any, summary: str = "") -> Iterator[tuple[int, str]]:
    if isinstance(example, dict) and type(code := example.get("code")) is int:
        message = example.get("message")
        yield code, summary or (message if isinstance(message, str) else "")


def success_of(node: Node) -> Node:
    """Return the response that means success."""
    statuses = sorted(status for status, _ in node.members() if status.startswith("2"))
    return node.object(statuses[0] if statuses else "default")


def fields_of(success: Node) -> tuple[ResponseField, ...]:
    """Return the members of the JSON that a success brings."""
    for content_type, given in success.object("content").members():
        if is_json(content_type):
            schema = given.references.followed(given).member("schema")
            return schema.references.remembered("fields", schema, partial(_fields, schema))
    return ()


def _fields(schema: Node) -> tuple[ResponseField, ...]:
    properties = list(flat(schema).value["properties"].items())[:_MOST_FIELDS]
    return tuple(ResponseField(name, _type_words(one)) for name, one in properties)


def _type_words(schema: Node) -> str:
    node = flat(schema)
    type_ = type_of(node.value) or "any"
    if type_ == "array":
        return f"array<{type_of(flat(node.raw('items')).value) or 'any'}>"
    return type_


def returned(success: Node, responses: Node) -> Returns:
    """Return what kind of response an operation gives when all goes well."""
    types = [
        name.partition(";")[0].strip().lower() for name, _ in success.object("content").members()
    ]
    statuses = [status for status, _ in responses.members()]
    if not any(s.startswith("2") for s in statuses) and any(s.startswith("3") for s in statuses):
        return Returns.REDIRECT
    if not types or any(map(is_json, types)) or "*/*" in types:
        return Returns.JSON
    return next((kind for name, kind in _RETURNS if name in types), Returns.FILE)
