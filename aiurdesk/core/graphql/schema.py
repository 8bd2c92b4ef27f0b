"""What a server of GraphQL offers, as values that completion reads."""

import re
from collections.abc import Mapping

import msgspec

from aiurdesk.core.translation import tr

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class SchemaInput(msgspec.Struct, frozen=True):
    """An argument, or a field of an input object."""

    name: str
    type: str
    """As it is written, such as ``[ID!]!``."""
    description: str = ""
    default: str = ""
    """As it is written; empty for none."""


class SchemaField(msgspec.Struct, frozen=True):
    """A field of an object or an interface; also a directive, which has no type."""

    name: str
    type: str = ""
    description: str = ""
    arguments: tuple[SchemaInput, ...] = ()
    deprecation: str = ""
    """Why it should not be used any more; empty where nothing is said."""


class SchemaValue(msgspec.Struct, frozen=True):
    """A value of an enum."""

    name: str
    description: str = ""
    deprecation: str = ""


class SchemaType(msgspec.Struct, frozen=True):
    """A type with what it has; most kinds have one of the lists only."""

    name: str
    kind: str
    """``object``, ``interface``, ``union``, ``enum``, ``input`` or ``scalar``."""
    description: str = ""
    fields: tuple[SchemaField, ...] = ()
    values: tuple[SchemaValue, ...] = ()
    inputs: tuple[SchemaInput, ...] = ()
    possible: tuple[str, ...] = ()
    """The objects that an interface or a union may be."""


class Schema(msgspec.Struct, frozen=True):
    """All types of a server."""

    roots: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Kind of operation → name of its type."""
    types: Mapping[str, SchemaType] = msgspec.field(default_factory=dict)
    directives: tuple[SchemaField, ...] = ()

    def named(self, written: str) -> SchemaType | None:
        """Return the type that a written type such as ``[Pet!]!`` is made of."""
        match = _NAME.search(written)
        return self.types.get(match.group()) if match else None


class Mistake(msgspec.Struct, frozen=True):
    """What the library finds wrong with a document."""

    text: str
    line: int = 0
    """Counted from 1; 0 where it is about the variables."""
    column: int = 0

    @property
    def sentence(self) -> str:
        """The text with its place."""
        return (
            tr("Line {line}, column {column}: {text}").format(
                line=self.line, column=self.column, text=self.text
            )
            if self.line
            else self.text
        )
