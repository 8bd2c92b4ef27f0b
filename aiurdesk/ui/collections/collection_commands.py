"""What a person can do with collections."""

from enum import Enum, auto
from typing import TypeAlias

import msgspec

from aiurdesk.services.collections.collection_plans import Plan


class Act(Enum):
    """What is done with an entry of the tree, or with the tree itself."""

    OPEN_REQUEST = auto()
    """Open a saved request in a tab."""
    OPEN_FOLDER = auto()
    """Open a collection; an empty path asks for it."""
    NEW_COLLECTION = auto()
    CLOSE = auto()
    """Show a collection no longer; its files stay."""
    RUN = auto()
    EXPORT = auto()
    """Write an entry in a format of another program."""
    TRUST = auto()
    """Let a collection use variables of the process and files outside its folder."""
    SETTINGS = auto()
    """Show the settings of a collection or a folder."""
    UNDO = auto()
    """Take the last change of the structure back."""
    REDO = auto()


class EntryCommand(msgspec.Struct, frozen=True):
    """Something to do with an entry."""

    act: Act
    path: str = ""


CollectionCommand: TypeAlias = Plan | EntryCommand
