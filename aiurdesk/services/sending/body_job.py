"""Reads a body in every way but as an envelope; also in the helper process, where it can end."""

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Protocol
from urllib.parse import parse_qs, parse_qsl, urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk import storage
from aiurdesk.core.api.endpoint import Location
from aiurdesk.core.dialects.choosing import host_of
from aiurdesk.core.dialects.dialect_reading import read_head
from aiurdesk.core.formats.xml_tree import may_be_xml
from aiurdesk.core.request.request import GraphqlBody, MultipartBody, PreparedRequest, Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.verdict.body_kind import content_of
from aiurdesk.core.verdict.dialect import (
    GRAPHQL,
    HTTP,
    Dialect,
    DialectChoice,
    DialectFieldError,
    DialectReading,
)
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.core.verdict.reading import ContentKind
from aiurdesk.core.verdict.shapes.places import locate, read_place
from aiurdesk.core.verdict.shapes.reader import read_body, read_value
from aiurdesk.core.verdict.shapes.said import NOTHING_SENT, Said, Sent, Sign
from aiurdesk.services.sending.dialect_job import (
    BodyValue,
    ReadingJob,
    can_be_read,
    choose_and_read,
    target_of,
)

_LONGEST_SENT = 64 * 1024
"""Bytes of a body that was sent; a longer one is not searched for the places of errors."""
MOST_BYTES = 64 * 1024 * 1024
"""A longer body is not read but as an envelope: as objects it would take gigabytes."""
_LONGEST_TEXT = 64 * 1024
"""Bytes of a page or another text: what it says stands at its beginning."""
_MOST_PAIRS = 1_000
_FIRST_FAILING = 400


class ReadContext(Protocol):
    """What of a request matters for reading its response."""

    @property
    def request(self) -> Request:
        """The one that was sent."""

    @property
    def prepared(self) -> PreparedRequest | None:
        """What was sent; None where that is not known."""

    @property
    def own_dialects(self) -> Iterable[Dialect]:
        """The dialects of its collection."""


class BodyJob(msgspec.Struct, frozen=True):
    """A response, with all that may be read in it."""

    job: ReadingJob
    """Has the value of a body that is JSON, XML or a form."""
    read_bytes: int = 0
    """How long that is; 0 where there is none to read."""
    text: bytes | None = None
    """The beginning of a body that is other text, such as a page; else None."""
    sent: Sent = NOTHING_SENT
    graphql: Dialect | None = None
    """Reads the result of an operation beside another dialect; None for other requests."""


class BodyRead(msgspec.Struct, frozen=True):
    """Results of reading a body, before the codes are looked up in a table."""

    choice: DialectChoice
    dialect: DialectReading | None
    graphql: DialectReading | None
    said: Said


def read_all(job: BodyJob) -> BodyRead:
    """Return which dialect was chosen, what it reads, and what the body says without one."""
    given = job.job
    choice, dialect = choose_and_read(given)
    dialect = None if dialect is None else _as_sent(dialect, job.sent)
    graphql = None
    if job.graphql is not None and choice.dialect != job.graphql.name:
        graphql = read_head(job.graphql, given.status, given.headers, given.body.value)
    return BodyRead(choice, dialect, graphql, said_in(job))


def _as_sent(read: DialectReading, sent: Sent) -> DialectReading:
    """Return what a dialect read, with names as they were sent: ``email`` for ``Order.Email``."""
    errors = tuple(
        DialectFieldError(_name_as_sent(error.name, sent), error.text)
        for error in read.field_errors
    )
    return replace(read, field_errors=errors)


def _name_as_sent(name: str, sent: Sent) -> str:
    steps = read_place(name, sent) if name else None
    if not steps:
        return name
    # A pointer says exactly where the value is, such as in a document of JSON:API.
    return locate(steps, "", sent, is_exact=name.startswith(("/", "#/")))[0] or name


def said_in(job: BodyJob) -> Said:
    """Return what a body says without a dialect."""
    # What was sent matters only where something failed.
    is_failing = job.job.status >= _FIRST_FAILING
    said = _said(job, job.sent if is_failing else NOTHING_SENT)
    return _said(job, job.sent) if said.sign is Sign.STRONG and not is_failing else said


def _said(job: BodyJob, sent: Sent) -> Said:
    status = job.job.status
    if job.text is not None:
        return read_body(job.text, status, job.job.target.content_type, sent)
    return read_value(job.job.body.value, status, sent)


def job_for(
    context: ReadContext,
    response: Response,
    envelope: Envelope | NotAnEnvelope,
    heads: tuple[Dialect, ...] = (),
    given: str = HTTP,
    host: str | None = None,
) -> BodyJob:
    """Return what is to be read in a body beside an envelope.

    Args:
        context: What is context of the request.
        response: Its body may be in a file.
        envelope: What the strict reader of envelopes found.
        heads: The dialects that may be chosen.
        given: The one that was chosen, for the request or for the host.
        host: As ``choosing.host_of`` returns it; None for that of the response.
    """
    body, content = response.body, content_of(envelope, response.body.data)
    reason = envelope.reason if isinstance(envelope, NotAnEnvelope) else None
    is_text = content.is_text and reason is not NotAnEnvelopeReason.UNREAD
    is_json = is_text and content is ContentKind.JSON and reason is not NotAnEnvelopeReason.TOO_DEEP
    content_type = response.header("Content-Type") or ""
    is_page = content is ContentKind.HTML
    # It may name an encoding of its own, in which its bytes are not UTF-8.
    is_encoded = content is ContentKind.BINARY and may_be_xml(body.data)
    is_other = (is_text and not is_page) or is_encoded
    is_readable = is_json or (is_other and can_be_read(body, content_type))
    source: bytes | str | None = None
    if is_readable and body.size_bytes <= MOST_BYTES:
        source = body.data if body.path is None else body.path
    target = target_of(response, host_of(response.url) if host is None else host)
    is_operation = is_json and isinstance(context.request.body, GraphqlBody)
    if is_operation:
        # As all servers should call it, and few do.
        target = replace(target, content_type="application/graphql-response+json")
    return BodyJob(
        ReadingJob(
            heads=heads,
            own=tuple(context.own_dialects) if heads else (),
            target=target,
            given=given,
            status=response.status,
            headers=response.headers,
            body=BodyValue(source, content_type),
            has_body=0 < body.size_bytes <= MOST_BYTES,
        ),
        0 if source is None else body.size_bytes,
        body.data[:_LONGEST_TEXT] if is_encoded or (is_text and not is_json) else None,
        sent_with(context.request, context.prepared),
        next((head for head in heads if head.name == GRAPHQL), None) if is_operation else None,
    )


def with_sent_file(prepared: PreparedRequest | None) -> PreparedRequest | None:
    """Return what was sent with the content of its file in its body, unless that is long; blocks.

    Only a body that is searched for the places of errors is read from its file once more.
    """
    if prepared is None or len(prepared.body) != 1 or isinstance(prepared.body[0], bytes):
        return prepared
    try:
        content = storage.regular_file.read_regular_file(prepared.body[0].path, _LONGEST_SENT)
    except OSError:
        # It is long, or was deleted since: errors are shown as the server names them.
        return prepared
    return replace(prepared, body=(content,))


def sent_with(request: Request, prepared: PreparedRequest | None) -> Sent:
    """Return what a request sent, for the places that a server names in its errors."""
    if prepared is None:
        return NOTHING_SENT
    parameters = request.endpoint.parameters
    url = urlsplit(prepared.url)
    cookies = (h.value for h in prepared.headers if h.name.casefold() == "cookie")
    return Sent(
        body=_sent_body(request, prepared),
        query=tuple(dict(parse_qsl(url.query, keep_blank_values=True)[:_MOST_PAIRS])),
        path=tuple(p.name for p in parameters if p.location in (Location.PATH, Location.REST)),
        headers=tuple(header.name for header in prepared.headers),
        cookies=tuple(name for text in cookies for name in _cookie_names(text)),
        url_path=url.path,
    )


def _sent_body(request: Request, prepared: PreparedRequest) -> object:
    if isinstance(request.body, MultipartBody):
        return {row.name: row.value for row in request.body.rows if row.is_sent}
    pieces = prepared.body
    if not pieces or not all(isinstance(part, bytes) for part in pieces):
        return None
    data = b"".join(part for part in pieces if isinstance(part, bytes))
    if len(data) > _LONGEST_SENT:
        return None
    names = (h.value for h in prepared.headers if h.name.casefold() == "content-type")
    if "x-www-form-urlencoded" in next(names, "").casefold():
        pairs = parse_qs(data.decode("utf-8", "replace"), keep_blank_values=True)
        return {name: values[0] for name, values in pairs.items()}
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, RecursionError):
        return None


def _cookie_names(text: str) -> tuple[str, ...]:
    try:
        return tuple(SimpleCookie(text))
    except CookieError:
        return ()
