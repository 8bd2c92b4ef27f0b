"""How a socket is connected and held open, beside what its form and headers say."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLabel, QWidget

from aiurdesk.core.sockets.socket_options import SocketOptions
from aiurdesk.core.translation import tr
from aiurdesk.ui.form.line import Line
from aiurdesk.ui.layout.flow_layout import FlowLayout
from aiurdesk.ui.widgets.boxes import labelled, row_of
from aiurdesk.ui.widgets.number_box import NumberBox
from aiurdesk.ui.widgets.styled import styled

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
        self._ping, self._idle = NumberBox(Line()), NumberBox(Line())
        self.fields = (self._protocols, self._ping, self._idle)
        """In the order of ``EditState.socket_options``."""
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
            box.setDecimals(3)
            box.setSuffix(" s")
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
