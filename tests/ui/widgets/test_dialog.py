import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget
from shiboken6 import delete, isValid

from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets import dialog as module
from aiurdesk.ui.widgets.dialog import ThemedDialog, answer_of, ask, dialog_buttons, discard
from tests.coroutines import until


def test_a_dialog_has_the_style_of_the_theme_and_its_title(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ThemedDialog(theme, parent, "a_dialog", "A dialog")
    assert (dialog.objectName(), dialog.windowTitle()) == ("a_dialog", "A dialog")
    assert dialog.styleSheet() != ""
    assert dialog.parent() is parent


SAVE = QDialogButtonBox.StandardButton.Save
UI = Path(module.__file__).parents[1]


def test_the_buttons_have_no_icons_where_the_style_has_some(qapp, qtbot):
    before = qapp.styleSheet()
    qapp.setStyleSheet("QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 1; }")
    try:
        dialog = QDialog()
        plain, made = QDialogButtonBox(SAVE), dialog_buttons(dialog, SAVE)
        for widget in (dialog, plain, made):
            qtbot.addWidget(widget)
        assert not plain.button(SAVE).icon().isNull()
        assert made.button(SAVE).icon().isNull()
    finally:
        qapp.setStyleSheet(before)


def test_the_buttons_close_their_dialog_or_do_something_else(qtbot):
    dialog, saved = QDialog(), []
    qtbot.addWidget(dialog)
    box = dialog_buttons(dialog, SAVE)
    with qtbot.waitSignal(dialog.accepted):
        box.button(SAVE).click()
    box = dialog_buttons(dialog, SAVE, lambda: saved.append(1))
    with qtbot.assertNotEmitted(dialog.accepted):
        box.button(SAVE).click()
    assert saved == [1]


def test_every_dialog_makes_its_buttons_here():
    makers = [path.name for path in UI.rglob("*.py") if "QDialogButtonBox(" in path.read_text()]
    assert makers == ["dialog.py"]


@pytest.mark.parametrize(("close", "expected"), [("accept", True), ("reject", False)])
async def test_the_result_is_how_the_dialog_was_closed(close, expected, qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    scope = TaskScope()
    answers = []

    async def wait_for_answer():
        answers.append(await ask(dialog))

    scope.start("ask", wait_for_answer)
    await asyncio.sleep(0)
    assert dialog.isVisible()
    getattr(dialog, close)()
    await scope.idle()
    assert answers == [expected]


async def test_a_dialog_closes_with_the_task_that_waits_for_it(qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    scope = TaskScope()

    async def wait_for_answer():
        await ask(dialog)

    scope.start("ask", wait_for_answer)
    await asyncio.sleep(0)
    await scope.aclose()
    assert not dialog.isVisible()


async def test_a_dialog_that_went_with_its_parent_is_asked_to_its_end(qtbot):
    parent = QWidget()
    dialog = QDialog(parent)
    scope = TaskScope()
    failures: list[object] = []
    scope.failed.connect(failures.append)

    async def wait_for_answer():
        try:
            await ask(dialog)
        finally:
            discard(dialog)

    scope.start("ask", wait_for_answer)
    await asyncio.sleep(0)
    scope.cancel("ask")
    delete(parent)
    assert not isValid(dialog)
    await scope.idle()
    assert failures == []


@pytest.mark.parametrize("is_accepted_before", [False, True])
async def test_a_dialog_that_went_with_its_parent_was_not_accepted(qtbot, is_accepted_before):
    parent = QWidget()
    dialog = QDialog(parent)
    scope = TaskScope()
    answers = []

    async def wait_for_answer():
        answers.append(await ask(dialog))

    scope.start("ask", wait_for_answer)
    await asyncio.sleep(0)
    if is_accepted_before:
        dialog.accept()
    delete(parent)
    await scope.idle()
    assert answers == [False]


def test_what_is_discarded_is_deleted(qtbot):
    dialog = QDialog()
    with qtbot.waitSignal(dialog.destroyed):
        discard(dialog)


async def test_a_dialog_fits_on_the_screen(qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.resize(5000, 4000)
    async with asyncio.TaskGroup() as group:
        group.create_task(ask(dialog))
        await until(dialog.isVisible)
        screen = dialog.screen().availableSize()
        assert dialog.height() <= screen.height()
        assert dialog.width() <= screen.width()
        dialog.reject()


@pytest.mark.parametrize(("close", "expected"), [("accept", "its text"), ("reject", None)])
async def test_a_dialog_is_deleted_with_its_answer(close, expected, qapp):
    dialog = QDialog()
    answers: list[str | None] = []
    scope = TaskScope()

    async def wait_for_answer():
        answers.append(await answer_of(dialog, lambda: "its text"))

    scope.start("ask", wait_for_answer)
    await asyncio.sleep(0)
    getattr(dialog, close)()
    await scope.idle()
    assert answers == [expected]
    await until(lambda: not isValid(dialog))
