"""Which credential signs what: chosen for each environment, or by name for one request."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.request.built_in_environments import SANDBOX
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.request import Request
from aiurdesk.services.services import Services
from aiurdesk.ui.credentials.shown_credential import life_words

_READY_ID = "sandbox-app"
"""Chosen in the sandbox until a person chooses another one."""
_LAST_MINUTE_S = 60
_A_LITTLE_LATER_S = 0.05


class CredentialChoice(QObject):
    """Knows the chosen credential; ticks while its token lives, and only then."""

    changed = Signal()
    """Emitted when another credential signs, or when there are other credentials."""
    ticked = Signal()
    """Emitted when the words for what is left of the token's life changed."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._credentials = services.credentials
        self._login = services.login
        self._environment = SANDBOX
        self._ids: dict[str, str] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.tick)

    @property
    def ids(self) -> Mapping[str, str]:
        """Name of an environment → id of what a person chose there, to be kept."""
        return dict(self._ids)

    def restore(self, ids: Mapping[str, str]) -> None:
        """Choose what was chosen the last time."""
        self._ids = dict(ids)
        self.refresh()

    def set_environment(self, environment: Environment) -> None:
        """Take up what is chosen there."""
        self._environment = environment
        self.refresh()

    @property
    def offered(self) -> tuple[Credential, ...]:
        """What can be chosen in the environment."""
        return self._credentials.offered(self._environment)

    @property
    def chosen(self) -> Credential | None:
        """What signs requests that name no credential of their own."""
        standing = _READY_ID if self._environment.is_sandbox else ""
        wanted = self._ids.get(self._environment.name, standing)
        return next((each for each in self.offered if each.id == wanted), None)

    def choose(self, name: str) -> None:
        """Sign with the credential of a name from now on, with none where it is empty."""
        found = self._credentials.by_name(name) if name else None
        self._ids[self._environment.name] = found.id if found else ""
        self.refresh()

    def of(self, request: Request) -> Credential | None:
        """Return the credential that signs a request, or None."""
        if request.credential is None:
            return self.chosen
        return self._credentials.by_name(request.credential) if request.credential else None

    def trouble(self, request: Request) -> str:
        """Say why the credential that a request names cannot sign it, or nothing."""
        if not request.credential or self.of(request) is not None:
            return ""
        return (
            f"There is no credential named {request.credential} any more. "
            "Choose another one in the Auth tab, or none."
        )

    @property
    def life(self) -> str:
        """How long the token of the chosen credential lives, in words."""
        chosen = self.chosen
        return "" if chosen is None else life_words(self._login.expires_in_s(chosen))

    @property
    def is_ticking(self) -> bool:
        """Whether time is counted."""
        return self._timer.isActive()

    def refresh(self) -> None:
        """Tell that something changed, and go on ticking if a token lives."""
        self.changed.emit()
        self.tick()

    def tick(self) -> None:
        """Tell what is left of the token's life, and come back when the words change."""
        self.ticked.emit()
        chosen = self.chosen
        left_s = None if chosen is None else self._login.expires_in_s(chosen)
        if left_s is None or left_s <= 0:
            self._timer.stop()
            return
        # Minutes change with the full minute, the last one goes by seconds.
        step_s = 1 if left_s <= _LAST_MINUTE_S else _LAST_MINUTE_S
        self._timer.start(round((left_s % step_s + _A_LITTLE_LATER_S) * 1000))
