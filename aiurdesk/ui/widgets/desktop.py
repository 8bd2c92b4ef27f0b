"""Opens pages and folders in other programs: the browser and the file manager."""

from PySide6.QtCore import QFileInfo, QUrl
from PySide6.QtGui import QDesktopServices


def is_web_page(url: QUrl) -> bool:
    """Return whether a link leads to a page of the web.

    Links of strangers are in collections and in responses: they must not open a file or start a
    program.
    """
    return url.scheme() in ("http", "https") and bool(url.host())


def open_web_page(url: QUrl) -> None:
    """Open a link in the browser, if it leads to a page of the web."""
    if is_web_page(url):
        QDesktopServices.openUrl(url)


def show_in_file_manager(path: str) -> bool:
    """Open the folder of a file, or a folder itself; False where no program is known for it."""
    info = QFileInfo(path)
    return open_file(path if info.isDir() else info.absolutePath())


def open_file(path: str) -> bool:
    """Open a file; False where no program is known for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(path))
