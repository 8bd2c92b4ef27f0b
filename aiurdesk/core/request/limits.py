"""Limits of a request in time and size, and its progress."""

from collections.abc import Callable
from typing import Annotated, TypeAlias

import msgspec

from aiurdesk.core.formats.measure import DURATION
from aiurdesk.core.formats.setting import Setting, size
from aiurdesk.core.translation import tr

_A_MEGABYTE = 1024 * 1024


def _seconds(label: str, help: str) -> Setting:
    return Setting(label, help, least=0.1, most=86_400, measure=DURATION)


class Limits(msgspec.Struct, frozen=True):
    """Limits at which a request fails. Each field is a setting."""

    connect_s: Annotated[
        float,
        _seconds(
            tr("Connection timeout"),
            tr("The request fails if no connection is made in this time."),
        ),
    ] = 10.0
    read_s: Annotated[
        float,
        _seconds(
            tr("Read timeout"),
            tr("The request fails if no data is sent or received for this long."),
        ),
    ] = 60.0
    total_s: Annotated[
        float,
        _seconds(
            tr("Total timeout"),
            tr("The request fails if it takes longer than this, from start to end."),
        ),
    ] = 300.0
    memory_bytes: Annotated[
        int,
        size(
            tr("Largest body in memory"),
            tr("The body of a larger response is written to a temporary file."),
            0,
            2**31,
        ),
    ] = 8 * _A_MEGABYTE
    body_bytes: Annotated[
        int,
        size(
            tr("Largest response"),
            tr("A larger body is refused. This protects against responses that never end."),
            1024,
            2**40,
        ),
    ] = 512 * _A_MEGABYTE
    redirects: Annotated[
        int,
        Setting(tr("Maximum redirects"), tr("With 0, no redirect is followed."), least=0, most=100),
    ] = 10


class Progress(msgspec.Struct, frozen=True):
    """Bytes of a request and its response that were transferred so far."""

    sent_bytes: int
    received_bytes: int
    content_type: str = ""
    """Of the response, once its headers came."""
    read_beginning: Callable[[], bytes] | None = None
    """Returns the beginning of the body that came until it is called; None before it begins."""
    read_kept: Callable[[], bytes] | None = None
    """Returns as much of it as is in memory."""
    is_complete: bool = False
    """Whether the last byte came; what follows is reading."""


OnProgress: TypeAlias = Callable[[Progress], None]
