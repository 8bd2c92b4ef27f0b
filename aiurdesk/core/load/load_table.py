"""The table of a load test for a terminal: verdict × percentile."""

from collections.abc import Iterator, Sequence

from aiurdesk.core.load.load_report import LoadReport, RequestLoad, format_share
from aiurdesk.core.translation import fixed_width, padded, printable, tr, truncate

_GAP = 2
_NARROWEST_NAME = 12
_WIDEST_NAME = 40
_MOST_COLUMNS = 12
"""Outcomes that have a column of their own, however wide the terminal is."""


def load_lines(report: LoadReport, width: int) -> Iterator[str]:
    """Yield the table, the failures under HTTP 200 and the limits that were exceeded.

    Args:
        width: Of the terminal; where it is too narrow for columns, each request has lines.
    """
    if report.total.sent:
        yield from _table(report, width) or _blocks(report)
    yield from filter(None, (report.under_200, *report.exceeded))


def _rows(report: LoadReport) -> tuple[RequestLoad, ...]:
    """Return the requests, and all together where there are several."""
    if len(report.requests) == 1:
        return report.requests
    return (*report.requests, report.total)


def _table(report: LoadReport, width: int) -> list[str]:
    """Return the lines of the table, or none where the width is not enough for it."""
    failures = report.failure_columns
    for most in range(min(len(failures), _MOST_COLUMNS), 0, -1):
        lines = _table_of(report, width, most)
        if lines:
            return lines
    # All together would be one column, that of "other".
    return [] if failures else _table_of(report, width, 0)


def _table_of(report: LoadReport, width: int, most: int) -> list[str]:
    """Return the lines with so many columns of outcomes, the last one for all the rest."""
    failures = [n for n, column in enumerate(report.columns) if column.is_failure]
    own, rest = failures, []
    if len(failures) > most:
        own, rest = failures[: most - 1], failures[most - 1 :]
    if rest and not own:
        return []
    labels = [printable(report.columns[n].label) for n in own]
    head = [tr("sent"), tr("ok"), *labels, *([tr("other")] if rest else []), "p50", "p95", "p99"]
    rows = _rows(report)
    cells = [_cells(row, own, rest) for row in rows]
    widths = [max(map(fixed_width, column)) for column in zip(head, *cells, strict=True)]
    unit = " ms"
    room = width - sum(widths) - _GAP * len(widths) - len(unit)
    names = [printable(row.request) for row in rows]
    widest = max(map(fixed_width, (tr("request"), *names)))
    if room < min(widest, _NARROWEST_NAME):
        return []
    name_width = min(widest, _WIDEST_NAME, room)
    lines = [_line(tr("request"), name_width, head, widths) + unit]
    lines += (_line(n, name_width, c, widths) for n, c in zip(names, cells, strict=True))
    return lines


def _cells(row: RequestLoad, own: Sequence[int], rest: Sequence[int]) -> list[str]:
    shares = [format_share(row.counts[n], row.sent) for n in own]
    if rest:
        shares.append(format_share(sum(row.counts[n] for n in rest), row.sent))
    times = (f"{time:,}" for time in (row.p50_ms, row.p95_ms, row.p99_ms))
    return [f"{row.sent:,}", format_share(row.ok, row.sent), *shares, *times]


def _line(name: str, name_width: int, cells: Sequence[str], widths: Sequence[int]) -> str:
    shown = padded(_fitting(name, name_width), name_width)
    gap = " " * _GAP
    numbers = (
        " " * (width - fixed_width(cell)) + cell for cell, width in zip(cells, widths, strict=True)
    )
    return gap.join((shown, *numbers))


def _fitting(name: str, width: int) -> str:
    """Return a name that is no wider; a sign of Chinese is two wide."""
    shown = name
    while fixed_width(shown) > width:
        name = name[:-1]
        shown = truncate(name + " ", len(name))
    return shown


def _blocks(report: LoadReport) -> Iterator[str]:
    """Yield lines for each request, one below the other."""
    for row in _rows(report):
        yield printable(row.request)
        ok = format_share(row.ok, row.sent)
        yield "  " + tr("{count:,} sent, {share} ok").format(count=row.sent, share=ok)
        for column, count in zip(report.columns, row.counts, strict=True):
            if column.is_failure and count:
                yield f"  {format_share(count, row.sent)} {printable(column.label)}"
        yield f"  p50 {row.p50_ms:,} ms"
        yield f"  p95 {row.p95_ms:,} ms"
        yield f"  p99 {row.p99_ms:,} ms"
