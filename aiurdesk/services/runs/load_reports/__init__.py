"""The formats in which a load test can be reported; one file each."""

from collections.abc import Mapping

from aiurdesk.core.load.load_report import LoadReport
from aiurdesk.core.translation import tr
from aiurdesk.services.runs.load_reports import junit, page, records
from aiurdesk.services.runs.run_reports import RunReport

LOAD_REPORTS: Mapping[str, RunReport[LoadReport]] = {
    "junit": RunReport(
        tr("write the result of each request as JUnit XML, which CI systems show"),
        junit.write,
        title=tr("JUnit XML"),
        suffix=".xml",
    ),
    "json": RunReport(
        tr("write shares, percentiles and each second as JSON"),
        records.write,
        title="JSON",
        suffix=".json",
    ),
    "html": RunReport(
        tr("write the table and a chart as one page for people"),
        page.write,
        title=tr("HTML page"),
        suffix=".html",
    ),
}
"""By the name of their option, as ``RUN_REPORTS``; ``save_report`` writes them."""
