from PySide6.QtWidgets import QWidget

from aiurdesk.ui.form.body_kinds import BodyTypeRow
from aiurdesk.ui.widgets.choice_box import ChoiceBox


def test_the_type_that_is_chosen_is_told(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    row = BodyTypeRow()
    row.setParent(holder)
    chosen: list[str] = []
    row.chosen.connect(chosen.append)
    row.show_types(("a/b",), "a/b")
    assert row.isHidden()
    row.show_types(("a/b", "c/d"), "c/d")
    assert not row.isHidden()
    (box,) = row.findChildren(ChoiceBox)
    assert (box.currentText(), box.count()) == ("c/d", 2)
    box.activated.emit(0)
    assert chosen == ["a/b"]
    row.show_types(("a/b", "c/d"), "")
    assert (box.currentText(), box.count()) == ("Another one", 3)
    box.activated.emit(2)
    assert chosen == ["a/b"]
