"""Keys that the actions have now, for every part that names one.

Imported before the first paint, which names two keys: see ``ui.app`` for what that forbids.
"""

import sys
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from PySide6 import QtGui
from PySide6.QtCore import QObject, Signal

from aiurdesk.core.formats.setting import KeyChoices, keys_in_force
from aiurdesk.core.translation import marked, tr

FIRST_KEYS: KeyChoices = {"new_request": ("Ctrl+N", "Ctrl+T"), "show_keys": ("F1",)}
"""The default keys that the first paint names; the rows of ``ui.actions`` are loaded after it."""


class ActionKeys(QObject):
    """Knows the keys of each action, by its id; an unknown action has no keys."""

    changed = Signal()
    """Emitted when an action has other keys: name them again."""

    def __init__(self, chosen: KeyChoices = MappingProxyType({})) -> None:
        """Know the keys of the first paint.

        Args:
            chosen: What the person chose.
        """
        super().__init__()
        self.defaults = FIRST_KEYS
        self.chosen = chosen
        self.current = keys_in_force(self.defaults, chosen)
        """Id of an action → its keys."""

    def set_up(self, defaults: KeyChoices, chosen: KeyChoices) -> None:
        """Know all actions."""
        self.defaults = defaults
        self.choose(chosen)

    def choose(self, chosen: KeyChoices) -> None:
        """Follow what the person chose."""
        before, self.chosen = self.current, chosen
        self.current = keys_in_force(self.defaults, chosen)
        if self.current != before:
            self.changed.emit()

    def text(self, action: str) -> str:
        """Return the first key of an action as the platform spells it, or empty text."""
        keys = self.current.get(action, ())
        return native(keys[0]) if keys else ""

    def symbols(self, action: str) -> str:
        """Return the first key of an action in few characters, such as ``Ctrl ⏎``."""
        # On macOS its spelling is of symbols already.
        key = self.text(action).replace(native("Return"), "⏎")
        # The last character may be the key of plus itself.
        return key[:-1].replace("+", " ") + key[-1:]

    def behind(self, words: str, action: str) -> str:
        """Return words with the key of an action: ``Save (Ctrl+S)``."""
        key = self.text(action)
        return f"{words} ({key})" if key else words

    def in_menu(self, text: str, action: str) -> str:
        """Return the text of a menu entry that shows the key of an action, and does not know it."""
        key = self.text(action)
        return f"{text}\t{key}" if key else text


_SPELLED = frozenset(
    (
        marked("Ctrl"),
        marked("Shift"),
        marked("Return"),
        marked("Del"),
        marked("Space"),
        marked("Up"),
        marked("Down"),
    )
)
"""Keys that the keyboard of another language has under another name."""


def native(key: str) -> str:
    """Return a key as the platform and the keyboard of the language spell it."""
    # Elsewhere the spelling is as in the settings, and ``QKeySequence`` is slow to name.
    if sys.platform == "darwin":
        return _native_on_macos(key)
    return "+".join(tr(part) if part in _SPELLED else part for part in key.split("+"))


def _native_on_macos(key: str) -> str:
    return QtGui.QKeySequence(key).toString(QtGui.QKeySequence.SequenceFormat.NativeText)


def with_key_pad(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return keys with the key pad's: its Enter is a key of its own."""
    return tuple(
        item for key in keys for item in dict.fromkeys((key, key.replace("Return", "Enter")))
    )


class KeyRow(NamedTuple):
    """An action as the list of keys shows it."""

    id: str
    text: str
    keys: tuple[str, ...] = ()
    """Its default keys."""
    menu: str = ""
    """Title of its menu; empty where it is in none."""
    is_fixed: bool = False
    """Every text field has its keys, so they cannot be changed."""

    @property
    def name(self) -> str:
        """What it is called in a sentence: without the dots that say that a dialog comes."""
        return self.text.removesuffix("…")


class Menu(StrEnum):
    """The menus, in order, with their titles."""

    FILE = tr("&File")
    EDIT = tr("&Edit")
    VIEW = tr("&View")
    REQUEST = tr("&Request")
    COLLECTIONS = tr("C&ollections")
    CREDENTIALS = tr("Cre&dentials")
    HELP = tr("&Help")
