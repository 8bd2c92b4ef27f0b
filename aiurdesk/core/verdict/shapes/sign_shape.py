"""The object in which a sign stands: its members by the roles that their names have."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto

from aiurdesk.core.verdict.shapes.places import folded
from aiurdesk.core.verdict.shapes.sign_rules import SignRow, is_wrapper, role_of, sign_rules
from aiurdesk.core.verdict.shapes.sign_values import (
    MOST_MEMBERS,
    VALUES,
    has_zero,
    is_empty,
    is_error,
    is_failing_sentence,
    is_flag,
    is_list_of_pairs,
    is_name_of_error,
    is_success,
)

Members = Mapping[str, object]

_MOST_WRAPPERS = 3
_MOST_BESIDE_A_WRAPPER = 6
_MOST_OF_AN_ENVELOPE = 10
BATCH = frozenset({"error", "result", "id", "jsonrpc"})
_SCALAR = frozenset({"code", "flag", "kind", "sentence", "description", "status"})
"""Roles of texts, numbers and truths; an object or list of such a name is something else."""
_OF_A_REST = frozenset({"status", "sentence", "code"})
_TELLING = frozenset({"sentence", "description", "error"})
_WORDY = frozenset({"status", "ack"})


class Wrapper(Enum):
    """Why an object may only hold what judges a response."""

    NAMED = auto()
    """Its name says so."""
    REST = auto()
    """It is called status or message, and there is nothing beside it."""
    ALONE = auto()
    """It is the one member, and may be a thing."""


class SignShape:
    """The members of an object by their roles."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._by_role: dict[str, list[object]] = {}
        self._names: dict[str, list[str]] = {}
        self._has_others = len(members) > MOST_MEMBERS
        for name, raw in list(members.items())[:MOST_MEMBERS]:
            plain = folded(name.rpartition(".")[2]) if len(name) < 60 else ""
            value = _first_word(raw) if role_of(plain) in _WORDY else raw
            role = self._role(plain, value)
            if role:
                self._by_role.setdefault(role, []).append(value)
                self._names.setdefault(role, []).append(name)
            elif not is_empty(value):
                self._has_others = True
            if plain == "name" and not is_name_of_error(value):
                self._has_others = True
            if role == "flag" and isinstance(value, str) and not is_flag(value):
                self._has_others = True
        # An answer of JSON-RPC has the identity of its request; an empty one names nothing.
        named = any(not is_empty(value) for value in self._by_role.get("identity", ()))
        self.is_thing = named and not members.keys() <= BATCH

    def _role(self, plain: str, value: object) -> str:
        role = role_of(plain)
        if isinstance(value, dict) and len(self._members) == 1:
            alone = sign_rules().alone.items()
            role = next((it for it, ends in alone if plain.endswith(ends)), role)
        if not isinstance(value, (dict, list)) or role not in _SCALAR:
            return role
        if role in ("sentence", "description"):
            return _role_of_message(value)
        if role == "status":
            return "data"
        return role if role == "code" and is_list_of_pairs(value) else ""

    def member(self, row: SignRow) -> str | None:
        """Return the name of the member that a row describes; None where it does not fit."""
        pairs = zip(self._names.get(row.role, ()), self._by_role.get(row.role, ()), strict=True)
        name = next((name for name, value in pairs if VALUES[row.value](value, self)), None)
        if name is None:
            return None
        if row.is_bare and (self._has_others or (self.is_thing and row.of_a_thing is None)):
            return None
        if row.beside and not any(self._tells(role) for role in row.beside):
            return None
        values = (value for role in row.empty for value in self._by_role.get(role, ()))
        return name if all(map(is_empty, values)) else None

    def wrappers(self) -> Iterator[tuple[str, Members, Wrapper]]:
        """Yield name and object of what this one only wraps, and why it may be so."""
        if len(self._members) > _MOST_BESIDE_A_WRAPPER or self._is_told_success():
            return
        inner = [(name, self._unlisted(name, raw)) for name, raw in self._members.items()]
        objects = [(name, it) for name, it in inner if isinstance(it, dict) and it]
        for name, it in objects[:_MOST_WRAPPERS]:
            why = self._why_wrapper(name, it)
            if why is not None:
                yield name, it, why

    def _unlisted(self, name: str, value: object) -> object:
        """Return the object of a response that is a list of one, as in JSON made from XML."""
        is_one = len(self._members) == 1 and folded(name).endswith("response")
        return value[0] if is_one and isinstance(value, list) and len(value) == 1 else value

    def _why_wrapper(self, name: str, inner: Members) -> Wrapper | None:
        plain = folded(name)
        if is_wrapper(plain):
            return Wrapper.NAMED
        if role_of(plain) in _OF_A_REST and self._is_rest(inner):
            return Wrapper.REST
        return Wrapper.ALONE if len(self._members) == 1 else None

    def _is_rest(self, value: object) -> bool:
        """Tell whether a value is all that an envelope has: ``{"status": {"code": 401, …}}``."""
        others = (it for it in self._by_role.get("data", ()) if it is not value)
        return not self._has_others and not self.is_thing and all(map(is_empty, others))

    def values(self, role: str) -> Sequence[object]:
        """Return the values that have a role."""
        return self._by_role.get(role, ())

    def _messages(self) -> Sequence[object]:
        return (*self._by_role.get("sentence", ()), *self._by_role.get("description", ()))

    def _is_told_success(self) -> bool:
        flags = (*self._by_role.get("flag", ()), *self._by_role.get("code", ()))
        return any(value is True or (value == 0 and value is not False) for value in flags)

    def _tells(self, role: str) -> bool:
        if role == "told_in_data":
            return any(_tells_in_data(value) for value in self._by_role.get("data", ()))
        if role == "no_data":
            # It is there, and empty: {"response_code": 2, "results": []}
            return bool(self._by_role.get("data"))
        values: Sequence[object] = self._by_role.get(role, ())
        if role == "message":
            values = self._messages()
        if role == "zero":
            return has_zero((*self._by_role.get("status", ()), *self._by_role.get("code", ())))
        if role in ("message", "sentence"):
            return any(isinstance(it, (str, list)) and it and not is_success(it) for it in values)
        if role == "error":
            return any(is_error(value) for value in values)
        return any(not is_empty(value) for value in values)

    def says_failure(self) -> bool:
        """Tell whether a message of the object has a word of failing, and none of success."""
        messages = (*self._messages(), *self._by_role.get("error", ()))
        return any(isinstance(it, str) and is_failing_sentence(it) for it in messages)

    def says_success(self) -> bool:
        """Tell whether the first message of the object is one of success."""
        messages = [it for it in self._messages() if it]
        return bool(messages) and is_success(messages[0])


def _role_of_message(value: Mapping[str, object] | list[object]) -> str:
    """Return the role of an object or list that is called as messages are."""
    if isinstance(value, list):
        return "data" if value and isinstance(value[0], dict) else "sentence"
    is_envelope = all(
        role_of(folded(name)) == "envelope" and not isinstance(it, (dict, list))
        for name, it in list(value.items())[:_MOST_OF_AN_ENVELOPE]
    )
    return "envelope" if is_envelope else "data"


def _first_word(value: object) -> object:
    """Return the text of a list of one text, as in JSON that was made from XML."""
    is_one = isinstance(value, list) and len(value) == 1 and isinstance(value[0], str)
    return value[0] if is_one and isinstance(value, list) else value


def _tells_in_data(value: object) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, dict):
        return False
    return any(role_of(folded(name)) in _TELLING for name in list(first)[:100])
