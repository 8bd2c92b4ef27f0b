"""A load test as JUnit XML: a case for each request, and one for all of them.

All together is what the exit status is of. A single request fails where its own numbers exceed a
limit that was exceeded by all together, so that one sees which of them did it.
"""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from aiurdesk.core.load.load_report import LoadReport, RequestLoad, format_share
from aiurdesk.services.runs.run_reports.junit import document_of, xml_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def write(report: LoadReport) -> str:
    """Return the document."""
    exceeded = report.exceeded
    rows = (*report.requests, report.total)
    failing = {
        n: replace(report, total=row).exceeded or exceeded
        for n, row in enumerate(rows)
        if exceeded and (row is report.total or replace(report, total=row).exceeded)
    }
    counts = {
        "tests": str(len(rows)),
        "failures": str(len(failing)),
        "errors": "0",
        "skipped": "0",
        "time": f"{report.duration_s:.3f}",
    }
    attributes = {
        "name": xml_text(report.name),
        "timestamp": report.started_at.isoformat(timespec="seconds"),
        **counts,
    }

    def add(root: "Element") -> None:
        suite = root.makeelement("testsuite", attributes)
        root.append(suite)
        for n, row in enumerate(rows):
            _add(suite, report, row, failing.get(n, ()))

    return document_of(counts, add)


def _add(suite: "Element", report: LoadReport, row: RequestLoad, exceeded: tuple[str, ...]) -> None:
    attributes = {
        "name": xml_text(row.request),
        "classname": xml_text(report.name),
        # What half of the requests took; the sum would say nothing.
        "time": f"{row.p50_ms / 1000:.3f}",
    }
    case = suite.makeelement("testcase", attributes)
    suite.append(case)
    if exceeded:
        failure = case.makeelement("failure", {"message": xml_text(exceeded[0])})
        failure.text = xml_text("\n".join(exceeded))
        case.append(failure)
    told = case.makeelement("system-out", {})
    told.text = xml_text("\n".join(_lines(report, row)))
    case.append(told)


def _lines(report: LoadReport, row: RequestLoad) -> list[str]:
    shares = (
        f"{format_share(count, row.sent)} {column.label}"
        for column, count in zip(report.columns, row.counts, strict=True)
        if count
    )
    under_200 = replace(report, total=row).under_200
    times = f"p50 {row.p50_ms} ms, p95 {row.p95_ms} ms, p99 {row.p99_ms} ms"
    return [f"{row.sent:,}", *shares, times, *([under_200] if under_200 else [])]
