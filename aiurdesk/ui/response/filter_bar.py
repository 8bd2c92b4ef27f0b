"""The row that filters a body by a path of JMESPath."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QStringListModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLabel, QWidget

from aiurdesk.core.expectations.body_filter import MOST_CHARACTERS
from aiurdesk.core.expectations.completion import completed, word_before
from aiurdesk.core.expectations.expressions import path_problem
from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.icon_button import IconButton
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from aiurdesk.ui.widgets.styled import announce, styled

_TYPING_PAUSE_MS = 400


class FilterBar(QWidget):
    """Asks for a path; the owner evaluates it and says what it gave."""

    wanted = Signal(str)
    """Emitted with the path to filter by; empty for the whole body."""
    kept = Signal(str)
    """Emitted with a path that a person has finished, by Return or by leaving the field."""
    left = Signal()
    """Emitted when the filter was closed."""

    def __init__(
        self, theme: Theme, names: Callable[[], Sequence[str]], parent: QWidget | None = None
    ) -> None:
        """Build.

        Args:
            names: Returns the names of members that the body has.
        """
        super().__init__(parent)
        self._names = names
        self._theme = theme
        self._before: Sequence[str] = ()
        self._asked = ""
        self._field = styled(
            CappedLine(most=MOST_CHARACTERS), "body_filter", spoken=tr("Filter the response")
        )
        self._count = styled(QLabel(), "filter_count", look="small")
        self._mistake = styled(QLabel(wordWrap=True), "filter_mistake", look="small")
        self._history = IconButton(theme, "clock", tr("Filters used before"))
        self._close = IconButton(theme, "close", tr("Show the whole body"))
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._completer = _NameCompleter(self._field)
        self._build()

    def _build(self) -> None:
        self._field.setPlaceholderText(
            tr("Filter, such as {example}").format(example="items[?price > `10`].name")
        )
        self._field.setCompleter(self._completer)
        self._field.installEventFilter(self)
        self._field.textEdited.connect(self._on_edited)
        self._field.returnPressed.connect(self._on_return)
        self._completer.activated.connect(lambda: self._pause.start())
        self._pause.timeout.connect(self._ask)
        self._history.clicked.connect(self._open_history)
        self._close.clicked.connect(self.close_filter)
        self._mistake.setTextFormat(Qt.TextFormat.PlainText)
        self._mistake.hide()
        row = row_of(
            None, (self._field, 1), self._count, self._history, self._close, margins=0, spacing=4
        )
        column_of(self, row, self._mistake, margins=0, spacing=2)
        self._theme.changed.connect(self._show_font)
        self._show_font()
        self.hide()

    @property
    def path(self) -> str:
        """The path that is typed; empty where the bar is closed."""
        return "" if self.isHidden() else self._field.text().strip()

    def open_filter(self) -> None:
        """Take the keyboard, with the last path selected."""
        self.show()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def close_filter(self) -> None:
        """Hide the bar, and show the whole body."""
        self._pause.stop()
        self.hide()
        if self._asked:
            self._asked = ""
            self.wanted.emit("")
        self.left.emit()

    def offer(self, paths: Sequence[str]) -> None:
        """Offer paths that were used before."""
        self._before = paths
        self._history.setEnabled(bool(paths))

    def show_count(self, words: str) -> None:
        """Say how much the path gave."""
        self._count.setText(words)
        self._show_mistake("")
        announce(self._field, words)

    def show_mistake(self, sentence: str) -> None:
        """Say why a path gave nothing; what was shown before stays."""
        self._count.clear()
        self._show_mistake(sentence)
        announce(self._field, sentence)

    def forget(self) -> None:
        """Forget what the path gave: another body is shown."""
        self._asked = ""
        self._count.clear()
        self._show_mistake("")

    def ask_again(self) -> None:
        """Filter another body by the same path."""
        if self.path:
            self._ask()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close with Escape, and open the list with Down."""
        if event.type() == QEvent.Type.FocusIn:
            self._completer.take(self._names())
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        is_listed = self._is_listed()
        if event.key() == Qt.Key.Key_Escape and not is_listed:
            self.close_filter()
            return True
        if event.key() == Qt.Key.Key_Down and not is_listed and self._before:
            self._open_history()
            return True
        return super().eventFilter(watched, event)

    def _is_listed(self) -> bool:
        popup = self._completer.popup()
        return popup is not None and popup.isVisible()

    def _on_edited(self) -> None:
        self._completer.take_place()
        self._pause.start()

    def _on_return(self) -> None:
        popup = self._completer.popup()
        # With Return a person chooses the name that is marked in the list.
        if popup is not None and popup.isVisible() and popup.currentIndex().isValid():
            return
        if popup is not None:
            popup.hide()
        self._ask()
        self.kept.emit(self.path)

    def _ask(self) -> None:
        self._pause.stop()
        path = self.path
        if not path:
            self._count.clear()
            self._show_mistake("")
        elif (problem := path_problem(path)) is not None:
            self.show_mistake(problem.sentence)
            return
        if path != self._asked:
            self._asked = path
            self.wanted.emit(path)

    def _open_history(self) -> None:
        menu = PopupMenu(self)
        for path in self._before:
            menu.addAction(path.replace("&", "&&"), partial(self._take, path))
        menu.open_once(self._history.mapToGlobal(self._history.rect().bottomLeft()))

    def _take(self, path: str) -> None:
        self._field.setText(path)
        self._ask()
        self.kept.emit(path)

    def _show_mistake(self, sentence: str) -> None:
        self._mistake.setText(sentence)
        self._mistake.setVisible(bool(sentence))

    def _show_font(self) -> None:
        self._field.setFont(self._theme.mono_font())


class _NameCompleter(QCompleter):
    """Completes the name that is being typed in the middle of a path."""

    def __init__(self, field: CappedLine) -> None:
        super().__init__(field)
        self._field = field
        self._place = "", 0
        self._list = QStringListModel(self)
        self.setModel(self._list)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchStartsWith)
        self.setMaxVisibleItems(10)

    def take_place(self) -> None:
        """Complete what stands before the caret now: while names are chosen, the text changes."""
        self._place = self._field.text(), self._field.cursorPosition()

    def take(self, names: Sequence[str]) -> None:
        """Complete other names."""
        self._list.setStringList(list(names))

    def splitPath(self, path: str) -> list[str]:
        """Return what is compared with the names: the one before the caret."""
        word = word_before(*self._place)
        # No name begins with this; an empty text would offer all at every blank.
        return [word or "\0"]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return the path with a name put into it."""
        name = str(index.data())
        return completed(*self._place, name)
