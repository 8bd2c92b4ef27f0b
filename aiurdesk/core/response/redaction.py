"""Replaces secrets in texts by dots."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.request.request import Header, PreparedRequest
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.response import Hop, Outcome, Response
from aiurdesk.core.response.secret_search import (
    EncodedForms,
    encoded_forms,
    find_secrets,
    is_plainly_absent,
)
from aiurdesk.core.verdict.verdict import Verdict
from aiurdesk.core.wording import truncate

_LONGEST_TITLE = 1_000


def redact_text(text: str, secrets: Iterable[Secret]) -> str:
    """Replace secrets by dots, in whatever encoding they are.

    A truncated secret is replaced too. It is found by the ellipsis that ``truncate`` writes.
    """
    return _redact(text, encoded_forms(secrets))


def _redact(text: str, forms: EncodedForms) -> str:
    # Most requests have no secrets, and most texts hold none.
    spans = find_secrets(text, forms) if forms.texts else ()
    if not spans:
        return text
    pieces, end_before = [], 0
    for start, end in spans:
        pieces.append(text[end_before:start])
        end_before = end
    return DOTS.join((*pieces, text[end_before:]))


def is_clean(texts: Iterable[str], secrets: tuple[Secret, ...]) -> bool:
    """Tell whether texts hold no secret for sure; False where each has to be looked at."""
    return not secrets or _are_clean(texts, encoded_forms(secrets))


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


def redact_outcome(outcome: Outcome, secrets: tuple[Secret, ...]) -> Outcome:
    """Return an outcome without secrets in everything but the body.

    URLs may repeat parts of the request: that of a GET contains its values. What the server sent
    (headers, reason, detail of a failure) may repeat anything.
    """
    if not secrets:
        return outcome
    forms = encoded_forms(secrets)
    if _are_clean(_texts_of_outcome(outcome), forms):
        return outcome

    # A redirect often repeats the query of the request, and with it a token.
    def redacted(hop: Hop) -> Hop:
        return replace(hop, url=_redact(hop.url, forms), location=_redact(hop.location, forms))

    hops = tuple(redacted(hop) for hop in outcome.hops)
    if not isinstance(outcome, Response):
        return replace(outcome, hops=hops, detail=_redact(outcome.detail, forms))
    return replace(
        outcome,
        hops=hops,
        url=_redact(outcome.url, forms),
        reason=_redact(outcome.reason, forms),
        headers=tuple(
            Header(_redact(header.name, forms), _redact(header.value, forms))
            for header in outcome.headers
        ),
    )


def _texts_of_outcome(outcome: Outcome) -> Iterator[str]:
    """Yield the texts that ``redact_outcome`` searches."""
    for hop in outcome.hops:
        yield from (hop.url, hop.location)
    if not isinstance(outcome, Response):
        yield outcome.detail
        return
    yield from (outcome.url, outcome.reason)
    for header in outcome.headers:
        yield from (header.name, header.value)


def _are_clean(texts: Iterable[str], forms: EncodedForms) -> bool:
    """Tell whether no text holds a secret. One search is faster than one for each text."""
    return is_plainly_absent("\n".join(texts), forms)


def redact_verdict(verdict: Verdict, secrets: tuple[Secret, ...]) -> Verdict:
    """Return a verdict without secrets; the messages of a service may repeat some.

    A verdict is shown, read out, logged, reported and printed. The body of the response is not
    changed.
    """
    if not secrets:
        return verdict

    forms = encoded_forms(secrets)
    if _are_clean(_texts_of_verdict(verdict), forms):
        return verdict

    def clean(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(_redact(text, forms) for text in texts)

    headline, message, meaning = clean((verdict.headline, verdict.message, verdict.meaning))
    # A text code comes from the server as well, so it may repeat a secret.
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


def _texts_of_verdict(verdict: Verdict) -> Iterator[str]:
    """Yield the texts that ``redact_verdict`` searches."""
    yield from (verdict.headline, verdict.message, verdict.meaning)
    if isinstance(verdict.code, str):
        yield verdict.code
    yield from (fix.text for fix in verdict.fixes)
    for texts in verdict.field_errors.values():
        yield from texts
    yield from verdict.other_errors
    yield from verdict.notes


def redact_finding(finding: Finding, secrets: tuple[Secret, ...]) -> Finding:
    """Return what a test found with dots in the place of secrets, and a title that can be shown."""
    # Nearly always, and one search is faster than two.
    if not is_clean((finding.title, finding.found), secrets):
        title, found = redact_text(finding.title, secrets), redact_text(finding.found, secrets)
        finding = replace(finding, title=title, found=found)
    # Not before: the first half of a secret would be left.
    if len(finding.title) > _LONGEST_TITLE:
        finding = replace(finding, title=truncate(finding.title, _LONGEST_TITLE))
    return finding


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
