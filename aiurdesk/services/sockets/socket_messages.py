"""Prepares the messages of a socket, before any is sent, and sends them in their order."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.value_rules import surrogate_problem
from aiurdesk.core.collection.collection_request import request_name
from aiurdesk.core.collection.file_name import REQUEST_SUFFIX
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment, resolve
from aiurdesk.core.environments.scope import used_in
from aiurdesk.core.exchange.sockets.frame import decoded_base64
from aiurdesk.core.preparing.address import why_unresolved
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.conversation import SocketMessage
from aiurdesk.core.request.request import FileContent
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.translation import format_size, tr
from aiurdesk.services.sending.asking import Asking
from aiurdesk.services.sending.planned_request import NotSent, PlannedRequest
from aiurdesk.services.sending.send_pipeline import SendPipeline
from aiurdesk.storage.regular_file import open_regular_file

MOST_BYTES = 64 * 1024 * 1024
"""A message is sent from memory."""


class SavedRequestFile(msgspec.Struct, frozen=True):
    """A saved request that is sent by HTTP, as one of the messages."""

    path: str

    @property
    def name(self) -> str:
        """Name of the request in its collection."""
        return request_name(self.path)


MessageContent: TypeAlias = str | bytes | SavedRequestFile
"""Text for a text message, bytes for a binary one."""


class PreparedMessages(msgspec.Struct, frozen=True):
    """Messages with their variables resolved, ready to be sent."""

    contents: tuple[MessageContent, ...]
    secrets: tuple[Secret, ...] = ()
    """Values of variables in them that are shown as dots."""


SendRequest = Callable[[SavedRequestFile], Awaitable[Finding]]
"""Sends a saved request, and returns what came of it."""


class MessageSending(msgspec.Struct, frozen=True):
    """Functions that send a message over a socket, and a saved request in its place."""

    message: Callable[[str | bytes], Awaitable[Problem | None]]
    """Returns why one was not sent, or None."""
    request: SendRequest


async def send_all(
    prepared: PreparedMessages, sending: MessageSending, take: Callable[[Finding], object]
) -> Problem | None:
    """Send messages in their order, up to one that fails.

    Args:
        prepared: The messages.
        sending: How they are sent.
        take: Called with what came of each request among them.

    Returns:
        Why a message was not sent, or None.
    """
    for number, content in enumerate(prepared.contents, start=1):
        if isinstance(content, SavedRequestFile):
            finding = await sending.request(content)
            take(finding)
            if not finding.passed:
                return None
        elif problem := await sending.message(content):
            words = tr("Message {number} was not sent. {refused}")
            return Problem(words.format(number=number, refused=problem))
    return None


async def prepare_messages(
    messages: tuple[SocketMessage, ...],
    plan: PlannedRequest,
    pipeline: SendPipeline,
    asking: Asking,
) -> PreparedMessages | NotSent:
    """Return what is sent, or what is wrong with the first message that cannot be sent.

    Raises:
        ProblemError: A secret cannot be read, or there is no person to ask.
    """
    # Base64 and paths of files are not texts with variables.
    texts = tuple(message.content for message in messages if message.kind in ("text", "json"))
    used = used_in(texts, plan.environment)
    completed = await pipeline.permissions.with_variables(plan, used, asking)
    if isinstance(completed, NotSent):
        return completed
    contents: list[MessageContent] = []
    for number, message in enumerate(messages, start=1):
        text = tr("message {number} ({name})") if message.name else tr("message {number}")
        name = text.format(number=number, name=message.name)
        if message.kind in ("file", "request"):
            content = await asyncio.to_thread(_of_file, name, message, completed, pipeline)
        else:
            content = _content(name, message, completed.environment)
        if isinstance(content, Problem):
            return NotSent((content,))
        contents.append(content)
    return PreparedMessages(tuple(contents), completed.environment.secrets)


def _of_file(
    name: str, message: SocketMessage, plan: PlannedRequest, pipeline: SendPipeline
) -> MessageContent | Problem:
    is_request = message.kind == "request"
    path = f"{message.content}{REQUEST_SUFFIX}" if is_request else message.content
    file = pipeline.permissions.checked_file(path, plan.environment)
    return SavedRequestFile(path) if is_request else read_message(name, file)


def _content(
    name: str, message: SocketMessage, environment: Environment
) -> MessageContent | Problem:
    if message.kind == "base64":
        data = decoded_base64(message.content)
        return Problem(data.what, FieldPlace(name)) if isinstance(data, Problem) else data
    resolved = resolve(message.content, environment.variables)
    if isinstance(resolved, tuple):
        return why_unresolved(resolved, environment, FieldPlace(name))
    refused = surrogate_problem(resolved)
    return replace(refused, at=FieldPlace(name)) if refused else resolved


def read_message(name: str, content: FileContent) -> bytes | Problem:
    """Return the content of a file that is sent as a message; blocks.

    Args:
        name: Name of the message, for what is said if it cannot be sent.
    """
    file = Path(content.path)
    flags = os.O_RDONLY | (0 if content.follows_links else getattr(os, "O_NOFOLLOW", 0))
    try:
        # Not a pipe, which would be waited for.
        with os.fdopen(open_regular_file(file, flags), "rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        return Problem(
            tr("{file} could not be read ({value}).").format(
                file=file, value=error.strerror or error
            ),
            FieldPlace(name),
        )
    if len(data) > MOST_BYTES:
        most = format_size(MOST_BYTES)
        return Problem(
            tr("{file} is longer than a message that can be sent, {most}.").format(
                file=file, most=most
            ),
            FieldPlace(name),
        )
    return data
