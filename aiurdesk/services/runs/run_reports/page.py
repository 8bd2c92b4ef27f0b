"""A run as one HTML page that needs nothing else: no script, no other file, no network."""

import json
from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any

from aiurdesk import resources
from aiurdesk.core import translation
from aiurdesk.core.exchange.exchange import SEVERITY_WORDS
from aiurdesk.core.exchange.sockets.frame import Direction
from aiurdesk.core.expectations.captures import origin_words
from aiurdesk.core.translation import format_duration, format_size, tr, trn
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.services.runs.coverage import coverage_lines
from aiurdesk.services.runs.run_differences import difference_lines
from aiurdesk.services.runs.run_drift import drift_lines
from aiurdesk.services.runs.run_reports.run_record import NOT_SENT, ResultRecord, RunRecord

_TONES = {
    SEVERITY_WORDS[Severity.SUCCESS]: "good",
    SEVERITY_WORDS[Severity.NOTICE]: "notice",
    SEVERITY_WORDS[Severity.WAIT]: "notice",
    SEVERITY_WORDS[Severity.CAPACITY]: "notice",
    SEVERITY_WORDS[Severity.CREDENTIAL]: "client",
    SEVERITY_WORDS[Severity.INPUT]: "client",
}
"""Word of a severity → class of its colour. The other ones are bad."""

_MOST_AT_A_GLANCE = 10
"""With more results than this, what failed is listed on top."""
_MOST_LINKS = 40


def write(run: RunRecord) -> str:
    """Return the page."""
    # In the page itself, because it is mailed and archived as one file. No script: it shows bodies
    # of any server.
    style = resources.read_text("style/run.css")
    language = translation.language().replace("_", "-") or "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(_title(run))}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(_elements(run))
        + "\n</main>\n</body>\n</html>\n"
    )


def _title(run: RunRecord) -> str:
    failed = len(run.failed)
    ended = tr("stopped") if run.is_stopped else tr("all passed")
    return f"{run.name}: {tr('{count} failed').format(count=failed) if failed else ended}"


def _elements(run: RunRecord) -> Iterator[str]:
    failed, count = len(run.failed), len(run.results)
    yield f"<h1>{escape(run.name)}</h1>"
    stopped = tr(" · ended before its end") if run.is_stopped else ""
    text = trn("{count} request in {duration}", "{count} requests in {duration}", count)
    requests = text.format(count=count, duration=format_duration(run.elapsed_ms))
    yield (
        f'<p class="facts">{escape(run.environment)} · {run.started_at:%Y-%m-%d %H:%M:%S} UTC · '
        f"{requests}{stopped}</p>"
    )
    yield '<ul class="counts">'
    yield f'<li class="good"><b>{count - failed}</b>{tr("passed")}</li>'
    yield f'<li class="{"bad" if failed else "good"}"><b>{failed}</b>{tr("failed")}</li>'
    if run.not_run:
        yield f'<li class="notice"><b>{len(run.not_run)}</b>{tr("not run")}</li>'
    yield '<li class="gap" aria-hidden="true"></li>'
    # A list of what came beside what passed: a refusal that was expected passes, too.
    for word, number in Counter(result.severity for result in run.results).most_common():
        yield f'<li class="{_tone(word)}"><b>{number}</b>{escape(word)}</li>'
    yield "</ul>"
    label = tr("{passed} of {count} passed").format(passed=count - failed, count=count)
    yield (
        f'<div class="share" role="img" aria-label="{label}">'
        f'<i class="good" style="flex:{count - failed}"></i>'
        f'<i class="bad" style="flex:{failed}"></i></div>'
    )
    if run.mistakes:
        left_out = tr("Files that were left out")
        yield f'<h2>{left_out}</h2><pre class="bad">{_lines(run.mistakes)}</pre><br>'
    yield from _told_beside(run)
    longest = max((result.elapsed_ms for result in run.results), default=0.0)
    has_passes = run.has_passes
    yield from _links(run, has_passes=has_passes)
    # Anchors by number, as titles are not unique.
    for number, result in enumerate(run.results):
        yield _result(number, result, longest, has_passes=has_passes)
    if run.not_run:
        names = tuple(_name(*request, has_passes=has_passes) for request in run.not_run)
        yield f"<h2>{tr('Not run')}</h2><pre>{_lines(names)}</pre>"


def _told_beside(run: RunRecord) -> Iterator[str]:
    """Yield what was asked for beside the results."""
    if run.differences is not None:
        lines = difference_lines(run.differences)
        yield _told(tr("Compared"), escape(next(lines)), lines)
    if run.coverage is not None:
        title = tr("What the documentation names, and what came")
        yield _told(tr("Coverage"), title, coverage_lines(run.coverage))
    if run.drift is not None:
        yield _told(tr("Drift"), tr("What was never so before"), drift_lines(run.drift))


def _told(mark: str, title: str, lines: Iterator[str]) -> str:
    return (
        f'<details open><summary><span class="mark">{mark}</span><span class="title">{title}</span>'
        f'</summary><div class="inside"><pre>{_lines(tuple(lines))}</pre></div></details>'
    )


def _links(run: RunRecord, *, has_passes: bool) -> Iterator[str]:
    """Yield links to what failed, where one has to look for it."""
    failed = [pair for pair in enumerate(run.results) if not pair[1].passed]
    if failed and len(run.results) > _MOST_AT_A_GLANCE:
        named = (
            (n, _name(result.title, result.pass_number, has_passes=has_passes))
            for n, result in failed[:_MOST_LINKS]
        )
        links = (f'<a href="#r{n}">{escape(name)}</a>' for n, name in named)
        rest = len(failed) - _MOST_LINKS
        more = tr(" and {count} more").format(count=rest) if rest > 0 else ""
        yield f'<p class="jump bad">{tr("Failed:")} {" ".join(links)}{more}</p>'


def _result(number: int, result: ResultRecord, longest_ms: float, *, has_passes: bool) -> str:
    tone = "good" if result.passed else "bad"
    mark = f"✓ {tr('passed')}" if result.passed else f"✗ {tr('failed')}"
    share = 100 * result.elapsed_ms / longest_ms if longest_ms else 0
    title = _name(result.title, result.pass_number, has_passes=has_passes)
    nothing = f"<p>{tr('Nothing was sent.')}</p>"
    return (
        f'<details id="r{number}"{"" if result.passed else " open"}>\n<summary>'
        f'<span class="mark {tone}">{mark}</span><span class="title">{escape(title)}</span>'
        f'<span class="time">{_time(result, share)}</span>'
        f'<span class="headline">{escape(result.headline)}</span></summary>\n'
        f'<div class="inside">{"".join(_inside(result)) or nothing}</div>\n'
        "</details>"
    )


def _name(title: str, pass_number: int, *, has_passes: bool) -> str:
    text = tr("{title} · pass {number}")
    return text.format(title=title, number=pass_number) if has_passes else title


def _time(result: ResultRecord, share: float) -> str:
    """Return how long it took, with a bar; nothing for what was not sent."""
    if result.severity == NOT_SENT:
        return ""
    return (
        f"{format_duration(result.elapsed_ms)}"
        f'<span class="bar {_tone(result.severity)}"><i style="width:{share:.0f}%"></i></span>'
    )


def _inside(result: ResultRecord) -> Iterator[str]:
    if result.findings:
        yield f'<h2>{tr("Tests")}</h2><ul class="tests">'
        for finding in result.findings:
            tone, mark = ("good", "✓") if finding.passed else ("bad", "✗")
            actual = f": {finding.found}" if finding.found else ""
            yield f'<li><span class="{tone}">{mark}</span> {escape(finding.title + actual)}</li>'
        yield "</ul>"
    if result.captured:
        yield f'<h2>{tr("Captured")}</h2><ul class="tests">'
        for value in result.captured:
            words = tr("{variable} from {origin}: {text}").format(
                variable=value.variable, origin=origin_words(value.origin), text=value.text
            )
            yield f"<li>{escape(words)}</li>"
        yield "</ul>"
    if result.lines:
        yield f"<h2>{tr('Verdict')}</h2>" + "".join(
            f"<p>{escape(line)}</p>" for line in result.lines
        )
    if result.exchange is not None:
        yield from _exchange(result.exchange)


def _exchange(members: dict[str, Any]) -> Iterator[str]:
    request, response = members["request"], members["response"]
    head = [f"{request['method']} {request['url']}", *_headers(request["headers"])]
    body = ["", request["body"]] if request["body"] else []
    yield f"<h2>{tr('Request')}</h2><pre>{_lines((*head, *body))}</pre>"
    if response is None:
        failure = members["failure"]
        kind = failure["kind"].replace("_", " ")
        detail = failure["detail"]
        # Where the detail only repeats the kind, it is said once.
        words = f"{kind}: {detail}" if detail and detail.casefold() != kind else kind
        yield f"<h2>{tr('No response')}</h2><pre>{escape(words)}</pre>"
        return
    head = [f"{response['http_version']} {response['status']}", *_headers(response["headers"])]
    if "frames" in members:
        yield f"<h2>{tr('Response')}</h2><pre>{_lines(tuple(head))}</pre>"
        lines = tuple(map(_frame_line, members["frames"]))
        yield f"<h2>{tr('Frames')}</h2><pre>{_lines(lines) or tr('None came.')}</pre>"
        return
    size = format_size(response["size_bytes"])
    yield f"<h2>{tr('Response')} · {size}</h2>"
    yield f"<pre>{_lines((*head, '', _readable(response['body'])))}</pre>"


def _frame_line(frame: dict[str, Any]) -> str:
    sign = Direction(frame["direction"]).sign
    content = frame.get("text", frame.get("base64"))
    if content is None:
        content = f"{frame.get('code') or tr('no code')} {frame.get('reason', '')}".rstrip()
    # Hours to milliseconds of an ISO 8601 time.
    return f"{frame['at'][11:23]} {sign} {frame['kind']}  {content}"


def _headers(pairs: list[list[str]]) -> list[str]:
    return [f"{name}: {value}" for name, value in pairs]


def _readable(body: str) -> str:
    """Return JSON with line breaks, and any other text as it is."""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return body


def _lines(lines: tuple[str, ...]) -> str:
    return escape("\n".join(lines))


def _tone(severity: str) -> str:
    return "bad" if severity == NOT_SENT else _TONES.get(severity, "bad")
