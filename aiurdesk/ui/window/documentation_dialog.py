"""The manual: its pages as a list, and the chosen page as text."""

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QListWidget,
    QTextBrowser,
    QWidget,
)

from aiurdesk.core.translation import tr
from aiurdesk.resources import list_names, read_text
from aiurdesk.ui.dialogs.dialog_buttons import dialog_buttons
from aiurdesk.ui.dialogs.themed_dialog import ThemedDialog
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.widgets.web_page import open_web_page

_SIZE = (900, 680)
_LIST_WIDTH = 220
_FOLDER = "manual"
_FIRST = f"{_FOLDER}/first-steps.md"


class DocumentationDialog(ThemedDialog):
    """Shows the pages of the manual, first of all the first steps."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, "documentation_dialog", tr("Documentation"))
        # The first steps come first, the other pages by their titles.
        names = sorted(list_names(_FOLDER), key=lambda name: (name != _FIRST, name))
        self._names = names
        self._texts = [read_text(name) for name in names]
        self._list = styled(QListWidget(), spoken=tr("Pages"))
        self._list.setMaximumWidth(_LIST_WIDTH)
        self._list.addItems([text.partition("\n")[0].removeprefix("# ") for text in self._texts])
        self._page = styled(QTextBrowser(), spoken=tr("Documentation"))
        # The links of a page are not followed by the browser itself: it would look for files.
        self._page.setOpenLinks(False)
        self._page.anchorClicked.connect(self._open)
        self._list.currentRowChanged.connect(self._show)
        buttons = dialog_buttons(self, QDialogButtonBox.StandardButton.Close)
        row = row_of(None, self._list, (self._page, 1))
        column_of(self, row, buttons)
        self._list.setCurrentRow(0)
        self._list.setFocus()
        self.resize(theme.dialog_size(*_SIZE))

    def _show(self, row: int) -> None:
        self._page.setMarkdown(self._texts[row])

    def _open(self, link: QUrl) -> None:
        page = f"{_FOLDER}/{link.path()}"
        if link.isRelative() and page in self._names:
            self._list.setCurrentRow(self._names.index(page))
        else:
            open_web_page(link)
