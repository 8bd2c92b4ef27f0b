"""Shows certificates one by one, and what is wrong with them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from aiurdesk.core.network.certificates import (
    CertificateChain,
    ChainLink,
    chain_lines,
    expiry_text,
    link_lines,
)
from aiurdesk.core.translation import tr
from aiurdesk.ui.dialogs.dialog import plain_button
from aiurdesk.ui.tables.rows_model import Column, RowsModel
from aiurdesk.ui.tables.rows_table import RowsTable
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.note import Note, WrappedLabel
from aiurdesk.ui.widgets.styled import styled

_SIZE = (720, 520)
_TIP = Qt.ItemDataRole.ToolTipRole
_WIDTHS = (28, 28)
_LEAST_LINES = 8


class ChainDialog(QDialog):
    """A row for each certificate, the server's own first; below them what the chosen one says."""

    trust_wanted = Signal()
    """Emitted when the person wants to trust the last certificate."""

    def __init__(
        self, theme: Theme, parent: QWidget, title: str, words: str, chain: CertificateChain
    ) -> None:
        """Build.

        Args:
            title: Says whose certificates they are.
            words: The same with the name of the host.
        """
        super().__init__(parent)
        theme.apply_to(self)
        self._chain = chain
        self.setObjectName("chain_dialog")
        self.setWindowTitle(title)
        columns: tuple[Column[ChainLink], ...] = (
            Column(tr("For"), text=_subject, roles={_TIP: _subject}),
            Column(tr("Issued by"), text=_issuer, roles={_TIP: _issuer}),
            Column(tr("Validity"), text=lambda link: expiry_text(link.not_after_at, chain.read_at)),
        )
        self._model: RowsModel[ChainLink] = RowsModel(columns, self)
        self._model.set_items(chain.links)
        self._table = RowsTable(self._model, tr("Certificates"), _WIDTHS)
        self._where = WrappedLabel("muted")
        self._where.show_text(words)
        self._faults = Note(theme)
        self._words = WrappedLabel("muted")
        self._details = styled(
            QPlainTextEdit(readOnly=True, tabChangesFocus=True),
            spoken=tr("Certificate"),
            look="message-mono",
        )
        self._trust = styled(plain_button("", self.trust_wanted), look="primary")
        self._lay_out()
        self._fill()
        self._table.selectionModel().selectionChanged.connect(self._show_details)
        faults = chain.faults()
        # Look first at the one at fault.
        self._table.selectRow(faults[0].link if faults else 0)
        self.resize(theme.dialog_size(*_SIZE))

    def _fill(self) -> None:
        chain = self._chain
        self._faults.show_text("\n".join(fault.text for fault in chain.faults()))
        more = chain.count - len(chain.links)
        notes = (
            [tr("And {more} more certificates.").format(more=more), *chain.notes]
            if more > 0
            else chain.notes
        )
        self._words.show_text(" ".join(map(str, notes)))
        anchor = chain.anchor
        self._trust.setVisible(anchor is not None)
        if anchor is not None:
            self._trust.setText(anchor.trust_words)

    def _show_details(self) -> None:
        for index in self._table.selectionModel().selectedRows():
            self._details.setPlainText("\n".join(link_lines(self._chain, index.row())))

    def _lay_out(self) -> None:
        lines = "\n".join(chain_lines(self._chain))
        copy = plain_button(tr("Copy"), lambda: QGuiApplication.clipboard().setText(lines))
        close = plain_button(tr("Close"), self.reject)
        # So many lines stay in sight where the dialog is made lower.
        least = _LEAST_LINES * self._details.fontMetrics().lineSpacing()
        self._details.setMinimumHeight(least)
        column_of(
            self,
            self._where,
            self._faults,
            (self._table, 2),
            self._words,
            (self._details, 3),
            row_of(None, self._trust, 1, copy, close),
            margins=(18, 16, 18, 14),
            spacing=10,
        )
        self._table.setFocus()


def _subject(link: ChainLink) -> str:
    return link.subject


def _issuer(link: ChainLink) -> str:
    return "itself" if link.is_self_signed else link.issuer
