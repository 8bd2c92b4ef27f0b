"""Names of a widget for style sheets, screen readers and tests, set in one statement."""

from typing import TypeVar

from PySide6 import QtCore, QtGui
from PySide6.QtWidgets import QWidget

_Widget = TypeVar("_Widget", bound=QWidget)


def styled(
    widget: _Widget, name: str = "", *, spoken: str = "", tip: str = "", **properties: object
) -> _Widget:
    """Return a widget that was just made, with what it is found, read and styled by.

    Args:
        name: Name of the object.
        spoken: What a screen reader calls it.
        properties: What a style sheet selects by, such as ``look``.
    """
    if name:
        widget.setObjectName(name)
    if spoken:
        widget.setAccessibleName(spoken)
    if tip:
        widget.setToolTip(tip)
    for key, value in properties.items():
        widget.setProperty(key, value)
    return widget


def plain_tip(text: str) -> str:
    """Return the tool tip that shows a text as it is.

    Unlike a label, a tool tip has no text format: Qt guesses, and of "1 <b>" would show only "1".
    """
    # Few texts hold a tag. For the others ``Qt`` is not named, which the first paint cannot afford.
    if "<" not in text or not QtGui.Qt.mightBeRichText(text):
        return text
    return QtGui.Qt.convertFromPlainText(text, QtCore.Qt.WhiteSpaceMode.WhiteSpaceNormal)


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say a text, where one is running."""
    # Named here: their enumerations take as long as a hundredth of the first paint.
    if QtGui.QAccessible.isActive():
        event = QtGui.QAccessibleAnnouncementEvent(widget, text)
        QtGui.QAccessible.updateAccessibility(event)
