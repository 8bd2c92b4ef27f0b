"""The header lines that go out with a request."""

import re

import aiurdesk
from aiurdesk.core.request import PreparedRequest
from aiurdesk.core.response import FailureKind
from aiurdesk.transport.address import Address
from aiurdesk.transport.decoding import ACCEPTED
from aiurdesk.transport.no_answer import NoAnswer

FRAMING = frozenset(
    (
        "connection",
        "content-length",
        "keep-alive",
        "proxy-connection",
        "transfer-encoding",
        "upgrade",
    )
)
"""What says where a message ends is written here alone; HTTP/2 forbids most of it."""
_DEFAULTS = (
    ("Accept", "*/*"),
    ("Accept-Encoding", ACCEPTED),
    ("User-Agent", f"aiurdesk/{aiurdesk.__version__}"),
)
_WITH_LENGTH = frozenset(("POST", "PUT", "PATCH"))
"""Methods whose servers want to hear that there is no body."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NO_VALUE = re.compile(r"[\x00\r\n]")


def wire_headers(
    request: PreparedRequest, address: Address, body_bytes: int
) -> list[tuple[bytes, bytes]]:
    """Return all header lines, those that are added first.

    A request that brings its own Host, Accept, Accept-Encoding or User-Agent keeps them.

    Raises:
        NoAnswer: A header cannot be written into a request.
    """
    own = [_line(h.name, h.value) for h in request.headers if h.name.lower() not in FRAMING]
    given = {name.lower() for name, _ in own}
    added = [
        (name.encode("ascii"), value.encode("ascii"))
        for name, value in (("Host", address.authority), *_DEFAULTS)
        if name.lower().encode("ascii") not in given
    ]
    if request.body or request.method in _WITH_LENGTH:
        own.append((b"Content-Length", b"%d" % body_bytes))
    return added + own


def _line(name: str, value: str) -> tuple[bytes, bytes]:
    if not _NAME.fullmatch(name):
        detail = "a header's name holds a character that names cannot hold"
        raise NoAnswer(FailureKind.PROTOCOL_ERROR, detail)
    if _NO_VALUE.search(value):
        raise NoAnswer(FailureKind.PROTOCOL_ERROR, f"the value of {name} holds a line break")
    return name.encode("ascii"), value.strip(" \t").encode("utf-8")
