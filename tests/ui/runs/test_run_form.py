import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from aiurdesk.core.problem import at_line
from aiurdesk.core.state.history_settings import RunHistory
from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.services.runs.collection_runs import RunChoices, RunnableFolder
from aiurdesk.ui.runs.run_form import RunForm

FOLDER = RunnableFolder("/checks", "Checks", 3, ("Tests", "Sandbox"), "sandbox")


@pytest.fixture
def form(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    made = RunForm(theme, window)
    window.show()
    yield made
    window.close()


def test_without_a_folder_nothing_can_be_run(form):
    assert not form.button.isEnabled()
    form.show_folder(RunnableFolder("/empty", "Empty", 0, (), ""))
    assert not form.button.isEnabled()


def test_the_choices_are_what_the_person_chose(form, qtbot):
    form.show_folder(FOLDER)
    assert form.choices() == RunChoices("/checks", "Sandbox")
    form.environment.setCurrentText("Tests")
    form.repeat.setValue(3)
    form.jobs.setValue(2)
    form.delay.lineEdit().setText("250 ms")
    form.data.setText(" rows.csv ")
    form.stops.setChecked(True)
    form.history.setCurrentText("Everything")
    with qtbot.waitSignal(form.run_wanted) as heard:
        form.button.click()
    assert heard.args == [
        RunChoices("/checks", "Tests", 3, 2, 250, "rows.csv", True, RunHistory.ALL)
    ]


def test_the_environment_stays_when_the_folder_is_read_again(form):
    form.show_folder(FOLDER)
    form.environment.setCurrentText("Tests")
    form.show_folder(FOLDER)
    assert form.environment.currentText() == "Tests"


def test_while_it_runs_it_can_be_stopped_and_nothing_else(form, qtbot):
    form.show_folder(FOLDER)
    form.set_running(True)
    assert form.button.text() == "Stop"
    assert not form.environment.isEnabled()
    with qtbot.waitSignal(form.stop_wanted):
        form.button.click()
    form.set_running(False)
    assert form.environment.isEnabled()


def test_files_that_are_left_out_are_told(form):
    mistakes = (at_line(1, "endpoint is missing.").in_file("a.request.toml"),)
    form.show_folder(RunnableFolder("/checks", "Checks", 1, (), "", mistakes))
    assert mistakes[0].sentence in [label.text() for label in form.findChildren(QLabel)]


def test_a_folder_is_chosen_in_a_dialog(form, qtbot, tmp_path):
    form.show_folder(FOLDER)
    next(b for b in form.findChildren(QPushButton) if b.text() == "Choose folder…").click()
    dialog = form.findChild(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    with qtbot.waitSignal(form.folder_chosen) as heard:
        dialog.fileSelected.emit(str(tmp_path))
    assert heard.args == [str(tmp_path)]
    dialog.reject()


def test_every_field_has_a_name(form):
    names = {line.accessibleName() for line in form.findChildren(QLineEdit)}
    assert {"Folder", "Data file"} <= names


@pytest.mark.parametrize("zoom", [100, 200])
def test_the_fields_begin_below_each_other(form, theme, zoom):
    theme.apply(ColourScheme.LIGHT, zoom)
    form.adjustSize()
    fields = (form.findChild(QLineEdit), form.environment, form.data, form.stops)
    assert len({field.mapTo(form, QPoint()).x() for field in fields}) == 1


def test_tab_goes_through_the_fields_from_the_top(form):
    form.show_folder(FOLDER)
    order, field = [], form.findChild(QLineEdit)
    while field not in order:
        order.append(field)
        field = field.nextInFocusChain()
    places = [
        order.index(field) for field in (form.environment, form.repeat, form.data, form.stops)
    ]
    assert places == sorted(places)
