"""Saved examples of responses: ``NAME.examples/EXAMPLE.toml`` beside ``NAME.request.toml``.

The keys of such a file are those of a saved request, as it was sent, with ``notes`` on the
example, and then ``response_status``,
``response_reason``, ``response_code`` and ``response_message`` (what was made of it then),
``response_headers``, and the body as ``response_text`` or, where that is no text,
``response_base64``. It holds no secret.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from aiurdesk.core.collection.request_file import parse_request, read_headers, write_request
from aiurdesk.core.exchange.example import Example
from aiurdesk.core.formats.schema import Convert, text, unlike, whole_number
from aiurdesk.core.formats.toml.toml_reading import ignore
from aiurdesk.core.formats.toml.toml_text import TomlValue
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.core.translation import tr

MOST_FILE_BYTES = 4_000_000
"""A longer file is not read."""


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
    return write_request(replace(example.request, notes=example.notes), further=record)


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
        request.notes,
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
