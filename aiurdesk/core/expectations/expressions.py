"""Which expressions of tests may be read and evaluated in which process, and their mistakes.

What a stranger wrote may take for ever, so it is evaluated where it can be killed.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from aiurdesk import libraries
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr, truncate

LONGEST_READ_HERE = 1_000
"""Characters of an expression that is looked at for mistakes here: some milliseconds."""
_LONGEST_REASON = 200
_NAME = r'(?:[A-Za-z_][A-Za-z0-9_]*|"[^"\\]+")'
_INDEX = r"\[-?[0-9]{1,9}\]"
_PLAIN_PATH = re.compile(rf"(?:{_NAME}|{_INDEX}|@)(?:\.{_NAME}|{_INDEX})*")
_WIDE_RANGE = re.compile(r"[^\x00-\x7f]|\\[uUN]|\(\?[a-zA-Z-]*i")
"""Without one of these, no range in a regular expression has many characters."""


class NotAllowedHere(RuntimeError):
    """An expression was to be evaluated in a process that cannot be killed."""


_is_allowed: ContextVar[bool] = ContextVar("is_allowed", default=False)


@contextmanager
def allowed_here() -> Iterator[None]:
    """Allow expressions to be evaluated in the block, in a process that can be killed."""
    before = _is_allowed.set(True)
    try:
        yield
    finally:
        _is_allowed.reset(before)


def require_permission() -> None:
    """Raise ``NotAllowedHere`` where this process cannot be killed."""
    if not _is_allowed.get():
        raise NotAllowedHere


def is_plain_path(path: str) -> bool:
    """Tell whether a path only names members and entries, as ``items[0].name`` does.

    Following it takes no longer than it is long, so that it needs no permission.
    """
    return len(path) <= LONGEST_READ_HERE and _PLAIN_PATH.fullmatch(path) is not None


def is_path_read_here(path: str) -> bool:
    """Tell whether a path may be looked at for mistakes in this process."""
    return _is_allowed.get() or len(path) <= LONGEST_READ_HERE


def is_pattern_read_here(pattern: str) -> bool:
    """Tell whether a regular expression may be compiled in this process.

    Python goes through each range of characters one by one, and some have 65,536.
    """
    if _is_allowed.get():
        return True
    has_wide_range = "[" in pattern and _WIDE_RANGE.search(pattern) is not None
    return len(pattern) <= LONGEST_READ_HERE and not has_wide_range


def path_problem(path: str) -> Problem | None:
    """Return why a text is not a path into a body."""
    if not path.strip():
        return Problem(tr("Give the path of the value, such as items[0].name."))
    # Where it is evaluated it is looked at again.
    if not is_path_read_here(path):
        return None
    try:
        libraries.jmespath.compile(path)
    except libraries.jmespath.exceptions.JMESPathError as error:
        return Problem(path_error_words(path, error))
    except RecursionError:
        return Problem(tr("The path is nested too deeply."))
    return None


def value_at(path: str, value: Any) -> Any | Problem:
    """Return what a path gives in a value, or why it cannot be worked out.

    Tests, captures and filters read a path in this way, so that they agree.
    """
    try:
        return libraries.jmespath.search(path, value)
    except libraries.jmespath.exceptions.JMESPathError as error:
        return Problem(path_error_words(path, error))
    # What JMESPath does not check: numbers compared with texts, a slice with the step 0,
    # ``ceil`` of an infinite number, conditions that are nested too deeply.
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        return Problem(
            tr("{path} cannot be worked out for this body ({error})").format(path=path, error=error)
        )


def path_error_words(path: str, error: Exception) -> str:
    """Return what JMESPath says against a path, in the words of a person."""
    return tr("{path} is not a valid path ({reason})").format(path=path, reason=_reason(error))


def _reason(error: Exception) -> str:
    exceptions = libraries.jmespath.exceptions
    match error:
        case exceptions.LexerError(lexer_position=int(before), message=str(message)) if (
            message.startswith("Unclosed")
        ):
            return tr("what begins with character {value} has no end").format(value=before + 1)
        case exceptions.IncompleteExpressionError() | exceptions.ParseError(token_type="EOF"):
            return tr("it ends too early")
        case exceptions.ParseError(lex_position=int(before)) if not isinstance(
            error, exceptions.ArityError
        ):
            # The library uses the words of its grammar.
            return tr(
                "character {value} is not expected; a name with other characters than "
                'letters, digits and _ needs quotes, such as "user-id"'
            ).format(value=before + 1)
        case exceptions.JMESPathTypeError(
            function_name=name, expected_types=expected, actual_type=actual
        ):
            # Not its own words, which hold the whole value.
            return tr("{name}() takes {expected}, not {actual}").format(
                name=name, expected=tr(" or ").join(map(str, expected)), actual=actual
            )
    return truncate(str(error).splitlines()[0], _LONGEST_REASON)
