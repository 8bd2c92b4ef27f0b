"""Which credential requests are sent with: one is chosen for each environment."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.variables.environment import Environment
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.ui.credentials.shown_credential import life_words
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice

_READY_ID = "sandbox-app"
"""Chosen in the sandbox until a person chooses another one."""
_LAST_MINUTE_S = 60
_A_LITTLE_LATER_S = 0.05
"""Qt's timers may come early, and then the words would still be the same."""


class CredentialChoice(QObject):
    """Knows the chosen credential, and counts while its token is valid."""

    changed = Signal()
    """Emitted when another credential is chosen, or when there are other credentials."""
    renamed = Signal(str, str)
    """Emitted with the old and the new name of a credential."""
    ticked = Signal()
    """Emitted when the words for the life of the token change."""

    def __init__(self, accounts: Accounts, environments: EnvironmentChoice) -> None:
        super().__init__()
        self._credentials = accounts.credentials
        self._login = accounts.login
        self._environments = environments
        self.ids: Mapping[str, str] = {}
        """Name of an environment → id of the credential that a person chose there. Ids and not
        names, because a credential can be renamed."""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.tick)

    def restore(self, ids: Mapping[str, str]) -> None:
        """Choose what was chosen the last time."""
        self.ids = ids
        self.refresh()

    @property
    def environment(self) -> Environment:
        """Where requests go: each environment has a choice of its own."""
        return self._environments.environment

    @property
    def offered(self) -> tuple[Credential, ...]:
        """What can be chosen in the environment."""
        return self._credentials.offered(self.environment)

    @property
    def chosen(self) -> Credential | None:
        """The credential of requests that do not name one."""
        environment = self.environment
        standing = _READY_ID if environment.is_sandbox else ""
        id_ = self.ids.get(environment.name, standing)
        return next((credential for credential in self.offered if credential.id == id_), None)

    def choose(self, name: str) -> None:
        """Choose the credential of a name, or none if the name is empty."""
        credential = self._credentials.by_name(name) if name else None
        id_ = credential.id if credential else ""
        self.ids = {**self.ids, self.environment.name: id_}
        self.refresh()

    def is_signed_in(self, credential: Credential) -> bool:
        """Return whether a credential has a token or session, expired or not."""
        # An expired token counts: it is renewed without asking anybody.
        return self._login.grant(credential) is not None

    async def ready(self, credential: Credential) -> Credential:
        """Start the sandbox if it is the environment, and return the credential after that."""
        await self._environments.ready()
        return self._credentials.by_id(credential.id) or credential

    @property
    def life(self) -> str:
        """How long the token of the chosen credential lives, in words."""
        chosen = self.chosen
        return "" if chosen is None else life_words(self._login.expires_in_s(chosen))

    def refresh(self) -> None:
        """Emit that something changed, and go on counting while a token is valid."""
        self.changed.emit()
        self.tick()

    def tick(self) -> None:
        """Emit that the life of the token changed, and return when its words change next."""
        self.ticked.emit()
        chosen = self.chosen
        left_s = None if chosen is None else self._login.expires_in_s(chosen)
        if left_s is None or left_s <= 0:
            self._timer.stop()
            return
        # Minutes change with the full minute, the last one goes by seconds.
        step_s = 1 if left_s <= _LAST_MINUTE_S else _LAST_MINUTE_S
        # Once for each change of the words, instead of every second.
        self._timer.start(round((left_s % step_s + _A_LITTLE_LATER_S) * 1000))
