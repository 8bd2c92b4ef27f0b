"""Choice of the credential for requests: one for each environment."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from aiurdesk.core.auth import scheme_of
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.translation import listed, tr
from aiurdesk.services.credentials.accounts import Accounts
from aiurdesk.services.credentials.credential_secrets import secret_names
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice

SANDBOX_WORDS = tr("the sandbox")


class CredentialAction(StrEnum):
    """An action on a credential."""

    EDIT = "edit"
    ASK_WHO = "ask_who"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    COPY = "copy"
    COOKIES = "cookies"
    DELETE = "delete"


class ShownCredential(msgspec.Struct, frozen=True):
    """A credential, and what is known of it now."""

    credential: Credential
    is_ready_made: bool = False
    """It comes with the sandbox: it can be neither changed nor deleted."""
    state: str = tr("not signed in")
    """In the words of its kind, such as "not signed in" or "has a token · token 19 min"."""
    is_signed_in: bool = False
    cookies: tuple[str, ...] = ()
    """Names of the cookies that it holds, each with where it goes."""

    @property
    def scheme(self) -> str:
        """Title of the scheme, which the window calls the kind."""
        return scheme_title(self.credential)

    @property
    def goes_to(self) -> str:
        """Hosts that the credential is sent to, on one line."""
        return listed(map(origin_words, self.credential.origins)) or tr("no host yet")

    @property
    def secret_from(self) -> str:
        """Where its secrets come from, on one line; empty where it has none."""
        if self.is_ready_made:
            return SANDBOX_WORDS
        sources = (self.credential.source(name) for name in secret_names(self.credential))
        words = (tr("keyring") if source is None else source.shown for source in sources)
        return listed(dict.fromkeys(words))

    @property
    def actions(self) -> frozenset[CredentialAction]:
        """Actions that are possible for the credential."""
        can: set[CredentialAction] = set()
        scheme = scheme_of(self.credential.scheme)
        signs_in = scheme is not None and scheme.signs_in(self.credential)
        if signs_in:
            can |= {CredentialAction.ASK_WHO, CredentialAction.SIGN_IN}
        # Secrets of the sandbox stand in its source: there is nothing to copy or to delete.
        if not self.is_ready_made:
            can.add(CredentialAction.DELETE)
            # Of a kind that a later version made, the fields are not known, nor which are secret.
            can |= {CredentialAction.EDIT} if scheme else set()
            can |= {CredentialAction.COPY} if secret_field(self.credential) else set()
        if signs_in and self.is_signed_in:
            can.add(CredentialAction.SIGN_OUT)
        if self.cookies:
            can.add(CredentialAction.COOKIES)
        return frozenset(can)


def secret_field(credential: Credential) -> str:
    """Return the name of the first secret field; empty where a credential has none."""
    return next(iter(secret_names(credential)), "")


def scheme_title(credential: Credential) -> str:
    """Return what the window calls the scheme of a credential, also one that is not known."""
    scheme = scheme_of(credential.scheme)
    return (
        scheme.title if scheme else tr("{scheme} (unknown kind)").format(scheme=credential.scheme)
    )


def origin_words(origin: str) -> str:
    """Return an origin as it stands in a sentence."""
    return SANDBOX_WORDS if origin == IN_SANDBOX else origin


def life_words(expires_in_s: float | None) -> str:
    """Return how long a token is still valid: minutes, and seconds in the last one.

    A token that has expired is replaced by itself when it is used next.

    Args:
        expires_in_s: None means that it does not expire, or that there is no token.
    """
    if expires_in_s is None:
        return ""
    if expires_in_s <= 0:
        return tr("renews itself")
    if expires_in_s <= 60:
        return tr("token {max} s").format(max=max(round(expires_in_s), 1))
    minutes = int(expires_in_s // 60)
    if minutes < 120:
        return tr("token {minutes} min").format(minutes=minutes)
    # Rounded down everywhere: a token must not seem to live longer than it does.
    return tr("token {value} h").format(value=minutes // 60)


def place_words(name: str, note: str) -> str:
    """Say where secrets are stored. A note about that place replaces its name."""
    return note or tr("Stored in the {name}").format(name=name)


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
        self._authenticator = accounts.authenticator
        self._environments = environments
        self.ids: Mapping[str, str] = {}
        """Name of an environment → id of the credential that a person chose there. Ids and not
        names, because a credential can be renamed."""
        self._counted: Credential | None = None
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
        """Credentials that can be chosen in the environment."""
        return self._credentials.offered(self.environment)

    @property
    def chosen(self) -> Credential | None:
        """The credential of requests that do not name one."""
        return self.chosen_in(self.environment)

    def chosen_in(self, environment: Environment) -> Credential | None:
        """Return the credential of requests that do not name one, in an environment."""
        standing = _READY_ID if environment.is_sandbox else ""
        id_ = self.ids.get(environment.name, standing)
        offered = self._credentials.offered(environment)
        return next((credential for credential in offered if credential.id == id_), None)

    def choose(self, name: str) -> None:
        """Choose the credential of a name, or none if the name is empty."""
        credential = self._credentials.by_name(name) if name else None
        id_ = credential.id if credential else ""
        self.ids = {**self.ids, self.environment.name: id_}
        self.refresh()

    def is_signed_in(self, credential: Credential) -> bool:
        """Return whether a credential has a token or session, expired or not."""
        # An expired token counts: it is renewed without asking anybody.
        return self._authenticator.grant(credential) is not None

    async def ready(self, credential: Credential) -> Credential:
        """Start the sandbox if it is the environment, and return the credential after that."""
        await self._environments.ready()
        return self._credentials.by_id(credential.id) or credential

    @property
    def life(self) -> str:
        """Remaining life of the chosen credential's token, in words."""
        return self.life_of(self.chosen)

    def life_of(self, credential: Credential | None) -> str:
        """Return the remaining life of a credential's token, in words; empty without one."""
        if credential is None:
            return ""
        return life_words(self._authenticator.expires_in_s(credential))

    def named(self, name: str) -> Credential | None:
        """Return the credential of a name, without regard to case."""
        return self._credentials.by_name(name) if name else None

    def refresh(self) -> None:
        """Emit that something changed, and go on counting while a token is valid."""
        self.changed.emit()
        self.tick()

    def tick(self) -> None:
        """Emit that the life of the token changed, and return when its words change next."""
        self.ticked.emit()
        self._wait()

    def count(self, credential: Credential | None) -> None:
        """Count for a credential that is shown instead of the chosen one; None for that again."""
        if credential is not self._counted:
            self._counted = credential
            self._wait()

    def _wait(self) -> None:
        chosen = self._counted or self.chosen
        left_s = None if chosen is None else self._authenticator.expires_in_s(chosen)
        if left_s is None or left_s <= 0:
            self._timer.stop()
            return
        # Minutes change with the full minute, the last one goes by seconds.
        step_s = 1 if left_s <= _LAST_MINUTE_S else _LAST_MINUTE_S
        # Once for each change of the words, instead of every second.
        self._timer.start(round((left_s % step_s + _A_LITTLE_LATER_S) * 1000))
