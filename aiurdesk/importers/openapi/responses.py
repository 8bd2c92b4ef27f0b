"""The responses of a description: what is documented of each, with all of its examples."""

import json
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

from aiurdesk.core.api.endpoint import (
    CodeCase,
    DocumentedResponse,
    NamedExample,
    ResponseField,
    Returns,
)
from aiurdesk.core.translation import tr
from aiurdesk.importers.openapi.bodies import is_json
from aiurdesk.importers.openapi.refs import Node
from aiurdesk.importers.openapi.schemas import (
    SchemaBundle,
    constants,
    flat,
    given_example,
    list_rest_of_media,
    type_of,
)

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
_MOST_EXAMPLES = 30
"""Of one content type of a response."""
_LONGEST_EXAMPLE = 100_000
"""Characters."""
_MOST_OF_EXAMPLES = 4_000_000
"""Characters of all examples of a description, which are read at each start."""
_LONGEST_TITLE = 60
_VALUES = ("serializedValue", "dataValue", "value")
"""Members that hold an example; the first is as it is sent. Version 3.2, section 4.19."""


class ResponseExamples:
    """Makes the examples of all responses of a description, up to what a service holds."""

    def __init__(self) -> None:
        self._left = _MOST_OF_EXAMPLES

    def of(self, media: Node, content_type: str) -> Iterator[NamedExample]:
        """Yield the examples of a content type, and note what is too much."""
        listed = media.raw("examples")
        if not isinstance(listed.value, dict) or not listed.value:
            title, example = tr("Example"), given_example(media)
            if example is not None:
                where = media.raw("example") if "example" in media else listed
                yield from self._made(title, _text(content_type, example), where)
            return
        for name, given in islice(listed.members(), _MOST_EXAMPLES):
            example = listed.references.followed(given)
            title = " ".join((example.text("summary") or name).split())[:_LONGEST_TITLE]
            key = next((key for key in _VALUES if key in example), None)
            if key is not None:
                value = example.raw(key).value
                is_sent_so = key == "serializedValue" and isinstance(value, str)
                text = _whole(value) if is_sent_so else _text(content_type, value)
                yield from self._made(title or tr("Example"), text, given)
            elif address := example.text("externalValue"):
                words = tr("the example at {address}, which is not fetched")
                given.leave_out(words.format(address=address))
        if len(listed.value) > _MOST_EXAMPLES:
            words = tr("all examples but the first {count}")
            listed.leave_out(words.format(count=_MOST_EXAMPLES))

    def _made(self, title: str, text: str, where: Node) -> Iterator[NamedExample]:
        if len(text) > min(_LONGEST_EXAMPLE, self._left):
            where.leave_out(tr("the example {title}, which is too long").format(title=title))
        elif text:
            self._left -= len(text)
            yield NamedExample(title, text)


def _text(content_type: str, value: Any) -> str:
    """Return an example as it is sent; authors write JSON as a value, and as its text."""
    if isinstance(value, str):
        is_text = not is_json(content_type) or _is_json_text(value)
        return _whole(value if is_text else json.dumps(value, ensure_ascii=False))
    try:
        return _whole(json.dumps(value, indent=2, ensure_ascii=False))
    except (TypeError, ValueError, RecursionError):
        return ""


def _is_json_text(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def _whole(text: str) -> str:
    """Return a text with question marks for halves of characters, which no file can hold."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def responses_of(
    node: Node, bundle: SchemaBundle, examples: ResponseExamples
) -> Iterator[DocumentedResponse]:
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
            list_rest_of_media(media, has_examples=True)
            schema = bundle.add(media.raw("schema")) if is_json(content_type) else ""
            yield DocumentedResponse(
                listed_as,
                words,
                content_type,
                schema,
                examples=tuple(examples.of(media, content_type)),
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
