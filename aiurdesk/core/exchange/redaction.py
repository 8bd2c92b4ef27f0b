"""Replaces secrets in the texts of an exchange by dots."""

from typing import TypeVar

from msgspec.structs import replace

from aiurdesk.core.credentials.redacted_text import is_clean, redact_text
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.exchange.exchange_texts import texts_in, with_text_of, with_texts
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.response import Outcome, Response
from aiurdesk.core.wording import truncate

_T = TypeVar("_T")
_LONGEST_TITLE = 1_000


def redact_prepared(prepared: PreparedRequest) -> PreparedRequest:
    """Return the request with dots in place of its secrets, to be shown or stored."""
    return replace(redact(prepared, prepared.secrets), secrets=())


def redact(part: _T, secrets: tuple[Secret, ...]) -> _T:
    """Return a part of an exchange without secrets, in everything but the body of a response.

    URLs may repeat parts of the request: a GET's contains its values. What the server sent
    (headers, reason, detail of a failure, messages in a verdict) may repeat anything, and so may
    what a test found.
    """
    if not secrets:
        return part
    # Nearly always, and one search is faster than one for each text.
    if isinstance(part, PreparedRequest) or not is_clean(texts_in(part), secrets):
        return with_texts(part, lambda text: redact_text(text, secrets))
    return part


def redact_finding(finding: Finding, secrets: tuple[Secret, ...]) -> Finding:
    """Return what a test found with dots instead of secrets, and a title that can be shown."""
    finding = redact(finding, secrets)
    # Not before: the first half of a secret would be left.
    if len(finding.title) > _LONGEST_TITLE:
        finding = replace(finding, title=truncate(finding.title, _LONGEST_TITLE))
    return finding


def redact_body(outcome: Outcome, secrets: tuple[Secret, ...]) -> Outcome:
    """Return an outcome without secrets in the body in memory."""
    if not isinstance(outcome, Response):
        return outcome
    data = with_text_of(outcome.body.data, lambda text: redact_text(text, secrets))
    return replace(outcome, body=replace(outcome.body, data=data))
