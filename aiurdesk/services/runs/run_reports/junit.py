"""A run as JUnit XML.

Source: https://github.com/testmoapp/junitxml (2025-03), the common subset of what CI systems read.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.runs.run_differences import RequestDifference, lines_of
from aiurdesk.services.runs.run_reports.run_record import ResultRecord, RunRecord

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_XML_SPACE = (0x09, 0x0A, 0x0D)
_NOT_XML = (*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_CLEAN = {code: "\N{REPLACEMENT CHARACTER}" for code in _NOT_XML if code not in _XML_SPACE}
"""Replaces the characters that XML 1.0 cannot hold."""
_ERRORS = (ExitCode.USAGE, ExitCode.NO_RESPONSE, ExitCode.MISTAKE)
"""JUnit tells a test that failed from one that could not be run."""


def write(run: RunRecord) -> str:
    """Return the document."""
    # Every failed case counts either as an error or as a failure, never as both.
    errors = sum(result.status in _ERRORS for result in run.failed)
    left_out = len(run.mistakes)
    differing = {} if run.differences is None else dict(run.differences.by_pass)
    # Those that nothing was sent for now are cases of their own.
    gone = [one for one in differing.values() if one.is_gone]
    failed = sum(
        not result.passed or (result.title, result.pass_number) in differing
        for result in run.results
    )
    counts = {
        "tests": str(len(run.results) + len(run.not_run) + left_out + len(gone)),
        "failures": str(failed - errors + len(gone)),
        "errors": str(errors + left_out),
        "skipped": str(len(run.not_run)),
        "time": _seconds(run.elapsed_ms),
    }

    def add(root: "Element") -> None:
        suite = _child(
            root,
            "testsuite",
            {
                "name": xml_text(run.name),
                "timestamp": run.started_at.isoformat(timespec="seconds"),
                **counts,
            },
        )
        # Once: it looks at all results.
        has_passes = run.has_passes
        for result in run.results:
            difference = differing.get((result.title, result.pass_number))
            _add_result(suite, run.name, result, difference, has_passes=has_passes)
        for one in gone:
            case = _case(suite, run.name, one.title, one.row if has_passes else None)
            _child(case, "failure", {"message": xml_text(next(lines_of(one)))})
        for title, number in run.not_run:
            case = _case(suite, run.name, title, number if has_passes else None)
            _child(case, "skipped", {"message": "The run was stopped before."})
        for mistake in run.mistakes:
            _add_left_out(suite, run, mistake)

    return document_of(counts, add)


def document_of(counts: dict[str, str], add: Callable[["Element"], None]) -> str:
    """Return a document as text.

    Args:
        counts: Attributes of its root.
        add: Adds the suites to the root.
    """
    from xml.etree import ElementTree  # every run imports this module, and few write a report

    root = ElementTree.Element("testsuites", counts)
    add(root)
    # For people: the file is read when something failed.
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _child(parent: "Element", tag: str, attributes: dict[str, str]) -> "Element":
    child = parent.makeelement(tag, attributes)
    parent.append(child)
    return child


def _case(
    suite: "Element", run_name: str, title: str, pass_number: int | None, elapsed_ms: float = 0
) -> "Element":
    # CI systems group cases by their class name, with dots for folders.
    request, sign, of_request = title.partition(" / ")
    folder, _, name = request.rpartition("/")
    name = f"{name}{sign}{of_request}"
    classname = ".".join(filter(None, (run_name, *folder.split("/"))))
    full_name = name if pass_number is None else f"{name} [pass {pass_number}]"
    attributes = {"name": xml_text(full_name), "classname": xml_text(classname)}
    return _child(suite, "testcase", {**attributes, "time": _seconds(elapsed_ms)})


def _add_result(
    suite: "Element",
    run_name: str,
    result: ResultRecord,
    difference: RequestDifference | None,
    *,
    has_passes: bool,
) -> None:
    number = result.pass_number if has_passes else None
    case = _case(suite, run_name, result.title, number, result.elapsed_ms)
    differs = () if difference is None else tuple(lines_of(difference))
    if not result.passed:
        kind = "error" if result.status in _ERRORS else "failure"
        failed = [f"{f.title}: {f.found}" for f in result.findings if not f.passed]
        failure = _child(
            case, kind, {"message": xml_text(failed[0] if failed else result.headline)}
        )
        failure.text = xml_text("\n".join((*failed, result.headline, *result.lines, *differs)))
    elif differs:
        failure = _child(case, "failure", {"message": xml_text(differs[0])})
        failure.text = xml_text("\n".join(differs))


def _add_left_out(suite: "Element", run: RunRecord, mistake: str) -> None:
    """Add a file that could not be read: without it, its requests would be missing in silence."""
    attributes = {"name": xml_text(mistake), "classname": xml_text(run.name), "time": _seconds(0)}
    case = _child(suite, "testcase", attributes)
    _child(case, "error", {"message": xml_text(mistake)})


def _seconds(ms: float) -> str:
    return f"{ms / 1000:.3f}"


def xml_text(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return text.translate(_CLEAN)
