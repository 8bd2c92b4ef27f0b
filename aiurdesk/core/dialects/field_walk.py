"""Reads which values a service does not accept, from a list or from an object of any depth."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from aiurdesk.core.dialects.paths import PathReader
from aiurdesk.core.dialects.texts import text_of
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.core.verdict.dialect import DialectFieldError, FieldRule
from aiurdesk.core.verdict.envelope import LONGEST_MESSAGE
from aiurdesk.core.wording import truncate

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
