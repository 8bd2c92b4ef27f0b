"""How long and how much a request may take, and how far it has come."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the program gives a request up."""

    connect_s: float = 10.0
    read_s: float = 60.0
    """Longest silence while sending or waiting for bytes."""
    total_s: float = 300.0
    memory_bytes: int = 8 * 1024 * 1024
    """A longer body goes to a temporary file."""
    body_bytes: int = 512 * 1024 * 1024
    """A longer body is refused."""
    redirects: int = 10


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a request has come."""

    sent_bytes: int
    received_bytes: int


OnProgress: TypeAlias = Callable[[Progress], None]
