from datetime import UTC, datetime

from PySide6.QtWidgets import QCheckBox, QLabel

from aiurdesk.core.dialects.effect import Effect, ShortVerdict
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.dialects.teach_dialog import EffectsTable

OK = ShortVerdict(Severity.SUCCESS, "200 OK")
SOLD_OUT = ShortVerdict(Severity.INPUT, "no_stock Sold out")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
EFFECTS = (Effect("Buy", NOW, OK, SOLD_OUT), Effect("List", NOW, OK, OK))


def texts(effects_table):
    model = effects_table.table.model()
    rows = range(model.rowCount())
    return [[model.index(row, column).data() for column in (1, 2, 3)] for row in rows]


def test_each_response_is_shown_before_and_after(qtbot, theme):
    effects_table = EffectsTable(theme)
    qtbot.addWidget(effects_table)
    (label,) = effects_table.findChildren(QLabel, "effects_sentence")
    assert label.text().startswith("Reading")
    effects_table.show_effects(EFFECTS)
    assert label.text().startswith("2 earlier responses")
    assert texts(effects_table) == [
        ["Buy", "200 OK", "no_stock Sold out"],
        ["List", "200 OK", "the same"],
    ]
    (only_changes,) = effects_table.findChildren(QCheckBox)
    only_changes.setChecked(True)
    assert [row[0] for row in texts(effects_table)] == ["Buy"]


def test_without_a_history_there_is_no_table(qtbot, theme):
    effects_table = EffectsTable(theme)
    qtbot.addWidget(effects_table)
    effects_table.show_effects(())
    assert effects_table.table.isHidden()
