"""How much of the history is kept. Read before the window is first painted."""

from typing import Annotated

import msgspec

from aiurdesk.core.setting import Setting

_A_MEGABYTE = 1024 * 1024


class HistorySettings(msgspec.Struct, frozen=True):
    """What is recorded, and when it is deleted. Each field is a setting."""

    is_kept: Annotated[
        bool,
        Setting(
            "Keep a history",
            "Records what you send from the window and on the command line, without secrets.",
        ),
    ] = True
    days: Annotated[
        int,
        Setting(
            "Keep entries for",
            "Older entries are deleted. With 0, no entry is too old.",
            least=0,
            most=36_500,
            unit=" days",
        ),
    ] = 365
    size_bytes: Annotated[
        int,
        Setting(
            "Largest history",
            "The oldest entries are deleted when the history takes more space than this.",
            least=_A_MEGABYTE,
            most=2**40,
            unit=" MB",
            per_unit=_A_MEGABYTE,
        ),
    ] = 512 * _A_MEGABYTE
    body_bytes: Annotated[
        int,
        Setting(
            "Largest body in the history",
            "Only the beginning of a larger body is recorded.",
            least=0,
            most=2**31,
            unit=" MB",
            per_unit=_A_MEGABYTE,
            decimals=3,
        ),
    ] = 8 * _A_MEGABYTE
