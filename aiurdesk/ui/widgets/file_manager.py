"""Shows where a file is, in the program of the desktop for files."""

from PySide6.QtCore import QFileInfo, QUrl
from PySide6.QtGui import QDesktopServices


def show_in_file_manager(path: str) -> bool:
    """Open the folder of a file, or a folder itself; False where no program is known for it."""
    info = QFileInfo(path)
    folder = path if info.isDir() else info.absolutePath()
    return QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
