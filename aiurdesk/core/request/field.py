"""Annotation of the fields of a request, which says everything that is known about a field.

Its key in a file, its reader there, the words of undo, whether it is searched for secrets, and
whether a command writes it follow from the annotation; see ``RequestFields`` for the fields.
"""

from collections.abc import Iterator
from enum import Enum, StrEnum, auto
from functools import lru_cache
from typing import Any

import msgspec

from aiurdesk.core.formats.measure import Measure


class TextKind(Enum):
    """Kind of text in a request, such as a word, a path or a body."""

    ADDRESS = auto()
    QUERY = auto()
    """A value in the query or the fragment of an address."""
    VALUE = auto()
    """A value of a custom URL."""
    SERVICE_VALUE = auto()
    """A value of a parameter that the catalogue knows."""
    HEADER = auto()
    FIELD = auto()
    """A value of a form."""
    BODY = auto()
    WORD = auto()
    """A name or a content type: it may hold variables."""
    PATH = auto()
    """The path of a file, which may hold variables."""
    NOTES = auto()
    TEST = auto()
    FRAME_TEST = auto()
    MESSAGE = auto()
    MESSAGE_NAME = auto()
    SUBPROTOCOL = auto()
    MESSAGE_PATH = auto()
    """The path of a file that is sent over a socket."""
    REQUEST_PATH = auto()
    """The path of a saved request that is sent beside a socket, without the end of its name."""
    FIXED = auto()
    """A name in which no variables are put in."""


PATHS = frozenset({TextKind.PATH, TextKind.MESSAGE_PATH, TextKind.REQUEST_PATH})
NAMES = PATHS | {TextKind.WORD, TextKind.FIXED}
"""Kinds of texts in which no secrets are looked for."""


class FieldUse(Enum):
    """Purpose of a field of a request."""

    SENT = auto()
    """It is a part of what is sent; a command that is pasted replaces it."""
    CHOSEN = auto()
    """It says how the request is sent or read, and the command line can give it."""
    WRITTEN = auto()
    """It is written in the window or the file; a request of the command line leaves it there."""


class Field(msgspec.Struct, frozen=True):
    """The annotation of a field of a request, or of a group of fields within it."""

    key: str = ""
    """The key in the file. Empty for a field whose keys ``request_file`` reads together."""
    use: FieldUse = FieldUse.WRITTEN
    noun: str = ""
    """For the menu, behind "Undo: Change", or "Add" where it has rows; empty without undo."""
    text: TextKind | None = None
    """What it is, where it is one text in which secrets are looked for."""
    is_secret: bool = False
    """Whether the text is a secret as a whole, also where it does not look like one."""
    label: str = ""
    """The title of its editor, for a field of a group that is edited in one dialog."""
    least: int = 0
    """The smallest value of a number."""
    most: int = 0
    """The largest one."""
    measure: Measure | None = None
    """How a number is typed and shown, for a time or a size."""
    choices: type[StrEnum] | None = None
    """What can be chosen, where that is neither a number nor yes or no."""


class NamedField(msgspec.Struct, frozen=True):
    """A field with its name, its type and its default."""

    name: str
    type: Any
    default: Any
    field: Field


def fields_of(group: type[msgspec.Struct]) -> dict[str, NamedField]:
    """Return the annotated fields of a group by their name, the fields of its bases first."""
    defaults = {member.name: member.default for member in msgspec.structs.fields(group)}
    return {
        name: NamedField(name, hint.__origin__, defaults[name], part)
        for name, hint, part in _annotations(group)
        if isinstance(part, Field)
    }


@lru_cache
def text_kinds(struct: type) -> dict[str, TextKind]:
    """Return the members of a struct that are texts, each with its kind."""
    return {name: part for name, _, part in _annotations(struct) if isinstance(part, TextKind)}


def _annotations(struct: type) -> Iterator[tuple[str, Any, object]]:
    for base in reversed(struct.__mro__):
        for name, hint in base.__dict__.get("__annotations__", {}).items():
            for part in getattr(hint, "__metadata__", ()):
                yield name, hint, part
