"""The report over a load test: shares by verdict and percentiles, in all and of each second.

It is added up while the ticks come, and bounded whatever comes: so many requests, outcomes and
points in time, and the times of a request as counts of rounded values.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import msgspec

from aiurdesk.core.load.load_ticks import LoadOutcome, LoadTick
from aiurdesk.core.translation import format_duration, tr, trn, truncate
from aiurdesk.core.verdict.verdict import Severity

MOST_REQUESTS = 200
MOST_OUTCOMES = 100
"""Further ones are counted together, as other ones of their severity."""
MOST_POINTS = 3600
"""With more seconds than this, several are one point."""
_LONGEST_LABEL = 40
_LONGEST_NAME = 200
_HTTP_OK = 200
_NEVER = datetime.min.replace(tzinfo=UTC)
_Column = tuple[Severity, str]


class LoadLimits(msgspec.Struct, frozen=True):
    """What a load test has to keep to."""

    fail_above: float = 0.0
    """Share of the requests, from 0 to 1, that may fail."""
    p95_below_ms: float | None = None
    """Most of the time within which 95 of 100 responses have to come."""


class LoadColumn(msgspec.Struct, frozen=True):
    """Outcomes that are counted together, whatever their status."""

    severity: Severity
    label: str
    count: int = 0
    """Requests of the whole load test that came to it."""

    @property
    def is_failure(self) -> bool:
        """Whether it counts as failed."""
        return LoadOutcome(self.severity, self.label).is_failure


class RequestLoad(msgspec.Struct, frozen=True):
    """What became of one request, or of all."""

    request: str
    sent: int = 0
    failed: int = 0
    failed_under_200: int = 0
    """Came with HTTP 200, and failed by its verdict or by a test."""
    counts: tuple[int, ...] = ()
    """For each of ``LoadReport.columns``."""
    p50_ms: int = 0
    p95_ms: int = 0
    p99_ms: int = 0

    @property
    def ok(self) -> int:
        """How many did not fail."""
        return self.sent - self.failed


class LoadPoint(msgspec.Struct, frozen=True):
    """One second of a load test, or several where it took long."""

    at_s: int
    seconds: int
    users: int
    sent: int
    p50_ms: int
    p95_ms: int
    p99_ms: int
    by_severity: tuple[tuple[Severity, int], ...]
    """In the order of ``Severity``, without those that did not come."""

    @property
    def per_second(self) -> float:
        """Return how many requests were sent in a second."""
        return self.sent / self.seconds


class LoadReport(msgspec.Struct, frozen=True):
    """What a load test found. It holds no secret, as ticks hold none."""

    name: str
    """Of the collection or folder."""
    environment: str
    started_at: datetime
    duration_s: float
    users: int
    """The most that were at work at the same time."""
    limits: LoadLimits
    columns: tuple[LoadColumn, ...]
    """Successes first, then by how often they came."""
    requests: tuple[RequestLoad, ...]
    total: RequestLoad
    points: tuple[LoadPoint, ...]
    is_stopped: bool = False
    """Whether it ended before its time."""

    @property
    def failure_columns(self) -> tuple[LoadColumn, ...]:
        """Return the outcomes that count as failed."""
        return tuple(column for column in self.columns if column.is_failure)

    @property
    def per_second(self) -> float:
        """Return how many requests were sent in a second."""
        return self.total.sent / self.duration_s if self.duration_s > 0 else 0.0

    @property
    def exceeded(self) -> tuple[str, ...]:
        """Return a sentence for each limit that was not kept to."""
        total, limits = self.total, self.limits
        if not total.sent:
            return (tr("Nothing was sent."),)
        sentences = []
        if total.failed > limits.fail_above * total.sent:
            sentences.append(_too_many_failed(total, limits.fail_above))
        if limits.p95_below_ms is not None and total.p95_ms >= limits.p95_below_ms:
            text = tr("95 of 100 responses came within {found}; the limit is below {limit}.")
            found, limit = format_duration(total.p95_ms), format_duration(limits.p95_below_ms)
            sentences.append(text.format(found=found, limit=limit))
        return tuple(sentences)

    @property
    def under_200(self) -> str:
        """Return the sentence about failures under HTTP 200; empty where there are none."""
        count = self.total.failed_under_200
        text = trn(
            "{count:,} of {sent:,} came with HTTP 200 and failed.",
            "{count:,} of {sent:,} came with HTTP 200 and failed.",
            count,
        )
        return text.format(count=count, sent=self.total.sent) if count else ""


def format_share(count: int, of: int) -> str:
    """Return a share as ``3.9 %``: only none is ``0 %``, and only all is ``100 %``."""
    if not count or not of:
        return "0 %"
    if count == of:
        return "100 %"
    # 99.97 % rounded would say that nothing failed.
    return f"{min(max(100 * count / of, 0.1), 99.9):.1f} %"


def percentile_ms(times: Mapping[int, int], share: float) -> int:
    """Return the time within which this share came; 0 where nothing came.

    Args:
        times: Milliseconds → how many took so long.
        share: From 0 to 1.
    """
    left = math.ceil(share * sum(times.values()))
    for time_ms in sorted(times):
        left -= times[time_ms]
        if left <= 0:
            return time_ms
    return 0


class LoadTally:
    """Adds up the ticks of a load test."""

    def __init__(self) -> None:
        self._requests: dict[str, _Counts] = {}
        self._columns: Counter[_Column] = Counter()
        self._seconds: dict[int, _Second] = {}
        self._points: dict[int, LoadPoint] = {}
        # Seconds whose point has to be made again.
        self._changed: set[int] = set()
        self._step_s = 1
        self._users = 0
        self._last_s = 0

    def add(self, tick: LoadTick) -> None:
        """Count one more tick. Those of several processes for one second are added up."""
        at_s = tick.at_s - tick.at_s % self._step_s
        second = self._seconds.setdefault(at_s, _Second())
        second.users[tick.at_s] += tick.users
        self._users = max(self._users, second.users[tick.at_s])
        self._last_s = max(self._last_s, tick.at_s)
        self._changed.add(at_s)
        for count in tick.counts:
            column = self._column_of(count.outcome)
            counts = self._counts_of(count.request)
            self._columns[column] += count.count
            counts.columns[column] += count.count
            second.severities[column[0]] += count.count
            if count.outcome.is_failure and count.outcome.status == _HTTP_OK:
                counts.failed_under_200 += count.count
            for time_ms, number in count.times_ms:
                counts.times[time_ms] += number
                second.times[time_ms] += number
        if len(self._seconds) > MOST_POINTS:
            self._halve()

    def points(self) -> tuple[LoadPoint, ...]:
        """Return the points in time so far; only what changed since the last call is counted."""
        for at_s in self._changed:
            self._points[at_s] = _point(at_s, self._step_s, self._seconds[at_s])
        self._changed.clear()
        return tuple(self._points[at_s] for at_s in sorted(self._points))

    def report(
        self,
        name: str,
        *,
        environment: str = "",
        started_at: datetime = _NEVER,
        duration_s: float | None = None,
        limits: LoadLimits | None = None,
        is_stopped: bool = False,
    ) -> LoadReport:
        """Return the report so far.

        Args:
            name: Of the collection or folder.
            duration_s: How long it took; None means up to the end of the last tick.
        """
        columns = sorted(self._columns, key=self._rank)
        total = _Counts()
        for counts in self._requests.values():
            total.add(counts)
        return LoadReport(
            name=name,
            environment=environment,
            started_at=started_at,
            duration_s=(self._last_s + 1 if self._seconds else 0)
            if duration_s is None
            else duration_s,
            users=self._users,
            limits=limits or LoadLimits(),
            columns=tuple(LoadColumn(*column, self._columns[column]) for column in columns),
            requests=tuple(
                _request_load(request, counts, columns)
                for request, counts in self._requests.items()
            ),
            total=_request_load(tr("All requests"), total, columns),
            points=self.points(),
            is_stopped=is_stopped,
        )

    def _rank(self, column: _Column) -> tuple[bool, int, str]:
        return LoadOutcome(*column).is_failure, -self._columns[column], column[1]

    def _column_of(self, outcome: LoadOutcome) -> _Column:
        column = (outcome.severity, truncate(outcome.label, _LONGEST_LABEL))
        if column in self._columns or len(self._columns) < MOST_OUTCOMES:
            return column
        return outcome.severity, tr("other")

    def _counts_of(self, request: str) -> "_Counts":
        name = truncate(request, _LONGEST_NAME)
        if name not in self._requests and len(self._requests) >= MOST_REQUESTS:
            name = tr("other requests")
        return self._requests.setdefault(name, _Counts())

    def _halve(self) -> None:
        """Make one point of each two."""
        self._step_s *= 2
        seconds, self._seconds = self._seconds, {}
        for at_s, second in seconds.items():
            self._seconds.setdefault(at_s - at_s % self._step_s, _Second()).add(second)
        self._points.clear()
        self._changed = set(self._seconds)


class _Counts:
    """What came of one request so far."""

    def __init__(self) -> None:
        self.columns: Counter[_Column] = Counter()
        self.times: Counter[int] = Counter()
        self.failed_under_200 = 0

    def add(self, other: "_Counts") -> None:
        self.columns.update(other.columns)
        self.times.update(other.times)
        self.failed_under_200 += other.failed_under_200


class _Second:
    """What came in one second, or in several."""

    def __init__(self) -> None:
        self.users: Counter[int] = Counter()
        self.severities: Counter[Severity] = Counter()
        self.times: Counter[int] = Counter()

    def add(self, other: "_Second") -> None:
        # Of the past seconds only the most is needed, not each.
        most = max((*self.users.values(), *other.users.values()), default=0)
        self.users = Counter({-1: most})
        self.severities.update(other.severities)
        self.times.update(other.times)


def _request_load(request: str, counts: _Counts, columns: Iterable[_Column]) -> RequestLoad:
    failed = sum(n for column, n in counts.columns.items() if LoadOutcome(*column).is_failure)
    return RequestLoad(
        request=request,
        sent=counts.columns.total(),
        failed=failed,
        failed_under_200=counts.failed_under_200,
        counts=tuple(counts.columns[column] for column in columns),
        p50_ms=percentile_ms(counts.times, 0.5),
        p95_ms=percentile_ms(counts.times, 0.95),
        p99_ms=percentile_ms(counts.times, 0.99),
    )


def _point(at_s: int, seconds: int, second: _Second) -> LoadPoint:
    return LoadPoint(
        at_s=at_s,
        seconds=seconds,
        users=max(second.users.values(), default=0),
        sent=second.severities.total(),
        p50_ms=percentile_ms(second.times, 0.5),
        p95_ms=percentile_ms(second.times, 0.95),
        p99_ms=percentile_ms(second.times, 0.99),
        by_severity=tuple((s, second.severities[s]) for s in Severity if second.severities[s]),
    )


def _too_many_failed(total: RequestLoad, fail_above: float) -> str:
    share = format_share(total.failed, total.sent)
    if not fail_above:
        return tr("{share} failed; none may.").format(share=share)
    text = tr("{share} failed; the limit is {limit}.")
    # Not rounded as shares are: it is what the person wrote.
    return text.format(share=share, limit=f"{100 * fail_above:.4g} %")
