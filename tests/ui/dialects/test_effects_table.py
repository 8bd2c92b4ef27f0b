from datetime import UTC, datetime

from PySide6.QtWidgets import QCheckBox, QLabel

from aiurdesk.core.dialects.effect import Effect, ShortVerdict
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.dialects.effects_table import EffectsTable

OK = ShortVerdict(Severity.SUCCESS, "200 OK")
SOLD_OUT = ShortVerdict(Severity.INPUT, "no_stock Sold out")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
EFFECTS = (Effect("Buy", NOW, OK, SOLD_OUT), Effect("List", NOW, OK, OK))


def texts(shown):
    model = shown.table.model()
    rows = range(model.rowCount())
    return [[model.index(row, column).data() for column in (1, 2, 3)] for row in rows]


def test_each_response_is_shown_before_and_after(qtbot, theme):
    shown = EffectsTable(theme)
    qtbot.addWidget(shown)
    (label,) = shown.findChildren(QLabel, "effects_sentence")
    assert label.text().startswith("Reading")
    shown.show_effects(EFFECTS)
    assert label.text().startswith("2 earlier responses")
    assert texts(shown) == [
        ["Buy", "200 OK", "no_stock Sold out"],
        ["List", "200 OK", "the same"],
    ]
    (only_changes,) = shown.findChildren(QCheckBox)
    only_changes.setChecked(True)
    assert [row[0] for row in texts(shown)] == ["Buy"]


def test_without_a_history_there_is_no_table(qtbot, theme):
    shown = EffectsTable(theme)
    qtbot.addWidget(shown)
    shown.show_effects(())
    assert shown.table.isHidden()
