"""What a widget is to style sheets, screen readers and tests, in one statement."""

from typing import TypeVar

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
