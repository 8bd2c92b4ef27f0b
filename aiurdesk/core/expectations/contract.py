"""Deviations from an API description: in values that are sent and in bodies that come back.

A stranger wrote the schemas and patterns, so both are read only in a process that can be killed.
"""

import re
from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import islice
from typing import Any, Protocol

import msgspec

from aiurdesk import libraries
from aiurdesk.core.api.endpoint import DocumentedResponse, Endpoint
from aiurdesk.core.expectations.comparisons import type_name
from aiurdesk.core.expectations.expressions import require_permission
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.translation import Phrase, marked, tr

_MOST_TOLD = 5
_MOST_LOOKED_AT = 200
_URI = "urn:schemas"
_TYPE_WORDS = {
    "string": marked("text"),
    "number": marked("number"),
    "integer": marked("whole number"),
    "boolean": marked("yes or no"),
    "array": marked("list"),
    "object": marked("object"),
    "null": "null",
}
_WORDS = {
    "minimum": marked("is less than documented"),
    "exclusiveMinimum": marked("is less than documented"),
    "maximum": marked("is more than documented"),
    "exclusiveMaximum": marked("is more than documented"),
    "multipleOf": marked("is not a multiple as documented"),
    "minLength": marked("is shorter than documented"),
    "maxLength": marked("is longer than documented"),
    "pattern": marked("does not match its documented pattern"),
    "minItems": marked("has fewer entries than documented"),
    "maxItems": marked("has more entries than documented"),
    "uniqueItems": marked("has the same entry twice, which is not documented"),
    "minProperties": marked("has fewer members than documented"),
    "maxProperties": marked("has more members than documented"),
    "enum": marked("has none of its documented values"),
    "const": marked("does not have its documented value"),
    "not": marked("has a value that its documentation excludes"),
    "additionalProperties": marked("has members that are not documented"),
    "unevaluatedProperties": marked("has members that are not documented"),
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


def status_note(endpoint: Endpoint, status: int) -> Phrase | None:
    """Say that a status is not documented; None where it is, or where nothing is."""
    if not endpoint.responses or documented(endpoint, status):
        return None
    statuses = dict.fromkeys(response.status for response in endpoint.responses)
    text = marked("Status {status} is not documented; documented: {statuses}.")
    return Phrase(text, {"status": status, "statuses": ", ".join(statuses)})


def type_note(responses: tuple[DocumentedResponse, ...], content_type: str) -> Phrase | None:
    """Say that a content type is not documented for a status; None where it is."""
    media_type = _media_type(content_type)
    types = dict.fromkeys(_media_type(response.content_type) for response in responses)
    if not media_type or "" in types or any(_fits(media_type, given) for given in types):
        return None
    text = marked("The body is {media_type}, documented as {types}.")
    return Phrase(text, {"media_type": media_type, "types": _either(types)})


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


def schema_problems(
    schemas: bytes, key: str, value: Any, *, is_request: bool = False
) -> tuple[Problem, ...]:
    """Return what of a value does not fit a schema, in phrases that name its path as well.

    Each is about the value within it that does not fit.

    Args:
        schemas: All schemas of a service, as JSON.
        key: The key of the schema.
        value: What the JSON stands for.
        is_request: Members that only responses have are not missing, and the other way round.
    """
    return _found_problems(schemas, key, value, is_request) or ()


def _found_problems(
    schemas: bytes, key: str, value: Any, is_request: bool
) -> tuple[Problem, ...] | None:
    """Return what does not fit a schema; None where that cannot be used."""
    require_permission()
    try:
        problems = {one.sentence: one for one in _problems(schemas, key, value, is_request)}
    # A schema may be anything; jsonschema trusts what it says of itself.
    except (*_NO_SCHEMA, RecursionError):
        return None
    except (
        libraries.jsonschema.exceptions.UnknownType,
        libraries.referencing.exceptions.Unresolvable,
    ):
        return None
    told = tuple(islice(problems.values(), _MOST_TOLD))
    more = len(problems) - len(told)
    rest = Phrase(marked("and {more} more"), {"more": more})
    return (*told, Problem(rest, FieldPlace())) if more else told


class ResponseFacts(Protocol):
    """What is compared with a description."""

    @property
    def status(self) -> int | None:
        """The HTTP status; None if there was no response."""

    @property
    def content_type(self) -> str:
        """The content type, as the header says it."""

    @property
    def has_body(self) -> bool:
        """Whether a byte of a body came."""

    @property
    def body(self) -> Any | Problem:
        """The value that its JSON stands for."""

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that responded."""

    def read_schemas(self) -> bytes:
        """Return all schemas of its service, as JSON; empty without any."""


def described(facts: ResponseFacts) -> tuple[bool, str]:
    """Tell whether a response is as its description says, and what is not.

    What is documented without a schema is as described, whatever the body: nothing speaks against
    it. A status that is not documented is not.
    """
    require_permission()
    endpoint, status = facts.endpoint, facts.status
    if status is None:
        return False, tr("no response")
    if not endpoint.responses:
        words = tr("no description says what comes; add the service from its OpenAPI description")
        return False, words
    given = documented(endpoint, status)
    note = status_note(endpoint, status)
    if note is None and facts.has_body:
        note = type_note(given, facts.content_type)
    if note is not None:
        return False, str(note).rstrip(".")
    promised = response_for(given, facts.content_type)
    if promised is None:
        return True, tr("status {status} is documented, without a schema").format(status=status)
    return _fits_schema(facts, promised.schema, status)


def _fits_schema(facts: ResponseFacts, key: str, status: int) -> tuple[bool, str]:
    if not facts.has_body:
        words = tr("the body is empty, and a schema is documented for status {status}")
        return False, words.format(status=status)
    if isinstance(facts.body, Problem):
        return False, facts.body.sentence
    problems = _found_problems(facts.read_schemas(), key, facts.body, False)
    if problems is None:
        words = tr("the schema that is documented for status {status} cannot be used")
        return False, words.format(status=status)
    return not problems, "; ".join(one.sentence for one in problems) or tr("as described")


def pattern_fits(pattern: str, text: str) -> bool:
    """Tell whether a text matches the pattern of a stranger; true where it is not a pattern."""
    require_permission()
    try:
        return re.search(pattern, text) is not None
    except (re.error, OverflowError):
        # Patterns of ECMAScript that Python does not know.
        return True


def _problems(schemas: bytes, key: str, value: Any, is_request: bool) -> Iterator[Problem]:
    resource = libraries.referencing.Resource.opaque(msgspec.json.decode(schemas))
    registry: Any = libraries.referencing.Registry().with_resource(_URI, resource)
    schema = {"$ref": f"{_URI}#/{key}"}
    validator = libraries.jsonschema.validators.Draft202012Validator(schema, registry=registry)
    for error in islice(validator.iter_errors(value), _MOST_LOOKED_AT):
        yield from _problems_of(error, is_request)


def _problems_of(error: Any, is_request: bool) -> Iterator[Problem]:
    """Yield what one error of jsonschema says, in plain words."""
    if error.validator in ("anyOf", "oneOf"):
        yield from _of_options(error, is_request)
    elif error.validator == "required":
        yield from _missing(error, is_request)
    elif error.validator == "type":
        limit = error.validator_value
        types = [limit] if isinstance(limit, str) else limit
        values = {
            "place": _path_words(error.absolute_path),
            "type_of": Phrase(_TYPE_WORDS[type_name(error.instance)]),
            "words": _either(map(_type_word, types)),
        }
        text = marked("{place} is {type_of}, documented as {words}")
        yield _within(error.absolute_path, Phrase(text, values))
    else:
        words = _WORDS.get(str(error.validator), marked("does not fit what is documented"))
        phrase = Phrase.joined((_path_words(error.absolute_path), Phrase(words)), " ")
        yield _within(error.absolute_path, phrase)


def _type_word(name: object) -> str | Phrase:
    word = _TYPE_WORDS.get(str(name))
    return str(name) if word is None else Phrase(word)


def _either(choices: Iterable[str | Phrase]) -> str | Phrase:
    """Return choices of which one has to be, such as "text or number"."""
    return reduce(
        lambda one, other: Phrase(marked("{one} or {other}"), {"one": one, "other": other}), choices
    )


def _of_options(error: Any, is_request: bool) -> Iterator[Problem]:
    # One that may also be null: what it is otherwise says more.
    if [*error.validator_value[1:]] == [{"type": "null"}]:
        for inner in error.context:
            if inner.schema_path[0] == 0:
                yield from _problems_of(inner, is_request)
    else:
        text = marked("{place} fits none of its documented forms, or several")
        place = _path_words(error.absolute_path)
        yield _within(error.absolute_path, Phrase(text, {"place": place}))


def _missing(error: Any, is_request: bool) -> Iterator[Problem]:
    hidden = "readOnly" if is_request else "writeOnly"
    for name in error.validator_value:
        if name not in error.instance and not _is_marked(error.schema, name, hidden):
            text = marked("{place} is missing, documented as required")
            path = (*error.absolute_path, name)
            yield _within(path, Phrase(text, {"place": _path_words(path)}))


def _is_marked(schema: Any, name: str, mark: str) -> bool:
    member = schema.get("properties", {}).get(name) if isinstance(schema, dict) else None
    return isinstance(member, dict) and member.get(mark) is True


def _within(path: Any, phrase: Phrase) -> Problem:
    return Problem(phrase, FieldPlace(within=".".join(map(str, path))))


def _path_words(path: Any) -> str | Phrase:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return f"`{text.removeprefix('.')}`" if text else Phrase(marked("The body"))
