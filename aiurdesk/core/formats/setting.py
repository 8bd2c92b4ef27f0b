"""Definition of a setting: an annotated field that says how it is shown and which values it takes.

A group of settings is a frozen struct. The file's reader, its checks and the dialog are made from
the fields; a new setting needs nothing else.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias, TypeVar

import msgspec

from aiurdesk.core.formats.measure import SIZE, Measure
from aiurdesk.core.formats.schema import quoted, read_struct
from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

_Group = TypeVar("_Group", bound=msgspec.Struct)
SettingPath: TypeAlias = tuple[str, ...]
"""Names of the fields that lead to a setting: ``("limits", "read_s")``."""


class Setting(msgspec.Struct, frozen=True):
    """The annotation of a field that a person can change.

    The type of the field is one of ``bool``, ``int``, ``float``, ``str``, a ``StrEnum`` or
    ``tuple[str, ...]``, which is edited as lines.
    """

    label: str
    help: str
    least: float | None = None
    """Smallest value; a number needs both ends of its range."""
    most: float | None = None
    unit: str = ""
    """Shown behind a number, with the space before it: " s"."""
    per_unit: int = 1
    """How many of the kept number make one of the usual unit of its measure."""
    measure: Measure | None = None
    """How a number is typed and shown, for a time or a size: with its unit."""
    choices: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Member of an enumeration → its words in the window."""
    check: Callable[[Any], Problem | None] | None = None
    """Returns why a text, or a list of texts, cannot be the value, as a part of a sentence; None if
    it can."""
    font: str = ""
    """For the name of a font: ``any`` or ``fixed``, where all characters are of one width. Without
    a name it is the font of the desktop."""
    names: str = ""
    """For a name: what the dialog is to offer, such as ``proxy credentials``."""
    is_answer: bool = False
    """Whether the lines are hosts or addresses that a person was asked about once. All such
    settings are one list of the dialog, from which an answer can be taken back."""


def size(label: str, help: str, least: int, most: int) -> Setting:
    """Return the annotation of a number of bytes."""
    return Setting(label, help, least, most, per_unit=SIZE.units[SIZE.usual], measure=SIZE)


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
    """Return the settings of a group, in the order of its fields, without inner groups."""
    hints = group.__annotations__.items()
    return tuple(
        SettingField(name, hint.__origin__, part)
        for name, hint in hints
        for part in getattr(hint, "__metadata__", ())
        if isinstance(part, Setting)
    )


def groups_of(group: type[msgspec.Struct]) -> dict[str, type[msgspec.Struct]]:
    """Return the groups within a group, by the name of their field."""
    hints = group.__annotations__.items()
    return {
        name: hint
        for name, hint in hints
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct)
    }


def settings_in(group: msgspec.Struct) -> Iterator[tuple[SettingPath, SettingField, Any]]:
    """Yield every setting of a group with its path and its value, inner groups included."""
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
    read, mistakes = read_struct(raw, group)
    values = read or group()
    defaults = {path: value for path, _, value in settings_in(group())}
    wrong = {
        path: f"{': '.join(path)} {problem.sentence}"
        for path, field, value in settings_in(values)
        if (problem := _problem_in(field, value))
    }
    values = with_values(values, {path: defaults[path] for path in wrong}) if wrong else values
    return values, (*mistakes, *wrong.values())


def _problem_in(field: SettingField, value: Any) -> Problem | None:
    if field.setting.check is not None:
        return field.setting.check(value)
    if field.type not in (int, float):
        return None
    least, most = field.range
    if least <= value <= most:
        return None
    text = tr("should be from {least} to {most}, not {value}")
    return Problem(text.format(least=_plain(least), most=_plain(most), value=quoted(value)))


def _plain(number: float) -> str:
    """Return a number without an exponent: 1099511627776 and not 1.09951e+12."""
    return str(int(number)) if number == int(number) else str(number)


KeyChoices: TypeAlias = Mapping[str, tuple[str, ...]]
"""Id of an action → its keys, such as ``("Ctrl+Return", "F5")``; empty where it has no keys."""


def keys_in_force(defaults: KeyChoices, chosen: KeyChoices) -> dict[str, tuple[str, ...]]:
    """Return the keys of each action that has defaults; no two actions share one.

    A chosen key wins over a default: a later version may bring an action with that default.
    """
    owner: dict[str, str] = {}
    for action in defaults:
        for key in chosen.get(action, ()):
            owner.setdefault(key, action)
    for action, keys in defaults.items():
        if action not in chosen:
            for key in keys:
                owner.setdefault(key, action)
    chosen_keys = {**defaults, **chosen}
    return {
        # A file may name a key twice.
        action: tuple(key for key in dict.fromkeys(chosen_keys[action]) if owner[key] == action)
        for action in defaults
    }


def with_keys(
    defaults: KeyChoices, chosen: KeyChoices, action: str, keys: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Return the choices after an action got other keys, which any other action loses.

    The default itself is not a choice. Choices for unknown actions stay: a later version
    has made them.
    """
    changed = dict(chosen)
    for name, before in keys_in_force(defaults, chosen).items():
        left = keys if name == action else tuple(key for key in before if key not in keys)
        if name != action and left == before:
            continue
        if left == defaults[name]:
            changed.pop(name, None)
        else:
            changed[name] = left
    return changed


def owners(now: KeyChoices, keys: tuple[str, ...], action: str) -> tuple[str, ...]:
    """Return the other actions that have one of these keys.

    Args:
        now: The keys in force.
    """
    return tuple(
        name for name, its in now.items() if name != action and not set(keys).isdisjoint(its)
    )
