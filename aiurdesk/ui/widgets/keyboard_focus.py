"""Where the keyboard goes: by Tab to widgets that are made late, by F6 from pane to pane."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


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
