"""The menus of the menu bar, in order."""

from enum import StrEnum


class Menu(StrEnum):
    """A menu with its title."""

    FILE = "&File"
    EDIT = "&Edit"
    VIEW = "&View"
    REQUEST = "&Request"
    CREDENTIALS = "Cre&dentials"
    HELP = "&Help"
