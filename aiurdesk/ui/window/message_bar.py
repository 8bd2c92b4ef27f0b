"""Shows messages where they cover neither a body nor code."""

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractAnimation,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGraphicsOpacityEffect,
    QPushButton,
    QSizePolicy,
    QStyle,
    QWidget,
)
from shiboken6 import isValid

from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.grid import GAP, LINE
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import row_of
from aiurdesk.ui.widgets.elided_label import ElidedLabel
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.icon_button import IconButton, IconLabel
from aiurdesk.ui.widgets.note import WrappedLabel
from aiurdesk.ui.widgets.styled import announce, plain_tip, styled
from aiurdesk.ui.window.messages import Message

_MOST = 4
"""Messages; more of them would hide much of what is below."""
_LEAST_WIDTH = 180
"""In pixels, where the text has its usual size: narrower lines are hard to read."""
_LINE_HEIGHT = 31
"""In pixels: the status line and the gap above it, as low as with any of the usual fonts."""
_FADE_MS = 120
"""At most; none where the desktop shows no motion."""
SHOWN_MS = 8000
_LONGER = 3
"""So many times as long is shown what failed or offers something."""
_MS_FOR_A_CHARACTER = 50


class MessageBar(QWidget):
    """Shows messages over the lower end of the sidebar, each with its own buttons.

    Where that is hidden or narrow, they are one line over the lower edge of the window, the newest
    first. Each goes after a while, but not under the pointer, nor while it has the keyboard or
    another window is in front. ``go_to`` shows those that went once more.
    """

    fix_chosen = Signal(object)
    """Emitted with the Fix of a message whose button was pressed."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        place: QWidget | None = None,
        key: Callable[[], str] = str,
        shown_ms: int = SHOWN_MS,
    ) -> None:
        """Show nothing yet.

        Args:
            parent: What it lies over.
            place: The part of it that is covered.
            key: Returns the key that goes to the messages; empty without one.
            shown_ms: How long the shortest message is shown.
        """
        super().__init__(parent)
        self._theme = theme
        self._around, self._place = parent, place
        self._key = key
        self._shown_ms = shown_ms
        self._cards: list[_Card] = []
        self._gone: tuple[Message, ...] = ()
        """Messages that went by themselves, oldest first."""
        self._before: QWidget | None = None
        """What had the keyboard before."""
        styled(self, "message_bar")
        for widget in (parent, place):
            if widget is not None:
                widget.installEventFilter(self)
        theme.apply_to(self)
        theme.changed.connect(self._put_in_place)
        self.hide()

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages that are shown or wait for room, oldest first."""
        return tuple(card.message for card in self._cards)

    def tell(self, message: Message) -> None:
        """Add a message; the oldest one goes if there are too many. Equal ones are shown once."""
        same = next((card for card in self._cards if card.message == message), None)
        if same is None:
            self._add(message)
        else:
            same.stop()
        self._put_in_place()
        key = self._key() if message.button else ""
        text = tr("{text} Press {key} to go to the message.") if key else "{text}"
        announce(self, text.format(text=message.text, key=key))

    def dismiss(self) -> None:
        """Remove all messages."""
        self._remove(*self._cards)

    def withdraw(self, message: Message) -> None:
        """Remove a message, because what it tells of or offers is over."""
        self._gone = tuple(other for other in self._gone if other != message)
        self._remove(*(card for card in self._cards if card.message == message))

    def go_to(self) -> bool:
        """Give the keyboard to the newest message; return False if there was none.

        Those that went by themselves are shown once more.
        """
        if not self._cards:
            for message in self._gone:
                self._add(message)
            self._gone = ()
            self._put_in_place()
        if not self._cards:
            return False
        focused = self.window().focusWidget()
        if focused is not None and not self.isAncestorOf(focused):
            self._before = focused
        self._cards[-1].take_keyboard()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when what it lies over gets another size, or a text another height."""
        kind = event.type()
        if kind == QEvent.Type.LayoutRequest if isinstance(watched, _Card) else kind in _MOVES:
            self._put_in_place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Let the messages stay while a person reads or copies."""
        super().enterEvent(event)
        for card in self._cards:
            card.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Let them go some time later."""
        super().leaveEvent(event)
        self._count()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Dismiss the message that has the keyboard."""
        focused = self.window().focusWidget()
        if event.key() == Qt.Key.Key_Escape and focused is not None:
            self._remove(*(card for card in self._cards if card.isAncestorOf(focused)))
        else:
            super().keyPressEvent(event)

    def _add(self, message: Message) -> None:
        card = _Card(self._theme, message, self)
        card.chosen.connect(lambda act: self._act(card, act))
        card.dismissed.connect(lambda: self._remove(card))
        card.timer.timeout.connect(lambda: self._let_go(card))
        card.faded.connect(lambda: self._forget(card))
        card.installEventFilter(self)
        self._cards.append(card)
        if len(self._cards) > _MOST:
            oldest = next((one for one in self._cards if not one.message.stays), self._cards[0])
            self._forget(oldest)

    def _act(self, card: "_Card", act: Callable[[], object] | None) -> None:
        # Removed first: what it does may tell something, which would stand beside the old offer.
        self._remove(card)
        if act is not None:
            act()
        elif card.message.fix is not None:
            self.fix_chosen.emit(card.message.fix)

    def _let_go(self, card: "_Card") -> None:
        if self._is_held():
            self._count()
        else:
            card.fade()

    def _forget(self, card: "_Card") -> None:
        self._gone = (*self._gone, card.message)[-_MOST:]
        self._remove(card)

    def _remove(self, *cards: "_Card") -> None:
        focused = self.window().focusWidget()
        had_keyboard = focused is not None and any(card.isAncestorOf(focused) for card in cards)
        for card in cards:
            self._cards.remove(card)
            card.timer.stop()
            card.hide()
            # Not at once: one of its buttons may be the one whose click led here.
            card.deleteLater()
        if had_keyboard and self._before is not None:
            _give_back(self._before)
        self._put_in_place()

    def _is_held(self) -> bool:
        """Tell whether somebody may read: a message has pointer or keyboard, or nobody is here."""
        window = self.window()
        focused = window.focusWidget()
        has_keyboard = focused is not None and self.isAncestorOf(focused)
        return self.underMouse() or has_keyboard or not window.isActiveWindow()

    def _count(self) -> None:
        """Let the time run of each message that is shown."""
        for card in self._cards:
            if card.isHidden():
                card.stop()
            elif not self.underMouse():
                card.start(self._shown_ms)

    def _put_in_place(self) -> None:
        if not self._cards:
            self.hide()
            return
        is_line, room = self._room()
        shown: list[tuple[_Card, int]] = []
        height = 0
        for card in reversed(self._cards):
            card.set_line(is_line=is_line)
            wanted = min(card.height_for(room.width()), room.height())
            # The newest one always, however little room there is.
            has_room = not height or height + LINE + wanted <= room.height()
            card.setVisible(has_room)
            if has_room:
                height += wanted + (LINE if height else 0)
                shown.append((card, wanted))
        self.setGeometry(room.left(), room.bottom() + 1 - height, room.width(), height)
        top = 0
        # The newest on top, as the others must not move under the pointer.
        for card, wanted in shown:
            card.setGeometry(0, top, room.width(), wanted)
            top += wanted + LINE
        # Not before: it would be shown in another place, where the pointer may be.
        self.show()
        self.raise_()
        self._count()

    def _room(self) -> tuple[bool, QRect]:
        """Return whether there is room for one line only, and the room itself."""
        parent, place, length = self._around, self._place, self._theme.length
        if place is not None and place.isVisible() and place.width() >= length(_LEAST_WIDTH):
            corner = place.mapTo(parent, QPoint())
            return False, QRect(corner, place.size()).adjusted(LINE, LINE, -LINE, -LINE)
        line = QRect(
            0, parent.height() - length(_LINE_HEIGHT), parent.width(), length(_LINE_HEIGHT)
        )
        return True, line.adjusted(LINE, 0, -LINE, -1)


_MOVES = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide})


class _Card(QFrame):
    """One message with its buttons."""

    chosen = Signal(object)
    """Emitted with the function of the button that was pressed; None if it has none."""
    dismissed = Signal()
    faded = Signal()
    """Emitted when it has faded, so that it can be removed."""

    def __init__(self, theme: Theme, message: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self.message = message
        self._is_line: bool | None = None
        self.timer = QTimer(self, singleShot=True)
        severity = message.severity
        styled(self, "message_card", spoken=message.text, look="strip", severity=severity)
        self._text = styled(WrappedLabel(), "message", severity=severity)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # Names of files and requests stand in it, and Qt would take "<b>" for markup.
        line = ElidedLabel(textFormat=Qt.TextFormat.PlainText)
        self._line = styled(line, "message_line", severity=severity)
        self._line.setText(message.text)
        self._line.setToolTip(plain_tip(message.text))
        self._line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._icon = IconLabel(theme, f"severity-{severity}", f"{severity}_text")
        self._dismiss = IconButton(theme, "close", tr("Dismiss message"), token=f"{severity}_text")
        styled(self._dismiss, "dismiss").clicked.connect(self.dismissed)
        self._buttons = [
            self._button(name, text, act)
            for name, text, act in (
                ("message_action", message.button, message.on_action),
                ("message_also", message.also if message.button else "", message.on_also),
            )
            if text
        ]
        for button in (self._dismiss, *self._buttons):
            # A click leaves the keyboard where it is: these buttons disappear with the message.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._offers = FlowLayout(spacing=LINE)
        for button in self._buttons:
            self._offers.addWidget(button)
        self._middle = row_of(None, (self._text, 1), (self._line, 1), self._offers, spacing=LINE)
        self._row = row_of(
            self,
            self._icon,
            (self._middle, 1),
            self._dismiss,
            margins=(GAP, LINE, LINE, LINE),
            spacing=LINE,
        )
        self._opacity = QGraphicsOpacityEffect(self)
        self._opacity.setEnabled(False)
        self.setGraphicsEffect(self._opacity)
        self._fading = QPropertyAnimation(self._opacity, b"opacity", self)
        self._fading.setStartValue(1.0)
        self._fading.setEndValue(0.0)
        self._fading.finished.connect(self.faded)

    def set_line(self, *, is_line: bool) -> None:
        """Show one line, cut off where it ends, or all of the text above the buttons."""
        if is_line is self._is_line:
            return  # A layout that is told anything asks for its place again.
        self._is_line = is_line
        self._text.show_text("" if is_line else self.message.text)
        self._line.setVisible(is_line)
        direction = QBoxLayout.Direction
        self._middle.setDirection(direction.LeftToRight if is_line else direction.TopToBottom)
        side = Qt.AlignmentFlag(0) if is_line else Qt.AlignmentFlag.AlignTop
        for widget in (self._icon, self._dismiss):
            self._row.setAlignment(widget, side)
        padding = 1 if is_line else LINE
        self._row.setContentsMargins(GAP, padding, LINE, padding)

    def height_for(self, width: int) -> int:
        """Return the height that it needs in a width."""
        self.ensurePolished()
        self._row.activate()
        return self.heightForWidth(width)

    def take_keyboard(self) -> None:
        """Give its first button the keyboard."""
        first, *_ = (*self._buttons, self._dismiss)
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def start(self, shown_ms: int) -> None:
        """Emit the timeout after a while, unless it stays.

        Args:
            shown_ms: How long the shortest message is shown.
        """
        is_fading = self._fading.state() is QAbstractAnimation.State.Running
        if self.message.stays or self.timer.isActive() or is_fading:
            return
        reading_ms = len(self.message.text) * _MS_FOR_A_CHARACTER
        times = 1 if self.message.is_passing else _LONGER
        self.timer.start(shown_ms * times + reading_ms)

    def stop(self) -> None:
        """Stay, in sight."""
        self.timer.stop()
        self._fading.stop()
        self._opacity.setEnabled(False)

    def fade(self) -> None:
        """Disappear slowly, or at once where the desktop shows no motion."""
        wished = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        self._fading.setDuration(min(_FADE_MS, max(0, wished)))
        self._opacity.setEnabled(True)
        self._fading.start(QAbstractAnimation.DeletionPolicy.KeepWhenStopped)

    def _button(self, name: str, text: str, act: Callable[[], object] | None) -> QPushButton:
        button = styled(QPushButton(text), name, severity=self.message.severity)
        button.clicked.connect(lambda: self.chosen.emit(act))
        return button


def _give_back(focused: QWidget) -> None:
    """Give the keyboard back to a widget that had it, if it is still there."""
    if isValid(focused) and focused.isVisible():
        focused.setFocus(Qt.FocusReason.OtherFocusReason)
