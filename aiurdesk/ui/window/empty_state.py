"""The page that is shown while no request is open: three things to try."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QWidget,
)

from aiurdesk.core.translation import tr
from aiurdesk.ui.keys.action_keys import ActionKeys, native
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.styled import styled

# Naming these types creates them, with all their enumerations, before the first paint.
if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject

_MARGIN = 20


class Trial(NamedTuple):
    """Something to try with one click, in the sandbox."""

    title: str
    text: str
    endpoint_id: str
    values: tuple[tuple[str, str], ...] = ()
    is_sent: bool = True
    """Whether it is sent at once or only opened."""


TRIALS = (
    Trial(
        tr("Try the gateway status call in the sandbox"),
        tr("The simplest request. It needs no account, and nothing leaves this computer."),
        "gateway.home.index",
    ),
    Trial(
        tr("Push a message to a wrong channel"),
        tr("Shows how the form marks a mistake in a field, and what the server says about it."),
        "stargate.message.pushmessage",
        values=(("ChannelId", "two"), ("MessageContent", tr("Hello, Protoss"))),
    ),
    Trial(
        tr("Try a result code in the code lab"),
        tr("Has an endpoint for each result code, and for each way a response can be broken."),
        "code-lab.codes.wrongkey",
    ),
)


class EmptyState(QFrame):
    """Offers three things to try, each with one click."""

    trial_chosen = Signal(object)
    """Emitted with a Trial when a person wants to try something."""

    def __init__(self, keys: ActionKeys) -> None:
        super().__init__()
        self._keys = keys
        self.setObjectName("empty_state")
        self._inner = QWidget()
        grid = QGridLayout(self._inner)
        grid.setVerticalSpacing(4)
        grid.addWidget(_label(tr("Send a request, understand the response"), "heading"), 0, 0)
        intro = tr("Choose an endpoint on the left, or start with one of these:")
        grid.addWidget(_label(intro, "muted"), 1, 0)
        grid.setRowMinimumHeight(2, 10)
        for number, trial in enumerate(TRIALS):
            grid.addWidget(self._button(trial, is_first=number == 0), 3 + 2 * number, 0)
            note = _label(trial.text, "small")
            # Each note belongs to the button above it, so the gap is below.
            note.setContentsMargins(2, 0, 0, 12)
            grid.addWidget(note, 4 + 2 * number, 0)
        self._hint = _label("", "muted")
        grid.addWidget(self._hint, 10, 0)
        keys.changed.connect(self._show_keys)
        self._show_keys()
        self._page = QWidget(self)
        # Qt divides the width by these factors. The text gets nearly all of it, up to its maximum;
        # only what is left then goes to both sides, and centres it.
        row = row_of(None, 1, (self._inner, 1000), 1)
        column_of(self._page, 2, row, 3, margins=(_MARGIN, 0, _MARGIN, 0))
        self._outer = column_of(self, self._page, margins=0)
        self._is_scrolled = False

    def set_text_width(self, width: int) -> None:
        """Set the most pixels that a line of text takes; in a narrow window it takes fewer."""
        self._inner.setMaximumWidth(width)

    def focus_first(self) -> None:
        """Give the keyboard to the first thing to try."""
        first = self._inner.findChild(QPushButton)
        if first is not None:
            first.setFocus()

    def complete(self) -> None:
        """Follow the size of the window from now on; the first paint does without."""
        self.installEventFilter(self)
        self.fit()

    def eventFilter(self, watched: "QObject", event: "QEvent") -> bool:  # noqa: N802
        """Fit into another size."""
        if event.type() is event.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Scroll, once the window is too low for everything or the text too large.

        The area that scrolls is made only then: the first paint of the window does without.
        """
        # Not the size hint, which is for texts on one line.
        needed = self._page.heightForWidth(self.width())
        if self._is_scrolled or needed <= self.height():
            return
        self._is_scrolled = True
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        area.setWidget(self._page)
        self._outer.addWidget(area)

    def _show_keys(self) -> None:
        named = (
            (self._keys.text("new_request"), tr("to type an address")),
            (native("Ctrl+V"), tr("to paste a curl command")),
            (self._keys.text("show_keys"), tr("for all keyboard shortcuts")),
        )
        self._hint.setText(
            tr("Press {names}.").format(
                names=", ".join(f"{key} {what}" for key, what in named if key)
            )
        )

    def _button(self, trial: Trial, *, is_first: bool) -> QPushButton:
        look = "primary" if is_first else None
        button = styled(QPushButton(trial.title), f"trial_{trial.endpoint_id}", look=look)
        button.setAccessibleDescription(trial.text)
        button.setMinimumHeight(34)
        button.clicked.connect(lambda: self.trial_chosen.emit(trial))
        return button


def _label(text: str, look: str) -> QLabel:
    return styled(QLabel(text, wordWrap=True), look=look)
