"""Reports of a run or a load that go into files, or to standard output."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from aiurdesk.cli.options import file_name
from aiurdesk.cli.output import write_data
from aiurdesk.core.errors import ProblemError, StorageError
from aiurdesk.core.translation import tr
from aiurdesk.services.runs.run_reports import RunReport, save_report

STANDARD_OUTPUT = "-"
_Record = TypeVar("_Record")


def add_report_options(
    parser: argparse.ArgumentParser, reports: Mapping[str, RunReport[_Record]]
) -> None:
    """Add an option for each format."""
    for name, report in reports.items():
        words = tr("{summary}; - is stdout").format(summary=report.summary)
        parser.add_argument(f"--{name}", metavar="FILE", type=file_name, help=words)


def check_report_folders(arguments: argparse.Namespace, reports: Mapping[str, object]) -> None:
    """Check that each report can be written.

    Raises:
        ProblemError: One has no folder, or two have the same file.
    """
    files = [file for _, file in report_files(arguments, reports)]
    for file in files:
        if files.count(file) > 1:
            raise ProblemError(tr("Only one report can be written to {file}.").format(file=file))
        if file == STANDARD_OUTPUT:
            continue
        if not Path(file).parent.is_dir():
            text = tr("There is no folder {parent} to write a report into.")
            raise ProblemError(text.format(parent=Path(file).parent))
        if Path(file).is_dir():
            raise ProblemError(
                tr("{file} is a folder. Name a file to write the report into.").format(file=file)
            )


def write_reports(
    arguments: argparse.Namespace, reports: Mapping[str, RunReport[_Record]], record: _Record
) -> None:
    """Write each report that was asked for.

    Raises:
        StorageError: A file cannot be written; the others are.
    """
    trouble: StorageError | None = None
    for name, file in report_files(arguments, reports):
        report = reports[name]
        if file != STANDARD_OUTPUT:
            try:
                save_report(report, record, Path(file))
            except StorageError as error:
                trouble = trouble or error
            continue
        write_data(report.write(record))
    if trouble is not None:
        raise trouble


def report_files(
    arguments: argparse.Namespace, reports: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    """Yield name and file of each report that was asked for."""
    for name in reports:
        file = getattr(arguments, name)
        if file:
            yield name, file
