from PySide6.QtWidgets import QComboBox, QLabel

from aiurdesk.core.collection.environment_file import name_in_files
from aiurdesk.core.environments.environment import BUILT_IN, Environment
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.ui.window.environment_chooser import EnvironmentChooser
from tests.languages import speaking


def a_chooser(qtbot, theme):
    chooser = EnvironmentChooser(theme)
    chooser.set_environments(BUILT_IN)
    qtbot.addWidget(chooser)
    theme.apply_to(chooser)
    return chooser, chooser.findChild(QComboBox)


def test_the_box_is_found_by_its_label(qtbot, theme):
    chooser, box = a_chooser(qtbot, theme)
    label = chooser.findChild(QLabel)
    assert label.text().replace("&", "") == "Environment"
    assert label.buddy() is box


def test_the_environments_stand_in_order(qtbot, theme):
    _, box = a_chooser(qtbot, theme)
    assert [box.itemText(row) for row in range(box.count())] == [
        "Sandbox (this computer)",
        "Own addresses",
        "Production 2020",
        "Production",
        "",
        "Manage environments…",
        "Cookies…",
    ]


def test_choosing_tells_and_showing_does_not(qtbot, theme):
    chooser, box = a_chooser(qtbot, theme)
    heard: list[object] = []
    chooser.environment_chosen.connect(heard.append)
    chooser.show_environment("Production")
    assert box.currentText() == "Production"
    assert heard == []
    box.activated.emit(1)
    assert heard == [BUILT_IN[1]]


def test_an_unknown_name_shows_the_first(qtbot, theme):
    chooser, box = a_chooser(qtbot, theme)
    chooser.show_environment("gone")
    assert box.currentIndex() == 0


def test_the_dots_follow_the_theme(qtbot, theme):
    _, box = a_chooser(qtbot, theme)

    def dot():
        picture = box.itemIcon(0).pixmap(10, 10).toImage()
        return picture.pixelColor(picture.width() // 2, picture.height() // 2)

    assert dot() == theme.colour("sandbox")
    theme.apply(ColourScheme.DARK, 100)
    assert dot() == theme.colour("sandbox")


def test_the_list_can_be_opened_with_the_keyboard(qtbot, theme):
    chooser, box = a_chooser(qtbot, theme)
    chooser.show()
    chooser.open_list()
    assert box.view().isVisible()
    box.hidePopup()


def test_own_environments_follow_and_managing_them_chooses_none(qtbot, theme):
    chooser, box = a_chooser(qtbot, theme)
    own = Environment("Staging of the long name that does not fit into the bar", colour="teal")
    chooser.show_environment(own.name)
    chooser.set_environments((*BUILT_IN, own))
    assert box.currentText().endswith("…")
    assert box.toolTip() == f"Environment: {own.name}"
    heard: list[object] = []
    chooser.environment_chosen.connect(heard.append)
    chooser.manage_wanted.connect(lambda: heard.append("manage"))
    box.setCurrentIndex(6)
    box.activated.emit(6)
    assert heard == ["manage"]
    assert box.currentIndex() == 4
    chooser.cookies_wanted.connect(lambda: heard.append("cookies"))
    box.setCurrentIndex(7)
    box.activated.emit(7)
    assert heard == ["manage", "cookies"]
    assert box.currentIndex() == 4


def test_built_in_environments_have_names_in_the_language_of_the_person(qtbot, theme):
    own = Environment("Lab")
    with speaking("de"):
        chooser, box = a_chooser(qtbot, theme)
        chooser.set_environments([*BUILT_IN, own])
        assert [box.itemText(row) for row in (0, 3, 4)] == [
            "Sandbox (dieser Computer)",
            "Produktion",
            "Lab",
        ]
        heard: list[Environment] = []
        chooser.environment_chosen.connect(heard.append)
        box.activated.emit(3)
        # What is saved is the same in all languages.
        assert [environment.name for environment in heard] == ["Production"]
        assert name_in_files("produktion") == "Production"
