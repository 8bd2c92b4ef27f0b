"""Compares two exchanges: by result code, message and status, then by the values of the bodies."""

import difflib
import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import msgspec

from aiurdesk.core.exchange.exchange import SEVERITY_WORDS, Exchange
from aiurdesk.core.response.response import Response, text_of_body
from aiurdesk.core.translation import format_code, tr, truncate

MOST_DIFFERENCES = 1000
"""A longer list would be of no use."""
_LONGEST_TEXT = 2000
"""Characters of a value that are shown."""
_MOST_LINES = 5000
"""Lines of a text that are compared; the time grows with their square."""
_MOST_ENTRIES = 2000
"""Entries of a list that are matched with each other; longer lists are compared by position."""
NONE = "—"
"""Shown where one of the exchanges has nothing."""


class Difference(msgspec.Struct, frozen=True):
    """Something that the two exchanges have differently."""

    label: str
    """What it is: ``Result code``, or the path of a value in the body such as ``items[0].id``."""
    left: str | None
    """None where only the other one has it."""
    right: str | None


class ExchangeComparison(msgspec.Struct, frozen=True):
    """The differences between two exchanges."""

    differences: tuple[Difference, ...]
    """Empty where the exchanges say the same."""
    is_cut: bool = False
    """Whether there are more differences than are listed."""


def compare(left: Exchange, right: Exchange, bodies: tuple[bytes, bytes]) -> ExchangeComparison:
    """Compare two exchanges.

    Args:
        left: The earlier one.
        right: The later one.
        bodies: The bodies of both responses, empty where there is none.
    """
    differences: list[Difference] = []
    # Both are reported already, in the words of the verdict.
    has_codes = left.verdict.code is not None and right.verdict.code is not None
    told = ("code", "message") if has_codes else ()
    responses = _response_of(left), _response_of(right)
    for difference in chain(_verdicts(left, right), _values(bodies, responses)):
        if difference.label in told:
            continue
        if len(differences) == MOST_DIFFERENCES:
            return ExchangeComparison(tuple(differences), is_cut=True)
        differences.append(difference)
    return ExchangeComparison(tuple(differences))


def _verdicts(left: Exchange, right: Exchange) -> Iterator[Difference]:
    for (label, one), (_, other) in zip(_facts(left), _facts(right), strict=True):
        if one != other:
            yield Difference(label, one, other)


def _facts(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    verdict = exchange.verdict
    code = NONE if verdict.code is None else format_code(verdict.code)
    name = f" {verdict.name}" if verdict.name else ""
    response = _response_of(exchange)
    return (
        (tr("Result code"), code + name),
        (tr("Message"), verdict.message or NONE),
        (tr("Verdict"), f"{SEVERITY_WORDS[verdict.severity]}: {verdict.headline}"),
        (tr("HTTP status"), str(exchange.status or NONE)),
        ("Content-Type", (response and response.header("Content-Type")) or NONE),
    )


def _response_of(exchange: Exchange) -> Response | None:
    return exchange.outcome if isinstance(exchange.outcome, Response) else None


def _values(
    bodies: tuple[bytes, bytes], responses: tuple[Response | None, Response | None]
) -> Iterator[Difference]:
    left, right = bodies
    if left == right:
        return
    one, other = (_parsed(body) for body in (left, right))
    if one is not _NO_JSON and other is not _NO_JSON:
        yield from _json_differences("", one, other)
    else:
        one, other = (_text(*both) for both in zip(responses, bodies, strict=True))
        yield from _text_differences(one, other)


class _Number(str):
    """A number as it was written: 1.0 and 1 are different texts."""

    __slots__ = ()


# Not None, which is what ``null`` is parsed to.
_NO_JSON = object()


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(
            body,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_Number,
            object_pairs_hook=_members,
        )
    except (ValueError, RecursionError):
        return _NO_JSON


def _members(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return the members of an object; a key that is repeated gets a number."""
    members: dict[str, Any] = {}
    for key, value in pairs:
        name, number = key, 1
        while name in members:
            number += 1
            name = f"{key} ({number})"
        members[name] = value
    return members


def _json_differences(path: str, left: Any, right: Any) -> Iterator[Difference]:
    if isinstance(left, dict) and isinstance(right, dict):
        # Each key once, in the order of the earlier body.
        for key in dict.fromkeys((*left, *right)):
            inner_path = f"{path}.{key}" if path else key
            if key not in right:
                yield Difference(inner_path, _shortened(left[key]), None)
            elif key not in left:
                yield Difference(inner_path, None, _shortened(right[key]))
            else:
                yield from _json_differences(inner_path, left[key], right[key])
    elif isinstance(left, list) and isinstance(right, list):
        yield from _list_differences(path, left, right)
    elif _written(left) != _written(right):
        yield Difference(path or tr("Body"), _shortened(left), _shortened(right))


def _list_differences(path: str, left: list[Any], right: list[Any]) -> Iterator[Difference]:
    if max(len(left), len(right)) > _MOST_ENTRIES:
        yield from _by_position(path, left, right, 0, 0)
        return
    # One entry more at the beginning must not make all others look different.
    matcher = difflib.SequenceMatcher(
        None, [*map(_written, left)], [*map(_written, right)], autojunk=False
    )
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind != "equal":
            part, other = left[start:end], right[other_start:other_end]
            yield from _by_position(path, part, other, start, other_start)


def _by_position(
    path: str, left: list[Any], right: list[Any], start: int, other_start: int
) -> Iterator[Difference]:
    both = min(len(left), len(right))
    # What both have is named by its place in the later list.
    for index in range(both):
        yield from _json_differences(f"{path}[{other_start + index}]", left[index], right[index])
    for index in range(both, len(left)):
        yield Difference(f"{path}[{start + index}]", _shortened(left[index]), None)
    for index in range(both, len(right)):
        yield Difference(f"{path}[{other_start + index}]", None, _shortened(right[index]))


def _written(value: Any) -> str:
    """Return a value as JSON text; the order of members does not matter."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        members = (f"{json.dumps(key)}: {_written(value[key])}" for key in sorted(value))
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _shortened(value: Any) -> str:
    return truncate(_written(value), _LONGEST_TEXT)


def _text(response: Response | None, body: bytes) -> list[str]:
    # Text has no zero bytes; grep takes one as the sign of a binary file as well.
    if b"\0" in body[:4096]:
        return [tr("{body_count:,} bytes that are not text").format(body_count=len(body))]
    return text_of_body(response, body).splitlines()[:_MOST_LINES]


def _text_differences(left: list[str], right: list[str]) -> Iterator[Difference]:
    matcher = difflib.SequenceMatcher(None, left, right)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        title = tr("Lines {value} to {end}").format(value=start + 1, end=end)
        if start == end:
            title = tr("After line {start}").format(start=start)
        elif end - start == 1:
            title = tr("Line {end}").format(end=end)
        yield Difference(title, _joined(left[start:end]), _joined(right[other_start:other_end]))


def _joined(lines: list[str]) -> str | None:
    return truncate("\n".join(lines), _LONGEST_TEXT) if lines else None
