"""Saved examples of responses: ``NAME.examples/EXAMPLE.toml`` beside ``NAME.request.toml``.

The keys of such a file are those of a saved request, as it was sent, and then ``response_status``,
``response_reason``, ``response_code`` and ``response_message`` (what was made of it then),
``response_headers``, and the body as ``response_text`` or, where that is no text,
``response_base64``. It holds no secret.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.request_file import parse_request, read_headers, write_request
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.exchange_comparison import Compared, example_side
from aiurdesk.core.formats.schema import Convert, text, unlike, whole_number
from aiurdesk.core.formats.toml.toml_reading import ignore
from aiurdesk.core.formats.toml.toml_text import TomlValue
from aiurdesk.core.history.recording import RecordedDetails, record_of
from aiurdesk.core.request.request import Header, SavedRequest
from aiurdesk.core.response.response import Response, ResponseBody, has_transcript
from aiurdesk.core.translation import format_size, tr

MOST_BODY_BYTES = 1024 * 1024
"""A longer body is not saved."""
MOST_FILE_BYTES = 4_000_000
"""A longer file is not read."""
MOST_HEADERS = 200


class Example(msgspec.Struct, frozen=True):
    """A response that is kept beside its request, with the request as it was sent."""

    request: SavedRequest
    """Without tests, captures and notes."""
    status: int = 0
    """0 where it is not known, such as in some API descriptions."""
    reason: str = ""
    code: int | str | None = None
    """The result code, where one was read."""
    message: str = ""
    headers: tuple[Header, ...] = ()
    body: bytes = b""

    @property
    def response(self) -> Response:
        """The response, without what was measured."""
        body = ResponseBody(self.body, size_bytes=len(self.body))
        return Response(
            status=self.status,
            reason=self.reason,
            http_version="",
            headers=self.headers,
            body=body,
            url=self.request.url,
        )


def example_of(exchange: Exchange) -> Example:
    """Return the example that is saved of an exchange, with dots instead of secrets.

    Raises:
        ProblemError: There is no response, or it is too long.
    """
    outcome = exchange.outcome
    if not isinstance(outcome, Response) or has_transcript(outcome):
        raise ProblemError(tr("There is no response that could be saved as an example."))
    if outcome.body.size_bytes > MOST_BODY_BYTES:
        text = tr(
            "The body is longer than {most}, which is the most that an example holds. "
            "Save the body to a file instead."
        )
        raise ProblemError(text.format(most=format_size(MOST_BODY_BYTES)))
    # The same rules find secrets as in the history.
    record = record_of(exchange, "", MOST_BODY_BYTES)
    response = msgspec.msgpack.decode(record.details, type=RecordedDetails).response
    assert response is not None, "a response is recorded as one"
    return Example(
        bare_request(parse_request(record.request)),
        response.status,
        response.reason,
        record.entry.code,
        record.entry.message if record.entry.code is not None else "",
        response.headers[:MOST_HEADERS],
        record.body,
    )


def bare_request(saved: SavedRequest) -> SavedRequest:
    """Return a request without what is not sent: tests, captures and notes."""
    return replace(saved, tests=(), captures=(), notes="")


def write_example(example: Example) -> str:
    """Return the text of the file.

    Raises:
        ProblemError: A text cannot be stored, or it is too long.
    """
    record: dict[str, TomlValue] = {}
    if example.status:
        record["response_status"] = example.status
    if example.reason:
        record["response_reason"] = example.reason
    if example.code is not None:
        record["response_code"] = example.code
    if example.message:
        record["response_message"] = example.message
    if example.headers:
        record["response_headers"] = [[h.name, h.value] for h in example.headers]
    if example.body:
        record |= _body_record(example.body)
    return write_request(example.request, further=record)


def _body_record(body: bytes) -> dict[str, TomlValue]:
    try:
        source = body.decode()
    except UnicodeDecodeError:
        pass
    else:
        # With more, it is bytes that happen to be valid, and would be six times as long.
        controls = sum(
            source.count(chr(number)) for number in range(32) if number not in (9, 10, 13)
        )
        if controls * 20 <= len(source):
            return {"response_text": source}
    return {"response_base64": base64.b64encode(body).decode()}


def parse_example(source: str, tell: Callable[[str], None] = ignore) -> Example:
    """Read the text of a file.

    Args:
        source: The text.
        tell: Called with a sentence for each key that is not known.

    Raises:
        ProblemError: The text is not valid; the sentence begins with the line.
    """
    further: dict[str, Any] = {}
    request = parse_request(source, tell, _READERS, further)
    body = further.get("response_text", "").encode() or further.get("response_base64", b"")
    return Example(
        bare_request(request),
        further.get("response_status", 0),
        further.get("response_reason", ""),
        further.get("response_code"),
        further.get("response_message", ""),
        further.get("response_headers", ()),
        body,
    )


def _status(raw: object) -> int:
    status = whole_number(raw)
    if not 100 <= status <= 999:
        raise unlike(raw, tr("should be an HTTP status such as 200, not {raw}"))
    return status


def _code(raw: object) -> int | str:
    return raw if isinstance(raw, str) else whole_number(raw)


def _bytes(raw: object) -> bytes:
    try:
        return base64.b64decode(text(raw), validate=True)
    except (binascii.Error, ValueError):
        raise unlike(raw, tr("should be base64, not {raw}")) from None


_READERS: Mapping[str, Convert] = {
    "response_status": _status,
    "response_reason": text,
    "response_code": _code,
    "response_message": text,
    "response_headers": read_headers,
    "response_text": text,
    "response_base64": _bytes,
}


def side_of_example(example: Example) -> Compared:
    """Return an example as the earlier side of a comparison."""
    return example_side(example.code, example.message, example.response)
