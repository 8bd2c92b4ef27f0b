"""Says what the values of variables are in the field under the pointer."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QToolTip, QWidget

from aiurdesk.core.preparing.variable_words import variable_lines
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import Environment
from aiurdesk.ui.widgets.tool_tips import plain_tip

_MOST_LINES = 12
_MOST_READ = 100_000
"""Characters of a text in which variables are looked for."""


def show_tip(widget: QWidget, point: QPoint, environment: Environment) -> bool:
    """Show the values of the variables of a field, and return whether it has any.

    Args:
        widget: The field, or a part of it.
        point: On the screen.
        environment: Has the values.
    """
    lines = tip_lines(widget, environment)
    if lines:
        QToolTip.showText(point, plain_tip("\n".join(lines)), widget)
    return bool(lines)


def tip_lines(widget: QWidget, environment: Environment) -> tuple[str, ...]:
    """Return a line for each variable in a field; no lines where the widget is not a field."""
    field: QWidget | None = widget
    while field is not None and not isinstance(field, QLineEdit | QPlainTextEdit):
        # The pointer is over the viewport of a text with several lines.
        field = field.parentWidget() if field is widget else None
    if isinstance(field, QLineEdit):
        text = field.text()
    elif isinstance(field, QPlainTextEdit):
        text = field.toPlainText()
    else:
        return ()
    # The pointer rests for a moment only: looking through megabytes would hold up the window.
    lines = variable_lines(text[:_MOST_READ], environment)
    more = (
        (tr("and {value} more").format(value=len(lines) - _MOST_LINES),)
        if len(lines) > _MOST_LINES
        else ()
    )
    return (*lines[:_MOST_LINES], *more)
