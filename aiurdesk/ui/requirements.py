"""What a window needs of the system, checked before Qt ends the process without a word."""

import ctypes
import importlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

COMMAND_LINE = "Without a window: aiurdesk send ENDPOINT, for example aiurdesk send --help."

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


def missing_for_window() -> str:
    """Return sentences on what keeps the window from opening, or empty text.

    Qt itself aborts the process when there is no display or when its X11 part lacks a library,
    which no ``except`` can catch.
    """
    if sys.platform != "linux":
        return ""
    if not has_display(os.environ):
        return f"There is no display to open a window on. {COMMAND_LINE}"
    trouble = _trouble_of_qt()
    if not trouble:
        return ""
    return explain_missing(missing_libraries(), trouble)


def has_display(environment: Mapping[str, str]) -> bool:
    """Tell whether Qt would find a screen, or was told to do without one."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(environment.get(name) for name in names)


def missing_libraries() -> dict[str, tuple[str, str]]:
    """Return the known libraries that the linker does not find, with their packages."""
    known = {**LIBRARIES, **LIBRARIES_OF_X11}
    return {name: packages for name, packages in known.items() if not _can_load(name)}


def explain_missing(missing: Mapping[str, tuple[str, str]], trouble: str) -> str:
    """Return sentences on the missing libraries and how to install them.

    Args:
        missing: Library → package on Debian and Ubuntu, package on Fedora.
        trouble: What the linker said, for libraries that we do not know.
    """
    if not missing:
        return f"Qt cannot start on this system: {trouble}. {COMMAND_LINE}"
    debian = " ".join(dict.fromkeys(names[0] for names in missing.values()))
    fedora = " ".join(dict.fromkeys(names[1] for names in missing.values()))
    return (
        f"The window needs libraries that this system does not have: {', '.join(missing)}.\n"
        f"Debian and Ubuntu: sudo apt-get install --no-install-recommends {debian}\n"
        f"Fedora: sudo dnf install {fedora}\n"
        f"{COMMAND_LINE}"
    )


def _trouble_of_qt() -> str:
    """Load what Qt will load in any case and return the linker's complaint, or empty text."""
    try:
        folder = Path(importlib.import_module("PySide6.QtWidgets").__file__ or "").parent
    except ImportError as error:
        return str(error)
    troubles = []
    for plugin in _platform_plugins(folder / "Qt" / "plugins" / "platforms", os.environ):
        trouble = _load_trouble(str(plugin))
        if not trouble:
            return ""
        troubles.append(trouble)
    return "; ".join(troubles)


def _platform_plugins(folder: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    """Yield the plugins that Qt would try, where they can be told; one that loads is enough."""
    if environment.get("QT_QPA_PLATFORM"):
        return
    if environment.get("WAYLAND_DISPLAY"):
        yield from sorted(folder.glob("libqwayland*.so"))
    if environment.get("DISPLAY"):
        yield from folder.glob("libqxcb.so")


def _can_load(name: str) -> bool:
    return not _load_trouble(name)


def _load_trouble(name: str) -> str:
    """Return what the dynamic linker says against a library, or empty text."""
    try:
        ctypes.CDLL(name)
    except OSError as error:
        return str(error)
    return ""
