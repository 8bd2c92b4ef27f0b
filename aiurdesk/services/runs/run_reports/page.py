"""A run as one HTML page that needs nothing else: no script, no other file, no network."""

import json
from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any

from aiurdesk.core.exchange.exchange_text import SEVERITY_WORDS
from aiurdesk.core.sockets.frame import Direction
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.core.wording import format_duration, format_size
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

# In the page itself, because it is mailed and archived as one file. No script: it shows bodies of
# any server.
_STYLE = """
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --text: #1c2430; --quiet: #5a6675;
  --line: #dde2e9; --good: #1a7f45; --notice: #7a5d00; --client: #b04a00; --bad: #b3261e;
  --code: #f1f3f6; }
@media (prefers-color-scheme: dark) { :root { --page: #15181d; --card: #1d2127; --text: #e4e8ee;
  --quiet: #9aa5b4; --line: #323943; --good: #5cc98a; --notice: #e3bd52; --client: #f29a5b;
  --bad: #ff8a80; --code: #161a1f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
.facts { color: var(--quiet); margin: 0 0 20px; }
.counts { display: flex; flex-wrap: wrap; gap: 10px; margin: 0 0 12px; padding: 0;
  list-style: none; }
.counts li { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 8px 14px; }
.counts b { font-size: 20px; margin-right: 6px; }
.counts .gap { visibility: hidden; padding: 0 4px; }
.jump { margin: 0 0 24px; }
.jump a { color: inherit; margin-right: 12px; }
.share { display: flex; height: 8px; border-radius: 4px; overflow: hidden; background: var(--line);
  margin: 0 0 24px; }
.share i { background: currentColor; }
.good { color: var(--good); } .notice { color: var(--notice); }
.client { color: var(--client); } .bad { color: var(--bad); }
details { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  margin: 0 0 8px; }
summary { cursor: pointer; padding: 10px 14px; display: grid; gap: 2px 12px;
  grid-template-columns: 76px minmax(0, 1fr) 170px; align-items: center; }
summary:focus-visible { outline: 2px solid var(--quiet); outline-offset: 1px; border-radius: 8px; }
.mark { font-weight: 600; }
.title { font-weight: 600; overflow-wrap: anywhere; }
.headline { grid-column: 2; color: var(--quiet); font-size: 13px; overflow-wrap: anywhere; }
.time { display: flex; align-items: center; gap: 8px; justify-content: flex-end;
  font-size: 13px; color: var(--quiet); white-space: nowrap; }
.bar { width: 90px; height: 6px; border-radius: 3px; background: var(--line); overflow: hidden; }
.bar i { display: block; height: 100%; background: currentColor; }
.inside { border-top: 1px solid var(--line); padding: 12px 14px 14px; }
h2 { font-size: 13px; margin: 14px 0 4px; color: var(--quiet); font-weight: 600; }
h2:first-child { margin-top: 0; }
ul.tests { list-style: none; margin: 0; padding: 0; }
ul.tests li { overflow-wrap: anywhere; }
p { margin: 0; overflow-wrap: anywhere; }
pre { margin: 0; padding: 10px 12px; background: var(--code); border-radius: 6px; max-height: 420px;
  overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere;
  font: 13px/1.45 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
@media (max-width: 640px) { summary { grid-template-columns: 76px minmax(0, 1fr); }
  .time { grid-column: 2; justify-content: flex-start; } }
@media print { details { break-inside: avoid; } body { background: none; } }
"""


def write(run: RunRecord) -> str:
    """Return the page."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(_title(run))}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(_parts(run))
        + "\n</main>\n</body>\n</html>\n"
    )


def _title(run: RunRecord) -> str:
    failed = len(run.failed)
    ended = "stopped" if run.is_stopped else "all passed"
    return f"{run.name}: {f'{failed} failed' if failed else ended}"


def _parts(run: RunRecord) -> Iterator[str]:
    failed, count = len(run.failed), len(run.results)
    yield f"<h1>{escape(run.name)}</h1>"
    stopped = " · ended before its end" if run.is_stopped else ""
    requests = f"{count} request" if count == 1 else f"{count} requests"
    yield (
        f'<p class="facts">{escape(run.environment)} · {run.started_at:%Y-%m-%d %H:%M:%S} UTC · '
        f"{requests} in {format_duration(run.elapsed_ms)}"
        f"{stopped}</p>"
    )
    yield '<ul class="counts">'
    yield f'<li class="good"><b>{count - failed}</b>passed</li>'
    yield f'<li class="{"bad" if failed else "good"}"><b>{failed}</b>failed</li>'
    if run.not_run:
        yield f'<li class="notice"><b>{len(run.not_run)}</b>not run</li>'
    yield '<li class="gap" aria-hidden="true"></li>'
    # A list of what came beside what passed: a refusal that was expected passes, too.
    for word, number in Counter(result.severity for result in run.results).most_common():
        yield f'<li class="{_tone(word)}"><b>{number}</b>{escape(word)}</li>'
    yield "</ul>"
    yield (
        f'<div class="share" role="img" aria-label="{count - failed} of {count} passed">'
        f'<i class="good" style="flex:{count - failed}"></i>'
        f'<i class="bad" style="flex:{failed}"></i></div>'
    )
    if run.mistakes:
        yield f'<h2>Files that were left out</h2><pre class="bad">{_lines(run.mistakes)}</pre><br>'
    longest = max((result.elapsed_ms for result in run.results), default=0.0)
    has_passes = run.has_passes
    yield from _links(run, has_passes=has_passes)
    # Anchors by number, as titles are not unique.
    for number, result in enumerate(run.results):
        yield _result(number, result, longest, has_passes=has_passes)
    if run.not_run:
        names = tuple(_name(*request, has_passes=has_passes) for request in run.not_run)
        yield f"<h2>Not run</h2><pre>{_lines(names)}</pre>"


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
        more = f" and {rest} more" if rest > 0 else ""
        yield f'<p class="jump bad">Failed: {" ".join(links)}{more}</p>'


def _result(number: int, result: ResultRecord, longest_ms: float, *, has_passes: bool) -> str:
    tone = "good" if result.passed else "bad"
    mark = "✓ passed" if result.passed else "✗ failed"
    share = 100 * result.elapsed_ms / longest_ms if longest_ms else 0
    title = _name(result.title, result.pass_number, has_passes=has_passes)
    return (
        f'<details id="r{number}"{"" if result.passed else " open"}>\n<summary>'
        f'<span class="mark {tone}">{mark}</span><span class="title">{escape(title)}</span>'
        f'<span class="time">{_time(result, share)}</span>'
        f'<span class="headline">{escape(result.headline)}</span></summary>\n'
        f'<div class="inside">{"".join(_inside(result)) or "<p>Nothing was sent.</p>"}</div>\n'
        "</details>"
    )


def _name(title: str, pass_number: int, *, has_passes: bool) -> str:
    return f"{title} · pass {pass_number}" if has_passes else title


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
        yield '<h2>Tests</h2><ul class="tests">'
        for finding in result.findings:
            tone, mark = ("good", "✓") if finding.passed else ("bad", "✗")
            actual = f": {finding.found}" if finding.found else ""
            yield f'<li><span class="{tone}">{mark}</span> {escape(finding.title + actual)}</li>'
        yield "</ul>"
    if result.captured:
        yield '<h2>Captured</h2><ul class="tests">'
        for value in result.captured:
            yield f"<li>{escape(f'{value.variable} from {value.origin}: {value.text}')}</li>"
        yield "</ul>"
    if result.lines:
        yield "<h2>Verdict</h2>" + "".join(f"<p>{escape(line)}</p>" for line in result.lines)
    if result.exchange is not None:
        yield from _exchange(result.exchange)


def _exchange(members: dict[str, Any]) -> Iterator[str]:
    request, response = members["request"], members["response"]
    head = [f"{request['method']} {request['url']}", *_headers(request["headers"])]
    body = ["", request["body"]] if request["body"] else []
    yield f"<h2>Request</h2><pre>{_lines((*head, *body))}</pre>"
    if response is None:
        failure = members["failure"]
        kind = failure["kind"].replace("_", " ")
        detail = failure["detail"]
        # Where the detail only repeats the kind, it is said once.
        words = f"{kind}: {detail}" if detail and detail.casefold() != kind else kind
        yield f"<h2>No response</h2><pre>{escape(words)}</pre>"
        return
    head = [f"{response['http_version']} {response['status']}", *_headers(response["headers"])]
    if "frames" in members:
        yield f"<h2>Response</h2><pre>{_lines(tuple(head))}</pre>"
        lines = tuple(map(_frame_line, members["frames"]))
        yield f"<h2>Frames</h2><pre>{_lines(lines) or 'None came.'}</pre>"
        return
    size = format_size(response["size_bytes"])
    yield f"<h2>Response · {size}</h2>"
    yield f"<pre>{_lines((*head, '', _readable(response['body'])))}</pre>"


def _frame_line(frame: dict[str, Any]) -> str:
    sign = Direction(frame["direction"]).sign
    content = frame.get("text", frame.get("base64"))
    if content is None:
        content = f"{frame.get('code') or 'no code'} {frame.get('reason', '')}".rstrip()
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
