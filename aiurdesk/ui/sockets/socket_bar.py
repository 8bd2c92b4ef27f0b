"""The line that always shows the state of a socket, in colour, icon and words."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QPushButton, QWidget

from aiurdesk.core.exchange.sockets.closing import SocketState, SocketStatus
from aiurdesk.core.exchange.sockets.socket_options import SocketOptions
from aiurdesk.core.formats.measure import DURATION
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.sockets.socket_words import NOT_CONNECTED, state_words
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import column_of, labelled, row_of
from aiurdesk.ui.widgets.elided_label import ElidedLabel
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.folding_row import FoldingRow
from aiurdesk.ui.widgets.icon_button import IconLabel
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.number_box import MeasureBox
from aiurdesk.ui.widgets.styled import announce, styled

_MOST_S = 86_400
_LINE_CHARACTERS = 16


class OptionsRow(QWidget):
    """Edits the options that count when the socket is connected the next time."""

    changed = Signal(str, object)
    """Emitted with the name of a saved field and its value, when a person changes it."""

    def __init__(self) -> None:
        super().__init__()
        self._protocols = Line()
        self._protocols.setPlaceholderText(tr("chat, superchat"))
        self._ping, self._idle = MeasureBox(DURATION, Line()), MeasureBox(DURATION, Line())
        self.fields = (self._protocols, self._ping, self._idle)
        """In the order of the rows of ``EditPlace.SOCKET_OPTIONS``."""
        self._of_sockets: list[QWidget] = []
        self._later = styled(QLabel(tr("Changes apply to the next connection.")), look="small")
        flow = FlowLayout(self, spacing=8, line_spacing=4)
        for text, field, tip in (
            (tr("Subprotocols"), self._protocols, tr("Offered to the server in this order")),
            (
                tr("Ping every"),
                self._ping,
                tr(
                    "Measures the round-trip time, and finds out when a server that has "
                    "answered pings is gone; with 0, no pings are sent"
                ),
            ),
            (
                tr("Close after silence of"),
                self._idle,
                tr("With 0, silence never closes the socket"),
            ),
        ):
            # Together: a field at the beginning of a line would have lost its label.
            pair = QWidget()
            styled(field, spoken=text, tip=tip)
            row_of(pair, labelled(text, field), field, margins=(0, 0, 8, 0))
            flow.addWidget(pair)
            if field is not self._idle:
                self._of_sockets.append(pair)
        flow.addWidget(self._later)
        self._later.hide()
        usual = SocketOptions()
        for box, value in ((self._ping, usual.ping_every_s), (self._idle, usual.idle_s)):
            box.setRange(0, _MOST_S)
            box.setSpecialValueText("off")  # shown instead of 0
            box.setValue(value)
        width = self._protocols.fontMetrics().averageCharWidth() * _LINE_CHARACTERS
        # Otherwise it would shrink with its line, and show nothing of its text.
        self._protocols.setMinimumWidth(width)
        self._protocols.textEdited.connect(
            lambda: self.changed.emit("subprotocols", self.subprotocols)
        )
        for box, name in ((self._ping, "ping_every_ms"), (self._idle, "idle_ms")):
            box.valueChanged.connect(
                lambda value, name=name: self.changed.emit(name, round(value * 1000))
            )

    def set_stream(self, is_stream: bool) -> None:
        """Leave out what a stream has not."""
        for pair in self._of_sockets:
            pair.setVisible(not is_stream)

    def set_connected(self, is_connected: bool) -> None:
        """Say that changes do not apply to the connection that there is."""
        self._later.setVisible(is_connected)

    @property
    def subprotocols(self) -> tuple[str, ...]:
        """The names, in their order."""
        # With commas, as in the header, or with blanks: a name has neither.
        return tuple(self._protocols.text().replace(",", " ").split())

    def show_options(self, options: SocketOptions) -> None:
        """Show other options, unless they are those that are being typed."""
        names = options.subprotocols
        # Setting the same text again would move the cursor of a person who types.
        if names != self.subprotocols:
            self._protocols.setText(", ".join(names))
        for box, seconds in ((self._ping, options.ping_every_s), (self._idle, options.idle_s)):
            # It would be taken for a change by the person.
            with QSignalBlocker(box):
                if round(box.value() * 1000) != round(seconds * 1000):
                    box.setValue(seconds)

    def options(self, *, is_reconnecting: bool) -> SocketOptions:
        """Return all options."""
        return SocketOptions(
            subprotocols=self.subprotocols,
            ping_every_s=self._ping.value(),
            idle_s=self._idle.value(),
            is_reconnecting=is_reconnecting,
        )


# Half of the smallest step that is shown, so that no second is left out.
_TICK_MS = 500
_OPTIONS = tr("Subprotocols, pings, and how long silence may last")
_STREAM_OPTIONS = tr("How long silence may last")


class SocketBar(QFrame):
    """Shows one state, how long it lasts, and what can be done in it."""

    ping_wanted = Signal()
    """Emitted when the round-trip time is to be measured."""
    stop_wanted = Signal()
    """Emitted when it is not to be connected again."""
    option_changed = Signal(str, object)
    """Emitted as by ``OptionsRow.changed``, and for reconnecting as well."""
    reconnecting_changed = Signal(bool)
    """Emitted when the person wants lost connections to be opened again, or no longer."""

    def __init__(self, theme: Theme, clock: Callable[[], float] = monotonic) -> None:
        """Show that nothing is connected.

        Args:
            clock: Returns seconds from any beginning.
        """
        super().__init__()
        self._clock = clock
        self._status: SocketStatus | None = None
        self._since = 0.0
        self._current = NOT_CONNECTED
        self._is_stream = False
        self._icon = IconLabel(theme)
        self._word = styled(QLabel(), look="strong")
        self._facts = styled(ElidedLabel(), look="small")
        self._meaning = WrappedLabel("small")
        tip = tr("Connect again when the connection is lost")
        self.reconnects = styled(QCheckBox(tr("Reconnect")), "reconnects", tip=tip)
        self._options = styled(QPushButton(tr("Options")), tip=_OPTIONS, look="small")
        self._options.setCheckable(True)
        self.options = OptionsRow()
        tip = tr("Measure how long a ping takes to the server and back")
        self._ping = styled(QPushButton(tr("Ping")), tip=tip, look="small")
        tip = tr("Do not connect again")
        self._stop = styled(QPushButton(tr("Stop")), "stop_reconnecting", tip=tip, look="small")
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._show_words)
        self._lay_out()
        self._ping.clicked.connect(self.ping_wanted)
        self._stop.clicked.connect(self.stop_wanted)
        self.reconnects.toggled.connect(self.reconnecting_changed)
        # Not ``toggled``, which showing another request emits, too.
        self.reconnects.clicked.connect(
            lambda is_wanted: self.option_changed.emit("is_reconnecting", is_wanted)
        )
        self.options.changed.connect(self.option_changed)
        self._show_words(is_news=True)

    def show_status(self, status: SocketStatus | None) -> None:
        """Show another status; None means that nothing was connected yet."""
        before, self._status = self._status, status
        state = None if status is None else status.state
        is_news = (None if before is None else before.state) is not state
        self.options.set_connected(state is not None and not state.is_over)
        # The time counts from here on.
        if is_news or (before and status and before.attempt != status.attempt):
            self._since = self._clock()
        is_ticking = state in (SocketState.OPEN, SocketState.WAITING)
        if is_ticking and not self._timer.isActive():
            self._timer.start()
        elif not is_ticking:
            # In other states the words do not change with the time.
            self._timer.stop()
        self._show_words(is_news=is_news)

    def set_stream(self, is_stream: bool) -> None:
        """Leave out what a stream has not: pings and subprotocols."""
        self._is_stream = is_stream
        self.options.set_stream(is_stream)
        self._options.setToolTip(_STREAM_OPTIONS if is_stream else _OPTIONS)
        self.setAccessibleName(tr("Stream") if is_stream else tr("Socket"))

    def show_options(self, options: SocketOptions) -> None:
        """Show the options that are saved with a request, or were changed since."""
        self.options.show_options(options)
        self.reconnects.setChecked(options.is_reconnecting)

    def focus_option(self, index: int) -> None:
        """Give the keyboard to the option of a row of ``EditPlace.SOCKET_OPTIONS``."""
        if index in range(len(self.options.fields)):
            self._options.setChecked(True)
            self.options.fields[index].setFocus()
        else:
            self.reconnects.setFocus()

    def socket_options(self) -> SocketOptions:
        """Return how the socket is connected the next time."""
        return self.options.options(is_reconnecting=self.reconnects.isChecked())

    @property
    def words(self) -> str:
        """All that is shown, as a screen reader says it."""
        status = self._current
        return ". ".join(part for part in (status.word, status.facts, status.meaning) if part)

    def _show_words(self, *, is_news: bool = False) -> None:
        status, elapsed_s = self._status, self._clock() - self._since
        words = NOT_CONNECTED
        if status is not None:
            words = state_words(status, elapsed_s, status.wait_s - elapsed_s)
        # Setting the same texts again would have the line laid out twice a second.
        if words == self._current and not is_news:
            return
        self._current = words
        self._word.setText(words.word)
        self._facts.setText(words.facts)
        self._meaning.show_text(words.meaning)
        self.setAccessibleDescription(self.words)
        if is_news:
            state = None if status is None else status.state
            self._ping.setVisible(state is SocketState.OPEN and not self._is_stream)
            self._stop.setVisible(state is SocketState.WAITING)
            for widget in (self, self._word):
                mark(widget, "severity", words.severity.value)
            self._icon.show_icon(f"severity-{words.severity}", f"{words.severity}_text")
            # Only where the state is another one: a screen reader must not read each second aloud.
            announce(self, f"{words.word}. {words.facts}".rstrip(". "))

    def _lay_out(self) -> None:
        styled(self, spoken=tr("Socket"), look="banner")
        self._options.toggled.connect(self.options.setVisible)
        self.options.hide()
        self._meaning.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = FoldingRow(
            ((self._icon, 0), (self._word, 0), (self._facts, 1)),
            (self._ping, self._stop, self._options, self.reconnects),
        )
        column_of(self, row, self._meaning, self.options, margins=(12, 6, 12, 6), spacing=4)
