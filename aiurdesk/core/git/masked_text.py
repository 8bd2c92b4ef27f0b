"""Texts of files in Git without the secrets that somebody has committed by hand."""

from collections.abc import Iterable, Iterator

from aiurdesk.core.collection.saved_request import saved_texts
from aiurdesk.core.credentials.named_secrets import replaced
from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.core.request.request_secrets import TextSecret, is_given, secrets_in
from aiurdesk.core.request.request_text import RequestText, changed

_LEAST = 4
"""Characters of a line of a secret; a shorter one would be found everywhere."""


def masked_request(saved: SavedRequest) -> SavedRequest:
    """Return a request with dots instead of secrets; all of its rows stay."""

    def mask(text: RequestText) -> str | None:
        spans = [secret.span for secret in _secrets(text, saved)]
        # Base64 cannot be written again, and a text that is left out would take its row with it.
        return text.written(replaced(text.plain, spans, DOTS)) or DOTS if spans else None

    return changed(saved_texts(saved), mask)


def secrets_of_request(saved: SavedRequest) -> tuple[Secret, ...]:
    """Return the secrets that are written out in a request, as its file may hold them."""
    texts = (
        form
        for text in saved_texts(saved)
        for secret in _secrets(text, saved)
        for form in (secret.value, text.text if secret.is_whole else "")
    )
    return tuple(Secret(text) for text in dict.fromkeys(texts) if text)


def masked_text(text: str, secrets: Iterable[Secret] = ()) -> str:
    """Return a text of lines, such as a difference, with dots instead of secrets.

    Args:
        secrets: Those that are known to be in it; others are found by their names and looks.
    """
    # A difference has the lines of a secret one by one, each behind a sign.
    lines = [
        Secret(line.strip())
        for secret in secrets
        for line in secret.reveal().splitlines()
        if len(line.strip()) >= _LEAST or line == secret.reveal()
    ]
    return "".join(_masked_line(line) for line in redact_text(text, lines).splitlines(True))


def _masked_line(line: str) -> str:
    # Each by itself: the sign before it and the lines around it would hide names.
    sign, rest = (line[:1], line[1:]) if line[:1] in ("+", "-", " ") else ("", line)
    return sign + redact_unknown(rest)


def _secrets(text: RequestText, saved: SavedRequest) -> Iterator[TextSecret]:
    for secret in secrets_in(text, surely=False):
        if not is_given(secret, text, saved.not_secret):
            yield secret
