"""Where expressions that a person wrote may be evaluated: regular ones, JMESPath, JSON schemas.

Each of them can take for ever, or all memory, and nothing interrupts them in Python. They are
therefore evaluated only in a process that can be killed. No estimate says beforehand which ones end
soon: there are too many ways to be wrong.

The library ``regex`` has a time limit, but would replace none of this: the patterns of JSON
schemas are searched by jsonschema with ``re``. It also reads some patterns in another way, such as
``x{i}``, so that saved tests would change their meaning.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST_READ_HERE = 1_000
"""Characters of an expression that is looked at for mistakes here: some milliseconds."""
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
