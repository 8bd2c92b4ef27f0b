"""Notices that another process changed the file of the credentials."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal
from PySide6.QtGui import QGuiApplication


class FileWatch(QObject):
    """Watches a folder, which may not exist yet."""

    noticed = Signal()
    """Emitted when anything in the folder changed, or when the program is used again."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        # The folder and not the file: a file that is replaced is watched no longer.
        self._watcher.directoryChanged.connect(self.noticed)
        # A folder that does not exist cannot be watched.
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self.noticed)

    def watch(self, folder: Path) -> None:
        """Watch a folder from now on, if it exists."""
        # Qt warns on the console about a folder that does not exist.
        if str(folder) not in self._watcher.directories() and folder.is_dir():
            self._watcher.addPath(str(folder))
