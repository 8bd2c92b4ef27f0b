import pytest

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.request.environment import AskedVariable, Environment
from aiurdesk.services.asking import A_MESSAGE, NOBODY, CarefulQuestion


async def test_where_nobody_can_be_asked_the_sentence_says_what_to_add():
    with pytest.raises(AiurdeskError, match=r"Live asks for \{\{pin\}\}.*--set pin=VALUE"):
        await NOBODY.value(AskedVariable("pin"), Environment("Live"))
    question = CarefulQuestion("POST", "host.example", "Live")
    with pytest.raises(AiurdeskError, match=r"POST to host\.example may change.*Live.*--yes"):
        await NOBODY.careful(question)
    assert "POST to a service" in CarefulQuestion("POST", "", "Live").sentence
    question = CarefulQuestion(A_MESSAGE, "host.example", "Live")
    with pytest.raises(AiurdeskError, match=r"^A message to host\.example may.*Live.*--yes"):
        await NOBODY.message(question)
