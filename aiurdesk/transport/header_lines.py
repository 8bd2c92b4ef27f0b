"""The header lines of a request in bytes."""

import re

from aiurdesk.core.request import request_head as wire
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import FailureKind
from aiurdesk.transport.address import Address
from aiurdesk.transport.send_failure import SendFailure

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NO_VALUE = re.compile(r"[\x00\r\n]")


def wire_headers(
    request: PreparedRequest, address: Address, body_bytes: int
) -> list[tuple[bytes, bytes]]:
    """Return all header lines as they go out.

    Raises:
        NoAnswer: A header cannot be written into a request.
    """
    lines = wire.wire_headers(request, address.authority, str(body_bytes))
    return [_line(header) for header in lines]


def _line(header: Header) -> tuple[bytes, bytes]:
    if not _NAME.fullmatch(header.name):
        detail = "a header's name holds a character that names cannot hold"
        raise SendFailure(FailureKind.PROTOCOL_ERROR, detail)
    if _NO_VALUE.search(header.value):
        detail = f"the value of {header.name} holds a line break"
        raise SendFailure(FailureKind.PROTOCOL_ERROR, detail)
    return header.name.encode("ascii"), header.value.encode("utf-8")
