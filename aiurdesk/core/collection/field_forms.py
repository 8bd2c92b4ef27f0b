"""Conversion of the annotated fields of a request to the members of its file and back."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.schema import Convert, flag, one_of, text, texts, whole_number
from aiurdesk.core.formats.toml.toml_text import TomlValue
from aiurdesk.core.request.field import NamedField, fields_of
from aiurdesk.core.translation import tr


class FieldForm(msgspec.Struct, frozen=True):
    """A field with one key."""

    name: str
    default: Any
    read: Convert
    """Takes what the file has, and returns the value of the field."""
    write: Callable[[Any], TomlValue]
    """Takes the value of the field, and returns what the file has."""


FieldForms: TypeAlias = Mapping[str, FieldForm]
"""By their keys, in the order of the file."""
ReadAndWrite: TypeAlias = tuple[Convert, Callable[[Any], TomlValue]]


def forms_of(
    group: type[msgspec.Struct], further: Mapping[Any, ReadAndWrite] | None = None
) -> dict[str, FieldForm]:
    """Return the forms of the fields of a group that have a key.

    Args:
        further: How types are read and written that only this group has.

    Raises:
        KeyError: A field has another type, and nothing reads it.
    """
    by_type = {**_USUAL, **(further or {})}
    return {
        named.field.key: FieldForm(named.name, named.default, *_read_and_write(named, by_type))
        for named in fields_of(group).values()
        if named.field.key
    }


def record_of(group: msgspec.Struct, forms: FieldForms) -> dict[str, TomlValue]:
    """Return the members of a file for a group, without those that have their defaults."""
    return {
        key: form.write(value)
        for key, form in forms.items()
        if (value := getattr(group, form.name)) != form.default
    }


def _read_and_write(named: NamedField, by_type: Mapping[Any, ReadAndWrite]) -> ReadAndWrite:
    if named.field.most:
        return _within(named.field.least, named.field.most), _as_it_is
    if named.field.choices is not None:
        return one_of(named.field.choices), str
    return by_type[named.type]


def _as_it_is(value: Any) -> TomlValue:
    kept: TomlValue = value
    return kept


def _within(least: int, most: int) -> Convert:
    def read(raw: object) -> int:
        number = whole_number(raw)
        if not least <= number <= most:
            raise ProblemError(
                tr("should be a whole number from {least} to {most}, not {number}").format(
                    least=least, most=most, number=number
                )
            )
        return number

    return read


_USUAL: dict[Any, ReadAndWrite] = {
    str: (text, _as_it_is),
    str | None: (text, _as_it_is),
    bool: (flag, _as_it_is),
    bool | None: (flag, _as_it_is),
    tuple[str, ...]: (texts, _as_it_is),
}
"""How a type is read and written. None stands for a key that is left out."""
