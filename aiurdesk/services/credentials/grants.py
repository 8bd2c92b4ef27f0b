"""Grants: fetched once for all waiting requests, held in memory, renewed before they expire."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

import msgspec

from aiurdesk.core.addresses.address import base_address
from aiurdesk.core.auth.scheme import AuthScheme, Grant
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.errors import AiurdeskError, AuthError, KeyringFailure, StorageError
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.built_in_environments import CUSTOM_URLS
from aiurdesk.core.variables.environment import Environment
from aiurdesk.services.credentials.credentials import Credentials
from aiurdesk.services.credentials.sign_in import SignIn
from aiurdesk.services.library import Library

_log = logging.getLogger(__name__)
RENEWED_BEFORE_S = 20.0
"""A token that lives no longer than this is renewed before it is used, as the SDK of 2020 does."""

_LIMITS_AT_THE_END = Limits(connect_s=5, read_s=5, total_s=5)
"""Signing out must not take long, even if the service does not respond."""


class _Account(msgspec.Struct):
    """What is known of a credential while the program runs."""

    lock: asyncio.Lock = msgspec.field(default_factory=asyncio.Lock)
    grant: Grant | None = None
    address: str = ""
    """Address that signed it in; another environment has another one."""
    environment: Environment = CUSTOM_URLS
    """Where that was."""
    attempts: int = 0
    failure: AiurdeskError | None = None
    """Why the last attempt failed; requests that waited for it get the same error."""


class Grants:
    """The grant of each credential that has signed in."""

    def __init__(
        self,
        credentials: Credentials,
        library: Library,
        sign_in: SignIn,
        erase_jar: Callable[[str], None],
    ) -> None:
        """Prepare; no credential is signed in yet.

        Args:
            erase_jar: Deletes all cookies of the credential of that id.
        """
        self._credentials = credentials
        self._secrets = credentials.secrets
        self._library = library
        self._sign_in = sign_in
        self._erase_jar = erase_jar
        self._accounts: dict[str, _Account] = {}

    def held(self, credential: Credential) -> Grant | None:
        """Return the grant of a credential, expired or not; None before it has signed in."""
        account = self._accounts.get(credential.id)
        return None if account is None else account.grant

    async def get(
        self,
        scheme: AuthScheme,
        credential: Credential,
        environment: Environment,
        refused: Grant | None,
    ) -> tuple[Grant, bool]:
        """Return a grant that is valid as far as is known, and whether it was just fetched.

        Args:
            refused: A grant that a service no longer accepts, even before it expires.

        Raises:
            AuthError: Signing in is not possible.
            SignInFailed: A service did not let the credential in.
            KeyringFailure: The secrets could not be read.
        """
        # One lock for each credential: of many requests that need a token at once, one fetches it.
        account = self._accounts.setdefault(credential.id, _Account())
        address = self._place(scheme, credential, environment)
        if (usable := self._usable(account, address, refused)) is not None:
            return usable, False
        # An attempt that ends while this request waits for the lock counts for this request, too.
        seen = account.attempts
        async with account.lock:
            if (usable := self._usable(account, address, refused)) is not None:
                return usable, False
            if account.attempts != seen and account.failure is not None:
                # The same exception is raised for each request that waited; without this its
                # traceback would grow with each of them.
                raise account.failure.with_traceback(None)
            account.failure = None
            try:
                grant = await self._fetch(scheme, credential, environment)
                await self._keep(account, credential, grant)
            # Not for other errors, above all not for CancelledError: a request that was cancelled
            # says nothing about the credential, so the next one in the queue tries by itself.
            except AiurdeskError as failure:
                account.attempts, account.failure = account.attempts + 1, failure
                raise
            account.attempts += 1
            account.grant, account.address, account.environment = grant, address, environment
            return grant, True

    async def end(self, scheme: AuthScheme | None, credential: Credential) -> str:
        """End the session of a credential at the service, and forget grant and cookies.

        They are forgotten whatever the service says, and also if this is cancelled.

        Returns:
            A sentence if the service did not end the session, else empty text.
        """
        try:
            account = self._accounts.get(credential.id)
            if scheme is None or account is None or account.grant is None:
                return ""
            secrets = await self._secrets.all_of(credential)
            flow = scheme.sign_out(credential, account.grant, secrets)
            await self._sign_in.run(flow, credential, account.environment, _LIMITS_AT_THE_END)
        except (AuthError, KeyringFailure) as error:
            return str(error)
        else:
            return ""
        finally:
            self.forget(credential.id)

    def forget(self, credential_id: str) -> None:
        """Forget grant and cookies of a credential, such as one that is deleted."""
        # A sign-in that is running goes on with the old account, and its result is not used.
        self._accounts.pop(credential_id, None)
        self._erase_jar(credential_id)

    def left_s(self, grant: Grant) -> float:
        """Return how long a grant lives by the server's clock, in seconds."""
        if grant.expires_at is None:
            return float("inf")
        # deadTime is by the server's clock, so a wrong clock of this computer must not matter.
        now = self._sign_in.now() + timedelta(seconds=grant.server_ahead_s)
        return (grant.expires_at - now).total_seconds()

    def _usable(self, account: _Account, address: str, refused: Grant | None) -> Grant | None:
        grant = account.grant
        # By identity: an equal token that was fetched again is another grant.
        if grant is None or grant is refused or account.address != address:
            return None
        return grant if self.left_s(grant) > RENEWED_BEFORE_S else None

    async def _fetch(
        self, scheme: AuthScheme, credential: Credential, environment: Environment
    ) -> Grant:
        # The keyring before the network: without a secret no call is made.
        secrets = await self._secrets.to_sign_in(credential)
        if scheme.service_ids(credential):
            # Kahla refuses to sign in a caller that still sends an old cookie.
            self._erase_jar(credential.id)
        flow = scheme.sign_in(credential, secrets)
        return await self._sign_in.run(flow, credential, environment)

    async def _keep(self, account: _Account, credential: Credential, grant: Grant) -> None:
        """Store what a grant asks to store, unless the credential was changed meanwhile."""
        # ``forget`` removes the account; this grant belongs to what the credential was before.
        if self._accounts.get(credential.id) is not account:
            self._erase_jar(credential.id)
            raise AuthError(
                tr("{name} was changed or signed out meanwhile. Send the request again.").format(
                    name=credential.name
                )
            )
        try:
            if grant.to_keep:
                await self._secrets.keep(credential, dict(grant.to_keep))
            if grant.learned:
                await self._credentials.learn(credential.id, grant.learned)
        # The person has just signed in: the grant is valid for this run all the same.
        except (KeyringFailure, StorageError) as failure:
            _log.info("The result of signing in is stored in memory only. %s", failure)

    def _place(self, scheme: AuthScheme, credential: Credential, environment: Environment) -> str:
        # The real services refuse a token of the sandbox: another server signed it.
        for service_id in scheme.service_ids(credential)[:1]:
            service = self._library.catalogue.service(service_id)
            address = base_address(service, environment) if service else ""
            return address if isinstance(address, str) else ""
        return ""
