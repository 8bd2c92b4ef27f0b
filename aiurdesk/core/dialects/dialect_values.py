"""Validation of the members of a dialect's file: functions that check and return a value."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.expectations.expressions import LONGEST_READ_HERE
from aiurdesk.core.formats.schema import (
    Convert,
    ObjectSchema,
    any_list,
    flag,
    one_of,
    some_text,
    text,
    unlike,
    whole_number,
)
from aiurdesk.core.problem import FixAction
from aiurdesk.core.translation import printable, tr
from aiurdesk.core.verdict.dialect import FORMAT, HTTP, Code, Missing, Paths, Reader
from aiurdesk.core.verdict.verdict import Severity

_LONGEST_NAME = 60
_MOST_FRAGMENTS = 100
_BY_STATUS = "by_status"
_severity = one_of(Severity, without={Severity.TEST})
_ALTERNATIVE = re.compile(r"(?:[^|(]|\([^()]*\)|\()+")
_GROUP = re.compile(r"\(([^()|]*\|[^()]*)\)")
"""With one alternative only, the brackets belong to the message."""


def _code(raw: Any) -> Code:
    # Not ``isinstance``: TOML has booleans, and True would become the code 1.
    if type(raw) is int or (isinstance(raw, str) and raw.strip()):
        return raw
    raise unlike(raw, tr("should be a whole number or a text that is not blank, not {raw}"))


def _codes(raw: Any) -> tuple[Code, ...]:
    if isinstance(raw, list) and raw:
        return tuple(_code(entry) for entry in raw)
    return (_code(raw),)


def _http_status(raw: Any) -> int:
    number = whole_number(raw)
    if 100 <= number <= 599:
        return number
    raise ProblemError(
        tr("should be an HTTP status from 100 to 599, not {number}").format(number=number)
    )


def _path(raw: Any) -> str:
    path = some_text(raw)
    if len(path) > LONGEST_READ_HERE:
        raise ProblemError(
            tr("should have at most {longest_read_here:,} characters").format(
                longest_read_here=LONGEST_READ_HERE
            )
        )
    return path


def _paths(raw: Any) -> Paths:
    return tuple(map(_path, raw)) if isinstance(raw, list) else (_path(raw),)


def _texts(raw: Any) -> tuple[str, ...]:
    """Accept a text or a list of texts, none of them blank."""
    return tuple(map(some_text, raw)) if isinstance(raw, list) else (some_text(raw),)


def _fragments(raw: Any) -> tuple[str, ...]:
    """Accept what a message may say: fragments with ``|`` between them, or a list of these.

    ``(chat|user) not found`` is two of them. This is not a regular expression: a stranger's could
    take for ever.
    """
    fragments = (one for entry in _texts(raw) for one in _alternatives(entry))
    return tuple(one.strip().lower() for one in islice(fragments, _MOST_FRAGMENTS) if one.strip())


def _alternatives(text: str) -> Iterator[str]:
    for whole in _ALTERNATIVE.findall(text):
        group = _GROUP.search(whole)
        if group is None:
            yield whole
            continue
        for one in group[1].split("|"):
            yield from _alternatives(f"{whole[: group.start()]}{one}{whole[group.end() :]}")


def _severity_or_none(raw: Any) -> Severity | None:
    if raw == _BY_STATUS:
        return None
    try:
        severity: Severity = _severity(raw)
    except ProblemError as mistake:
        raise ProblemError(str(mistake).replace(", not ", f", {_BY_STATUS}, not ", 1)) from None
    return severity


def _table(raw: Any) -> dict[str, Any]:
    if isinstance(raw, dict):
        return raw
    raise unlike(raw, tr("should be a table, not {raw}"))


def _tables(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [_table(raw)]


def _format(raw: Any) -> int:
    if raw == FORMAT and type(raw) is int:
        return FORMAT
    raise unlike(
        raw,
        tr("should be {format}, the only one that this version reads, not {raw}"),
        format=FORMAT,
    )


def _name(raw: Any) -> str:
    name = some_text(raw)
    # It is a word of the command line, and stands in sentences.
    if len(name) > _LONGEST_NAME or printable(name) != name or name != name.strip():
        raise ProblemError(
            tr("should be one to {longest_name} printable characters").format(
                longest_name=_LONGEST_NAME
            )
        )
    if name.casefold() == HTTP:
        raise ProblemError(
            tr("should be another one: {http} means that the HTTP status judges").format(http=HTTP)
        )
    return name


def _limited(most: int) -> Convert:
    def convert(raw: Any) -> str:
        # A stranger may have written it, and it is shown as it is.
        words = printable(text(raw))
        if len(words) > most:
            raise ProblemError(tr("should have at most {most:,} characters").format(most=most))
        return words

    return convert


_line, _prose = _limited(200), _limited(4_000)
HEAD = ObjectSchema(
    {
        "format": _format, "name": _name, "title": _line, "period": _line, "source": _prose,
        "match": _table, "read": _table, "code": any_list,
    },
    frozenset({"name"}),
)  # fmt: skip
MATCH = ObjectSchema(
    {
        "headers": _texts,
        "hosts": _texts, "content_types": _texts, "paths": _texts, "shape": _path, "sure": flag,
        "has_version": flag,
    },
)  # fmt: skip
READ_PATHS = (
    "root", "ok", "partial", "code", "sub_code", "headline", "message", "warning", "request_id",
    "docs", "retry_after", "version",
)  # fmt: skip
READ = ObjectSchema(
    {
        "reader": one_of(Reader), "missing": one_of(Missing), "has_other_codes": flag,
        "after": text, "before": text, "fields": _tables, "items": _table,
        **dict.fromkeys(READ_PATHS, _paths),
    },
)  # fmt: skip
FIELDS = ObjectSchema({"each": _paths, "map": _paths, "name": _path, "text": _path})
ITEMS = ObjectSchema(
    dict.fromkeys(("each", "ok", "code", "message", "label"), _paths), frozenset({"each"})
)
ROW = ObjectSchema(
    {
        "is": _codes, "code": _codes, "from": whole_number, "to": whole_number, "prefix": some_text,
        "says": _fragments, "name": _line, "headline": _line, "severity": _severity_or_none,
        "status": _http_status, "meaning": _prose, "fixes": any_list,
        "renews_token": flag, "names_values": flag,
    },
)  # fmt: skip
FIX = ObjectSchema(
    {"text": _line, "action": one_of(FixAction), "target": _line}, frozenset({"text"})
)
