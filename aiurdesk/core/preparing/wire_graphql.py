"""What is wrong with a body of GraphQL, and what it becomes when its variables are put in."""

import json
from collections.abc import Callable, Mapping

from aiurdesk.core.graphql.schema import (
    TOKEN,
    chosen_operation,
    is_subscription,
    line_and_column,
    operations,
    stray_braces,
    wants_parts,
)
from aiurdesk.core.preparing.json_template import resolve_json, resolve_tokens, template_problem
from aiurdesk.core.request.request import GraphqlBody
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import missing_names, resolve, variable_names

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
    """Return the headers that a body is sent with, where a request has no others of these names.

    Args:
        body: With its variables put in.
        in_query: Whether it is sent in the address.
    """
    accept = _ACCEPT_PARTS if wants_parts(body.query) else ACCEPT
    if is_subscription(body.query, body.operation):
        accept = _ACCEPT_EVENTS
    return ("Accept", accept), *((_WITHOUT_PREFLIGHT,) if in_query else ())


def graphql_problem(body: GraphqlBody) -> str:
    """Return what is wrong with a body, with any values of its ``{{variables}}``.

    The document is not parsed: that needs the library, which takes its time.
    """
    if not body.query.strip():
        return tr("Enter a query, such as { __typename }.")
    if (stray := stray_braces(body.query)) >= 0:
        line, column = line_and_column(body.query, stray)
        return tr(
            "Line {line}, column {column}: {{{{ begins no variable. Write "
            "{{{{name}}}} for a variable of the environment, or one brace."
        ).format(line=line, column=column)
    return (
        _operation_problem(body)
        or object_problem(tr("Variables"), body.variables)
        or object_problem("Connection", body.connection)
    )


def _operation_problem(body: GraphqlBody) -> str:
    every = operations(body.query)
    # A variable may be put in for a whole document, or for its name.
    if not every or variable_names(body.operation):
        return ""
    names = ", ".join(one.name or tr("one without a name") for one in every)
    if body.operation and chosen_operation(body.query, body.operation) is None:
        return tr("The document has no operation {operation}. It has: {names}.").format(
            operation=body.operation, names=names
        )
    if not body.operation and len(every) > 1:
        return tr("The document has several operations. Choose one of them: {names}.").format(
            names=names
        )
    return ""


def object_problem(name: str, text: str) -> str:
    """Return why a text is not JSON object, which it may be with its variables; empty text can be.

    Args:
        name: What the text is.
    """
    problem = template_problem(text) if text.strip() else ""
    if not problem and text.strip() and not text.lstrip().startswith("{"):
        problem = tr('Write a JSON object, such as {"id": 1}.')
    return f"{name}: {problem}" if problem else ""


def resolve_graphql(
    body: GraphqlBody, variables: Mapping[str, str]
) -> GraphqlBody | tuple[str, ...]:
    """Return a body with its variables put in, or the names that have no value.

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
