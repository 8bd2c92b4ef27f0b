"""What a person wants done with collections."""

from typing import TypeAlias

import msgspec

from aiurdesk.core.collection.folder_file import FolderSettings


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


class TrustFolder(msgspec.Struct, frozen=True):
    """Let a collection use variables of the process and files outside its folder."""

    path: str


class AskForSettings(msgspec.Struct, frozen=True):
    """Show the settings of a collection or a folder."""

    path: str


class ChangeSettings(msgspec.Struct, frozen=True):
    """Change the settings of a collection or a folder."""

    path: str
    before: FolderSettings
    after: FolderSettings


class NewFolder(msgspec.Struct, frozen=True):
    """Make a folder."""

    parent: str


class NewRequest(msgspec.Struct, frozen=True):
    """Make a request."""

    parent: str


class GiveName(msgspec.Struct, frozen=True):
    """Give an entry another name."""

    path: str
    name: str


class MoveTo(msgspec.Struct, frozen=True):
    """Move entries."""

    paths: tuple[str, ...]
    folder: str
    before: str | None = None
    """As in ``services.collection_plans.moved``."""


class Duplicate(msgspec.Struct, frozen=True):
    """Copy an entry."""

    path: str


class Delete(msgspec.Struct, frozen=True):
    """Move entries to the trash."""

    paths: tuple[str, ...]


class Undo(msgspec.Struct, frozen=True):
    """Take the last change of the structure back."""


class Redo(msgspec.Struct, frozen=True):
    """Make the change again that was taken back."""


Wish: TypeAlias = (
    OpenRequestFile
    | OpenFolder
    | NewCollection
    | CloseCollection
    | RunEntry
    | TrustFolder
    | AskForSettings
    | ChangeSettings
    | NewFolder
    | NewRequest
    | GiveName
    | MoveTo
    | Duplicate
    | Delete
    | Undo
    | Redo
)
