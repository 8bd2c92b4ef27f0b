"""Questions to a person about one socket, and the answers."""

from msgspec.structs import replace

from aiurdesk.core.environments.environment import AskedVariable, Environment
from aiurdesk.services.sending.asking import (
    A_MESSAGE,
    Asking,
    Consent,
    ConsentQuestion,
    MessageConsent,
    PlainQuestion,
)
from aiurdesk.services.sending.planned_request import PlannedRequest, careful_question


class SocketQuestions:
    """Asks once: connecting again is not another decision.

    Only messages to a careful environment are asked about again for each connection.
    """

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._consent: dict[str, Consent] = {}
        self._plain: dict[PlainQuestion, Consent] = {}
        self._values: dict[str, str | None] = {}
        self.is_confirmed = False
        """Whether all messages of this connection are confirmed; the next one begins without."""
        self.asking = replace(
            asking, consent=self._ask_consent, value=self._ask_value, plain=self._ask_plain
        )
        """Passes questions on, except those that were answered already."""

    async def may_send(self, plan: PlannedRequest) -> bool:
        """Ask before a message, where the environment is careful; return whether to send it.

        Args:
            plan: The plan of the handshake.

        Raises:
            ProblemError: There is no person to ask.
        """
        if self.is_confirmed or not plan.environment.is_careful:
            return True
        answer = await self._asking.message(careful_question(A_MESSAGE, plan))
        self.is_confirmed = answer is MessageConsent.ALL
        return answer is not MessageConsent.CANCEL

    async def _ask_consent(self, question: ConsentQuestion) -> Consent:
        if question.origin not in self._consent:
            self._consent[question.origin] = await self._asking.consent(question)
        return self._consent[question.origin]

    async def _ask_plain(self, question: PlainQuestion) -> Consent:
        if question not in self._plain:
            self._plain[question] = await self._asking.plain(question)
        return self._plain[question]

    async def _ask_value(self, variable: AskedVariable, environment: Environment) -> str | None:
        if variable.name not in self._values:
            self._values[variable.name] = await self._asking.value(variable, environment)
        return self._values[variable.name]
