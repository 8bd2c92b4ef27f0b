"""Turns the body that a person composed into the bytes that go on the wire."""

from collections.abc import Iterable, Iterator
from enum import Enum, auto
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.value_rules import surrogate_problem
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.environments.environment import Environment, missing_names, resolve
from aiurdesk.core.preparing import encoding
from aiurdesk.core.preparing.address import why_unresolved
from aiurdesk.core.preparing.form_rules import content_type_problem, file_name_problem
from aiurdesk.core.preparing.json_template import (
    Unresolved,
    graphql_problem,
    json_problem,
    object_problem,
    resolve_graphql,
    resolve_json,
    resolve_path,
    resolve_value,
    sent_headers,
    template_problem,
)
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.graphql.schema import chosen_operation
from aiurdesk.core.request.graphql.socket_protocol import first_messages
from aiurdesk.core.request.graphql_text import graphql_json, query_pairs
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FileContent,
    FileValue,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    Row,
    TextBody,
)
from aiurdesk.core.request.request_secrets import secrets_in_texts, secrets_of_text
from aiurdesk.core.translation import tr

URLENCODED = "application/x-www-form-urlencoded"
JSON = "application/json"


class BodyWay(Enum):
    """Way to send a GraphQL document, which follows from its method and address."""

    CONTENT = auto()
    QUERY = auto()
    """In the address: the method has no body."""
    SOCKET = auto()


def own_type(body: Body) -> str:
    """Return the type that a body is sent with; empty where there is no body."""
    match body:
        case JsonBody() | GraphqlBody():
            return JSON
        case FormBody():
            return URLENCODED
        case MultipartBody():
            # Its boundary is chosen when it is sent.
            return "multipart/form-data"
        case TextBody(_, content_type) | FileBody(_, content_type):
            return content_type
    return ""


class WireBody(msgspec.Struct, frozen=True):
    """A body as it is sent."""

    content_type: str = ""
    """Empty where there is no body."""
    content: tuple[encoding.BodyPart, ...] = ()
    secrets: tuple[Secret, ...] = ()
    """Texts in it that are shown as dots."""
    query: tuple[tuple[str, str], ...] = ()
    """What is added to the query of the address instead."""
    messages: tuple[str, ...] = ()
    """What is sent over a socket instead."""
    headers: tuple[tuple[str, str], ...] = ()
    """What is sent beside it, unless the request has headers of these names."""


def wire_body(
    body: Body,
    environment: Environment,
    boundary: str,
    added: Iterable[tuple[str, str]] = (),
    *,
    is_forced: bool = False,
    way: BodyWay = BodyWay.CONTENT,
) -> WireBody | tuple[Problem, ...]:
    """Resolve the variables of a body and write it.

    Args:
        boundary: As for ``prepare``.
        added: What a credential adds to a form.
        is_forced: "Send anyway": JSON is not checked.
        way: How GraphQL is sent.
    """
    match body:
        case FormBody() | MultipartBody():
            return _wire_form(body, environment, boundary, added)
        case JsonBody():
            return _wire_text(body.text, JSON, environment, is_checked=not is_forced)
        case GraphqlBody():
            return _wire_graphql(body, environment, way, is_forced=is_forced)
        case TextBody():
            return _wire_text(body.text, body.content_type, environment)
        case FileBody():
            return _wire_file(body, environment)
    return WireBody()


def row_problem(row: Row, *, is_multipart: bool) -> Problem | None:
    """Return why a row of a form cannot be sent, or None; variables are not resolved."""
    if not row.name:
        return Problem(tr("Give the field a name, such as id."))
    if isinstance(row.value, FileValue):
        if not is_multipart:
            return Problem(
                tr("Files can be sent as multipart only. Choose Multipart above, or enter text.")
            )
        if not row.value.path or not row.value.filename:
            return Problem(tr("Choose a file, such as picture.png. Its content is sent."))
        return file_name_problem(row.value)
    texts = (row.value,) if isinstance(row.value, str) else row.value
    return next(filter(None, map(surrogate_problem, (row.name, *texts))), None)


def _wire_form(
    body: FormBody | MultipartBody,
    environment: Environment,
    boundary: str,
    added: Iterable[tuple[str, str]],
) -> WireBody | tuple[Problem, ...]:
    is_multipart = isinstance(body, MultipartBody)
    content: list[encoding.FormPart] = []
    errors: list[Problem] = []
    for row in body.rows:
        # A row that was added and not filled in yet is not a pair.
        if not row.is_sent or (row.name, row.value) == ("", ""):
            continue
        name = resolve(row.name, environment.variables)
        value = resolve_value(row.value, environment.variables)
        if isinstance(name, tuple) or isinstance(value, Unresolved):
            missing = value.names if isinstance(value, Unresolved) else ()
            errors += _refused(why_unresolved(missing_names(name, missing), environment), row.name)
            continue
        if problem := row_problem(Row(name, value), is_multipart=is_multipart):
            errors += _refused(problem, row.name)
        texts = value if isinstance(value, tuple) else (value,)
        content += [encoding.FormPart(name, text) for text in texts]
    if errors:
        return tuple(errors)
    content += [encoding.FormPart(name, text) for name, text in added]
    pairs = [(part.name, part.content) for part in content if isinstance(part.content, str)]
    wire = multipart_body(content, boundary) if is_multipart else form_body(pairs)
    return replace(wire, secrets=tuple(_secrets_of(pairs)))


def _refused(problem: Problem, row: str = "") -> tuple[Problem, ...]:
    return (replace(problem, at=FieldPlace(row, is_body=True)),)


def form_body(pairs: Iterable[tuple[str, str]]) -> WireBody:
    """Return a body with names and texts."""
    return WireBody(URLENCODED, (encoding.pairs(pairs).encode(),))


def multipart_body(content: Iterable[encoding.FormPart], boundary: str) -> WireBody:
    """Return a body with texts and files; the boundary is made longer where they hold it."""
    listed = list(content)
    boundary = encoding.free_boundary(boundary, listed)
    return WireBody(
        f"multipart/form-data; boundary={boundary}", encoding.multipart(listed, boundary)
    )


def _secrets_of(pairs: Iterable[tuple[str, str]]) -> Iterator[Secret]:
    for name, text in pairs:
        if text:
            yield from (Secret(text),) if is_secret_name(name) else secrets_of_text(text)


def _wire_text(
    text: str, content_type: str, environment: Environment, *, is_checked: bool = False
) -> WireBody | tuple[Problem, ...]:
    kind = resolve(content_type, environment.variables)
    # In JSON a value has to stay within its string, also where it holds quotes.
    resolving = resolve_json if kind == JSON else resolve
    resolved = resolving(text, environment.variables)
    if isinstance(kind, tuple) or isinstance(resolved, tuple):
        return _refused(why_unresolved(missing_names(kind, resolved), environment))
    written = _written_text(resolved, kind, is_checked=is_checked)
    if isinstance(written, tuple) and is_checked and (problem := template_problem(text)):
        # The place of the mistake in the text that was typed, not in the one with the values.
        return _refused(problem)
    return written


# A request is prepared at every key that is typed elsewhere, with the same text each time.
@lru_cache(maxsize=2)
def _written_text(
    text: str, content_type: str, *, is_checked: bool
) -> WireBody | tuple[Problem, ...]:
    problem = surrogate_problem(text) or content_type_problem(content_type)
    if problem is None and is_checked:
        problem = json_problem(text)
    if problem is not None:
        return _refused(problem)
    return WireBody(content_type, (text.encode(),), secrets_in_texts(text))


def _wire_graphql(
    body: GraphqlBody, environment: Environment, way: BodyWay, *, is_forced: bool
) -> WireBody | tuple[Problem, ...]:
    resolved = resolve_graphql(body, environment.variables)
    if isinstance(resolved, tuple):
        return _refused(why_unresolved(resolved, environment))
    problem = None if is_forced else _graphql_problem(body, resolved, way)
    if problem is not None:
        return _refused(problem)
    secrets = secrets_in_texts(resolved.query, resolved.variables, resolved.connection)
    headers = sent_headers(resolved, in_query=way is BodyWay.QUERY)
    if way is BodyWay.QUERY:
        return WireBody(secrets=secrets, query=query_pairs(resolved), headers=headers)
    written = graphql_json(resolved)
    if way is BodyWay.SOCKET:
        return WireBody(secrets=secrets, messages=first_messages(written, resolved.connection))
    wire = _written_text(written, JSON, is_checked=False)
    return wire if isinstance(wire, tuple) else replace(wire, secrets=secrets, headers=headers)


def _graphql_problem(body: GraphqlBody, resolved: GraphqlBody, way: BodyWay) -> Problem | None:
    # The place of a mistake is in the text that was typed.
    problem = graphql_problem(body) or object_problem(tr("Variables"), resolved.variables)
    if problem is None and way is BodyWay.QUERY:
        chosen = chosen_operation(resolved.query, resolved.operation)
        if chosen is not None and chosen.kind == "mutation":
            return Problem(tr("A mutation is not sent with GET. Choose POST."))
    return problem


def _wire_file(body: FileBody, environment: Environment) -> WireBody | tuple[Problem, ...]:
    kind = resolve(body.content_type, environment.variables)
    path = resolve_path(body.path, environment.variables)
    if isinstance(kind, tuple) or isinstance(path, tuple):
        return _refused(why_unresolved(missing_names(kind, path), environment))
    if not path:
        return _refused(Problem(tr("Choose a file, such as picture.png. Its content is sent.")))
    if problem := content_type_problem(kind):
        return _refused(problem)
    return WireBody(kind, (FileContent(path),))
