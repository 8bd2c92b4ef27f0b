"""The content types that an endpoint takes, and a request with its body in one of them."""

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Location
from aiurdesk.core.form.form_rules import BODY_LOCATIONS
from aiurdesk.core.request.graphql_text import graphql_json
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FormBody,
    GraphqlBody,
    JsonBody,
    MultipartBody,
    Request,
    TextBody,
)

_TEXTS = ("xml", "json", "yaml", "javascript", "graphql", "ndjson")


def body_type(request: Request) -> str:
    """Return which of the content types of its endpoint a request has; empty for another one."""
    types = request.endpoint.body_types
    if request.body is None:
        return next(iter(types), "")
    return next((name for name in types[1:] if _is_of(request.body, name)), "")


def with_body_type(request: Request, content_type: str) -> Request:
    """Return a request with its body in one of the content types of its endpoint.

    The first one is made of values, each other one is a body that the request brings. What is
    written in the body goes along where both can hold a text.
    """
    endpoint, text = request.endpoint, _text_of(request)
    kept = {p.name for p in endpoint.parameters if p.location not in BODY_LOCATIONS}
    own = {parameter.name for parameter in endpoint.parameters}
    values = tuple(pair for pair in request.values if pair[0] in kept or pair[0] not in own)
    if content_type != endpoint.body_types[0]:
        return replace(request, values=values, body=_body(content_type, text))
    added = (
        (parameter.name, text)
        for parameter in endpoint.parameters
        if text and parameter.location is Location.JSON and not parameter.is_file_body
    )
    return replace(request, values=(*values, *added), body=None)


def _is_of(body: Body, content_type: str) -> bool:
    if isinstance(body, TextBody | FileBody):
        return body.content_type == content_type
    return type(body) is type(_body(content_type, ""))


def _text_of(request: Request) -> str:
    body = request.body
    if isinstance(body, JsonBody | TextBody):
        return body.text
    if isinstance(body, GraphqlBody):
        return graphql_json(body)
    for name, value in request.values if body is None else ():
        parameter = request.endpoint.parameter(name)
        if parameter and parameter.location is Location.JSON and isinstance(value, str):
            return value
    return ""


def _body(content_type: str, text: str) -> Body:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "application/x-www-form-urlencoded":
        return FormBody()
    if media_type == "multipart/form-data":
        return MultipartBody()
    if media_type == "application/json":
        return JsonBody(text)
    if media_type.startswith("text/") or media_type.endswith(_TEXTS):
        return TextBody(text, content_type)
    return FileBody(content_type=content_type)
