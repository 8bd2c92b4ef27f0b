"""The dialects of the program in the language of the person; those of others stay as they are."""

from msgspec.structs import replace

from aiurdesk.core.translation import language, tr
from aiurdesk.core.verdict.dialect import CodeRow, Dialect
from aiurdesk.core.verdict.explanations import translated_fixes


def translated(dialect: Dialect) -> Dialect:
    """Return a dialect whose headlines, meanings and fixes are translated."""
    if not language() or not dialect.rows:
        return dialect
    return replace(dialect, rows=tuple(map(_row, dialect.rows)))


def _row(row: CodeRow) -> CodeRow:
    return replace(
        row,
        headline=tr(row.headline),
        meaning=tr(row.meaning),
        fixes=translated_fixes(row.fixes),
    )
