"""Filters a body of JSON by a path of JMESPath; what comes out is JSON as it was received."""

import json
from typing import Any

import msgspec

from aiurdesk.core.expectations.expressions import require_permission, value_at
from aiurdesk.core.expectations.response_facts import as_text
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

MOST_BYTES = 64 * 1024 * 1024
"""Of what a filter gives: the window keeps it beside the body."""
MOST_CHARACTERS = 1_000
"""Of a filter that is kept and offered again."""


class Filtered(msgspec.Struct, frozen=True):
    """What a filter gives."""

    json: bytes
    """In UTF-8, laid out in lines."""
    count: int | None = None
    """How many entries the list has that it is; None for any other value."""
    of: int | None = None
    """How many entries the list has that the filter begins with, where it is one."""


class _ReceivedNumber(float):
    """A number that would be written in another way than it was received, such as ``1.10``."""

    __slots__ = ("text",)
    text: str


# JMESPath asks for the names of types, and knows no subclasses.
_ReceivedNumber.__name__ = "float"


def _number(text: str) -> float:
    number = float(text)
    if repr(number) == text:
        return number
    received = _ReceivedNumber(text)
    received.text = text
    return received


def _refuse(name: str) -> None:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_float=_number, parse_constant=_refuse)


def read_body(data: bytes) -> Any | Problem:
    """Return the value that the JSON of a body stands for, or why there is none."""
    try:
        return _DECODER.decode(as_text(data))
    except (ValueError, RecursionError):
        return Problem(tr("The body is not JSON, so it cannot be filtered."))


def filtered(path: str, body: Any | Problem) -> Filtered | Problem:
    """Return what a path gives in a body, or why it gives nothing.

    Args:
        body: As ``read_body`` returns it.

    Raises:
        NotAllowedHere: This process cannot be killed.
    """
    require_permission()
    if isinstance(body, Problem):
        return body
    value = value_at(path, body)
    if isinstance(value, Problem):
        return value
    written = written_json(value)
    if len(written) > MOST_BYTES:
        text = tr("The filter gives more than {most} MB. Make it give less.")
        return Problem(text.format(most=MOST_BYTES // 1024**2))
    return Filtered(
        written,
        len(value) if isinstance(value, list) else None,
        len(body) if isinstance(body, list) else None,
    )


def written_json(value: Any) -> bytes:
    """Return a value as JSON in lines; numbers have the text that was received."""
    try:
        return msgspec.json.format(msgspec.json.encode(value, enc_hook=_received_text), indent=2)
    except UnicodeEncodeError:
        # Half of a character, which only an escape can hold.
        return json.dumps(value, indent=2).encode()


def _received_text(value: object) -> msgspec.Raw:
    assert isinstance(value, _ReceivedNumber)
    return msgspec.Raw(value.text.encode())
