"""What a setting is: an annotated field that says how it is shown and which values it takes.

A group of settings is a frozen struct. The file's reader, its checks and the dialog are made from
the fields; a new setting needs nothing else.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

import msgspec

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.schema import Convert, flag, one_of, shown, text, whole_number

_Group = TypeVar("_Group", bound=msgspec.Struct)
SettingPath: TypeAlias = tuple[str, ...]
"""Names of the fields that lead to a setting: ``("limits", "read_s")``."""


class Setting(msgspec.Struct, frozen=True):
    """The annotation of a field that a person can change.

    The type of the field is one of ``bool``, ``int``, ``float``, ``str`` or a ``StrEnum``.
    """

    label: str
    help: str
    least: float | None = None
    """Smallest value; a number needs both ends of its range."""
    most: float | None = None
    unit: str = ""
    """Shown behind a number, with the space before it: " s"."""
    per_unit: int = 1
    """How many of the kept number make one of the unit: 1024 for a number of bytes in KB."""
    decimals: int = 0
    """How many are shown of a number."""
    choices: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Member of an enumeration → its words in the window."""


class SettingEntries(msgspec.Struct, frozen=True):
    """The annotation of a field that has any number of entries, by name.

    They are changed elsewhere than in the settings dialog. The type of the field is a ``Mapping``.
    """

    check: Convert
    """Takes the value of one entry from a file."""


class SettingField(msgspec.Struct, frozen=True):
    """A setting with the name and the type of its field."""

    name: str
    type: type[Any]
    setting: Setting

    @property
    def range(self) -> tuple[float, float]:
        """The smallest and the largest value of a number.

        Raises:
            TypeError: The annotation of the field lacks one of them.
        """
        least, most = self.setting.least, self.setting.most
        if least is None or most is None:
            raise TypeError(f"the setting {self.name} is a number and needs a least and a most")
        return least, most


def settings_of(group: type[msgspec.Struct]) -> tuple[SettingField, ...]:
    """Return the settings of a group, in the order of its fields, without those of inner groups."""
    hints = group.__annotations__.items()
    return tuple(
        SettingField(name, hint.__origin__, part)
        for name, hint in hints
        for part in getattr(hint, "__metadata__", ())
        if isinstance(part, Setting)
    )


def entries_of(group: type[msgspec.Struct]) -> dict[str, Convert]:
    """Return what checks an entry of each field that has entries, by the name of the field."""
    return {
        name: part.check
        for name, hint in group.__annotations__.items()
        for part in getattr(hint, "__metadata__", ())
        if isinstance(part, SettingEntries)
    }


def groups_of(group: type[msgspec.Struct]) -> dict[str, type[msgspec.Struct]]:
    """Return the groups within a group, by the name of their field."""
    hints = group.__annotations__.items()
    return {
        name: hint
        for name, hint in hints
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct)
    }


def settings_in(group: msgspec.Struct) -> Iterator[tuple[SettingPath, SettingField, Any]]:
    """Yield every setting of a group with its path and its value, those of inner groups too."""
    for field in settings_of(type(group)):
        yield (field.name,), field, getattr(group, field.name)
    for name in groups_of(type(group)):
        for path, field, value in settings_in(getattr(group, name)):
            yield (name, *path), field, value


def with_values(group: _Group, values: Mapping[SettingPath, Any]) -> _Group:
    """Return a group in which the settings of these paths have other values."""
    own = {path[0]: value for path, value in values.items() if len(path) == 1}
    for name in groups_of(type(group)):
        inner = {path[1:]: value for path, value in values.items() if path[0] == name}
        own[name] = with_values(getattr(group, name), inner)
    return msgspec.structs.replace(group, **own)


def parse_group(group: type[_Group], raw: Any) -> tuple[_Group, tuple[str, ...]]:
    """Return the settings that a record holds, and a phrase for each mistake in it.

    A setting that is missing or wrong has its default. Other members are left alone: a later
    version of the program may have written them.
    """
    if not isinstance(raw, dict):
        return group(), (f"should be a record with members, not {shown(raw)}",)
    values: dict[str, Any] = {}
    mistakes: list[str] = []
    for field in settings_of(group):
        if field.name in raw:
            try:
                values[field.name] = check_for(field)(raw[field.name])
            except DataMistake as mistake:
                mistakes.append(f"{field.name} {mistake}")
    for name, check in entries_of(group).items():
        values[name], found = _parse_entries(check, raw.get(name, {}))
        mistakes.extend(f"{name}{mistake}" for mistake in found)
    for name, kind in groups_of(group).items():
        if name in raw:
            # A mistake in a group loses one setting, not the group.
            values[name], found = parse_group(kind, raw[name])
            mistakes.extend(f"{name}: {mistake}" for mistake in found)
    return group(**values), tuple(mistakes)


def _parse_entries(check: Convert, raw: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    if not isinstance(raw, dict):
        return {}, (f" should be a record with members, not {shown(raw)}",)
    values: dict[str, Any] = {}
    mistakes: list[str] = []
    for name, entry in raw.items():
        # A mistake loses one entry, not all of them.
        try:
            values[name] = check(entry)
        except DataMistake as mistake:
            mistakes.append(f": {name} {mistake}")
    return values, tuple(mistakes)


def check_for(field: SettingField) -> Convert:
    """Return the function that takes the value of a setting from a file.

    Raises:
        TypeError: No setting can have the type of this field.
    """
    # Before the plain types: each enumeration is a type of its own.
    if issubclass(field.type, StrEnum):
        return one_of(field.type)
    if field.type is int:
        return _in_range(field, whole_number)
    if field.type is float:
        return _in_range(field, _number)
    checks: dict[type, Convert] = {bool: flag, str: text}
    if field.type not in checks:
        raise TypeError(f"the setting {field.name} cannot be of type {field.type.__name__}")
    return checks[field.type]


def _in_range(field: SettingField, convert: Convert) -> Convert:
    least, most = field.range

    def check(raw: Any) -> Any:
        value = convert(raw)
        if not least <= value <= most:
            raise DataMistake(f"should be from {_plain(least)} to {_plain(most)}, not {shown(raw)}")
        return value

    return check


def _plain(number: float) -> str:
    """Return a number without an exponent: 1099511627776 and not 1.09951e+12."""
    return str(int(number)) if number == int(number) else str(number)


def _number(raw: Any) -> float:
    # A bool is an int in Python, but true is no number in a file.
    if type(raw) in (int, float):
        return float(raw)
    raise DataMistake(f"should be a number, not {shown(raw)}")
