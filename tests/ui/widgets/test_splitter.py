from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QWidget

from aiurdesk.ui.widgets.splitter import Splitter


def test_the_line_stands_out_under_the_mouse(qtbot, theme):
    divider = Splitter()
    qtbot.addWidget(divider)
    divider.setPalette(theme.palette())
    divider.addWidget(QWidget())
    divider.addWidget(QWidget())
    divider.resize(200, 100)
    divider.show()
    line = divider.handle(1)

    def colour():
        return line.grab().toImage().pixelColor(line.rect().center())

    assert colour() == theme.colour("border")
    QApplication.sendEvent(line, QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert colour() == theme.colour("border_strong")
    QApplication.sendEvent(line, QEvent(QEvent.Type.Leave))
    assert colour() == theme.colour("border")
