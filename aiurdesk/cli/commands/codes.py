"""``aiurdesk codes``: what the codes of the dialects mean and what to do about them."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiurdesk.cli.command import OpenServices, add_option
from aiurdesk.cli.output import tell, write_json
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.dialect import CodeRow, Dialect
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.dialects.dialect_files import dialect_files


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--dialect",
        "--table",
        metavar="D",
        dest="dialect",
        help=tr("name of one dialect; without it, the tables of all"),
    )
    add_option(parser, "--json", tr("print an array of tables as JSON"))


def run(arguments: argparse.Namespace, open_services: OpenServices) -> int:
    """Print the tables, and the mistakes in one's own files; with mistakes the status is 2.

    Raises:
        ProblemError: There is no dialect of that name.
    """
    # Not with ``open_services``: importing the use cases takes longer than this whole command.
    files = dialect_files(Path(arguments.profile) if arguments.profile else None)
    if not arguments.dialect:
        files.read_all()
    mistakes = files.mistakes
    tell(*mistakes)
    if arguments.dialect and arguments.dialect not in files:
        text = tr("There is no dialect {dialect}. There are {files}.")
        raise ProblemError(text.format(dialect=arguments.dialect, files=", ".join(files)))
    names = [arguments.dialect] if arguments.dialect else list(files)
    dialects = [files[name] for name in names]
    if arguments.json:
        write_json([table_members(dialect) for dialect in dialects])
    else:
        if not arguments.dialect:
            words = tr("There are {dialects_count} tables: {names}.\n\n")
            sys.stdout.write(words.format(dialects_count=len(dialects), names=", ".join(names)))
        sys.stdout.write("\n".join(overview(dialect) for dialect in dialects))
    # A script that checks a file of its own learns by the status that it has mistakes.
    return ExitCode.USAGE if mistakes else ExitCode.SUCCESS


def overview(dialect: Dialect) -> str:
    """Return the table of a dialect as text."""
    rows = "\n".join(map(_paragraph, dialect.rows))
    period = f" ({dialect.period})" if dialect.period else ""
    return tr("Table {name}: {title}{period}\n\n{rows}").format(
        name=dialect.name, title=dialect.title, period=period, rows=rows
    )


def _paragraph(row: CodeRow) -> str:
    # A fix with an action is a button of the window.
    fixes = "".join(f"       - {fix.text}\n" for fix in row.fixes if fix.action is None)
    status = "" if row.status is None else f"HTTP {row.status}"
    phrases = tr("says {texts}").format(texts=" | ".join(row.says)) if row.says else ""
    facts = ", ".join(filter(None, (row.name, row.severity or tr("by status"), status, phrases)))
    meaning = f"      {row.meaning}\n" if row.meaning else ""
    headline = f"  {row.headline}" if row.headline else ""
    return f"{_codes(row):>4}{headline} ({facts})\n{meaning}{fixes}"


def _codes(row: CodeRow) -> str:
    """Return the codes that a row is for."""
    texts = [str(code) for code in row.codes]
    texts += [f"{row.prefix}…"] if row.prefix else []
    if row.first is not None:
        texts.append(tr("{first} to {last}").format(first=row.first, last=row.last))
    return ", ".join(texts)


def table_members(dialect: Dialect) -> dict[str, Any]:
    """Return a table as members of a JSON object; scripts depend on their names."""
    return {
        "name": dialect.name,
        "title": dialect.title,
        "period": dialect.period,
        "source": dialect.source,
        "codes": [members for row in dialect.rows for members in _row_members(row)],
    }


def _row_members(row: CodeRow) -> Iterator[dict[str, Any]]:
    """Yield an object for each code of a row, and one for its prefix or range."""
    rest: dict[str, Any] = {
        "name": row.name,
        "headline": row.headline,
        "severity": row.severity,
        "status": row.status,
        "meaning": row.meaning,
        "fixes": [
            {"text": fix.text, "action": fix.action, "target": fix.target} for fix in row.fixes
        ],
    }
    if row.says:
        rest["says"] = row.says
    for code in row.codes:
        yield {"code": code, **rest}
    if row.prefix:
        yield {"code": None, "prefix": row.prefix, **rest}
    if row.first is not None:
        yield {"code": None, "from": row.first, "to": row.last, **rest}
