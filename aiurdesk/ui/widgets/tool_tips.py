"""Tool tips with texts of other people, which Qt would read as HTML."""

from PySide6 import QtCore, QtGui


def plain_tip(text: str) -> str:
    """Return the tool tip that shows a text as it is.

    Unlike a label, a tool tip has no text format: Qt guesses, and of "1 <b>" would show only "1".
    """
    # Few texts hold a tag. For the others ``Qt`` is not named, which the first paint cannot afford.
    if "<" not in text or not QtGui.Qt.mightBeRichText(text):
        return text
    return QtGui.Qt.convertFromPlainText(text, QtCore.Qt.WhiteSpaceMode.WhiteSpaceNormal)
