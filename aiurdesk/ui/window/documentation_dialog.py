"""The README that the program was installed with, or the address of its home page."""

import re
from importlib.metadata import PackageNotFoundError, metadata

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from aiurdesk.ui.widgets.dialog_buttons import dialog_buttons
from aiurdesk.ui.window.theme import Theme

_SIZE = (760, 640)
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_NOT_INSTALLED = "This program runs without being installed. Its documentation is `README.md`."


class DocumentationDialog(QDialog):
    """Shows the README, without its pictures."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        theme.apply_to(self)
        self.setObjectName("documentation_dialog")
        self.setWindowTitle("Documentation")
        page = QTextBrowser()
        page.setAccessibleName("Documentation")
        # Links to other files of the project lead nowhere here.
        page.setOpenLinks(False)
        page.anchorClicked.connect(_open_in_browser)
        page.setMarkdown(_readme())
        buttons = dialog_buttons(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(page)
        column.addWidget(buttons)
        page.setFocus()
        self.resize(theme.dialog_size(*_SIZE))

    @staticmethod
    def home_page() -> str:
        """Return the address of the home page, empty where the package names none."""
        try:
            links = metadata("aiurdesk").get_all("Project-URL") or []
        except PackageNotFoundError:
            return ""
        named = dict(link.split(", ", 1) for link in links)
        return str(named.get("Homepage", ""))


def _readme() -> str:
    try:
        # A package carries the README as its description.
        text = metadata("aiurdesk").json["description"]
    except PackageNotFoundError:
        return _NOT_INSTALLED
    # The pictures are files of the project, which a package does not have.
    return _PICTURE.sub("", str(text))


def _open_in_browser(link: QUrl) -> None:
    if link.scheme() in ("http", "https"):
        QDesktopServices.openUrl(link)
