from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea

from aiurdesk.services.library import Library
from aiurdesk.ui.window.empty_state import TRIALS, EmptyState


def test_each_thing_to_try_is_one_click(qtbot, theme, keys):
    made = EmptyState(keys)
    qtbot.addWidget(made)
    buttons = made.findChildren(QPushButton)
    assert [button.text() for button in buttons] == [trial.title for trial in TRIALS]
    assert buttons[0].text() == "Try the gateway status call in the sandbox"
    for button, trial in zip(buttons, TRIALS, strict=True):
        with qtbot.waitSignal(made.trial_chosen) as heard:
            button.click()
        assert heard.args == [trial]


def test_every_trial_names_an_endpoint_and_parameters_that_exist():
    catalogue = Library().with_code_lab
    for trial in TRIALS:
        endpoint = catalogue.endpoint(trial.endpoint_id)
        assert endpoint is not None
        assert all(endpoint.parameter(name) for name, _ in trial.values)


def test_in_a_low_window_it_scrolls(qtbot, theme, keys):
    made = EmptyState(keys)
    qtbot.addWidget(made)
    theme.apply_to_frame(made)
    made.resize(500, 600)
    made.show()
    made.complete()
    assert made.findChild(QScrollArea) is None
    made.resize(300, 200)
    QApplication.sendPostedEvents()
    area = made.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    assert area.verticalScrollBar().maximum() > 0
    labels = made.findChildren(QLabel)
    assert all(label.height() >= label.heightForWidth(label.width()) for label in labels)
