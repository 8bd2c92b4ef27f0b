"""The sidebar itself: the page with its sections, and pages that take its place."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from aiurdesk.ui import sidebar
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.styled import styled

if TYPE_CHECKING:
    from aiurdesk.ui.sidebar.section import Section
    from aiurdesk.ui.sidebar.sections_page import SectionsPage


class Sidebar(QFrame):
    """Shows the sections, or a page in their place.

    It is empty until ``complete``, because the first paint of the window needs none of it.
    """

    sections: "SectionsPage"

    def __init__(self) -> None:
        super().__init__()
        styled(self, "sidebar", look="panel")
        self._column = column_of(self, margins=0, spacing=0)

    def complete(self, theme: Theme) -> None:
        """Make the page with the sections, which are empty yet."""
        self.sections = sidebar.sections_page.SectionsPage(theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.sections)
        self._column.addWidget(self._pages)
        # The layout would show it one turn of the loop later.
        self._pages.show()

    @property
    def panel(self) -> QWidget:
        """The page in front."""
        return self._pages.currentWidget() or self.sections

    def show_page(self, page: QWidget) -> None:
        """Show something in place of the sections."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

    def show_sections(self) -> None:
        """Show the sections again."""
        self._pages.setCurrentWidget(self.sections)

    def go_to(self, section: "Section") -> None:
        """Unfold a section, and give it the keyboard."""
        self.show_sections()
        self.sections.go_to(section)

    def focus_filter(self) -> None:
        """Put the cursor into the filter field and select what is in it."""
        self.show_sections()
        self.sections.focus_filter()
