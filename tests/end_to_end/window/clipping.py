"""Finds texts and icons that do not fit into their widget, or are cut off by its parent."""

from collections.abc import Iterator

from PySide6.QtCore import QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)

from aiurdesk.ui.widgets.elided_label import ElidedBox, ElidedLabel

SMALL = (1024, 700)
"""Width and height of a small window."""
_ROUNDING = 1


def clipped_texts() -> list[str]:
    """Return a line for each visible label, button and field that is too small for its text.

    Also for each widget that its parent cuts off, and for each icon of too few pixels.
    """
    clipped = []
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            for widget in window.findChildren(QWidget):
                if widget.isVisible():
                    clipped += [*_of(widget), *_cut_off(widget), *_coarse_icon(widget)]
    return clipped


def _cut_off(widget: QWidget) -> Iterator[str]:
    parent = widget.parentWidget()
    # Only what is at rest on its parent: a page may be larger than the area that scrolls it, and
    # tabs that do not fit are reached with the arrows of their bar.
    if widget.isWindow() or parent is None or isinstance(widget, QScrollBar):
        return
    area = parent.parentWidget()
    if isinstance(parent, QAbstractScrollArea | QTabBar) or isinstance(area, QAbstractScrollArea):
        return
    room = parent.rect().adjusted(-_ROUNDING, -_ROUNDING, _ROUNDING, _ROUNDING)
    if not room.contains(widget.geometry()) and not widget.size().isEmpty():
        yield f"{_name(widget)} is cut off: {_text(widget.geometry())} in {_text(parent.rect())}"


def _coarse_icon(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QAbstractButton) and not widget.icon().isNull():
        size, ratio = widget.iconSize(), widget.devicePixelRatioF()
        drawn = widget.icon().pixmap(size, ratio).width()
        if drawn + _ROUNDING < size.width() * ratio:
            yield f"the icon of {_name(widget)} has {drawn} pixels for {size.width() * ratio}"


def _of_box(box: QComboBox) -> Iterator[str]:
    """Look at the chosen text only: a box may be narrower than its widest entry."""
    if box.isEditable() or isinstance(box, ElidedBox) or not box.count():
        return
    measure = box.fontMetrics().horizontalAdvance
    texts = [box.itemText(row) for row in range(box.count())]
    if box.sizeAdjustPolicy() is QComboBox.SizeAdjustPolicy.AdjustToContents:
        around = box.sizeHint().width() - max(map(measure, texts))
        wants = around + measure(box.currentText())
        if box.width() + _ROUNDING < wants:
            yield f"{_name(box)} {box.currentText()[:40]!r} is too narrow: {box.width()} of {wants}"


def _text(rect: QRect) -> str:
    return f"{rect.width()}x{rect.height()} at {rect.x()},{rect.y()}"


def _name(widget: QWidget) -> str:
    return widget.accessibleName() or widget.objectName() or type(widget).__name__


def _of(widget: QWidget) -> Iterator[str]:
    if isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox):
        return  # a part of a box, which gives it its height
    if isinstance(widget, QComboBox):
        yield from _of_box(widget)
    if not isinstance(widget, QLabel | QAbstractButton | QLineEdit) or widget.size().isEmpty():
        return  # what has no size is not seen: it only names something else
    text = widget.displayText() if isinstance(widget, QLineEdit) else widget.text()
    needed = widget.sizeHint()
    if isinstance(widget, QLabel) and widget.wordWrap():
        needed.setWidth(0)
        needed.setHeight(widget.heightForWidth(widget.width()))
    if isinstance(widget, QLineEdit) or not text:
        # A line scrolls, and what has no text has an icon, whose size is checked by its height.
        needed.setWidth(0)
    for side, has, wants in (
        ("narrow", widget.width(), needed.width()),
        ("low", widget.height(), needed.height()),
    ):
        if has + _ROUNDING < wants and not (side == "narrow" and isinstance(widget, ElidedLabel)):
            yield f"{_name(widget)} {text[:40]!r} is too {side}: {has} of {wants}"
