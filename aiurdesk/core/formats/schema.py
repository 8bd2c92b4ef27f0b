"""Validates the objects of data files, and describes wrong members in phrases."""

import re
import typing
from collections.abc import Callable, Container, Mapping
from enum import Enum, StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAlias, TypeVar, Union

import msgspec

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.translation import tr

_T = TypeVar("_T")
Convert: TypeAlias = Callable[[Any], Any]
"""Validates a member and returns its value.

Raises ``ProblemError`` with a phrase that says what is expected.
"""


class ObjectSchema(msgspec.Struct, frozen=True):
    """The members that an object may have."""

    members: Mapping[str, Convert]
    required: frozenset[str] = frozenset()
    ignores_unknown: bool = False
    """Whether unknown members, such as the members of a later version, are not mistakes."""


def text(raw: Any) -> str:
    """Accept text, also empty text."""
    if isinstance(raw, str):
        return raw
    raise unlike(raw, tr("should be text, not {raw}"))


def some_text(raw: Any) -> str:
    """Accept text that is not blank."""
    if isinstance(raw, str) and raw.strip():
        return raw
    raise unlike(raw, tr("should be text that is not blank, not {raw}"))


def whole_number(raw: Any) -> int:
    """Accept a whole number."""
    # Not isinstance: in Python, True and False are instances of int.
    if type(raw) is int:
        return raw
    raise unlike(raw, tr("should be a whole number, not {raw}"))


def flag(raw: Any) -> bool:
    """Accept true or false."""
    if isinstance(raw, bool):
        return raw
    raise unlike(raw, tr("should be true or false, not {raw}"))


def texts(raw: Any) -> tuple[str, ...]:
    """Accept a list of texts."""
    if isinstance(raw, list) and all(isinstance(entry, str) for entry in raw):
        return tuple(raw)
    raise unlike(raw, tr("should be a list of texts, not {raw}"))


def any_list(raw: Any) -> list[Any]:
    """Accept a list; its entries are validated later, so that one mistake loses one entry."""
    if isinstance(raw, list):
        return raw
    raise unlike(raw, tr("should be a list, not {raw}"))


def pairs(raw: Any) -> list[tuple[str, Any]]:
    """Accept a list of pairs of a name and a value; the values are validated later."""
    members = []
    for entry in any_list(raw):
        match entry:
            case [str(name), value]:
                members.append((name, value))
            case _:
                raise ProblemError(
                    tr('should hold pairs such as ["name", "value"], not {entry}').format(
                        entry=quoted(entry)
                    )
                )
    return members


def text_pairs(raw: Any) -> tuple[tuple[str, str], ...]:
    """Accept an object whose members are all text, in their order."""
    if not isinstance(raw, dict):
        raise unlike(raw, tr("should be an object with text as values, not {raw}"))
    for name, entry in raw.items():
        # Of many members, a person has to know which one: a number easily goes without quotes.
        if not isinstance(entry, str):
            raise ProblemError(
                tr("should have text in quotes for {name}, not {entry}").format(
                    name=name, entry=quoted(entry)
                )
            )
    return tuple(raw.items())


def one_of(members: type[StrEnum], *, without: Container[StrEnum] = ()) -> Convert:
    """Return a function that accepts the values of an enumeration, except some."""
    by_value = {member.value: member for member in members if member not in without}

    def convert(raw: Any) -> StrEnum:
        member = by_value.get(raw) if isinstance(raw, str) else None
        if member is None:
            raise unlike(
                raw, tr("should be one of {by_value}, not {raw}"), by_value=", ".join(by_value)
            )
        return member

    return convert


def read_entries(raw: Any, read: Callable[[Any], _T]) -> tuple[_T, ...]:
    """Read each entry of a list; of several, a mistake says in which one it is."""
    entries = any_list(raw)
    results: list[_T] = []
    try:
        results.extend(map(read, entries))
    except ProblemError as error:
        if len(entries) == 1:
            raise
        raise ProblemError(f"(entry {len(results) + 1}) {error}") from None
    return tuple(results)


def unlike(raw: Any, form: str, **values: object) -> ProblemError:
    """Return the error that a value does not have the expected form."""
    return ProblemError(form.format(raw=quoted(raw), **values))


def quoted(raw: Any) -> str:
    """Return a value for use in a sentence, truncated."""
    written = repr(raw)
    return written if len(written) <= 40 else written[:37] + "..."


def validate(raw: Any, schema: ObjectSchema) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """Return the members of an object and a phrase for each mistake in it.

    Members with a mistake are left out. Without a required one, None is returned for the members.
    """
    if not isinstance(raw, dict):
        return None, (tr("should be an object with members, not {raw}").format(raw=quoted(raw)),)
    values: dict[str, Any] = {}
    mistakes = []
    for key, member in raw.items():
        # Each member by itself, so that all mistakes are reported at once.
        convert = schema.members.get(key)
        if convert is None:
            if not schema.ignores_unknown:
                mistakes.append(tr("{key} is not known here").format(key=key))
            continue
        try:
            values[key] = convert(member)
        except ProblemError as error:
            mistakes.append(f"{key} {error}")
    missing = schema.required - values.keys()
    # Some 2,400 objects of the catalogue are validated at each start, and nearly all are valid.
    if not missing and not mistakes:
        return values, ()
    mistakes.extend(
        tr("{key} is missing").format(key=key) for key in sorted(missing) if key not in raw
    )
    return (None if missing else values), tuple(mistakes)


_Struct = TypeVar("_Struct", bound=msgspec.Struct)
SomeText: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"\S", description=tr("text that is not blank"))
]
"""The description of a ``Meta`` says in a sentence what is expected."""
_TYPES = {
    "str": "text",
    "int": tr("a whole number"),
    "float": tr("a number"),
    "bool": tr("true or false"),
    "array": tr("a list"),
    "object": tr("an object"),
}
"""How a sentence names the types of msgspec. Null only stands for a member that is left out."""


def read_struct(
    raw: Any, kind: type[_Struct], **given: Any
) -> tuple[_Struct | None, tuple[str, ...]]:
    """Return the struct that an object of a file describes, and a phrase for each mistake.

    A member with a mistake has its default. In a member that is a struct itself, a list of these,
    or a mapping, only what is wrong is left out.

    Args:
        raw: The object.
        kind: A member that it lacks is a mistake if it forbids unknown fields.
        given: Fields that do not stand in the object.

    Returns:
        None for the struct where a field without a default is missing or wrong.
    """
    if not isinstance(raw, dict):
        return None, (tr("should be an object with members, not {raw}").format(raw=quoted(raw)),)
    try:
        # Some 2,400 objects of the catalogue are read at each start, and nearly all are valid.
        if given.keys().isdisjoint(raw):
            return msgspec.convert({**raw, **given} if given else raw, kind), ()
    except msgspec.ValidationError:
        pass
    values, mistakes = dict(given), []
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for name, member in raw.items():
        if name in fields and name not in given:
            # Each member by itself, so that all mistakes are reported at once.
            mistakes.extend(_read_member(name, member, fields[name].type, values))
        elif kind.__struct_config__.forbid_unknown_fields:
            mistakes.append(tr("{name} is not known here").format(name=name))
    missing = [name for name, field in fields.items() if field.required and name not in values]
    mistakes.extend(
        tr("{name} is missing").format(name=name) for name in missing if name not in raw
    )
    return (None if missing else kind(**values)), tuple(mistakes)


def _read_member(name: str, raw: Any, kind: Any, values: dict[str, Any]) -> list[str]:
    """Add the value of a member to ``values``, unless it is wrong; return its mistakes."""
    plain = kind.__origin__ if typing.get_origin(kind) is Annotated else kind
    if _is_struct(plain):
        value, inner = read_struct(raw, plain)
        values |= {} if value is None else {name: value}
        return [f"{name}: {mistake}" for mistake in inner]
    entry_kind = (*typing.get_args(plain), None)[0]
    is_list = typing.get_origin(plain) is tuple and isinstance(raw, list | tuple)
    if is_list and _is_struct(entry_kind):
        read = [read_struct(entry, entry_kind) for entry in raw]
        values[name] = tuple(entry for entry, _ in read if entry is not None)
        return [
            f"{_entry_name(name, entry, number)}: {mistake}"
            for number, (entry, (_, inner)) in enumerate(zip(raw, read, strict=True), start=1)
            for mistake in inner
        ]
    if typing.get_origin(plain) is Mapping and isinstance(raw, dict):
        values[name], mistakes = _read_entries(raw, typing.get_args(plain)[1])
        return [f"{name}: {mistake}" for mistake in mistakes]
    try:
        values[name] = msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        return [_mistake(name, error, raw, kind)]
    return []


def _read_entries(raw: dict[str, Any], kind: Any) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    mistakes = [
        mistake
        for name, entry in raw.items()
        for mistake in _read_member(name, entry, kind, values)
    ]
    return values, mistakes


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _entry_name(name: str, entry: Any, number: int) -> str:
    """Return what an entry of a list is called: parameter id, code case 2."""
    own = entry.get("name") if isinstance(entry, dict) else None
    return f"{name.removesuffix('s').replace('_', ' ')} {own if isinstance(own, str) else number}"


def _mistake(name: str, error: msgspec.ValidationError, raw: Any, kind: Any) -> str:
    """Return what is wrong with a member: where in it, what is expected, and what is there."""
    message, _, path = str(error).partition(" - at `$")
    path = path.rstrip("`")
    for index, key in re.findall(r"\[(\d+)\]|\.(\w+)", path):
        raw = raw[int(index)] if index else raw.get(key, raw)
    words = "" if path else _described(kind)
    expected = re.match(r"Expected `([^`]*)`(.*?)(?:, got .*)?$", message)
    if not words and expected is not None:
        types = [_TYPES[part] for part in expected[1].split(" | ") if part in _TYPES]
        words = tr(" or ").join(filter(None, (", ".join(types[:-1]), types[-1]))) + expected[2]
    if words:
        return tr("{name}{path} should be {words}, not {raw}").format(
            name=name, path=path, words=words, raw=quoted(raw)
        )
    return tr("{name}{path} cannot be used: {lower}{value}").format(
        name=name, path=path, lower=message[:1].lower(), value=message[1:]
    )


def _described(kind: Any) -> str:
    """Return what a field expects, where its type says it; else empty text."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tr("one of {names}").format(names=", ".join(str(member.value) for member in kind))
    if typing.get_origin(kind) is Annotated:
        metas = (meta for meta in kind.__metadata__ if isinstance(meta, msgspec.Meta))
        return next((meta.description or "" for meta in metas), _described(kind.__origin__))
    inner = [option for option in typing.get_args(kind) if option is not NoneType]
    is_optional = typing.get_origin(kind) in (UnionType, Union) and len(inner) == 1
    return _described(inner[0]) if is_optional else ""
