import pytest

from aiurdesk.core.environments.environment import AskedVariable, Environment
from aiurdesk.core.errors import ProblemError
from aiurdesk.services.sending.asking import (
    A_MESSAGE,
    NOBODY,
    Asking,
    CarefulQuestion,
    everything_is_confirmed,
    followed,
)


async def test_without_a_terminal_the_sentence_says_which_option_to_add():
    with pytest.raises(ProblemError, match=r"Live asks for \{\{page\}\}.*--set page=VALUE"):
        await NOBODY.value(AskedVariable("page"), Environment("Live"))
    # A secret itself would be refused as an argument.
    with pytest.raises(ProblemError, match="--set pin=env:VARIABLE"):
        await NOBODY.value(AskedVariable("pin", is_secret=True), Environment("Live"))
    question = CarefulQuestion("POST", "host.example", "Live")
    with pytest.raises(ProblemError, match=r"POST to host\.example may change.*Live.*--yes"):
        await NOBODY.careful(question)
    assert "POST to a service" in CarefulQuestion("POST", "", "Live").sentence
    question = CarefulQuestion(A_MESSAGE, "host.example", "Live")
    with pytest.raises(ProblemError, match=r"^A message to host\.example may.*Live.*--yes"):
        await NOBODY.message(question)


async def test_somebody_is_told_of_each_question_and_of_its_end():
    told: list[bool] = []
    asking = followed(Asking(careful=everything_is_confirmed), told.append)
    assert await asking.careful(CarefulQuestion("POST", "", "Live"))
    assert told == [True, False]
    with pytest.raises(ProblemError):
        await asking.value(AskedVariable("page"), Environment("Live"))
    assert told == [True, False] * 2
