from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from aiurdesk.ui.widgets.page_scroll import PageScroll


def test_a_page_is_as_wide_as_its_area_and_tab_stops_only_at_its_fields(qtbot):
    window, page = QWidget(), QWidget()
    qtbot.addWidget(window)
    fields = [QLineEdit() for _ in range(30)]
    inner, outer = QVBoxLayout(page), QVBoxLayout(window)
    for field in fields:
        inner.addWidget(field)
    area = PageScroll()
    area.setWidget(page)
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
