"""Marks in a response what was recognised in it without a dialect, so that one can be taught."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from aiurdesk.core.dialects.marked_path import PathStep, path_of
from aiurdesk.core.dialects.pointing import Marks, Role
from aiurdesk.core.verdict.shapes.signs import find_sign
from aiurdesk.core.verdict.verdict import Verdict

_MOST_BYTES = 1024 * 1024
_MOST_VALUES = 20_000
_DEEPEST = 24


def recognised_marks(body: bytes, verdict: Verdict) -> Marks:
    """Return the rows of a body that say what a verdict was read from; none of what is not JSON.

    Args:
        body: Of the response.
        verdict: That of the HTTP status, with what the body says.
    """
    if len(body) > _MOST_BYTES:
        return {}
    try:
        tree = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return {}
    code = verdict.code
    steps_by_role = {
        Role.WORKED: find_sign(tree).steps,
        Role.CODE: _steps_to(tree, lambda value: type(value) is type(code) and value == code),
        Role.MESSAGE: _steps_to(tree, lambda value: value == verdict.message != ""),
        Role.FIELDS: _place_of_fields(tree, verdict),
    }
    if steps_by_role[Role.WORKED] == steps_by_role[Role.CODE]:
        # A code says whether it worked, too.
        steps_by_role[Role.WORKED] = ()
    return {role: path_of(steps) for role, steps in steps_by_role.items() if steps}


def _place_of_fields(tree: Any, verdict: Verdict) -> tuple[PathStep, ...]:
    """Return the steps to the text of the first entry, or to the object of names and texts."""
    first = next((error.text for error in verdict.named_errors), "")
    steps = _steps_to(tree, lambda value: value == first != "")
    if len(steps) > 1 and isinstance(steps[-2], int) and isinstance(steps[-1], str):
        return steps
    return steps[:-2] if steps and isinstance(steps[-1], int) else steps[:-1]


def _steps_to(tree: Any, is_it: Callable[[Any], bool]) -> tuple[PathStep, ...]:
    """Return the steps to the outermost value that is meant; empty where there is none."""
    return next((steps for steps, value in _values(tree) if steps and is_it(value)), ())


def _values(tree: Any) -> Iterator[tuple[tuple[PathStep, ...], Any]]:
    """Yield the first values of a tree with the steps to them, the outermost first."""
    level: list[tuple[tuple[PathStep, ...], Any]] = [((), tree)]
    left = _MOST_VALUES
    for _ in range(_DEEPEST):
        inner: list[tuple[tuple[PathStep, ...], Any]] = []
        for steps, value in level:
            left -= 1
            if left < 0:
                return
            yield steps, value
            if isinstance(value, dict):
                inner += (((*steps, name), it) for name, it in value.items())
            elif isinstance(value, list):
                inner += (((*steps, number), it) for number, it in enumerate(value))
        level = inner
