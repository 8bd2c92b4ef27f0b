"""What a dialect would say of earlier responses, before and after."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from aiurdesk.core.dialects.effect import Effect, ShortVerdict, effects_sentence
from aiurdesk.core.exchange.exchange_text import SEVERITY_WORDS
from aiurdesk.core.translation import tr
from aiurdesk.ui.tables.rows_model import Column, RowsModel
from aiurdesk.ui.tables.rows_table import RowsTable
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.note import WrappedLabel

_WIDTHS = (22, 26, 34)


class EffectsTable(QWidget):
    """A sentence with the counts, and a row for each response, the newest first."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._effects: tuple[Effect, ...] = ()
        self._sentence = WrappedLabel()
        self._sentence.setObjectName("effects_sentence")
        self._only_changes = QCheckBox(tr("Only those that change"))
        self._model: RowsModel[Effect] = RowsModel(_columns(theme), self)
        self.table = RowsTable(self._model, tr("Earlier responses"), _WIDTHS)
        self._only_changes.toggled.connect(self._fill)
        rows = (self._sentence, self._only_changes, (self.table, 1))
        column_of(self, *rows, margins=(0, 8, 0, 0), spacing=8)
        self._sentence.show_text(tr("Reading the earlier responses of this host…"))

    def show_effects(
        self, effects: tuple[Effect, ...], *, has_more: bool = False, too_long: int = 0
    ) -> None:
        """Show the responses that were looked at, and say which were not.

        Args:
            has_more: As in ``effects_sentence``, and so is the rest.
            too_long: The same.
        """
        self._effects = effects
        self._sentence.show_text(effects_sentence(effects, has_more=has_more, too_long=too_long))
        self._only_changes.setVisible(bool(effects))
        self.table.setVisible(bool(effects))
        self._fill()

    def _fill(self) -> None:
        is_all = not self._only_changes.isChecked()
        self._model.set_items([effect for effect in self._effects if is_all or effect.is_change])


def _columns(theme: Theme) -> tuple[Column[Effect], ...]:
    icon, tip = Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.ToolTipRole

    def sign(verdict: ShortVerdict) -> object:
        return theme.icon(f"severity-{verdict.severity}", f"{verdict.severity}_text")

    def words(verdict: ShortVerdict) -> str:
        return f"{SEVERITY_WORDS[verdict.severity]}: {verdict.words}"

    return (
        Column(tr("Sent"), lambda row: f"{row.sent_at.astimezone():%Y-%m-%d %H:%M}"),
        Column(tr("Request"), lambda row: row.title, {tip: lambda row: row.title}),
        Column(
            tr("Before"),
            lambda row: row.before.words,
            {icon: lambda row: sign(row.before), tip: lambda row: words(row.before)},
        ),
        Column(
            tr("After"),
            lambda row: row.after.words if row.is_change else tr("the same"),
            {icon: lambda row: sign(row.after), tip: lambda row: words(row.after)},
        ),
    )
