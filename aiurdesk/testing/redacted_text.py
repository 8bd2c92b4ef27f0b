"""Replaces the secrets of exchanges in what pytest prints of a failed test."""

from collections.abc import Iterable, Iterator

from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.credentials.unknown_secrets import redact_unknown, unknown_secrets
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.response.response import Response

_SHORTEST_PIECE = 12
"""Characters. A shorter piece of a secret is not one, and may stand in any text."""


def secrets_of(exchange: Exchange) -> Iterator[Secret]:
    """Yield the secrets of an exchange: known ones, and texts that look like secrets."""
    yield from exchange.prepared.secrets
    outcome = exchange.outcome
    if isinstance(outcome, Response):
        for header in outcome.headers:
            if is_secret_name(header.name):
                yield Secret(header.value)
        for secret in unknown_secrets(outcome.body.data.decode("utf-8", "replace")):
            yield Secret(secret.value)


def redacted_text(text: str, secrets: Iterable[Secret]) -> str:
    """Return a text with dots for secrets, also for a part of one.

    pytest shortens values in their middle, and leaves out how two texts begin alike.
    """
    secrets = tuple(dict.fromkeys(secrets))
    return redact_unknown(_without_pieces(redact_text(text, secrets), secrets))


def _without_pieces(text: str, secrets: tuple[Secret, ...]) -> str:
    size = _SHORTEST_PIECE
    pieces = {
        whole[start : start + size]
        for whole in (secret.reveal() for secret in secrets)
        for start in range(len(whole) - size + 1)
    }
    kept: list[str] = []
    end = 0  # of what is hidden so far
    for start in range(len(text) - size + 1) if pieces else ():
        if text[start : start + size] in pieces:
            if start > end or not kept:
                kept += (text[end:start], DOTS)
            end = start + size
    return "".join((*kept, text[end:]))
