"""The dialect at the edge of a verdict, and the offer of another one."""

from collections.abc import Mapping
from enum import Enum, auto

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.dialects.pointing import Role
from aiurdesk.core.translation import tr, truncate
from aiurdesk.ui.theme.theme import Theme, mark
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.styled import plain_tip


class DialectWishKind(Enum):
    """Kind of a wish about the dialect of a response."""

    CHOOSE = auto()
    """Offer the dialects that there are; ``DialectWish.at`` is where."""
    ACCEPT = auto()
    """Judge the host by the dialect that its response looks like."""
    DECLINE = auto()
    """Do not offer it for this host again."""
    BY_STATUS = auto()
    """Judge the host by its HTTP status alone: a body that says it failed is a success there."""
    TEACH = auto()
    """Show the dialect that follows from what was recognised in the response."""
    REVIEW = auto()
    """Show the dialect that follows from ``DialectWish.marks``."""


class DialectWish(msgspec.Struct, frozen=True):
    """A wish about the dialect of a response, such as to teach it."""

    kind: DialectWishKind
    at: QWidget | None = None
    marks: Mapping[Role, str] = msgspec.field(default_factory=dict)


BY_STATUS = tr("HTTP status")
"""The title where no dialect judged."""
_LONGEST_TITLE = 28


class DialectEdge(QWidget):
    """A flat button with the title of the dialect, and one that says why."""

    wished = Signal(DialectWish)
    """Emitted when another dialect is to be chosen."""
    why_wanted = Signal()
    """Emitted when it is to be said which path gave what, or no longer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._button = QPushButton()
        self._button.setObjectName("dialect")
        # The arrow of a list stands behind the text.
        self._button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._why = QPushButton(tr("Why?"))
        self._why.setToolTip(tr("Show in the tree what the verdict was read from"))
        mark(self._button, "look", "small-menu")
        mark(self._why, "look", "small")
        self._button.clicked.connect(self.choose)
        self._why.clicked.connect(self.why_wanted)
        row_of(self, self._button, self._why, margins=0, spacing=0)
        theme.changed.connect(self._show_arrow)
        self._show_arrow()

    def show_dialect(self, title: str, *, can_explain: bool) -> None:
        """Show which dialect judged.

        Args:
            title: Empty where the HTTP status did.
            can_explain: Whether it is known what was read where.
        """
        title = title or BY_STATUS
        self._button.setText(escaped(truncate(title, _LONGEST_TITLE)))
        self._button.setToolTip(plain_tip(tr("Judged by: {title}").format(title=title)))
        # It begins with what is seen: people who speak to their computer say that.
        self._button.setAccessibleName(tr("{title}, dialect").format(title=title))
        self._why.setVisible(can_explain)

    def choose(self) -> None:
        """Let a person choose another dialect."""
        self.wished.emit(DialectWish(DialectWishKind.CHOOSE, self._button))

    def _show_arrow(self) -> None:
        self._button.setIconSize(self._theme.icon_size(12))
        self._button.setIcon(self._theme.icon("arrow-down", "muted"))


class DialectOffer(QWidget):
    """Asks whether to judge a host by the dialect that its response looks like."""

    wished = Signal(DialectWish)
    """Emitted with the answer."""

    def __init__(self) -> None:
        super().__init__()
        self._is_offered = False
        self._words = WrappedLabel("small")
        self._words.setObjectName("dialect_offer")
        self._accept = QPushButton(tr("Judge this host by it"))
        self._decline = QPushButton(tr("Not now"))
        for button in (self._accept, self._decline):
            mark(button, "look", "small-link")
        self._accept.clicked.connect(lambda: self._answer(DialectWishKind.ACCEPT))
        self._decline.clicked.connect(lambda: self._answer(DialectWishKind.DECLINE))
        buttons = FlowLayout(spacing=8)
        buttons.addWidget(self._accept)
        buttons.addWidget(self._decline)
        row_of(self, (self._words, 1), buttons, margins=0)
        self.hide()

    def offer(self, title: str) -> None:
        """Offer a dialect, or nothing where the title is empty."""
        self._is_offered = bool(title)
        self.setMinimumHeight(0)
        for button in (self._accept, self._decline):
            button.show()
        self._words.show_text(
            tr("Looks like {title}. Judge this host by it?").format(title=title) if title else ""
        )
        self.show_if_offered()

    def show_if_offered(self) -> None:
        """Show the question again, if there is one."""
        self.setVisible(self._is_offered)

    def _answer(self, kind: DialectWishKind) -> None:
        if kind is DialectWishKind.DECLINE:
            # Its room stays until the next response, so that nothing moves under the pointer.
            self.setMinimumHeight(self.height())
            self._accept.hide()
            self._decline.hide()
            self._words.show_text(tr("This is not asked again for this host."))
        else:
            self.offer("")
        self.wished.emit(DialectWish(kind))
