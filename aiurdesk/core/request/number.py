"""Whole numbers and fractions as servers read them.

Source: echo of a server built on AiurProtocol, library of 2026-08: ``tests/data/binding.tsv``.
"""

import re
from decimal import Decimal

from aiurdesk.core.api.endpoint import Parameter, ParameterKind
from aiurdesk.core.request.refusal import Refusal

_RANGES = {
    ParameterKind.INTEGER: (-(2**31), 2**31 - 1),
    ParameterKind.LONG: (-(2**63), 2**63 - 1),
}
_WHOLE = r"([+-]?)([0-9]+)"
_HEXADECIMAL = r"(?:0[xX]|&[hH]|#)([0-9a-fA-F]{1,16})"
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?"
_MORE_DIGITS_THAN_ANY_RANGE = 20


def whole_range(parameter: Parameter) -> tuple[int, int]:
    """Return the least and the greatest whole number that a parameter takes."""
    least, most = _RANGES[parameter.kind]
    if parameter.minimum is not None:
        least = max(least, parameter.minimum)
    if parameter.maximum is not None:
        most = min(most, parameter.maximum)
    return least, most


def spell_integer(parameter: Parameter, text: str) -> str | Refusal:
    """Return a whole number without sign, zeros or spaces that say nothing."""
    stripped = text.strip()
    least, most = whole_range(parameter)
    example = parameter.example or str(min(max(12, least), most))
    wanted = f"Enter a whole number from {least} to {most}, such as {example}."
    found = re.fullmatch(_WHOLE, stripped)
    if found is None:
        has_own_range = parameter.minimum is not None or parameter.maximum is not None
        plain = f"Enter a whole number, such as {example}."
        return Refusal(_misread_whole(stripped) + (wanted if has_own_range else plain))
    digits = found.group(2).lstrip("0") or "0"
    if len(digits) > _MORE_DIGITS_THAN_ANY_RANGE:
        return Refusal(wanted)
    number = int(found.group(1) + digits)
    return str(number) if least <= number <= most else Refusal(wanted)


def _misread_whole(text: str) -> str:
    found = re.fullmatch(_HEXADECIMAL, text)
    if found is None:
        return ""
    return f"The server would read {text} as {int(found.group(1), 16)}. "


def spell_number(parameter: Parameter, text: str) -> str | Refusal:
    """Return a number with a point, which servers read as it stands."""
    stripped = text.strip()
    wanted = f"Enter {_number_range(parameter)} with a point, such as {parameter.example or '1.5'}."
    if re.fullmatch(_NUMBER, stripped) is None:
        return Refusal(_misread_number(stripped) + wanted)
    number = Decimal(stripped)
    kept = float(stripped)
    if kept in (float("inf"), float("-inf")):
        return Refusal(f"The server would read this as infinity. {wanted}")
    if Decimal(repr(kept)) != number:
        return Refusal(f"The server would keep only {kept!r} of this. {wanted}")
    if _is_outside(parameter, number):
        return Refusal(wanted)
    return stripped.removeprefix("+")


def _is_outside(parameter: Parameter, number: Decimal) -> bool:
    return (parameter.minimum is not None and number < parameter.minimum) or (
        parameter.maximum is not None and number > parameter.maximum
    )


def _number_range(parameter: Parameter) -> str:
    least, most = parameter.minimum, parameter.maximum
    if least is not None and most is not None:
        return f"a number from {least} to {most}"
    if least is not None:
        return f"a number of at least {least}"
    if most is not None:
        return f"a number of at most {most}"
    return "a number"


def _misread_number(text: str) -> str:
    without_commas = text.replace(",", "")
    if "," in text and re.fullmatch(_NUMBER, without_commas):
        return f"Servers drop commas and would read {text} as {without_commas}. "
    if text.lower().lstrip("+-") in {"nan", "infinity", "inf", "∞"}:
        return "Only some servers know what is no ordinary number. "
    return ""
