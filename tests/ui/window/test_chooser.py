from PySide6.QtWidgets import QLabel

from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.window.chooser import Chooser


def test_the_box_is_found_by_its_label_and_its_list_opens(qtbot):
    chooser = Chooser("&Choice", ChoiceBox(), "choice", 120)
    qtbot.addWidget(chooser)
    chooser.box.addItems(["one", "two"])
    chooser.show()
    label = chooser.findChild(QLabel)
    assert isinstance(label, QLabel)
    assert label.text() == "&Choice"
    assert label.buddy() is chooser.box
    chooser.open_list()
    assert chooser.box.view().isVisible()
    chooser.box.hidePopup()
