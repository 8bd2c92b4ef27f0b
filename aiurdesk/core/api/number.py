"""Whole numbers and fractions as servers read them.

Source: echo of a server built on AiurProtocol, library of 2026-08: ``tests/data/binding.tsv``.
"""

import math
import re
from decimal import Decimal
from typing import TypeAlias

from aiurdesk.core.api.constraints import Constraints, Refusal
from aiurdesk.core.translation import tr

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
) -> str | Refusal:
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
        return Refusal(_misread_whole(stripped) + (advice if has_own_range else plain))
    return Refusal(advice)


def _misread_whole(text: str) -> str:
    match = re.fullmatch(_HEXADECIMAL, text)
    words = tr("The server would read {text} as {int}. ")
    return words.format(text=text, int=int(match[1], 16)) if match else ""


def write_number(constraints: Constraints, text: str, example: str) -> str | Refusal:
    """Return a number with a point, which servers read as it stands."""
    stripped = text.strip()
    advice = tr("Enter {number_range} with a point, such as {example}.").format(
        number_range=_number_range(constraints), example=example
    )
    if re.fullmatch(_NUMBER, stripped) is None:
        return Refusal(_misread_number(stripped) + advice)
    number = Decimal(stripped)
    # Servers read a double: what it cannot hold exactly would arrive as another number.
    kept = float(stripped)
    if kept in (float("inf"), float("-inf")):
        return Refusal(tr("The server would read this as infinity. {advice}").format(advice=advice))
    # ``repr`` is the shortest text of a double, so 0.1 passes and a number of 20 digits does not.
    if Decimal(repr(kept)) != number:
        return Refusal(
            tr("The server would round this to {kept!r}. {advice}").format(kept=kept, advice=advice)
        )
    if _is_outside(constraints, number):
        return Refusal(advice)
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
