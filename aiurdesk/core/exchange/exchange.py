"""A request with its outcome and what the program concluded from it."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.examination import Examination
from aiurdesk.core.response.response import Outcome, Response
from aiurdesk.core.translation import (
    Phrase,
    duration_in_words,
    format_code,
    format_duration,
    format_size,
    listed,
    marked,
    tr,
    trn,
    truncate,
    words_of,
)
from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope
from aiurdesk.core.verdict.reading import Reading
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind

AGENT = "agent"
"""The sender of what an agent sends by the tools of ``aiurdesk mcp``."""
BY_AGENT = marked("An agent sent this.")


class Exchange(msgspec.Struct, frozen=True):
    """One sent request: everything about it, from the form to the verdict."""

    request: Request
    prepared: PreparedRequest
    outcome: Outcome
    envelope: Envelope | NotAnEnvelope | None
    """None if there was no response."""
    verdict: Verdict
    started_at: datetime
    """Timezone-aware."""
    examination: Examination | None = None
    """What its tests and captures found; None where the request has neither."""
    reading: Reading | None = None
    """What the body says, of which the verdict was made; None where that is not known."""
    remarks: tuple[Phrase, ...] = ()
    """What else is among the notes of the verdict, and does not follow from the reading."""
    sender: str = ""
    """Who has sent it, such as ``AGENT``; empty where a person did."""

    @property
    def status(self) -> int | None:
        """The HTTP status; None where there was no response."""
        return self.outcome.status if isinstance(self.outcome, Response) else None

    @property
    def severity(self) -> Severity:
        """How bad it is: the verdict's severity, unless a test failed."""
        has_failed = self.examination is not None and bool(self.examination.failed)
        return Severity.TEST if has_failed else self.verdict.severity

    def with_note(self, note: Phrase) -> "Exchange":
        """Return the exchange with one more note to its verdict."""
        verdict = replace(self.verdict, notes=(*self.verdict.notes, str(note)))
        return replace(self, verdict=verdict, remarks=(*self.remarks, note))


SEVERITY_WORDS = {
    Severity.SUCCESS: tr("Success"),
    Severity.NOTICE: tr("Notice"),
    Severity.WAIT: tr("Wait"),
    Severity.CREDENTIAL: tr("Credential"),
    Severity.INPUT: tr("Input"),
    Severity.CAPACITY: tr("Capacity"),
    Severity.SERVER: tr("Server"),
    Severity.UNEXPECTED: tr("Unexpected"),
    Severity.FAILURE: tr("No response"),
    Severity.TEST: tr("Test failed"),
}
"""Severity in one word, so that colour never says it alone."""

_LONGEST_SIGN = 16
_LONGEST_FINDING = 200


def verdict_sign(verdict: Verdict, status: int | None) -> str:
    """Return the big sign of a verdict: its code, or the HTTP status if it has no code."""
    code = verdict.result_code
    if isinstance(code, str) and _is_address(code) and status is not None:
        return str(status)
    if isinstance(code, str):
        # It stands beside the headline in large type; there is no room for a long text.
        return truncate(format_code(code), _LONGEST_SIGN)
    if code is not None:
        return format_code(code)
    return "" if status is None else str(status)


def _is_address(code: str) -> bool:
    """Tell whether a code is an address, as problem details have it: cut off, it says nothing."""
    return code.startswith(("https://", "http://"))


def headline_beside_sign(verdict: Verdict, status: int | None) -> str:
    """Return the headline without the number that ``verdict_sign`` shows beside it.

    Where a server says which fields are wrong, that is what a person wants to know, and the status
    has its number.
    """
    if has_only_field_errors(verdict):
        return _fields_not_right(verdict)
    return verdict.headline.removeprefix(f"{verdict_sign(verdict, status)} ")


def summary(verdict: Verdict) -> str:
    """Return the sentence below the headline: what the service said, or how many fields are wrong.

    Empty where the headline says it. Texts about single fields are shown for themselves.
    """
    if _repeats_a_field(verdict):
        return f"{_fields_not_right(verdict)}."
    return shown_message(verdict)


def has_only_field_errors(verdict: Verdict) -> bool:
    """Tell whether a refusal that its status judges says no more than which fields are wrong."""
    is_refusal = verdict.kind is VerdictKind.BARE_STATUS and verdict.result_code is None
    has_sign = verdict.headline[:1] == "2"
    return is_refusal and not has_sign and _repeats_a_field(verdict)


def shown_message(verdict: Verdict) -> str:
    """Return what the service said, unless headline or errors of fields say it as it was sent."""
    is_quoted = verdict.headline.endswith(f": {verdict.message}")
    return "" if is_quoted or _repeats_a_field(verdict) else verdict.message


def code_line(verdict: Verdict) -> str:
    """Return what a server of no known service calls a code; empty without one."""
    if verdict.code is None or verdict.result_code is not None:
        return ""
    # Beside an HTTP status, it could be taken for one.
    return tr("Code: {code}").format(code=format_code(verdict.code))


def _repeats_a_field(verdict: Verdict) -> bool:
    return any(verdict.message in texts for texts in verdict.field_errors.values())


def _fields_not_right(verdict: Verdict) -> str:
    count = len(verdict.field_errors)
    return trn("{count:,} field is not right", "{count:,} fields are not right", count).format(
        count=count
    )


def exchange_sign(exchange: Exchange) -> str:
    """Return the sign of the verdict on an exchange; empty where there was no response."""
    return verdict_sign(exchange.verdict, exchange.status)


def verdict_words(exchange: Exchange) -> str:
    """Return the verdict on an exchange in few words, such as ``0 Success``."""
    sign, verdict = exchange_sign(exchange), exchange.verdict
    words = verdict.name or verdict.headline.removeprefix(f"{sign} ")
    return f"{sign} {words}".strip()


def failed_tests_line(exchange: Exchange) -> str:
    """Return the first test that failed, with what was found; empty where none failed."""
    failed = () if exchange.examination is None else exchange.examination.failed
    if not failed:
        return ""
    first, rest = failed[0], len(failed) - 1
    actual = (
        tr(" · found {found}").format(found=truncate(first.found, _LONGEST_FINDING))
        if first.found
        else ""
    )
    more = tr(" · and {rest} more").format(rest=rest) if rest else ""
    return tr("Failed: {title}{actual}{more}").format(
        title=truncate(first.title, _LONGEST_FINDING), actual=actual, more=more
    )


def facts_line(exchange: Exchange) -> str:
    """Return elapsed time and, of a response, HTTP version and status."""
    elapsed = format_duration(exchange.outcome.timing.total_ms)
    if isinstance(exchange.outcome, Response):
        return f"{elapsed} · {exchange.outcome.http_version} · {exchange.outcome.status}"
    return elapsed


def facts_beside_sign(exchange: Exchange, entries: int | None = None) -> str:
    """Return what else is known of a response: time, protocol, size, and what its sign leaves out.

    Args:
        entries: How many entries its list has.
    """
    outcome = exchange.outcome
    facts = [format_duration(outcome.timing.total_ms)]
    if isinstance(outcome, Response):
        facts.append(outcome.http_version)
        if exchange_sign(exchange) != str(outcome.status):
            facts.append(str(outcome.status))
        if outcome.body.size_bytes:
            facts.append(format_size(outcome.body.size_bytes))
    if entries is not None:
        facts.append(trn("{count:,} entry", "{count:,} entries", entries).format(count=entries))
    return " · ".join(facts)


def announcement(exchange: Exchange) -> str:
    """Return what a screen reader says when a response arrives: ``−10, invalid input, 23 …``."""
    verdict = exchange.verdict
    sign = exchange_sign(exchange)
    # "404" alone could be heard as a result code.
    if verdict.result_code is None and sign:
        sign = f"HTTP {sign}"
    name = words_of(verdict.name) or headline_beside_sign(verdict, exchange.status).rstrip(".")
    duration = duration_in_words(exchange.outcome.timing.total_ms)
    words = (sign, name, failed_tests_line(exchange), duration)
    return listed(filter(None, words), of="clauses")
