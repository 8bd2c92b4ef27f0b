"""Where Tab stops at widgets that are made later than those around them."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def order_behind_neighbour(place: QWidget, stops: Sequence[QWidget]) -> None:
    """Let Tab reach widgets where they stand: what is made late comes last in the window.

    Args:
        place: The widgets come behind what Tab stops at before this one.
        stops: The widgets in their order.
    """
    before: QWidget | None = place.previousInFocusChain()
    while (
        before is not None
        and before is not place
        and before.focusPolicy() is Qt.FocusPolicy.NoFocus
    ):
        before = before.previousInFocusChain()
    ordered = list(stops)
    if before is not None and before is not place and before not in stops:
        ordered.insert(0, before)
    for first, second in pairwise(ordered):
        QWidget.setTabOrder(first, second)
