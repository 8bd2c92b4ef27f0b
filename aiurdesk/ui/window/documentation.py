"""The documentation: the home page of the program, or the README that it was installed with."""

import re
from importlib.metadata import PackageNotFoundError, metadata

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from aiurdesk.ui.window.theme import Theme

_SIZE = (760, 640)
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_NOT_INSTALLED = "This program runs without being installed. Its documentation is `README.md`."


def home_page() -> str:
    """Return the address of the home page, empty where the package names none."""
    try:
        links = metadata("aiurdesk").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    named = dict(link.split(", ", 1) for link in links)
    return str(named.get("Homepage", ""))


def readme() -> str:
    """Return the README in Markdown, without its pictures."""
    try:
        text = metadata("aiurdesk").json["description"]
    except PackageNotFoundError:
        return _NOT_INSTALLED
    return _PICTURE.sub("", str(text))


def _open_in_browser(link: QUrl) -> None:
    if link.scheme() in ("http", "https"):
        QDesktopServices.openUrl(link)


class DocumentationDialog(QDialog):
    """Shows a text in Markdown."""

    def __init__(self, theme: Theme, parent: QWidget, text: str) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("documentation_dialog")
        self.setWindowTitle("Documentation")
        page = QTextBrowser()
        page.setAccessibleName("Documentation")
        # Links to other files of the project lead nowhere here.
        page.setOpenLinks(False)
        page.anchorClicked.connect(_open_in_browser)
        page.setMarkdown(text)
        column = QVBoxLayout(self)
        column.addWidget(page)
        self.resize(*_SIZE)
