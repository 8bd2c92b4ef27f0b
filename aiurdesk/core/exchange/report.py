"""An exchange as plain text without secrets, for the team that runs the service."""

from collections.abc import Iterator

import msgspec

from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.exchange_text import SEVERITY_WORDS, code_line, facts_line, summary
from aiurdesk.core.exchange.preview import preview
from aiurdesk.core.request.request import Header
from aiurdesk.core.response.body_text import text_of_body
from aiurdesk.core.response.response import Outcome, Response, has_transcript
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.verdict import Verdict, VerdictKind
from aiurdesk.core.wording import CUT, format_code, format_size

_SHOWN_BYTES = 16 * 1024
"""People read a report, and the beginning of a long body is enough for them."""
_MOST_ITEMS = 20
"""Parts of a batch that failed, one by one."""


def report(exchange: Exchange) -> str:
    """Return the verdict, the request and the response as text, with dots in place of secrets.

    Those are the secrets of the request, and what names in the response say is secret, such as the
    token in the response of a token endpoint.
    """
    secrets, request_id = exchange.prepared.secrets, exchange.verdict.request_id
    # What the team of the service finds the request by in its log.
    line = tr("\nRequest id of the service: {request_id}").format(request_id=request_id)
    request_id_line = line if request_id else ""
    sections = (
        "\n".join(verdict_lines(exchange)),
        tr("Started {started_at:%Y-%m-%d %H:%M:%S} UTC, took {facts_line}").format(
            started_at=exchange.started_at, facts_line=facts_line(exchange)
        )
        + request_id_line,
        tr("Request\n\n") + preview(exchange.prepared).rstrip(),
        tr("Response\n\n") + redact_text(_outcome_text(exchange.outcome, secrets), secrets),
    )
    # Redacted once more as a whole: the verdict repeats texts of the service.
    return "\n\n".join(redact_text(part, secrets) for part in sections) + "\n"


def verdict_lines(exchange: Exchange) -> Iterator[str]:
    """Yield the verdict as text, one statement in each line."""
    verdict = exchange.verdict
    yield verdict_title(verdict)
    yield from filter(None, (code_line(verdict), summary(verdict), verdict.meaning))
    for name, texts in verdict.field_errors.items():
        yield from (f"  {name}: {text}" for text in texts)
    yield from (f"  {text}" for text in verdict.other_errors)
    yield from _failed_items(verdict)
    # A fix with an action is a button in the window and means nothing in a text.
    yield from (f"  → {fix.text}" for fix in verdict.fixes if fix.action is None)
    yield from (f"  {note}" for note in verdict.notes)


def _failed_items(verdict: Verdict) -> Iterator[str]:
    """Yield a line for each part of a batch that failed, and how many more there are."""
    failed = [item for item in verdict.items if not item.is_ok]
    for item in failed[:_MOST_ITEMS]:
        yield "  ✗ " + " · ".join(filter(None, (item.label, item.code, item.message)))
    if len(failed) > _MOST_ITEMS:
        yield tr("  ✗ and {value:,} more").format(value=len(failed) - _MOST_ITEMS)


def verdict_title(verdict: Verdict) -> str:
    """Return severity, code, headline and name in one line."""
    word = SEVERITY_WORDS[verdict.severity]
    if verdict.kind is VerdictKind.NO_ANSWER:
        return f"{word}: {verdict.headline}"
    code = "" if verdict.result_code is None else f"{format_code(verdict.result_code)} "
    text = tr(" ({name}, table {table})")
    name = text.format(name=verdict.name, table=verdict.table) if verdict.name else ""
    return f"{word}: {code}{verdict.headline}{name}"


def _outcome_text(outcome: Outcome, secrets: tuple[Secret, ...]) -> str:
    if not isinstance(outcome, Response):
        return tr("No response: {kind}").format(kind=outcome.kind) + (
            f" ({outcome.detail})" if outcome.detail else ""
        )
    lines = [f"{outcome.http_version} {outcome.status} {outcome.reason}".rstrip()]
    lines += [f"{header.name}: {_header_value(header, secrets)}" for header in outcome.headers]
    beginning = outcome.body.data[:_SHOWN_BYTES]
    # A body may be binary, and the report is text.
    text = text_of_body(outcome, beginning, "backslashreplace")
    rest = outcome.body.size_bytes - len(beginning)
    more = tr("\n{cut} and {rest} more").format(cut=CUT, rest=format_size(rest)) if rest > 0 else ""
    if has_transcript(outcome):
        # A line of JSON for each frame.
        clean = "\n".join(map(_clean_frame, text.split("\n")))
    else:
        clean = redact_unknown(redact_text(text, secrets))
    behind = [f"{header.name}: {_header_value(header, secrets)}" for header in outcome.trailers]
    trailers = "\n\n" + "\n".join(behind) if behind else ""
    return "\n".join(lines) + f"\n\n{clean}{more}".rstrip() + trailers


def _clean_frame(line: str) -> str:
    # Within the line, a name and its value are escaped.
    try:
        frame = msgspec.json.decode(line, type=dict[str, str | int | bool | None])
    except msgspec.DecodeError:
        return redact_unknown(line)
    clean = {key: redact_unknown(v) if isinstance(v, str) else v for key, v in frame.items()}
    return msgspec.json.encode(clean).decode()


def _header_value(header: Header, secrets: tuple[Secret, ...]) -> str:
    if is_secret_name(header.name) and header.value:
        return DOTS
    # What is known comes first: the rules for names may take a part of it for a value.
    return redact_unknown(redact_text(header.value, secrets))
