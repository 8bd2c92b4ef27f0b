"""A run as JUnit XML.

Source: https://github.com/testmoapp/junitxml (2025-03), the common subset of what CI systems read.
"""

import re
from xml.etree import ElementTree

from aiurdesk.core.verdict.exit_codes import ExitCode
from aiurdesk.services.run_reports.run_record import ResultRecord, RunRecord

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""
_ERRORS = (ExitCode.USAGE, ExitCode.NO_RESPONSE)
"""JUnit tells a test that failed from one that could not be run."""


def write(run: RunRecord) -> str:
    """Return the document."""
    errors = sum(result.status in _ERRORS for result in run.failed)
    counts = {
        "tests": str(len(run.results)),
        "failures": str(len(run.failed) - errors),
        "errors": str(errors),
        "time": _seconds(run.elapsed_ms),
    }
    root = ElementTree.Element("testsuites", counts)
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        {
            "name": _clean(run.name),
            "timestamp": run.started_at.isoformat(timespec="seconds"),
            **counts,
        },
    )
    for result in run.results:
        suite.append(_case(run, result))
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _case(run: RunRecord, result: ResultRecord) -> ElementTree.Element:
    folder, _, name = result.title.rpartition("/")
    classname = ".".join(filter(None, (run.name, *folder.split("/"))))
    several = any(other.pass_number > 1 for other in run.results)
    shown = f"{name} [pass {result.pass_number}]" if several else name
    case = ElementTree.Element(
        "testcase",
        {
            "name": _clean(shown),
            "classname": _clean(classname),
            "time": _seconds(result.elapsed_ms),
        },
    )
    if not result.passed:
        kind = "error" if result.status in _ERRORS else "failure"
        failed = [f"{f.title}: {f.found}" for f in result.findings if not f.passed]
        failure = ElementTree.SubElement(
            case, kind, {"message": _clean(failed[0] if failed else result.headline)}
        )
        failure.text = _clean("\n".join((*failed, result.headline, *result.lines)))
    return case


def _seconds(ms: float) -> str:
    return f"{ms / 1000:.3f}"


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
