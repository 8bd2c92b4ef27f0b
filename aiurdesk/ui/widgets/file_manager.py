"""Opens files, and shows where they are, in the programs of the desktop."""

from PySide6.QtCore import QFileInfo, QUrl
from PySide6.QtGui import QDesktopServices


def show_in_file_manager(path: str) -> bool:
    """Open the folder of a file, or a folder itself; False where no program is known for it."""
    info = QFileInfo(path)
    return open_file(path if info.isDir() else info.absolutePath())


def open_file(path: str) -> bool:
    """Open a file; False where no program is known for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(path))
