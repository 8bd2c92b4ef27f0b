"""What tests do with the views of a response, and what a person sees there."""

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QTabBar, QToolButton, QWidget

from aiurdesk.ui.response.tree_view import TreeView
from aiurdesk.ui.response.view_pages import Tab
from tests.ui.response.exchanges import an_answer, an_exchange


def show(views, body, content_type="application/json", **facts):
    views.show_exchange(an_exchange(an_answer(body, content_type, **facts)))


def tabs(views):
    bar = views.findChild(QTabBar)
    return [bar.tabText(tab) for tab in range(bar.count()) if bar.isTabVisible(tab)]


def current(views):
    return list(Tab)[views.findChild(QTabBar).currentIndex()]


def click(views, name):
    bar = views.findChild(QTabBar)
    bar.tabBarClicked.emit(Tab(name).position)
    bar.setCurrentIndex(Tab(name).position)


def page_text(views):
    """Return what an empty page says, or nothing where the page is not empty."""
    labels = (label for label in views.findChildren(QLabel) if label.isVisible())
    return next((label.text() for label in labels if label.property("look") == "empty"), None)


def first_line(views):
    """Return the first line inside the object of the tree."""
    return views.findChild(TreeView).model().index_of(1).data()


def named(views, name, kind=QWidget):
    """Return the widget of an accessible name."""
    return next(part for part in views.findChildren(kind) if part.accessibleName() == name)


def shown_text(views):
    """Return what the text tab shows."""
    views.show_tab("text")
    return named(views, "Response text", QPlainTextEdit).toPlainText()


def notes(views):
    return views.findChild(QLabel, "notes")


def part_text(views):
    """Return what is said about the part that is shown; empty where all is shown."""
    label = views.findChild(QLabel, "part")
    return label.text() if label.isVisible() else ""


def match_count(views):
    return views.findChild(QLabel, "match_count").text()


def visible_button(views, text):
    buttons = [button for button in views.findChildren(QPushButton) if button.text() == text]
    return next((button for button in buttons if button.isVisible()), None)


def find_next(views):
    named(views, "Next match", QToolButton).click()
