"""What a chart of a load test draws: its points in time, thinned to what can be told apart."""

from collections import Counter
from collections.abc import Sequence

from aiurdesk.core.load.load_report import LoadPoint, LoadReport, format_share
from aiurdesk.core.translation import listed, titled, tr
from aiurdesk.core.verdict.verdict import Severity

_MOST_SPOKEN = 5
"""Outcomes that are told one by one."""


def thinned(points: Sequence[LoadPoint], most: int) -> tuple[LoadPoint, ...]:
    """Return at most about so many points, one for each stretch of the same length.

    Peaks stay: the higher percentiles of a stretch are the highest of its points. A point that
    was returned before stays the same when others follow, unless the stretches become longer.
    """
    if not points:
        return ()
    length = points[-1].at_s + points[-1].seconds
    step = points[-1].seconds
    while length > step * max(most, 1):
        step *= 2
    if step == points[-1].seconds:
        return tuple(points)
    stretches: dict[int, list[LoadPoint]] = {}
    for point in points:
        stretches.setdefault(point.at_s - point.at_s % step, []).append(point)
    # The last stretch may not be over, and would look like a drop.
    return tuple(
        _one(at_s, min(step, length - at_s), stretch) for at_s, stretch in stretches.items()
    )


def _one(at_s: int, seconds: int, points: Sequence[LoadPoint]) -> LoadPoint:
    severities: Counter[Severity] = Counter()
    for point in points:
        for severity, count in point.by_severity:
            severities[severity] += count
    sent = severities.total()
    return LoadPoint(
        at_s=at_s,
        seconds=seconds,
        users=max(point.users for point in points),
        sent=sent,
        p50_ms=round(sum(point.p50_ms * point.sent for point in points) / sent) if sent else 0,
        p95_ms=max(point.p95_ms for point in points),
        p99_ms=max(point.p99_ms for point in points),
        by_severity=tuple((s, severities[s]) for s in Severity if severities[s]),
    )


def severity_counts(report: LoadReport) -> tuple[tuple[Severity, int], ...]:
    """Return how many requests of all came to each severity, in the order of ``Severity``."""
    counts: Counter[Severity] = Counter()
    for column in report.columns:
        counts[column.severity] += column.count
    return tuple((severity, counts[severity]) for severity in Severity if counts[severity])


def spoken(report: LoadReport) -> str:
    """Return in words what the chart shows, for those who do not see it."""
    total = report.total
    if not total.sent:
        return tr("Nothing was sent yet.")
    shares = listed(
        titled(column.label, format_share(column.count, total.sent))
        for column in report.columns[:_MOST_SPOKEN]
    )
    now = report.points[-1]
    return tr(
        "After {seconds} s: {rate:,.0f} requests a second by {users} users; of {sent:,} requests, "
        "half came within {p50:,} ms and 95 of 100 within {p95:,} ms; {shares}."
    ).format(
        seconds=now.at_s + now.seconds,
        rate=now.per_second,
        users=report.users,
        sent=total.sent,
        p50=total.p50_ms,
        p95=total.p95_ms,
        shares=shares,
    )
