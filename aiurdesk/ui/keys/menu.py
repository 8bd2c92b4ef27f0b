"""The menus of the menu bar: the first paint shows their titles, before the actions are loaded."""

from enum import StrEnum

from aiurdesk.core.translation import tr


class Menu(StrEnum):
    """The menus, in order, with their titles."""

    FILE = tr("&File")
    EDIT = tr("&Edit")
    VIEW = tr("&View")
    REQUEST = tr("&Request")
    COLLECTIONS = tr("C&ollections")
    CREDENTIALS = tr("Cre&dentials")
    HELP = tr("&Help")
