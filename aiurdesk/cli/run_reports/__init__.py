"""The formats in which a run can be reported; one file each."""

from collections.abc import Callable, Mapping

import msgspec

from aiurdesk.cli.run_reports import junit, page, records
from aiurdesk.cli.run_reports.run_record import RunRecord


class RunReport(msgspec.Struct, frozen=True):
    """One format. The name of its option is its key in ``RUN_REPORTS``."""

    summary: str
    """For ``--help``."""
    write: Callable[[RunRecord], str]
    has_exchanges: bool = False
    """Whether it shows ``ResultRecord.exchange``."""


RUN_REPORTS: Mapping[str, RunReport] = {
    "junit": RunReport("write the results as JUnit XML, which CI systems show", junit.write),
    "json": RunReport("write the results with every exchange as JSON", records.write, True),
    "html": RunReport("write the results as one page for people", page.write, True),
}
