from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QWidget

from aiurdesk.ui.widgets.splitter import Splitter


def test_the_line_is_highlighted_under_the_pointer(qtbot, theme):
    splitter = Splitter()
    qtbot.addWidget(splitter)
    splitter.setPalette(theme.palette())
    splitter.addWidget(QWidget())
    splitter.addWidget(QWidget())
    splitter.resize(200, 100)
    splitter.highlight_under_pointer()
    splitter.show()
    line = splitter.handle(1)

    def colour():
        return line.grab().toImage().pixelColor(line.rect().center())

    assert colour() == theme.colour("border")
    QApplication.sendEvent(line, QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert colour() == theme.colour("border_strong")
    QApplication.sendEvent(line, QEvent(QEvent.Type.Leave))
    assert colour() == theme.colour("border")
