from asyncio import TaskGroup

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.services.credentials import SANDBOX_APP
from aiurdesk.services.send_pipeline import Consent, ConsentQuestion
from aiurdesk.ui.credentials.consent import ask_consent, question_words
from tests.ui.credentials.scene import press, until

MINE = Credential("1", "my-app", "app", (IN_SANDBOX, "https://archon.example"))
ELSEWHERE = ConsentQuestion(MINE, "https://copy.example", "https://copy.example")


def test_the_question_names_the_exact_address_and_where_the_credential_may_go():
    words = question_words(ELSEWHERE)
    assert words.startswith("Send my-app to https://copy.example?")
    assert "bound to the sandbox, https://archon.example." in words


def test_the_sandbox_is_named_with_its_address():
    unbound = Credential("2", "new", "app")
    words = question_words(ConsentQuestion(unbound, "https://127.0.0.1:4000", IN_SANDBOX))
    assert words.startswith("Send new to the sandbox (https://127.0.0.1:4000)?")
    assert "bound to no address." in words


@pytest.mark.parametrize(
    ("button", "consent"),
    [
        ("Allow for this address", Consent.ALLOW),
        ("Send without", Consent.WITHOUT),
        ("Cancel", Consent.CANCEL),
    ],
)
async def test_a_button_is_what_the_person_says(theme, qtbot, button, consent):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    said = []

    async def ask() -> None:
        said.append(await ask_consent(theme, window, ELSEWHERE))

    async with TaskGroup() as group:
        group.create_task(ask())
        await until(lambda: buttons(window))
        press(window, button)
    assert said == [consent]


async def test_a_credential_of_the_sandbox_cannot_be_bound_elsewhere(theme, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    question = ConsentQuestion(SANDBOX_APP, "https://copy.example", "https://copy.example")
    async with TaskGroup() as group:
        group.create_task(ask_consent(theme, window, question))
        await until(lambda: buttons(window))
        assert "Allow for this address" not in buttons(window)
        press(window, "Send without")


def buttons(window: QWidget) -> list[str]:
    return [b.text() for b in window.findChildren(QPushButton) if b.isVisible()]
