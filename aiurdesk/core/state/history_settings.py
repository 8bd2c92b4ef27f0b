"""Settings of the history, which are read before the window is first painted."""

from enum import StrEnum
from typing import Annotated

import msgspec

from aiurdesk.core.formats.setting import Setting, size
from aiurdesk.core.translation import tr

_A_MEGABYTE = 1024 * 1024


class RunHistory(StrEnum):
    """Choice of the requests of a run that the history records."""

    FAILED = "failed"
    """Requests that have no response or a failed test, or have no tests and whose verdict is not a
    success. One that is expected to be refused, and is, has not failed."""
    ALL = "all"
    NONE = "none"


RUN_HISTORY_WORDS = {
    RunHistory.FAILED: tr("What failed"),
    RunHistory.ALL: tr("Everything"),
    RunHistory.NONE: tr("Nothing"),
}
"""How the window names them."""


class HistorySettings(msgspec.Struct, frozen=True):
    """Settings for recording and deleting entries of the history. Each field is a setting."""

    is_kept: Annotated[
        bool,
        Setting(
            tr("Keep a history"),
            tr("Records what you send from the window and on the command line, without secrets."),
        ),
    ] = True
    of_runs: Annotated[
        RunHistory,
        Setting(
            tr("Record of a run"),
            tr(
                "Which requests are recorded of a collection that is run in the window; "
                "on the command line, “run --history” says it."
            ),
            choices=RUN_HISTORY_WORDS,
        ),
    ] = RunHistory.FAILED
    learns: Annotated[
        bool,
        Setting(
            tr("Learn what responses look like"),
            tr(
                "Says below a verdict what was never so before in the recorded responses of an "
                "endpoint. Only names and kinds are kept, no values."
            ),
        ),
    ] = True
    days: Annotated[
        int,
        Setting(
            tr("Keep entries for"),
            tr("Older entries are deleted. With 0, no entry is too old."),
            least=0,
            most=36_500,
            unit=" days",
        ),
    ] = 365
    size_bytes: Annotated[
        int,
        size(
            tr("Largest history"),
            tr("The oldest entries are deleted when the history takes more space than this."),
            _A_MEGABYTE,
            2**40,
        ),
    ] = 512 * _A_MEGABYTE
    body_bytes: Annotated[
        int,
        size(
            tr("Largest body in the history"),
            tr("Only the beginning of a larger body is recorded."),
            0,
            2**31,
        ),
    ] = 8 * _A_MEGABYTE
