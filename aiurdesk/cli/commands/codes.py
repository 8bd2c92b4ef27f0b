"""``aiurdesk codes``: what the result codes mean and what to do about them."""

import argparse
import sys
from typing import Any

from aiurdesk.cli.command import OpenServices
from aiurdesk.cli.exit_codes import ExitCode
from aiurdesk.core.verdict.result_codes import ResultCode, ResultCodeTable
from aiurdesk.services.result_code_tables import TABLES, load_table

NAME = "codes"
HELP = "Explain the result codes of the services, table by table."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--table", metavar="T", choices=TABLES, help=f"one of {', '.join(TABLES)}; all without it"
    )
    parser.add_argument("--json", action="store_true", help="print an array of tables as JSON")


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Print the tables."""
    names = (arguments.table,) if arguments.table else TABLES
    tables = [load_table(name) for name in names]
    if arguments.json:
        import json

        members = [table_members(table) for table in tables]
        sys.stdout.write(json.dumps(members, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(overview(table) for table in tables))
    return ExitCode.SUCCESS


def overview(table: ResultCodeTable) -> str:
    """Return a table for reading."""
    rows = "\n".join(_paragraph(code) for code in table.codes.values())
    return f"Table {table.name}: {table.title} ({table.period})\n\n{rows}"


def _paragraph(code: ResultCode) -> str:
    fixes = "".join(f"       - {fix.text}\n" for fix in code.fixes if fix.action is None)
    return (
        f"{code.number:>4}  {code.headline} "
        f"({code.name}, {code.severity}, HTTP {code.status})\n"
        f"      {code.meaning}\n{fixes}"
    )


def table_members(table: ResultCodeTable) -> dict[str, Any]:
    """Return a table as it stands in JSON; scripts build on the names."""
    return {
        "name": table.name,
        "title": table.title,
        "period": table.period,
        "source": table.source,
        "codes": [
            {
                "number": code.number,
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
