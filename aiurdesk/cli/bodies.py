"""Reads the body of a request from the arguments of ``aiurdesk send``.

The forms ``name@file`` and ``name:=json`` come from HTTPie.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable

import msgspec

from aiurdesk.cli.arguments import (
    FROM_STANDARD_INPUT,
    FROM_VARIABLE,
    ArgumentItem,
    Mark,
    SecretSource,
    existing,
    file_value,
    kept,
    readable_twice,
    split_items,
    type_of,
)
from aiurdesk.cli.command import add_option
from aiurdesk.core.api.endpoint import Endpoint, Location
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.environments.environment import OF_PROCESS, reference
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.form_rules import content_type_problem
from aiurdesk.core.preparing.header import header_problem
from aiurdesk.core.preparing.json_template import json_problem
from aiurdesk.core.request.request import (
    ANY_BYTES,
    Body,
    FileBody,
    GraphqlBody,
    Header,
    JsonBody,
    MultipartBody,
    Row,
    TextBody,
)
from aiurdesk.core.request.typed import path_names
from aiurdesk.core.translation import tr

_OPTIONS = ("json", "body", "type", "graphql", "variables", "operation", "connection")
"""The options of a ``TypedBody``, in the order of its fields."""
ReadSecret = Callable[[str, str], str]
"""Takes the name of a field and what was typed; returns the text to put in."""


class TypedBody(msgspec.Struct, frozen=True):
    """The arguments that say what the body is."""

    in_body: tuple[ArgumentItem, ...] = ()
    json_file: str = ""
    body_file: str = ""
    content_type: str = ""
    graphql_file: str = ""
    variables_file: str = ""
    operation: str = ""
    connection_file: str = ""

    @property
    def is_given(self) -> bool:
        """Whether the arguments describe a body."""
        return bool(self.json_file or self.body_file or self.in_body)

    @property
    def kind(self) -> Body | None:
        """An empty body of the kind that the arguments describe; None leaves it to the endpoint."""
        if self.graphql_file:
            return GraphqlBody()
        if self.json_file or any(item.mark is Mark.JSON for item in self.in_body):
            return JsonBody()
        if self.body_file:
            return FileBody()
        return MultipartBody() if self.in_body else None


def typed_body(
    arguments: argparse.Namespace, endpoint: Endpoint | None
) -> tuple[TypedBody, tuple[ArgumentItem, ...]]:
    """Return what the arguments say of the body, and the items for query, path or form.

    Args:
        endpoint: None for a custom URL.

    Raises:
        ProblemError: The arguments contradict each other.
    """
    items = split_items(arguments.values)
    typed = TypedBody((), *(getattr(arguments, option) or "" for option in _OPTIONS))
    _check(arguments, items)
    _check_graphql(typed, items)
    marks = {item.mark for item in items}
    is_plain = not typed.graphql_file and Mark.JSON not in marks
    if typed.is_given or (is_plain and (endpoint or Mark.FILE not in marks)):
        return typed, items
    # The rest of the arguments goes into the body, too, except what the address takes.
    taken = path_names(arguments.endpoint)
    if endpoint is not None and not typed.graphql_file:
        taken = _others(endpoint)
    # ASP.NET ignores the case of the names of parameters.
    outside = {name.lower() for name in taken}
    inner = tuple(item for item in items if item.name.lower() not in outside)
    outer = tuple(item for item in items if item.name.lower() in outside)
    return msgspec.structs.replace(typed, in_body=inner), outer


def _others(endpoint: Endpoint) -> tuple[str, ...]:
    """Return the parameters of an endpoint that are not its JSON body."""
    named = endpoint.parameters
    if not any(parameter.location is Location.JSON for parameter in named):
        raise ProblemError(tr("{id} takes no JSON body. Write name=value.").format(id=endpoint.id))
    return tuple(p.name for p in named if p.location is not Location.JSON)


def _check(arguments: argparse.Namespace, items: tuple[ArgumentItem, ...]) -> None:
    marks = {item.mark for item in items}
    if arguments.json and arguments.body:
        raise ProblemError(tr("A request has one body: give --json or --body."))
    if (arguments.json or arguments.body) and marks - {Mark.TEXT}:
        raise ProblemError(
            tr("A request has one body: give --json, --body, or name@file and name:=json.")
        )
    if marks >= {Mark.JSON, Mark.FILE}:
        raise ProblemError(tr("JSON carries no files: write name:=json or name@file."))
    if arguments.type and not (arguments.json or arguments.body):
        raise ProblemError(tr("--type is the type of --body or --json. Give one of them."))
    refused = content_type_problem(arguments.type) if arguments.type else None
    if refused:
        raise ProblemError(f"--type: {refused.sentence}")
    reads_input = FROM_STANDARD_INPUT in (arguments.json, arguments.body)
    if reads_input and any(item.text == FROM_STANDARD_INPUT for item in items):
        raise ProblemError(tr("Standard input is the body, so no secret can be read from it."))


def _check_graphql(typed: TypedBody, items: tuple[ArgumentItem, ...]) -> None:
    if not typed.graphql_file:
        if typed.variables_file or typed.operation or typed.connection_file:
            raise ProblemError(
                tr("--variables, --operation and --connection belong to --graphql. Give that, too.")
            )
        return
    if typed.json_file or typed.body_file or typed.content_type:
        raise ProblemError(tr("A request has one body: give --graphql alone."))
    if typed.variables_file and items:
        raise ProblemError(tr("Give the variables in one way: --variables, or name=value."))
    if any(item.mark is Mark.FILE for item in items):
        raise ProblemError(
            tr("A variable of GraphQL is not a file: write name=value or name:=json.")
        )
    files = (typed.graphql_file, typed.variables_file, typed.connection_file)
    if [*files, *(item.text for item in items)].count(FROM_STANDARD_INPUT) > 1:
        raise ProblemError(
            tr("Standard input can be one thing only: the query, the variables or a value.")
        )


def body_of(typed: TypedBody, read_secret: ReadSecret) -> Body | None:
    """Return the body; None where the endpoint makes it of the values.

    Raises:
        ProblemError: A file does not exist, or a text is not JSON.
    """
    if typed.graphql_file:
        query = _text_of(typed.graphql_file, "--graphql")
        file = typed.connection_file
        connection = _text_of(file, "--connection") if file else ""
        return GraphqlBody(query, variables_of(typed, read_secret), typed.operation, connection)
    if typed.json_file:
        return JsonBody(_text_of(typed.json_file, "--json"))
    if typed.body_file:
        return _whole(typed)
    if not typed.in_body:
        return None
    if isinstance(typed.kind, JsonBody):
        return JsonBody(json_object(typed.in_body, read_secret))
    return MultipartBody(tuple(_row(item, read_secret) for item in typed.in_body))


def variables_of(typed: TypedBody, read_secret: ReadSecret) -> str:
    """Return the variables of a document of GraphQL as JSON.

    Raises:
        ProblemError: As for ``body_of``.
    """
    if typed.variables_file:
        return _text_of(typed.variables_file, "--variables")
    return json_object(typed.in_body, read_secret) if typed.in_body else ""


def type_headers(typed: TypedBody) -> tuple[Header, ...]:
    """Return the header for another type than JSON."""
    has_other = bool(typed.json_file and typed.content_type)
    return (Header("Content-Type", typed.content_type),) if has_other else ()


def json_object(items: Iterable[ArgumentItem], read_secret: ReadSecret) -> str:
    """Return the JSON object that arguments describe; numbers stay as they were typed.

    Raises:
        ProblemError: A ``name:=json`` is not JSON.
    """
    members = []
    for item in items:
        text = read_secret(item.name, item.text)
        if item.mark is Mark.TEXT:
            text = json.dumps(text, ensure_ascii=False)
        elif problem := json_problem(text):
            raise ProblemError(f"{item.name}: {problem.sentence}")
        members.append(f"{json.dumps(item.name, ensure_ascii=False)}: {text}")
    return "{" + ", ".join(members) + "}"


def references(name: str, text: str) -> str:
    """Return a text for saving: a reference in place of a value from an environment variable."""
    if text.startswith(FROM_VARIABLE):
        return reference(OF_PROCESS + text.removeprefix(FROM_VARIABLE))
    return text


def reading(source: SecretSource) -> ReadSecret:
    """Return a function that reads values with secret names from their source."""
    return lambda name, text: source.read(name, text) if is_secret_name(name) else text


def _row(item: ArgumentItem, read_secret: ReadSecret) -> Row:
    if item.mark is Mark.TEXT:
        return Row(item.name, read_secret(item.name, item.text))
    return Row(item.name, file_value(item.text, item.name))


def _whole(typed: TypedBody) -> Body:
    if typed.body_file != FROM_STANDARD_INPUT:
        path = existing(typed.body_file, "--body")
        return FileBody(readable_twice(path), typed.content_type or type_of(path))
    data = sys.stdin.buffer.read()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return FileBody(kept(data), typed.content_type or ANY_BYTES)
    return TextBody(text, typed.content_type) if typed.content_type else TextBody(text)


def _text_of(file: str, option: str) -> str:
    try:
        if file == FROM_STANDARD_INPUT:
            return sys.stdin.buffer.read().decode()
        return existing(file, option).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ProblemError(
            tr("{option}: {file} is not text in UTF-8.").format(option=option, file=file)
        ) from None
    except OSError as error:
        text = tr("{option}: {file} cannot be read: {strerror}.")
        raise ProblemError(text.format(option=option, file=file, strerror=error.strerror)) from None


_SCHEME = re.compile(r"(?:Bearer|Basic|Token)[ \t]+", re.IGNORECASE)
"""What may stand before the secret of a header. RFC 9110 section 11.4."""


def add_header_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--header``, which may be given several times."""
    add_option(
        parser,
        "--header NAME:VALUE",
        tr("add a header; a secret such as 'Authorization:Bearer env:VARIABLE' has a source"),
        action="append",
        default=[],
    )


def checked_headers(texts: Iterable[str]) -> tuple[Header, ...]:
    """Return headers as they were typed, sources of secrets included.

    Raises:
        ProblemError: A text is not a header, or the connection writes that header itself.
    """
    headers = tuple(_header(text) for text in texts)
    for header in headers:
        # What comes of variables in the value is checked when the request is prepared.
        if trouble := header_problem(Header(header.name, "")):
            raise ProblemError(trouble)
    return headers


def read_headers(headers: Iterable[Header], secrets: SecretSource) -> tuple[Header, ...]:
    """Return headers with their secrets.

    Raises:
        ProblemError: A source does not exist, or an argument is the secret itself.
    """
    return tuple(_read(header, secrets) for header in headers)


def _read(header: Header, secrets: SecretSource) -> Header:
    scheme, text = _scheme_and_text(header)
    if not is_secret_name(header.name) or not text:
        return header
    return Header(header.name, scheme + secrets.read(header.name, text, between=":"))


def referring_header(typed: Header) -> Header | None:
    """Return a header with a reference instead of an environment variable, for saving.

    None where the value does not come from one.
    """
    scheme, text = _scheme_and_text(typed)
    if not is_secret_name(typed.name) or not text.startswith(FROM_VARIABLE):
        return None
    variable = text.removeprefix(FROM_VARIABLE)
    return Header(typed.name, scheme + reference(OF_PROCESS + variable))


def _scheme_and_text(header: Header) -> tuple[str, str]:
    match = _SCHEME.match(header.value)
    scheme = match.group() if match else ""
    return scheme, header.value.removeprefix(scheme)


def _header(text: str) -> Header:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise ProblemError(tr("Write headers as NAME:VALUE, not as {text!r}.").format(text=text))
    return Header(name.strip(), value.strip())
