"""Timing and connection of an exchange, as bars for a waterfall and as text."""

from datetime import datetime
from itertools import accumulate

import msgspec

from aiurdesk.core.environments.certificates import expiry_text
from aiurdesk.core.response.response import Hop, Outcome, Response, Timing
from aiurdesk.core.translation import fixed_width, format_size, padded, tr


class Phase(msgspec.Struct, frozen=True):
    """One bar of the waterfall."""

    token: str
    """Colour token of the themes; also the field of ``Timing`` without ``_ms``."""
    title: str
    start_ms: float
    length_ms: float
    text: str
    """The length, rounded so that all phases and the rest add up to the total as shown."""


_TITLES = {
    "connect": tr("Connect"),
    "tls": "TLS",
    "send": tr("Sent"),
    "first_byte": tr("First byte"),
    "body": tr("Body"),
}
_STEP_MS = 0.1
_COARSE_STEP_MS = 1
"""How finely the times of an exchange are shown, where it took a second or longer."""


def phases(timing: Timing) -> tuple[Phase, ...]:
    """Return the phases that happened, each starting where the previous one ended."""
    lengths, texts = _lengths(timing), _shown_lengths(timing)
    starts_ms = accumulate(lengths.values(), initial=0.0)
    return tuple(
        Phase(token, _TITLES[token], start_ms, length_ms, texts[token])
        for (token, length_ms), start_ms in zip(lengths.items(), starts_ms, strict=False)
    )


def timing_lines(outcome: Outcome, now: datetime | None = None) -> list[str]:
    """Return everything known about timing and connection, one fact in each line.

    Args:
        now: Says in how many days a certificate expires; without it only the date is said.
    """
    timing = outcome.timing
    texts = _shown_lengths(timing)
    facts = [(_TITLES[token], text) for token, text in texts.items() if token in _TITLES]
    if _OTHER in texts:
        facts.append((tr("Redirects") if outcome.hops else tr("Other"), texts[_OTHER]))
    facts.append((tr("Total"), texts[_TOTAL]))
    facts += [(tr("Proxy"), name) for name in outcome.route.proxies]
    facts += [(tr("Overridden"), words) for words in outcome.route.overrides]
    if isinstance(outcome, Response):
        facts += _connection(outcome, now)
    titles = [title for title, _ in facts] + [_REDIRECT] * len(outcome.hops)
    # Another language has longer titles.
    width = max(_LEAST_WIDTH, 1 + max(map(fixed_width, titles)))
    lines = [f"{padded(title, width)}{value}" for title, value in facts]
    return lines + [line for hop in outcome.hops for line in _hop_lines(hop, width)]


_REDIRECT = tr("Redirect")
_LEAST_WIDTH = 12
"""Characters of the column of titles."""
_OTHER = "other"
"""What the total has beyond the phases: earlier requests of redirects, waiting for a connection."""
_TOTAL = "total"


def _lengths(timing: Timing) -> dict[str, float]:
    lengths = {token: getattr(timing, f"{token}_ms") for token in _TITLES}
    return {token: ms for token, ms in lengths.items() if ms is not None}


def _shown_lengths(timing: Timing) -> dict[str, str]:
    """Return each phase, the rest and the total as text; the shown numbers add up.

    By the largest remainder: all are rounded down, and the steps that the total then lacks go to
    those that lost most.
    """
    lengths = _lengths(timing)
    # From here on the total would be shown as 1000.0 ms.
    step_ms = _STEP_MS if timing.total_ms < 999.95 else _COARSE_STEP_MS
    total = round(timing.total_ms / step_ms)
    rest_ms = timing.total_ms - sum(lengths.values())
    if lengths and rest_ms > 0:
        lengths[_OTHER] = rest_ms
    exact = {token: ms / step_ms for token, ms in lengths.items()}
    steps = {token: int(number) for token, number in exact.items()}
    lacking = max(0, total - sum(steps.values()))
    # Negative: what was cut off by rounding down, the largest part first.
    by_loss = sorted(exact, key=lambda token: steps[token] - exact[token])
    for token in by_loss[:lacking]:
        steps[token] += 1
    # A rest that rounds to nothing is not worth a line.
    if not steps.get(_OTHER):
        steps.pop(_OTHER, None)
    return {token: _steps_text(count, step_ms) for token, count in {**steps, _TOTAL: total}.items()}


def _steps_text(steps: int, step_ms: float) -> str:
    """Return a number of steps without losing one of them to rounding."""
    if step_ms == _STEP_MS:
        return f"{steps / 10:.1f}".removesuffix(".0") + " ms"
    minutes, ms = divmod(steps, 60_000)
    if not minutes:
        return f"{ms} ms" if ms < 1000 else f"{ms / 1000:.3f} s"
    return tr("{minutes} min {value:.3f} s").format(minutes=minutes, value=ms / 1000)


def _connection(response: Response, now: datetime | None) -> list[tuple[str, str]]:
    is_reused = response.timing.is_reused
    facts = [
        (tr("Connection"), tr("reused") if is_reused else tr("opened for this request")),
        (tr("Protocol"), response.http_version),
    ]
    if response.server_address:
        facts.append((tr("Server"), response.server_address))
    if response.tls is not None:
        tls = response.tls
        facts.append((tr("Encryption"), ", ".join(filter(None, (tls.version, tls.cipher)))))
        if tls.issuer:
            facts.append((tr("Issued by"), tls.issuer))
        if tls.expires_at is not None:
            facts.append((tr("Certificate"), expiry_text(tls.expires_at, now)))
    body = response.body
    # Shown only for a compressed body, where the two sizes differ.
    size = format_size(body.size_bytes)
    if body.received_bytes and body.received_bytes != body.size_bytes:
        received = format_size(body.received_bytes)
        size += tr(", {size} received").format(size=received)
    return [*facts, (tr("Size"), size), (tr("Address"), response.url)]


def _hop_lines(hop: Hop, width: int) -> list[str]:
    from_url = tr("{status} from {url}").format(status=hop.status, url=hop.url)
    to_url = tr("to {url}").format(url=hop.location)
    lines = [f"{padded(_REDIRECT, width)}{from_url}", f"{'':<{width}}{to_url}"]
    if hop.is_credential_dropped:
        dropped = tr("another origin: the credential was not sent")
        lines.append(f"{'':<{width}}{dropped}")
    return lines
