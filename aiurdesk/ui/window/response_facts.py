"""Texts about a response in the status line."""

from datetime import UTC, datetime
from typing import NamedTuple

from aiurdesk.core.environments.certificates import ending_text
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.response.response import Response, has_transcript
from aiurdesk.core.translation import format_size, listed, tr


class ResponseTexts(NamedTuple):
    """Texts about one response."""

    protection: str
    """Protocol, TLS version and whether the certificate is trusted."""
    size: str
    """Empty for a socket."""
    is_encrypted: bool


def response_facts(exchange: Exchange | None) -> ResponseTexts | None:
    """Return the texts about an exchange, or None where it has no response."""
    response = exchange.outcome if exchange is not None else None
    if not isinstance(response, Response):
        return None
    # What comes over a socket is counted beside its frames; the handshake has no body.
    size = "" if has_transcript(response) else format_size(response.body.size_bytes)
    return ResponseTexts(protection(response, datetime.now(UTC)), size, response.tls is not None)


def protection(response: Response, now: datetime) -> str:
    """Return protocol, TLS version and whether the certificate is trusted, in words.

    Args:
        now: Says whether the certificate expires soon.
    """
    if response.tls is None:
        return tr("{http_version} · not encrypted").format(http_version=response.http_version)
    # OpenSSL spells it "TLSv1.3".
    version = response.tls.version.replace("TLSv", "TLS ")
    ending = ending_text(response.tls.expires_at, now)
    trusted = listed(filter(None, (tr("trusted"), ending)), of="clauses")
    return f"{version} · {response.http_version} · {trusted}"
