"""Notices that something was changed in the folders of collections."""

import os
from collections.abc import Iterable

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

_MOST_FOLDERS = 2000
"""Each takes an entry of a table of the system that all programs share."""
_PAUSE_MS = 150
"""A checkout changes many files one after another."""
_LOOK_MS = 5000
"""For changes that no system tells: within a file, or on a network drive."""


class FolderWatch(QObject):
    """Watches folders; also looks again now and then, and when the program is used again."""

    noticed = Signal()
    """Emitted when anything may have been changed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._look = QTimer(self, interval=_LOOK_MS)
        self._watcher.directoryChanged.connect(self._pause.start)
        self._watcher.fileChanged.connect(self._pause.start)
        self._pause.timeout.connect(self.noticed)
        self._look.timeout.connect(self._on_look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            # Coming back from an editor or a terminal, a person expects to see what was done there.
            application.applicationStateChanged.connect(self._on_state_changed)

    def watch(self, folders: Iterable[str], files: Iterable[str]) -> None:
        """Watch exactly these from now on."""
        paths = {*list(dict.fromkeys(folders))[:_MOST_FOLDERS], *files}
        # Asked again each time: Qt forgets a file that was replaced, as editors do when they save,
        # and it has to be added again.
        watched = {*self._watcher.directories(), *self._watcher.files()}
        gone = watched - paths
        new = [path for path in paths - watched if os.access(path, os.F_OK)]
        if gone:
            self._watcher.removePaths(sorted(gone))
        if new:
            self._watcher.addPaths(sorted(new))
        if paths and not self._look.isActive():
            self._look.start()
        elif not paths:
            self._look.stop()

    def _on_look(self) -> None:
        application = QGuiApplication.instance()
        # While no one looks, nothing has to be up to date.
        if isinstance(application, QGuiApplication) and application.focusWindow() is not None:
            self.noticed.emit()

    def _on_state_changed(self) -> None:
        if self._look.isActive():
            self.noticed.emit()
