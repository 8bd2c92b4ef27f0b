"""The versions of the program and of what it is made with, as a report of a problem names them."""

import platform

import PySide6
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from aiurdesk import __version__
from aiurdesk.core.translation import tr


def facts() -> tuple[tuple[str, str], ...]:
    """Return what a report of a problem should say, as pairs of name and value."""
    return (
        (tr("Version"), __version__),
        (tr("Licence"), "MIT"),
        ("Qt", qVersion()),
        ("PySide6", PySide6.__version__),
        (tr("Python"), platform.python_version()),
        (tr("System"), f"{platform.system()} {platform.release()} {platform.machine()}"),
        (tr("Display"), QGuiApplication.platformName()),
    )


def facts_text() -> str:
    """Return the same as lines, below the name of the program."""
    return "\n".join(("aiurdesk", *(f"{name}: {value}" for name, value in facts())))
