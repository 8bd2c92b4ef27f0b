from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabWidget,
    QWidget,
)

from aiurdesk.core.dialects.choosing import Split
from aiurdesk.core.dialects.effect import Effect, ShortVerdict
from aiurdesk.core.dialects.pointing import propose
from aiurdesk.core.dialects.taught_dialect import dialect_text
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.dialects.teach_dialog import PathsRow, TeachDialog
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from tests.core.dialects import made_up_apis as apis

TAUGHT = propose(apis.PARCEL_MARKS, apis.PARCEL_LOST, apis.PARCELS_BEFORE, apis.PARCELS)
OK = ShortVerdict(Severity.SUCCESS, "200 OK")
LOST = ShortVerdict(Severity.INPUT, "PARCEL_LOST The parcel was lost")


@pytest.fixture
def holder(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(theme, holder):
    return TeachDialog(theme, holder, TAUGHT, ("My dialects", "Parcels"))


def save_button(dialog):
    return dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save)


def test_the_file_follows_the_dialect_as_it_is_edited(dialog, qtbot):
    file = dialog.findChild(QPlainTextEdit)
    assert file.toPlainText() == dialect_text(TAUGHT)
    title = dialog.findChild(QLineEdit)
    with qtbot.waitSignal(dialog.edited):
        title.setText("Parcel service")
        title.textEdited.emit(title.text())
    assert dialog.taught == replace(TAUGHT, title="Parcel service")
    assert file.toPlainText() == dialect_text(dialog.taught)


def test_it_cannot_be_saved_without_a_value_that_means_yes(dialog):
    assert save_button(dialog).isEnabled()
    box = next(b for b in dialog.findChildren(QCheckBox) if b.accessibleName() == "true")
    box.click()
    assert not any(value.is_yes for value in dialog.taught.values)
    # It still has a code, so it can judge by its rows.
    assert save_button(dialog).isEnabled()


def test_what_it_says_of_this_and_of_earlier_responses_is_shown(dialog):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    dialog.show_this(Effect("Send", now, OK, LOST))
    said = dialog.findChild(QLabel, "this_response").text()
    assert said == ("This response: Success, 200 OK → Input, PARCEL_LOST The parcel was lost")
    dialog.show_effects((Effect("Send", now, OK, LOST), Effect("List", now, OK, OK)))
    assert dialog.findChild(QTabWidget).tabText(1) == "Earlier responses 1/2"


def test_a_person_chooses_where_it_is_saved(dialog):
    box = dialog.findChild(ChoiceBox)
    assert dialog.folder == 0
    box.setCurrentIndex(1)
    assert dialog.folder == 1


def test_without_codes_there_is_no_table(holder, theme):
    dialog = TeachDialog(theme, holder, replace(TAUGHT, codes=(), code=()), ("My dialects",))
    assert "No code was marked" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    box = next(b for b in dialog.findChildren(QCheckBox) if b.accessibleName() == "true")
    box.click()
    assert not save_button(dialog).isEnabled()


def test_paths_are_offered_when_some_responses_lack_what_it_reads(dialog, qtbot):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    lost = Effect("Send", now, OK, LOST, "/parcels/1")
    users = Effect("List", now, OK, OK, "/users", is_read=False)
    row = dialog.findChild(PathsRow)
    dialog.show_effects((lost,))
    assert row.isHidden()
    dialog.show_effects((lost, users))
    assert not row.isHidden()
    sentence = dialog.findChild(QLabel, "split_sentence").text()
    assert sentence.startswith("1 of 2 responses have what it reads")
    assert dialog.taught.paths == ()
    box = next(b for b in dialog.findChildren(QCheckBox) if b.text().startswith("Judge only"))
    with qtbot.waitSignal(dialog.edited):
        box.click()
    assert dialog.taught.paths == ("/parcels/*",)
    assert 'paths = ["/parcels/*"]' in dialog.findChild(QPlainTextEdit).toPlainText()
    patterns = row.findChild(QLineEdit)
    patterns.setText("/parcels/*, /lost")
    patterns.editingFinished.emit()
    # What a person wrote stays when more responses were read.
    dialog.show_effects((lost, users, users))
    assert dialog.taught.paths == ("/parcels/*", "/lost")
    box.click()
    assert dialog.taught.paths == ()


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
