"""What does not fit the description of an API: values that are sent, and bodies that come back.

A stranger wrote the schemas and patterns, so both are read only in a process that can be killed.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

from aiurdesk import libraries
from aiurdesk.core.api.endpoint import DocumentedResponse, Endpoint
from aiurdesk.core.expectations.comparisons import type_name
from aiurdesk.core.expectations.expressions import require_permission
from aiurdesk.core.translation import tr

_MOST_TOLD = 5
_MOST_LOOKED_AT = 200
_URI = "urn:schemas"
_TYPE_WORDS = {
    "string": "text",
    "number": "number",
    "integer": tr("whole number"),
    "boolean": tr("yes or no"),
    "array": "list",
    "object": "object",
    "null": "null",
}
_WORDS = {
    "minimum": tr("is less than documented"),
    "exclusiveMinimum": tr("is less than documented"),
    "maximum": tr("is more than documented"),
    "exclusiveMaximum": tr("is more than documented"),
    "multipleOf": tr("is not a multiple as documented"),
    "minLength": tr("is shorter than documented"),
    "maxLength": tr("is longer than documented"),
    "pattern": tr("does not match its documented pattern"),
    "minItems": tr("has fewer entries than documented"),
    "maxItems": tr("has more entries than documented"),
    "uniqueItems": tr("has the same entry twice, which is not documented"),
    "minProperties": tr("has fewer members than documented"),
    "maxProperties": tr("has more members than documented"),
    "enum": tr("has none of its documented values"),
    "const": tr("does not have its documented value"),
    "not": tr("has a value that its documentation excludes"),
    "additionalProperties": tr("has members that are not documented"),
    "unevaluatedProperties": tr("has members that are not documented"),
}

_NO_SCHEMA = (
    OSError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    re.error,
)


def documented(endpoint: Endpoint, status: int) -> tuple[DocumentedResponse, ...]:
    """Return what is documented for a status: for itself, its hundred, or all that are not listed.

    Source: OpenAPI Specification 3.1.1, section 4.8.16.
    """
    for name in (str(status), f"{status // 100}XX", "default"):
        responses = tuple(one for one in endpoint.responses if one.status == name)
        if responses:
            return responses
    return ()


def status_note(endpoint: Endpoint, status: int) -> str:
    """Say that a status is not documented; empty where it is, or where nothing is."""
    if not endpoint.responses or documented(endpoint, status):
        return ""
    statuses = dict.fromkeys(response.status for response in endpoint.responses)
    return tr("Status {status} is not documented; documented: {statuses}.").format(
        status=status, statuses=", ".join(statuses)
    )


def type_note(responses: tuple[DocumentedResponse, ...], content_type: str) -> str:
    """Say that a content type is not documented for a status; empty where it is."""
    media_type = _media_type(content_type)
    types = dict.fromkeys(_media_type(response.content_type) for response in responses)
    if not media_type or "" in types or any(_fits(media_type, given) for given in types):
        return ""
    return tr("The body is {media_type}, documented as {types}.").format(
        media_type=media_type, types=tr(" or ").join(types)
    )


def response_for(
    responses: tuple[DocumentedResponse, ...], content_type: str
) -> DocumentedResponse | None:
    """Return the documented response whose schema a body of a content type has, or None."""
    media_type = _media_type(content_type)
    return next(
        (
            response
            for response in responses
            # A body without a content type may be what was promised.
            if response.schema and (not media_type or _fits(media_type, response.content_type))
        ),
        None,
    )


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _fits(media_type: str, given: str) -> bool:
    given = _media_type(given)
    group, _, name = given.partition("/")
    return media_type == given or name == "*" and group in ("*", media_type.partition("/")[0])


def schema_mistakes(
    schemas: bytes, key: str, value: Any, *, is_request: bool = False
) -> tuple[str, ...]:
    """Return what of a value does not fit a schema, in phrases with its path.

    Args:
        schemas: All schemas of a service, as JSON.
        key: The key of the schema.
        value: What the JSON stands for.
        is_request: Members that only responses have are not missing, and the other way round.
    """
    require_permission()
    try:
        mistakes = dict.fromkeys(_mistakes(schemas, key, value, is_request))
    # A schema may be anything; jsonschema trusts what it says of itself.
    except _NO_SCHEMA:
        return ()
    except (
        libraries.jsonschema.exceptions.UnknownType,
        libraries.referencing.exceptions.Unresolvable,
    ):
        return ()
    told = tuple(islice(mistakes, _MOST_TOLD))
    more = len(mistakes) - len(told)
    return (*told, tr("and {more} more").format(more=more)) if more else told


def pattern_fits(pattern: str, text: str) -> bool:
    """Tell whether a text matches the pattern of a stranger; true where it is not a pattern."""
    require_permission()
    try:
        return re.search(pattern, text) is not None
    except (re.error, OverflowError):
        # Patterns of ECMAScript that Python does not know.
        return True


def _mistakes(schemas: bytes, key: str, value: Any, is_request: bool) -> Iterator[str]:
    resource = libraries.referencing.Resource.opaque(msgspec.json.decode(schemas))
    registry: Any = libraries.referencing.Registry().with_resource(_URI, resource)
    schema = {"$ref": f"{_URI}#/{key}"}
    validator = libraries.jsonschema.validators.Draft202012Validator(schema, registry=registry)
    for error in islice(validator.iter_errors(value), _MOST_LOOKED_AT):
        yield from _phrases(error, is_request)


def _phrases(error: Any, is_request: bool) -> Iterator[str]:
    """Yield what one error of jsonschema says, in plain words."""
    if error.validator in ("anyOf", "oneOf"):
        yield from _of_options(error, is_request)
    elif error.validator == "required":
        yield from _missing(error, is_request)
    elif error.validator == "type":
        limit = error.validator_value
        types = [limit] if isinstance(limit, str) else limit
        words = tr(" or ").join(_TYPE_WORDS.get(name, str(name)) for name in types)
        yield tr("{place} is {type_of}, documented as {words}").format(
            place=_path_words(error.absolute_path),
            type_of=_TYPE_WORDS[type_name(error.instance)],
            words=words,
        )
    else:
        words = _WORDS.get(str(error.validator), "does not fit what is documented")
        yield f"{_path_words(error.absolute_path)} {words}"


def _of_options(error: Any, is_request: bool) -> Iterator[str]:
    # One that may also be null: what it is otherwise says more.
    if [*error.validator_value[1:]] == [{"type": "null"}]:
        for inner in error.context:
            if inner.schema_path[0] == 0:
                yield from _phrases(inner, is_request)
    else:
        yield tr("{place} fits none of its documented forms, or several").format(
            place=_path_words(error.absolute_path)
        )


def _missing(error: Any, is_request: bool) -> Iterator[str]:
    hidden = "readOnly" if is_request else "writeOnly"
    for name in error.validator_value:
        if name not in error.instance and not _is_marked(error.schema, name, hidden):
            yield tr("{place} is missing, documented as required").format(
                place=_path_words((*error.absolute_path, name))
            )


def _is_marked(schema: Any, name: str, mark: str) -> bool:
    member = schema.get("properties", {}).get(name) if isinstance(schema, dict) else None
    return isinstance(member, dict) and member.get(mark) is True


def _path_words(path: Any) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return f"`{text.removeprefix('.')}`" if text else tr("The body")
