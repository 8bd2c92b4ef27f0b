"""Follows the paths of a dialect in a response; a path that raises gives nothing."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from aiurdesk import libraries
from aiurdesk.core.dialects import json_paths
from aiurdesk.core.request.request import Header
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.core.verdict.dialect import HEADER, STATUS, Paths

if TYPE_CHECKING:
    from jmespath.parser import ParsedResult

_MOST_COMPILED = 2_000
"""Paths; 50 dialects have some 700. The library keeps 128."""
_MOST_MISTAKES = 20
_OPENED = frozenset({"root", "items", "fields"})
"""What is never a text: one is read as JSON."""
_NO = frozenset({"", "false", "0"})
_FROM_FIRST = frozenset({
    "subexpression", "index_expression", "projection", "filter_projection", "value_projection",
    "flatten", "pipe",
})  # fmt: skip
"""What begins where the path does; the rest of it is about what that gives."""
_FROM_ALL = frozenset({
    "comparator", "and_expression", "or_expression", "not_expression", "function_expression",
})  # fmt: skip
_NOTHING: tuple[object, ...] = (None, "", [], {})


class PathFailure(msgspec.Struct, frozen=True):
    """The reason why a path could not be evaluated and gives nothing, not even null."""

    text: Phrase
    is_type: bool = False
    """Whether the path is right, but not for the types in this body, as in ``keys(null)``."""
    is_missing: bool = False
    """Whether nothing that the path names is in this body."""


class PathReader:
    """Follows paths in one response, and remembers which ones gave something."""

    def __init__(self, status: int, headers: Sequence[Header], value: Any) -> None:
        """Take a response.

        Args:
            status: The HTTP status.
            headers: All of them.
            value: What its JSON stands for; None where it is not JSON.
        """
        self._status, self._headers = status, headers
        self.value = value
        """Where paths begin."""
        self.paths: dict[str, str] = {}
        """What was read → the path that gave it."""
        self.mistakes: list[Phrase] = []

    def first(self, name: str, paths: Paths) -> Any:
        """Return what the first path gives that gives something: not null and not empty.

        Args:
            name: What is read, as the file names it.
            paths: One or several.
        """
        for path in paths:
            value = self._value(name, path, self.value)
            if name in _OPENED and isinstance(value, str):
                value = json_paths.stepping.opened(value)
            # A condition that does not hold, as in ``kind == 'Status' && reason``, gives false.
            if value is not False and value not in _NOTHING:
                self.paths[name] = path
                return value
        return None

    def truth(self, name: str, paths: Paths) -> bool | None:
        """Return what the first path says that gives something; None where all give null.

        False, 0 and what is empty are no, as values and as texts. So is a path that raises: of
        another type than it has to be, nothing is right. But where nothing is there that the path
        names, it says neither, as with ``state == 'done'`` in a body without ``state``.
        """
        for path in paths:
            truth = self._truth(name, path, self.value)
            if truth is not None:
                self.paths[name] = path
                return truth
        return None

    def truth_within(self, name: str, paths: Paths, entry: Any) -> bool | None:
        """Return the same as ``truth`` for an entry of a list."""
        truths = (self._truth(name, path, entry) for path in paths)
        return next((truth for truth in truths if truth is not None), None)

    def within(self, name: str, paths: Paths, entry: Any) -> Any:
        """Return what the first path gives in an entry of a list that gives something."""
        for path in paths:
            value = self._value(name, path, entry)
            if value is not None:
                return value
        return None

    def header(self, name: str) -> str | None:
        """Return the value of a header, or None."""
        folded = name.casefold()
        return next((h.value for h in self._headers if h.name.casefold() == folded), None)

    def _truth(self, name: str, path: str, start: Any) -> bool | None:
        value, is_missing = self._follow(path, start)
        if isinstance(value, PathFailure):
            if value.is_missing:
                return None
            self.tell(Phrase("{name}: {text}", {"name": name, "text": value.text}))
            return False if value.is_type else None
        if value is None or (is_missing and not value):
            return None
        # XML has texts only, and some write JSON as if it had.
        return value.strip().casefold() not in _NO if isinstance(value, str) else bool(value)

    def _value(self, name: str, path: str, start: Any) -> Any:
        value, _ = self._follow(path, start)
        if not isinstance(value, PathFailure):
            return value
        if not value.is_missing:
            self.tell(Phrase("{name}: {text}", {"name": name, "text": value.text}))
        return None

    def _follow(self, path: str, start: Any) -> tuple[Any, bool]:
        """Return what a path gives, and whether nothing is there that it names."""
        # Most paths are just a name, and there may be thousands of entries.
        if path.isidentifier() and isinstance(start, dict):
            value = start.get(path)
            return value, value is None
        if path == STATUS:
            return self._status, False
        if path.startswith(HEADER):
            value = self.header(path.removeprefix(HEADER).strip())
            return value, value is None
        return _search(path, start)

    def tell(self, mistake: Phrase) -> None:
        """Keep a sentence about what could not be read, once."""
        if len(self.mistakes) < _MOST_MISTAKES and mistake not in self.mistakes:
            self.mistakes.append(mistake)


def search(path: str, value: Any) -> Any:
    """Return what a path gives in a value, or ``PathFailure``."""
    return _search(path, value)[0]


def fits(path: str, value: Any) -> bool:
    """Tell whether a condition holds for a value; one that raises does not."""
    names = _first_names_of(path) if isinstance(value, dict) else None
    if names is not None and all(value.get(name) is None for name in names):
        # Most shapes ask for members that are not there. To a path, a null is not there, either.
        return _fits_nothing(path)
    return _fits(path, value)


@lru_cache(_MOST_COMPILED)
def _fits_nothing(path: str) -> bool:
    return _fits(path, {})


def _fits(path: str, value: Any) -> bool:
    answer = search(path, value)
    return bool(answer) and not isinstance(answer, PathFailure)


@lru_cache(_MOST_COMPILED)
def _first_names_of(path: str) -> frozenset[str] | None:
    """Return the members of the value that decide about a path; None where it may be anything."""
    try:
        return _first_names(_compiled(path).parsed)
    except (libraries.jmespath.exceptions.JMESPathError, RecursionError, ValueError):
        return None


def _first_names(node: Any) -> frozenset[str] | None:
    if node["type"] == "field":
        return frozenset({node["value"]})
    if node["type"] == "literal":
        return frozenset()
    if node["type"] in _FROM_FIRST:
        return _first_names(node["children"][0])
    if node["type"] not in _FROM_ALL:
        return None
    names: frozenset[str] = frozenset()
    for child in node["children"]:
        others = _first_names(child)
        if others is None:
            return None
        names |= others
    return names


def _search(path: str, value: Any) -> tuple[Any, bool]:
    """Return what a path gives, and whether nothing is there that it names."""
    exceptions = libraries.jmespath.exceptions
    # What steps along a path is slow to import, as JMESPath is.
    stepping = json_paths.stepping.Stepping()
    is_type = False
    try:
        answer = stepping.visit(_compiled(path).parsed, value)
    except exceptions.JMESPathTypeError:
        is_type = True
        text = Phrase(marked("{path} does not fit the types in this body."), {"path": path})
    except exceptions.JMESPathError as error:
        values = {"path": path, "value": str(error).splitlines()[0]}
        text = Phrase(marked("{path} is not a valid path ({value})."), values)
    # What JMESPath does not check: numbers compared with texts, a slice with the step 0, and
    # conditions that are nested too deeply.
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        is_type = True
        values = {"path": path, "error": str(error)}
        text = Phrase(marked("{path} cannot be worked out for this body ({error})."), values)
    else:
        return answer, stepping.is_missing
    return PathFailure(text, is_type, is_type and stepping.is_missing), False


@lru_cache(_MOST_COMPILED)
def _compiled(path: str) -> "ParsedResult":
    return libraries.jmespath.compile(path)
