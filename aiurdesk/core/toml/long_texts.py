"""Short names for long texts, while the file that they are in is changed.

tomlkit reads each quote in a text by copying what is behind it: it takes seconds for a body of one
megabyte, and minutes for one of ten.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from aiurdesk.core.toml.toml_text import value_text

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
            after: What it is to hold. A text of it that cannot be written raises ``DataMistake``.
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
