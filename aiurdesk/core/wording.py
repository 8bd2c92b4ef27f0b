"""Numbers, names and severities as text, the same in the window and on the command line."""

import re

from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.response import Response
from aiurdesk.core.truncate import truncate
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind

SEVERITY_WORDS = {
    Severity.SUCCESS: "Success",
    Severity.NOTICE: "Notice",
    Severity.WAIT: "Wait",
    Severity.CREDENTIAL: "Credential",
    Severity.INPUT: "Input",
    Severity.CAPACITY: "Capacity",
    Severity.SERVER: "Server",
    Severity.UNEXPECTED: "Unexpected",
    Severity.FAILURE: "No answer",
}
"""Severity in one word, so that colour never says it alone."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
_LONGEST_CODE = 40
_LONGEST_SIGN = 16
_UNITS = ("KB", "MB", "GB", "TB")


def format_code(code: int | str) -> str:
    """Return a result code for people: a number with a real minus sign, a text on one line."""
    if isinstance(code, int):
        return f"−{-code}" if code < 0 else str(code)
    return truncate(" ".join(code.split()), _LONGEST_CODE) or '""'


def format_duration(ms: float) -> str:
    """Return milliseconds as ``0.4 ms``, ``23 ms``, ``1.42 s`` or ``2 min 5 s``."""
    if ms < 0.05:
        return "0 ms"
    if ms < 9.95:
        return f"{ms:.1f} ms"
    if ms < 999.5:
        return f"{ms:.0f} ms"
    if ms < 59_995:
        return f"{ms / 1000:.2f} s"
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes} min {seconds} s"


def duration_in_words(ms: float) -> str:
    """Return milliseconds for the ear: ``23 milliseconds``, ``1.4 seconds``."""
    if ms < 999.5:
        return f"{round(ms)} millisecond{'' if round(ms) == 1 else 's'}"
    return f"{ms / 1000:.1f} seconds"


def format_size(size_bytes: int) -> str:
    """Return a number of bytes as ``189 B``, ``1.2 KB`` or ``3.4 MB``; 1 KB is 1,024 bytes."""
    if size_bytes < 1024:
        return f"{size_bytes} B"
    size, power = size_bytes / 1024, 0
    while size >= 1023.95 and power < len(_UNITS) - 1:
        size, power = size / 1024, power + 1
    return f"{size:,.1f} {_UNITS[power]}"


def words_of(name: str) -> str:
    """Return the name of a code as words: ``InvalidInput`` is ``invalid input``."""
    words = (
        word if word.isupper() and len(word) > 1 else word.lower() for word in _WORD.findall(name)
    )
    return " ".join(words)


def verdict_sign(verdict: Verdict, status: int | None) -> str:
    """Return the big sign of a verdict: its code, else the HTTP status if that is all there is."""
    if isinstance(verdict.code, str):
        # It stands beside the headline in large type; there is no room for a long text.
        return truncate(format_code(verdict.code), _LONGEST_SIGN)
    if verdict.code is not None:
        return format_code(verdict.code)
    is_bare = verdict.kind is VerdictKind.BARE_STATUS and status is not None
    return str(status) if is_bare else ""


def facts_line(exchange: Exchange) -> str:
    """Return elapsed time and, with an answer, HTTP version and status."""
    elapsed = format_duration(exchange.outcome.timing.total_ms)
    if isinstance(exchange.outcome, Response):
        return f"{elapsed} · {exchange.outcome.http_version} · {exchange.outcome.status}"
    return elapsed


def announcement(exchange: Exchange) -> str:
    """Return what a screen reader says when an answer arrives: ``−10, invalid input, 23 …``."""
    verdict, outcome = exchange.verdict, exchange.outcome
    status = outcome.status if isinstance(outcome, Response) else None
    sign = verdict_sign(verdict, status)
    if verdict.code is None and sign:
        sign = f"HTTP {sign}"
    name = words_of(verdict.name) or verdict.headline.rstrip(".")
    parts = (sign, name, duration_in_words(outcome.timing.total_ms))
    return ", ".join(part for part in parts if part)
