from PySide6.QtGui import QTextDocument

from aiurdesk.ui.widgets.styled import plain_tip


def seen(tip):
    """Return what a person reads in a tool tip that Qt takes for HTML."""
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


def test_a_tip_shows_tags_as_they_are_written():
    assert plain_tip("a < b\nplain") == "a < b\nplain"
    assert seen("<b>bold</b>") == "bold"
    assert seen(plain_tip("Set: <b>bold</b> &amp;\nsecond")) == "Set: <b>bold</b> &amp;\nsecond"
