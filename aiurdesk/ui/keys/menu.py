"""The menus of the menu bar: the first paint shows their titles, before the actions are loaded."""

from enum import StrEnum


class Menu(StrEnum):
    """The menus, in order, with their titles."""

    FILE = "&File"
    EDIT = "&Edit"
    VIEW = "&View"
    REQUEST = "&Request"
    COLLECTIONS = "C&ollections"
    CREDENTIALS = "Cre&dentials"
    HELP = "&Help"
