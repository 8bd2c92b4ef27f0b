"""Takes the hook of PySide6 off the imports."""

import builtins

import PySide6.QtCore  # noqa: F401 - puts the hook on


def drop_import_hook() -> None:
    """Import modules from now on as Python does by itself.

    PySide6 reads the source of every module imported after it, to see whether the switches of
    its ``__feature__`` concern it. Nothing here uses them, and reading 400 files costs the
    start 50 ms and keeps their text in memory.

    Source: PySide6 6.11, shibokensupport/feature.py; it keeps Python's own function in
    ``builtins.__orig_import__``. Where a release has none, its hook stays.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
