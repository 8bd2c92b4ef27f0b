"""The choice of the content type of a body, for endpoints that take several."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.translation import tr
from aiurdesk.ui.widgets.boxes import labelled, row_of
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.styled import styled

_OTHER = tr("Another one")


class BodyTypeRow(QWidget):
    """Hidden where there is nothing to choose."""

    chosen = Signal(str)
    """Emitted with the content type that the person chose."""

    def __init__(self) -> None:
        super().__init__()
        self._box = styled(ChoiceBox(), spoken=tr("Content type"))
        label = labelled(tr("Content type"), self._box)
        row_of(self, label, self._box, 1, margins=0, spacing=10)
        self._box.activated.connect(self._on_activated)
        self.hide()

    def show_types(self, types: tuple[str, ...], current: str) -> None:
        """Show what can be chosen, and what is.

        Args:
            types: Of which there may be none.
            current: One of them; empty where the body is of none.
        """
        self.setVisible(len(types) > 1)
        listed = types if current or not types else (*types, _OTHER)
        self._box.clear()
        self._box.addItems(list(listed))
        self._box.setCurrentText(current or _OTHER)

    def _on_activated(self, index: int) -> None:
        text = self._box.itemText(index)
        if text != _OTHER:
            self.chosen.emit(text)
