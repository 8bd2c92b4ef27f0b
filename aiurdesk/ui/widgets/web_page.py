"""Opens a page in the browser."""

from PySide6.QtCore import QUrl
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
