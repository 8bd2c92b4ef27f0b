"""Properties of HTTP methods that follow from their names."""

from aiurdesk.core.request.graphql.schema import chosen_operation
from aiurdesk.core.request.request import Body, GraphqlBody

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def may_write(method: str, body: Body | None = None) -> bool:
    """Tell whether a request may change something at the service.

    Source: RFC 9110 section 9.2.1, without TRACE, which servers rarely know; GraphQL specification,
    October 2021, section 6.2: only a mutation has side effects.
    """
    if isinstance(body, GraphqlBody):
        chosen = chosen_operation(body.query, body.operation)
        return chosen is None or chosen.kind == "mutation"
    return method.upper() not in _SAFE
