"""Records of runs, which reports are made from, and short results. They hold no secret."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.collection.run_comparison import PastResult
from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.exchange.exchange import SEVERITY_WORDS, facts_line
from aiurdesk.core.exchange.report import verdict_lines
from aiurdesk.core.response.examination import CapturedValue, Finding
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import Phrase, format_code, marked, printable, tr, truncate
from aiurdesk.core.verdict.verdict import ExitCode, Severity, exit_code
from aiurdesk.services import sending
from aiurdesk.services.runs.coverage import Coverage
from aiurdesk.services.runs.run_differences import RunDifferences
from aiurdesk.services.runs.run_drift import Drift
from aiurdesk.services.runs.runner import RunResult

NOT_SENT = tr("Not sent")
# Of each body: a report of a thousand requests must still open in a browser.
_MOST_BODY_CHARS = 64 * 1024
_LONGEST_SECRET = 4096
"""Characters that are searched behind those, for a secret that would be cut in two."""


class ResultRecord(msgspec.Struct, frozen=True):
    """The record of one request of a run."""

    title: str
    pass_number: int
    target: str
    """The endpoint's id, or the address."""
    passed: bool
    status: ExitCode
    """The exit status that this request alone would end with."""
    severity: str
    """The verdict's in one word; "Not sent" without a verdict."""
    elapsed_ms: float
    headline: str
    """The verdict in one line, or why the request was not sent."""
    lines: tuple[str, ...] = ()
    """The rest of the verdict."""
    findings: tuple[Finding, ...] = ()
    captured: tuple[CapturedValue, ...] = ()
    """What its captures gave, secrets as dots."""
    exchange: dict[str, Any] | None = None
    """As ``send --show json`` prints it, with secrets as dots in the body too."""


class RunRecord(msgspec.Struct, frozen=True):
    """A whole run."""

    name: str
    """The names of the collections."""
    environment: str
    started_at: datetime
    elapsed_ms: float
    results: tuple[ResultRecord, ...]
    mistakes: tuple[str, ...] = ()
    """One sentence for each file that was left out."""
    not_run: tuple[tuple[str, int], ...] = ()
    """Title and number of the pass of each request without a result: a person or a failure has
    ended the run before."""
    coverage: Coverage | None = None
    """What of the documentation was seen; None where that was not asked for."""
    differences: RunDifferences | None = None
    """What differs from another run; None where it was not compared."""
    drift: tuple[Drift, ...] | None = None
    """What was never so before; None where that was not asked for."""

    @property
    def is_stopped(self) -> bool:
        """Whether the run was stopped before its end."""
        return bool(self.not_run)

    @property
    def failed(self) -> tuple[ResultRecord, ...]:
        """The results that did not pass."""
        return tuple(result for result in self.results if not result.passed)

    @property
    def has_passes(self) -> bool:
        """Whether requests were sent several times, so that their names are not enough."""
        passes = chain((done.pass_number for done in self.results), (n for _, n in self.not_run))
        return any(number > 1 for number in passes)


def result_record(
    result: RunResult, *, has_exchange: bool = True, is_brief: bool = False
) -> ResultRecord:
    """Return what the reports show of a result.

    Args:
        result: What became of a request.
        has_exchange: False where no report shows it, because bodies take memory.
        is_brief: Whether one line is all that is shown of what passed. A run may have a million
            requests.
    """
    exchange = result.exchange
    record = ResultRecord(
        title=result.title,
        pass_number=result.pass_number,
        target=redact_unknown(result.request.saved.target_text),
        passed=result.passed,
        status=status_of(result),
        severity=_severity_word(result),
        elapsed_ms=0.0 if exchange is None else exchange.outcome.timing.total_ms,
        headline=_labelled(headline_of(result)),
    )
    if is_brief and result.passed:
        return record
    return replace(
        record,
        lines=(
            *map(_labelled if exchange is None else _printable_text, further_lines(result)),
            # Ours, and "token=-" in it only looks like a secret.
            *map(printable, result.steps),
        ),
        findings=tuple(
            replace(item, title=redact_unknown(item.title), found=redact_unknown(item.found))
            for item in result.findings
        ),
        captured=tuple(replace(item, text=redact_unknown(item.text)) for item in _captured(result)),
        exchange=_exchange(result) if has_exchange else None,
    )


def status_of(result: RunResult) -> ExitCode:
    """Return the exit status of one result."""
    if result.passed:
        return ExitCode.SUCCESS
    if result.exchange is None:
        return ExitCode.MISTAKE if result.is_mistake else ExitCode.USAGE
    # Before the verdict: a test may expect the refusal itself.
    if result.failed_findings:
        return ExitCode.TEST_FAILED
    # A success that did not pass is one of signing in, which gave no credential.
    return exit_code(result.exchange.verdict) or ExitCode.REFUSED


def headline_of(result: RunResult) -> str:
    """Return the verdict in one line, or why the request was not sent."""
    exchange = result.exchange
    if exchange is None:
        return result.errors[0].named_sentence if result.errors else tr("Not sent.")
    return f"{next(verdict_lines(exchange))} · {facts_line(exchange)}"


def further_lines(result: RunResult) -> Iterator[str]:
    """Yield the lines of a verdict below its headline, or the errors after the first one."""
    if result.exchange is None:
        yield from (error.named_sentence for error in result.errors[1:])
        return
    lines = verdict_lines(result.exchange)
    # The first line is the headline.
    next(lines)
    yield from lines


def past_result(result: RunResult) -> PastResult:
    """Return what is kept of a result."""
    return PastResult(result.title, result.pass_number, result.passed, _summary(result))


def _summary(result: RunResult) -> str | Phrase:
    exchange = result.exchange
    if exchange is None:
        return Phrase(marked("not sent"))
    verdict = exchange.verdict
    # A code that is text comes from the server; only numbers and our own words are kept.
    if isinstance(verdict.result_code, int):
        return f"{format_code(verdict.result_code)} {verdict.name}".rstrip()
    if isinstance(exchange.outcome, Response):
        return f"HTTP {exchange.outcome.status}"
    kind = exchange.outcome.kind.replace("_", " ")
    return Phrase(marked("no response: {replace}"), {"replace": kind})


def _labelled(text: str) -> str:
    """Return a line that begins with a severity or the name of a parameter."""
    # "Credential: −8" and "token: There is no variable" only look like a name with its secret.
    label, colon, rest = text.partition(": ")
    return f"{printable(label)}{colon}{_printable_text(rest)}"


def _printable_text(text: str) -> str:
    return printable(redact_unknown(text))


def _captured(result: RunResult) -> tuple[CapturedValue, ...]:
    examination = None if result.exchange is None else result.exchange.examination
    return () if examination is None else examination.captured


def _severity_word(result: RunResult) -> str:
    if result.exchange is None:
        return NOT_SENT
    has_failed = bool(result.failed_findings)
    return SEVERITY_WORDS[Severity.TEST if has_failed else result.exchange.severity]


def _exchange(result: RunResult) -> dict[str, Any] | None:
    if result.exchange is None:
        return None
    # Only reports with exchanges need it, and what it imports of sockets.
    members = sending.exchange_record.members_of(result.exchange)
    response = members["response"]
    if response is not None:
        # On standard output a body is printed as it was received; a report is passed on.
        body = truncate(response["body"], _MOST_BODY_CHARS + _LONGEST_SECRET)
        response["body"] = redact_text(body, result.exchange.prepared.secrets)
        response["headers"] = _headers(response["headers"])
    if "frames" in members:
        members["frames"] = _beginning(members["frames"])
    members["request"]["headers"] = _headers(members["request"]["headers"])
    cleaned: dict[str, Any] = _cleaned(members)
    if cleaned["response"] is not None:
        # Last: what is cut off may be the end of a secret.
        cleaned["response"]["body"] = truncate(cleaned["response"]["body"], _MOST_BODY_CHARS)
    return cleaned


def _cleaned(value: Any) -> Any:
    """Return a value of JSON without unknown secrets in any text of it."""
    match value:
        case str():
            return redact_unknown(value)
        case dict():
            return {key: _cleaned(item) for key, item in value.items()}
        case list():
            return [_cleaned(item) for item in value]
    return value


def _headers(headers: list[list[str]]) -> list[list[str]]:
    """Return pairs of names and values with dots for the values of headers with secret names."""
    # "Bearer ••••" says more than dots alone.
    return [
        [name, DOTS if is_secret_name(name) and DOTS not in value else value]
        for name, value in headers
    ]


def _beginning(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first frames of a socket, as long as they are short enough together."""
    kept: list[dict[str, Any]] = []
    chars = 0
    for frame in frames:
        chars += len(frame.get("text") or frame.get("base64") or "")
        if chars > _MOST_BODY_CHARS:
            break
        kept.append(frame)
    return kept
