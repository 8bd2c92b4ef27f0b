from PySide6.QtGui import QKeySequence

from aiurdesk.ui.widgets.keyboard import escaped


def test_a_text_with_an_ampersand_marks_no_key():
    assert not QKeySequence.mnemonic("R&D").isEmpty()
    assert QKeySequence.mnemonic(escaped("R&D")).isEmpty()
    assert escaped("plain") == "plain"
