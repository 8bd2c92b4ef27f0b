import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QStyleOptionComboBox

from aiurdesk.core.environments.environment import BUILT_IN
from aiurdesk.ui.window.chooser import CHIP_LENGTHS, Chip, Chooser
from aiurdesk.ui.window.environment_chooser import EnvironmentChooser


@pytest.fixture
def chooser(qtbot):
    chooser = Chooser("&Choice", "choice")
    qtbot.addWidget(chooser)
    chooser.box.addItems(["one", "two"])
    with qtbot.waitExposed(chooser):
        chooser.show()
    return chooser


def test_the_box_is_found_by_its_label_and_its_list_opens(chooser):
    label = chooser.findChild(QLabel)
    assert isinstance(label, QLabel)
    assert label.text() == "&Choice"
    assert label.buddy() == chooser.box
    box = chooser.box
    chooser.open_list()
    assert box.view().isVisible()
    box.hidePopup()


def test_the_label_is_not_seen_and_its_key_gives_the_box_the_keyboard(chooser, qtbot):
    assert chooser.findChild(QLabel).size().isEmpty()
    chooser.activateWindow()
    QTest.keyClick(chooser, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(chooser.box.hasFocus)


def drawn_in(chip):
    option = QStyleOptionComboBox()
    chip.initStyleOption(option)
    return option.currentText


def test_a_chip_shows_a_short_text_and_is_read_as_the_whole(qtbot):
    chip = Chip()
    qtbot.addWidget(chip)
    chip.addItems(["a long entry of a list"])
    chip.show_text("long")
    assert (drawn_in(chip), chip.currentText()) == ("long", "a long entry of a list")


def test_each_text_of_a_chip_has_room(qtbot, theme):
    chooser = EnvironmentChooser(theme)
    qtbot.addWidget(chooser)
    theme.apply_to_frame(chooser)
    chooser.set_environments(BUILT_IN)
    chooser.show()
    seen = []
    for step in range(len(CHIP_LENGTHS)):
        chooser.show_step(step)
        option = QStyleOptionComboBox()
        chooser.box.initStyleOption(option)
        style = chooser.box.style()
        option.rect.setWidth(chooser.needed_width(step))
        room = style.subControlRect(
            style.ComplexControl.CC_ComboBox,
            option,
            style.SubControl.SC_ComboBoxEditField,
            chooser.box,
        )
        icon = option.iconSize.width()
        assert room.width() >= option.fontMetrics.horizontalAdvance(option.currentText) + icon
        seen.append((option.currentText, chooser.needed_width(step)))
    assert [text for text, _ in seen] == [
        "Sandbox (this computer)",
        "Sandbox (this …",
        "Sandbox…",
        "",
    ]
    assert [width for _, width in seen] == sorted((width for _, width in seen), reverse=True)
