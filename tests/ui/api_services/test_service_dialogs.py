import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QWidget,
)

from aiurdesk.core.api.endpoint import Server
from aiurdesk.core.problem import Problem
from aiurdesk.services.api_services.service_changes import ServiceChanges
from aiurdesk.ui.api_services.service_dialogs import (
    AddDialog,
    SourceDialog,
    UpdateDialog,
    update_summary,
)
from aiurdesk.ui.widgets.choice_box import ChoiceBox
from aiurdesk.ui.widgets.tick_tree import TickTree
from tests.languages import speaking
from tests.ui.api_services.read_services import SCHEMES, SERVERS, a_read, a_service

PLACES = ("Own services", "Checks")


def problem_of(name, target):
    return Problem(f"{name} is taken in {PLACES[target]}.") if name == "taken" else None


@pytest.fixture
def holder(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def a_dialog(theme, holder, read=None):
    return AddDialog(theme, holder, read or a_read(), ("x (at /y)",), PLACES, problem_of)


def add_button(dialog):
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    return buttons.button(QDialogButtonBox.StandardButton.Ok)


def boxes_of(dialog):
    return {box.accessibleName(): box for box in dialog.findChildren(QCheckBox)}


def test_it_shows_what_the_description_becomes(theme, holder):
    dialog = a_dialog(theme, holder)
    (tabs,) = dialog.findChildren(QTabWidget)
    titles = [tabs.tabText(at) for at in range(tabs.count())]
    assert titles == ["Endpoints 1,200", "Environments 2", "Credentials 2", "Not imported 1"]
    assert [row.text(0) for row in groups_of(dialog)] == ["Lamps  1,199", "Other  1"]
    assert set(boxes_of(dialog)) == {
        "Live: https://lamps.example/v1",
        "Test & try: https://{{name}}.lamps.example",
        "key: API key (place header, name X-Key)",
        "user: Basic",
    }


def test_the_choice_has_what_is_ticked_and_entered(theme, holder):
    dialog = a_dialog(theme, holder)
    assert dialog.choice.servers == SERVERS
    assert dialog.choice.schemes == ()
    boxes = boxes_of(dialog)
    boxes["Live: https://lamps.example/v1"].setChecked(False)
    boxes["user: Basic"].setChecked(True)
    dialog.findChildren(QLineEdit, "service_name")[0].setText(" my-lamps ")
    (targets,) = dialog.findChildren(ChoiceBox)
    targets.setCurrentIndex(1)
    choice = dialog.choice
    assert (choice.name, choice.target) == ("my-lamps", 1)
    assert (choice.servers, choice.schemes) == (SERVERS[1:], SCHEMES[1:])


def groups_of(dialog):
    (tree,) = dialog.findChildren(TickTree)
    return [tree.topLevelItem(number) for number in range(tree.topLevelItemCount())]


def test_parts_of_a_description_can_be_chosen(theme, holder):
    dialog = a_dialog(theme, holder)
    assert dialog.choice.groups == ()
    lamps, other = groups_of(dialog)
    lamps.setCheckState(0, Qt.CheckState.Unchecked)
    assert dialog.choice.groups == ("Other",)
    other.setCheckState(0, Qt.CheckState.Unchecked)
    assert not add_button(dialog).isEnabled()
    lamps.setCheckState(0, Qt.CheckState.Checked)
    assert add_button(dialog).isEnabled()
    assert dialog.choice.groups == ("Lamps",)


def test_a_single_server_needs_no_environment_and_a_single_scheme_is_asked_for(theme, holder):
    choice = a_dialog(theme, holder, a_read(SERVERS[:1], SCHEMES[:1])).choice
    assert (choice.servers, choice.schemes) == ((), SCHEMES[:1])


def test_a_name_that_is_taken_cannot_be_added(theme, holder):
    dialog = a_dialog(theme, holder)
    (name,) = dialog.findChildren(QLineEdit, "service_name")
    name.setText("taken")
    assert not add_button(dialog).isEnabled()
    assert name.accessibleDescription() == "taken is taken in Own services."
    name.setText("free")
    assert add_button(dialog).isEnabled()


def test_only_the_first_of_many_servers_can_be_ticked(theme, holder):
    servers = tuple(Server(str(number), f"https://{number}.example") for number in range(300))
    dialog = a_dialog(theme, holder, a_read(servers, ()))
    assert len(boxes_of(dialog)) == 20
    assert dialog.choice.servers == servers[:20]
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert any(text.endswith("280 more are not listed.") for text in texts)


def test_a_file_that_is_chosen_stands_in_the_line(qtbot, theme):
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = SourceDialog(theme, holder)
    dialog.show()
    assert not dialog.ok.isEnabled()
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Choose file…").click()
    (files,) = dialog.findChildren(QFileDialog)
    files.fileSelected.emit("/x/openapi.json")
    files.reject()
    assert dialog.text() == "/x/openapi.json"
    assert dialog.ok.isEnabled()


def test_it_shows_what_changes_and_which_saved_requests_that_touches(qtbot, theme):
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = UpdateDialog(theme, holder, a_service(("/c/A.request.toml",)), ("x",))
    visible = {t.accessibleName(): t.toPlainText() for t in dialog.findChildren(QPlainTextEdit)}
    assert visible == {
        "Added": "lamps.a.new",
        "Removed": "lamps.a.old\nlamps.b.old",
        "Changed": "lamps.a.get: path, parameter id is new",
        "Saved requests": "/c/A.request.toml",
        "Kept edits": "lamps.a.get: title",
        "Not imported": "x",
    }
    (summary,) = dialog.findChildren(QLabel, "update_summary")
    assert "1 added, 2 removed, 1 changed" in summary.text()


@pytest.mark.parametrize(
    ("changes", "touched", "words"),
    [
        (ServiceChanges(), (), "Lamp shop is as it was."),
        (ServiceChanges(added=("a", "b")), (), "Lamp shop: 2 added of its endpoints."),
        (
            ServiceChanges(removed=("a",)),
            ("x", "y"),
            "Lamp shop: 1 removed of its endpoints. 2 saved requests use an endpoint that is "
            "removed or changed. The update does not change them.",
        ),
    ],
)
def test_the_summary_counts(changes, touched, words):
    assert update_summary(a_service(touched, changes)) == words


def test_the_summary_counts_in_the_language_of_the_person():
    changes = ServiceChanges(added=("a", "b"), removed=("c",))
    with speaking("zh_CN"):
        assert update_summary(a_service((), changes)) == "Lamp shop 的端点：新增 2 个，移除 1 个。"
