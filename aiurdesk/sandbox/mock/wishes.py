"""Which answer a client asks a mock for, in the header Prefer as other mocks have it, and faults.

Source: RFC 7240; ``code``, ``example`` and ``dynamic`` as Prism names them.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace

from aiurdesk.sandbox.aspnet.binding import Values
from aiurdesk.sandbox.aspnet.response import Response, TruncatedBodyError, WebSocketUpgrade
from aiurdesk.sandbox.aspnet.routing import Handler, Request
from aiurdesk.sandbox.code_lab import broken_bodies, failures

_PAIR = re.compile(r'\s*([A-Za-z_-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.){0,500})"|([^\s,;"]{0,500})))?')
_LONGEST = 2_000
_MOST_WAIT_S = 60
_SLOW_S = 5
_MISSING_BYTES = 100
_SIZES = Values({"seconds": _SLOW_S, "megabytes": 16})
"""What those of the code lab are told that take a number."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an answer is to be; nothing in it means the usual one."""

    code: str = ""
    """A result code or an HTTP status."""
    example: str = ""
    is_made: bool = False
    """Made from the schema, even where there are examples."""
    fault: str = ""
    wait_s: float = 0

    @property
    def names_answer(self) -> bool:
        """Whether it asks for a certain answer, so that the request is not checked."""
        return bool(self.code or self.example)


def read_wish(header: str) -> Wish:
    """Return what the header Prefer asks for; what is not known in it is passed over."""
    given: dict[str, str] = {}
    for part in re.split(r"[,;](?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", header[:_LONGEST]):
        if match := _PAIR.match(part):
            value = match[2] if match[2] is not None else match[3] or "true"
            given.setdefault(match[1].casefold(), value.replace('\\"', '"'))
    wait = given.get("wait", "")
    return Wish(
        given.get("code", ""),
        given.get("example", ""),
        given.get("dynamic", "").casefold() == "true",
        given.get("break", "").casefold(),
        min(int(wait), _MOST_WAIT_S) if wait.isdecimal() and len(wait) < 5 else 0,
    )


async def _hung(response: Response) -> Response:
    await asyncio.sleep(3600)
    return response


async def _slow(response: Response) -> Response:
    await asyncio.sleep(_SLOW_S)
    return response


def _cut(body: bytes, declared: int) -> AsyncIterator[bytes]:
    async def chunks() -> AsyncIterator[bytes]:
        if body:
            yield body
        # Give the data time to be sent. Otherwise the client may see only a connection reset.
        await asyncio.sleep(0.05)
        raise TruncatedBodyError

    return chunks()


async def _cut_off(response: Response) -> Response:
    """Return half of a body, with the length of the whole."""
    length = max(len(response.body), 2)
    half = response.body[: length // 2]
    return _streamed(response, half, length)


async def _wrong_length(response: Response) -> Response:
    """Return the whole body, with a length that is too great."""
    return _streamed(response, response.body, len(response.body) + _MISSING_BYTES)


def _streamed(response: Response, body: bytes, length: int) -> Response:
    kept = tuple(h for h in response.headers if h[0].casefold() != "content-length")
    headers = (*kept, ("content-length", str(length)))
    return replace(response, body=b"", stream=lambda: _cut(body, length), headers=headers)


_OF_ANSWERS = {
    "slow": _slow,
    "hang": _hung,
    "cut-off": _cut_off,
    "wrong-length": _wrong_length,
}
"""Faults of the answer that would have come."""
_NOT_FOR_ALL = ("slow", "hang", "cutoff", "redirectloop", "redirecttohttp")
_WORDS = {
    "notjson": "not-json",
    "htmlwithouttype": "html-without-type",
    "twovalues": "two-values",
    "nocode": "no-code",
    "codeistext": "code-is-text",
    "codeisfraction": "code-is-fraction",
    "codeisnull": "code-is-null",
    "codeishuge": "code-is-huge",
    "duplicatecode": "duplicate-code",
    "nomessage": "no-message",
    "messageisnull": "message-is-null",
    "messageisnumber": "message-is-number",
    "byteordermark": "byte-order-mark",
    "invalidutf8": "invalid-utf8",
    "toodeep": "too-deep",
    "badgzip": "bad-gzip",
    "gzipbomb": "gzip-bomb",
}


def _of_code_lab() -> Mapping[str, Handler]:
    actions = {**broken_bodies.actions(), **failures.actions()}
    found = {}
    for id_, handle in actions.items():
        name = id_.rpartition(".")[2]
        if name not in _NOT_FOR_ALL:
            found[_WORDS.get(name, name)] = handle
    return found


_FROM_CODE_LAB = _of_code_lab()
FAULTS = (*_OF_ANSWERS, *_FROM_CODE_LAB)
"""The names of all faults: those of the answer itself, and those of the code lab."""


async def with_fault(
    name: str, request: Request, response: Response
) -> Response | WebSocketUpgrade:
    """Return a response with a fault, or in its place one of the code lab.

    Args:
        name: One of ``FAULTS``.
        request: What is answered.
        response: What would have been answered.
    """
    if name in _OF_ANSWERS:
        return await _OF_ANSWERS[name](response)
    return await _FROM_CODE_LAB[name](replace(request, values=_SIZES))
