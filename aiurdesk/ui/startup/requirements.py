"""Requirements of a window, checked before Qt aborts the process."""

import ctypes
import importlib
import os
import sys
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from aiurdesk.core.problem import Problem
from aiurdesk.core.translation import tr

COMMAND_LINE = tr("Without a window: aiurdesk send ENDPOINT, for example aiurdesk send --help.")

LIBRARIES = {
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libglib-2.0.so.0": ("libglib2.0-0t64", "glib2"),
    "libgthread-2.0.so.0": ("libglib2.0-0t64", "glib2"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
}
"""Shared libraries of every Qt window: package on Debian and Ubuntu, package on Fedora."""

LIBRARIES_OF_X11 = {
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
}


def window_problem() -> Problem | None:
    """Return what prevents the window from opening, or None.

    Qt itself aborts the process without a display, or when its X11 part lacks a library,
    which no ``except`` can catch.
    """
    # The wheels for Windows and macOS bring everything that Qt needs there.
    if sys.platform != "linux":
        return None
    screens = wanted_screens(os.environ)
    if not screens:
        words = tr("There is no display to open a window on. {command_line}")
        return Problem(words.format(command_line=COMMAND_LINE))
    # It needs the libraries of the window: with one missing, the import fails with its name.
    try:
        folder = Path(importlib.import_module("PySide6.QtWidgets").__file__ or "").parent
    except ImportError as error:
        return Problem(explain_missing(missing_libraries(), str(error)))
    if Screen.NEEDS_NONE in screens:
        return None
    return display_problem(screens, folder / "Qt" / "plugins" / "platforms")


class Screen(Enum):
    """A kind of display that Qt can draw on."""

    WAYLAND = "wayland"
    X11 = "xcb"
    NEEDS_NONE = "none"
    """Qt was told to use another platform plugin, such as ``offscreen``."""


def wanted_screens(environment: Mapping[str, str]) -> tuple[Screen, ...]:
    """Return what Qt would try, in its order; empty without a display."""
    # Several, separated by semicolons, each with options behind a colon: "wayland;xcb:…".
    told = [
        name.split(":")[0] for name in environment.get("QT_QPA_PLATFORM", "").split(";") if name
    ]
    if told:
        return tuple(_screen_named(name) for name in told)
    # In a session of Wayland both are set, and Qt prefers Wayland.
    screens = []
    if environment.get("WAYLAND_DISPLAY"):
        screens.append(Screen.WAYLAND)
    if environment.get("DISPLAY"):
        screens.append(Screen.X11)
    return tuple(screens)


def _screen_named(platform: str) -> Screen:
    if platform.startswith("wayland"):
        return Screen.WAYLAND
    return Screen.X11 if platform == "xcb" else Screen.NEEDS_NONE


def missing_libraries() -> dict[str, tuple[str, str]]:
    """Return the known libraries that the linker does not find, with their packages."""
    libraries = {**LIBRARIES, **LIBRARIES_OF_X11}
    return {name: packages for name, packages in libraries.items() if not _can_load(name)}


def explain_missing(missing: Mapping[str, tuple[str, str]], trouble: str) -> str:
    """Return sentences on the missing libraries and how to install them.

    Args:
        missing: Library → package on Debian and Ubuntu, package on Fedora.
        trouble: Message of the linker, for libraries that are in neither table.
    """
    if not missing:
        return tr("Qt cannot start on this system: {trouble}. {command_line}").format(
            trouble=trouble, command_line=COMMAND_LINE
        )
    # Without repetitions: one package may hold several of the libraries.
    debian = " ".join(dict.fromkeys(names[0] for names in missing.values()))
    fedora = " ".join(dict.fromkeys(names[1] for names in missing.values()))
    return tr(
        "The window needs libraries that this system does not have: "
        "{missing}.\nDebian and Ubuntu: sudo apt-get install "
        "--no-install-recommends {debian}\nFedora: sudo dnf install "
        "{fedora}\n{command_line}"
    ).format(missing=", ".join(missing), debian=debian, fedora=fedora, command_line=COMMAND_LINE)


def display_problem(screens: tuple[Screen, ...], plugins: Path) -> Problem | None:
    """Return why no display can be used, or None.

    Args:
        screens: One that works is enough: Qt tries them in turn.
        plugins: The folder of the platform plugins of Qt.
    """
    linker_messages: list[str] = []
    for screen in screens:
        # There are versions of Qt with several plugins for Wayland, such as libqwayland-egl.
        pattern = "libqwayland*.so" if screen is Screen.WAYLAND else "libqxcb.so"
        troubles = [_load_trouble(str(plugin)) for plugin in sorted(plugins.glob(pattern))]
        messages = [trouble for trouble in troubles if trouble]
        if not messages and display_answers(screen, os.environ):
            return None
        linker_messages += messages
    if linker_messages:
        return Problem(explain_missing(missing_libraries(), "; ".join(linker_messages)))
    words = tr("The display of this session does not respond. {command_line}")
    return Problem(words.format(command_line=COMMAND_LINE))


def display_answers(screen: Screen, environment: Mapping[str, str]) -> bool:
    """Tell whether a display accepts a connection."""
    if screen is Screen.WAYLAND:
        return _wayland_answers(environment)
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    # Otherwise ctypes takes the pointer for an int and cuts off its upper half.
    xcb.xcb_connect.restype = ctypes.c_void_p
    # xcb returns a connection in any case, also a broken one, which has to be freed too.
    connection = ctypes.c_void_p(xcb.xcb_connect(environment.get("DISPLAY", "").encode(), None))
    answers = bool(xcb.xcb_connection_has_error(connection) == 0)
    xcb.xcb_disconnect(connection)
    return answers


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    # Not at the top: its enumerations take 2 % of the first paint, and only Wayland needs it.
    import socket

    folder = environment.get("XDG_RUNTIME_DIR", "")
    path = os.path.join(folder, environment.get("WAYLAND_DISPLAY") or "wayland-0")
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
    return True


def _can_load(name: str) -> bool:
    return not _load_trouble(name)


def _load_trouble(name: str) -> str:
    """Return why the dynamic linker cannot load a library, or empty text."""
    try:
        ctypes.CDLL(name)
    except OSError as error:
        return str(error)
    return ""
