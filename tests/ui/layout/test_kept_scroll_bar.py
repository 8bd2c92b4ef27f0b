from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from aiurdesk.ui.layout.page_scroll import keep_scroll_bar


def test_the_bar_is_painted_only_where_there_is_something_to_scroll(qtbot):
    area, page = QScrollArea(), QWidget()
    area.setWidgetResizable(True)
    keep_scroll_bar(area, Qt.Orientation.Vertical)
    qtbot.addWidget(area)
    area.setStyleSheet(
        "QScrollBar { background: transparent; }"
        "QScrollBar::handle { background: #ff0000; min-height: 50px; }"
    )
    area.setWidget(page)
    area.resize(200, 100)
    with qtbot.waitExposed(area):
        area.show()
    bar = area.verticalScrollBar()

    def has_handle():
        picture = bar.grab().toImage()
        return picture.pixelColor(picture.width() // 2, 10).name() == "#ff0000"

    assert not has_handle()
    width = area.viewport().width()
    page.setMinimumHeight(400)
    QApplication.sendPostedEvents()
    assert has_handle()
    assert area.viewport().width() == width
