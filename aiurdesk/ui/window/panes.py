"""Going from pane to pane with one key."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def next_pane(panes: Sequence[QWidget]) -> None:
    """Give the keyboard to the pane behind the one that has it; the first follows the last."""
    shown = [pane for pane in panes if pane.isVisible()]
    focused = shown[0].window().focusWidget() if shown else None
    places = [
        place
        for place, pane in enumerate(shown)
        if focused is not None and (pane is focused or pane.isAncestorOf(focused))
    ]
    start = places[0] + 1 if places else 0
    for step in range(len(shown)):
        target = _stop_in(shown[(start + step) % len(shown)])
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
