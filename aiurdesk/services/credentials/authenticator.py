"""Authenticates requests: fetches tokens once, holds them in memory, renews them in time."""

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.auth import scheme_of
from aiurdesk.core.auth.scheme import AuthScheme, Grant
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.environments.environment import CUSTOM_URLS, Environment
from aiurdesk.core.errors import AuthError, KeyringFailure, ProblemError, StorageError
from aiurdesk.core.preparing.address import base_address
from aiurdesk.core.preparing.cookie import Cookie
from aiurdesk.core.preparing.prepare import NO_AUTH_PARAMETERS, AuthParameters
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import Phrase, marked
from aiurdesk.services.credentials.binding import bound_origins, is_meant_for
from aiurdesk.services.credentials.credentials import Credentials
from aiurdesk.services.credentials.sign_in import SignIn
from aiurdesk.services.credentials.signatures import Signatures
from aiurdesk.services.library import Library

if TYPE_CHECKING:
    from aiurdesk.transport.cookie_jars import CookieJars

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
    failure: ProblemError | None = None
    """Why the last attempt failed; requests that waited for it get the same error."""


class Authenticated(msgspec.Struct, frozen=True):
    """The parameters that a credential adds to a request, and the grant that they come from."""

    auth_parameters: AuthParameters
    grant: Grant
    is_new: bool = False
    """It was fetched for this request, so another one would be refused as well."""


class Authenticator:
    """Authenticates requests by credentials, which it signs in by ``SignIn`` when needed."""

    def __init__(
        self, credentials: Credentials, library: Library, sign_in: SignIn, jars: "CookieJars"
    ) -> None:
        """Prepare; no credential is signed in yet.

        Args:
            jars: The cookies of each credential, under its id.
        """
        self.browser = sign_in.browser
        """Its ``on_visit`` is called while it waits for the person."""
        self._credentials = credentials
        self._secrets = credentials.secrets
        self._library = library
        self._sign_in = sign_in
        self._jars = jars
        self._accounts: dict[str, _Account] = {}
        self._signatures = Signatures()
        # A token of the old secret must not outlive it.
        credentials.on_change(self.forget)
        credentials.on_change(self._signatures.forget)

    def grant(self, credential: Credential) -> Grant | None:
        """Return what signing in gave, expired or not; None before that."""
        account = self._accounts.get(credential.id)
        return None if account is None else account.grant

    def expires_in_s(self, credential: Credential) -> float | None:
        """Return how long the token is valid by the server's clock; None without an end."""
        grant = self.grant(credential)
        return None if grant is None else self._left_s(grant)

    def auth_parameters(
        self,
        credential: Credential,
        request: Request,
        service: Service | None,
        environment: Environment,
    ) -> AuthParameters:
        """Return the parameters that a credential can add, without keyring and network.

        Values that were typed are not looked at. Dots stand for what is not known before
        signing in. ``NO_AUTH_PARAMETERS`` where the credential is not meant for the request.

        Raises:
            AuthError: The scheme of the credential is not known.
        """
        scheme = _scheme(credential)
        if not is_meant_for(scheme, credential, request, service, environment):
            return NO_AUTH_PARAMETERS
        # Also an expired grant: it shows which parameters are filled in, and nothing is sent yet.
        grant = self.grant(credential) or scheme.placeholder_grant(credential)
        return _auth_parameters(scheme, credential, grant, request, environment)

    async def authenticate(
        self,
        credential: Credential,
        request: Request,
        environment: Environment,
        refused: Grant | None = None,
    ) -> Authenticated:
        """Return what a credential adds to a request; signs in first where that is needed.

        Args:
            refused: A grant that a service refused; another one is used instead.

        Raises:
            AuthError: Signing in is not possible.
            SignInFailed: A service did not let it in.
            KeyringFailure: The secrets could not be read.
        """
        scheme = _scheme(credential)
        grant, is_new = await self._usable_grant(scheme, credential, environment, refused)
        added = _auth_parameters(scheme, credential, grant, request, environment)
        return Authenticated(added, grant, is_new)

    async def sign(
        self, credential: Credential, grant: Grant, prepared: PreparedRequest
    ) -> PreparedRequest:
        """Return a request with the headers that a scheme computes of it; most compute none.

        Raises:
            AuthError: The credential lacks something for this request.
        """
        return await self._signatures.sign(_scheme(credential), credential, grant, prepared)

    def takes_challenge(
        self, credential: Credential, prepared: PreparedRequest, response: Response
    ) -> bool:
        """Take what a response asks for, and return whether signing again would answer it."""
        return self._signatures.takes(_scheme(credential), credential, prepared, response)

    def forget_challenges(self, credential: Credential) -> None:
        """Forget what servers asked for, such as after they refused the signature."""
        self._signatures.forget(credential.id)

    async def renew(
        self, credential: Credential, environment: Environment, refused: Grant | None = None
    ) -> Grant:
        """Sign in again, even if the token is still valid, and return the new grant.

        Args:
            refused: The grant that a service refused: nothing is done where another request has
                already renewed it. None renews in any case.

        Raises:
            AuthError: Signing in is not possible.
            SignInFailed: A service did not let it in.
            KeyringFailure: The secrets could not be read.
        """
        # A person asks for it, who may have changed the secret since.
        self._secrets.sources.forget(credential)
        # What is known now counts as refused, so that a good token is replaced too.
        current = refused or self.grant(credential)
        grant, _ = await self._usable_grant(_scheme(credential), credential, environment, current)
        return grant

    async def who_am_i(self, credential: Credential, environment: Environment) -> str:
        """Ask the service who is signed in, and return what it says as a sentence.

        Raises:
            AuthError: Signing in is not possible.
            SignInFailed: A service did not let it in.
            KeyringFailure: The secrets could not be read.
        """
        scheme = _scheme(credential)
        grant, is_new = await self._usable_grant(scheme, credential, environment, refused=None)
        try:
            flow = scheme.who_am_i(credential, grant)
            return await self._sign_in.run(flow, credential, environment)
        except AuthError:
            # Another new token would be refused for the same reason.
            if is_new:
                raise
        # A token may be void before it expires: Archon makes a new key pair at each start.
        grant, _ = await self._usable_grant(scheme, credential, environment, refused=grant)
        flow = scheme.who_am_i(credential, grant)
        return await self._sign_in.run(flow, credential, environment)

    def cookies(self, credential: Credential) -> tuple[Cookie, ...]:
        """Return the cookies that services have set for the credential."""
        return self._jars.cookies(credential.id)

    def put_cookie(self, credential: Credential, cookie: Cookie) -> None:
        """Store a cookie that a person added or changed; it goes to its origin only."""
        self._jars.opened(credential.id).put(cookie)

    def erase_cookie(self, credential: Credential, cookie: Cookie) -> None:
        """Delete one cookie of a credential.

        With the last one the grant is deleted, too: a session without cookies is not signed in.
        """
        self._jars.erase_cookie(credential.id, cookie)
        if not self.cookies(credential):
            self.forget(credential.id)

    async def sign_out(self, credential: Credential) -> str:
        """End the session at the service, then delete token, cookies and what signing in stored.

        The secrets that the person entered stay. The rest is deleted even if the service refuses,
        and also if this is cancelled.

        Returns:
            A sentence if the service did not end the session, else empty text.

        Raises:
            KeyringFailure: What was stored could not be deleted.
        """
        # The service comes first, because it needs the token.
        problem = await self._end(credential)
        await self._secrets.keep(credential, {})
        return problem

    def forget(self, credential_id: str) -> None:
        """Forget grant and cookies of a credential, such as one that is deleted."""
        # A sign-in that is running goes on with the old account, and its result is not used.
        self._accounts.pop(credential_id, None)
        self._jars.erase_cookies(credential_id)

    async def _usable_grant(
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
        address = self._token_address(scheme, credential, environment)
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
            except ProblemError as failure:
                account.attempts, account.failure = account.attempts + 1, failure
                raise
            account.attempts += 1
            account.grant, account.address, account.environment = grant, address, environment
            return grant, True

    async def _end(self, credential: Credential) -> str:
        scheme, account = scheme_of(credential.scheme), self._accounts.get(credential.id)
        grant = self.grant(credential)
        try:
            # What an earlier run has stored can be ended without what it held in memory.
            if scheme is None or (grant is None and not scheme.kept):
                return ""
            secrets = await self._secrets.all_of(credential)
            flow = scheme.sign_out(credential, grant or Grant(), secrets)
            environment = CUSTOM_URLS if account is None else account.environment
            await self._sign_in.run(flow, credential, environment, _LIMITS_AT_THE_END)
        except (AuthError, KeyringFailure) as error:
            return str(error)
        else:
            return ""
        finally:
            self.forget(credential.id)

    def _left_s(self, grant: Grant) -> float | None:
        """Return how long a grant lives by the server's clock, in seconds."""
        # A session or a fixed token has no end that the program knows.
        if grant.expires_at is None:
            return None
        # deadTime is by the server's clock, so a wrong clock of this computer must not matter.
        now = self._sign_in.now() + timedelta(seconds=grant.server_ahead_s)
        return (grant.expires_at - now).total_seconds()

    def _usable(self, account: _Account, address: str, refused: Grant | None) -> Grant | None:
        grant = account.grant
        # By identity: an equal token that was fetched again is another grant.
        if grant is None or grant is refused or account.address != address:
            return None
        left_s = self._left_s(grant)
        return grant if left_s is None or left_s > RENEWED_BEFORE_S else None

    async def _fetch(
        self, scheme: AuthScheme, credential: Credential, environment: Environment
    ) -> Grant:
        # The keyring before the network: without a secret no call is made.
        secrets = await self._secrets.to_sign_in(credential)
        if scheme.service_ids(credential):
            # Kahla refuses to sign in a caller that still sends an old cookie.
            self._jars.erase_cookies(credential.id)
        flow = scheme.sign_in(credential, secrets)
        return await self._sign_in.run(flow, credential, environment)

    async def _keep(self, account: _Account, credential: Credential, grant: Grant) -> None:
        """Store what a grant asks to store, unless the credential was changed meanwhile."""
        # ``forget`` removes the account; this grant belongs to what the credential was before.
        if self._accounts.get(credential.id) is not account:
            self._jars.erase_cookies(credential.id)
            raise AuthError(
                Phrase(
                    marked("{name} was changed or signed out meanwhile. Send the request again."),
                    {"name": credential.name},
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

    def _token_address(
        self, scheme: AuthScheme, credential: Credential, environment: Environment
    ) -> str:
        # The real services refuse a token of the sandbox: another server signed it.
        for service_id in scheme.service_ids(credential)[:1]:
            service = self._library.catalogue.service(service_id)
            address = base_address(service, environment) if service else ""
            return address if isinstance(address, str) else ""
        return ""


def _scheme(credential: Credential) -> AuthScheme:
    scheme = scheme_of(credential.scheme)
    if scheme is None:
        raise AuthError(
            Phrase(
                marked(
                    "{name} signs in by {scheme}, which this version of the program does not "
                    "know. Choose another credential."
                ),
                {"name": credential.name, "scheme": credential.scheme},
            )
        )
    return scheme


def _auth_parameters(
    scheme: AuthScheme,
    credential: Credential,
    grant: Grant,
    request: Request,
    environment: Environment,
) -> AuthParameters:
    auth_parameters = scheme.auth_parameters(credential, grant, request)
    # A service may repeat any of them in its response, also those that this request lacks.
    hidden = (secret for _, secret in (*grant.values, *grant.headers, *grant.query))
    return replace(
        auth_parameters,
        credential=credential.name,
        origins=bound_origins(credential, environment),
        secrets=(*auth_parameters.secrets, *hidden),
    )
