"""JSON with ``{{variables}}`` in it: what is wrong with it, and what it becomes."""

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.api.value_rules import Constraints
from aiurdesk.core.environments.environment import (
    LONGEST_TEXT,
    VARIABLE,
    missing_names,
    resolve,
    variable_names,
)
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.graphql.schema import (
    TOKEN,
    chosen_operation,
    is_subscription,
    line_and_column,
    operations,
    stray_braces,
    wants_parts,
)
from aiurdesk.core.request.request import FileValue, GraphqlBody, Value
from aiurdesk.core.translation import tr

MOST_CHECKED_CHARS = 1_000_000
"""A longer JSON text is sent unchecked: checking would delay every key that is typed."""
_STRING_OR_VARIABLE = re.compile(r'"(?:[^"\\\n]|\\.)*+"|' + VARIABLE.pattern)


# An edit asks for it several times, and reading a megabyte takes 20 ms.
@lru_cache(maxsize=2)
def json_problem(text: str) -> Problem | None:
    """Return why a text is not JSON, with the place of the mistake; None where it is JSON."""
    if len(text) > MOST_CHECKED_CHARS:
        return None
    return _json_problem(text)


def _json_problem(text: str) -> Problem | None:
    traits = ParameterKind.JSON.traits
    written = traits.write(Constraints(), text, traits.example)
    return written if isinstance(written, Problem) else None


def template_problem(text: str) -> Problem | None:
    """Return why a text is not JSON even when its ``{{variables}}`` have values, or None."""
    return None if len(text) > MOST_CHECKED_CHARS else json_problem(_with_stand_ins(text))


def long_template_problem(text: str) -> Problem | None:
    """Return the same for a text of any length, which may take seconds."""
    return _json_problem(_with_stand_ins(text)) if text.strip() else None


def _with_stand_ins(text: str) -> str:
    # Numbers of the same length, so that the place of a mistake stays the same.
    return VARIABLE.sub(lambda match: "0".ljust(len(match.group())), text)


def resolve_json(text: str, variables: Mapping[str, str]) -> str | tuple[str, ...]:
    """Replace variables as ``resolve`` does; within a string their values are escaped."""
    return resolve_tokens(
        _STRING_OR_VARIABLE,
        text,
        variables,
        lambda token: _in_string if token.group().startswith('"') else str,
    )


def _in_string(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]


def resolve_tokens(
    pattern: re.Pattern[str],
    text: str,
    variables: Mapping[str, str],
    escape_of: Callable[[re.Match[str]], Callable[[str], str] | None],
) -> str | tuple[str, ...]:
    """Replace variables as ``resolve`` does, in the parts of a text that a pattern matches.

    Args:
        escape_of: Takes a match; returns what writes a value within it, or None to leave it.
    """
    if "{{" not in text:
        return text
    missing: dict[str, None] = {}
    values: dict[str, str | tuple[str, ...]] = {}
    left = LONGEST_TEXT

    def replaced(token: re.Match[str]) -> str:
        escape = escape_of(token)

        def value_of(variable: re.Match[str]) -> str:
            nonlocal left
            name = variable.group(1)
            if name not in values:
                values[name] = resolve(variable.group(), variables)
            value = values[name]
            left -= len(value)
            missing.update(dict.fromkeys((name,) if left < 0 else missing_names(value)))
            return escape(value) if escape and isinstance(value, str) and left >= 0 else ""

        return VARIABLE.sub(value_of, token.group()) if escape else token.group()

    written = pattern.sub(replaced, text)
    return tuple(missing) if missing else written


_ABSOLUTE = re.compile(r"/|\\\\|[A-Za-z]:[/\\]")
_SEPARATOR = re.compile(r"[/\\]")


class Unresolved(msgspec.Struct, frozen=True):
    """The names of missing variables in a value."""

    names: tuple[str, ...]


def resolve_value(value: Value, variables: Mapping[str, str]) -> Value | Unresolved:
    """Resolve the variables in a text, in each text of a list, or in the path of a file."""
    if isinstance(value, FileValue):
        return _resolve_file(value, variables)
    texts = (value,) if isinstance(value, str) else value
    resolved = [resolve(text, variables) for text in texts]
    if missing := missing_names(*resolved):
        return Unresolved(tuple(dict.fromkeys(missing)))
    texts = tuple(text for text in resolved if isinstance(text, str))
    return texts[0] if isinstance(value, str) else texts


def resolve_path(path: str, variables: Mapping[str, str]) -> str | tuple[str, ...]:
    """Resolve the variables in the path of a file.

    A variable may hold a whole path: what was typed before it is then the folder of the request,
    which counts for relative paths only.

    Returns:
        The path, or the names that have no value or that refer to themselves.
    """
    head, braces, tail = path.partition("{{")
    resolved = resolve(braces + tail, variables)
    if isinstance(resolved, tuple):
        return resolved
    is_whole = head.endswith(("/", "\\")) and _ABSOLUTE.match(resolved)
    return resolved if is_whole else head + resolved


def _resolve_file(file: FileValue, variables: Mapping[str, str]) -> FileValue | Unresolved:
    path, filename = resolve_path(file.path, variables), resolve(file.filename, variables)
    if isinstance(path, tuple) or isinstance(filename, tuple):
        return Unresolved(tuple(dict.fromkeys(missing_names(path, filename))))
    # A name that was typed stays as it is, also one that cannot be sent.
    if "{{" not in file.filename:
        return replace(file, path=path)
    # Of a variable that holds a path, only the end is the name of the file.
    return replace(file, path=path, filename=_SEPARATOR.split(filename)[-1])


ACCEPT = "application/graphql-response+json, application/json;q=0.9"
"""Source: GraphQL over HTTP, draft of 2025, section 4.2."""
_ACCEPT_PARTS = (
    "multipart/mixed;deferSpec=20220824, multipart/mixed;incrementalSpec=v0.2;q=0.9, "
    "multipart/mixed;q=0.9, application/graphql-response+json;q=0.8, application/json;q=0.7"
)
"""What servers send parts for: Apollo's want one of the parameters, others want none."""
_ACCEPT_EVENTS = "text/event-stream"
_WITHOUT_PREFLIGHT = ("Apollo-Require-Preflight", "true")
"""Without it, servers of Apollo refuse a GET, which any page could make a browser send.

Source: Apollo Server 4, "Preventing Cross-Site Request Forgery".
"""


def sent_headers(body: GraphqlBody, *, in_query: bool) -> tuple[tuple[str, str], ...]:
    """Return the headers that a GraphQL body needs, unless the request has its own.

    Args:
        body: With its variables put in.
        in_query: Whether it is sent in the address.
    """
    accept = _ACCEPT_PARTS if wants_parts(body.query) else ACCEPT
    if is_subscription(body.query, body.operation):
        accept = _ACCEPT_EVENTS
    return ("Accept", accept), *((_WITHOUT_PREFLIGHT,) if in_query else ())


def graphql_problem(body: GraphqlBody) -> Problem | None:
    """Return what is wrong with a body, with any values of its ``{{variables}}``.

    The document is not parsed: that needs the library, which takes its time.
    """
    if not body.query.strip():
        return Problem(tr("Enter a query, such as { __typename }."))
    if (stray := stray_braces(body.query)) >= 0:
        line, column = line_and_column(body.query, stray)
        words = tr(
            "Line {line}, column {column}: {{{{ begins no variable. Write "
            "{{{{name}}}} for a variable of the environment, or one brace."
        )
        return Problem(words.format(line=line, column=column))
    return (
        _operation_problem(body)
        or object_problem(tr("Variables"), body.variables)
        or object_problem("Connection", body.connection)
    )


def _operation_problem(body: GraphqlBody) -> Problem | None:
    every = operations(body.query)
    # A variable may be put in for a whole document, or for its name.
    if not every or variable_names(body.operation):
        return None
    names = ", ".join(one.name or tr("one without a name") for one in every)
    if body.operation and chosen_operation(body.query, body.operation) is None:
        words = tr("The document has no operation {operation}. It has: {names}.")
        return Problem(words.format(operation=body.operation, names=names))
    if not body.operation and len(every) > 1:
        words = tr("The document has several operations. Choose one of them: {names}.")
        return Problem(words.format(names=names))
    return None


def object_problem(name: str, text: str) -> Problem | None:
    """Return what is wrong with a JSON object that may hold variables, or None.

    Args:
        name: What the text is.
    """
    if not text.strip():
        return None
    problem = template_problem(text)
    if problem is None and not text.lstrip().startswith("{"):
        problem = Problem(tr('Write a JSON object, such as {"id": 1}.'))
    return problem and replace(problem, what=f"{name}: {problem.sentence}")


def resolve_graphql(
    body: GraphqlBody, variables: Mapping[str, str]
) -> GraphqlBody | tuple[str, ...]:
    """Return a GraphQL body with its variables resolved, or the names that have no value.

    Within a string of the document a value is escaped, so that it stays within it.
    """
    resolved = (
        resolve_tokens(TOKEN, body.query, variables, lambda token: _ESCAPES.get(token.lastgroup)),
        resolve_json(body.variables, variables),
        resolve(body.operation, variables),
        resolve_json(body.connection, variables),
    )
    texts = [text for text in resolved if isinstance(text, str)]
    if len(texts) == len(resolved):
        query, values, operation, connection = texts
        return GraphqlBody(query, values, operation, connection, body.transport)
    return missing_names(*resolved)


_ESCAPES: Mapping[str | None, Callable[[str], str]] = {
    "string": lambda value: json.dumps(value)[1:-1],
    "block": lambda value: value.replace('"""', '\\"""'),
    "variable": str,
}
"""What is made of a value within a token; a comment is sent as it is written."""
