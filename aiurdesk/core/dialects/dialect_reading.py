"""Reads in a response, by a dialect, whether the request worked and what went wrong."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from aiurdesk.core.dialects.field_walk import name_of, read_field_errors
from aiurdesk.core.dialects.paths import PathReader
from aiurdesk.core.dialects.texts import code_of, text_of
from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.core.verdict.dialect import (
    HEADER,
    Dialect,
    DialectItem,
    DialectReading,
    ItemRule,
    Missing,
    Paths,
    ReadOutcome,
    Rules,
)
from aiurdesk.core.verdict.envelope import LONGEST_TEXT_CODE
from aiurdesk.core.verdict.retry_after import hinted_seconds
from aiurdesk.core.verdict.table_reading import outcome_of, with_table
from aiurdesk.core.wording import truncate

MOST_ITEMS = 10_000
"""Entries of a batch that are read one by one."""
RETRY_HEADER = f"{HEADER}retry-after"
_WHERE_MISSING = {Missing.SUCCESS: ReadOutcome.SUCCESS, Missing.FAILURE: ReadOutcome.ERROR}
_FIRST_FAILING = 400
_LONGEST_HEADLINE = 200
_LONGEST = 1_000
"""Characters of the message of an item, of which there may be thousands."""


def read(
    dialect: Dialect, status: int, headers: Sequence[Header], value: Any, *, is_own: bool = True
) -> DialectReading:
    """Return what a dialect reads in a response. Never raises.

    Args:
        dialect: With its table; without one, no code has a meaning.
        status: The HTTP status.
        headers: All headers of the response.
        value: What the body stands for; None where it is neither JSON nor XML.
        is_own: Whether the dialect was made for this service; see ``Choice.is_own``.
    """
    head = read_head(dialect, status, headers, value)
    return with_table(head, dialect, status, is_own=is_own)


def read_head(
    dialect: Dialect, status: int, headers: Sequence[Header], value: Any
) -> DialectReading:
    """Return what a dialect reads in a response without its table; see ``with_table``."""
    rules, reader = dialect.rules, PathReader(status, headers, value)
    root = reader.first("root", rules.root)
    reader.value = value if root is None else root
    code = code_of(reader.first("code", rules.code), rules)
    items, left_out = _items(reader, rules.items)
    said = _said_outcome(reader, rules, items, left_out)
    return DialectReading(
        dialect=dialect.name,
        outcome=outcome_of(said, status),
        said=said,
        code=code,
        sub_code=code_of(reader.first("sub_code", rules.sub_code)),
        headline=truncate(text_of(reader.first("headline", rules.headline)), _LONGEST_HEADLINE),
        message=text_of(reader.first("message", rules.message)),
        warning=text_of(reader.first("warning", rules.warning)),
        field_errors=read_field_errors(reader, rules.fields),
        items=items,
        items_left_out=left_out,
        request_id=truncate(
            text_of(reader.first("request_id", rules.request_id)), LONGEST_TEXT_CODE
        ),
        docs=text_of(reader.first("docs", rules.docs)),
        retry_after_s=hinted_seconds(
            reader.first("retry_after", _retry_paths(rules, said, status)), reader.header("Date")
        ),
        paths=reader.paths,
        mistakes=tuple(reader.mistakes),
    )


def _retry_paths(rules: Rules, said: ReadOutcome | None, status: int) -> Paths:
    """Return where to look for how long to wait: in the header of HTTP, too, where it failed."""
    has_failed = said is ReadOutcome.ERROR or status >= _FIRST_FAILING
    return (*rules.retry_after, RETRY_HEADER) if has_failed else rules.retry_after


def _said_outcome(
    reader: PathReader, rules: Rules, items: tuple[DialectItem, ...], left_out: int
) -> ReadOutcome | None:
    """Return how it went as the body says it; None where it does not."""
    # A body that is not JSON says nothing, not even that there is no error in it.
    if reader.value is None:
        return None
    good = sum(item.is_ok for item in items)
    if items and not good:
        return ReadOutcome.ERROR
    if good < len(items) or reader.truth("partial", rules.partial):
        return ReadOutcome.PARTIAL
    mistakes = len(reader.mistakes)
    is_ok = reader.truth("ok", rules.ok)
    if items and (is_ok is None or len(reader.mistakes) > mistakes):
        # A list of calls has no head of its own.
        del reader.mistakes[mistakes:]
        return ReadOutcome.SUCCESS
    if is_ok is None:
        return _where_missing(reader, rules)
    if is_ok:
        return ReadOutcome.SUCCESS
    # The head knows of failures among the entries that were not read.
    return ReadOutcome.PARTIAL if left_out and items else ReadOutcome.ERROR


def _where_missing(reader: PathReader, rules: Rules) -> ReadOutcome | None:
    """Return what it means that nothing is there that says how it went."""
    if rules.missing is Missing.NOT_JUDGED:
        if rules.ok:
            text = marked("ok is not in this response, so the HTTP status judges it.")
            reader.tell(Phrase(text))
        return None
    return _WHERE_MISSING[rules.missing]


def _items(reader: PathReader, rule: ItemRule | None) -> tuple[tuple[DialectItem, ...], int]:
    """Return how each part of a batch went, and how many more parts there are."""
    entries = reader.first("items", rule.each) if rule else None
    if rule is None or entries is None:
        return (), 0
    # XML does not tell a list of one from an element.
    listed = entries if isinstance(entries, list) else [entries]
    if listed is not entries and not _is_item(reader, rule, entries):
        path = reader.paths.pop("items")
        text = marked("items: {path} gives no list in this body.")
        reader.tell(Phrase(text, {"path": path}))
        return (), 0
    items = tuple(_item(reader, rule, entry) for entry in islice(listed, MOST_ITEMS))
    return items, max(0, len(listed) - MOST_ITEMS)


def _is_item(reader: PathReader, rule: ItemRule, entry: Any) -> bool:
    """Tell whether a value beside lists says how it went, as an entry does."""
    is_told = reader.truth_within("items.ok", rule.ok, entry) is not None
    return isinstance(entry, dict) and (
        is_told or reader.within("items.code", rule.code, entry) is not None
    )


def _item(reader: PathReader, rule: ItemRule, entry: Any) -> DialectItem:
    code = code_of(reader.within("items.code", rule.code, entry))
    is_ok = reader.truth_within("items.ok", rule.ok, entry)
    # Where it does not say that it worked, one with a code failed.
    if is_ok is None:
        is_ok = code is None
    return DialectItem(
        is_ok=is_ok,
        code="" if code is None else str(code),
        message=truncate(text_of(reader.within("items.message", rule.message, entry)), _LONGEST),
        label=name_of(reader.within("items.label", rule.label, entry)),
    )
