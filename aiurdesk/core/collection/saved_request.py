"""Saved requests: what is stored of a request, with its tests and captures."""

from collections.abc import Iterator
from typing import TypeAlias

import msgspec

from aiurdesk.core.api.catalogue import Catalogue
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.custom_url import endpoint_for_typed_url
from aiurdesk.core.request.request import Header, Request, Value

Expected: TypeAlias = str | int | float | bool | tuple["Expected", ...]
"""What a test expects: a text, number, truth value, or a list of them."""


def texts_of(expected: Expected) -> Iterator[str]:
    """Yield the texts in what a test expects."""
    if isinstance(expected, str):
        yield expected
    elif isinstance(expected, tuple):
        for each in expected:
            yield from texts_of(each)


class ResponseTest(msgspec.Struct, frozen=True, gc=False):
    """One statement about a response that is true or false."""

    kind: str
    """Key of its row in ``TEST_KINDS``, such as ``code`` or ``header``."""
    expected: Expected
    comparison: str = ""
    """Such as ``equals``; empty for kinds that have one comparison only."""
    subject: str = ""
    """The name of the header or the path of the value; empty for other kinds."""


class Capture(msgspec.Struct, frozen=True, gc=False):
    """Takes a value of the response into a variable, for the requests that follow."""

    variable: str
    source: str
    """``value`` for a path into the JSON body, ``header`` for a header."""
    subject: str
    """The path or the name of the header."""


class SavedRequest(msgspec.Struct, frozen=True, gc=False):
    """A request as it is stored in a file. It holds no secret."""

    endpoint_id: str = ""
    """Empty for a custom URL."""
    method: str = ""
    """Empty means that of the endpoint; a custom URL always has one."""
    url: str = ""
    """The address of a custom URL."""
    table: str = ""
    """Name of the result-code table; empty means that of the service."""
    credential: str | None = None
    """As in ``Request.credential``."""
    is_forced: bool = False
    """As in ``Request.is_forced``."""
    not_secret: tuple[str, ...] = ()
    """Places that look like secrets and are none, as ``LiteralSecret.place`` names them."""
    notes: str = ""
    """Markdown."""
    values: tuple[tuple[str, Value], ...] = ()
    headers: tuple[Header, ...] = ()
    tests: tuple[ResponseTest, ...] = ()
    captures: tuple[Capture, ...] = ()

    @property
    def target(self) -> str:
        """The endpoint's id or the address, for lists of requests."""
        return self.endpoint_id or self.url


def saved_request(request: Request) -> SavedRequest:
    """Return what is stored of a request."""
    endpoint = request.endpoint
    is_custom = not endpoint.service_id
    return SavedRequest(
        endpoint_id="" if is_custom else endpoint.id,
        method=request.method or (endpoint.method if is_custom else ""),
        url=endpoint.path if is_custom else "",
        table=request.table or "",
        credential=request.credential,
        is_forced=request.is_forced,
        not_secret=request.not_secret,
        notes=request.notes,
        values=request.values,
        headers=request.headers,
    )


def request_of(saved: SavedRequest, catalogue: Catalogue) -> Request:
    """Return the request that was saved.

    Raises:
        DataMistake: The catalogue has no endpoint of that id.
    """
    if saved.endpoint_id:
        endpoint = catalogue.endpoint(saved.endpoint_id)
        if endpoint is None:
            raise DataMistake(
                f"There is no endpoint {saved.endpoint_id}. 'aiurdesk endpoints' lists all."
            )
    else:
        names = tuple(name for name, _ in saved.values)
        endpoint = endpoint_for_typed_url(saved.url, saved.method, names)
    return Request(
        endpoint=endpoint,
        values=saved.values,
        headers=saved.headers,
        method=saved.method if saved.endpoint_id else "",
        table=saved.table or None,
        is_forced=saved.is_forced,
        credential=saved.credential,
        notes=saved.notes,
        not_secret=saved.not_secret,
    )
