"""Tool tips with texts of other people, which Qt would read as HTML."""

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as QtGuiNames


def plain_tip(text: str) -> str:
    """Return the tool tip that shows a text as it is.

    Unlike a label, a tool tip has no text format: Qt guesses, and of "1 <b>" would show only "1".
    """
    if not QtGuiNames.mightBeRichText(text):
        return text
    return QtGuiNames.convertFromPlainText(text, Qt.WhiteSpaceMode.WhiteSpaceNormal)
