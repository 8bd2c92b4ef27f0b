"""Sends messages over the socket of a tab, and saved requests instead of messages."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.translation import joined_sentences, tr
from aiurdesk.services.expectations.examination import planned_with_tests
from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.sending.planned_request import NotSent, PlannedRequest
from aiurdesk.services.services import Services
from aiurdesk.services.sockets.message_requests import read_message_request, request_finding
from aiurdesk.services.sockets.socket_messages import MessageSending, SavedRequestFile
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
from aiurdesk.ui.live_sockets.live_socket import LiveSocket
from aiurdesk.ui.request.sending import Sending
from aiurdesk.ui.tasks import TaskScope


class SocketParts(msgspec.Struct, frozen=True):
    """Parts of the window that its sockets use."""

    services: Services
    scope: TaskScope
    environments: EnvironmentChoice
    sending: Sending
    asking: Asking
    run_messages: Callable[[], None]
    """Runs the messages of the request in front, as ``SocketController.run_messages``."""


_ENVIRONMENT_CHANGED = Problem(
    tr(
        "The request was not sent, because you chose another environment since "
        "the socket was opened. Choose the one before, or connect again."
    )
)
_NOT_AGREED = Problem(tr("You did not agree."))


async def send_message(
    window: SocketParts, live: LiveSocket, message: SocketMessage
) -> Problem | None:
    """Send one message that is not a saved request.

    Returns:
        Why it was not sent, or None; that also where the person does not want to send it.

    Raises:
        ProblemError: A secret cannot be read, or there is no person to ask.
    """
    async with live.sending:
        # First: keyring and files are not touched for what is not sent.
        if live.plan is None or not await live.may_send():
            return None
        plan = _with_new_variables(window, live.plan)
        prepared = await window.services.sockets.prepare_messages((message,), plan, window.asking)
        if isinstance(prepared, NotSent):
            return Problem(joined_sentences(error.sentence for error in prepared.problems))
        # Before it is sent: the frame is in the list as soon as it is on the wire.
        live.hide(prepared.secrets)
        (content,) = prepared.contents
        assert not isinstance(content, SavedRequestFile), "that is sent by HTTP"
        return await live.send_message(content)


async def run_messages(window: SocketParts, live: LiveSocket, request: Request) -> Problem | None:
    """Send the messages of a request in their order, and carry out its tests.

    Returns:
        Why a message was not sent, or None.

    Raises:
        ProblemError: A secret cannot be read, or there is no person to ask.
    """
    sockets = window.services.sockets

    async def send(content: str | bytes) -> Problem | None:
        return await live.send_message(content) if await live.may_send() else _NOT_AGREED

    async def send_request(file: SavedRequestFile) -> Finding:
        return request_finding(file.name, await send_saved_request(window, live, file))

    async with live.sending:
        plan = await _plan(window, live, request)
        if plan is None:
            return None
        prepared = await sockets.prepare_messages(plan.request.messages, plan, window.asking)
        if isinstance(prepared, NotSent):
            return Problem(joined_sentences(error.sentence for error in prepared.problems))
        sending = MessageSending(send, send_request)
        return await live.run_messages(plan, prepared, sending)


async def send_saved_request(
    window: SocketParts, live: LiveSocket, file: SavedRequestFile
) -> Exchange | Problem:
    """Send a saved request with its tests and captures; return what came of it, or why not."""
    copy = await read_message_request(file, window.services.library)
    if isinstance(copy, Problem):
        return copy
    assert copy.opened is not None, "it was read"
    plan = window.sending.plan(copy.with_inherited(copy.opened))
    # Otherwise what was tried in the sandbox could reach a real service.
    if live.plan is None or live.plan.environment.name != plan.environment.name:
        return _ENVIRONMENT_CHANGED
    errors = plan.problems
    folder = Path(copy.path).parent
    sent = NotSent(errors) if errors else await window.sending.sent(plan, folder)
    if isinstance(sent, NotSent):
        why = (problem.named_sentence for problem in sent.problems)
        return Problem(joined_sentences((tr("{name} was not sent.").format(name=file.name), *why)))
    return sent


def _with_new_variables(window: SocketParts, plan: PlannedRequest) -> PlannedRequest:
    """Return the plan of a socket with the values that variables have now."""
    now = window.sending.environment
    # Never with variables of another environment: its secrets are not for this server.
    if now.name != plan.environment.name:
        return plan
    # The addresses stay: they say where the socket goes, and with it which secrets.
    now = replace(now, base_urls=plan.environment.base_urls)
    return window.services.pipeline.plan(plan.request, now, plan.credential)


async def _plan(window: SocketParts, live: LiveSocket, request: Request) -> PlannedRequest | None:
    """Return what the messages are sent with, the tests have the same values; None to stop."""
    plan = live.plan
    if plan is None:
        return None
    if live.is_fresh_for(plan) and plan.request == request:
        return plan
    # The address stays, even if another one was typed since: that is where the socket goes.
    changed = plan.request.with_tests_of(request)
    now = _with_new_variables(window, replace(plan, request=changed))
    return await planned_with_tests(now, window.services.pipeline, window.asking)
