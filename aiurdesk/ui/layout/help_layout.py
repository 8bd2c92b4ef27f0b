"""A layout of a help text with its buttons."""

from PySide6.QtCore import QRect

from aiurdesk.ui.layout.flow_layout import FlowLayout

_BELOW = 2


class HelpLayout(FlowLayout):
    """Places the buttons at the right of a text, or below it if the text would wrap more often.

    The text is the first item; the buttons follow from left to right.
    """

    def arrange(self, rect: QRect, *, is_dry: bool) -> int:
        """Place the text and the buttons; return the height that they need."""
        text = self.itemAt(0)
        if text is None:
            return 0
        indexes = range(1, self.count())
        items = (self.itemAt(index) for index in indexes)
        buttons = [button for button in items if button is not None and not button.isEmpty()]
        sizes = [button.sizeHint() for button in buttons]
        width = sum(size.width() + self.spacing() for size in sizes)
        height = max((size.height() for size in sizes), default=0)
        text_width, text_height = rect.width(), 0
        top = rect.y()
        if not text.isEmpty():
            text_height = text.heightForWidth(text_width)
            beside = text_width - width
            if beside > 0 and text.heightForWidth(beside) <= text_height:
                text_width = beside
            else:
                top += text_height + _BELOW
        bottom = max(rect.y() + text_height, top + height)
        if not is_dry:
            text.setGeometry(QRect(rect.x(), rect.y(), text_width, text_height))
            x = rect.x() + rect.width() - width + self.spacing()
            for button, size in zip(buttons, sizes, strict=True):
                button.setGeometry(QRect(x, bottom - height, size.width(), height))
                x += size.width() + self.spacing()
        return bottom - rect.y()
