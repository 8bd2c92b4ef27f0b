"""The first page: what a person can begin with while no request is open."""

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

from aiurdesk.core.translation import listed, tr
from aiurdesk.ui.keys.action_keys import ActionKeys
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.capped_line import CappedLine
from aiurdesk.ui.widgets.card import Card
from aiurdesk.ui.widgets.styled import styled
from aiurdesk.ui.window.address_frame import AddressFrame

# Naming these types creates them, with all their enumerations, before the first paint.
if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject

_MARGIN = 20
_BESIDE_ADDRESS = 8
_LEAST_ADDRESS = 300
"""Pixels, where the text has its usual size, for the example of an address."""
_LEAST_FOR_CARDS = 420
"""Pixels, where the text has its usual size: in less room the cards are below each other."""


class Beginning(NamedTuple):
    """A way to begin with work of one's own."""

    action: str
    """Id of the action that does it."""
    title: str
    text: str


BEGINNINGS = (
    Beginning(
        "add_description",
        tr("Add an API description…"),
        tr("OpenAPI or Swagger, from a file or an address. You can also paste it or drop it here."),
    ),
    Beginning(
        "import_collection",
        tr("Import from Postman, Insomnia, Bruno…"),
        tr("Also OpenCollection, Hoppscotch, Thunder Client, HAR, .http and curl."),
    ),
    Beginning(
        "open_collection",
        tr("Open a collection…"),
        tr("A folder of saved requests, such as one from Git."),
    ),
)


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
    """Takes an address, offers other ways to begin, and below them what can be tried."""

    address_entered = Signal(str)
    """Emitted with what was typed, when a person wants to send to it."""
    action_chosen = Signal(str)
    """Emitted with the id of an action."""
    trial_chosen = Signal(object)
    """Emitted with a Trial when a person wants to try something."""

    def __init__(self, theme: Theme, keys: ActionKeys) -> None:
        super().__init__()
        self._theme = theme
        self._keys = keys
        self.setObjectName("empty_state")
        self._address = styled(CappedLine(), "first_address", spoken=tr("Type an address"))
        self._address.setPlaceholderText(tr("Type an address, such as localhost:8000/items"))
        self._address.setAccessibleDescription(_ADDRESS_HELP)
        self._address.returnPressed.connect(self._on_entered)
        self.address_frame = AddressFrame(self._address, (self._address, 1))
        """Holds the chips of the window while no request is in front."""
        self._send = styled(QPushButton(tr("Send")), "first_send", look="primary")
        self._send.clicked.connect(self._on_entered)
        self._cards = [
            Card(theme, f"begin_{one.action}", one.title, one.text) for one in BEGINNINGS
        ]
        for card, one in zip(self._cards, BEGINNINGS, strict=True):
            card.clicked.connect(lambda _=False, action=one.action: self.action_chosen.emit(action))
        self._card_grid = QGridLayout()
        self._card_grid.setSpacing(10)
        self._columns = 0
        self._place_cards(len(self._cards))
        self._hint = _label("", "small")
        self._inner = QWidget()
        column = column_of(
            self._inner,
            _label(tr("Send a request, understand the response"), "heading"),
            row_of(None, (self.address_frame, 1), self._send, spacing=_BESIDE_ADDRESS),
            _label(_ADDRESS_HELP, "small"),
            self._card_grid,
            _label(tr("Or try something in the sandbox, which is on this computer:"), "muted"),
            *map(self._link, TRIALS),
            self._hint,
            spacing=4,
        )
        for before, gap in ((1, 8), (4, 14), (6, 18), (11, 14)):
            column.insertSpacing(before, gap)
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
        """Give the keyboard to the address."""
        self._address.setFocus()

    def complete(self) -> None:
        """Follow the size of the window from now on; the first paint does without."""
        self.installEventFilter(self)
        self.address_frame.follow_focus()
        self.address_frame.refitted.connect(self._fit_chips)
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
        self._fit_chips()
        room = self._room
        self._place_cards(1 if room < self._theme.length(_LEAST_FOR_CARDS) else len(self._cards))
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

    @property
    def _room(self) -> int:
        return min(self.width() - 2 * _MARGIN, self._inner.maximumWidth())

    def _fit_chips(self) -> None:
        send = self._send.sizeHint().width() + _BESIDE_ADDRESS
        self.address_frame.fit_chips(self._room - send - self._theme.length(_LEAST_ADDRESS))

    def _place_cards(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, card in enumerate(self._cards):
            self._card_grid.addWidget(card, number // columns, number % columns)
            self._card_grid.setColumnStretch(number, 1 if number < columns else 0)

    def _on_entered(self) -> None:
        text = self._address.text().strip()
        if not text:
            self._address.setFocus()
            return
        self._address.clear()
        self.address_entered.emit(text)

    def _show_keys(self) -> None:
        named = (
            (self._keys.text("new_request"), tr("for an empty request")),
            (self._keys.text("command_palette"), tr("to find anything by its name")),
            (self._keys.text("show_keys"), tr("for all keyboard shortcuts")),
        )
        self._hint.setText(
            tr("Press {names}.").format(
                names=listed((f"{key} {what}" for key, what in named if key), of="clauses")
            )
        )

    def _link(self, trial: Trial) -> QPushButton:
        button = QPushButton(trial.title)
        styled(button, f"trial_{trial.endpoint_id}", tip=trial.text, look="link")
        button.setAccessibleDescription(trial.text)
        button.clicked.connect(lambda: self.trial_chosen.emit(trial))
        return button


_ADDRESS_HELP = tr(
    "Or a curl command, the address of an API description, which becomes a service, or the path "
    "of a file or folder."
)


def _label(text: str, look: str) -> QLabel:
    return styled(QLabel(text, wordWrap=True), look=look)
