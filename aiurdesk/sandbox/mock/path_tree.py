"""Finds the endpoint of a path among many; the time for it grows with the path, not with them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from aiurdesk.core.api.endpoint import Endpoint

_PLACEHOLDER = re.compile(r"\{(\*\*)?([^{}/]+)\}")
_MOST_SEGMENTS = 200
Pairs = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Node:
    """The segments that may follow on a part of a path."""

    plain: dict[str, "_Node"] = field(default_factory=dict)
    patterned: list[tuple[tuple[str, ...], tuple[str, ...], "_Node"]] = field(default_factory=list)
    """Texts between placeholders, and the names of these."""
    rest: str = ""
    """Name of the placeholder that takes all the rest."""
    rest_endpoints: list[Endpoint] = field(default_factory=list)
    endpoints: list[Endpoint] = field(default_factory=list)


class PathTree:
    """The paths of endpoints. Of several that fit, the one with fewer placeholders comes first."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, endpoint: Endpoint, path: str | None = None) -> None:
        """Add an endpoint under its path, or under another one."""
        node = self._root
        for segment in _segments(endpoint.path if path is None else path):
            found = list(_PLACEHOLDER.finditer(segment))
            if found and found[0][1]:
                node.rest = found[0][2]
                node.rest_endpoints.append(endpoint)
                return
            if not found:
                node = node.plain.setdefault(segment, _Node())
                continue
            texts = tuple(_PLACEHOLDER.sub("\0", segment).split("\0"))
            names = tuple(match[2] for match in found)
            known = (inner for t, n, inner in node.patterned if (t, n) == (texts, names))
            inner = next(known, None)
            if inner is None:
                inner = _Node()
                node.patterned.append((texts, names, inner))
            node = inner
        node.endpoints.append(endpoint)

    def matches(self, path: str) -> Iterator[tuple[Endpoint, Pairs]]:
        """Yield the endpoints of a path, for any method, with the values of its placeholders."""
        segments = [unquote(segment, errors="replace") for segment in _segments(path)]
        if len(segments) <= _MOST_SEGMENTS:
            yield from _below(self._root, segments, 0, ())


def _segments(path: str) -> list[str]:
    return path.strip("/").split("/") if path.strip("/") else []


def _below(
    node: _Node, segments: list[str], position: int, values: Pairs
) -> Iterator[tuple[Endpoint, Pairs]]:
    if position == len(segments):
        for endpoint in node.endpoints:
            yield endpoint, values
    else:
        segment = segments[position]
        if segment in node.plain:
            yield from _below(node.plain[segment], segments, position + 1, values)
        for texts, names, inner in node.patterned:
            found = _taken_apart(segment, texts)
            if found is not None:
                pairs = tuple(zip(names, found, strict=True))
                yield from _below(inner, segments, position + 1, (*values, *pairs))
    for endpoint in node.rest_endpoints:
        yield endpoint, (*values, (node.rest, "/".join(segments[position:])))


def _taken_apart(segment: str, texts: tuple[str, ...]) -> list[str] | None:
    """Return the values between texts in a segment; the first place of each text counts."""
    if not segment.startswith(texts[0]) or not segment.endswith(texts[-1]):
        return None
    end = len(segment) - len(texts[-1])
    start, values = len(texts[0]), []
    for text in texts[1:-1]:
        place = segment.find(text, start + 1, end)
        if place < 0:
            return None
        values.append(segment[start:place])
        start = place + len(text)
    values.append(segment[start:end])
    return values if end > start and all(values) else None
