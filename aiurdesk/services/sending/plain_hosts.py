"""The hosts that a person allowed to be reached over plain HTTP: for good, or for this run."""

from collections.abc import Callable

from aiurdesk.core.environments.plain_http import PlainHttp, plain_host
from aiurdesk.core.errors import ProblemError
from aiurdesk.services.sending.asking import AskPlain, Consent, PlainQuestion


def _keep_nothing(_allowed: PlainHttp) -> None:
    """Do nothing: no one is asked without the window."""


class PlainHosts:
    """Knows the hosts of the settings and of the command line. No file of a collection adds one."""

    def __init__(self) -> None:
        self.kept = PlainHttp()
        """As the settings have them."""
        self.given = PlainHttp()
        """As the command line allows them."""
        self.keep: Callable[[PlainHttp], None] = _keep_nothing
        """Writes the hosts into the settings."""
        self.option = "--allow-http"
        """What allows a host for one run; with ``-credentials`` behind it, credentials as well."""
        self.ask: AskPlain | None = None
        """Asks a person before something is read from a host that is not allowed yet, such as a
        description; without it, the transport refuses."""

    def allowed(self) -> PlainHttp:
        """Return all hosts."""
        return self.kept.joined(self.given)

    async def may_reach(self, question: PlainQuestion, ask: AskPlain) -> bool:
        """Return whether a host may be reached without encryption, maybe after a question."""
        if self.allowed().allows(question.host):
            return True
        is_allowed = await ask(question) is Consent.ALLOW
        if is_allowed:
            self.allow(question.host, with_credentials=False)
        return is_allowed

    async def check(self, address: str) -> None:
        """Ask about the host of an address that is read outside of a request, where it is needed.

        Raises:
            ProblemError: The person does not want it.
        """
        host = plain_host(address)
        if self.ask is not None and host:
            question = PlainQuestion(host, self.option)
            if not await self.may_reach(question, self.ask):
                raise ProblemError(question.refusal)

    def allow(self, host: str, *, with_credentials: bool) -> None:
        """Allow one host more, as the person has answered."""
        self.kept = self.kept.allowing(host, with_credentials=with_credentials)
        self.keep(self.kept)
