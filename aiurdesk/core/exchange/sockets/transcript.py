"""Transcripts: the frames of a socket or stream as the body of the exchange that opened it.

An open socket has no body of its own, so its frames take this place: lines of JSON as in a file of
frames. Reports, history and window then treat a socket like any exchange.
"""

import base64
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.closing import judge_closing
from aiurdesk.core.exchange.sockets.event_types import FrameReading
from aiurdesk.core.exchange.sockets.frame import Direction, Frame, FrameKind
from aiurdesk.core.problem import at_line
from aiurdesk.core.response.response import (
    Outcome,
    Response,
    ResponseBody,
    SocketSummary,
    has_transcript,
)
from aiurdesk.core.translation import as_sentence, format_duration, format_size, tr, trn
from aiurdesk.core.verdict.reading import Reading
from aiurdesk.core.verdict.status_verdict import NO_FAILURE_HERE, failed_by_sign
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind


class _Record(msgspec.Struct, omit_defaults=True):
    """One line. Members that it does not know are ignored."""

    at: datetime
    direction: Direction
    kind: FrameKind
    size_bytes: int
    fragments: int = 1
    text: str | None = None
    base64: str | None = None
    code: int | None = None
    reason: str | None = None
    name: str = ""
    id: str = ""
    is_cut: bool = False


def frame_lines(frames: Iterable[Frame]) -> str:
    """Return a line for each frame, each with its line end."""
    return "".join(f"{_ENCODER.encode(_record(frame)).decode()}\n" for frame in frames)


def parse_frames(lines: Iterable[str], origin: str) -> Iterator[Frame]:
    """Yield the frames of a file; empty lines are skipped.

    Raises:
        ProblemError: A line is not a frame; the text names the file and the line.
    """
    for number, line in enumerate(lines, start=1):
        # Editors add an empty line at the end.
        if not line.strip():
            continue
        try:
            yield _frame(_DECODER.decode(line))
        except (msgspec.DecodeError, ValueError) as error:
            raise ProblemError(at_line(number, f"{error}.").in_file(origin)) from error


def content_members(frame: Frame) -> dict[str, Any]:
    """Return the members of JSON that hold the content of a frame."""
    if frame.kind is FrameKind.CLOSE:
        return {"code": frame.close_code, "reason": frame.text}
    if isinstance(frame.content, str):
        # Only an event of a stream has the others.
        members = {"name": frame.name, "id": frame.id, "is_cut": frame.is_cut}
        return {"text": frame.content} | {name: value for name, value in members.items() if value}
    # JSON holds text only.
    return {"base64": base64.b64encode(frame.content).decode()}


def _record(frame: Frame) -> _Record:
    head = (frame.at, frame.direction, frame.kind, frame.size_bytes, frame.fragments)
    return _Record(*head, **content_members(frame))


def _frame(record: _Record) -> Frame:
    # Times of frames are compared, and Python cannot compare the two kinds.
    if record.at.tzinfo is None:
        raise ValueError(tr("at has no time zone"))
    content: str | bytes = record.text or ""
    if record.kind is FrameKind.CLOSE:
        content = record.reason or ""
    elif record.base64 is not None:
        # Otherwise Python skips what is not base64, and a damaged line is another message.
        content = base64.b64decode(record.base64, validate=True)
    elif record.text is None:
        raise ValueError(tr("text or base64 is missing"))
    return Frame(
        record.at,
        record.direction,
        record.kind,
        content,
        record.size_bytes,
        record.fragments,
        record.code,
        record.name,
        record.id,
        record.is_cut,
    )


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(_Record)


class Transcript(msgspec.Struct, frozen=True):
    """The frames and the summary that are kept of a socket after its end."""

    frames: tuple[Frame, ...] = ()
    summary: SocketSummary = SocketSummary()
    failed: FrameReading | None = None
    """The worst message that says how all of it went, if it does not say success."""


def with_transcript(
    handshake: Exchange, transcript: Transcript, secrets: tuple[Secret, ...] = ()
) -> Exchange:
    """Return the exchange that opened a socket, with what was said over it.

    A socket that ended without success gives its verdict to the exchange. What came is as it
    was received, like any body; what was sent has dots for secrets.

    Args:
        secrets: The ones in sent messages, beside the handshake's own.
    """
    outcome = handshake.outcome
    # A refused socket has no frames, so it never comes here.
    assert isinstance(outcome, Response), "a socket is opened by a response"
    all_secrets = (*handshake.prepared.secrets, *secrets)
    summary = _without_secrets_in_reason(transcript.summary, all_secrets)
    frames = (
        without_secrets(frame, all_secrets) if frame.direction is Direction.SENT else frame
        for frame in transcript.frames
    )
    data = frame_lines(frames).encode("utf-8", "replace")
    size = len(data) + summary.left_out_bytes
    timing = replace(
        outcome.timing,
        # The talk takes the place of a body in the waterfall, too.
        body_ms=summary.elapsed_ms,
        total_ms=outcome.timing.total_ms + summary.elapsed_ms,
    )
    prepared = replace(handshake.prepared, secrets=all_secrets)
    body = ResponseBody(data, None, size, size)
    ended = replace(outcome, body=body, timing=timing, summary=summary)
    verdict = handshake.verdict
    if transcript.failed is not None and transcript.failed.verdict is not None:
        verdict = with_failed(verdict, transcript.failed.verdict, outcome)
        verdict = replace(verdict, message=redact_text(verdict.message, all_secrets))
    return replace(
        handshake,
        prepared=prepared,
        outcome=ended,
        # A transcript is not read as an envelope: it may hold many.
        envelope=None,
        verdict=with_ending(verdict, ended),
        reading=_with_message(handshake.reading, transcript.failed),
    )


def with_failed(verdict: Verdict, failed: Verdict, response: Response) -> Verdict:
    """Return the verdict on a connection, one of whose messages says that it failed."""
    if verdict.severity is not Severity.SUCCESS:
        return verdict
    # A dialect judged the message as it judges a body.
    if failed.kind is not VerdictKind.BARE_STATUS:
        return replace(failed, notes=(*failed.notes, *verdict.notes))
    told = failed_by_sign(replace(verdict, message=failed.message, code=failed.code), response)
    return replace(told, fixes=(*told.fixes, NO_FAILURE_HERE))


def _with_message(reading: Reading | None, failed: FrameReading | None) -> Reading | None:
    """Return what was read, with a message that failed; None where that was not kept."""
    if reading is None or failed is None:
        return reading
    return None if failed.reading is None else replace(reading, message=failed.reading)


def transcript_frames(data: bytes) -> Iterator[Frame]:
    """Yield the frames in the body of a socket; a line that is not a frame ends it."""
    try:
        yield from parse_frames(data.decode("utf-8", "replace").split("\n"), "transcript")
    except ProblemError:
        return


def transcript_of(outcome: Outcome) -> tuple[Frame, ...]:
    """Return what was said over a socket; nothing for any other outcome."""
    if not isinstance(outcome, Response) or not has_transcript(outcome):
        return ()
    return tuple(transcript_frames(outcome.body.data))


def without_secrets(frame: Frame, secrets: Iterable[Secret]) -> Frame:
    """Return a frame with dots instead of secrets."""
    filled = tuple(secret for secret in secrets if secret.reveal())
    if not filled:
        return frame
    content = frame.content
    if isinstance(content, str):
        texts = (redact_text(text, filled) for text in (content, frame.name, frame.id))
        return replace(frame, **dict(zip(("content", "name", "id"), texts, strict=True)))
    # Any byte survives this.
    text = redact_text(content.decode("utf-8", "surrogateescape"), filled)
    return replace(frame, content=text.encode("utf-8", "surrogateescape"))


def with_ending(verdict: Verdict, outcome: Outcome) -> Verdict:
    """Return the verdict on an outcome with how the socket that it opened went, and how it ended.

    Args:
        verdict: On the handshake.
        outcome: Anything but the end of a socket or stream has no more to say.
    """
    summary = outcome.summary if isinstance(outcome, Response) else None
    if not isinstance(outcome, Response) or summary is None:
        return verdict
    notes = [*verdict.notes, _counts(summary, is_stream=outcome.is_stream), *_gaps(summary)]
    closing = summary.closing
    if closing is None:
        return replace(verdict, notes=tuple(notes))
    end = judge_closing(closing)
    # A socket that ended well keeps the verdict of its handshake.
    if end.severity not in (Severity.SUCCESS, Severity.NOTICE):
        return replace(end, notes=(*end.notes, *notes))
    reason = f": {end.message}" if end.message else ""
    return replace(verdict, notes=(*notes, as_sentence(f"{end.headline}{reason}"), *end.notes))


def _without_secrets_in_reason(
    summary: SocketSummary, secrets: tuple[Secret, ...]
) -> SocketSummary:
    if summary.closing is None:
        return summary
    # The reason of a close frame may repeat a token.
    reason = redact_text(summary.closing.reason, secrets)
    return replace(summary, closing=replace(summary.closing, reason=reason))


def _gaps(summary: SocketSummary) -> Iterator[str]:
    """Yield what is not kept, in sentences."""
    if summary.left_out:
        text = trn(
            "1 frame was not kept between the first and the last ones ({size}).",
            "{count:,} frames were not kept between the first and the last ones ({size}).",
            summary.left_out,
        )
        yield text.format(count=summary.left_out, size=format_size(summary.left_out_bytes))
    if summary.cut:
        text = trn(
            "1 long message was not kept to the end.",
            "{count:,} long messages were not kept to the end.",
            summary.cut,
        )
        yield text.format(count=summary.cut)


def _counts(summary: SocketSummary, *, is_stream: bool) -> str:
    elapsed = format_duration(summary.elapsed_ms)
    if is_stream:
        return tr("Events: {received:,} received in {elapsed}.").format(
            received=summary.received, elapsed=elapsed
        )
    return tr("Messages: {received:,} received, {sent:,} sent in {elapsed}.").format(
        received=summary.received, sent=summary.sent, elapsed=elapsed
    )
