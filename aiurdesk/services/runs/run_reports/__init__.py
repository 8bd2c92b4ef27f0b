"""The formats in which a run can be reported; one file each."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from aiurdesk.core.errors import StorageError, storage_errors
from aiurdesk.core.translation import tr
from aiurdesk.services.runs.run_reports import junit, page, records
from aiurdesk.services.runs.run_reports.run_record import RunRecord

_Record = TypeVar("_Record")


class RunReport(msgspec.Struct, Generic[_Record], frozen=True):
    """One format of reports. The name of its option is its key in ``RUN_REPORTS``.

    Its parameter is what is reported: a run, or a load test.
    """

    summary: str
    """For ``--help``."""
    write: Callable[[_Record], str]
    has_exchanges: bool = False
    """Whether it shows ``ResultRecord.exchange``."""
    title: str = ""
    """For a menu; empty means its key."""
    suffix: str = ".txt"
    """Of the file that is suggested."""


RUN_REPORTS: Mapping[str, RunReport[RunRecord]] = {
    "junit": RunReport(
        tr("write the results as JUnit XML, which CI systems show"),
        junit.write,
        title=tr("JUnit XML"),
        suffix=".xml",
    ),
    "json": RunReport(
        tr("write the results with every exchange as JSON"),
        records.write,
        has_exchanges=True,
        title="JSON",
        suffix=".json",
    ),
    "html": RunReport(
        tr("write the results as one page for people"),
        page.write,
        has_exchanges=True,
        title=tr("HTML page"),
        suffix=".html",
    ),
}


def save_report(report: RunReport[_Record], run: _Record, file: Path) -> None:
    """Write a report into a file. Blocks.

    Raises:
        StorageError: It cannot be written.
    """
    text = tr("{file} could not be written ({value}). Choose another place.")
    with storage_errors(text, file=file):
        # Half a character from a response must not cost the whole report.
        file.write_text(report.write(run), encoding="utf-8", errors="backslashreplace")
