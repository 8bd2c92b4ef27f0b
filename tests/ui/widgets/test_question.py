import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from aiurdesk.ui.widgets.question import CANCEL, Destructive, choose, question_box

ANSWERS = ("Allow", "Send without")


async def answered(theme, window: QWidget, act) -> str:
    async def answer() -> None:
        act(window.findChildren(QMessageBox)[-1])

    question = choose(theme, window, "Title", "Really?\n\nIt matters.", ANSWERS)
    return (await asyncio.gather(question, answer()))[0]


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.mark.parametrize("answer", [*ANSWERS, CANCEL])
async def test_the_pressed_button_is_the_result(theme, window, answer):
    def press(box):
        next(b for b in box.findChildren(QPushButton) if b.text() == answer).click()

    assert await answered(theme, window, press) == answer


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
async def test_escape_and_return_cancel(theme, window, key):
    assert await answered(theme, window, lambda box: QTest.keyClick(box, key)) == CANCEL


def test_the_question_is_separate_from_its_details(theme, window):
    box = question_box(theme, window, "Title", "Really?\n\nIt matters.", ANSWERS)
    assert (box.text(), box.informativeText()) == ("Really?", "It matters.")
    default = box.defaultButton()
    assert default is not None
    assert default.text() == CANCEL


def test_the_column_of_the_icon_is_not_empty(theme, window):
    plain = question_box(theme, window, "Title", "Really?", ["Keep"])
    deleting = question_box(theme, window, "Title", "Really?", [Destructive("Delete")])
    pictures = [box.iconPixmap().toImage() for box in (plain, deleting)]
    assert not any(picture.isNull() for picture in pictures)
    assert pictures[0] != pictures[1]


def test_an_answer_that_deletes_is_red(theme, window):
    box = question_box(theme, window, "Title", "Really?", ["Keep", Destructive("Delete")])
    box.show()
    redness = {button.text(): how_red(button) for button in box.findChildren(QPushButton)}
    assert set(redness) == {"Keep", "Delete", CANCEL}
    assert redness["Delete"] > 3
    assert max(redness["Keep"], redness[CANCEL]) < 1


def how_red(button):
    """Tell how much more red than blue it is on average: no pixel of a thin font may be all red."""
    picture = button.grab().toImage()
    whole = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    mean = picture.scaled(1, 1, *whole).pixelColor(0, 0)
    return mean.red() - mean.blue()


def test_the_title_has_room_beside_the_buttons_of_the_desktop(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    box = question_box(theme, parent, "Delete credential", "Delete it?", ["Delete"])
    box.show()
    assert box.width() > box.fontMetrics().horizontalAdvance("Delete credential") + 120
