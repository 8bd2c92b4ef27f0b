"""The field that says which byte to go to in a dump."""

from aiurdesk.core.translation import tr
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.capped_line import CappedLine, say_below
from aiurdesk.ui.widgets.styled import styled

_MOST = 40
_LEAST, _WIDTH = 60, 120


class OffsetField(CappedLine):
    """Takes an offset in decimal, in hex, in percent or from the end."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(most=_MOST)
        self._theme = theme
        tip = tr("Offset of a byte: 8000, 0x1f40, 50% or -16 from the end")
        styled(self, "go_to_offset", spoken=tr("Go to offset"), tip=tip, look="ghost")
        self.setPlaceholderText(tr("Go to offset"))
        theme.changed.connect(self._fit)
        self._fit()
        self.hide()

    def refuse(self, size: int) -> None:
        """Say that there is no such byte.

        Args:
            size: How many there are.
        """
        text = tr("There is no such offset. The last one is {last:,} (0x{last:x}).")
        say_below(self, text.format(last=max(size - 1, 0)))

    def _fit(self) -> None:
        self.setMinimumWidth(self._theme.length(_LEAST))
        self.setMaximumWidth(self._theme.length(_WIDTH))
