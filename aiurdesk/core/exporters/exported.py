"""Requests, alone or in the folders of a collection, with all that another program needs."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Endpoint, Location
from aiurdesk.core.environments.environment import OF_KEYRING, VARIABLE, reference, variable_names
from aiurdesk.core.environments.route import DIRECT, Route
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.preparing.header import content_type_of
from aiurdesk.core.preparing.json_template import ACCEPT
from aiurdesk.core.preparing.query_rows import shown_address
from aiurdesk.core.preparing.wire_body import own_type
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
    Signed,
    TextBody,
    Value,
)
from aiurdesk.core.request.typed import BODILESS_METHODS
from aiurdesk.core.response.response import Response, text_of_body
from aiurdesk.core.translation import tr, trn
from aiurdesk.core.verdict.dialect import Dialect

CONTENT_TYPE = "Content-Type"


class ExportedRequest(msgspec.Struct, frozen=True):
    """A request with a whole address, ready to be written for another program."""

    method: str
    url: str
    """With the query that is sent. In a collection, ``{{variables}}`` are in it."""
    headers: tuple[Header, ...]
    """In a collection without the content type of the body, which other programs derive. In code
    all that are sent, but Host and Content-Length, and the type of a multipart body."""
    body: Body | bytes = NoBody()
    """Bytes are a body that is not text."""
    signed: Signed | None = None
    """How headers of it are computed; only in code."""
    route: Route = DIRECT
    """How its server is reached; only in code."""

    @property
    def content_type(self) -> str:
        """The type that the body is sent with; empty where there is no body."""
        return "" if isinstance(self.body, bytes) else own_type(self.body)

    def has(self, name: str) -> bool:
        """Tell whether there is a header of a name, which is in lower case."""
        return any(header.name.lower() == name for header in self.headers)


class ExportedExample(msgspec.Struct, frozen=True):
    """A response that is kept beside a request, with what was sent for it."""

    name: str
    sent: ExportedRequest
    response: Response
    """Its status is 0 where that is not known."""
    notes: str = ""
    """Markdown."""

    @property
    def content_type(self) -> str:
        """The type of its body."""
        return self.response.header(CONTENT_TYPE) or ""

    @property
    def text(self) -> str:
        """Its body; empty where that is no text."""
        data = self.response.body.data
        return "" if b"\0" in data[:4096] else text_of_body(self.response, data)


class ExportedItem(msgspec.Struct, frozen=True):
    """A request of a collection or of the history, with what is kept beside what is sent."""

    name: str
    sent: ExportedRequest
    saved: Request
    """Its notes, tests and captures, with all that its folders add. No format holds the secret of
    its credential."""
    exchange: Exchange | None = None
    """Its response; only where it comes from the history."""
    examples: tuple[ExportedExample, ...] = ()
    """The responses that are kept beside it."""
    dialect: Dialect | None = None
    """How its responses are read; None where their status judges."""


class ExportedFolder(msgspec.Struct, frozen=True):
    """Requests and folders in their order."""

    name: str
    entries: "tuple[ExportedItem | ExportedFolder, ...]" = ()
    variables: tuple[tuple[str, str], ...] = ()
    """Of the collection; empty in an inner folder."""
    environments: Mapping[str, tuple[tuple[str, str], ...]] = msgspec.field(default_factory=dict)
    notes: str = ""
    """Markdown."""

    def with_inner(self, path: str = "") -> "Iterator[tuple[str, ExportedFolder]]":
        """Yield this folder, whose title is empty at the top, and those in it, with titles."""
        yield path.removesuffix("/"), self
        for entry in self.entries:
            if isinstance(entry, ExportedFolder):
                yield from entry.with_inner(f"{path}{entry.name}/")

    def requests(self, path: str = "") -> "Iterator[tuple[str, ExportedItem]]":
        """Yield all requests, each with its folders and its name."""
        for entry in self.entries:
            title = f"{path}{entry.name}"
            if isinstance(entry, ExportedFolder):
                yield from entry.requests(f"{title}/")
            else:
                yield title, entry


class Exported(msgspec.Struct, frozen=True):
    """The text of an export, with sentences about everything that its format cannot hold."""

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


def exported_item(name: str, request: Request, base_url: str) -> ExportedItem:
    """Return a request as other programs take it.

    Args:
        name: The name of its file.
        request: With the headers and the credential of its folders.
        base_url: Of its service; empty for a custom URL.
    """
    endpoint = request.endpoint
    method = request.sent_method
    if request.is_typed:
        url, body = shown_address(request), request.body
        if body is None and request.values and method in ("POST", "PUT", "PATCH"):
            url, body = request.url, FormBody(tuple(_rows(request.values)))
    else:
        url = base_url + _path(endpoint, request.values)
        body = request.body if request.body is not None else _form(endpoint, request.values)
    is_socket = endpoint.is_websocket and not isinstance(body, GraphqlBody)
    headers = request.headers
    if isinstance(body, GraphqlBody):
        if not any(header.name.casefold() == "accept" for header in headers):
            headers = (*headers, Header("Accept", ACCEPT))
        if method in BODILESS_METHODS and not endpoint.is_websocket:
            query = "&".join(f"{name}={quoted(text)}" for name, text in query_pairs(body))
            url, body = f"{url}{'&' if '?' in url else '?'}{query}", NoBody()
    typed = content_type_of(headers) or ""
    sent = body or NoBody()
    if typed and typed != own_type(sent):
        sent = _with_type(sent, typed)
    headers = tuple(h for h in headers if h.name.casefold() != "content-type" or not body)
    exported = ExportedRequest("GET" if is_socket else method, url, headers, sent)
    return ExportedItem(name, exported, request)


def exported_exchange(name: str, exchange: Exchange) -> ExportedItem:
    """Return what was sent and received, as other programs take it.

    Args:
        name: Of the request.
        exchange: Without secrets.
    """
    prepared = exchange.prepared
    kind = content_type_of(prepared.headers) or ""
    sent = b"".join(part for part in prepared.body if isinstance(part, bytes))
    body = TextBody(sent.decode("utf-8", "replace"), kind) if prepared.body else NoBody()
    headers = tuple(h for h in prepared.headers if h.name.casefold() != "content-type")
    saved = replace(exchange.request, tests=(), captures=(), cases=(), credential=None)
    return ExportedItem(
        name, ExportedRequest(prepared.method, prepared.url, headers, body), saved, exchange
    )


def left_out_of(
    title: str,
    item: ExportedItem,
    *,
    has_tests: bool = False,
    has_rows_off: bool = False,
    has_examples: bool = False,
) -> Iterator[str]:
    """Yield what of a request no other program takes over, and its tests unless a format has them.

    Args:
        title: The request with its folders.
        item: The request.
        has_tests: Whether the format has tests and captures.
        has_rows_off: Whether its forms have rows that are switched off.
        has_examples: Whether the format has examples of responses.
    """
    yield from left_out_examples(title, item, has_examples=has_examples)
    request = item.saved
    if request.credential:
        words = tr("{title}: the secret of the credential “{credential}”; add it there.")
        yield words.format(title=title, credential=request.credential)
    if request.endpoint.is_websocket:
        is_graphql = isinstance(request.body, GraphqlBody)
        words = (
            tr(
                "{title}: it is a subscription over a WebSocket; its expected frames are not "
                "exported."
            )
            if is_graphql
            else tr(
                "{title}: it is a WebSocket; its messages and expected frames are not exported."
            )
        )
        yield words.format(title=title)
    if request.dialect:
        words = tr("{title}: its dialect {dialect}.")
        yield words.format(title=title, dialect=request.dialect)
    for name in _kept_secrets(item.sent):
        words = tr("{title}: the secret of {variable}; write a variable of that program there.")
        yield words.format(title=title, variable=reference(name))
    yield from left_out_rows(title, item, has_rows_off=has_rows_off)
    if request.options != USUAL_OPTIONS:
        yield tr("{title}: its options for sending.").format(title=title)
    if count := len(request.cases):
        words = trn("{title}: {count} case.", "{title}: {count} cases.", count)
        yield words.format(title=title, count=count)
    if not has_tests:
        yield from _left_out_tests(title, request)


def left_out_examples(title: str, item: ExportedItem, *, has_examples: bool) -> Iterator[str]:
    """Yield the saved examples of a request, or those of which a format has no body."""
    examples = item.examples
    lost = [one for one in examples if one.response.body.data and not one.text]
    if not has_examples and examples:
        words = trn(
            "{title}: {count} saved example.", "{title}: {count} saved examples.", len(examples)
        )
        yield words.format(title=title, count=len(examples))
    elif lost:
        words = trn(
            "{title}: the body of {count} saved example, which is no text.",
            "{title}: the bodies of {count} saved examples, which are no text.",
            len(lost),
        )
        yield words.format(title=title, count=len(lost))


def _left_out_tests(title: str, request: Request) -> Iterator[str]:
    tests, captures = len(request.tests), len(request.captures)
    if tests:
        words = trn("{title}: {count} test.", "{title}: {count} tests.", tests)
        yield words.format(title=title, count=tests)
    if captures:
        words = trn("{title}: {count} capture.", "{title}: {count} captures.", captures)
        yield words.format(title=title, count=captures)


def left_out_rows(title: str, item: ExportedItem, *, has_rows_off: bool) -> Iterator[str]:
    """Yield the rows of a request that are not in an export, as they are switched off."""
    request, body = item.saved, item.sent.body
    rows = body.rows if isinstance(body, FormBody | MultipartBody) else ()
    if isinstance(body, FormBody | MultipartBody) and not any(row.is_sent for row in rows):
        words = tr("{title}: its form without rows, for which other programs send no body.")
        yield words.format(title=title)
    off = 0 if has_rows_off else sum(not row.is_sent for row in rows)
    if count := len(request.values_off) + len(request.headers_off) + off:
        words = trn(
            "{title}: {count} row that is switched off.",
            "{title}: {count} rows that are switched off.",
            count,
        )
        yield words.format(title=title, count=count)


def _kept_secrets(exported: ExportedRequest) -> tuple[str, ...]:
    """Return the variables of a request that only this program has: secrets of its keyring."""
    body = exported.body
    rows = body.rows if isinstance(body, FormBody | MultipartBody) else ()
    written = (
        exported.url,
        *(header.value for header in exported.headers),
        *(text for row in rows if row.is_sent for text in texts(row.value)),
        body_text(body) or "",
    )
    names = dict.fromkeys(name for text in written for name in variable_names(text))
    return tuple(name for name in names if name.startswith(OF_KEYRING))


def left_out_notes(folder: ExportedFolder) -> Iterator[str]:
    """Yield that a format cannot hold the notes of a collection and its folders."""
    for title, inner in folder.with_inner():
        if inner.notes.strip():
            yield tr("{title}: its notes.").format(title=title or folder.name)


def left_out_environments(folder: ExportedFolder) -> Iterator[str]:
    """Yield that a format cannot hold the environments of a collection."""
    for name in folder.environments:
        yield tr("The environment {name}.").format(name=name)


def body_text(body: Body | bytes) -> str | None:
    """Return the text that a body is sent as; None for a form, a file and no body."""
    if isinstance(body, GraphqlBody):
        return graphql_json(body)
    return body.text if isinstance(body, JsonBody | TextBody) else None


def sent_pairs(rows: tuple[Row, ...]) -> list[tuple[str, str]]:
    """Return names and texts of the rows of a form that are sent, with the paths of files."""
    return [(row.name, text) for row in rows if row.is_sent for text in texts(row.value)]


def written_json(document: dict[str, Any]) -> str:
    """Return the text of a file."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


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


def _with_type(body: Body, content_type: str) -> Body:
    """Return a body with the type that a header of the request gave it."""
    if (text := body_text(body)) is not None:
        return TextBody(text, content_type)
    if isinstance(body, FileBody) and body.content_type == ANY_BYTES:
        return FileBody(body.path, content_type)
    return body


def _rows(pairs: tuple[tuple[str, Value], ...]) -> Iterator[Row]:
    for name, value in pairs:
        for part in (value,) if isinstance(value, FileValue) else texts(value):
            yield Row(name, part)


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
    if whole := placed.get(Location.JSON):
        return JsonBody(texts(whole[0][1])[0])
    rows = (*placed.get(Location.FORM, ()), *placed.get(Location.MULTIPART, ()))
    if not rows:
        return NoBody()
    kind = MultipartBody if Location.MULTIPART in placed else FormBody
    return kind(tuple(_rows(rows)))
