"""Signs that a body gives of a failure which the status does not tell.

The rows of data say what is a sign; here is how an object is read by its roles, and where in a
body such an object may stand.
"""

import re
from functools import cache
from typing import NamedTuple
from urllib.parse import parse_qsl

from aiurdesk.core.verdict.shapes.places import folded
from aiurdesk.core.verdict.shapes.said import Sign
from aiurdesk.core.verdict.shapes.sign_rules import SignRow, refusals, role_of, sign_rules
from aiurdesk.core.verdict.shapes.sign_shape import BATCH, Members, SignShape, Wrapper
from aiurdesk.core.verdict.shapes.sign_values import MOST_MEMBERS, is_failing_word, is_no_zero

_DEEPEST_WRAPPER = 5
_MOST_ENTRIES = 1000
_TRIED_ENTRIES = 10
"""Each costs as much as a whole body; a list of failures begins with one."""
_OUTCOMES = frozenset({"flag", "failure_code", "error", "status"})
_ORDER = {Sign.NONE: 0, Sign.WEAK: 1, Sign.STRONG: 2}
_SURE = frozenset({"flag", "failure_code", "error", "exception"})
"""What does not stand below the root of a document that succeeded."""


class Told(NamedTuple):
    """What a body says."""

    sign: Sign = Sign.NONE
    steps: tuple[str, ...] = ()
    """Names of members that lead to what says it."""
    row: SignRow | None = None
    part: object = None
    """The object that says it, where that is known."""


_NOTHING = Told()


def find_sign(value: object, *, is_xml: bool = False) -> Told:
    """Return how surely a body says that the request failed, and where.

    Only its first levels are read.

    Args:
        value: Of JSON, or the tree of XML.
        is_xml: Whether the only member is the root element, which always wraps the rest.
    """
    if isinstance(value, list):
        return _of_list(value)
    return _of_object(value, 0, is_xml=is_xml) if isinstance(value, dict) else _NOTHING


def _of_list(entries: list[object]) -> Told:
    """Read a batch of tRPC or JSON-RPC, a list of errors, or one error as a list."""
    first = entries[:_MOST_ENTRIES]
    for entry in first:
        if isinstance(entry, dict) and entry.get("error") and entry.keys() <= BATCH:
            return Told(Sign.STRONG, part=entry)
    if [type(entry) for entry in entries[:4]] == [str, int, str] and is_failing_word(entries[0]):
        # ["error", 10020, "symbol: invalid"]
        named = zip(("status", "code", "message"), entries, strict=True)
        return Told(Sign.STRONG, part=dict(named))
    told = [_of_entry(entry) for entry in first[:_TRIED_ENTRIES]]
    failed = next((it for it in told if it.sign is Sign.STRONG), None)
    if failed is None:
        return _NOTHING
    is_whole = all(it.sign is Sign.STRONG for it in told) and not _are_statuses(first)
    return Told(Sign.STRONG if is_whole else Sign.WEAK, part=failed.part)


def _of_entry(entry: object) -> Told:
    if not isinstance(entry, dict):
        return _NOTHING
    told = _of_object(entry, 0)
    of_an_entry = None if told.row is None else told.row.of_an_entry
    return told if of_an_entry is None else told._replace(sign=of_an_entry)


def _all_failed(entries: list[object], depth: int) -> bool:
    """Tell whether each entry says that it failed; one that has a code only explains that code."""
    first = entries[:_TRIED_ENTRIES]
    return bool(first) and all(
        isinstance(entry, dict)
        and any(role_of(folded(name)) in _OUTCOMES for name in list(entry)[:MOST_MEMBERS])
        and _of_object(entry, max(depth + 1, _DEEPEST_WRAPPER - 1)).sign is Sign.STRONG
        for entry in first
    )


def _are_statuses(entries: list[object]) -> bool:
    """Tell whether a list explains statuses: ``[{"code": 404, "message": "Not Found"}, …]``."""
    codes = [it.get("code", it.get("status")) for it in entries if isinstance(it, dict)]
    numbers = [code for code in codes if type(code) is int and 100 <= code < 600]
    return len(numbers) == len(entries) == len(set(numbers)) and len(entries) > 1


def _of_object(value: Members, depth: int, *, is_xml: bool = False) -> Told:
    shape = SignShape(value)
    told = _of_members(shape, value)
    if told is not None or depth >= _DEEPEST_WRAPPER:
        return told or _NOTHING
    part = _failed_data(shape, depth)
    if part is not None:
        return Told(Sign.STRONG, part=part)
    best = _NOTHING
    for name, inner, why in shape.wrappers():
        told = _of_object(inner, depth + 1)
        sign = _sign_within(told, why, is_xml=is_xml)
        if _ORDER[sign] > _ORDER[best.sign]:
            steps = (name, *told.steps) if told.steps else ()
            best = told._replace(sign=sign, steps=steps)
    return best


def _of_members(shape: SignShape, value: Members) -> Told | None:
    """Return what the first row that fits makes of an object; None where none does."""
    for row in sign_rules().signs:
        name = shape.member(row)
        if name is not None:
            is_thing = shape.is_thing and row.of_a_thing is not None
            strength = row.of_a_thing if is_thing else row.strength
            if strength is not None and strength is not Sign.NONE:
                return Told(strength, (name,), row, value)
    return None


def _failed_data(shape: SignShape, depth: int) -> object:
    """Return what in the payload has the code of a failure: ``{"data": {"error_code": 5}}``.

    A list counts where each of its entries failed; None where nothing failed.
    """
    for payload in () if shape.is_thing else shape.values("data"):
        if isinstance(payload, list) and _all_failed(payload, depth):
            return payload[0]
        inner = SignShape(payload) if isinstance(payload, dict) else None
        if inner is None or inner.is_thing:
            continue
        if any(is_no_zero(code, inner) for code in inner.values("failure_code")):
            return payload
    return None


def _sign_within(told: Told, why: Wrapper, *, is_xml: bool) -> Sign:
    """Return what the sign of an object means for the one that it stands in."""
    if why is Wrapper.NAMED:
        return told.sign
    if told.sign is not Sign.STRONG:
        return Sign.NONE
    is_sure = is_xml and (told.row is None or told.row.role in _SURE)
    return Sign.STRONG if is_sure or why is Wrapper.REST else Sign.WEAK


_LONGEST = 2000
"""Characters of a text that can be an error; a longer one is a document."""
_MOST_LINES = 2
"""A log and a list have more."""
_MOST_PAIRS = 100
_PAIRS = re.compile(r"[A-Za-z_][\w.-]*=[^\s&=]*(?:&[A-Za-z_][\w.-]*=[^\s&=]*)+")
_OTHER_TYPES = re.compile(
    r"javascript|ecmascript|css|csv|markdown|yaml|toml|x-python|x-sh|event-stream"
)


def sign_of_text(text: str, content_type: str = "") -> Sign:
    """Return how surely a text of a 2xx says that the request failed.

    Args:
        text: The whole body, without white space around it.
        content_type: The header; a text of a language for programs says nothing.
    """
    if len(text) > _LONGEST or text.count("\n") >= _MOST_LINES or _OTHER_TYPES.search(content_type):
        return Sign.NONE
    if _failures().match(text):
        return Sign.STRONG
    return Sign.WEAK if refusals().match(text) or text in sign_rules().texts.words else Sign.NONE


def pairs_of(text: str) -> dict[str, int | str] | None:
    """Return the names and values of ``ACK=Failure&VERSION=204``; None of any other text.

    Numbers are numbers, as they would be in JSON.
    """
    if len(text) > _LONGEST * 4 or _PAIRS.fullmatch(text) is None:
        return None
    pairs = parse_qsl(text, keep_blank_values=True)[:_MOST_PAIRS]
    return {name: int(value) if _is_int(value) else value for name, value in pairs}


def _is_int(text: str) -> bool:
    return len(text) < 10 and text.lstrip("-").isdecimal() and text.isascii()


@cache
def _failures() -> re.Pattern[str]:
    return re.compile("|".join(sign_rules().texts.strong))
