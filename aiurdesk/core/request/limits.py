"""Limits of a request in time and size, and its progress."""

from collections.abc import Callable
from typing import Annotated, TypeAlias

import msgspec

from aiurdesk.core.setting import Setting

_A_DAY_S = 86_400
_A_MEGABYTE = 1024 * 1024


class Limits(msgspec.Struct, frozen=True):
    """Limits at which a request fails. Each field is a setting."""

    connect_s: Annotated[
        float,
        Setting(
            "Longest wait for a connection",
            "The request fails when the host does not answer within this time.",
            least=0.1,
            most=_A_DAY_S,
            unit=" s",
            decimals=1,
        ),
    ] = 10.0
    read_s: Annotated[
        float,
        Setting(
            "Longest silence",
            "While sending, and while waiting for the next bytes of a response.",
            least=0.1,
            most=_A_DAY_S,
            unit=" s",
            decimals=1,
        ),
    ] = 60.0
    total_s: Annotated[
        float,
        Setting(
            "Longest time in all",
            "From the first byte sent to the last one received.",
            least=0.1,
            most=_A_DAY_S,
            unit=" s",
            decimals=1,
        ),
    ] = 300.0
    memory_bytes: Annotated[
        int,
        Setting(
            "Kept in memory",
            "The body of a larger response goes to a temporary file.",
            least=0,
            most=2**31,
            unit=" MB",
            per_unit=_A_MEGABYTE,
            decimals=3,
        ),
    ] = 8 * _A_MEGABYTE
    body_bytes: Annotated[
        int,
        Setting(
            "Largest response",
            "A longer body is refused. This protects from responses without end.",
            least=1024,
            most=2**40,
            unit=" MB",
            per_unit=_A_MEGABYTE,
            decimals=3,
        ),
    ] = 512 * _A_MEGABYTE
    redirects: Annotated[int, Setting("Most redirects", "0 follows none.", least=0, most=100)] = 10


class Progress(msgspec.Struct, frozen=True):
    """How many bytes of a request were transferred."""

    sent_bytes: int
    received_bytes: int


OnProgress: TypeAlias = Callable[[Progress], None]
