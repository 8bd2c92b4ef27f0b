import pytest
from PySide6.QtWidgets import QStyleOptionComboBox

from aiurdesk.ui.widgets.elided_label import ElidedBox

LONG = "Chosen for this environment (no credential at all)"


@pytest.mark.parametrize(("width", "is_shortened"), [(120, True), (2000, False)])
def test_a_text_is_shortened_where_the_box_is_too_narrow(qtbot, width, is_shortened):
    box = ElidedBox()
    qtbot.addWidget(box)
    box.addItem(LONG)
    box.setFixedWidth(width)
    box.show()
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    assert option.currentText.endswith("…") is is_shortened
    assert (option.currentText == LONG) is not is_shortened
    assert box.currentText() == LONG
