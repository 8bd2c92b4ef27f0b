"""Reads JSON and YAML of other programs, and tells which of their members nothing has read.

What an importer does not know is listed this way without being looked for.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from aiurdesk.core.problem import Problem, TextPlace
from aiurdesk.core.translation import tr, within

Json: TypeAlias = "None | bool | str | list[Json] | dict[str, Json]"
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
"""As JSON writes it; anything else that YAML takes for a number stays a text."""


class Number(str):
    """A number as it is written."""

    __slots__ = ()


def read_object(text: str, words: str, list_name: str = "") -> "JsonObject | Problem":
    """Return the object in a JSON text, or the problem that it holds none.

    Args:
        text: A document.
        words: The sentence of a mistake, with ``{error}`` for what is wrong.
        list_name: A list at the top becomes the member of this name. Without one, it is refused.
    """
    twice: list[str] = []

    def members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        last = dict(pairs)
        if len(last) < len(pairs):
            counts = Counter(name for name, _ in pairs)
            twice.extend(name for name, count in counts.items() if count > 1)
        return last

    try:
        whole = json.loads(
            text.lstrip("\ufeff"),
            parse_int=Number,
            parse_float=Number,
            parse_constant=Number,
            object_pairs_hook=members,
        )
    except RecursionError:
        return Problem(words.format(error=tr("it is nested too deeply")))
    except json.JSONDecodeError as error:
        place = TextPlace(error.lineno, error.colno, error.pos)
        return Problem(words.format(error=error), place)
    if list_name and isinstance(whole, list):
        whole = {list_name: whole}
    if not isinstance(whole, dict):
        return Problem(words.format(error=tr("it is not an object")))
    return JsonObject(whole, repeated=tuple(twice))


def read_yaml(text: str, words: str) -> dict[str, Json] | Problem:
    """Return the members of the mapping that a YAML text is; ``words`` as for ``read_object``.

    It is read as JSON is: numbers stay as they are written.
    """
    # Not at the top: it imports all that reads descriptions of APIs, and few texts are YAML.
    from aiurdesk.importers.openapi import text as openapi_text

    def plain(scalar: str) -> Json:
        if _NUMBER.fullmatch(scalar):
            return Number(scalar)
        value = openapi_text.plain_value(scalar)
        return value if value is None or isinstance(value, bool) else scalar

    value = openapi_text.read_yaml(text, plain)
    if isinstance(value, Problem):
        sentence = value.sentence.rstrip(".")
        return Problem(words.format(error=within(sentence)), value.at)
    if not isinstance(value, dict):
        return Problem(words.format(error=tr("it is not an object")))
    return value


def written(value: Json) -> str:
    """Return the text of a value, with numbers as they were."""
    if isinstance(value, dict):
        pairs = (
            f"{json.dumps(name, ensure_ascii=False)}: {written(v)}" for name, v in value.items()
        )
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    return str(value) if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)


class JsonObject:
    """An object of a document. What a method returned counts as read."""

    def __init__(
        self, members: Mapping[str, Json], pointer: str = "", repeated: tuple[str, ...] = ()
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            members: The members of the object.
            pointer: Where it stands in the document (RFC 6901).
            repeated: As the attribute.
        """
        self.pointer = pointer
        self.repeated = repeated
        """Of the whole document: names that stand twice in one object. The last value counts."""
        self._members = members
        self._unread = {name: None for name, value in members.items() if not _is_empty(value)}
        # By pointers: objects that were read, and None for entries of lists that were not.
        self._inner: dict[str, JsonObject | None] = {}

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such a member that is not null."""
        return self._members.get(name) is not None

    def is_blank(self, name: str) -> bool:
        """Tell whether a member holds nothing."""
        return _is_empty(self._members.get(name))

    def is_list(self, name: str) -> bool:
        """Tell whether a member is a list."""
        return isinstance(self._members.get(name), list)

    def pointer_to(self, name: str) -> str:
        """Return the pointer to a member."""
        return f"{self.pointer}/{name.replace('~', '~0').replace('/', '~1')}"

    def pass_over(self, *names: str) -> None:
        """Count members as read that mean nothing here; objects and lists stay unread."""
        for name in names:
            self.text(name)

    def skip(self, *names: str) -> None:
        """Count members as read with all in them, because they mean nothing here."""
        for name in names:
            self._unread.pop(name, None)
            self._inner.pop(self.pointer_to(name), None)

    @property
    def description(self) -> str:
        """The description of anything; it is a text, or an object with its format."""
        inner = self.inner("description")
        inner.pass_over("type")
        return (self.text("description") or inner.text("content")).strip()

    @property
    def is_off(self) -> bool:
        """Whether a row is switched off, in the words of any program."""
        # All of them, so that each one counts as read.
        off = [self.is_true(name) for name in ("disabled", "isDisabled")]
        off += [self.is_false(name) for name in ("enabled", "active")]
        return any(off)

    def name(self, usual: str) -> str:
        """Return the name of what this is, or a usual one where it has none."""
        return self.text("name").strip() or usual

    def number(self, name: str, usual: float) -> float:
        """Return a number; another one where there is none."""
        try:
            return float(self.text(name))
        except ValueError:
            return usual

    def names(self) -> tuple[str, ...]:
        """Return the names of all members."""
        return tuple(self._members)

    def text(self, name: str) -> str:
        """Return a text, or the text of a number or a truth value; empty for anything else."""
        value = self._members.get(name)
        if isinstance(value, dict | list):
            return ""
        self._unread.pop(name, None)
        return _text_of(value)

    def string(self, name: str) -> str:
        """Return a member that is a text; anything else gives empty text and stays unread."""
        # A number is a kind of text here.
        return self.text(name) if type(self._members.get(name)) is str else ""

    def is_true(self, name: str) -> bool:
        """Tell whether a member is true; one that is neither true nor false stays unread."""
        value = self._members.get(name)
        if isinstance(value, bool):
            self._unread.pop(name, None)
        return value is True

    def is_false(self, name: str) -> bool:
        """Tell whether a member is false; one that is neither true nor false stays unread."""
        self.is_true(name)
        return self._members.get(name) is False

    def texts(self, name: str) -> list[str]:
        """Return the texts of a list, or a text alone; of an object in it, its ``value``."""
        value = self._members.get(name)
        if value is None or isinstance(value, dict):
            return []
        if not isinstance(value, list):
            return [self.text(name)]
        texts = []
        for pointer, entry in self._entries(name, value):
            if isinstance(entry, dict):
                inner = self._child(entry, pointer)
                inner.pass_over("type")
                texts.append(inner.text("value"))
            elif isinstance(entry, list):
                self._inner[pointer] = None
            else:
                texts.append(_text_of(entry))
        return texts

    def inner(self, name: str) -> "JsonObject":
        """Return an object within this one, or an empty one where there is none."""
        value = self._members.get(name)
        if not isinstance(value, dict):
            return JsonObject({}, self.pointer_to(name))
        self._unread.pop(name, None)
        return self._child(value, self.pointer_to(name))

    def objects(self, name: str) -> "list[JsonObject]":
        """Return the objects in a list; one alone counts as a list."""
        value = self._members.get(name)
        if not isinstance(value, list):
            return [self.inner(name)] if isinstance(value, dict) else []
        objects = []
        for pointer, entry in self._entries(name, value):
            if isinstance(entry, dict):
                objects.append(self._child(entry, pointer))
            elif not _is_empty(entry):
                self._inner[pointer] = None
        return objects

    def pairs(self, name: str) -> dict[str, str]:
        """Return names and texts: of a list of objects with ``key`` and ``value``, or an object."""
        if not self.is_list(name):
            holder = self.inner(name)
            return {key: holder.text(key) for key in holder._members}
        values: dict[str, str] = {}
        for entry in self.objects(name):
            key = entry.text("key")
            if key in values:
                self._inner[entry.pointer] = None
                continue
            entry.pass_over("type")
            values[key] = entry.text("value")
        return values

    def count(self, name: str) -> int:
        """Return how many entries a list has, which count as read; 0 where it is not a list."""
        value = self._members.get(name)
        if not isinstance(value, list):
            return 0
        self._unread.pop(name, None)
        return len(value)

    def json(self, name: str) -> str:
        """Return a member as text: objects and lists as JSON, empty text for null."""
        value = self._members.get(name)
        self._unread.pop(name, None)
        return written(value) if isinstance(value, dict | list) else _text_of(value)

    def take_unread(self) -> tuple[str, ...]:
        """Return the pointers to all that nothing has read, and count it as read."""
        return tuple(self._taken())

    def _taken(self) -> Iterator[str]:
        yield from map(self.pointer_to, self._unread)
        for pointer, inner in self._inner.items():
            if inner is None:
                yield pointer
            else:
                yield from inner._taken()
        self._unread, self._inner = {}, {}

    def _entries(self, name: str, value: list[Json]) -> Iterator[tuple[str, Json]]:
        self._unread.pop(name, None)
        pointer = self.pointer_to(name)
        return ((f"{pointer}/{index}", entry) for index, entry in enumerate(value))

    def _child(self, members: Mapping[str, Json], pointer: str) -> "JsonObject":
        # One for each: another one would not know what this one has read.
        child = self._inner.get(pointer)
        if child is None:
            child = self._inner[pointer] = JsonObject(members, pointer)
        return child


def _is_empty(value: Json) -> bool:
    return value is None or value in ("", [], {})


def _text_of(value: Json) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return ("false", "true")[value] if isinstance(value, bool) else str(value)
