"""The texts of a request that may hold variables."""

from collections.abc import Iterable, Iterator

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FileValue,
    FormBody,
    Header,
    JsonBody,
    MultipartBody,
    Request,
    TextBody,
    Value,
)


def texts_of(request: Request) -> Iterator[str]:
    """Yield each text of a request in which variables are resolved."""
    # Only a custom URL is typed and may hold variables; other addresses belong to the environment.
    if not request.endpoint.service_id:
        yield request.endpoint.path
        yield from (name for name, _ in request.values)
    yield from texts_of_values(value for _, value in request.values)
    yield from texts_of_headers(request.headers)
    yield from texts_of_body(request.body)


def texts_of_headers(headers: Iterable[Header]) -> Iterator[str]:
    """Yield names and values of headers."""
    for header in headers:
        yield header.name
        yield header.value


def texts_of_values(values: Iterable[Value]) -> Iterator[str]:
    """Yield the texts of values; of a file, its path and name."""
    for value in values:
        if isinstance(value, FileValue):
            yield value.path
            yield value.filename
        else:
            yield from (value,) if isinstance(value, str) else value


def texts_of_body(body: Body | None) -> Iterator[str]:
    """Yield each text of a body; rows that are switched off are not sent."""
    match body:
        case FormBody() | MultipartBody():
            yield from (row.name for row in body.rows if row.is_sent)
            yield from texts_of_values(row.value for row in body.rows if row.is_sent)
        case JsonBody():
            yield body.text
        case TextBody():
            yield body.text
            yield body.content_type
        case FileBody():
            yield body.path
            yield body.content_type


def texts_with_address(
    request: Request, service: Service | None, environment: Environment
) -> Iterator[str]:
    """Yield the texts of a request, and the base URL of its service in an environment.

    Args:
        service: None for a custom URL.
    """
    yield from texts_of(request)
    if service is not None:
        yield environment.base_urls.get(service.id, service.base_url)
