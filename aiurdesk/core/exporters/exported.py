"""A collection, or a part of it, as other programs take it: every request with a whole address."""

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from aiurdesk.core.addresses.custom_url import BODILESS_METHODS
from aiurdesk.core.addresses.query_rows import shown_address
from aiurdesk.core.api.endpoint import Endpoint, Location
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.preparing.wire_body import own_type
from aiurdesk.core.preparing.wire_graphql import ACCEPT
from aiurdesk.core.request.graphql_text import graphql_json, query_pairs
from aiurdesk.core.request.request import (
    ANY_BYTES,
    USUAL_OPTIONS,
    Body,
    FileBody,
    FileValue,
    FormBody,
    GraphqlBody,
    Header,
    JsonBody,
    MultipartBody,
    NoBody,
    Request,
    Row,
    TextBody,
    Value,
)
from aiurdesk.core.variables.environment import VARIABLE

CONTENT_TYPE = "Content-Type"


class ExportedRequest(msgspec.Struct, frozen=True):
    """A saved request with all that its folders add, and with its own address."""

    name: str
    request: Request
    method: str
    url: str
    """With the query that is sent; ``{{variables}}`` are in it."""
    headers: tuple[Header, ...]
    """Without the content type of the body."""
    body: Body
    credential: str = ""
    """Name of the credential, whose secret no format holds; empty means none."""
    exchange: Exchange | None = None
    """What came of it; only where it comes from the history."""

    @property
    def content_type(self) -> str:
        """The type that the body is sent with; empty where there is no body."""
        return own_type(self.body)


class ExportedFolder(msgspec.Struct, frozen=True):
    """Requests and folders in their order."""

    name: str
    entries: "tuple[ExportedRequest | ExportedFolder, ...]" = ()
    variables: tuple[tuple[str, str], ...] = ()
    """Of the collection; empty in an inner folder."""
    environments: Mapping[str, tuple[tuple[str, str], ...]] = msgspec.field(default_factory=dict)

    def requests(self, path: str = "") -> "Iterator[tuple[str, ExportedRequest]]":
        """Yield all requests, each with its folders and its name."""
        for entry in self.entries:
            title = f"{path}{entry.name}"
            if isinstance(entry, ExportedFolder):
                yield from entry.requests(f"{title}/")
            else:
                yield title, entry


class Exported(msgspec.Struct, frozen=True):
    """What a format made of a collection."""

    text: str
    left_out: tuple[str, ...] = ()
    """One sentence for each thing that the format cannot hold."""


class CollectionFormat(msgspec.Struct, frozen=True):
    """A format in which collections leave the program."""

    id: str
    """On the command line: ``--as postman``."""
    title: str
    suffix: str
    """Of its files, with the dot."""
    write: Callable[[ExportedFolder], Exported]


def exported_request(name: str, request: Request, base_url: str) -> ExportedRequest:
    """Return a request as other programs take it.

    Args:
        name: The name of its file.
        request: With the headers and the credential of its folders.
        base_url: Of its service; empty for a custom URL.
    """
    endpoint = request.endpoint
    method = request.sent_method
    if not endpoint.service_id:
        url, body = shown_address(request), request.body
        if body is None and request.values and method in ("POST", "PUT", "PATCH"):
            url, body = endpoint.path, FormBody(tuple(_rows(request.values)))
    else:
        url = base_url + _path(endpoint, request.values)
        body = request.body if request.body is not None else _form(endpoint, request.values)
    is_socket = endpoint.is_websocket and not isinstance(body, GraphqlBody)
    headers = request.headers
    if isinstance(body, GraphqlBody):
        headers = _with_accept(headers)
        if method in BODILESS_METHODS and not endpoint.is_websocket:
            url, body = _with_query(url, query_pairs(body)), NoBody()
    own_type = next((h.value for h in headers if h.name.casefold() == "content-type"), "")
    exported = ExportedRequest(
        name,
        request,
        "GET" if is_socket else method,
        url,
        tuple(h for h in headers if h.name.casefold() != "content-type" or not body),
        body or NoBody(),
        request.credential or "",
    )
    keeps_type = own_type and own_type != exported.content_type
    return _with_type(exported, own_type) if keeps_type else exported


def exported_exchange(name: str, exchange: Exchange) -> ExportedRequest:
    """Return what was sent and received, as other programs take it.

    Args:
        name: Of the request.
        exchange: Without secrets.
    """
    prepared = exchange.prepared
    kind = next((h.value for h in prepared.headers if h.name.casefold() == "content-type"), "")
    sent = b"".join(part for part in prepared.body if isinstance(part, bytes))
    body = TextBody(sent.decode("utf-8", "replace"), kind) if prepared.body else NoBody()
    headers = tuple(h for h in prepared.headers if h.name.casefold() != "content-type")
    request = replace(exchange.request, tests=(), captures=())
    return ExportedRequest(
        name, request, prepared.method, prepared.url, headers, body, exchange=exchange
    )


def left_out_of(title: str, exported: ExportedRequest) -> Iterator[str]:
    """Yield what of a request no other program takes over."""
    request = exported.request
    if exported.credential:
        yield f"{title}: the secret of the credential “{exported.credential}”; add it there."
    if isinstance(request.body, GraphqlBody) and request.endpoint.is_websocket:
        yield f"{title}: it is a subscription over a WebSocket; its expected frames are left out."
    elif request.endpoint.is_websocket:
        yield f"{title}: it is a WebSocket; its messages and expected frames are left out."
    if request.dialect:
        yield f"{title}: its dialect {request.dialect}."
    count = len(request.values_off) + len(request.headers_off)
    if count:
        yield f"{title}: {count} row{'s' * (count > 1)} that are switched off."
    if request.options != USUAL_OPTIONS:
        yield f"{title}: its options for sending."


def tests_left_out(title: str, exported: ExportedRequest) -> Iterator[str]:
    """Yield the tests and captures of a request, for a format without them."""
    request = exported.request
    for count, noun in ((len(request.tests), "test"), (len(request.captures), "capture")):
        if count:
            yield f"{title}: {count} {noun}{'s' * (count > 1)}."


def texts(value: Value) -> tuple[str, ...]:
    """Return a value as texts; a file as its path."""
    if isinstance(value, FileValue):
        return (value.path,)
    return (value,) if isinstance(value, str) else value


def quoted(text: str) -> str:
    """Percent-encode a text for a query, and leave its variables as they are."""
    texts, end = [], 0
    for match in VARIABLE.finditer(text):
        texts += [quote(text[end : match.start()], safe=""), match.group()]
        end = match.end()
    return "".join((*texts, quote(text[end:], safe="")))


def _with_accept(headers: tuple[Header, ...]) -> tuple[Header, ...]:
    has_own = any(header.name.casefold() == "accept" for header in headers)
    return headers if has_own else (*headers, Header("Accept", ACCEPT))


def _with_query(url: str, pairs: tuple[tuple[str, str], ...]) -> str:
    query = "&".join(f"{name}={quoted(text)}" for name, text in pairs)
    return f"{url}{'&' if '?' in url else '?'}{query}"


def _with_type(exported: ExportedRequest, content_type: str) -> ExportedRequest:
    """Return a request whose body keeps the type that a header of its own gave it."""
    if isinstance(exported.body, GraphqlBody):
        return replace(exported, body=TextBody(graphql_json(exported.body), content_type))
    if isinstance(exported.body, JsonBody | TextBody):
        return replace(exported, body=TextBody(exported.body.text, content_type))
    if isinstance(exported.body, FileBody) and exported.body.content_type == ANY_BYTES:
        return replace(exported, body=FileBody(exported.body.path, content_type))
    return exported


def _rows(pairs: tuple[tuple[str, Value], ...]) -> Iterator[Row]:
    for name, value in pairs:
        if isinstance(value, FileValue):
            yield Row(name, value)
            continue
        for text in texts(value):
            yield Row(name, text)


def _path(endpoint: Endpoint, values: tuple[tuple[str, Value], ...]) -> str:
    """Return path and query of an endpoint with its values in them."""
    path, query = endpoint.path, []
    for name, value in values:
        parameter = endpoint.parameter(name)
        location = parameter.location if parameter else Location.QUERY
        written = [quoted(text) for text in texts(value)]
        if location in (Location.PATH, Location.REST) and written:
            for placeholder in (f"{{{parameter.name}}}", f"{{**{parameter.name}}}"):  # type: ignore[union-attr]
                path = path.replace(placeholder, written[0])
        elif location is Location.QUERY:
            query += [f"{quoted(name)}={text}" for text in written]
    return f"{path}?{'&'.join(query)}" if query else path


def _form(endpoint: Endpoint, values: tuple[tuple[str, Value], ...]) -> Body:
    """Return the body that an endpoint makes of its values."""
    placed: dict[Location, list[tuple[str, Value]]] = {}
    for name, value in values:
        parameter = endpoint.parameter(name)
        if parameter is not None:
            placed.setdefault(parameter.location, []).append((name, value))
    if json := placed.get(Location.JSON):
        return JsonBody(texts(json[0][1])[0])
    rows = (*placed.get(Location.FORM, ()), *placed.get(Location.MULTIPART, ()))
    if not rows:
        return NoBody()
    kind = MultipartBody if Location.MULTIPART in placed else FormBody
    return kind(tuple(_rows(rows)))
