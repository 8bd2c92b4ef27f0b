"""Keyboard focus: moves by Tab and F6, and the keys of the Edit menu."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

KEEPS_KEYS = "keeps_keys"
"""Property of a widget that may claim the keys of the window: it is there to take any key, or it
is in front of all else."""


def press_in_focus(key: str) -> None:
    """Send a key, such as ``Ctrl+C``, to the focused widget."""
    focused = QApplication.focusWidget()
    # A menu has the very action that asks for this, and would trigger it again.
    if focused is None or isinstance(focused, QMenu | QMenuBar):
        return
    sequence = QKeySequence(key)
    # An action of the widget, such as "Copy path" of a tree, has the key before the widget itself.
    for action in focused.actions():
        if sequence in action.shortcuts():
            action.trigger()
            return
    pressed = sequence[0]  # type: ignore[index]  # missing in the stubs of PySide6
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        # As a key, because each widget handles it in its own way: a field of a form, for example,
        # leaves undo to its page.
        event = QKeyEvent(kind, pressed.key(), pressed.keyboardModifiers())
        QApplication.sendEvent(focused, event)


class ShortcutGuard(QObject):
    """Lets the shortcuts of the window work while a text field has the keyboard.

    Qt asks the focused widget first, and text fields claim keys such as Ctrl+E, which on Linux goes
    to the end of the line.
    """

    def __init__(self, parent: QObject, keys: Iterable[str]) -> None:
        """Watch the focused widget from now on.

        Args:
            keys: Those that no widget may claim, such as ``Ctrl+E``.
        """
        super().__init__(parent)
        self.set_keys(keys)
        self._focused: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)
            self._on_focus_changed(None, app.focusWidget())

    def set_keys(self, keys: Iterable[str]) -> None:
        """Set the keys that no widget may claim."""
        self._sequences = {QKeySequence(key).toString() for key in keys}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Do not let the widget claim a key of the window, unless it is there to take any key."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and not watched.property(KEEPS_KEYS):
            # The key pad has the same keys.
            modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            pressed = QKeySequence(modifiers.value | event.key()).toString()
            if pressed in self._sequences:
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        # Only the focused widget is watched: Python would slow down the events of all others.
        if before is not None:
            before.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)


def order_behind_neighbour(neighbour: QWidget, stops: Sequence[QWidget]) -> None:
    """Set the tab order of widgets that are made late; Qt would put them last.

    Args:
        neighbour: The widgets come behind what Tab stops at before this one.
        stops: The widgets in their order.
    """
    # The chain of Qt is a circle, and holds widgets that Tab does not stop at, too.
    before: QWidget | None = neighbour.previousInFocusChain()
    while (
        before is not None
        and before is not neighbour
        and before.focusPolicy() is Qt.FocusPolicy.NoFocus
    ):
        before = before.previousInFocusChain()
    ordered = list(stops)
    if before is not None and before is not neighbour and before not in stops:
        ordered.insert(0, before)
    for first, second in pairwise(ordered):
        QWidget.setTabOrder(first, second)


def next_pane(panes: Sequence[QWidget]) -> None:
    """Move the focus to the next pane; after the last comes the first.

    Args:
        panes: A part of a pane may follow it, to be a stop of its own.
    """
    # Asked for at each key, because sidebar and response come and go.
    visible = [pane for pane in panes if pane.isVisible()]
    focused = visible[0].window().focusWidget() if visible else None
    places = [
        index
        for index, pane in enumerate(visible)
        if focused is not None and (pane is focused or pane.isAncestorOf(focused))
    ]
    start = places[-1] + 1 if places else 0
    for step in range(len(visible)):
        target = _stop_in(visible[(start + step) % len(visible)])
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _stop_in(pane: QWidget) -> QWidget | None:
    """Return the first widget of a pane that takes the keyboard."""
    candidates = [pane, *pane.findChildren(QWidget)]
    return next(
        (
            widget
            for widget in candidates
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isEnabled()
            and widget.isVisible()
        ),
        None,
    )


def escaped(text: str) -> str:
    """Return a text for a button, tab, menu or label of a field that shows its ampersands.

    Qt takes a single one as the mark of a key: "R&D" would be shown as RD, and Alt+D press it.
    """
    return text.replace("&", "&&")
