"""Tries a dialect on responses that were received before."""

from aiurdesk.core.dialects.dialect_reading import read
from aiurdesk.core.dialects.effect import EarlierResponse, Effect, ShortVerdict
from aiurdesk.core.dialects.judging import judge_reading
from aiurdesk.core.exchange.exchange_text import headline_beside_sign, verdict_sign
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.core.verdict.verdict import Verdict


def effect_of(dialect: Dialect, earlier: EarlierResponse) -> Effect:
    """Return what a dialect makes of a response."""
    response = earlier.response
    reading = read(dialect, response.status, response.headers, earlier.value)
    verdict = judge_reading(reading, dialect, response, earlier.request)
    after = short_verdict(verdict, response.status)
    return Effect(earlier.title, earlier.sent_at, earlier.before, after)


def short_verdict(verdict: Verdict, status: int | None) -> ShortVerdict:
    """Return a verdict in a few words.

    Args:
        status: None where there was no response.
    """
    words = f"{verdict_sign(verdict, status)} {headline_beside_sign(verdict, status)}"
    return ShortVerdict(verdict.severity, words.strip())
