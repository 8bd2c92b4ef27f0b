import asyncio

import msgspec
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QLineEdit, QWidget

from aiurdesk.core.environments.environment import AskedVariable, Environment
from aiurdesk.services.sending.asking import A_MESSAGE, CarefulQuestion, MessageConsent
from aiurdesk.ui.environments.questions import EnvironmentQuestions, VariableDialog
from tests.ui.credentials.window_steps import opened_dialog, press


class Shown(msgspec.Struct):
    window: QWidget


async def answered(task, dialog, button):
    press(dialog, button)
    return await task


async def test_a_careful_environment_asks_with_host_and_name(theme, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    questions = EnvironmentQuestions(theme, window)
    for button, is_sent in (("Send", True), ("Cancel", False)):
        question = CarefulQuestion("POST", "host.example:8443", "Live")
        async with asyncio.TaskGroup() as group:
            task = group.create_task(questions.ask_careful(question))
            box = await opened_dialog(Shown(window), "question")
            assert box.text() == "Send POST to host.example:8443 in Live?"
            assert box.defaultButton().text() == "Cancel"
            assert await answered(task, box, button) is is_sent


async def test_a_variable_is_asked_for_and_a_secret_one_is_hidden(theme, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    questions = EnvironmentQuestions(theme, window)
    for is_secret, button, value in ((False, "Send", "typed"), (True, "Cancel", None)):
        variable = AskedVariable("pin", "offered", is_secret=is_secret)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(questions.ask_value(variable, Environment("Live")))
            dialog = await opened_dialog(Shown(window), "variable_dialog")
            (line,) = dialog.findChildren(QLineEdit)
            assert (line.accessibleName(), line.text()) == ("pin", "offered")
            assert (line.echoMode() is QLineEdit.EchoMode.Password) is is_secret
            line.setText("typed")
            assert await answered(task, dialog, button) == value


async def test_a_message_can_be_confirmed_with_those_that_follow(theme, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    questions = EnvironmentQuestions(theme, window)
    for button, consent in (
        ("Send", MessageConsent.ONCE),
        ("Send without asking again", MessageConsent.ALL),
        ("Cancel", MessageConsent.CANCEL),
    ):
        question = CarefulQuestion(A_MESSAGE, "host.example:8443", "Live")
        async with asyncio.TaskGroup() as group:
            task = group.create_task(questions.ask_message(question))
            box = await opened_dialog(Shown(window), "question")
            assert box.text() == "Send a message to host.example:8443 in Live?"
            assert await answered(task, box, button) is consent


def test_a_value_is_typed_and_taken_over(theme, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = VariableDialog(theme, parent, "Sandbox", "name", "before")
    edit = dialog.findChild(QLineEdit)
    assert isinstance(edit, QLineEdit)
    assert (edit.accessibleName(), edit.text()) == ("name", "before")
    edit.setText("after")
    with qtbot.waitSignal(dialog.accepted):
        box = dialog.findChild(QDialogButtonBox)
        assert isinstance(box, QDialogButtonBox)
        box.button(QDialogButtonBox.StandardButton.Ok).click()
    assert dialog.text() == "after"
    assert not dialog.saves.isChecked()


def test_an_environment_of_the_person_may_keep_the_value(theme, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = VariableDialog(theme, parent, "Mine", "name", "")
    box = dialog.findChild(QCheckBox)
    assert isinstance(box, QCheckBox)
    assert box.isHidden()
    dialog.offer_to_save()
    assert box.text() == "Save in Mine"
    box.click()
    assert dialog.saves.isChecked()
