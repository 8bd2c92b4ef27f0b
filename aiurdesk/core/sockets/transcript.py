"""What came over a socket or stream, as the body of the exchange that opened it.

An open socket has no body of its own, so its frames take this place: lines of JSON as in a file of
frames. Reports, history and window then treat a socket like any exchange.
"""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.redacted_text import redact_text
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.response.response import Body, Outcome, Response, has_transcript
from aiurdesk.core.sockets.closing import Closing, judge_closing
from aiurdesk.core.sockets.frame import Direction, Frame
from aiurdesk.core.sockets.frame_record import frame_lines, parse_frames
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.status_verdict import NO_FAILURE_HERE, failed_by_sign
from aiurdesk.core.verdict.verdict import Severity, Verdict, VerdictKind
from aiurdesk.core.wording import format_duration, format_size


class Transcript(msgspec.Struct, frozen=True):
    """What is kept of an open socket after its end."""

    frames: tuple[Frame, ...] = ()
    left_out: int = 0
    """How many frames between the first and the last ones are not kept."""
    left_out_bytes: int = 0
    received: int = 0
    """How many messages came in all."""
    sent: int = 0
    cut: int = 0
    """How many long messages are not kept to their end."""
    closing: Closing | None = None
    """None where it was left open, such as with Ctrl+C."""
    elapsed_ms: float = 0.0
    """From the moment when it was open."""
    failed: Verdict | None = None
    """The worst verdict of a message that says how all of it went, if that is not a success."""


def with_transcript(
    handshake: Exchange, transcript: Transcript, secrets: tuple[Secret, ...] = ()
) -> Exchange:
    """Return the exchange that opened a socket, with what was said over it.

    A socket that ended without success gives its verdict to the exchange, and so does an event
    that says that it failed: half an answer is not a success. What came is as it was received, like
    any body; what was sent has dots for secrets.

    Args:
        secrets: The ones in sent messages, beside the handshake's own.
    """
    outcome = handshake.outcome
    # A refused socket has no frames, so it never comes here.
    assert isinstance(outcome, Response), tr("a socket is opened by a response")
    all_secrets = (*handshake.prepared.secrets, *secrets)
    frames = (
        without_secrets(frame, all_secrets) if frame.direction is Direction.SENT else frame
        for frame in transcript.frames
    )
    data = frame_lines(frames).encode("utf-8", "replace")
    size = len(data) + transcript.left_out_bytes
    counts = _counts(transcript, is_stream=outcome.is_stream)
    timing = replace(
        outcome.timing,
        # The talk takes the place of a body in the waterfall, too.
        body_ms=transcript.elapsed_ms,
        total_ms=outcome.timing.total_ms + transcript.elapsed_ms,
    )
    prepared = replace(handshake.prepared, secrets=all_secrets)
    return replace(
        handshake,
        prepared=prepared,
        outcome=replace(outcome, body=Body(data, None, size, size), timing=timing),
        # A transcript is not read as an envelope: it may hold many.
        envelope=None,
        verdict=_verdict(
            _with_failed(handshake.verdict, transcript.failed, outcome),
            transcript,
            all_secrets,
            counts,
        ),
    )


def transcript_frames(data: bytes) -> Iterator[Frame]:
    """Yield the frames in the body of a socket; a line that is not a frame ends it."""
    try:
        yield from parse_frames(data.decode("utf-8", "replace").split("\n"), "transcript")
    except DataMistake:
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


def _with_failed(verdict: Verdict, failed: Verdict | None, response: Response) -> Verdict:
    """Return the verdict on a connection, one of whose messages may say that it failed."""
    if failed is None or verdict.severity is not Severity.SUCCESS:
        return verdict
    # A dialect judged the message as it judges a body.
    if failed.kind is not VerdictKind.BARE_STATUS:
        return replace(failed, notes=(*failed.notes, *verdict.notes))
    told = failed_by_sign(replace(verdict, message=failed.message, code=failed.code), response)
    return replace(told, fixes=(*told.fixes, NO_FAILURE_HERE))


def _verdict(
    verdict: Verdict, transcript: Transcript, secrets: tuple[Secret, ...], counts: str
) -> Verdict:
    notes = [*verdict.notes, counts]
    if transcript.left_out:
        were = _were(transcript.left_out, "frame")
        size = format_size(transcript.left_out_bytes)
        notes.append(
            tr("{were} not kept between the first and the last ones ({size}).").format(
                were=were, size=size
            )
        )
    if transcript.cut:
        notes.append(
            tr("{were} not kept to the end.").format(were=_were(transcript.cut, tr("long message")))
        )
    closing = transcript.closing
    if closing is None:
        return replace(verdict, notes=tuple(notes))
    end = judge_closing(closing)
    # The reason of a close frame may repeat a token.
    end = replace(end, message=redact_text(end.message, secrets))
    verdict = replace(verdict, message=redact_text(verdict.message, secrets))
    # A socket that ended well keeps the verdict of its handshake.
    if end.severity not in (Severity.SUCCESS, Severity.NOTICE):
        return replace(end, notes=(*end.notes, *notes))
    reason = f": {end.message}" if end.message else ""
    return replace(verdict, notes=(*notes, f"{end.headline}{reason}.", *end.notes))


def _were(count: int, noun: str) -> str:
    return (
        f"1 {noun} was"
        if count == 1
        else tr("{count:,} {noun}s were").format(count=count, noun=noun)
    )


def _counts(transcript: Transcript, *, is_stream: bool) -> str:
    elapsed = format_duration(transcript.elapsed_ms)
    if is_stream:
        return tr("Events: {received:,} received in {elapsed}.").format(
            received=transcript.received, elapsed=elapsed
        )
    return tr("Messages: {received:,} received, {sent:,} sent in {elapsed}.").format(
        received=transcript.received, sent=transcript.sent, elapsed=elapsed
    )
