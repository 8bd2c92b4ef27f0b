"""Command ``aiurdesk listen``: open a socket or stream, print its frames, send what is typed."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import IO, cast

from msgspec.structs import replace

from aiurdesk import cli
from aiurdesk.cli import response_text, streaming
from aiurdesk.cli.arguments import saved_place
from aiurdesk.cli.credentials import show_sign_in_failure
from aiurdesk.cli.environments import asking
from aiurdesk.cli.input_lines import LONGEST_LINE, InputLines
from aiurdesk.cli.logged_run import follow_settings
from aiurdesk.cli.output import has_reader, lines_of, put, tell
from aiurdesk.cli.sending import in_sandbox, plan_of, show, with_told_scheme
from aiurdesk.core.api.endpoint import Returns
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus, judge_closing
from aiurdesk.core.exchange.sockets.event_types import NOTHING_READ, FrameReading
from aiurdesk.core.exchange.sockets.frame import Direction, Frame
from aiurdesk.core.preparing.address import to_http, to_socket
from aiurdesk.core.preparing.custom_url import over_events
from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.core.request.request import SSE, Request, with_socket_fields
from aiurdesk.core.response.response import Closing, is_stream
from aiurdesk.core.translation import format_size, tr
from aiurdesk.core.verdict.verdict import ExitCode, Severity, Verdict, exit_code
from aiurdesk.services.credentials.sign_in import SignInFailed
from aiurdesk.services.sending.asking import A_MESSAGE
from aiurdesk.services.sending.exchange_record import members_of
from aiurdesk.services.sending.planned_request import (
    NotSent,
    PlannedRequest,
    careful_question,
)
from aiurdesk.services.services import Services
from aiurdesk.services.sockets.socket_messages import (
    MOST_BYTES,
    MessageContent,
    PreparedMessages,
    SavedRequestFile,
)
from aiurdesk.services.sockets.socket_recorder import SocketUpdate
from aiurdesk.services.sockets.socket_run import follow
from aiurdesk.services.sockets.socket_session import SocketSession
from aiurdesk.services.sockets.street import StreetTerms, last_of


async def listen(arguments: argparse.Namespace, services: Services) -> ExitCode:
    """Listen until the socket is over, enough frames came, the time is over, or Ctrl+C.

    Raises:
        ProblemError: Something is missing before anything can be sent.
    """
    standard_input = InputLines()
    try:
        # Its lines are messages.
        services.authenticator.browser.asks_while_waiting = False
        plan = await _plan(arguments, services, standard_input)
        prepared = await _prepare(plan, services, is_yes=arguments.yes)
        if arguments.save:
            # Not at the top: most sockets are not saved.
            await cli.saving.save(arguments, plan, services)
        await cli.certificates.read_certificates(
            arguments, services.connections, cast("IO[str]", standard_input)
        )
        await services.connections.use_cookies(arguments.cookies)
        if plan.environment.is_sandbox:
            plan = await in_sandbox(plan, services)
        status = await _Listener(arguments, services, plan, prepared).run(standard_input)
        await services.connections.save_cookies()
    except SignInFailed as failure:
        return show_sign_in_failure(str(failure), failure.unsent)
    else:
        return status
    finally:
        await services.aclose()


async def _prepare(plan: PlannedRequest, services: Services, *, is_yes: bool) -> PreparedMessages:
    """Return what is sent first, with variables resolved and files read.

    Raises:
        ProblemError: A file cannot be read, or a variable has no value.
        ProblemError: The environment is careful.
    """
    messages, person = plan.request.messages, asking(is_yes=is_yes)
    if messages and plan.environment.is_careful:
        await person.message(careful_question(A_MESSAGE, plan))
    prepared = await services.sockets.prepare_messages(messages, plan, person)
    if isinstance(prepared, NotSent):
        raise ProblemError(lines_of(prepared.problems, plan.terminal_steps(prepared.problems)))
    return prepared


def _socket_fields(arguments: argparse.Namespace) -> dict[str, object]:
    messages = (
        SocketMessage(str(message), "file") if isinstance(message, Path) else SocketMessage(message)
        for message in arguments.send
    )
    return {
        "subprotocols": tuple(arguments.subprotocol),
        "messages": tuple(messages),
        "ping_every_ms": _milliseconds(arguments.ping),
        "idle_ms": _milliseconds(arguments.idle),
        "is_reconnecting": arguments.reconnect,
    }


def _milliseconds(seconds: float) -> int:
    # 0 stands for "never".
    return max(round(seconds * 1000), 1) if seconds else 0


async def _plan(
    arguments: argparse.Namespace, services: Services, standard_input: InputLines
) -> PlannedRequest:
    """Return the planned request.

    Raises:
        ProblemError: An argument is not valid, or the endpoint is neither a WebSocket nor a stream.
    """
    if saved_place(arguments.endpoint, ()) is not None:
        text = tr("{file} is on this computer. 'aiurdesk send {file}' sends a saved request.")
        raise ProblemError(text.format(file=arguments.endpoint))
    # A handshake is always a GET; with another document it would be posted.
    arguments.method = "POST" if arguments.graphql else "GET"
    # A stream is what is asked for in so many words; without a scheme it is a socket.
    is_http = arguments.endpoint.lstrip().lower().startswith(("https://", "http://"))
    has_stream = is_http and not arguments.graphql
    arguments.endpoint = to_http(with_told_scheme(arguments.endpoint, is_socket=True))
    plan = await plan_of(arguments, services, cast("IO[str]", standard_input))
    endpoint = plan.request.endpoint
    has_stream = has_stream or endpoint.returns is Returns.STREAM
    if has_stream and arguments.send:
        raise ProblemError(tr("A stream takes no messages. Leave --send and --send-file out."))
    is_neither = not (has_stream or endpoint.is_websocket)
    if is_neither and not plan.request.is_typed:
        text = tr("{id} is not a socket or stream. Use 'aiurdesk send {id}'.")
        raise ProblemError(text.format(id=endpoint.id))
    # Its method is always the same, so it need not stand in a file.
    request = replace(plan.request, method="")
    if arguments.transport == SSE:
        request = _over_events(request)
    elif is_neither:
        request = request.with_url(to_socket(request.url))
    request = with_socket_fields(request, **_socket_fields(arguments))
    return services.pipeline.plan(request, plan.environment, plan.credential)


def _over_events(request: Request) -> Request:
    other = over_events(request)
    if other is None:
        raise ProblemError(tr("--transport is for a subscription at an address with https://."))
    return other


class _Listener:
    """Prints what a session hands over."""

    def __init__(
        self,
        arguments: argparse.Namespace,
        services: Services,
        plan: PlannedRequest,
        prepared: PreparedMessages,
    ) -> None:
        self._arguments = arguments
        self._services = services
        self._plan = plan
        self._prepared = prepared
        self._count = 0
        self._handshake: Exchange | None = None
        self._status = SocketStatus(SocketState.CONNECTING)

    async def run(self, standard_input: InputLines) -> ExitCode:
        arguments = self._arguments
        limits = follow_settings(self._services, is_recorded=not arguments.no_history)
        terms = StreetTerms(limits, asking(is_yes=arguments.yes), is_stream=True)
        session = await last_of(self._services.street.send(self._plan, terms))
        assert isinstance(session, SocketSession), "it connects when it is entered"
        session.hide(self._prepared.secrets)

        async def take(update: SocketUpdate) -> bool:
            # ``head -1`` has what it wants, and Python ignores the signal for that.
            return self._show(update) or not has_reader()

        try:
            async with asyncio.timeout(arguments.timeout), session:
                await follow(session, take, lambda: self._send(session, standard_input))
        except TimeoutError:
            tell(tr("Stopped after {timeout:g} s.").format(timeout=arguments.timeout))
        except asyncio.CancelledError:
            # Ctrl+C cancels the task; the session has closed the socket.
            tell(tr("Stopped."))
            return ExitCode.SUCCESS if self._handshake else ExitCode.NO_RESPONSE
        return self._exit_code(session.failed)

    async def _send(self, session: SocketSession, standard_input: InputLines) -> None:
        status = session.status
        if status.exchange is not None and is_stream(status.exchange.outcome):
            # What is typed has nowhere to go.
            return
        for content in self._prepared.contents:
            await _send(session, content)
        number = 0
        async for line in standard_input.lines():
            number += 1
            await _send_line(session, number, line)

    def _show(self, update: SocketUpdate) -> bool:
        """Print an update; return whether enough frames came."""
        if update.status is not self._status:
            self._show_status(update.status)
        most = self._arguments.count
        for number, frame in enumerate(update.frames):
            self._show_frame(frame, update.reading_of(number))
            if (most and self._count >= most) or not has_reader():
                break
        sys.stdout.flush()
        return bool(most) and self._count >= most

    def _show_status(self, status: SocketStatus) -> None:
        before, self._status = self._status, status
        self._handshake = status.exchange if status.opened_at else self._handshake
        if status.state is SocketState.OPEN and before.state is not SocketState.OPEN:
            tell(streaming.opened_line(status))
        if status.closing is not None and status.closing is not before.closing:
            tell(*streaming.closing_lines(status.closing))
        if status.state is SocketState.WAITING and status.wait_s:
            text = tr("Connecting again in {wait_s:.1f} s, attempt {attempt}.")
            tell(text.format(wait_s=status.wait_s, attempt=status.attempt))
        if status.state is SocketState.REFUSED:
            self._show_refusal(status)

    def _show_refusal(self, status: SocketStatus) -> None:
        if status.not_sent:
            steps = self._plan.terminal_steps(status.not_sent)
            raise ProblemError(lines_of(status.not_sent, steps))
        if status.exchange is None:
            return
        if not status.exchange.request.endpoint.is_websocket:
            tell(tr("The response is not a stream of events."))
        if not self._arguments.as_json:
            # As 'send' does: the body says why, and may be all that does.
            show(status.exchange, "body", self._services)
            return
        put(f"{streaming.one_line_of_json(members_of(status.exchange))}\n")
        sys.stderr.write(response_text.exchange_text(status.exchange))

    def _show_frame(self, frame: Frame, reading: FrameReading | None) -> None:
        # What was sent is known to the sender, and may hold secrets.
        if frame.direction is Direction.SENT:
            return
        self._count += frame.kind.is_message
        if reading is None:
            reading = self._read(frame)
        if self._arguments.as_json:
            put(f"{streaming.json_line(frame, reading)}\n")
        elif frame.kind.is_message:
            put(f"{streaming.content_line(frame, is_terminal=sys.stdout.isatty())}\n")
        tell(*streaming.reading_lines(reading))

    def _read(self, frame: Frame) -> FrameReading:
        if self._handshake is None:
            return NOTHING_READ
        return self._services.sockets.read(frame, self._handshake)

    def _exit_code(self, failed: Verdict | None) -> ExitCode:
        status, most = self._status, self._arguments.count
        if status.state is SocketState.REFUSED and status.exchange is not None:
            code = exit_code(status.exchange.verdict)
            # Without a socket it is not a success: the address responds to ordinary requests only.
            return ExitCode.REFUSED if code is ExitCode.SUCCESS else code
        if most and self._count < most:
            tell(tr("Only {count} of {most} messages came.").format(count=self._count, most=most))
            return ExitCode.NO_RESPONSE
        if self._handshake is None:
            return ExitCode.NO_RESPONSE
        # An operation of GraphQL that failed closes its socket in order, and a stream just ends.
        if failed is not None:
            return exit_code(failed)
        is_over = status.state is SocketState.CLOSED and status.closing is not None
        return _code_of(status.closing) if is_over and status.closing else ExitCode.SUCCESS


def _code_of(closing: Closing) -> ExitCode:
    if closing.failure is not None:
        return ExitCode.NO_RESPONSE
    severity = judge_closing(closing).severity
    is_well = severity in (Severity.SUCCESS, Severity.NOTICE)
    return ExitCode.SUCCESS if is_well else ExitCode.REFUSED


async def _send_line(session: SocketSession, number: int, line: bytes) -> None:
    not_sent = tr("Line {number} of standard input was not sent").format(number=number)
    if len(line) >= LONGEST_LINE:
        words = tr("{not_sent}: it is longer than {most_bytes}.")
        tell(words.format(not_sent=not_sent, most_bytes=format_size(MOST_BYTES)))
        return
    try:
        text = line.decode()
    except UnicodeDecodeError:
        # With replaced characters the server would get something that was not typed.
        words = tr("{not_sent}: it is not UTF-8. Use --send-file to send bytes.")
        tell(words.format(not_sent=not_sent))
        return
    await _send(session, text)


async def _send(session: SocketSession, content: MessageContent) -> None:
    assert not isinstance(content, SavedRequestFile), "no argument is one"
    try:
        await session.may_send()
        problem = await session.send_message(content)
    except ProblemError as error:
        # The socket may be listened to all the same.
        problem = error.problem
    if problem:
        tell(problem.sentence)
