"""How long and how much a request may take, and how far it has come."""

from collections.abc import Callable
from typing import Annotated, TypeAlias

import msgspec

from aiurdesk.core.setting import About

_A_DAY_S = 86_400
_A_MEGABYTE = 1024 * 1024
_CONNECT = About(
    "Longest wait for a connection",
    "A host that does not answer by then is given up.",
    *(0.1, _A_DAY_S, " s"),
    decimals=1,
)
_READ = About(
    "Longest silence",
    "While sending, and while waiting for the next bytes of an answer.",
    *(0.1, _A_DAY_S, " s"),
    decimals=1,
)
_TOTAL = About(
    "Longest time in all",
    "From the first byte sent to the last one received.",
    *(0.1, _A_DAY_S, " s"),
    decimals=1,
)
_MEMORY = About(
    "Kept in memory",
    "The body of a larger answer goes to a temporary file.",
    *(0, 2**31, " MB", _A_MEGABYTE),
    decimals=3,
)
_BODY = About(
    "Largest answer",
    "What is longer is refused; this protects from answers without end.",
    *(1024, 2**40, " MB", _A_MEGABYTE),
    decimals=3,
)
_REDIRECTS = About("Most redirects", "0 follows none.", 0, 100)


class Limits(msgspec.Struct, frozen=True):
    """Where the program gives a request up."""

    connect_s: Annotated[float, _CONNECT] = 10.0
    read_s: Annotated[float, _READ] = 60.0
    """Longest silence while sending or waiting for bytes."""
    total_s: Annotated[float, _TOTAL] = 300.0
    memory_bytes: Annotated[int, _MEMORY] = 8 * _A_MEGABYTE
    """A longer body goes to a temporary file."""
    body_bytes: Annotated[int, _BODY] = 512 * _A_MEGABYTE
    """A longer body is refused."""
    redirects: Annotated[int, _REDIRECTS] = 10


class Progress(msgspec.Struct, frozen=True):
    """How far a request has come."""

    sent_bytes: int
    received_bytes: int


OnProgress: TypeAlias = Callable[[Progress], None]
