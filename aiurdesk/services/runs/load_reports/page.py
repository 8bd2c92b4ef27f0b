"""A load test as one HTML page that needs nothing else: no script, no other file, no network."""

import json
from collections.abc import Iterator
from html import escape

from aiurdesk import resources
from aiurdesk.core import translation
from aiurdesk.core.exchange.exchange import SEVERITY_WORDS
from aiurdesk.core.load.load_report import LoadColumn, LoadReport, RequestLoad, format_share
from aiurdesk.core.load.load_series import severity_counts, spoken
from aiurdesk.core.translation import format_duration, tr, trn
from aiurdesk.services.runs.load_reports.chart import chart, pattern_of


def write(report: LoadReport) -> str:
    """Return the page."""
    # In the page itself, because it is mailed and archived as one file. No script: it shows the
    # names of requests of any collection.
    style = f"{_colours()}{resources.read_text('style/run.css')}"
    style += resources.read_text("style/load.css")
    language = translation.language().replace("_", "-") or "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(_title(report))}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        "<main>\n" + "\n".join(_elements(report)) + "\n</main>\n</body>\n</html>\n"
    )


def _colours() -> str:
    """Return the colours of severities as variables, those that the window has."""

    def variables(theme: str) -> str:
        groups = json.loads(resources.read_text(f"themes/{theme}.json"))
        return " ".join(
            f"--level-{s}: {groups[f'severity.{s}']['border']};" for s in SEVERITY_WORDS
        )

    return (
        f":root {{ {variables('light')} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {variables('dark')} }} }}\n"
    )


def _title(report: LoadReport) -> str:
    ended = format_share(report.total.failed, report.total.sent)
    return f"{report.name}: {tr('{share} failed').format(share=ended)}"


def _elements(report: LoadReport) -> Iterator[str]:
    total = report.total
    yield f"<h1>{escape(report.name)}</h1>"
    users = trn("{count} user", "{count} users", report.users).format(count=report.users)
    stopped = tr(" · ended before its end") if report.is_stopped else ""
    yield (
        f'<p class="facts">{escape(report.environment)} · '
        f"{report.started_at:%Y-%m-%d %H:%M:%S} UTC · {users} · "
        f"{format_duration(1000 * report.duration_s)}{stopped}</p>"
    )
    yield '<ul class="counts">'
    yield f"<li><b>{total.sent:,}</b>{tr('sent')}</li>"
    yield f"<li><b>{report.per_second:,.1f}</b>{tr('a second')}</li>"
    yield f'<li class="good"><b>{format_share(total.ok, total.sent)}</b>{tr("ok")}</li>'
    tone = "bad" if total.failed else "good"
    failed = format_share(total.failed, total.sent)
    yield f'<li class="{tone}"><b>{failed}</b>{tr("failed")}</li>'
    yield "</ul>"
    for sentence in filter(None, (report.under_200, *report.exceeded)):
        yield f'<p class="bad">{escape(sentence)}</p>'
    if total.sent:
        yield chart(report.points, spoken(report))
        yield _legend(report)
        yield _table(report)


def _legend(report: LoadReport) -> str:
    items = (
        f'<li><svg width="14" height="14" aria-hidden="true">{pattern_of(severity)}</svg>'
        f"{escape(SEVERITY_WORDS[severity])} {format_share(count, report.total.sent)}</li>"
        for severity, count in severity_counts(report)
    )
    return f'<ul class="legend">{"".join(items)}</ul>'


def _table(report: LoadReport) -> str:
    names = (tr("Request"), tr("sent"), tr("ok"), *(c.label for c in report.failure_columns))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    head += "".join(f'<th scope="col">{name} ms</th>' for name in ("p50", "p95", "p99"))
    rows = report.requests if len(report.requests) == 1 else (*report.requests, report.total)
    body = "\n".join(_row(row, report.columns, is_total=row is report.total) for row in rows)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(tr("Requests"))}">'
        f"<table><thead><tr>{head}</tr></thead>\n"
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(row: RequestLoad, columns: tuple[LoadColumn, ...], *, is_total: bool) -> str:
    shares = (
        format_share(count, row.sent)
        for column, count in zip(columns, row.counts, strict=True)
        if column.is_failure
    )
    times = (f"{time_ms:,}" for time_ms in (row.p50_ms, row.p95_ms, row.p99_ms))
    cells = (f"{row.sent:,}", format_share(row.ok, row.sent), *shares, *times)
    look = ' class="all"' if is_total else ""
    name = f'<th scope="row">{escape(row.request)}</th>'
    return f"<tr{look}>{name}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
