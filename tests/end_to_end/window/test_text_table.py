"""The texts of the window stand in a table that a person has read."""

import sys

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QComboBox

from tests.end_to_end.window.text_table import TABLE, shown_texts, table_of


@pytest.mark.skipif(sys.platform == "darwin", reason="keys are written with signs on macOS")
def test_every_text_of_the_window_is_in_the_table(toured):
    written = TABLE.read_text(encoding="utf-8").splitlines()
    # Write the table again with ``python -m tests.end_to_end.window.tour``, and read the change.
    assert table_of(toured.texts).splitlines() == written
    assert len(written) > 300


def test_what_differs_from_run_to_run_is_not_in_the_table():
    texts = [
        ("label", "31 ms · HTTP/2 · 200"),
        ("label", "1.2 KB"),
        ("label", "42"),
        ("label", "Id of the\u200bchannel.\nAt least 5"),
        ("tool tip", "Id of thechannel.\nAt least 7"),
        ("button", "&Send"),
    ]
    assert table_of(texts) == ("Id of thechannel. ⏎ At least #\tlabel, tool tip\nSend\tbutton\n")


def test_the_fonts_of_the_computer_are_not_in_the_table(qtbot):
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems(["System", *QFontDatabase.families(), "Red (not on this computer)"])
    assert table_of(shown_texts(box)) == "Red (not on this computer)\tchoice\nSystem\tchoice\n"
