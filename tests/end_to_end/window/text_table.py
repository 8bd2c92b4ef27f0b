"""The table of the texts of the window, in which a person can read them one after the other.

A text that is changed shows up there as a changed line. Bodies, documents and what was typed are
left out, and a number is written as #, because times, sizes and ports differ from run to run.
The names of fonts are those of the computer.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from aiurdesk.ui.widgets.card_tabs import CardTabs
from aiurdesk.ui.window.go_to_field import GoToField

TABLE = Path(__file__).parents[2] / "data" / "ui_texts.txt"
_MARKUP = re.compile(r"</?b[^>]*>")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_DIFFERS = re.compile(r"# (?:ms|s|min|B|KB|MB)( ·|$)|PySide|Linux|Windows-|macOS-")
"""Texts with a time, a size or the name of this system, whose unit differs as well."""
_WHILE_ONE_WAITS = {
    "# B in # s. Press Cancel or Esc to stop.",
    "Beginning of the response",
    "One moment…",
    "Reading the response…",
    "Receiving the response…",
}
"""Shown where a response takes long, which it does on a busy machine."""


def shown_texts(main_window: QWidget) -> Iterator[tuple[str, str]]:
    """Yield a place and a text for each text that the program itself wrote.

    Args:
        main_window: It and its dialogs and menus are looked at. What a test before has left may
            still be there: Python deletes it when it comes to that.
    """
    fonts = frozenset(QFontDatabase.families())
    for window in QApplication.topLevelWidgets():
        if not _belongs_to(window, main_window):
            continue
        for widget in (window, *window.findChildren(QWidget)):
            yield "title", widget.windowTitle()
            if not isinstance(widget.parent(), CardTabs):
                # Which tabs it names depends on the font.
                yield "tool tip", widget.toolTip()
            yield "accessible name", widget.accessibleName()
            yield "accessible description", widget.accessibleDescription()
            yield from _contents(widget, fonts)


def _belongs_to(widget: QWidget | None, main_window: QWidget) -> bool:
    while widget is not None and widget is not main_window:
        widget = widget.parentWidget()
    return widget is not None


def _contents(widget: QWidget, fonts: frozenset[str]) -> Iterator[tuple[str, str]]:
    for action in widget.actions():
        yield "action", action.text()
    if isinstance(widget, QLabel):
        yield "label", widget.text()
    elif isinstance(widget, GoToField):
        # Which of them there is room for depends on the font.
        yield from (("button", text) for text in widget.texts)
    elif isinstance(widget, QAbstractButton):
        yield "button", widget.text()
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        yield "placeholder", widget.placeholderText()
    elif isinstance(widget, QComboBox):
        texts = [widget.itemText(index) for index in range(widget.count())]
        yield from (("choice", text) for text in texts if text not in fonts)
    elif isinstance(widget, QTabBar):
        yield from (("tab", widget.tabText(index)) for index in range(widget.count()))


def table_of(texts: Iterable[tuple[str, str]]) -> str:
    """Return the table: a line for each text, with the places where it is shown."""
    places: dict[str, set[str]] = {}
    for where, text in texts:
        words = _MARKUP.sub("", text.replace("\u200b", "").replace("&", ""))
        words = _NUMBER.sub("#", words)
        words = " ⏎ ".join(words.split("\n")).strip()
        is_the_same = _DIFFERS.search(words) is None and words not in _WHILE_ONE_WAITS
        if any(map(str.isalpha, words)) and is_the_same:
            places.setdefault(words, set()).add(where)
    lines = (f"{text}\t{', '.join(sorted(where))}\n" for text, where in places.items())
    return "".join(sorted(lines))
