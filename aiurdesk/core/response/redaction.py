"""Secrets taken out of texts, in every spelling that the program itself writes them in."""

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
"""A secret of fewer characters is only taken for one where it stands alone: a word of one letter
hidden everywhere would tell more than it hides."""
_SHORT_IN_BASE64 = 8


def redact_text(text: str, secrets: Iterable[Secret]) -> str:
    """Put dots in the place of secrets: plain, percent-encoded, JSON-escaped or in base64.

    A secret that was cut off is found by the ellipsis that stands in the place of its rest.
    """
    return _without(text, _all_spellings(secrets))


def _all_spellings(secrets: Iterable[Secret]) -> set[str]:
    return {spelling for secret in secrets for spelling in _spellings_of(secret)}


def _without(text: str, spellings: set[str]) -> str:
    # Much faster than the pattern, and most texts hold none.
    if any(spelling in text for spelling in spellings):
        # The longest first: a secret that contains another one is hidden as a whole.
        ordered = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
        text = re.sub("|".join(_pattern(spelling) for spelling in ordered), DOTS, text)
    if CUT not in text:
        return text
    *before, rest = text.split(CUT)
    return CUT.join((*(_without_beginning(part, spellings) for part in before), rest))


def _without_beginning(text: str, spellings: set[str]) -> str:
    """Put dots in the place of the beginning of a secret that a text ends with."""
    bare = text.rstrip()
    most = max((_shared(bare, spelling) for spelling in spellings), default=0)
    return f"{bare[: len(bare) - most]}{DOTS}{text[len(bare) :]}" if most else text


def _shared(text: str, spelling: str) -> int:
    """Return how many characters of a secret a text ends with; none where it may be by chance."""
    head = spelling[:_SHORT]
    place = text.find(head, max(0, len(text) - len(spelling))) if len(head) == _SHORT else -1
    while place >= 0 and not spelling.startswith(text[place:]):
        place = text.find(head, place + 1)
    return len(text) - place if place >= 0 else 0


def _pattern(spelling: str) -> str:
    escaped = re.escape(spelling)
    return escaped if len(spelling) >= _SHORT else rf"(?<![0-9A-Za-z]){escaped}(?![0-9A-Za-z])"


@lru_cache(maxsize=16)
def _spellings_of(secret: Secret) -> frozenset[str]:
    """Return all spellings; each request looks for the same secrets half a dozen times."""
    return frozenset(filter(None, _spellings(secret.reveal())))


def _spellings(secret: str) -> Iterator[str]:
    yield secret
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield from _percent_spellings(secret)
    if len(secret) >= _SHORT_IN_BASE64:
        yield from _base64_spellings(secret.encode("utf-8", "surrogatepass"))


def _percent_spellings(secret: str) -> Iterator[str]:
    for encoded in (
        quote(secret, safe="", errors="surrogatepass"),
        quote(secret, errors="surrogatepass"),
        quote_plus(secret, errors="surrogatepass"),
    ):
        yield encoded
        yield re.sub("%[0-9A-F]{2}", lambda found: found.group().lower(), encoded)


def _base64_spellings(secret: bytes) -> Iterator[str]:
    """Spell the secret as it looks in base64 after none, one or two other bytes."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + secret).decode()
        # The characters at both ends also depend on what stands beside the secret.
        first = (before * 8 + 5) // 6
        last = (before + len(secret)) * 8 // 6
        inner = encoded[first:last]
        yield inner
        yield inner.translate(str.maketrans("+/", "-_"))


def redact_prepared(prepared: PreparedRequest) -> PreparedRequest:
    """Return the request with dots in the place of its secrets, to be shown or kept."""
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
    """Return an outcome with dots in its addresses and in the words of a failure.

    They are shown as they are, and repeat what the request carried: the address of a GET holds
    its values, and what is no HTTP is quoted.
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
    """Return a verdict whose words repeat no secret, though the service's own words may.

    A verdict is read out, logged, reported and printed; the body keeps what was received.
    """
    if not secrets:
        return verdict

    spellings = _all_spellings(secrets)

    def clean(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(_without(text, spellings) for text in texts)

    headline, message, meaning = clean((verdict.headline, verdict.message, verdict.meaning))
    (code,) = clean((verdict.code,)) if isinstance(verdict.code, str) else (verdict.code,)
    named = {name: clean(texts) for name, texts in verdict.field_errors.items()}
    return replace(
        verdict,
        code=code,
        headline=headline,
        message=message,
        meaning=meaning,
        fixes=tuple(replace(fix, text=_without(fix.text, spellings)) for fix in verdict.fixes),
        field_errors=named,
        other_errors=clean(verdict.other_errors),
        notes=clean(verdict.notes),
    )


def redact_body(outcome: Outcome, secrets: tuple[Secret, ...]) -> Outcome:
    """Return an outcome whose body in memory repeats no secret."""
    if not isinstance(outcome, Response):
        return outcome
    data = _redact_bytes(outcome.body.data, secrets)
    return replace(outcome, body=replace(outcome.body, data=data))


def _redact_bytes(data: bytes, secrets: tuple[Secret, ...]) -> bytes:
    text = redact_text(data.decode("utf-8", "surrogateescape"), secrets)
    return text.encode("utf-8", "surrogateescape")
