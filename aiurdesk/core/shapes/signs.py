"""Signs that a body gives of a failure which the status does not tell: data, and how to read it."""

import re
from collections.abc import Callable, Mapping
from functools import cache

import msgspec

from aiurdesk import resources
from aiurdesk.core.shapes.places import folded
from aiurdesk.core.shapes.said import Sign
from aiurdesk.core.shapes.sentences import is_token
from aiurdesk.core.toml.toml_reading import read_toml

Members = Mapping[str, object]

_DEEPEST_WRAPPER = 3
_DEEPEST_EMPTY = 6
_MOST_MEMBERS = 100
_MOST_ENTRIES = 1000
_TRIED_ENTRIES = 10
"""Each costs as much as a whole body; a list of failures begins with one."""
_BATCH = frozenset({"error", "result", "id", "jsonrpc"})
_OUTCOMES = frozenset({"flag", "failure_code", "error", "status"})
_ZEROS = re.compile(r"[A-Za-z]?0+")
_SUCCESSES = (200, 201, 202, 204)
_ROUND = re.compile(r"[12]0*")
"""Codes that mean success in as many services as they mean something else."""
_FIRST_OF_A_SERVICE = 1000
"""Smaller codes are HTTP statuses, kinds and counts."""
_FAILING = re.compile(
    r"fail|error|invalid|denied|unauthor|forbidden|not[ _-]?(?:found|allowed|permitted|ok)|missing"
    r"|expired|exceed|illegal|refused|reject|unknown|required|must |cannot|can't|wrong|\bbad\b"
    r"|exception|unauthent|too many|unable|失败|错误|无效|非法|不存在|未授权|未登录|过期|超限|超出"
    r"|不能|异常|拒绝|缺少|不足|需要登录|请登录|请先登录|不合法|不正确|不允许|禁止|限制|禁用",
    re.IGNORECASE,
)
_FAILING_TOKEN = re.compile(
    r"invalid|error|exception|denied|notfound|not_found|missing|expired|exceeded|unauthorized"
    r"|forbidden|failed|failure|illegal|limit",
    re.IGNORECASE,
)
_SUCCESSFUL = re.compile(r"(?<!un)success(?!ful: false)|(?<![不未])成功", re.IGNORECASE)
_NOT_SUCCESSFUL = re.compile(r"\b(?:not|no|without|un)\s*-?success", re.IGNORECASE)


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sign: which member, what value, and what must stand beside it."""

    role: str
    value: str
    strength: Sign
    beside: tuple[str, ...] = ()
    """One of these roles says something."""
    empty: tuple[str, ...] = ()
    """None of these roles says anything."""
    is_bare: bool = False
    """Nothing else stands in the object but what an envelope has."""
    of_a_thing: Sign | None = None
    """The strength where the object is a thing with an identity; as any other without it."""


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    success: frozenset[str]
    failure: frozenset[str]


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    roles: dict[str, tuple[str, ...]]
    ends: dict[str, tuple[str, ...]]
    words: _Words
    signs: tuple[_Row, ...]


@cache
def _data() -> _Data:
    return msgspec.convert(read_toml(resources.read_text("shapes/signs.toml")), _Data)


@cache
def _role_of(plain: str) -> str:
    """Return the first role that has a name, or an empty text."""
    data = _data()
    for role, members in data.roles.items():
        if plain in members and role != "wrapper":
            return role
    for role, ends in data.ends.items():
        if plain.endswith(ends) and role != "wrapper":
            return role
    return ""


def read_sign(value: object) -> Sign:
    """Return how surely a body says that the request failed. Only its first levels are read."""
    if isinstance(value, list):
        return _of_list(value)
    return _of_object(value, 0)[0] if isinstance(value, dict) else Sign.NONE


def sign_steps(value: object) -> tuple[str, ...]:
    """Return the names of members that lead to what says that a request failed; may be empty."""
    return _of_object(value, 0)[1] if isinstance(value, dict) else ()


def _of_list(entries: list[object]) -> Sign:
    """Read a batch of tRPC or JSON-RPC, or a list of errors."""
    first = entries[:_MOST_ENTRIES]
    if any(
        isinstance(entry, dict) and entry.get("error") and entry.keys() <= _BATCH for entry in first
    ):
        return Sign.STRONG
    signs = {
        _of_object(entry, 0)[0] if isinstance(entry, dict) else Sign.NONE
        for entry in first[:_TRIED_ENTRIES]
    }
    if signs == {Sign.STRONG} and not _are_statuses(first):
        return Sign.STRONG
    return Sign.WEAK if Sign.STRONG in signs else Sign.NONE


def _all_failed(entries: list[object]) -> bool:
    """Tell whether each entry says that it failed; one that has a code only explains that code."""
    first = entries[:_TRIED_ENTRIES]
    return bool(first) and all(
        isinstance(entry, dict)
        and any(_role_of(folded(name)) in _OUTCOMES for name in list(entry)[:_MOST_MEMBERS])
        and _of_object(entry, _DEEPEST_WRAPPER)[0] is Sign.STRONG
        for entry in first
    )


def _are_statuses(entries: list[object]) -> bool:
    """Tell whether a list explains statuses: ``[{"code": 404, "message": "Not Found"}, …]``."""
    codes = [it.get("code", it.get("status")) for it in entries if isinstance(it, dict)]
    numbers = [code for code in codes if type(code) is int and 100 <= code < 600]
    return len(numbers) == len(entries) == len(set(numbers)) and len(entries) > 1


def _of_object(value: Members, depth: int) -> tuple[Sign, tuple[str, ...]]:
    """Return the sign of an object, and the steps to the member that gives it."""
    shape = _Shape(value)
    for row in _data().signs:
        name = shape.member(row)
        if name is not None:
            is_thing = shape.is_thing and row.of_a_thing is not None
            strength = row.of_a_thing if is_thing else row.strength
            if strength is not None and strength is not Sign.NONE:
                return strength, (name,)
    if shape.has_code_in_data():
        return Sign.STRONG, ()
    wrapper = shape.wrapper()
    if wrapper is None or depth >= _DEEPEST_WRAPPER:
        return Sign.NONE, ()
    name, inner = wrapper
    sign, steps = _of_object(inner, depth + 1)
    return sign, (name, *steps) if steps else ()


class _Shape:
    """The members of an object by their roles."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._by_role: dict[str, list[object]] = {}
        self._names: dict[str, list[str]] = {}
        self._has_others = len(members) > _MOST_MEMBERS
        for name, value in list(members.items())[:_MOST_MEMBERS]:
            role = self._role(folded(name.rpartition(".")[2]) if len(name) < 60 else "", value)
            if role:
                self._by_role.setdefault(role, []).append(value)
                self._names.setdefault(role, []).append(name)
            elif not _is_empty(value):
                self._has_others = True
            if role == "flag" and isinstance(value, str) and not _is_flag(value):
                self._has_others = True
        # An answer of JSON-RPC has the identity of its request.
        self.is_thing = "identity" in self._by_role and not members.keys() <= _BATCH

    @staticmethod
    def _role(plain: str, value: object) -> str:
        role = _role_of(plain)
        is_scalar = not isinstance(value, (dict, list))
        if role == "status" and not is_scalar:
            return "data"
        if role in ("code", "flag", "kind") and not is_scalar:
            return ""
        if role == "message" and isinstance(value, dict):
            return "data"
        return role

    def member(self, row: _Row) -> str | None:
        """Return the name of the member that a row describes; None where it does not fit."""
        pairs = zip(self._names.get(row.role, ()), self._by_role.get(row.role, ()), strict=True)
        name = next((name for name, value in pairs if self._has_value(row, value)), None)
        if name is None or (row.is_bare and (self._has_others or self.is_thing)):
            return None
        if row.beside and not any(self._tells(role) for role in row.beside):
            return None
        values = (value for role in row.empty for value in self._by_role.get(role, ()))
        return name if all(map(_is_empty, values)) else None

    def wrapper(self) -> tuple[str, Members] | None:
        """Return the name and the object that this one is only a wrapper of."""
        data = _data()
        inner = [
            (name, value)
            for name, value in self._members.items()
            if isinstance(value, dict)
            and (
                folded(name) in data.roles["wrapper"]
                or folded(name).endswith(data.ends["wrapper"])
            )
        ]  # fmt: skip
        if len(inner) != 1 or len(self._members) > 6 or self._is_told_success():
            return None
        return inner[0]

    def has_code_in_data(self) -> bool:
        """Tell whether the payload has the code of a failure: ``{"data": {"error_code": 5}}``.

        A list counts where each of its entries failed.
        """
        payloads = self._by_role.get("data", ())
        if not self.is_thing and any(_all_failed(it) for it in payloads if isinstance(it, list)):
            return True
        shapes = [_Shape(it) for it in payloads if isinstance(it, dict)]
        return not self.is_thing and any(
            _is_no_zero(code, shape)
            for shape in shapes
            if not shape.is_thing
            for code in shape._by_role.get("failure_code", ())
        )

    def _is_told_success(self) -> bool:
        flags = (*self._by_role.get("flag", ()), *self._by_role.get("code", ()))
        return any(value is True or (value == 0 and value is not False) for value in flags)

    def _has_value(self, row: _Row, value: object) -> bool:
        return _VALUES[row.value](value, self)

    def _tells(self, role: str) -> bool:
        if role == "told_in_data":
            return any(_tells_in_data(value) for value in self._by_role.get("data", ()))
        if role == "zero":
            zeros = (*self._by_role.get("status", ()), *self._by_role.get("code", ()))
            return any(value in (0, "0", False) for value in zeros)
        values = self._by_role.get(role, ())
        if role == "message":
            return any(isinstance(it, (str, list)) and it and not _is_success(it) for it in values)
        if role == "error":
            return any(_is_error(value) for value in values)
        return any(not _is_empty(value) for value in values)

    def says_failure(self) -> bool:
        """Tell whether a message of the object has a word of failing, and none of success."""
        messages = (*self._by_role.get("message", ()), *self._by_role.get("error", ()))
        return any(isinstance(it, str) and _FAILING.search(it[:500]) for it in messages)

    def says_success(self) -> bool:
        """Tell whether the first message of the object is one of success."""
        messages = [it for it in self._by_role.get("message", ()) if it]
        return bool(messages) and _is_success(messages[0])


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    if isinstance(value, int):
        return value
    is_number = len(value) < 12 and value.lstrip("-").isdecimal() and value.isascii()
    return int(value) if is_number else None


def _is_flag(text: str) -> bool:
    """Tell whether a text says yes or no; a translation of "Success" does not."""
    words = _data().words
    return text.strip().casefold() in words.success | words.failure


def _is_false_or_zero(value: object, shape: _Shape) -> bool:
    return _is_false(value, shape) or (type(value) is int and value == 0)


def _is_false(value: object, _shape: _Shape) -> bool:
    return value is False or (isinstance(value, str) and value.casefold() == "false")


def _is_true(value: object, _shape: _Shape) -> bool:
    return value is True or (isinstance(value, str) and value.casefold() == "true")


def _is_true_or_one(value: object, shape: _Shape) -> bool:
    return _is_true(value, shape) or (type(value) is int and value > 0)


def _is_negative(value: object, shape: _Shape) -> bool:
    number = _number(value)
    return number is not None and number < 0 and not shape.says_success()


def _is_http(value: object, shape: _Shape) -> bool:
    number = _number(value)
    return number is not None and 400 <= number < 600 and not shape.says_success()


def _is_word(value: object, _shape: _Shape) -> bool:
    return isinstance(value, str) and value.strip().casefold() in _data().words.failure


def _is_code_token(value: object, shape: _Shape) -> bool:
    """Tell whether a text is a code of a failure, such as ``INVALID_KEY`` or ``A0301``."""
    if not isinstance(value, str) or not is_token(value) or _is_success(value):
        return False
    if _number(value) is not None or _ZEROS.fullmatch(value) or shape.says_success():
        return False
    is_upper = len(value) > 2 and value.isupper()
    return is_upper or _FAILING_TOKEN.search(value) is not None


def _is_failing_token(value: object, shape: _Shape) -> bool:
    return _is_code_token(value, shape) and _FAILING_TOKEN.search(str(value)) is not None


def _is_failing_constant(value: object, shape: _Shape) -> bool:
    return isinstance(value, str) and value.isupper() and _is_failing_token(value, shape)


def _is_failing_number(value: object, shape: _Shape) -> bool:
    number = _number(value)
    if number is None or number <= 0 or number in _SUCCESSES or shape.says_success():
        return False
    is_odd = number >= 1000 and _ROUND.fullmatch(str(number)) is None
    return is_odd or shape.says_failure()


def _is_explained_number(value: object, shape: _Shape) -> bool:
    number = _number(value)
    is_large = number is not None and number >= _FIRST_OF_A_SERVICE
    return is_large and shape.says_failure() and not shape.says_success()


def _is_number(value: object, shape: _Shape) -> bool:
    number = _number(value)
    return (
        number is not None
        and number > 0
        and not 200 <= number < 300
        and not shape.says_success()
    )  # fmt: skip


def _is_no_zero(value: object, _shape: _Shape) -> bool:
    number = _number(value)
    if number is not None:
        return number != 0 and number != 200
    if isinstance(value, str):
        return not _is_success(value) and _ZEROS.fullmatch(value) is None
    return isinstance(value, list) and bool(value)


def _is_error(value: object, _shape: object = None) -> bool:
    if isinstance(value, str):
        return not _is_success(value) and _number(value) is None
    if isinstance(value, dict):
        codes = [it for name, it in value.items() if folded(name) in ("code", "errorcode")]
        texts = [it for it in value.values() if isinstance(it, str)]
        is_fine = bool(codes) and all(it in (0, "0", 200) for it in codes)
        is_fine = is_fine and all(_is_success(text) for text in texts)
        return not _is_empty(value) and not is_fine
    return isinstance(value, list) and not _is_empty(value)


def _is_success(value: object) -> bool:
    if not isinstance(value, str):
        return False
    text = value.strip().casefold()[:500]
    if text.rstrip(".!。！") in _data().words.success:
        return True
    return _SUCCESSFUL.search(text) is not None and _NOT_SUCCESSFUL.search(text) is None


def _is_failing_text(value: object, shape: _Shape) -> bool:
    return isinstance(value, str) and shape.says_failure() and not shape.says_success()


def _is_empty(value: object, depth: int = 0) -> bool:
    """Tell whether a value holds nothing: ``{"order": null}`` does not."""
    if isinstance(value, dict):
        inner = list(value.values())[:_MOST_MEMBERS]
        return depth < _DEEPEST_EMPTY and all(_is_empty(it, depth + 1) for it in inner)
    if isinstance(value, list):
        return depth < _DEEPEST_EMPTY and all(_is_empty(it, depth + 1) for it in value[:100])
    if isinstance(value, str):
        return value.strip().casefold() in ("", "false", "null")
    return not value


def _tells_in_data(value: object) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, dict):
        return False
    return any(_role_of(folded(name)) in ("message", "error") for name in list(first)[:100])


_VALUES: Mapping[str, Callable[[object, _Shape], bool]] = {
    "false": _is_false,
    "false or 0": _is_false_or_zero,
    "true": _is_true,
    "true or 1": _is_true_or_one,
    "an error": _is_error,
    "not 0": _is_no_zero,
    "negative": _is_negative,
    "a status": _is_http,
    "a number": _is_number,
    "a failing number": _is_failing_number,
    "a token": _is_code_token,
    "an explained number": _is_explained_number,
    "a failing token": _is_failing_token,
    "a failing constant": _is_failing_constant,
    "a failing word": _is_word,
    "a failing text": _is_failing_text,
}
