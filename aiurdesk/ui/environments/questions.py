"""What an environment wants to know of the person before a request is sent."""

import msgspec
from PySide6.QtWidgets import QWidget

from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import AskedVariable, Environment
from aiurdesk.services.sending.asking import CarefulQuestion, MessageConsent
from aiurdesk.ui.dialogs.question import choose
from aiurdesk.ui.environments.variable_dialog import VariableDialog
from aiurdesk.ui.theme.theme import Theme

_SEND = tr("Send")
_SEND_ALL = tr("Send without asking again")
_CAREFUL = tr("Careful environment")
_CONSENTS = {_SEND: MessageConsent.ONCE, _SEND_ALL: MessageConsent.ALL}


class EnvironmentQuestions(msgspec.Struct, frozen=True):
    """Asks in dialogs."""

    theme: Theme
    parent: QWidget

    async def ask_careful(self, question: CarefulQuestion) -> bool:
        """Ask whether a request that may change something is to be sent."""
        words = _words(question, "request")
        answer = await choose(self.theme, self.parent, _CAREFUL, words, [_SEND])
        return answer == _SEND

    async def ask_message(self, question: CarefulQuestion) -> MessageConsent:
        """Ask whether a message is to be sent, and whether those that follow are."""
        words = _words(question, "message")
        answer = await choose(self.theme, self.parent, _CAREFUL, words, list(_CONSENTS))
        return _CONSENTS.get(answer, MessageConsent.CANCEL)

    async def ask_value(self, variable: AskedVariable, environment: Environment) -> str | None:
        """Ask for the value of a variable; None where the person does not want to send."""
        dialog = VariableDialog(
            self.theme, self.parent, environment.name, variable.name, variable.value
        )
        # The dialog for a variable of the environment, with other words.
        dialog.ask_for_sending(is_secret=variable.is_secret)
        return await dialog.answer()


def _words(question: CarefulQuestion, noun: str) -> str:
    return tr(
        "Send {what} to {value} in {environment}?\n\nThe {noun} may change "
        "something there, and the environment is careful."
    ).format(
        what=question.what,
        value=question.host or tr("a service"),
        environment=question.environment,
        noun=noun,
    )
