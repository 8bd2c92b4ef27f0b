"""What stands before the title of a tab: how the last response was, and the method."""

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.theme.theme import Theme, mark, method_mark
from aiurdesk.ui.widgets.boxes import row_of

_GAP = 4
_SIZE = 10
"""Units of an icon."""
_TURN_MS = 80
_STEP = 30
"""Degrees."""


class TabBadge(QWidget):
    """Shows a method; beside it a spinner while sending, then a dot in the verdict's colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._method = QLabel()
        self.outcome = TabMark(theme)
        row_of(self, self.outcome, self._method, margins=(_GAP, 0, 0, 0), spacing=_GAP)
        theme.changed.connect(self.fit)

    @property
    def whole_width(self) -> int:
        """Its width with everything on it."""
        if not self._method.isHidden():
            return self.sizeHint().width()
        return self.sizeHint().width() + self._method.sizeHint().width() + _GAP

    def show_whole(self, is_wanted: bool) -> None:
        """Show the method too, or only how the last response was."""
        if self._method.isHidden() is is_wanted:
            self._method.setVisible(is_wanted)
            self.fit()

    @property
    def method(self) -> str:
        """The method that is shown."""
        return self._method.text()

    def show_method(self, method: str) -> None:
        """Show another method."""
        self._method.setText(method)
        mark(self._method, "method", method_mark(method))
        self.fit()

    def show_outcome(self, severity: Severity | None, *, is_busy: bool) -> None:
        """Show that it is sending, or how bad the last response was."""
        self.outcome.show_outcome(severity, is_busy=is_busy)
        self.fit()

    def event(self, event: QEvent) -> bool:
        """Fit a method whose font came with its place in the window."""
        is_done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.fit()
        return is_done

    def fit(self) -> None:
        """Take the size of what is shown; the bar of tabs does not do that."""
        # The dot grows with the text, too.
        self.outcome.fit()
        self.adjustSize()


class TabMark(QWidget):
    """A spinner or a dot; hidden while there is neither."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._severity: Severity | None = None
        self._angle = 0
        self._turning = QTimer(self, interval=_TURN_MS)
        self._turning.timeout.connect(self._turn)
        self.hide()
        self.fit()

    @property
    def is_busy(self) -> bool:
        """The spinner turns."""
        return self._turning.isActive()

    @property
    def colour(self) -> QColor:
        """The colour of the dot, or of the spinner."""
        is_muted = self.is_busy or self._severity is None
        return self._theme.colour("muted" if is_muted else f"{self._severity}_text")

    def show_outcome(self, severity: Severity | None, *, is_busy: bool) -> None:
        """Show a spinner while it is sending, else a dot for a severity, else nothing."""
        self._severity = severity
        if is_busy:
            self._turning.start()
        else:
            # Otherwise it would wake the program up twelve times a second for nothing.
            self._turning.stop()
        # Severity by colour only here: the accessible name of the tab says it in words.
        self.setVisible(is_busy or severity is not None)
        self.update()

    def fit(self) -> None:
        """Take the size of the theme in force."""
        self.setFixedSize(self._theme.icon_size(_SIZE))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the spinner or the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_busy:
            painter.setPen(QPen(self.colour, 1.6))
            circle = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            # Qt counts sixteenths of a degree, anticlockwise.
            painter.drawArc(circle, -self._angle * 16, 270 * 16)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour)
            painter.drawEllipse(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5))
        painter.end()

    def _turn(self) -> None:
        self._angle = (self._angle + _STEP) % 360
        self.update()
