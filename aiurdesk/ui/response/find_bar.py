"""The field that finds text in the response, with count, next and previous."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QToolButton, QWidget

from aiurdesk.core.body_views.find import MOST_MATCHES, Among, FindQuery
from aiurdesk.core.translation import tr
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.styled import styled

_TYPING_PAUSE_MS = 60
_MOST_CHARACTERS = 1000


class FindBar(QWidget):
    """Asks for a text; the owner searches and says how many there are."""

    search_requested = Signal(str)
    """Emitted with the text to be searched; it is empty when the field was cleared."""
    chosen = Signal(int)
    """Emitted with the number of the match to go to, from 0."""
    reshaped = Signal()
    """Emitted when it may need another width."""
    left = Signal()
    """Emitted when Escape was pressed."""

    def __init__(self, theme: Theme, keys: ActionKeys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys = keys
        self._matches = 0
        self.button = styled(QPushButton(parent), "find_button", look="small")
        """Opens the field where there is no room for it beside the tabs."""
        self.button.setCheckable(True)
        self.is_open = False
        """Whether a person finds something: until Escape, also without a text."""
        self.match = -1
        """The number of the match that was gone to, from 0; −1 before the first step."""
        self._is_searching = False
        self._problem = ""
        self._field = styled(CappedLine(most=_MOST_CHARACTERS), look="ghost")
        self._count = styled(QLabel(), "match_count", look="small")
        self._previous = _step_button(tr("Previous match"))
        self._next = _step_button(tr("Next match"))
        self._line, self._options = QWidget(self), QWidget(self)
        self._grid = QGridLayout(self)
        self._case = _option(tr("Aa"), tr("Match case"))
        self._word = _option(tr("W"), tr("Whole word"))
        self._expression = _option(".*", tr("Regular expression"))
        self._among = Among.ALL
        self._where = styled(QToolButton(), "find_among", look="option")
        self._has_options, self._has_keys = False, False
        # One search for what was typed, not one for each letter.
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._build()
        theme.changed.connect(self._fit_to_text)
        keys.changed.connect(self._fit_to_text)

    def _build(self) -> None:
        styled(self._field, "find_text", spoken=tr("Find in response"))
        # Return and Escape mean something here, and a QLineEdit has no signal for Escape.
        self._field.installEventFilter(self)
        self._pause.timeout.connect(lambda: self.search_requested.emit(self._field.text()))
        # Without the lambda, the timer would take the text as its interval.
        self._field.textChanged.connect(lambda: self._pause.start())
        self._previous.clicked.connect(lambda: self._step(-1))
        self._next.clicked.connect(lambda: self._step(1))
        for option in (self._case, self._word, self._expression):
            option.toggled.connect(lambda _: self._ask_again())
        self._where.clicked.connect(self._choose_next_place)
        self.button.clicked.connect(self._on_clicked)
        steps = (self._previous, self._next)
        row_of(self._line, self._count, self._field, *steps, margins=0, spacing=4)
        options = (self._case, self._word, self._expression, self._where)
        row_of(self._options, *options, margins=0, spacing=2)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        self._grid.addWidget(self._line, 0, 0)
        self.fit(0)
        self._fit_to_text()
        self.show_count(0)

    def activate(self) -> None:
        """Take the keyboard, with the last text selected."""
        self._open(is_open=True)
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def fit(self, room: int) -> None:
        """Put the ways to search beside the field, or below it where there is no room.

        Args:
            room: Pixels.
        """
        # A low window would take a part of it away.
        self._field.setMinimumHeight(self._field.sizeHint().height())
        needed = self._line.sizeHint().width() + self._options.sizeHint().width()
        self._grid.removeWidget(self._options)
        cell = (1, 0) if needed > room else (0, 1)
        self._grid.addWidget(self._options, *cell, Qt.AlignmentFlag.AlignRight)

    def needle(self) -> str:
        """Return the text that is searched."""
        return self._field.text()

    def query(self) -> FindQuery:
        """Return what is looked for."""
        if not self._has_options:
            return FindQuery(self._field.text())
        return FindQuery(
            self._field.text(),
            is_case_sensitive=self._case.isChecked(),
            is_whole_word=self._word.isChecked(),
            is_expression=self._expression.isChecked(),
            among=self._among if self._has_keys else Among.ALL,
        )

    def offer_options(self, *, is_there: bool, has_keys: bool) -> None:
        """Say what is searched.

        Args:
            is_there: Text, which can be searched in more than one way.
            has_keys: It is JSON.
        """
        if (is_there, has_keys) != (self._has_options, self._has_keys):
            self._has_options, self._has_keys = is_there, has_keys
            self._show_state()

    def show_count(
        self, matches: int, at: int = -1, *, is_searching: bool = False, problem: str = ""
    ) -> None:
        """Say how many matches there are.

        Args:
            at: The match that was gone to; −1 if the first step is to lead to the first one.
            is_searching: There may be more, which are not counted yet.
            problem: Why not all was searched.
        """
        self._problem = problem
        self._matches = matches
        self.match = min(at, matches - 1)
        self._is_searching = is_searching
        self._show_state()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Step with Return and Shift+Return, leave with Escape."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Return pressed right after typing means this text, not the one before the pause.
            if self._pause.isActive():
                self._pause.stop()
                self.search_requested.emit(self._field.text())
            is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._step(-1 if is_back else 1)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return True
        return super().eventFilter(watched, event)

    def _on_clicked(self) -> None:
        if self.button.isChecked():
            self.activate()
        else:
            self._leave()

    def _leave(self) -> None:
        self._field.clear()
        self._open(is_open=False)
        self.left.emit()

    def _open(self, *, is_open: bool) -> None:
        self.button.setChecked(is_open)
        if is_open != self.is_open:
            self.is_open = is_open
            self.reshaped.emit()

    def _step(self, by: int) -> None:
        if not self._matches:
            return
        # Before the first step: forwards to the first match, back to the last one.
        start = self.match if self.match >= 0 else (-1 if by > 0 else 0)
        self.match = (start + by) % self._matches
        self._show_state()
        self.chosen.emit(self.match)

    def _ask_again(self) -> None:
        self._pause.stop()
        self.search_requested.emit(self._field.text())

    def _choose_next_place(self) -> None:
        places = list(Among)
        self._among = places[(places.index(self._among) + 1) % len(places)]
        self._show_state()
        self._ask_again()

    def _show_state(self) -> None:
        more = "+" if self._matches >= MOST_MATCHES else "…" if self._is_searching else ""
        total = f"{self._matches:,}{more}"
        count = (
            tr("{number:,} of {total}").format(number=self.match + 1, total=total)
            if self.match >= 0
            else total
        )
        has_text = bool(self._field.text())
        if has_text:
            self.is_open = True
            self.button.setChecked(True)
        # A text that does not occur says so; a field without text says nothing.
        self._count.setText(count if self._matches or self._is_searching else tr("none"))
        self._count.setVisible(has_text and not self._problem)
        self._count.setToolTip(_LIMIT.format(most=MOST_MATCHES) if more == "+" else "")
        for option in (self._case, self._word, self._expression):
            option.setVisible(has_text and self._has_options)
        self._where.setVisible(has_text and self._has_options and self._has_keys)
        self._options.setVisible(has_text and self._has_options)
        name = _PLACES[self._among]
        self._where.setText(name)
        tip = tr("{place}: where to search. A click changes that.").format(place=name)
        self._where.setToolTip(tip)
        self._where.setAccessibleName(tip)
        for button in (self._previous, self._next):
            button.setVisible(has_text)
            button.setEnabled(self._matches > 0)
        self.reshaped.emit()

    def _fit_to_text(self) -> None:
        metrics = QFontMetrics(self._theme.text_font())
        # Named here, because the width of the field follows from it.
        placeholder = tr("Find  {text}").format(text=self._keys.text("find")).rstrip()
        self._field.setPlaceholderText(placeholder)
        self.button.setToolTip(placeholder)
        self.button.setAccessibleName(tr("Find in response"))
        self.button.setIconSize(self._theme.icon_size())
        self.button.setIcon(self._theme.icon("search"))
        self._field.setFixedWidth(metrics.horizontalAdvance(placeholder) + 2 * metrics.height())
        self._field.setMinimumHeight(metrics.height() + 10)
        # The style of the options has no least height, and a low window would take it from them.
        self._options.setMinimumHeight(metrics.height() + 10)
        for button in (self._previous, self._next):
            button.setIconSize(self._theme.icon_size())
            button.setFixedWidth(self._theme.icon_size().width() + 10)
        self._previous.setIcon(self._theme.icon("arrow-up"))
        self._next.setIcon(self._theme.icon("arrow-down"))
        self.reshaped.emit()


_LIMIT = tr("There are more matches. The first {most:,} are counted, and can be gone to.")
_PLACES = {
    Among.ALL: tr("Everywhere"),
    Among.KEYS: tr("In keys"),
    Among.VALUES: tr("In values"),
}


def _option(text: str, name: str) -> QToolButton:
    # People who speak to their computer say what they see.
    button = styled(QToolButton(), spoken=f"{text} {name}", tip=name, look="option")
    button.setText(text)
    button.setCheckable(True)
    return button


def _step_button(name: str) -> QToolButton:
    return styled(QToolButton(), spoken=name, tip=name, look="step")
