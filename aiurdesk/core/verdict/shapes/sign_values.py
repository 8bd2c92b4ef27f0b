"""Values that are signs of a failure, and what a message beside them says."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from aiurdesk.core.verdict.shapes.places import folded
from aiurdesk.core.verdict.shapes.sentences import is_token
from aiurdesk.core.verdict.shapes.sign_rules import failing_words, refusals, sign_rules

_DEEPEST_EMPTY = 6
MOST_MEMBERS = 100
_ZEROS = re.compile(r"(?:[A-Za-z]{1,5}-?)?0+")
_SUCCESSES = (200, 201, 202, 204)
_ROUND = re.compile(r"[12]0*")
"""Codes that mean success in as many services as they mean something else."""
_FIRST_OF_A_SERVICE = 1000
"""Smaller codes are HTTP statuses, kinds and counts."""
_FAILING_TOKEN = re.compile(
    r"invalid|error|exception|denied|notfound|not_found|missing|expired|exceeded|unauthorized"
    r"|forbidden|failed|failure|illegal|limit|(?<!de)fault",
    re.IGNORECASE,
)
_PAIR = "::"
_BEGINS = re.compile(r"(?:runtime |fatal |internal )?(?:error|exception)\s*:\s*\S", re.IGNORECASE)
_SUCCESSFUL = re.compile(r"(?<!un)success(?!ful: false)|(?<![不未])成功", re.IGNORECASE)
_NOT_SUCCESSFUL = re.compile(r"\b(?:not|no|without|un)\s*-?success", re.IGNORECASE)


class Shape(Protocol):
    """The object in which a value stands."""

    def says_failure(self) -> bool:
        """Tell whether a message has a word of failing."""

    def says_success(self) -> bool:
        """Tell whether the message is one of success."""


def is_failing_sentence(text: str) -> bool:
    """Tell whether a text has a word of failing."""
    return failing_words().search(text[:500]) is not None


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    if isinstance(value, int):
        return value
    is_number = len(value) < 12 and value.lstrip("-").isdecimal() and value.isascii()
    return int(value) if is_number else None


def is_flag(text: str) -> bool:
    """Tell whether a text says yes or no; a translation of "Success" does not."""
    words = sign_rules().words
    return text.strip().casefold() in words.success | words.failure


def _is_false_or_zero(value: object, shape: Shape) -> bool:
    return _is_false(value, shape) or (type(value) is int and value == 0)


def _is_false(value: object, _shape: Shape) -> bool:
    return value is False or (isinstance(value, str) and value.casefold() == "false")


def _is_true(value: object, _shape: Shape) -> bool:
    return value is True or (isinstance(value, str) and value.casefold() == "true")


def _is_true_or_one(value: object, shape: Shape) -> bool:
    return _is_true(value, shape) or (type(value) is int and value != 0)


def _is_negative(value: object, shape: Shape) -> bool:
    number = _number(value)
    return number is not None and number < 0 and not shape.says_success()


def _is_http(value: object, shape: Shape) -> bool:
    number = _number(value)
    return number is not None and 400 <= number < 600 and not shape.says_success()


def is_failing_word(value: object, _shape: object = None) -> bool:
    """Tell whether a value is a word for a failure, such as ``FAIL``."""
    return isinstance(value, str) and value.strip().casefold() in sign_rules().words.failure


def _is_code_token(value: object, shape: Shape) -> bool:
    """Tell whether a text is a code of a failure, such as ``INVALID_KEY`` or ``A0301``."""
    if not isinstance(value, str) or not is_token(value) or is_success(value):
        return False
    if _number(value) is not None or _ZEROS.fullmatch(value) or shape.says_success():
        return False
    is_upper = len(value) > 2 and value.isupper()
    return is_upper or _FAILING_TOKEN.search(value) is not None or shape.says_failure()


def _is_failing_token(value: object, shape: Shape) -> bool:
    return _is_code_token(value, shape) and _FAILING_TOKEN.search(str(value)) is not None


def _is_explained_token(value: object, shape: Shape) -> bool:
    return _is_failing_token(value, shape) and shape.says_failure()


def _is_constant(value: object, _shape: Shape) -> bool:
    return isinstance(value, str) and is_token(value) and value.isupper() and "_" in value


def _is_failing_compound(value: object, shape: Shape) -> bool:
    return _is_constant(value, shape) and _FAILING_TOKEN.search(str(value)) is not None


def _is_failing_constant(value: object, shape: Shape) -> bool:
    return isinstance(value, str) and value.isupper() and _is_failing_token(value, shape)


def _is_failing_number(value: object, shape: Shape) -> bool:
    number = _number(value)
    if number is None or number <= 0 or number in _SUCCESSES or shape.says_success():
        return False
    is_odd = number >= 1000 and _ROUND.fullmatch(str(number)) is None
    return is_odd or shape.says_failure()


def _is_explained_number(value: object, shape: Shape) -> bool:
    number = _number(value)
    is_large = number is not None and number >= _FIRST_OF_A_SERVICE
    return is_large and shape.says_failure() and not shape.says_success()


def _is_number(value: object, shape: Shape) -> bool:
    number = _number(value)
    return (
        number is not None
        and number > 0
        and not 200 <= number < 300
        and not shape.says_success()
    )  # fmt: skip


def is_no_zero(value: object, shape: Shape) -> bool:
    """Tell whether a value is a code other than that of success."""
    number = _number(value)
    if number is not None:
        # 1 is the "error code" of a success at some services, which say so.
        return number not in (0, 200) and not shape.says_success()
    if isinstance(value, str):
        return not is_success(value) and _ZEROS.fullmatch(value) is None
    return isinstance(value, list) and bool(value)


def is_error(value: object, _shape: object = None) -> bool:
    """Tell whether a value tells of an error: a sentence, a list or an object that is not empty."""
    if isinstance(value, str):
        return not is_success(value) and _number(value) is None
    if isinstance(value, dict):
        codes = [it for name, it in value.items() if folded(name) in ("code", "errorcode")]
        texts = [it for it in value.values() if isinstance(it, str)]
        is_fine = bool(codes) and all(it in (0, "0", 200) for it in codes)
        is_fine = is_fine and all(is_success(text) for text in texts)
        return not is_empty(value) and not is_fine
    return isinstance(value, list) and not is_empty(value)


def _is_error_word(value: object, _shape: Shape) -> bool:
    return isinstance(value, str) and is_token(value) and is_error(value)


def _is_explained_error(value: object, shape: Shape) -> bool:
    names = {folded(name) for name in list(value)[:MOST_MEMBERS]} if isinstance(value, dict) else ()
    has_code = any(name in names for name in ("code", "errorcode"))
    return has_code and "message" in names and is_error(value, shape)


def is_success(value: object) -> bool:
    """Tell whether a value is a word or a sentence of success."""
    if not isinstance(value, str):
        return False
    text = value.strip().casefold()[:500]
    if text.rstrip(".!。！") in sign_rules().words.success:
        return True
    return _SUCCESSFUL.search(text) is not None and _NOT_SUCCESSFUL.search(text) is None


def _is_failing_pair(value: object, _shape: Shape) -> bool:
    return is_list_of_pairs(value) and not _is_pair_of_success(value)


def _is_pair_of_success(value: object) -> bool:
    first = next(iter(value), "") if isinstance(value, list) else ""
    return is_success(str(first).partition(_PAIR)[0])


def _has_failing_severity(value: object, _shape: Shape) -> bool:
    issues = value[:MOST_MEMBERS] if isinstance(value, list) else ()
    named = (it.get("severity") for it in issues if isinstance(it, dict))
    return any(it in ("error", "fatal") for it in named)


def _begins_with_an_error(value: object, _shape: Shape) -> bool:
    return isinstance(value, str) and _BEGINS.match(value) is not None


def _is_refusal(value: object, _shape: Shape) -> bool:
    return isinstance(value, str) and refusals().match(value.strip()[:500]) is not None


def is_name_of_error(value: object) -> bool:
    """Tell whether a value is the name of an error, and not of a thing: ``ValidationError``."""
    return is_empty(value) or (isinstance(value, str) and _FAILING_TOKEN.search(value) is not None)


def is_list_of_pairs(value: object) -> bool:
    """Tell whether a value is a list of code and message: ``["FAIL_SYS_…::…"]``."""
    if not isinstance(value, list) or not 0 < len(value) <= MOST_MEMBERS:
        return False
    return all(isinstance(it, str) and _PAIR in it for it in value)


def has_zero(values: Iterable[object]) -> bool:
    """Tell whether one of the values is a zero."""
    return any(value in (0, "0", False) for value in values)


def _is_failing_text(value: object, shape: Shape) -> bool:
    return isinstance(value, str) and shape.says_failure() and not shape.says_success()


def is_empty(value: object, depth: int = 0) -> bool:
    """Tell whether a value holds nothing: ``{"order": null}`` does not."""
    if isinstance(value, dict):
        inner = list(value.values())[:MOST_MEMBERS]
        return depth < _DEEPEST_EMPTY and all(is_empty(it, depth + 1) for it in inner)
    if isinstance(value, list):
        return depth < _DEEPEST_EMPTY and all(is_empty(it, depth + 1) for it in value[:100])
    if isinstance(value, str):
        return value.strip().casefold() in ("", "false", "null")
    return not value


VALUES: Mapping[str, Callable[[object, Shape], bool]] = {
    "false": _is_false,
    "false or 0": _is_false_or_zero,
    "true": _is_true,
    "true or 1": _is_true_or_one,
    "an error": is_error,
    "an error word": _is_error_word,
    "an explained error": _is_explained_error,
    "not 0": is_no_zero,
    "negative": _is_negative,
    "a status": _is_http,
    "a number": _is_number,
    "a failing number": _is_failing_number,
    "a token": _is_code_token,
    "an explained number": _is_explained_number,
    "a failing token": _is_failing_token,
    "an explained token": _is_explained_token,
    "a failing compound": _is_failing_compound,
    "a constant": _is_constant,
    "a failing pair": _is_failing_pair,
    "a failing severity": _has_failing_severity,
    "a refusal": _is_refusal,
    "begins with an error": _begins_with_an_error,
    "a failing constant": _is_failing_constant,
    "a failing word": is_failing_word,
    "a failing text": _is_failing_text,
}
