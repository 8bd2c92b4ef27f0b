"""Chooses the dialect that judges a response; an unsure guess is only offered."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase, translate
from functools import cache, lru_cache
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import msgspec

from aiurdesk.core.dialects import paths
from aiurdesk.core.verdict.dialect import HTTP, Dialect, DialectChoice, Reason

Fits: TypeAlias = Callable[[str], bool]
"""Tells whether a shape fits a body."""
_MOST_DIALECTS = 500
_PORT = re.compile(r":\d*$")


class Target(msgspec.Struct, frozen=True):
    """Properties of a request and its response by which a dialect is chosen."""

    host: str = ""
    """As ``host_of`` returns it; empty where it is not known."""
    path: str = ""
    """Of the address; where it is not known, patterns of paths do not count."""
    content_type: str = ""
    """The header, with or without parameters."""
    header_names: tuple[str, ...] = ()
    """Of all headers of the response."""


def host_of(url: str) -> str:
    """Return the host of an address in lower case, with its port where the address has one."""
    return urlsplit(url).netloc.rpartition("@")[2].casefold()


def without_port(host: str) -> str:
    """Return a host as dialects of all its ports name it."""
    return _PORT.sub("", host)


def fits_host(patterns: Sequence[str], host: str) -> bool:
    """Tell whether a host, as ``host_of`` returns it, is one that a dialect is for.

    Args:
        patterns: As dialects have them; a path behind the host does not count here.
    """
    return bool(patterns) and any(map(_any_of(tuple(patterns)).match, _hosts(host)))


def choose(
    dialects: Sequence[Dialect],
    target: Target,
    value: Any,
    *,
    given: str = "",
    own: Sequence[Dialect] = (),
) -> DialectChoice:
    """Return which dialect judges a response, and why.

    Args:
        dialects: All that the program knows; their heads are enough.
        target: Where the response comes from.
        value: What the JSON of the body stands for; None where it is not JSON.
        given: The name that the person chose, for the request or for the host.
        own: The dialects of the collection of the request, which win.
    """
    if given:
        # HTTP is the choice of none, which is a choice too.
        return DialectChoice(None if given == HTTP else given, Reason.GIVEN)

    @cache
    def fits(shape: str) -> bool:
        return bool(shape) and value is not None and paths.fits(shape, value)

    return (
        _fitting(own, target, fits)
        or _fitting(dialects, target, fits)
        or DialectChoice(looks_like=tuple(_looks_like((*own, *dialects), target, fits)))
    )


def _fitting(dialects: Sequence[Dialect], target: Target, fits: Fits) -> DialectChoice | None:
    candidates = [dialect for dialect in dialects if fits_path(dialect, target.path)]
    hosts = _hosts(target.host)
    by_depth = [(_host_depth(dialect, hosts, target.path), dialect) for dialect in candidates]
    deepest = max((depth for depth, _ in by_depth), default=0)
    # Of several for one host, those that name a path are for it, and the others for the rest.
    of_host = [dialect for depth, dialect in by_depth if depth and depth == deepest]
    tests: tuple[tuple[Reason, Callable[[], Iterator[Dialect]]], ...] = (
        (Reason.HOST, lambda: (d for d in of_host if fits(d.match.shape))),
        (Reason.HOST, lambda: iter(of_host)),
        (Reason.CONTENT_TYPE, lambda: (d for d in candidates if _fits_type(d, target))),
        (Reason.SHAPE, lambda: (d for d in candidates if d.match.is_sure and fits(d.match.shape))),
    )
    for why, fitting in tests:
        if names := [dialect.name for dialect in fitting()]:
            return DialectChoice(names[0], why, also=tuple(names[1:]))
    return None


def _looks_like(dialects: Sequence[Dialect], target: Target, fits: Fits) -> Iterator[str]:
    for dialect in dialects:
        if fits_path(dialect, target.path) and fits(dialect.match.shape):
            yield dialect.name


def fits_path(dialect: Dialect, path: str) -> bool:
    """Tell whether the path of an address, where it is known, is one that a dialect is for."""
    patterns = dialect.match.paths
    return not patterns or not path or any(fnmatchcase(path, p) for p in patterns)


def _hosts(host: str) -> set[str]:
    # On one computer, several services differ in their ports only.
    host = host.casefold().rstrip(".")
    return {host, without_port(host).rstrip(".")} - {""}


def _host_depth(dialect: Dialect, hosts: set[str], path: str) -> int:
    """Return 0 where a dialect is not for a host, 2 where it is for this path of it, and else 1."""
    patterns = dialect.match.hosts
    if not patterns or not any(map(_any_of(patterns).match, hosts)):
        return 0
    of_whole_host = 2 if path and dialect.match.paths else 1
    return max(_depth(pattern.casefold(), hosts, path, of_whole_host) for pattern in patterns)


def _depth(pattern: str, hosts: set[str], path: str, of_whole_host: int) -> int:
    of_host, slash, of_path = pattern.partition("/")
    if not any(fnmatchcase(host, of_host) for host in hosts):
        return 0
    if not slash or not path:
        return of_whole_host
    return 2 if fnmatchcase(path.casefold(), f"/{of_path}") else 0


@lru_cache(_MOST_DIALECTS)
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return one pattern for the hosts of a dialect: most dialects are not for the host."""
    hosts = (pattern.casefold().partition("/")[0] for pattern in patterns)
    return re.compile("|".join(map(translate, hosts)))


def _fits_type(dialect: Dialect, target: Target) -> bool:
    media_type = target.content_type.partition(";")[0].strip().casefold()
    names = {name.casefold() for name in target.header_names}
    return any(media_type == given.casefold() for given in dialect.match.content_types) or any(
        name.casefold() in names for name in dialect.match.headers
    )


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
