"""Finds which endpoints of a host a dialect is for: those whose responses have what it reads."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

import msgspec

MOST_PATTERNS = 8
"""More would be no rule that a person can check."""
_ID = re.compile(r"\d+|[0-9a-fA-F]{8,}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""A segment of a path that names one thing of many."""
_SPECIAL = re.compile(r"([*?\[])")


class Split(msgspec.Struct, frozen=True):
    """Some responses of a host have what a dialect reads, and the others do not."""

    patterns: tuple[str, ...]
    """Of the paths of the first, as ``paths`` of a dialect has them."""
    count: int
    """How many responses have it."""
    total: int


def split_of(read: Sequence[str], unread: Sequence[str]) -> Split | None:
    """Return how a host is divided; None where it is not, or not by the paths of its addresses.

    Args:
        read: The paths of the responses that a dialect can judge, each as often as it was seen.
        unread: Those of the others.
    """
    others = set(unread)
    if not read or not others:
        return None
    patterns: list[str] = []
    for path in dict.fromkeys(read):
        if any(fnmatchcase(path, pattern) for pattern in patterns):
            continue
        pattern = next(_not_fitting(_candidates(path), others), None)
        if pattern is None:
            # One endpoint has both kinds, such as one that says nothing where it worked.
            continue
        patterns = [*(p for p in patterns if not fnmatchcase(p, pattern)), pattern]
    if not patterns or len(patterns) > MOST_PATTERNS:
        return None
    fitting = sum(any(fnmatchcase(path, p) for p in patterns) for path in read)
    return Split(tuple(patterns), fitting, len(read) + len(unread))


def _candidates(path: str) -> Iterator[str]:
    """Yield patterns for a path, the widest first."""
    segments = [_SPECIAL.sub(r"[\1]", segment) for segment in path.removeprefix("/").split("/")]
    named = ["*" if _ID.fullmatch(segment) else segment for segment in segments]
    for depth in range(1, len(named)):
        if named[depth - 1] != "*":
            yield f"/{'/'.join(named[:depth])}/*"
    yield f"/{'/'.join(named)}"


def _not_fitting(patterns: Iterable[str], paths: Iterable[str]) -> Iterator[str]:
    for pattern in patterns:
        if not any(fnmatchcase(path, pattern) for path in paths):
            yield pattern
