import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from aiurdesk.ui.window.chooser import truncate_name
from aiurdesk.ui.window.credential_chooser import CredentialChooser


@pytest.fixture
def chooser(qtbot, theme):
    chooser = CredentialChooser(theme)
    qtbot.addWidget(chooser)
    chooser.set_credentials([("my-app", "App"), ("Sandbox app", "App")])
    return chooser


def entries(chooser):
    return [chooser.box.itemText(row) for row in range(chooser.box.count())]


def test_the_box_is_found_by_its_label(chooser):
    label = chooser.findChild(QLabel)
    assert label.text().replace("&", "") == "Credential"
    assert label.buddy() is chooser.box


def test_none_comes_first_and_the_way_to_all_of_them_last(chooser):
    assert entries(chooser) == [
        "No credential",
        "my-app · App",
        "Sandbox app · App",
        "",
        "Manage credentials…",
    ]


def test_the_chosen_one_shows_how_long_its_token_lives(chooser):
    chooser.show_credential("my-app", "token 19 min")
    assert chooser.box.currentText() == "my-app · App · token 19 min"
    chooser.show_credential("Sandbox app")
    assert entries(chooser)[1:3] == ["my-app · App", "Sandbox app · App"]
    assert chooser.box.currentText() == "Sandbox app · App"


def test_choosing_tells_and_showing_does_not(chooser):
    heard: list[str] = []
    chooser.credential_chosen.connect(heard.append)
    chooser.show_credential("my-app")
    assert heard == []
    chooser.box.activated.emit(2)
    chooser.box.activated.emit(0)
    assert heard == ["Sandbox app", ""]


def test_the_last_entry_opens_the_list_and_chooses_nothing(chooser, qtbot):
    chooser.show_credential("my-app")
    heard: list[str] = []
    chooser.credential_chosen.connect(heard.append)
    chooser.box.setCurrentIndex(4)
    with qtbot.waitSignal(chooser.manage_wanted):
        chooser.box.activated.emit(4)
    assert (chooser.box.currentText(), heard) == ("my-app · App", [])


def test_a_credential_that_is_not_there_any_more_shows_as_none(chooser):
    chooser.show_credential("my-app")
    chooser.set_credentials([("Sandbox app", "App")])
    assert chooser.box.currentText() == "No credential"
    chooser.set_credentials([("my-app", "App"), ("Sandbox app", "App")])
    assert chooser.box.currentText() == "my-app · App"


def test_keys_open_the_list_instead_of_choosing_unseen(chooser, qtbot):
    chooser.show()
    qtbot.keyClick(chooser.box, Qt.Key.Key_Down)
    assert chooser.box.view().isVisible()
    chooser.box.hidePopup()
    chooser.open_list()
    assert chooser.box.view().isVisible()
    chooser.box.hidePopup()


def test_a_long_name_leaves_room_for_the_rest_of_the_bar(chooser):
    name = "long " * 30
    chooser.set_credentials([(name, "Header")])
    chooser.show_credential(name, "token 19 min")
    assert chooser.box.currentText() == f"{truncate_name(name)} · Header · token 19 min"
    assert chooser.box.toolTip() == f"Credential: {name}"
    assert len(truncate_name(name)) == 40


def chips(chooser):
    shown = []
    for step in range(4):
        chooser.show_step(step)
        shown.append(chooser.box.text)
    return shown


def test_the_chip_shows_the_name_with_the_life_of_its_token_and_then_only_the_life(chooser):
    chooser.show_credential("my-app", "token 19 min")
    assert chips(chooser) == ["my-app · token 19 min", "my-app · token 19 min", "token 19 min", ""]
    chooser.show_credential("Sandbox app")
    assert chips(chooser) == ["Sandbox app", "Sandbox app", "Sandbox…", ""]
    chooser.show_credential("")
    assert chips(chooser) == ["No credential", "No credential", "", ""]
    assert chooser.box.toolTip() == "No credential"


def test_other_texts_of_the_chip_are_told(chooser, qtbot):
    chooser.show_credential("my-app", "token 19 min")
    with qtbot.waitSignal(chooser.refitted):
        chooser.show_credential("my-app", "token 18 min")
