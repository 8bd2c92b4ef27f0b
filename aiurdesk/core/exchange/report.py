"""An exchange as plain text without secrets, for the team that runs the service."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import DOTS, Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.credentials.unknown_secrets import redact_unknown
from aiurdesk.core.exchange.exchange import SEVERITY_WORDS, Exchange, code_line, facts_line, summary
from aiurdesk.core.exchange.redaction import redact_prepared
from aiurdesk.core.preparing.header import wire_authority, wire_headers, wire_target
from aiurdesk.core.request.request import FileContent, Header, PreparedRequest
from aiurdesk.core.response.response import Outcome, Response, has_transcript, text_of_body
from aiurdesk.core.translation import CUT, format_code, format_size, titled, tr
from aiurdesk.core.verdict.verdict import Verdict, VerdictKind

# Control characters and invisible ones, which could hide or reorder what is read here.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")

_OF_SOCKETS, _SUBPROTOCOLS = "sec-websocket-", "sec-websocket-protocol"


def expected_protocol(url: str) -> str:
    """Return the protocol that a request to a URL is expected to use.

    The client offers HTTP/2 while it connects over TLS; a server may still choose HTTP/1.1.
    """
    return "HTTP/2" if url.startswith("https:") else "HTTP/1.1"


def preview(
    prepared: PreparedRequest,
    reveal: bool = False,
    protocol: str = "HTTP/1.1",
    subprotocols: tuple[str, ...] | None = None,
) -> str:
    r"""Write a request in the notation of HTTP/1.1, exactly as it would be sent.

    Secrets are dots unless they are revealed; a file is a line with its path; bytes that are not
    text are written as ``\xff``.

    Args:
        protocol: Named in the request line. The notation is the same for every protocol.
        subprotocols: Those that the handshake of a WebSocket offers; None for any other request.
    """
    visible = prepared if reveal else redact_prepared(prepared)
    upgrade = () if subprotocols is None else _upgrade_headers(visible, subprotocols)
    if subprotocols is not None:
        kept = tuple(h for h in visible.headers if not h.name.lower().startswith(_OF_SOCKETS))
        visible = replace(visible, headers=kept)
    split = urlsplit(prepared.url)
    authority = wire_authority(split.scheme, split.hostname or "", split.port)
    if not reveal:
        # Taken from the real URL first: one with dots in it may no longer parse.
        authority = redact_text(authority, prepared.secrets)
    # Dots are not ASCII, so writing the target has percent-encoded them.
    target = wire_target(visible.url).replace(quote(DOTS), DOTS)
    lines = [f"{visible.method} {target} {protocol}"]
    headers = (*wire_headers(visible, authority, _length(prepared)), *upgrade)
    lines += [f"{h.name}: {h.value}" for h in headers]
    body = "".join(_part_text(part) for part in visible.body)
    body += "".join(f"{_escaped(message)}\n" for message in visible.messages)
    return _escaped("\n".join(lines)) + "\n\n" + body


def _upgrade_headers(
    prepared: PreparedRequest, subprotocols: tuple[str, ...]
) -> tuple[Header, ...]:
    """Return the headers that ask for WebSocket. RFC 6455 section 4.1."""
    typed = [h.value.split(",") for h in prepared.headers if h.name.lower() == _SUBPROTOCOLS]
    names = (*subprotocols, *(name.strip() for names in typed for name in names if name.strip()))
    offered = ", ".join(dict.fromkeys(names))
    return (
        Header("Upgrade", "websocket"),
        Header("Connection", "Upgrade"),
        Header("Sec-WebSocket-Key", tr("‹another one for each connection›")),
        Header("Sec-WebSocket-Version", "13"),
        Header("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
        *((Header("Sec-WebSocket-Protocol", offered),) if offered else ()),
    )


def _length(prepared: PreparedRequest) -> str:
    """Return the length of the body with its secrets; files are measured when they are sent."""
    lengths = [len(part) for part in prepared.body if isinstance(part, bytes)]
    if len(lengths) == len(prepared.body):
        return str(sum(lengths))
    return tr("‹{sum} and the length of the files›").format(sum=sum(lengths))


def _part_text(part: bytes | FileContent) -> str:
    if isinstance(part, FileContent):
        return tr("‹content of {path}›").format(path=_escaped(part.path))
    text = part.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    return _escaped(text)


def _escaped(text: str) -> str:
    return _UNPRINTABLE.sub(_as_escape, text)


def _as_escape(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"


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
        return titled(word, verdict.headline)
    code = "" if verdict.result_code is None else f"{format_code(verdict.result_code)} "
    text = tr(" ({name}, table {table})")
    name = text.format(name=verdict.name, table=verdict.table) if verdict.name else ""
    return titled(word, f"{code}{verdict.headline}{name}")


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
