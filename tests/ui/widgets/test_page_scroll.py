from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from aiurdesk.ui.widgets.page_scroll import PageScroll, keep_scroll_bar


def test_a_page_is_as_wide_as_its_area_and_tab_stops_only_at_its_fields(qtbot):
    window, page = QWidget(), QWidget()
    qtbot.addWidget(window)
    fields = [QLineEdit() for _ in range(30)]
    inner, outer = QVBoxLayout(page), QVBoxLayout(window)
    for field in fields:
        inner.addWidget(field)
    area = PageScroll(page=page)
    outer.addWidget(area)
    window.resize(300, 200)
    with qtbot.waitExposed(window):
        window.show()
    assert page.width() == area.viewport().width()
    assert area.verticalScrollBar().maximum() > 0
    fields[0].setFocus()
    qtbot.keyClick(fields[0], Qt.Key.Key_Tab)
    assert window.focusWidget() is fields[1]
    fields[-1].setFocus()
    qtbot.keyClick(fields[-1], Qt.Key.Key_Tab)
    assert window.focusWidget() is fields[0]


class _LowerWhenNarrow(QWidget):
    """Leaves something out when it is narrow, as the verdict on a response does."""

    FULL = 300

    def __init__(self):
        super().__init__()
        self.widths = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self):
        return True

    def heightForWidth(self, width):
        return 210 if width >= self.FULL else 150

    def sizeHint(self):
        return QSize(self.FULL, self.heightForWidth(self.width()))

    def minimumSizeHint(self):
        return QSize(10, self.heightForWidth(self.width()))

    def resizeEvent(self, event):
        self.widths.append(event.size().width())
        self.updateGeometry()


def test_a_page_that_is_lower_when_narrow_comes_to_rest(qtbot):
    page, area = _LowerWhenNarrow(), PageScroll()
    qtbot.addWidget(area)
    area.setWidget(page)
    with qtbot.waitExposed(area):
        area.show()
    for width in range(page.FULL - 20, page.FULL + 40, 5):
        page.widths.clear()
        area.resize(width, 200)
        for _ in range(20):
            QApplication.sendPostedEvents()
        assert len(set(page.widths)) == 1
        assert len(page.widths) <= 3


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


def test_a_bar_over_the_page_takes_no_room_and_scrolls(qtbot):
    page, area = QWidget(), PageScroll(is_edge_to_edge=True)
    qtbot.addWidget(area)
    area.setWidget(page)
    area.resize(200, 100)
    with qtbot.waitExposed(area):
        area.show()
    (bar,) = [b for b in area.findChildren(QScrollBar) if b.parent() is area]
    assert page.width() == area.width()
    assert not bar.isVisible()
    page.setMinimumHeight(400)
    QApplication.sendPostedEvents()
    assert bar.isVisible()
    assert page.width() == area.width()
    bar.setValue(bar.maximum())
    assert page.y() == area.height() - 400
    area.verticalScrollBar().setValue(0)
    assert bar.value() == 0
