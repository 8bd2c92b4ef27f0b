"""Reads in a response, by a dialect, whether the request worked and what went wrong."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from aiurdesk.core.dialects.paths import PathReader
from aiurdesk.core.formats.xml_tree import TEXT
from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import Phrase, marked, truncate
from aiurdesk.core.verdict.dialect import (
    HEADER,
    Code,
    Dialect,
    DialectFieldError,
    DialectItem,
    DialectReading,
    FieldRule,
    ItemRule,
    Missing,
    Paths,
    ReadOutcome,
    Rules,
)
from aiurdesk.core.verdict.envelope import LONGEST_MESSAGE, LONGEST_TEXT_CODE, truncated
from aiurdesk.core.verdict.envelope_reading import outcome_of, with_table
from aiurdesk.core.verdict.statuses import hinted_seconds

_LONGEST_LIST = 1_000
_WHOLE_NUMBER = re.compile(r"-?\d{1,15}", re.ASCII)


def text_of(value: Any) -> str:
    """Return a value as a text; of a list, one line for each entry."""
    match value:
        case None:
            text = ""
        case str():
            text = value
        case bool():
            text = "true" if value else "false"
        case list():
            lines = (text_of(entry) for entry in value[:_LONGEST_LIST])
            text = "\n".join(dict.fromkeys(filter(None, lines)))
        case dict():
            # An object has no text of its own; most that say something have a message in it. An
            # element of XML has a text beside its attributes.
            text = text_of(value.get("message") or value.get(TEXT))
        case _:
            text = str(value)
    return truncated(text)


def code_of(value: Any, rules: Rules | None = None) -> Code | None:
    """Return a value as a code: a whole number, or a text on one line that is not too long.

    Args:
        rules: Say how to cut the code out of a longer text.
    """
    if isinstance(value, dict):
        value = value.get(TEXT)
    if isinstance(value, list):
        value = next((entry for entry in value if entry not in (None, "")), None)
    if type(value) is int and abs(value) < 10**15:
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return int(value)
    if value is None or isinstance(value, (dict, list)):
        return None
    text = text_of(value).strip()
    if rules is not None and (rules.after or rules.before):
        text = _cut_out(text, rules)
        if _WHOLE_NUMBER.fullmatch(text):
            return int(text)
    return truncate(text, LONGEST_TEXT_CODE) or None


def _cut_out(text: str, rules: Rules) -> str:
    if rules.after and rules.after in text:
        text = text.partition(rules.after)[2]
    if rules.before:
        text = text.partition(rules.before)[0]
    return text.strip()


MOST_ERRORS = 1_000
_DEEPEST = 20
_LONGEST_NAME, _LONGEST_TEXT = 500, 5_000
"""Characters; there may be a thousand of them."""
_OWN_ERRORS = "_errors"
"""Discord's name for the errors of the object itself."""


def read_field_errors(
    reader: PathReader, rules: tuple[FieldRule, ...]
) -> tuple[DialectFieldError, ...]:
    """Return what the service says about single values, in its order, each text once."""
    errors: dict[DialectFieldError, None] = {}
    room = LONGEST_MESSAGE
    for error in islice((e for rule in rules for e in _errors(reader, rule)), MOST_ERRORS):
        room -= len(error.text)
        # They are shown together, as a message is.
        if room < 0:
            break
        errors[error] = None
    return tuple(errors)


def _errors(reader: PathReader, rule: FieldRule) -> Iterator[DialectFieldError]:
    # Only the name under which it is remembered differs from an ordinary path.
    value = reader.first("fields", rule.each or rule.map)
    if rule.map:
        yield from _walk(value, (), rule.text)
        return
    entries = [
        entry for entry in (value if isinstance(value, list) else (value,)) if entry is not None
    ]
    is_any = False
    for entry in entries:
        text = _text(reader.within("fields.text", (rule.text,), entry))
        names = reader.within("fields.name", (rule.name,), entry)
        if text or names:
            is_any = True
            yield DialectFieldError(name_of(names), text)
    if entries and not is_any:
        words = marked("fields: the entries at {path} have neither {name} nor {text}.")
        path = reader.paths.get("fields", "")
        reader.tell(Phrase(words, {"path": path, "name": rule.name, "text": rule.text}))


def _text(value: Any) -> str:
    return truncate(text_of(value), _LONGEST_TEXT)


def name_of(value: Any) -> str:
    """Return a name: steps of a path are joined by points."""
    if isinstance(value, list):
        return ".".join(str(step) for step in value[:_DEEPEST])
    return truncate(text_of(value), _LONGEST_NAME)


def _walk(
    value: Any, path: tuple[str, ...], text_name: str, *, is_inside: bool = False
) -> Iterator[DialectFieldError]:
    """Yield the texts at the leaves, each with the names that lead to it."""
    if len(path) > _DEEPEST or value is None:
        return
    if isinstance(value, dict):
        text = value.get(text_name)
        # The fields themselves are never a text; a field may be called as the text is.
        if isinstance(text, str) and is_inside:
            yield DialectFieldError(".".join(path), _text(text))
            return
        for name, member in value.items():
            inner = path if name == _OWN_ERRORS else (*path, name)
            yield from _walk(member, inner, text_name, is_inside=True)
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            # Several texts about one value, or the values of a list, each with its own errors.
            is_value = isinstance(entry, dict) and not isinstance(entry.get(text_name), str)
            inner = (*path, str(index)) if is_value else path
            yield from _walk(entry, inner, text_name, is_inside=True)
    else:
        yield DialectFieldError(".".join(path), _text(value))


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
