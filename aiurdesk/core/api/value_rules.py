"""Numbers, times and texts as servers read them, and the rules for the values of parameters.

Source of the numbers: echo of a server built on AiurProtocol, library of 2026-08:
``tests/data/binding.tsv``.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import TypeAlias

import msgspec

from aiurdesk.core.formats.utf16 import units
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr, trn


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value that a CHOICE parameter accepts."""

    value: str
    """What goes on the wire."""
    name: str
    """What is shown."""


class Constraints(msgspec.Struct, frozen=True, kw_only=True):
    """The limits that a parameter adds to its kind's.

    They are separate from ``Parameter`` because the kinds check values against them, and a
    parameter refers to its kind.
    """

    choices: tuple[Choice, ...] = ()
    minimum: int | float | None = None
    """Least value of a number."""
    maximum: int | float | None = None
    excludes_limits: bool = False
    """Whether a number must be more than ``minimum`` and less than ``maximum``."""
    min_length: int | None = None
    """Least number of characters of a text."""
    max_length: int | None = None
    pattern: str | None = None
    """Regular expression that the whole text must match."""
    strangers_pattern: str | None = None
    """The same, found anywhere in the text, of a description that a stranger wrote. It is matched
    only in a process that can be killed, when the request is sent."""
    pattern_hint: str = ""
    """The pattern in words: "lower-case letters, digits, - and _"."""
    example: str = ""


WriteValue: TypeAlias = Callable[[Constraints, str, str], str | Problem]
"""Takes the limits of a parameter, a text, and an example of a valid value.

Returns the text as it is sent, or why servers would not read it as it was meant.
"""


Bounds: TypeAlias = tuple[int, int]
"""The least and the greatest value of a type of whole numbers."""
INT_32: Bounds = (-(2**31), 2**31 - 1)
INT_64: Bounds = (-(2**63), 2**63 - 1)
# ASCII digits only: servers refuse digits of other alphabets, which ``int`` would take.
_WHOLE = r"([+-]?)([0-9]+)"
# .NET's converter reads these prefixes, so 0x1F arrives as 31.
_HEXADECIMAL = r"(?:0[xX]|&[hH]|#)([0-9a-fA-F]{1,16})"
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?"
_MORE_DIGITS_THAN_ANY_RANGE = 20


def whole_range(constraints: Constraints, bounds: Bounds) -> Bounds:
    """Return the least and the greatest whole number that a parameter takes."""
    least, most = bounds
    is_inside = constraints.excludes_limits
    if (own := constraints.minimum) is not None:
        least = max(least, math.floor(own) + 1 if is_inside else math.ceil(own))
    if (own := constraints.maximum) is not None:
        most = min(most, math.ceil(own) - 1 if is_inside else math.floor(own))
    return least, most


def write_whole_number(
    bounds: Bounds, constraints: Constraints, text: str, example: str
) -> str | Problem:
    """Return a whole number without a plus sign, leading zeros or spaces."""
    stripped = text.strip()
    least, most = whole_range(constraints, bounds)
    # "12.0" and "1e3" are refused by servers, too.
    match = re.fullmatch(_WHOLE, stripped)
    digits = match.group(2).lstrip("0") or "0" if match else ""
    # Python refuses to convert integers of more than 4300 digits.
    if match and len(digits) <= _MORE_DIGITS_THAN_ANY_RANGE:
        number = int(match.group(1) + digits)
        if least <= number <= most:
            return str(number)
    advice = tr("Enter a whole number from {least} to {most}, such as {example}.").format(
        least=least, most=most, example=example
    )
    if match is None:
        has_own_range = constraints.minimum is not None or constraints.maximum is not None
        plain = tr("Enter a whole number, such as {example}.").format(example=example)
        return Problem(_misread_whole(stripped) + (advice if has_own_range else plain))
    return Problem(advice)


def _misread_whole(text: str) -> str:
    match = re.fullmatch(_HEXADECIMAL, text)
    words = tr("The server would read {text} as {int}. ")
    return words.format(text=text, int=int(match[1], 16)) if match else ""


def write_number(constraints: Constraints, text: str, example: str) -> str | Problem:
    """Return a number with a point, which servers read as it stands."""
    stripped = text.strip()
    advice = tr("Enter {number_range} with a point, such as {example}.").format(
        number_range=_number_range(constraints), example=example
    )
    if re.fullmatch(_NUMBER, stripped) is None:
        return Problem(_misread_number(stripped) + advice)
    number = Decimal(stripped)
    # Servers read a double: what it cannot hold exactly would arrive as another number.
    kept = float(stripped)
    if kept in (float("inf"), float("-inf")):
        return Problem(tr("The server would read this as infinity. {advice}").format(advice=advice))
    # ``repr`` is the shortest text of a double, so 0.1 passes and a number of 20 digits does not.
    if Decimal(repr(kept)) != number:
        return Problem(
            tr("The server would round this to {kept!r}. {advice}").format(kept=kept, advice=advice)
        )
    if _is_outside(constraints, number):
        return Problem(advice)
    return stripped.removeprefix("+")


def _is_outside(constraints: Constraints, number: Decimal) -> bool:
    least, most = constraints.minimum, constraints.maximum
    # By their shortest texts: as a float, 0.1 is a little more than the 0.1 that was typed.
    below = None if least is None else number.compare(Decimal(repr(least)))
    above = None if most is None else Decimal(repr(most)).compare(number)
    limit = 1 if constraints.excludes_limits else 0
    return any(side is not None and side < limit for side in (below, above))


def _number_range(constraints: Constraints) -> str:
    least, most = constraints.minimum, constraints.maximum
    if constraints.excludes_limits and (least is not None or most is not None):
        limits = ((least, tr("more than")), (most, tr("less than")))
        return tr("a number ") + tr(" and ").join(f"{w} {n}" for n, w in limits if n is not None)
    if least is not None and most is not None:
        return tr("a number from {least} to {most}").format(least=least, most=most)
    if least is not None:
        return tr("a number of at least {least}").format(least=least)
    if most is not None:
        return tr("a number of at most {most}").format(most=most)
    return tr("a number")


def _misread_number(text: str) -> str:
    without_commas = text.replace(",", "")
    if "," in text and re.fullmatch(_NUMBER, without_commas):
        words = tr("Servers drop commas and would read {text} as {without_commas}. ")
        return words.format(text=text, without_commas=without_commas)
    if text.lower().lstrip("+-") in {"nan", "infinity", "inf", "∞"}:
        return tr("Not all servers accept this as a number. ")
    return ""


_NOT_BLANK_IN_DOTNET = "\x1c\x1d\x1e\x1f"
"""Python counts these separators as white space; .NET does not, and keeps a text of them."""


def surrogate_problem(text: str) -> Problem | None:
    """Refuse half of a character (a lone surrogate), which no encoding can carry."""
    # Much faster than a pattern; the form asks this of all values at each key that is pressed.
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return Problem(
            tr(
                "This contains half of a character (U+{ord:04X}), which cannot be sent. "
                "Delete it and type the character again, such as 😀."
            ).format(ord=ord(text[error.start]))
        )
    return None


def is_blank(text: str) -> bool:
    """Return whether servers read a text as null: it contains only white space."""
    return not text or (text.isspace() and not any(c in _NOT_BLANK_IN_DOTNET for c in text))


def write_text(constraints: Constraints, text: str, example: str) -> str | Problem:
    """Return a text as it is; an empty one may be sent, one of spaces may not."""
    # Empty and absent text are both null to the server, but not the same on the wire.
    if text == "":
        return text
    if is_blank(text):
        return Problem(
            tr(
                "Servers ignore text that contains only spaces. Enter text such as "
                "{example}, or leave it out."
            ).format(example=example)
        )
    return _length_problem(constraints, text) or _pattern_problem(constraints, text) or text


def write_item(constraints: Constraints, text: str, example: str) -> str | Problem:
    """Return one item of a list as it is."""
    if is_blank(text):
        return Problem(
            tr(
                "Servers read an empty item of a list as null. Enter text in every item, "
                "such as first, or remove the item."
            )
        )
    return _pattern_problem(constraints, text) or text


def _length_problem(constraints: Constraints, text: str) -> Problem | None:
    least, most = constraints.min_length or 0, constraints.max_length
    if not least and most is None:
        return None
    length = units(text)  # as .NET counts, and with it the servers
    if length >= least and (most is None or length <= most):
        return None
    if most is None:
        words = trn("at least {least} character", "at least {least} characters", least)
        length_words = words.format(least=least)
    elif least:
        length_words = tr("{least} to {most} characters").format(least=least, most=most)
    else:
        words = trn("at most {most} character", "at most {most} characters", most)
        length_words = words.format(most=most)
    return Problem(
        tr("Enter {length_words}{such_as}; this has {length}.").format(
            length_words=length_words, such_as=such_as(constraints), length=length
        )
    )


def _pattern_problem(constraints: Constraints, text: str) -> Problem | None:
    # .NET's attribute wants the whole text to match, as ``fullmatch`` does.
    if constraints.pattern is None or re.fullmatch(constraints.pattern, text):
        return None
    hint = constraints.pattern_hint or tr("text that matches {pattern}").format(
        pattern=constraints.pattern
    )
    return Problem(tr("Enter {hint}{such_as}.").format(hint=hint, such_as=such_as(constraints)))


def such_as(constraints: Constraints) -> str:
    """Return the example of a parameter as it follows in a sentence; empty without one."""
    # The example of the kind may break the limits of this parameter, so only its own is named.
    return (
        tr(", such as {example}").format(example=constraints.example) if constraints.example else ""
    )


_DECIMALS = 7
"""Of a second; servers round what goes beyond."""
_TIMESTAMP = (
    r"(?ia)([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?"
    r"(?:(Z)|([+-])([0-9]{2}):([0-9]{2}))"
)
# What .NET makes of other notations, as recorded in ``binding.tsv``.
_MISREADINGS = (
    (r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?", tr("Servers read a time alone as that time of today. ")),
    (
        r"[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{4}.*",
        tr("Servers read such a date as month, day, year: 11/12/2026 is 12 November. "),
    ),
    (
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
        tr("Servers read a date alone as midnight UTC, which may be another day where you are. "),
    ),
    (
        r"[0-9]{4}[/-][0-9]{1,2}[/-][0-9]{1,2}([T ][0-9:.]+)?|[0-9]{1,2} [A-Za-z]+ [0-9]{4}.*",
        tr("Servers read a date without a zone as UTC. "),
    ),
)
_WANTED = tr(
    "Enter date, time and zone, such as 2026-11-24T10:11:12Z or 2026-11-24T12:11:12+02:00."
)


def write_timestamp(constraints: Constraints, text: str, example: str) -> str | Problem:
    """Return a timestamp in UTC with ``Z``, such as ``2026-11-24T10:11:12.5Z``."""
    stripped = text.strip()
    match = re.fullmatch(_TIMESTAMP, stripped)
    if match is None:
        misread = (words for pattern, words in _MISREADINGS if re.fullmatch(pattern, stripped))
        return Problem(next(misread, "") + _WANTED)
    day, clock, seconds, fraction, _, sign, hours, minutes = match.groups()
    # .NET counts in ticks of 100 nanoseconds.
    if fraction is not None and len(fraction) > _DECIMALS:
        return Problem(
            tr("Servers store {decimals} decimals of a second and round the rest. {wanted}").format(
                decimals=_DECIMALS, wanted=_WANTED
            )
        )
    try:
        # Written in UTC, because the "+" of an offset arrives as a space where it is not escaped.
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        zone = timezone(-offset if sign == "-" else offset)
        local = datetime.fromisoformat(f"{day}T{clock}:{seconds or '00'}").replace(tzinfo=zone)
        utc = local.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return Problem(tr("There is no such date, time or zone. {wanted}").format(wanted=_WANTED))
    return utc.isoformat(timespec="seconds") + (f".{fraction}" if fraction else "") + "Z"
