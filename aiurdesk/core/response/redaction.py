"""Replaces secrets in texts by dots, in every encoding in which the program writes them."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus

from msgspec.structs import replace

from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.response import Hop, Outcome, Response
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.core.wording import CUT

_SHORT = 4
"""A secret of fewer characters is only replaced as a whole word. If every "a" of a text was
replaced, the dots would show where the letter stands and hide nothing."""
_SHORT_IN_BASE64 = 8
"""A secret of fewer characters is not searched in base64, where it would match by chance."""


def redact_text(text: str, secrets: Iterable[Secret]) -> str:
    """Replace secrets by dots: plain, percent-encoded, JSON-escaped or in base64.

    A truncated secret is replaced too. It is found by the ellipsis that ``truncate`` writes.
    """
    return _redact(text, _all_encoded_forms(secrets))


def _all_encoded_forms(secrets: Iterable[Secret]) -> set[str]:
    return {form for secret in secrets for form in _encoded_forms(secret)}


def _redact(text: str, forms: set[str]) -> str:
    # Most texts contain no secret, and this is much faster than the regular expression.
    if any(form in text for form in forms):
        # The longest first, so that a secret that contains another one is replaced as a whole.
        ordered = sorted(forms, key=lambda form: (-len(form), form))
        text = re.sub("|".join(_pattern(form) for form in ordered), DOTS, text)
    if CUT not in text:
        return text
    *before, rest = text.split(CUT)
    return CUT.join((*(_redact_end(part, forms) for part in before), rest))


def _redact_end(text: str, forms: set[str]) -> str:
    """Replace the beginning of a secret at the end of a text."""
    stripped = text.rstrip()
    length = max((_overlap(stripped, form) for form in forms), default=0)
    if not length:
        return text
    return f"{stripped[: len(stripped) - length]}{DOTS}{text[len(stripped) :]}"


def _overlap(text: str, form: str) -> int:
    """Return how many characters of a secret a text ends with, or 0 if fewer than ``_SHORT``."""
    head = form[:_SHORT]
    start = text.find(head, max(0, len(text) - len(form))) if len(head) == _SHORT else -1
    while start >= 0 and not form.startswith(text[start:]):
        start = text.find(head, start + 1)
    return len(text) - start if start >= 0 else 0


def _pattern(form: str) -> str:
    escaped = re.escape(form)
    return escaped if len(form) >= _SHORT else rf"(?<![0-9A-Za-z]){escaped}(?![0-9A-Za-z])"


@lru_cache(maxsize=16)
def _encoded_forms(secret: Secret) -> frozenset[str]:
    """Return all encoded forms. Cached, because each request needs them several times."""
    return frozenset(filter(None, _encode(secret.reveal())))


def _encode(secret: str) -> Iterator[str]:
    yield secret
    # Without the quotation marks; JSON writers may or may not escape characters beyond ASCII.
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield from _percent_encode(secret)
    if len(secret) >= _SHORT_IN_BASE64:
        yield from _base64_encode(secret.encode("utf-8", "surrogatepass"))


def _percent_encode(secret: str) -> Iterator[str]:
    for encoded in (
        quote(secret, safe="", errors="surrogatepass"),
        quote(secret, errors="surrogatepass"),
        quote_plus(secret, errors="surrogatepass"),
    ):
        yield encoded
        yield re.sub("%[0-9A-F]{2}", lambda found: found.group().lower(), encoded)


def _base64_encode(secret: bytes) -> Iterator[str]:
    """Yield the secret as it looks inside base64, after 0, 1 or 2 other bytes of a group."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + secret).decode()
        # The characters at both ends also depend on the neighbouring bytes and are left out.
        first = (before * 8 + 5) // 6
        last = (before + len(secret)) * 8 // 6
        inner = encoded[first:last]
        yield inner
        yield inner.translate(str.maketrans("+/", "-_"))


def redact_prepared(prepared: PreparedRequest) -> PreparedRequest:
    """Return the request with dots in place of its secrets, to be shown or stored."""
    secrets = prepared.secrets
    return replace(
        prepared,
        url=redact_text(prepared.url, secrets),
        headers=tuple(Header(h.name, redact_text(h.value, secrets)) for h in prepared.headers),
        body=tuple(
            _redact_bytes(part, secrets) if isinstance(part, bytes) else part
            for part in prepared.body
        ),
        secrets=(),
    )


def redact_addresses(outcome: Outcome, secrets: tuple[Secret, ...]) -> Outcome:
    """Return an outcome without secrets in its URLs and in the detail of a failure.

    Both may repeat parts of the request: the URL of a GET contains its values, and the detail may
    quote what the server sent.
    """

    def redacted(hop: Hop) -> Hop:
        url, location = (redact_text(text, secrets) for text in (hop.url, hop.location))
        return replace(hop, url=url, location=location)

    if not secrets:
        return outcome
    hops = tuple(redacted(hop) for hop in outcome.hops)
    if isinstance(outcome, Response):
        return replace(outcome, hops=hops, url=redact_text(outcome.url, secrets))
    return replace(outcome, hops=hops, detail=redact_text(outcome.detail, secrets))


def redact_verdict(verdict: Verdict, secrets: tuple[Secret, ...]) -> Verdict:
    """Return a verdict without secrets; the messages of a service may repeat some.

    A verdict is shown, read out, logged, reported and printed. The body of the response is not
    changed.
    """
    if not secrets:
        return verdict

    forms = _all_encoded_forms(secrets)

    def clean(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(_redact(text, forms) for text in texts)

    headline, message, meaning = clean((verdict.headline, verdict.message, verdict.meaning))
    (code,) = clean((verdict.code,)) if isinstance(verdict.code, str) else (verdict.code,)
    named = {name: clean(texts) for name, texts in verdict.field_errors.items()}
    return replace(
        verdict,
        code=code,
        headline=headline,
        message=message,
        meaning=meaning,
        fixes=tuple(replace(fix, text=_redact(fix.text, forms)) for fix in verdict.fixes),
        field_errors=named,
        other_errors=clean(verdict.other_errors),
        notes=clean(verdict.notes),
    )


def redact_body(outcome: Outcome, secrets: tuple[Secret, ...]) -> Outcome:
    """Return an outcome without secrets in the body in memory."""
    if not isinstance(outcome, Response):
        return outcome
    data = _redact_bytes(outcome.body.data, secrets)
    return replace(outcome, body=replace(outcome.body, data=data))


def _redact_bytes(data: bytes, secrets: tuple[Secret, ...]) -> bytes:
    # surrogateescape keeps bytes that are not UTF-8 as they are.
    text = redact_text(data.decode("utf-8", "surrogateescape"), secrets)
    return text.encode("utf-8", "surrogateescape")
