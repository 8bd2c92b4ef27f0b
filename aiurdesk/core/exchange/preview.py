"""The exact bytes of a request as text, before anything is sent."""

import re
from urllib.parse import quote, urlsplit

from msgspec.structs import replace

from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.exchange.redaction import redact_prepared
from aiurdesk.core.preparing.request_head import wire_authority, wire_headers, wire_target
from aiurdesk.core.request.request import FileContent, Header, PreparedRequest
from aiurdesk.core.translation import tr

# Control characters and invisible ones, which could hide or reorder what is read here.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")

_OF_SOCKETS, _SUBPROTOCOLS = "sec-websocket-", "sec-websocket-protocol"


def expected_protocol(url: str) -> str:
    """Return the protocol that a request to a URL is expected to use.

    The client offers HTTP/2 while it connects over TLS; a server may still choose HTTP/1.1.
    """
    return "HTTP/2" if url.startswith("https:") else "HTTP/1.1"


def preview(
    prepared: PreparedRequest,
    reveal: bool = False,
    protocol: str = "HTTP/1.1",
    subprotocols: tuple[str, ...] | None = None,
) -> str:
    r"""Write a request in the notation of HTTP/1.1, exactly as it would be sent.

    Secrets are dots unless they are revealed; a file is a line with its path; bytes that are not
    text are written as ``\xff``.

    Args:
        protocol: Named in the request line. The notation is the same for every protocol.
        subprotocols: Those that the handshake of a WebSocket offers; None for any other request.
    """
    visible = prepared if reveal else redact_prepared(prepared)
    upgrade = () if subprotocols is None else _upgrade_headers(visible, subprotocols)
    if subprotocols is not None:
        kept = tuple(h for h in visible.headers if not h.name.lower().startswith(_OF_SOCKETS))
        visible = replace(visible, headers=kept)
    split = urlsplit(prepared.url)
    authority = wire_authority(split.scheme, split.hostname or "", split.port)
    if not reveal:
        # Taken from the real URL first: one with dots in it may no longer parse.
        authority = redact_text(authority, prepared.secrets)
    # Dots are not ASCII, so writing the target has percent-encoded them.
    target = wire_target(visible.url).replace(quote(DOTS), DOTS)
    lines = [f"{visible.method} {target} {protocol}"]
    headers = (*wire_headers(visible, authority, _length(prepared)), *upgrade)
    lines += [f"{h.name}: {h.value}" for h in headers]
    body = "".join(_part_text(part) for part in visible.body)
    body += "".join(f"{_escaped(message)}\n" for message in visible.messages)
    return _escaped("\n".join(lines)) + "\n\n" + body


def _upgrade_headers(
    prepared: PreparedRequest, subprotocols: tuple[str, ...]
) -> tuple[Header, ...]:
    """Return the headers that ask for WebSocket. RFC 6455 section 4.1."""
    typed = [h.value.split(",") for h in prepared.headers if h.name.lower() == _SUBPROTOCOLS]
    names = (*subprotocols, *(name.strip() for names in typed for name in names if name.strip()))
    offered = ", ".join(dict.fromkeys(names))
    return (
        Header("Upgrade", "websocket"),
        Header("Connection", "Upgrade"),
        Header("Sec-WebSocket-Key", tr("‹another one for each connection›")),
        Header("Sec-WebSocket-Version", "13"),
        Header("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
        *((Header("Sec-WebSocket-Protocol", offered),) if offered else ()),
    )


def _length(prepared: PreparedRequest) -> str:
    """Return the length of the body with its secrets; files are measured when they are sent."""
    lengths = [len(part) for part in prepared.body if isinstance(part, bytes)]
    if len(lengths) == len(prepared.body):
        return str(sum(lengths))
    return tr("‹{sum} and the length of the files›").format(sum=sum(lengths))


def _part_text(part: bytes | FileContent) -> str:
    if isinstance(part, FileContent):
        return tr("‹content of {path}›").format(path=_escaped(part.path))
    text = part.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    return _escaped(text)


def _escaped(text: str) -> str:
    return _UNPRINTABLE.sub(_as_escape, text)


def _as_escape(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"
