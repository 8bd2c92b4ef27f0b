"""Turns an exchange into what is recorded of it: everything but its secrets.

Three rules find secrets: the program knows them (the secrets of the prepared request), a name says
it (a header, a parameter, a member of the body), or they look like one (keys of known services,
JSON Web Tokens, private keys). Each text of an exchange passes through ``_Cleaner``, so that no
member is forgotten.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.request_file import parse_request, write_request
from aiurdesk.core.collection.saved_request import saved_request, saved_texts
from aiurdesk.core.credentials.encoded_forms import encoded_forms
from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.credentials.secret_search import find_secrets
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.credentials.user_info import without_user_info
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.redaction import with_text_of, with_texts
from aiurdesk.core.exchange.sockets.transcript import frame_lines, transcript_frames, with_ending
from aiurdesk.core.history.history_entry import FROM_HISTORY, HistoryEntry, id_at
from aiurdesk.core.history.history_filter import index_text
from aiurdesk.core.request.field import TextKind
from aiurdesk.core.request.request import Header, PreparedRequest, Request, SavedRequest
from aiurdesk.core.request.request_secrets import without_secrets
from aiurdesk.core.request.request_text import LEFT_OUT, Omitted, RequestText, TextChange, changed
from aiurdesk.core.request.request_texts import OF_TESTS
from aiurdesk.core.response.examination import Examination
from aiurdesk.core.response.response import (
    Failure,
    Outcome,
    Response,
    ResponseBody,
    has_transcript,
    text_of_body,
)
from aiurdesk.core.translation import CUT, Phrase
from aiurdesk.core.verdict.dialect import Code, DialectItem, DialectReading
from aiurdesk.core.verdict.reading import Reading
from aiurdesk.core.verdict.verdict import Severity, Verdict

_T = TypeVar("_T")

INDEXED_BYTES = 16 * 1024
"""How much of a body can be found by its words. The beginning tells what it is about."""
_PIECE = 64 * 1024
"""Characters that are searched for secrets at once, which takes some milliseconds."""
_OVERLAP = 64 * 1024
"""Bytes behind the limit that are looked at, so that no half of a secret is recorded."""
_LONGEST_PART = 256 * 1024
"""Bytes of a part of the request's body that are recorded."""
_LONGEST_PIECE = 256 * 1024
"""Characters of a piece that cannot be divided. A search holds the interpreter
for its whole time, and so the window up."""
_KEPT_CHARS = 200
_MOST_KEPT = 2000
"""How many short texts are remembered, and how long they are at most."""
_BREAK = re.compile(r'\n|,\s*"|&')
"""Where a long text may be divided: never within a name with its value."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MOST_ITEMS = 200
"""Parts of a batch; all of them are in the body."""
_LARGEST_NUMBER = 2**63
_SHORTEST_IN_UTF16 = 4


class RecordedDetails(msgspec.Struct, frozen=True):
    """The parts of an exchange that are shown with it again."""

    prepared: PreparedRequest
    verdict: Verdict | None = None
    """In the words of when it was recorded; None where they are made of the reading."""
    response: Response | None = None
    """Its body is recorded beside it."""
    failure: Failure | None = None
    examination: Examination | None = None
    folder: str = ""
    """The folder of the request's file, as in ``Request.folder``."""
    reading: Reading | None = None
    """What was found, without a sentence of the program."""
    remarks: tuple[Phrase, ...] = ()
    """What else is said beside the verdict that follows from the reading."""


class RecordedFinding(msgspec.Struct, frozen=True):
    """The part of ``RecordedDetails`` that the words of an entry are made of."""

    response: Response | None = None
    failure: Failure | None = None
    folder: str = ""
    reading: Reading | None = None

    @property
    def outcome(self) -> Outcome:
        """The response without its body, or the failure."""
        outcome = self.response or self.failure
        assert outcome is not None, "a record has a response or a failure"
        return outcome


class HistoryRecord(msgspec.Struct, frozen=True):
    """An exchange as it is recorded; it holds no secret."""

    entry: HistoryEntry
    request: str
    """The text of a file of a saved request."""
    details: bytes
    """``RecordedDetails`` in MessagePack."""
    body: bytes
    is_body_whole: bool
    text: str
    """What can be searched for."""


class Words(Protocol):
    """Makes the verdict on what was found, in the language of the person."""

    def __call__(
        self, request: Request, outcome: Outcome, reading: Reading, prepared: PreparedRequest | None
    ) -> Verdict:
        """Return the verdict; the body of the outcome is not looked at."""
        ...


def record_of(exchange: Exchange, environment: str, most_body_bytes: int) -> HistoryRecord:
    """Return what is recorded of an exchange. A long body takes a moment.

    Args:
        environment: Name of the environment that the request was sent in.
        most_body_bytes: How much of the response's body is recorded.
    """
    cleaner = _cleaner_for(exchange.prepared.secrets)
    details = _details(exchange, cleaner)
    outcome = exchange.outcome
    body, is_whole = b"", True
    if isinstance(outcome, Response):
        record_body = _frames if has_transcript(outcome) else _body
        body, is_whole = record_body(outcome.body, cleaner, most_body_bytes)
    names = cleaner.text(environment), cleaner.text(exchange.request.saved_name)
    verdict = cleaner.everything(_storable(exchange.verdict))
    entry = _entry(exchange, details, verdict, *names)
    saved = _without_secrets(exchange.request, cleaner)
    request = _request_text(saved, most_body_bytes)
    return HistoryRecord(
        entry=entry,
        request=request,
        details=msgspec.msgpack.encode(details),
        body=body,
        is_body_whole=is_whole,
        text=index_text(" ".join(_searchable(entry, verdict, details, saved, body))),
    )


def as_recorded(exchange: Exchange) -> Exchange:
    """Return an exchange whose response has dots for secrets, as one of the history has.

    Only so can it be compared with an earlier one: dots would differ from the secret. A long body
    takes a moment, and one that lies in a file stays as it is.
    """
    outcome = exchange.outcome
    if not isinstance(outcome, Response):
        return exchange
    cleaner = _cleaner_for(exchange.prepared.secrets)
    body = replace(outcome.body, data=cleaner.data(outcome.body.data))
    headers = cleaner.headers(cleaner.everything(outcome.headers))
    return replace(
        exchange,
        outcome=replace(outcome, body=body, headers=headers, in_parts=None),
        verdict=cleaner.everything(exchange.verdict),
    )


def judged_record(record: HistoryRecord, exchange: Exchange) -> HistoryRecord:
    """Return a record with the verdict that its exchange has now.

    Args:
        record: The rest of it stays as it is.
        exchange: Recorded before; it may have secrets again, which are not recorded now either.

    Raises:
        ProblemError: The request of the record cannot be read.
        MsgspecError: Its details cannot be read.
    """
    cleaner = _cleaner_for(exchange.prepared.secrets)
    details = msgspec.msgpack.decode(record.details, type=RecordedDetails)
    details = replace(details, **_finding_members(exchange, cleaner))
    verdict = cleaner.everything(_storable(exchange.verdict))
    has_failed = details.examination is not None and bool(details.examination.failed)
    severity = Severity.TEST if has_failed else verdict.severity
    entry = replace(record.entry, severity=severity, **_said(verdict, details))
    saved = recorded_request(record)
    return replace(
        record,
        entry=entry,
        details=msgspec.msgpack.encode(details),
        text=index_text(" ".join(_searchable(entry, verdict, details, saved, record.body))),
    )


def text_of(record: HistoryRecord) -> str:
    """Return what can be searched for of a record of an earlier version.

    Raises:
        ProblemError: The request cannot be read.
        MsgspecError: The details cannot be read.
    """
    details = msgspec.msgpack.decode(record.details, type=RecordedDetails)
    saved = recorded_request(record)
    searchable = _searchable(record.entry, details.verdict, details, saved, record.body)
    return index_text(" ".join(searchable))


def recorded_finding(details: bytes) -> RecordedFinding:
    """Return what was found.

    Args:
        details: Of a record.

    Raises:
        MsgspecError: They cannot be read; a later version may have written them.
    """
    return msgspec.msgpack.decode(details, type=RecordedFinding)


def restored_exchange(
    record: HistoryRecord, request: Request, body_path: str | None, words: Words
) -> Exchange:
    """Return the exchange that was recorded; its envelope has to be read again.

    Args:
        request: The request of the record, with its endpoint.
        body_path: The file that holds the body, if it is not in the record.
        words: Makes the verdict.
    """
    details = msgspec.msgpack.decode(record.details, type=RecordedDetails)
    outcome: Response | Failure
    if details.response is None:
        assert details.failure is not None, "a record has a response or a failure"
        outcome = details.failure
    else:
        body = replace(details.response.body, data=record.body, path=body_path)
        outcome = replace(details.response, body=body)
    # What it may use depends on where it came from, also when it is sent once more.
    request = replace(request, folder=details.folder)
    verdict, reading = details.verdict, details.reading
    if verdict is None:
        verdict = made_verdict(words, request, outcome, details)
    return Exchange(
        request=request,
        prepared=details.prepared,
        outcome=outcome,
        # A transcript is not read as an envelope.
        envelope=None if reading is None or has_transcript(outcome) else reading.envelope,
        verdict=verdict,
        started_at=record.entry.started_at,
        examination=details.examination,
        reading=reading,
        remarks=details.remarks,
        sender=record.entry.sender,
    )


def made_verdict(
    words: Words, request: Request, outcome: Outcome, found: "RecordedDetails | RecordedFinding"
) -> Verdict:
    """Return the verdict on what was recorded, in the language of now.

    Args:
        words: Makes the verdict on an outcome.
        request: With the folder of its file, which may have dialects.
        outcome: The one that was recorded.
        found: Holds the rest of it.
    """
    prepared = found.prepared if isinstance(found, RecordedDetails) else None
    # What was said over a socket is no body that a verdict is about.
    judged = replace(outcome, body=ResponseBody()) if has_transcript(outcome) else outcome
    verdict = words(request, judged, found.reading or Reading(), prepared)
    remarks = found.remarks if isinstance(found, RecordedDetails) else ()
    return with_ending(replace(verdict, notes=(*verdict.notes, *map(str, remarks))), outcome)


def recorded_request(record: HistoryRecord) -> SavedRequest:
    """Return the request of a record, as it is saved into collections.

    Raises:
        ProblemError: It cannot be read; a later version may have written it.
    """
    return parse_request(record.request)


class _Cleaner:
    """Replaces secrets by dots, and makes texts that can be stored."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._secrets = tuple(secret for secret in secrets if secret.reveal())
        self._forms = encoded_forms(self._secrets)
        self._longest = self._forms.longest
        self._cleaned: dict[str, str] = {}

    def text(self, text: str) -> str:
        """Return a text without secrets; fixes, headers and many texts are often the same."""
        if len(text) > _KEPT_CHARS:
            return self._storable(text)
        if text not in self._cleaned:
            if len(self._cleaned) >= _MOST_KEPT:
                self._cleaned.clear()
            self._cleaned[text] = self._storable(text)
        return self._cleaned[text]

    def _storable(self, text: str) -> str:
        # Half a character cannot be stored, neither by SQLite nor in TOML.
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", self._without_secrets(text))

    def data(self, data: bytes, end: str = "") -> bytes:
        """Return bytes with dots for the secrets in their text.

        Args:
            end: Stands behind a text that was cut off, so that the beginning of a secret is found.
        """
        data = with_text_of(data, lambda text: self._without_secrets(text + end).removesuffix(end))
        for secret in self._secrets:
            if len(secret.reveal()) >= _SHORTEST_IN_UTF16:
                for encoding in ("utf-16-le", "utf-16-be"):
                    hidden = secret.reveal().encode(encoding, "surrogatepass")
                    data = data.replace(hidden, DOTS.encode(encoding))
        return data

    def everything(self, value: _T) -> _T:
        """Return a value with dots for the secrets in all of its texts, however deep."""
        return with_texts(value, self.text, self.data)

    def headers(self, headers: tuple[Header, ...]) -> tuple[Header, ...]:
        """Return headers with dots for values whose names are those of secrets."""
        return tuple(
            replace(header, value=DOTS)
            # "Bearer ••••" says more than dots alone.
            if is_secret_name(header.name) and header.value and DOTS not in header.value
            else header
            for header in headers
        )

    def _without_secrets(self, text: str) -> str:
        if self._secrets:
            text = "".join(redact_text(piece, self._secrets) for piece in self._pieces(text))
        return redact_unknown(text)

    def _pieces(self, text: str) -> Iterator[str]:
        start = 0
        while len(text) - start > 2 * _PIECE:
            most = start + _LONGEST_PIECE
            match = _BREAK.search(text, start + _PIECE, most)
            if match is None and len(text) <= most:
                break
            end = self._before_a_secret(text, most if match is None else match.start())
            yield text[start:end]
            start = end
        yield text[start:]

    def _before_a_secret(self, text: str, position: int) -> int:
        """Return a position, or the start of the secret which it would cut into two."""
        first = max(0, position - self._longest)
        spans = find_secrets(text[first : position + self._longest], self._forms)
        return min(
            (first + start for start, end in spans if first + start < position < first + end),
            default=position,
        )


@lru_cache(maxsize=8)
def _cleaner_for(secrets: tuple[Secret, ...]) -> _Cleaner:
    """Return the same cleaner for the same secrets: a run sends many requests with one token."""
    return _Cleaner(secrets)


def _details(exchange: Exchange, cleaner: _Cleaner) -> RecordedDetails:
    prepared = exchange.prepared
    prepared = replace(
        prepared,
        url=without_user_info(prepared.url),
        body=tuple(
            part[:_LONGEST_PART] if isinstance(part, bytes) else part for part in prepared.body
        ),
        # They are among the frames of the transcript, which has limits.
        messages=(),
        secrets=(),
        jar="",
    )
    outcome = replace(exchange.outcome, sent=None)
    response = failure = None
    if isinstance(outcome, Response):
        body = replace(outcome.body, data=b"", path=None)
        headers = cleaner.headers(outcome.headers)
        response = replace(outcome, body=body, headers=headers, in_parts=None)
    else:
        failure = replace(outcome, undecoded=b"", received=b"")
    details = RecordedDetails(
        prepared,
        response=response,
        failure=failure,
        examination=exchange.examination,
        folder=exchange.request.folder,
    )
    cleaned = replace(cleaner.everything(details), **_finding_members(exchange, cleaner))
    # Afterwards: "Bearer" and the like are left over by the search for secrets.
    headers = cleaner.headers(cleaned.prepared.headers)
    return replace(cleaned, prepared=replace(cleaned.prepared, headers=headers))


def _finding_members(exchange: Exchange, cleaner: _Cleaner) -> dict[str, Any]:
    """Return the members of the details that tell how it went."""
    reading = exchange.reading
    if reading is None:
        verdict = cleaner.everything(_storable(exchange.verdict))
        return {"verdict": verdict, "reading": None, "remarks": ()}
    remarks = tuple(remark for remark in exchange.remarks if remark.text != FROM_HISTORY)
    reading, remarks = cleaner.everything((_storable_reading(reading), remarks))
    return {"verdict": None, "reading": reading, "remarks": remarks}


def _storable_reading(reading: Reading) -> Reading:
    """Return the same as ``_storable`` does for a verdict, and count what is left out."""
    said = replace(reading.said, code=_short(reading.said.code))
    dialect, graphql = map(_storable_read, (reading.dialect, reading.graphql))
    return replace(reading, said=said, dialect=dialect, graphql=graphql)


def _storable_read(read: DialectReading | None) -> DialectReading | None:
    if read is None:
        return None
    items = _first_items(read.items)
    failed = sum(not item.is_ok for item in read.items) - sum(not item.is_ok for item in items)
    return replace(
        read,
        code=_short(read.code),
        sub_code=_short(read.sub_code),
        items=items,
        failed_beside=read.failed_beside + failed,
        worked_beside=read.worked_beside + len(read.items) - len(items) - failed,
    )


def _first_items(items: tuple[DialectItem, ...]) -> tuple[DialectItem, ...]:
    if len(items) <= _MOST_ITEMS:
        return items
    return tuple(sorted(items, key=lambda item: item.is_ok)[:_MOST_ITEMS])


def _short(code: Code | None) -> Code | None:
    """Return a code that fits into 64 bits; a larger number becomes a text."""
    is_large = isinstance(code, int) and not -_LARGEST_NUMBER <= code < _LARGEST_NUMBER
    return str(code) if is_large else code


def _storable(verdict: Verdict) -> Verdict:
    """Return a verdict whose code fits into 64 bits, and which has not too many parts of a batch.

    A larger number becomes a text. The parts that failed come first.
    """
    verdict = replace(verdict, code=_short(verdict.code), sub_code=_short(verdict.sub_code))
    return replace(verdict, items=_first_items(verdict.items))


def _body(body: ResponseBody, cleaner: _Cleaner, most_bytes: int) -> tuple[bytes, bool]:
    """Return what is recorded of a body, and whether that is all of it."""
    data = body.data
    if body.path is None and len(data) <= most_bytes:
        return cleaner.data(data), True
    return cleaner.data(data[: most_bytes + _OVERLAP], CUT)[:most_bytes], False


def _frames(body: ResponseBody, cleaner: _Cleaner, most_bytes: int) -> tuple[bytes, bool]:
    """Return what is recorded of what was said over a socket, and whether that is all of it."""
    lines: list[bytes] = []
    size = 0
    for frame in transcript_frames(body.data):
        # Each one by itself: within the line, a name and its value are escaped.
        line = frame_lines((cleaner.everything(frame),)).encode()
        size += len(line)
        if size > most_bytes:
            return b"".join(lines), False
        lines.append(line)
    return b"".join(lines), body.size_bytes <= len(body.data)


def _entry(
    exchange: Exchange, details: RecordedDetails, verdict: Verdict, environment: str, name: str
) -> HistoryEntry:
    request = exchange.request
    endpoint = request.endpoint
    response = details.response
    address = details.prepared.url
    short_address = address.partition("?")[0].partition("://")[2] or address
    outcome = exchange.outcome
    return HistoryEntry(
        id=id_at(exchange.started_at),
        # Names of the catalogue hold no secret, even where they contain the text of one.
        endpoint_id="" if request.is_typed else endpoint.id,
        service_id=endpoint.service_id,
        title=name or (short_address if request.is_typed else endpoint.shown_title),
        method=endpoint.shown_method if endpoint.is_websocket else details.prepared.method,
        address=address,
        host=_host(address),
        environment=environment,
        severity=exchange.severity,
        **_said(verdict, details),
        status=None if response is None else response.status,
        elapsed_ms=outcome.timing.total_ms,
        size_bytes=outcome.body.size_bytes if isinstance(outcome, Response) else 0,
        sender=exchange.sender,
    )


def _said(verdict: Verdict, details: RecordedDetails) -> dict[str, Any]:
    """Return the members of an entry that are of the verdict, without the severity."""
    return {
        "table": verdict.table,
        "code": verdict.code,
        "name": verdict.name,
        # Made when it is shown, in the language of then.
        "headline": verdict.headline if details.reading is None else "",
        "message": verdict.message,
    }


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        # Dots within the brackets of an IPv6 address.
        return ""


def _without_secrets(request: Request, cleaner: _Cleaner) -> SavedRequest:
    """Return a request as it can be opened again; values that are secret are left out of it."""

    def change(text: RequestText) -> TextChange:
        by = DOTS if text.kind is TextKind.MESSAGE else ""
        left = without_secrets(text, by=by)
        if isinstance(left, Omitted) or (left is not None and text.kind in OF_TESTS):
            return LEFT_OUT
        if text.is_in_base64 and cleaner.text(text.plain) != text.plain:
            # What is hidden in base64 cannot be replaced by dots.
            return ""
        return cleaner.text(text.text if left is None else left)

    return changed(saved_texts(saved_request(request), request.endpoint), change)


def _request_text(saved: SavedRequest, most_chars: int) -> str:
    try:
        text = write_request(saved)
    except ProblemError:
        text = ""
    if text and len(text) <= max(most_chars, _LONGEST_PART):
        return text
    # Too long, or not to be written: where it went is still known.
    return write_request(
        SavedRequest(endpoint_id=saved.endpoint_id, method=saved.method, url=saved.url)
    )


def _searchable(
    entry: HistoryEntry,
    verdict: Verdict | None,
    details: RecordedDetails,
    saved: SavedRequest,
    body: bytes,
) -> Iterator[str]:
    yield from (entry.endpoint_id, entry.title, entry.method, entry.address, entry.environment)
    yield from (entry.name, entry.message)
    if verdict is not None:
        # In the language of when it was recorded: a person looks for what was read then.
        yield verdict.headline
        yield from (text for texts in verdict.field_errors.values() for text in texts)
    for name, value in saved.values:
        yield name
        yield value if isinstance(value, str) else str(msgspec.to_builtins(value))
    for part in details.prepared.body:
        if isinstance(part, bytes):
            yield part[:INDEXED_BYTES].decode("utf-8", "replace")
    if b"\0" not in body[:INDEXED_BYTES]:
        yield text_of_body(details.response, body[:INDEXED_BYTES])
