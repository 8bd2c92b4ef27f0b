"""The examples of a saved request, in its Docs tab."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from aiurdesk.core.translation import tr, trn, truncate
from aiurdesk.ui.theme.grid import INSET, LINE
from aiurdesk.ui.widgets.boxes import column_of
from aiurdesk.ui.widgets.flow_layout import FlowLayout
from aiurdesk.ui.widgets.keyboard import escaped
from aiurdesk.ui.widgets.styled import plain_tip, styled

_MOST = 20
_LONGEST = 40


class ExampleLinks(QWidget):
    """A link for each example; it fills the request in as it was sent for it."""

    chosen = Signal(str)
    """Emitted with the name of an example."""
    documented_wanted = Signal()
    """Emitted when the examples of the documented responses are to be kept with the request."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._keep = styled(QPushButton(), look="small-link")
        self._keep.clicked.connect(self.documented_wanted)
        self._keep.hide()
        self._links = QWidget(self)
        self._flow = FlowLayout(spacing=6)
        self._links.setLayout(self._flow)
        title = styled(QLabel(tr("Examples")), look="title")
        parts = (title, self._links, self._keep)
        column = column_of(self, *parts, margins=(INSET, LINE, INSET, 0), spacing=4)
        column.setAlignment(self._keep, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_names(self, names: Iterable[str]) -> None:
        """Show other examples; nothing without any."""
        names = tuple(names)
        if names == self._names:
            return
        self._names = names
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for name in names[:_MOST]:
            self._flow.addWidget(self._link(name))
        if len(names) > _MOST:
            more = tr("and {value:,} more below the request in the sidebar")
            self._flow.addWidget(QLabel(more.format(value=len(names) - _MOST)))
        self._show()

    def offer_documented(self, count: int) -> None:
        """Offer to keep the examples of the documented responses; nothing for 0."""
        words = trn(
            "Keep the example of the API description",
            "Keep {count} examples of the API description",
            count,
        )
        self._keep.setText(words.format(count=count))
        self._keep.setVisible(count > 0)
        self._show()

    def _show(self) -> None:
        self._links.setVisible(bool(self._names))
        self.setVisible(bool(self._names) or not self._keep.isHidden())

    def _link(self, name: str) -> QPushButton:
        link = styled(
            QPushButton(escaped(truncate(name, _LONGEST))),
            spoken=tr("Send from the example {name}").format(name=name),
            tip=plain_tip(tr("Send from the example {name}").format(name=name)),
            look="small-link",
        )
        link.clicked.connect(lambda: self.chosen.emit(name))
        return link
