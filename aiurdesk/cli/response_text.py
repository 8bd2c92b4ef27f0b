"""What commands print of a response: its verdict for standard error, its head and its trailers."""

import re

from aiurdesk.core.exchange.exchange import Exchange, facts_line
from aiurdesk.core.exchange.report import verdict_lines
from aiurdesk.core.problem import FixAction
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import printable, tr

# Tab, line ends, form feed and escape also stand in text.
_MOST_OFFERED = 3
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def exchange_text(exchange: Exchange) -> str:
    """Return the verdict for standard error, without control characters."""
    title, *lines = verdict_lines(exchange)
    # A guess is never followed, only offered.
    lines += [
        tr("  It looks like {name}; --dialect {name} reads it so.").format(name=name)
        for name in exchange.verdict.looks_like[:_MOST_OFFERED]
    ]
    if FixAction.JUDGE_BY_STATUS in {fix.action for fix in exchange.verdict.fixes}:
        lines.append(tr("  If that is no failure here: --dialect http judges by the status alone."))
    examination = exchange.examination
    if examination is not None:
        lines += (
            tr("  passed: {title}").format(title=finding.title)
            if finding.passed
            else tr("  FAILED: {title}: {found}").format(title=finding.title, found=finding.found)
            for finding in examination.all_findings
        )
        lines += (
            tr("  captured: {variable} = {text}").format(variable=value.variable, text=value.text)
            for value in examination.captured
        )
    return printable("\n".join((f"{title} · {facts_line(exchange)}", *lines)) + "\n")


def head(response: Response) -> str:
    """Return status line and headers of a response, followed by an empty line."""
    lines = [f"{response.http_version} {response.status} {response.reason}".rstrip()]
    lines += [f"{header.name}: {header.value}" for header in response.headers]
    return printable("\n".join(lines)) + "\n\n"


def tail(response: Response) -> str:
    """Return the headers behind the body of a response, after an empty line; empty without any."""
    if not response.trailers:
        return ""
    lines = (f"{header.name}: {header.value}" for header in response.trailers)
    return "\n" + printable("\n".join(lines)) + "\n"


def is_text(body: bytes) -> bool:
    """Tell whether a body can be shown on a terminal."""
    # The beginning is enough, and a long body is not decoded for this.
    beginning = body[:4096]
    try:
        beginning.decode()
    except UnicodeDecodeError as error:
        # A character of up to four bytes may have been cut in half at the end.
        if error.start < len(beginning) - 4:
            return False
    return _BINARY.search(beginning) is None
