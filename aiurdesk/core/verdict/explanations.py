"""What statuses, failures, bodies and close codes mean: ``resources/explanations``, read late."""

from collections.abc import Iterable, Mapping
from functools import cache

import msgspec
from msgspec.structs import replace

from aiurdesk import resources
from aiurdesk.core.toml.toml_reading import read_toml
from aiurdesk.core.translation import language, tr
from aiurdesk.core.verdict.verdict import Fix, Severity


class Explanation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of one of the files."""

    severity: Severity
    headline: str
    meaning: str = ""
    fixes: tuple[Fix, ...] = ()
    instead: str = ""
    """Of a body: what came instead of an envelope, as it stands after "404 Not found, with"."""
    is_temporary: bool = False
    """Of a close code: whether connecting again may help."""


def explain(subject: str, *keys: str) -> Explanation:
    """Return the first row that there is, in the language of the person.

    Args:
        subject: Name of the file, such as ``statuses``.
        keys: From the most particular to the most general; the last one has a row.
    """
    rows = explanations(subject)
    row = rows[next((key for key in keys if key in rows), keys[-1])]
    if not language():
        return row
    return replace(
        row,
        headline=tr(row.headline),
        meaning=tr(row.meaning),
        fixes=translated_fixes(row.fixes),
        instead=tr(row.instead),
    )


def translated_fixes(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """Return the fixes of a data file in the language of the person."""
    return tuple(replace(fix, text=tr(fix.text)) for fix in fixes)


@cache
def explanations(subject: str) -> Mapping[str, Explanation]:
    """Return all rows of a file in English. It is data of the program, so it has no mistakes."""
    content = read_toml(resources.read_text(f"explanations/{subject}.toml"))
    return msgspec.convert(content, dict[str, Explanation])
