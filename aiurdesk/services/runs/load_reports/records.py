"""A load test as a JSON object; scripts depend on its members."""

import json
from typing import Any

from aiurdesk.core.load.load_report import LoadColumn, LoadPoint, LoadReport, RequestLoad


def write(report: LoadReport) -> str:
    """Return the object as text."""
    limits = report.limits
    members = {
        "name": report.name,
        "environment": report.environment,
        "started_at": report.started_at.isoformat(timespec="seconds"),
        "duration_s": round(report.duration_s, 3),
        "users": report.users,
        "is_stopped": report.is_stopped,
        "requests_per_second": round(report.per_second, 3),
        "limits": {"fail_above": limits.fail_above, "p95_below_ms": limits.p95_below_ms},
        "exceeded": list(report.exceeded),
        "total": _counts(report.total, report.columns),
        "requests": [
            {"request": row.request, **_counts(row, report.columns)} for row in report.requests
        ],
        "points": [_point(point) for point in report.points],
    }
    # Text of any language stays readable; consumers read UTF-8.
    return json.dumps(members, ensure_ascii=False, indent=2) + "\n"


def _counts(row: RequestLoad, columns: tuple[LoadColumn, ...]) -> dict[str, Any]:
    return {
        "sent": row.sent,
        "ok": row.ok,
        "failed": row.failed,
        "failed_under_200": row.failed_under_200,
        "p50_ms": row.p50_ms,
        "p95_ms": row.p95_ms,
        "p99_ms": row.p99_ms,
        "outcomes": [
            {"label": column.label, "severity": column.severity, "count": count}
            for column, count in zip(columns, row.counts, strict=True)
            if count
        ],
    }


def _point(point: LoadPoint) -> dict[str, Any]:
    return {
        "at_s": point.at_s,
        "seconds": point.seconds,
        "users": point.users,
        "sent": point.sent,
        "p50_ms": point.p50_ms,
        "p95_ms": point.p95_ms,
        "p99_ms": point.p99_ms,
        "severities": {str(severity): count for severity, count in point.by_severity},
    }
