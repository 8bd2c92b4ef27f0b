"""Finds texts that do not fit into their widget."""

from collections.abc import Iterator

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

_ROUNDING = 1


def clipped_texts() -> list[str]:
    """Return a line for each visible label, button and field that is too small for its text."""
    found = []
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            found += [line for widget in window.findChildren(QWidget) for line in _of(widget)]
    return found


def _of(widget: QWidget) -> Iterator[str]:
    if isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox):
        return  # a part of a box, which gives it its height
    if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        return
    text = widget.displayText() if isinstance(widget, QLineEdit) else widget.text()
    wanted = widget.sizeHint()
    if isinstance(widget, QLabel) and widget.wordWrap():
        wanted.setWidth(0)
        wanted.setHeight(widget.heightForWidth(widget.width()))
    if isinstance(widget, QLineEdit) or not text:
        # A line scrolls, and what has no text has an icon, whose size is checked by its height.
        wanted.setWidth(0)
    for side, has, wants in (
        ("narrow", widget.width(), wanted.width()),
        ("low", widget.height(), wanted.height()),
    ):
        if has + _ROUNDING < wants:
            name = widget.accessibleName() or widget.objectName() or type(widget).__name__
            yield f"{name} {text[:40]!r} is too {side}: {has} of {wants}"
