"""The row that offers to let a dialect judge some paths only."""

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit

from aiurdesk.core.dialects.choosing import Split
from aiurdesk.ui.dialects.teach_dialog import PathsRow

SPLIT = Split(("/orders/*", "/orders"), 23, 29)


@pytest.fixture
def row(qtbot):
    made = PathsRow()
    qtbot.addWidget(made)
    return made


def test_nothing_is_offered_without_a_split(row):
    row.show_split(None)
    assert (row.isHidden(), row.paths) == (True, ())


def test_the_patterns_count_when_the_box_is_ticked(row):
    row.show_split(SPLIT)
    (sentence,) = row.findChildren(QLabel, "split_sentence")
    assert sentence.text().startswith("23 of 29 responses have what it reads")
    assert row.paths == ()
    (box,) = row.findChildren(QCheckBox)
    box.click()
    assert row.paths == SPLIT.patterns
    (line,) = row.findChildren(QLineEdit)
    line.setText(" /orders/* ,, /orders/*")
    assert row.paths == ("/orders/*",)
