from msgspec.structs import replace

from aiurdesk.core.environments.environment import CUSTOM_URLS, AskedVariable, Environment
from aiurdesk.services.sending.asking import Asking, MessageConsent
from aiurdesk.services.sockets.socket_questions import SocketQuestions
from tests.services.sockets.test_socket_session import a_plan, services_at


async def test_a_value_is_asked_for_once():
    asked = []

    async def value(variable, _environment):
        asked.append(variable.name)
        return "1"

    questions = SocketQuestions(Asking(value=value))
    for name in ("pin", "pin", "other"):
        await questions.asking.value(AskedVariable(name), Environment("Live"))
    assert asked == ["pin", "other"]


async def test_messages_are_confirmed_for_one_connection(tmp_path):
    asked = []

    async def message(question):
        asked.append(question.environment)
        return MessageConsent.ALL

    async with services_at(tmp_path) as services:
        calm = a_plan(services, "http://127.0.0.1:1/")
        careful = replace(calm, environment=replace(CUSTOM_URLS, name="Live", is_careful=True))
    questions = SocketQuestions(Asking(message=message))
    assert await questions.may_send(calm)
    assert asked == []
    assert await questions.may_send(careful)
    assert await questions.may_send(careful)
    questions.is_confirmed = False
    assert await questions.may_send(careful)
    assert asked == ["Live", "Live"]
