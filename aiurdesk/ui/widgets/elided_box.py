"""A combo box for long texts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox

from aiurdesk.ui.widgets.choice_box import ChoiceBox

_ICON_MARGIN = 6


class ElidedBox(ChoiceBox):
    """A combo box that shortens a text it is too narrow for; Qt would cut it off.

    Its own module, because the types that it names take 15 ms of the first paint.
    """

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Shorten the text."""
        super().initStyleOption(option)
        style, part = self.style(), QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        room -= 0 if option.currentIcon.isNull() else option.iconSize.width() + _ICON_MARGIN
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room
        )
