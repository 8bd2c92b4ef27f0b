"""Layouts with what they hold, in one statement."""

from collections.abc import Iterable
from typing import TypeAlias, TypeVar

from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QVBoxLayout,
    QWidget,
)

Item: TypeAlias = QWidget | QLayout | int | tuple[QWidget | QLayout, int]
"""A widget or layout, alone or with its stretch, or the stretch of empty room."""
_Box = TypeVar("_Box", bound=QBoxLayout)


def column_of(
    parent: QWidget | None,
    *items: Item,
    margins: int | tuple[int, int, int, int] | None = None,
    spacing: int | None = None,
) -> QVBoxLayout:
    """Return a layout with items one below the other.

    Args:
        parent: Gets the layout; None for one that is put into another layout.
        items: From the top.
        margins: In pixels: all alike, or left, top, right and bottom; None for the style's.
        spacing: In pixels; None for the style's.
    """
    box = QVBoxLayout() if parent is None else QVBoxLayout(parent)
    return _filled(box, items, margins, spacing)


def row_of(
    parent: QWidget | None,
    *items: Item,
    margins: int | tuple[int, int, int, int] | None = None,
    spacing: int | None = None,
) -> QHBoxLayout:
    """Return a layout with items side by side, from the left; see ``column_of``."""
    box = QHBoxLayout() if parent is None else QHBoxLayout(parent)
    return _filled(box, items, margins, spacing)


def labelled(text: str, editor: QWidget) -> QLabel:
    """Return a label that belongs to an editor: its mnemonic gives the editor the keyboard."""
    label = QLabel(text)
    label.setBuddy(editor)
    return label


def with_label(text: str, field: QWidget) -> QWidget:
    """Return a field with its label before it, which wrap together."""
    holder = QWidget()
    row_of(holder, labelled(text, field), field, margins=0, spacing=6)
    return holder


def grid_of(
    parent: QWidget | None, editors: Iterable[tuple[str, QWidget]]
) -> tuple[QGridLayout, list[QLabel]]:
    """Return a layout with a label before each editor, and the labels, which name the editors.

    Args:
        parent: Gets the layout; None for one that is put into another layout.
        editors: From the top, with their texts.
    """
    grid = QGridLayout() if parent is None else QGridLayout(parent)
    grid.setVerticalSpacing(8)
    grid.setHorizontalSpacing(12)
    grid.setColumnStretch(1, 1)
    labels = []
    for row, (text, editor) in enumerate(editors):
        labels.append(labelled(text, editor))
        editor.setAccessibleName(text)
        grid.addWidget(labels[-1], row, 0)
        grid.addWidget(editor, row, 1)
    return grid, labels


def _filled(
    box: _Box,
    items: tuple[Item, ...],
    margins: int | tuple[int, int, int, int] | None,
    spacing: int | None,
) -> _Box:
    if margins is not None:
        box.setContentsMargins(*((margins,) * 4 if isinstance(margins, int) else margins))
    if spacing is not None:
        box.setSpacing(spacing)
    for item in items:
        _add(box, item)
    return box


def _add(box: QBoxLayout, item: Item) -> None:
    if isinstance(item, int):
        box.addStretch(item)
        return
    content, stretch = item if isinstance(item, tuple) else (item, 0)
    if isinstance(content, QLayout):
        box.addLayout(content, stretch)
    else:
        box.addWidget(content, stretch)
