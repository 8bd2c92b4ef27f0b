"""A body of GraphQL as the JSON that servers take.

Source: GraphQL over HTTP, draft of 2025, section 5.4 (request parameters).
"""

import json
import re

import msgspec

from aiurdesk.core.formats.json.layout import formatted
from aiurdesk.core.request.request import Body, GraphqlBody, JsonBody


def graphql_json(body: GraphqlBody) -> str:
    """Return the JSON of a body; the text of its variables stays as it is written."""
    quoted = ("query", "operationName")
    pairs = (
        f'"{name}":{json.dumps(text, ensure_ascii=False) if name in quoted else text}'
        for name, text in query_pairs(body)
    )
    # Without spaces, as other clients write it.
    return "{" + ",".join(pairs) + "}"


def query_pairs(body: GraphqlBody) -> tuple[tuple[str, str], ...]:
    """Return the query parameters that carry a GraphQL document in a GET request."""
    pairs = (
        ("query", body.query),
        # Before the variables, as Postman sends it.
        ("operationName", body.operation),
        ("variables", body.variables.strip()),
    )
    return tuple(pair for pair in pairs if pair[1] or pair[0] == "query")


def recognized_body(address: str, body: Body) -> Body:
    """Return JSON as the document that it holds, where the address is named as for GraphQL."""
    path = re.split(r"[?#]", address, maxsplit=1)[0].rstrip("/")
    if not isinstance(body, JsonBody) or not path.lower().endswith(("/graphql", "/gql")):
        return body
    return graphql_body(body.text) or body


class _Members(msgspec.Struct, forbid_unknown_fields=True):
    query: str
    # The text of the variables stays as it is: numbers keep their digits.
    variables: msgspec.Raw = msgspec.Raw(b"null")
    operation: str | None = msgspec.field(default=None, name="operationName")


def graphql_body(text: str) -> GraphqlBody | None:
    """Return the body that JSON is; None where it is anything else, or holds other members."""
    try:
        members = msgspec.json.decode(text.encode(), type=_Members)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
        return None
    variables = bytes(members.variables).decode().strip()
    if not variables.startswith(("{", "null")):
        return None
    written = "" if variables in ("null", "{}") else formatted(variables) or variables
    return GraphqlBody(members.query, written, members.operation or "")
