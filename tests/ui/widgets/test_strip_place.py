import pytest
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from aiurdesk.ui.widgets.boxes import column_of, row_of
from aiurdesk.ui.widgets.strip_place import StripPlace


class Form(QWidget):
    """A list with a button below it, and a strip over the list."""

    def __init__(self, is_at_end):
        super().__init__()
        self.list, self.button, self.strip = QFrame(), QPushButton("Close"), QFrame()
        self.words = QLabel("Undo?", wordWrap=True)
        row_of(self.strip, (self.words, 1), QPushButton("Undo"))
        self.strip.hide()
        column_of(self, (self.list, 1), self.button)
        self.place = StripPlace(
            self, lambda: self.list, self.strip, watched=(self.list,), is_at_end=is_at_end
        )
        self.resize(400, 300)


@pytest.mark.parametrize("is_at_end", [False, True])
def test_a_strip_lies_over_its_widget_and_moves_nothing(qtbot, is_at_end):
    form = Form(is_at_end)
    qtbot.addWidget(form)
    form.show()
    before = [form.list.geometry(), form.button.geometry()]
    form.strip.show()
    qtbot.waitUntil(form.place.isVisible)
    assert [form.list.geometry(), form.button.geometry()] == before
    assert form.list.geometry().contains(form.place.geometry())
    middle = form.list.geometry().center().y()
    assert (form.place.geometry().top() > middle) is is_at_end
    assert form.place.height() >= form.strip.heightForWidth(form.strip.width())
    form.strip.hide()
    qtbot.waitUntil(form.place.isHidden)
    assert [form.list.geometry(), form.button.geometry()] == before


def test_a_strip_follows_its_widget_and_its_words(qtbot):
    form = Form(True)
    qtbot.addWidget(form)
    form.show()
    form.strip.show()
    qtbot.waitUntil(form.place.isVisible)
    low = form.place.height()
    form.words.setText("Undo what was deleted? " * 12)
    qtbot.waitUntil(lambda: form.place.height() > low)
    form.resize(700, 500)
    qtbot.waitUntil(lambda: form.place.geometry().right() > 600)
    assert form.list.geometry().contains(form.place.geometry())
