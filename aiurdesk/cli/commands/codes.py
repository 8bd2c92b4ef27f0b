"""``aiurdesk codes``: what the result codes mean and what to do about them."""

import argparse
import sys
from pathlib import Path
from typing import Any

from aiurdesk import libraries
from aiurdesk.cli.command import OpenServices
from aiurdesk.cli.output import write_data
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.verdict.exit_codes import ExitCode
from aiurdesk.core.verdict.result_codes import ResultCode, ResultCodeTable
from aiurdesk.services.result_code_tables import load_tables


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--table", metavar="T", help="name of one table; without it, all tables")
    parser.add_argument("--json", action="store_true", help="print an array of tables as JSON")


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Print the tables, and the mistakes in their files; with mistakes the status is 2.

    Raises:
        AiurdeskError: There is no table of that name.
    """
    # Not with ``open_services``: importing the use cases takes longer than this whole command.
    found = load_tables(Path(arguments.profile) if arguments.profile else None)
    for mistake in found.mistakes:
        sys.stderr.write(f"{mistake}\n")
    known = ", ".join(found.by_name)
    if arguments.table and arguments.table not in found.by_name:
        raise AiurdeskError(f"There is no table {arguments.table}. There are {known}.")
    tables = [found.by_name[arguments.table]] if arguments.table else [*found.by_name.values()]
    if arguments.json:
        members = [table_members(table) for table in tables]
        write_data(libraries.json.dumps(members, ensure_ascii=False, indent=2) + "\n")
    else:
        if not arguments.table:
            sys.stdout.write(f"There are {len(tables)} tables: {known}.\n\n")
        sys.stdout.write("\n".join(overview(table) for table in tables))
    # A script that checks a file of its own learns by the status that it has mistakes.
    return ExitCode.USAGE if found.mistakes else ExitCode.SUCCESS


def overview(table: ResultCodeTable) -> str:
    """Return a table as text."""
    rows = "\n".join(_paragraph(code) for code in table.codes.values())
    period = f" ({table.period})" if table.period else ""
    return f"Table {table.name}: {table.title or table.name}{period}\n\n{rows}"


def _paragraph(code: ResultCode) -> str:
    # A fix with an action is a button of the window.
    fixes = "".join(f"       - {fix.text}\n" for fix in code.fixes if fix.action is None)
    status = "" if code.status is None else f"HTTP {code.status}"
    facts = ", ".join(filter(None, (code.name, code.severity, status)))
    meaning = f"      {code.meaning}\n" if code.meaning else ""
    return f"{code.code:>4}  {code.headline} ({facts})\n{meaning}{fixes}"


def table_members(table: ResultCodeTable) -> dict[str, Any]:
    """Return a table as members of a JSON object; scripts depend on their names."""
    return {
        "name": table.name,
        "title": table.title,
        "period": table.period,
        "source": table.source,
        "codes": [
            {
                "code": code.code,
                "name": code.name,
                "headline": code.headline,
                "severity": code.severity,
                "status": code.status,
                "meaning": code.meaning,
                "fixes": [
                    {"text": fix.text, "action": fix.action, "target": fix.target}
                    for fix in code.fixes
                ],
            }
            for code in table.codes.values()
        ],
    }
