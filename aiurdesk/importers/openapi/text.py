"""Reads the text of a description: JSON, or YAML with the types of JSON only."""

import json
import re
from collections.abc import Callable, Hashable
from typing import Any

import msgspec

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import Problem, TextPlace
from aiurdesk.core.translation import tr
from aiurdesk.libraries import yaml

MOST_VALUES = 3_000_000
"""Values of a YAML text, each one counted as often as aliases repeat it."""
MOST_READ = 1_000_000
"""Values of a YAML text that stand in it: two for each member. More take very long."""
_DEEPEST = 200
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,400})|0o[0-7]{1,20}|0x[0-9a-fA-F]{1,15}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_BLANK_WITH_TAB = re.compile(r"(?m)^ *+\t[ \t]*+$")
_WORDS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
"""Source: YAML 1.2.2 section 10.3.2, the core schema."""
_PLAIN = ("int", "float", "bool")
_TAGS: dict[str, Callable[[str], Any]] = {
    **{f"tag:yaml.org,2002:{name}": lambda text: plain_value(text) for name in _PLAIN},
    "tag:yaml.org,2002:str": str,
    "tag:yaml.org,2002:null": lambda _: None,
    "!": str,
}


def read_text(text: str) -> Any | Problem:
    """Return what the text of a description holds, or why it cannot be read and where."""
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        value = _read_json(text.lstrip("\ufeff"))
        # A flow mapping of YAML begins in the same way.
        if not isinstance(value, Problem):
            return value
        other = read_yaml(text)
        return value if isinstance(other, Problem) else other
    return read_yaml(text)


def _read_json(text: str) -> Any | Problem:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        pass
    except RecursionError:
        return _too_deep()
    try:
        # Slower, but it says where a mistake is.
        return json.loads(text)
    except RecursionError:
        return _too_deep()
    except json.JSONDecodeError as error:
        where = tr("line {lineno}, column {colno}").format(lineno=error.lineno, colno=error.colno)
        return Problem(
            tr("This is not valid JSON: {where}: {msg}. Correct it there.").format(
                where=where, msg=error.msg
            ),
            TextPlace(error.lineno, error.colno, error.pos),
        )
    except ValueError as error:
        return Problem(tr("This is not valid JSON: {error}.").format(error=error))


def _too_deep() -> Problem:
    return Problem(tr("It is nested too deeply to be read. Import a simpler one."))


def read_yaml(text: str, plain: Callable[[str], Any] | None = None) -> Any | Problem:
    """Return what a YAML text holds; an alias gives the same object once more.

    Args:
        text: The first document of it is read.
        plain: Returns the value of a scalar without quotes, or the text itself; ``plain_value`` if
            not given.
    """
    try:
        return _Builder(text, plain or plain_value).document()
    except ProblemError as refused:
        return refused.problem
    except yaml.YAMLError as error:
        # libyaml takes a tab in a blank line for an indentation, which other readers do not.
        if _BLANK_WITH_TAB.search(text):
            return read_yaml(_BLANK_WITH_TAB.sub("", text))
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or tr("a character that YAML does not allow")
        text = tr(" line {line}, column {column}:")
        where = text.format(line=mark.line + 1, column=mark.column + 1) if mark else ""
        return Problem(
            tr("This is not valid YAML:{where} {problem}. Correct it there.").format(
                where=where, problem=problem
            ),
            TextPlace(mark.line + 1, mark.column + 1) if mark else None,
        )


def plain_value(text: str) -> Any:
    """Return the value of a scalar without quotes; a date and ``yes`` are texts."""
    if text in _WORDS:
        return _WORDS[text]
    if text[:1] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


class _Builder:
    """Makes values of the events of libyaml, which needs a fraction of the memory of its nodes."""

    def __init__(self, text: str, plain: Callable[[str], Any]) -> None:
        # The parser alone: it knows no tags, so that nothing else than data can be made.
        self._parser = yaml.CSafeLoader(text.lstrip("\ufeff"))
        self._plain = plain
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._texts: dict[str, str] = {}
        self.count = 0
        self._read = 0

    def document(self) -> Any:
        """Return the first document."""
        next_event = self._parser.get_event
        while not isinstance(event := next_event(), yaml.DocumentStartEvent):
            if isinstance(event, yaml.StreamEndEvent):
                return None
        return self._value(next_event(), 0)

    def _value(self, event: Any, depth: int) -> Any:
        kind = type(event)
        before = self.count
        self.count += 1
        self._read += 1
        if self._read > MOST_READ:
            raise ProblemError(
                tr(
                    "It has more than {most_read:,} values, which take too long in YAML. Write it "
                    "as JSON, or import a part of it."
                ).format(most_read=MOST_READ)
            )
        if kind is yaml.AliasEvent:
            return self._alias(event)
        if depth > _DEEPEST:
            raise ProblemError(
                tr("It is nested more than {deepest} levels deep. Import a simpler one.").format(
                    deepest=_DEEPEST
                )
            )
        if kind is yaml.ScalarEvent:
            value = self._scalar(event)
        elif kind is yaml.MappingStartEvent:
            value = self._mapping(depth)
        else:
            value = self._sequence(depth)
        if event.anchor:
            self._anchors[event.anchor] = value, self.count - before
        return value

    def _alias(self, event: Any) -> Any:
        if event.anchor not in self._anchors:
            raise ProblemError(
                tr(
                    "Line {value} repeats {anchor}, which stands nowhere before it. Correct "
                    "it there."
                ).format(value=event.start_mark.line + 1, anchor=event.anchor)
            )
        value, count = self._anchors[event.anchor]
        self.count += count
        if self.count > MOST_VALUES:
            raise ProblemError(
                tr(
                    "Its aliases repeat so much that it has more than {most_values:,} "
                    "values. Write it without aliases, or import a part of it."
                ).format(most_values=MOST_VALUES)
            )
        return value

    def _scalar(self, event: Any) -> Any:
        text = event.value
        if event.tag is not None and event.tag in _TAGS:
            return _TAGS[event.tag](text)
        if event.implicit[0]:
            value = self._plain(text)
            if value is not text:
                return value
        # Names and short texts repeat by the thousand.
        return self._texts.setdefault(text, text) if len(text) < 40 else text

    def _mapping(self, depth: int) -> dict[str, Any]:
        value: dict[str, Any] = {}
        next_event = self._parser.get_event
        while type(event := next_event()) is not yaml.MappingEndEvent:
            key = self._value(event, depth + 1)
            member = self._value(next_event(), depth + 1)
            if key == "<<" and event.implicit[0]:
                self._merge(value, member)
            else:
                value[_key(key, event)] = member
        return value

    def _merge(self, value: dict[str, Any], member: Any) -> None:
        """Add the members of other mappings (YAML 1.1), which its own members overrule."""
        for other in member if isinstance(member, list) else [member]:
            if isinstance(other, dict):
                value |= {name: one for name, one in other.items() if name not in value}

    def _sequence(self, depth: int) -> list[Any]:
        value = []
        next_event = self._parser.get_event
        while type(event := next_event()) is not yaml.SequenceEndEvent:
            value.append(self._value(event, depth + 1))
        return value


def _key(key: Hashable, event: Any) -> str:
    if isinstance(key, str):
        return key
    # A status is written without quotes, and "on" or "null" may be the name of a member.
    if isinstance(event, yaml.ScalarEvent):
        return str(event.value)
    raise ProblemError(
        tr(
            "Line {value} has a list or mapping as the name of a member. Write a text there."
        ).format(value=event.start_mark.line + 1)
    )
