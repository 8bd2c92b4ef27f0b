"""Timing and connection of an exchange, as bars for a waterfall and as text."""

import msgspec

from aiurdesk.core.response.response import Hop, Outcome, Response, Timing
from aiurdesk.core.wording import format_duration, format_size


class Phase(msgspec.Struct, frozen=True):
    """One bar of the waterfall."""

    token: str
    """Colour token of the themes; also the field of ``Timing`` without ``_ms``."""
    title: str
    start_ms: float
    length_ms: float


def phases(timing: Timing) -> tuple[Phase, ...]:
    """Return the phases that happened, each starting where the previous one ended."""
    found: list[Phase] = []
    start_ms = 0.0
    for token, title, length_ms in (
        ("connect", "Connect", timing.connect_ms),
        ("tls", "TLS", timing.tls_ms),
        ("send", "Sent", timing.send_ms),
        ("first_byte", "First byte", timing.first_byte_ms),
        ("body", "Body", timing.body_ms),
    ):
        if length_ms is not None:
            found.append(Phase(token, title, start_ms, length_ms))
            start_ms += length_ms
    return tuple(found)


def timing_lines(outcome: Outcome) -> list[str]:
    """Return everything known about timing and connection, one fact in each line."""
    timing = outcome.timing
    facts = [(phase.title, format_duration(phase.length_ms)) for phase in phases(timing)]
    facts.append(("Total", format_duration(timing.total_ms)))
    if isinstance(outcome, Response):
        facts += _connection(outcome)
    lines = [f"{title:<12}{value}" for title, value in facts]
    return lines + [line for hop in outcome.hops for line in _hop_lines(hop)]


def _connection(response: Response) -> list[tuple[str, str]]:
    is_reused = response.timing.is_reused
    facts = [
        ("Connection", "reused" if is_reused else "opened for this request"),
        ("Protocol", response.http_version),
    ]
    if response.server_address:
        facts.append(("Server", response.server_address))
    if response.tls is not None:
        tls = response.tls
        facts.append(("Encryption", ", ".join(filter(None, (tls.version, tls.cipher)))))
        if tls.issuer:
            facts.append(("Issuer", tls.issuer))
    body = response.body
    # Shown only for a compressed body, where the two sizes differ.
    size = format_size(body.size_bytes)
    if body.received_bytes and body.received_bytes != body.size_bytes:
        size += f", {format_size(body.received_bytes)} received"
    return [*facts, ("Size", size), ("Address", response.url)]


def _hop_lines(hop: Hop) -> list[str]:
    lines = [f"{'Redirect':<12}{hop.status} from {hop.url}", f"{'':<12}to {hop.location}"]
    if hop.is_credential_dropped:
        lines.append(f"{'':<12}another origin: the credential was not sent")
    return lines
