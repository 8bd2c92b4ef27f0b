"""Functions on GraphQL schemas and documents; only the helper process loads the library.

Documents and schemas may come from a stranger: a deep one takes all memory, and a long one minutes.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from aiurdesk import libraries
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem, TextPlace
from aiurdesk.core.request.graphql.introspection import introspection_data, read_introspection
from aiurdesk.core.request.graphql.schema import TOKEN
from aiurdesk.core.request.request import GraphqlBody
from aiurdesk.core.translation import tr

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLError, GraphQLSchema

MOST_MISTAKES = 20
_LONGEST = 500
_SYNTAX = "Syntax Error: "
_Stand = tuple[int, int]
"""Where something stands that takes the place of a ``{{variable}}``."""


class SchemaFile(msgspec.Struct, frozen=True):
    """A file with what a server said of its schema."""

    path: str
    changed_ns: int
    """When it was changed: another content is another schema."""


def load(file: SchemaFile | None) -> None:
    """Load the library, and read a schema."""
    libraries.graphql.parse("{ a }")
    if file is not None:
        _text(file)


def packed_schema(file: SchemaFile) -> bytes | Problem:
    """Return a schema as MessagePack, or why the file does not hold one."""
    try:
        return msgspec.msgpack.encode(read_introspection(_text(file)))
    except ProblemError as mistake:
        return mistake.problem


def described(text: str) -> bytes | Problem:
    """Return the description of a schema that is written as SDL, or what is wrong with it."""
    graphql = libraries.graphql
    try:
        schema = graphql.build_schema(text)
        data = graphql.introspection_from_schema(schema)
    except graphql.GraphQLError as error:
        return _problem_of(error)
    except TypeError as error:
        return Problem(str(error)[:_LONGEST])
    return msgspec.json.encode({"data": data})


def document_problems(body: GraphqlBody, file: SchemaFile | None) -> tuple[Problem, ...]:
    """Return what is wrong with a document, and by a schema with its fields and variables."""
    query, stands = _without_variables(body.query)
    try:
        document = libraries.graphql.parse(query)
    except libraries.graphql.GraphQLError as error:
        return (_problem_of(error),)
    if file is None:
        return ()
    try:
        errors = [*_errors(document, _schema(file), body)]
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        # What is wrong with a schema, the library tells by any of these.
        return (
            Problem(tr("The schema cannot be used: {value}").format(value=str(error)[:_LONGEST])),
        )
    told = [_problem_of(error) for error in errors if not _is_at(error, stands)]
    return tuple(told[:MOST_MISTAKES])


def _errors(
    document: "DocumentNode", schema: "GraphQLSchema", body: GraphqlBody
) -> "Iterator[GraphQLError]":
    errors = libraries.graphql.validate(schema, document, max_errors=MOST_MISTAKES)
    yield from errors
    if not errors and "{{" not in body.variables:
        yield from _errors_of_values(document, schema, body)


def _errors_of_values(
    document: "DocumentNode", schema: "GraphQLSchema", body: GraphqlBody
) -> "Iterator[GraphQLError]":
    """Yield what is wrong with the values of the variables of the operation that is chosen."""
    graphql = libraries.graphql
    operation = graphql.get_operation_ast(document, body.operation or None)
    try:
        values = msgspec.json.decode(body.variables) if body.variables.strip() else {}
    except msgspec.MsgspecError:
        return
    if operation is None or not isinstance(values, dict):
        return
    definitions = operation.variable_definitions or ()
    coerced: Any = graphql.execution.values.get_variable_values(
        schema, definitions, values, max_errors=MOST_MISTAKES
    )
    if isinstance(coerced, list):
        for error in coerced:
            # The document is right; the place would be the definition of the variable.
            yield graphql.GraphQLError(error.message)


@lru_cache(maxsize=2)
def _text(file: SchemaFile) -> bytes:
    return Path(file.path).read_bytes()


@lru_cache(maxsize=2)
def _schema(file: SchemaFile) -> "GraphQLSchema":
    data: Any = introspection_data(_text(file))
    return libraries.graphql.build_client_schema(data, assume_valid=True)


def _without_variables(query: str) -> tuple[str, list[_Stand]]:
    """Return a document in which a number or a name stands for each ``{{variable}}``."""
    stands: list[_Stand] = []
    before = ""

    def replaced(token: re.Match[str]) -> str:
        nonlocal before
        text, behind = token.group(), before
        if token.lastgroup != "comment":
            before = text
        if token.lastgroup != "variable":
            return text
        stands.append(token.span())
        # Of the same length, so that the places of mistakes stay the same.
        is_value = behind in (":", "=", "[")
        return "0".ljust(len(text)) if is_value else "v".ljust(len(text), "_")

    return TOKEN.sub(replaced, query), stands


def _is_at(error: "GraphQLError", stands: list[_Stand]) -> bool:
    """Tell whether a mistake is about what stands for a variable."""
    positions = error.positions or ()
    return any(start <= at < end for at in positions for start, end in stands)


def _problem_of(error: "GraphQLError") -> Problem:
    text = error.message.removeprefix(_SYNTAX)[:_LONGEST]
    location = error.locations[0] if error.locations else None
    if location is None:
        return Problem(text)
    words = tr("Line {line}, column {column}: {text}")
    told = words.format(line=location.line, column=location.column, text=text)
    return Problem(told, TextPlace(location.line, location.column))
