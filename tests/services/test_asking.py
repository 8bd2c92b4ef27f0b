import pytest

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.request.environment import AskedVariable, Environment
from aiurdesk.services.asking import A_MESSAGE, NOBODY, CarefulQuestion


async def test_without_a_terminal_the_sentence_says_which_option_to_add():
    with pytest.raises(AiurdeskError, match=r"Live asks for \{\{page\}\}.*--set page=VALUE"):
        await NOBODY.value(AskedVariable("page"), Environment("Live"))
    # A secret itself would be refused as an argument.
    with pytest.raises(AiurdeskError, match="--set pin=env:VARIABLE"):
        await NOBODY.value(AskedVariable("pin", is_secret=True), Environment("Live"))
    question = CarefulQuestion("POST", "host.example", "Live")
    with pytest.raises(AiurdeskError, match=r"POST to host\.example may change.*Live.*--yes"):
        await NOBODY.careful(question)
    assert "POST to a service" in CarefulQuestion("POST", "", "Live").sentence
    question = CarefulQuestion(A_MESSAGE, "host.example", "Live")
    with pytest.raises(AiurdeskError, match=r"^A message to host\.example may.*Live.*--yes"):
        await NOBODY.message(question)
