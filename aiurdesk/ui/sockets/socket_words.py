"""The state of a socket in words: what the window shows and a screen reader says."""

import msgspec

from aiurdesk.core.exchange.exchange import exchange_sign
from aiurdesk.core.exchange.sockets.closing import (
    IGNORED_SUBPROTOCOLS,
    SocketState,
    SocketStatus,
    explanation_of,
    judge_closing,
)
from aiurdesk.core.response.response import Closing, is_stream
from aiurdesk.core.translation import format_duration, in_quotes, joined_sentences, tr, within
from aiurdesk.core.verdict.verdict import Severity


class StateWords(msgspec.Struct, frozen=True):
    """Texts for the state of a socket."""

    word: str
    severity: Severity
    facts: str = ""
    """Beside the word, in few words."""
    meaning: str = ""
    """Below it; what happened and what to do."""


_WELL = (Severity.SUCCESS, Severity.NOTICE)
NOT_CONNECTED = StateWords(tr("Not connected"), Severity.FAILURE)


def state_words(status: SocketStatus, open_for_s: float = 0.0, left_s: float = 0.0) -> StateWords:
    """Return the words for a status.

    Args:
        open_for_s: How long the socket is open.
        left_s: How long it still waits before it connects again.
    """
    if status.exchange is not None and is_stream(status.exchange.outcome):
        return _stream_words(status, open_for_s) or _socket_words(status, open_for_s, left_s)
    return _socket_words(status, open_for_s, left_s)


def _socket_words(status: SocketStatus, open_for_s: float, left_s: float) -> StateWords:
    match status.state:
        case SocketState.CONNECTING:
            again = tr("attempt {attempt}").format(attempt=status.attempt) if status.attempt else ""
            return StateWords(tr("Connecting"), Severity.NOTICE, again, _last_meaning(status))
        case SocketState.OPEN:
            ignored = IGNORED_SUBPROTOCOLS if status.ignores_subprotocols else ""
            return StateWords(
                tr("Connected"), Severity.SUCCESS, _agreed(status, open_for_s), ignored
            )
        case SocketState.CLOSING:
            return StateWords(
                tr("Closing"), Severity.WAIT, tr("waiting for the close frame of the server")
            )
        case SocketState.WAITING:
            facts = tr("connecting again in {max:.0f} s, attempt {attempt}").format(
                max=max(left_s, 0.0), attempt=status.attempt
            )
            return StateWords(tr("Lost"), Severity.WAIT, facts, _last_meaning(status))
        case SocketState.REFUSED:
            return _refused(status)
        case SocketState.CLOSED:
            if status.closing is None:
                # Without a closing the task was cancelled, such as by a second press of the button.
                return StateWords(tr("Closed"), Severity.FAILURE, tr("cancelled"))
            return _closed(status.closing)


def _stream_words(status: SocketStatus, open_for_s: float) -> StateWords | None:
    """Return the words for a stream where they differ from those for a socket."""
    if status.state is SocketState.OPEN and status.exchange is not None:
        facts = f"{status.exchange.verdict.headline} · {_for(open_for_s)}"
        return StateWords(tr("Receiving"), Severity.SUCCESS, facts)
    if status.state is not SocketState.CLOSED:
        return None
    if status.closing is None:
        return StateWords(tr("Ended"), Severity.FAILURE, tr("cancelled"))
    verdict = judge_closing(status.closing)
    meaning = (verdict.meaning, *verdict.notes, *(fix.text for fix in verdict.fixes))
    said = None if status.exchange is None else status.exchange.verdict
    # It ended as it should, and one of its events says that it failed.
    if said is not None and said.severity not in _WELL and verdict.severity is Severity.SUCCESS:
        return StateWords(tr("Ended"), said.severity, said.headline, said.meaning)
    by = tr("by the server") if status.closing.is_by_server else tr("by aiurdesk")
    is_usual = verdict.severity is Severity.SUCCESS
    facts = by if is_usual else within(verdict.headline)
    return StateWords(tr("Ended"), verdict.severity, facts, joined_sentences(meaning))


def _agreed(status: SocketStatus, open_for_s: float) -> str:
    words = [_for(open_for_s)]
    if status.round_trip_ms is not None:
        words.append(
            tr("ping {round_trip_ms}").format(round_trip_ms=format_duration(status.round_trip_ms))
        )
    if status.subprotocol:
        words.append(tr("subprotocol {subprotocol}").format(subprotocol=status.subprotocol))
    # Names of the extensions are for those who wrote the protocol.
    if any("deflate" in name for name in status.extensions):
        words.append(tr("compressed"))
    return " · ".join(words)


def _for(open_for_s: float) -> str:
    return tr("for {span}").format(span=_span(int(open_for_s)))


def _span(seconds: int) -> str:
    return f"{seconds} s" if seconds < 60 else format_duration(1000.0 * seconds)


def _refused(status: SocketStatus) -> StateWords:
    exchange = status.exchange
    if exchange is None:
        return StateWords(tr("Not connected"), Severity.INPUT, tr("nothing was sent"))
    sign, verdict = exchange_sign(exchange), exchange.verdict
    if sign:
        return StateWords(
            tr("Refused"),
            verdict.severity,
            tr("the server responded with {sign}").format(sign=sign),
        )
    # It was not refused: the host may not exist, or have the certificate of another host.
    headline = within(verdict.headline)
    return StateWords(tr("Not connected"), verdict.severity, headline)


def _last_meaning(status: SocketStatus) -> str:
    return "" if status.closing is None else judge_closing(status.closing).meaning


def _closed(closing: Closing) -> StateWords:
    verdict = judge_closing(closing)
    by = tr("by the server") if closing.is_by_server else tr("by aiurdesk")
    reason = f" · {in_quotes(closing.reason)}" if closing.reason else ""
    facts = f"{closing.code} {within(explanation_of(closing).headline)}, {by}{reason}"
    if closing.failure is not None:
        facts = f"{within(verdict.headline)} · {closing.code}"
    meaning = [verdict.meaning]
    # The first note is the code, which is in the facts.
    meaning += [*verdict.notes[1:], *(fix.text for fix in verdict.fixes)]
    is_usual = verdict.severity is Severity.SUCCESS
    return StateWords(
        tr("Closed"), verdict.severity, facts, "" if is_usual else joined_sentences(meaning)
    )
