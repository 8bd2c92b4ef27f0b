"""Parts of a request as texts of other programs name them, and the request made of them."""

import re
from collections.abc import Iterable
from urllib.parse import quote

import msgspec

from aiurdesk.core.preparing.address import with_scheme
from aiurdesk.core.preparing.header import FRAMING, header_problem
from aiurdesk.core.preparing.wire_body import JSON, own_type
from aiurdesk.core.request.conversation import Capture, Conversation, ResponseTest, SocketMessage
from aiurdesk.core.request.graphql_text import recognized_body
from aiurdesk.core.request.request import (
    PLAIN_TEXT,
    USUAL_OPTIONS,
    Body,
    GraphqlBody,
    Header,
    JsonBody,
    NoBody,
    OffRow,
    Request,
    Row,
    SendOptions,
    TextBody,
)
from aiurdesk.core.request.rows import off_rows, sent_headers
from aiurdesk.core.request.typed import Typed, is_socket_address
from aiurdesk.core.translation import tr
from aiurdesk.importers.authentication import ImportedAuthentication, of_computed_header
from aiurdesk.importers.collection_reading import ItemReading
from aiurdesk.importers.imported import ImportedRequest
from aiurdesk.importers.json_document import JsonObject
from aiurdesk.importers.left_out import LeftOutKind


class RequestParts(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a request that a text of another program names."""

    method: str
    address: str
    """With or without a scheme; what stands in it of the query is sent too."""
    values: tuple[Row, ...] = ()
    """Of the path."""
    query: tuple[Row, ...] = ()
    off: tuple[OffRow, ...] = ()
    """Of the query, where the address has the other rows already."""
    headers: tuple[Row, ...] = ()
    body: Body = NoBody()
    authentication: ImportedAuthentication = ImportedAuthentication()
    notes: str = ""
    tests: tuple[ResponseTest, ...] = ()
    captures: tuple[Capture, ...] = ()
    options: SendOptions = USUAL_OPTIONS
    messages: tuple[SocketMessage, ...] = ()
    """Of a socket."""


def request_of(
    request_parts: RequestParts, reading: ItemReading, source: str = ""
) -> ImportedRequest:
    """Return the request under the name of its reading; headers that cannot be sent are noted.

    Args:
        source: Where the headers stand in the text.
    """
    rows = tuple(row for row in request_parts.headers if is_possible(row, reading, source))
    address, off = with_query(complete_address(request_parts.address), request_parts.query)
    if has_empty_segment(address):
        reading.note(EMPTY_SEGMENT, source, LeftOutKind.EMPTY_SEGMENT, IF_MISTAKE)
    auth, rows = of_computed_header(request_parts.authentication, rows, reading, source)
    address, rows = _with_authentication(auth, address, rows, reading)
    values = tuple((row.name, row.value) for row in request_parts.values if row.is_sent)
    method = request_parts.method.strip().upper() or "GET"
    offered, rows = _subprotocols(rows, address)
    body = recognized_body(address, request_parts.body)
    request = Request(
        Typed(address, method),
        values=values,
        values_off=(*off, *request_parts.off),
        headers=without_own_type(sent_headers(rows), body),
        headers_off=off_rows(rows),
        body=body,
        credential=auth.credential,
        notes=request_parts.notes,
        tests=request_parts.tests,
        captures=request_parts.captures,
        options=request_parts.options,
        conversation=Conversation(subprotocols=offered, messages=request_parts.messages),
    )
    if request_parts.messages and not request.endpoint.is_websocket:
        step = tr("Write ws:// or wss:// before its address.")
        reading.note(tr("that it is a socket."), source, LeftOutKind.ADDRESS, step)
    return ImportedRequest(reading.name, request)


def _subprotocols(rows: tuple[Row, ...], address: str) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Return the subprotocols among the headers of a socket, and the other headers."""
    if not is_socket_address(address):
        return (), rows
    named = [row for row in rows if row.is_sent and row.name.casefold() == _SUBPROTOCOLS]
    texts = (text.strip() for row in named for text in str(row.value).split(","))
    return tuple(filter(None, texts)), tuple(row for row in rows if row not in named)


_SUBPROTOCOLS = "sec-websocket-protocol"


def is_possible(row: Row, reading: ItemReading, source: str) -> bool:
    """Tell whether a header can be sent, and note it otherwise."""
    if not row.name:
        if row.value:
            reading.note(tr("a header without a name."), source, LeftOutKind.HEADER)
        return False
    if row.is_sent and row.name.casefold() in FRAMING:
        reading.note(
            tr("the header {name}, which the connection writes itself.").format(name=row.name),
            source,
            LeftOutKind.HEADER,
        )
        return False
    if row.is_sent and "{{" not in row.name and header_problem(Header(row.name, "")):
        reading.note(
            tr("the header {name!r}, which has no valid name.").format(name=row.name),
            source,
            LeftOutKind.HEADER,
        )
        return False
    return True


def complete_address(address: str) -> str:
    """Return an address with a scheme; a base address in a variable has its own."""
    return address if address.startswith("{{") or not address else with_scheme(address)


EMPTY_SEGMENT = tr("an empty segment (//) in the path of the address, which is kept.")
IF_MISTAKE = tr("Remove it if it is a mistake.")


def has_empty_segment(address: str) -> bool:
    """Tell whether a path has two slashes in a row, which is often a mistake and is kept."""
    start = re.split("[?#]", address)[0].partition("://")
    return "//" in (start[2] or start[0])


def with_query(address: str, rows: Iterable[Row]) -> tuple[str, tuple[OffRow, ...]]:
    """Return an address with the rows of its query, and the rows that are switched off."""
    rows = tuple(rows)
    off = (OffRow(index, row.name, row.value) for index, row in enumerate(rows) if not row.is_sent)
    for row in rows:
        if row.is_sent:
            name = quote(row.name, safe="{}[]$.:@!*'()/;,~ ").replace(" ", "%20")
            text = str(row.value).replace("&", "%26").replace("#", "%23")
            address = with_pair(address, f"{name}={text}")
    return address, tuple(off)


def without_query(address: str) -> str:
    """Return an address without its query, for texts that have its rows apart."""
    start, hash_mark, fragment = address.partition("#")
    return f"{start.partition('?')[0]}{hash_mark}{fragment}"


def with_pair(address: str, pair: str) -> str:
    """Return an address with one more pair of its query, written as it is sent."""
    start, hash_mark, fragment = address.partition("#")
    mark = "" if start.endswith(("?", "&")) else "&" if "?" in start else "?"
    return f"{start}{mark}{pair}{hash_mark}{fragment}"


def media_type(content_type: str) -> str:
    """Return a content type in lower case, without its parameters."""
    return content_type.partition(";")[0].strip().casefold()


def content_type_of(headers: Iterable[Header | Row]) -> str:
    """Return the content type among headers; empty where there is none."""
    return next((str(h.value) for h in headers if h.name.casefold() == "content-type"), "")


def text_body(text: str, content_type: str) -> Body:
    """Return a text as a body; JSON is recognized by its type."""
    if not text.strip():
        return NoBody()
    if media_type(content_type) == JSON:
        return JsonBody(text)
    return TextBody(text, content_type or PLAIN_TEXT)


def read_graphql(graphql: JsonObject, reading: ItemReading) -> Body:
    """Return the document, the variables and the operation that an object has."""
    query, operation = graphql.text("query"), graphql.text("operationName")
    variables = graphql.json("variables").strip()
    if not (query or variables or operation):
        return NoBody()
    pointer = graphql.pointer
    return GraphqlBody(
        reading.value(query, pointer),
        reading.value(variables, pointer),
        reading.value(operation, pointer),
    )


def without_own_type(headers: tuple[Header, ...], body: Body) -> tuple[Header, ...]:
    """Return headers without the content type that the body is sent with anyway."""
    own = own_type(body)
    own_header = ("content-type", own.casefold())
    return tuple(
        h for h in headers if not own or (h.name.casefold(), h.value.casefold()) != own_header
    )


def _with_authentication(
    auth: ImportedAuthentication, address: str, rows: tuple[Row, ...], reading: ItemReading
) -> tuple[str, tuple[Row, ...]]:
    """Return address and headers with what authenticates the request."""
    if auth.query:
        return with_pair(address, auth.query), rows
    if auth.header is None:
        return address, rows
    name = auth.header.name
    others = tuple(r for r in rows if not r.is_sent or r.name.casefold() != name.casefold())
    if len(others) < len(rows):
        reading.note(
            tr("the header {name}, which the authentication replaces.").format(name=name),
            "",
            LeftOutKind.HEADER,
        )
    return address, (*others, Row(name, auth.header.value))
