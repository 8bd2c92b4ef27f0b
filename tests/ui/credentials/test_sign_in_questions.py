"""What the window asks while a credential signs in."""

from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from aiurdesk.core.auth.scheme import Question
from aiurdesk.core.translation import Phrase
from aiurdesk.services.credentials.browser import OpenPage
from aiurdesk.ui.credentials.sign_in_questions import ask_address, ask_allowed
from aiurdesk.ui.tasks import TaskScope
from tests.coroutines import until

PAGE = OpenPage("https://id.example/", datetime(2026, 11, 26, tzinfo=UTC))
QUESTION = Question("Let Shop sign in?\n\nIt is sent there.", Phrase("Write it."))


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def press(window: QWidget, text: str) -> None:
    next(b for b in window.findChildren(QPushButton) if b.text() == text).click()


@pytest.mark.parametrize(("answer", "is_allowed"), [("Allow", True), ("Cancel", False)])
async def test_a_host_is_allowed_by_its_button_only(theme, window, answer, is_allowed):
    answers: list[bool] = []

    async def ask() -> None:
        answers.append(await ask_allowed(theme, window, QUESTION))

    scope = TaskScope()
    scope.start("ask", ask)
    await until(lambda: bool(window.findChildren(QPushButton)))
    press(window, answer)
    await scope.idle()
    assert answers == [is_allowed]


@pytest.mark.parametrize("button", ["Continue", "Cancel"])
async def test_the_pasted_address_is_taken_or_given_up(theme, window, button):
    answers: list[str] = []

    async def ask() -> None:
        answers.append(await ask_address(theme, window, PAGE))

    scope = TaskScope()
    scope.start("ask", ask)
    await until(lambda: bool(window.findChildren(QLineEdit)))
    press(window, "Copy address of the page")
    assert QGuiApplication.clipboard().text() == PAGE.address
    window.findChildren(QLineEdit)[0].setText(" https://app.example/cb?code=1 ")
    press(window, button)
    await scope.idle()
    assert answers == (["https://app.example/cb?code=1"] if button == "Continue" else [""])
