"""What a person can do with collections."""

from typing import TypeAlias

import msgspec

from aiurdesk.services.collections.collection_plans import Plan


class OpenRequestFile(msgspec.Struct, frozen=True):
    """Open a saved request in a tab."""

    path: str
    by_keyboard: bool = False


class OpenFolder(msgspec.Struct, frozen=True):
    """Open a collection; an empty path asks for it."""

    path: str = ""


class NewCollection(msgspec.Struct, frozen=True):
    """Make a collection."""


class CloseCollection(msgspec.Struct, frozen=True):
    """Show a collection no longer; its files stay."""

    path: str


class RunEntry(msgspec.Struct, frozen=True):
    """Run a collection, a folder or a request."""

    path: str


class ExportEntry(msgspec.Struct, frozen=True):
    """Write a collection, a folder or a request in a format of another program."""

    path: str


class TrustFolder(msgspec.Struct, frozen=True):
    """Let a collection use variables of the process and files outside its folder."""

    path: str


class AskForSettings(msgspec.Struct, frozen=True):
    """Show the settings of a collection or a folder."""

    path: str


class Undo(msgspec.Struct, frozen=True):
    """Take the last change of the structure back."""


class Redo(msgspec.Struct, frozen=True):
    """Make the change again that was taken back."""


CollectionCommand: TypeAlias = (
    Plan
    | OpenRequestFile
    | OpenFolder
    | NewCollection
    | CloseCollection
    | RunEntry
    | ExportEntry
    | TrustFolder
    | AskForSettings
    | Undo
    | Redo
)
