"""Changes values in the text of a TOML file; comments, order and unknown keys stay as they are."""

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, TypeGuard

from aiurdesk import libraries
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.toml.toml_reading import (
    read_toml,
    with_line_ends_of,
    without_carriage_returns,
)
from aiurdesk.core.formats.toml.toml_text import (
    Tables,
    TomlRecord,
    TomlValue,
    key_text,
    statement,
    table_text,
    value_text,
)
from aiurdesk.core.problem import at_line
from aiurdesk.core.translation import tr

if TYPE_CHECKING:
    from tomlkit.container import OutOfOrderTableProxy
    from tomlkit.items import AoT, Array, Table

_LONG = 4_000
"""Characters from which a text is long."""
_QUOTES = ("'''\n", '"""\n', "'", '"')


class LongTexts:
    """The long texts of a file, and of what is written into it."""

    def __init__(self, text: str, before: object, after: object) -> None:
        """Give each a name.

        Args:
            text: The text of the file.
            before: What it holds.
            after: What it is to hold. A text of it that cannot be written raises ``ProblemError``.
        """
        # A name that stands somewhere else would be taken for a long text at the end.
        number = next(n for n in count() if f"long text {n}." not in text)
        old, new = dict.fromkeys(_long(before)), dict.fromkeys(_long(after))
        self._written = {long: value_text(long) for long in (*old, *new)}
        # What a person has written in another way stays in its place.
        kept = [name for name in self._written if name not in old or self._written[name] in text]
        self._names = {long: f"long text {number}.{n}" for n, long in enumerate(kept)}

    def short(self, value: Any) -> Any:
        """Return a value with names instead of long texts, as the reader would return it."""
        if isinstance(value, str):
            return self._names.get(value, value)
        if isinstance(value, Mapping):
            return {key: self.short(item) for key, item in value.items()}
        if isinstance(value, Tables):
            return Tables(map(self.short, value))
        if isinstance(value, Sequence):
            return [self.short(item) for item in value]
        return value

    def short_text(self, text: str) -> str:
        """Return the text of a file with names instead of long texts, in the same quotes."""
        for long, name in self._names.items():
            written = self._written[long]
            quote = next(mark for mark in _QUOTES if written.startswith(mark))
            text = text.replace(written, f"{quote}{name}{quote.rstrip()}")
        return text

    def whole_text(self, text: str) -> str:
        """Return the text of a file with the long texts again."""
        for long, name in self._names.items():
            for quote in _QUOTES:
                text = text.replace(f"{quote}{name}{quote.rstrip()}", self._written[long])
        return text


def _long(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) >= _LONG:
            yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _long(item)
    elif isinstance(value, Sequence):
        for item in value:
            yield from _long(item)


def edited_toml(text: str, record: TomlRecord, keys: Sequence[str]) -> str:
    """Return a file's text with other values.

    Args:
        text: The text as it is.
        record: The values to write. A known key that is missing here is removed.
        keys: The keys that the program writes, in their order. Other keys are left alone.

    Raises:
        ProblemError: The text cannot be changed without losing something.
    """
    written, text = text, without_carriage_returns(text)
    before = read_toml(text)
    # Unknown keys come from a later version, or are notes of a person.
    expected = {key: value for key, value in before.items() if key not in keys}
    expected |= {key: _plain(value) for key, value in record.items()}
    # Saving what the file says already must not touch it: Git would show a change.
    if before == expected:
        return written
    long_texts = LongTexts(text, before, record)
    short = long_texts.short_text(text)
    # Not where the words of a long text occur in another text as well.
    if read_toml(short) == long_texts.short(before):
        edited = _edited(short, long_texts.short(record), keys)
        edited = long_texts.whole_text(edited)
    else:
        edited = _edited(text, record, keys)
    # The text was changed in several ways that may fail with unusual files. The proof is that it
    # reads back as it should.
    if read_toml(edited) != expected:
        raise ProblemError(
            tr(
                "The file cannot be changed without losing something in it. "
                "Make it simpler by hand, then save again."
            )
        )
    # A file that is written with CR LF on Windows is not to change in each of its lines.
    return with_line_ends_of(edited, written)


def _edited(text: str, record: TomlRecord, keys: Sequence[str]) -> str:
    before = read_toml(text)
    renamed = _with_new_names(text, before, record, keys)
    edited = _with_changed_values(renamed, read_toml(renamed), record, keys)
    for key in keys:
        if key in record and key not in before:
            edited = _with_new_key(edited, key, record[key], keys)
    return edited


def _with_new_names(
    text: str, before: Mapping[str, object], record: TomlRecord, keys: Sequence[str]
) -> str:
    """Rename the keys of tables in place, so that their lines and comments stay where they are."""
    for key in keys:
        old, new = before.get(key), record.get(key)
        if not isinstance(old, dict) or not isinstance(new, Mapping):
            continue
        for name, new_name in renamed_keys(tuple(old), tuple(new)):
            text = _with_new_name(text, key, name, new_name)
    return text


def renamed_keys(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the old and the new name of keys that have another name at the same place."""
    matcher = libraries.difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        # Otherwise it is not known which new name belongs to which old one.
        if kind != "replace" or end - start != new_end - new_start:
            continue
        for old, new in zip(before[start:end], after[new_start:new_end], strict=True):
            if old not in after and new not in before:
                yield old, new


def _with_new_name(text: str, key: str, name: str, new_name: str) -> str:
    """Rename a key of a table; where that cannot be done in place, return the text as it is."""
    before = read_toml(text)
    table = before[key]
    if not isinstance(table, dict):
        return text
    renamed = {new_name if old == name else old: value for old, value in table.items()}
    # A key stands before an equals sign, or at the end of the header of a table of its own.
    written = f"[\"']?{re.escape(name)}[\"']?"
    path = rf"(?<![\w.-])(?:{re.escape(key)}[ \t]*\.[ \t]*)?"
    for match in re.finditer(rf"{path}({written})(?=[ \t]*[=\]])", text):
        edited = f"{text[: match.start(1)]}{key_text(new_name)}{text[match.end(1) :]}"
        try:
            after = read_toml(edited)
        except ProblemError:
            continue  # The same words in a text, or a name that is there already.
        if after == {**before, key: renamed}:
            return edited
    return text


def _with_changed_values(
    text: str, before: Mapping[str, object], record: TomlRecord, keys: Sequence[str]
) -> str:
    """Replace the values of keys that stand in the text, and remove keys that have no value."""
    try:
        document = libraries.tomlkit.parse(text)
    except libraries.tomlkit.exceptions.ParseError as error:
        raise ProblemError(at_line(error.line, f"{error}.")) from None
    for key in keys:
        old = before.get(key)
        if key not in before or old == _plain(record.get(key)):
            continue
        # tomlkit keeps comments and blanks in its items, which are changed rather than replaced.
        item = document[key]
        if key not in record:
            document.remove(key)
            continue
        new = record[key]
        # The second kind is entries that a person has written as [[tests]] and so on.
        lists = (libraries.tomlkit.items.Array, libraries.tomlkit.items.AoT)
        if isinstance(item, lists) and isinstance(old, list) and _is_list(new):
            _change_list(item, old, new)
        # The other kind is a table whose keys are written as variables.a, variables.b.
        elif (
            isinstance(
                item,
                (libraries.tomlkit.items.Table, libraries.tomlkit.container.OutOfOrderTableProxy),
            )
            and isinstance(old, dict)
            and isinstance(new, Mapping)
        ):
            _change_table(item, old, new)
        else:
            # A flag comes out of the document as a plain bool, without how it is written.
            quoted = item.as_string() if isinstance(old, str) else ""
            document[key] = libraries.tomlkit.value(_text_like(quoted, new))
    return libraries.tomlkit.dumps(document)


def _text_like(written: str, value: TomlValue) -> str:
    """Return a value with the quotes that stand around the old one, where it can have them."""
    if isinstance(value, str) and "\n" in value and written.startswith('"""\n'):
        text = f'"""\n{value}"""'
        with contextlib.suppress(ProblemError):
            if read_toml(f"text = {text}") == {"text": value}:
                return text
    return value_text(value)


def _is_list(value: TomlValue) -> TypeGuard[Sequence[TomlValue]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _change_list(item: "Array | AoT", old: Sequence[object], new: Sequence[TomlValue]) -> None:
    """Change the entries that differ; the other ones stay with their comments."""
    for start, end, new_start, new_end in _different(old, new):
        shared = min(end - start, new_end - new_start)
        for offset in range(shared):
            was, entry = old[start + offset], new[new_start + offset]
            if not isinstance(item, libraries.tomlkit.items.AoT):
                item[start + offset] = libraries.tomlkit.value(value_text(entry))
            elif isinstance(was, dict) and isinstance(entry, Mapping):
                _change_table(item[start + offset], was, entry)
        for position in reversed(range(start + shared, end)):
            del item[position]
        for offset in range(shared, new_end - new_start):
            item.insert(start + offset, _made(item, new[new_start + offset]))


def _made(item: "Array | AoT", entry: TomlValue) -> Any:
    """Return an entry as the other ones of a list are written."""
    if not isinstance(item, libraries.tomlkit.items.AoT):
        return libraries.tomlkit.value(value_text(entry))
    assert isinstance(entry, Mapping)
    table = libraries.tomlkit.table()
    _change_table(table, {}, entry)
    return table


def _different(
    old: Sequence[object], new: Sequence[TomlValue]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield where lists differ, from the end, so that the positions before stay valid."""
    matcher = libraries.difflib.SequenceMatcher(
        a=[repr(entry) for entry in old], b=[repr(_plain(entry)) for entry in new], autojunk=False
    )
    for kind, *places in reversed(matcher.get_opcodes()):
        if kind != "equal":
            start, end, new_start, new_end = places
            yield start, end, new_start, new_end


def _change_table(
    item: "Table | OutOfOrderTableProxy", old: Mapping[str, object], new: TomlRecord
) -> None:
    for key in old.keys() - new.keys():
        del item[key]
    for key, value in new.items():
        was = old.get(key)
        if isinstance(was, dict) and isinstance(value, Mapping):
            _change_table(item[key], was, value)
        elif key not in old or was != _plain(value):
            item[key] = libraries.tomlkit.value(value_text(value))


def _with_new_key(text: str, key: str, value: TomlValue, keys: Sequence[str]) -> str:
    """Add a key before the first of the keys that follow it, or where that is possible."""
    before = read_toml(text)
    expected = {**before, key: _plain(value)}
    if isinstance(value, Mapping | Tables):
        added = f"{_with_end(text)}\n{table_text(key, value)}"
        # A new table goes last: keys behind its header would belong to it.
        return added if read_toml(added) == expected else text
    for position in _places(text, keys[keys.index(key) + 1 :]):
        added = f"{_with_end(text[:position])}{statement(key, value)}{text[position:]}"
        try:
            if read_toml(added) == expected:
                return added
        except ProblemError:
            continue  # This place lies within a text or a list.
    return text


def _with_end(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _places(text: str, later: Sequence[str]) -> Iterator[int]:
    """Yield where a key may be added, the best place first."""
    for key in later:
        for match in re.finditer(rf"^[ \t]*{re.escape(key)}[ \t]*=", text, re.MULTILINE):
            yield match.start()
    for match in re.finditer(r"^[ \t]*\[", text, re.MULTILINE):
        blank = text[: match.start()].rstrip("\n \t")
        yield len(blank) + 1 if blank else match.start()
        yield match.start()
    yield len(text)


def _plain(value: object) -> object:
    """Return a value as the reader returns it."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value
