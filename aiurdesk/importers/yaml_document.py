"""Reads YAML of other programs as JSON: with its types only, and with limits.

Source: YAML 1.2.2 section 10.3 (Core schema); dates, which YAML 1.1 has, are texts.
"""

import re
from collections.abc import Iterator
from typing import Any

from aiurdesk import libraries
from aiurdesk.importers.json_document import Json, JsonObject, NotAnObject, Number

MOST_NODES = 2_000_000
"""An alias counts as all that it stands for: nine lines can stand for a billion."""
_DEEPEST = 200
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
"""As JSON writes it; anything else that YAML takes for a number stays a text."""
_TAG = "tag:yaml.org,2002:"


def read_yaml_object(text: str) -> JsonObject:
    """Return the mapping that a text is.

    Raises:
        NotAnObject: It is something else, or takes too much.
    """
    whole = read_yaml(text)
    if not isinstance(whole, dict):
        raise NotAnObject("it is not an object")
    return JsonObject(whole)


def read_yaml(text: str) -> Json:
    """Return the first document of a text. Aliases are the same object twice.

    Raises:
        NotAnObject: It is no YAML, refers to itself, or takes too much.
    """
    yaml = libraries.yaml
    try:
        return _Reading().value(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        raise NotAnObject(_position(error)) from error


def _position(error: Any) -> str:
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    where = f"line {mark.line + 1}: " if mark is not None else ""
    return f"{where}{problem or 'it is no valid YAML'}"


class _Reading:
    """Builds values of the events of a parser, without recursion."""

    def __init__(self) -> None:
        self._anchors: dict[str, tuple[Json, int]] = {}
        self._count = 0
        # Of the collections that are open: value, key that waits for a value, anchor, count before.
        self._open: list[tuple[dict[str, Json] | list[Json], list[str], str | None, int]] = []
        self._whole: Json = None

    def value(self, events: Iterator[Any]) -> Json:
        """Return the value of the first document."""
        for event in events:
            name = type(event).__name__
            if name == "DocumentEndEvent":
                break
            self._take(name, event)
        return self._whole

    def _take(self, name: str, event: Any) -> None:
        match name:
            case "ScalarEvent":
                self._add(_scalar(event), event.anchor, 1)
            case "AliasEvent":
                if event.anchor not in self._anchors:
                    raise NotAnObject(f"*{event.anchor} stands for itself or for nothing")
                value, size = self._anchors[event.anchor]
                self._add(value, None, size)
            case "MappingStartEvent" | "SequenceStartEvent":
                if len(self._open) >= _DEEPEST:
                    raise NotAnObject("it is nested too deeply")
                made: dict[str, Json] | list[Json] = {} if name[0] == "M" else []
                self._open.append((made, [], event.anchor, self._count))
            case "MappingEndEvent" | "SequenceEndEvent":
                made, _, anchor, before = self._open.pop()
                size = self._count - before + 1
                self._count = before
                self._add(made, anchor, size)

    def _add(self, value: Json, anchor: str | None, size: int) -> None:
        self._count += size
        if self._count > MOST_NODES:
            raise NotAnObject(f"it stands for more than {MOST_NODES:,} values")
        if anchor is not None:
            self._anchors[anchor] = value, size
        if not self._open:
            self._whole = value
            return
        holder, keys, _, _ = self._open[-1]
        if isinstance(holder, list):
            holder.append(value)
        elif keys:
            _put(holder, keys.pop(), value)
        else:
            keys.append(_key(value))


def _put(holder: dict[str, Json], key: str, value: Json) -> None:
    # The merge key of YAML 1.1; what the mapping says itself wins.
    if key == "<<" and isinstance(value, dict):
        for name, inner in value.items():
            holder.setdefault(name, inner)
    else:
        holder[key] = value


def _key(value: Json) -> str:
    if isinstance(value, dict | list):
        raise NotAnObject("a key is a list or an object")
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)


def _scalar(event: Any) -> Json:
    text = str(event.value)
    tag = (event.tag or "").removeprefix(_TAG)
    # A quoted text, or one that says so.
    if tag == "str" or not tag and not event.implicit[0]:
        return text
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    return Number(text) if _NUMBER.fullmatch(text) else text
