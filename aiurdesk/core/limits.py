"""How long and how much a request may take, and how far it has come."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import msgspec

from aiurdesk.core.setting import About, about

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


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the program gives a request up."""

    connect_s: float = field(default=10.0, metadata=about(_CONNECT))
    read_s: float = field(default=60.0, metadata=about(_READ))
    """Longest silence while sending or waiting for bytes."""
    total_s: float = field(default=300.0, metadata=about(_TOTAL))
    memory_bytes: int = field(default=8 * _A_MEGABYTE, metadata=about(_MEMORY))
    """A longer body goes to a temporary file."""
    body_bytes: int = field(default=512 * _A_MEGABYTE, metadata=about(_BODY))
    """A longer body is refused."""
    redirects: int = field(default=10, metadata=about(_REDIRECTS))


class Progress(msgspec.Struct, frozen=True):
    """How far a request has come."""

    sent_bytes: int
    received_bytes: int


OnProgress: TypeAlias = Callable[[Progress], None]
