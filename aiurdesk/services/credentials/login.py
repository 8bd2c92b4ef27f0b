"""Authenticates requests: fetches tokens once, holds them in memory, renews them in time."""

from typing import Protocol

import msgspec
from msgspec.structs import replace

from aiurdesk.core.addresses.address import origin_of_request
from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.auth import scheme_of
from aiurdesk.core.auth.scheme import AuthScheme, Grant
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.errors import AuthError
from aiurdesk.core.preparing.auth_parameters import NO_AUTH_PARAMETERS, AuthParameters
from aiurdesk.core.preparing.cookie import Cookie
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.core.variables.environment import Environment
from aiurdesk.services.credentials.binding import bound_origins
from aiurdesk.services.credentials.browser import Browser
from aiurdesk.services.credentials.credentials import Credentials
from aiurdesk.services.credentials.grants import Grants
from aiurdesk.services.credentials.sign_in import SignIn
from aiurdesk.services.credentials.signatures import Signatures


class Authenticated(msgspec.Struct, frozen=True):
    """What a credential adds to a request, and the grant that it comes from."""

    auth_parameters: AuthParameters
    grant: Grant
    is_new: bool = False
    """It was fetched for this request, so another one would be refused as well."""


class CookieJars(Protocol):
    """Cookies, in jars that have names."""

    def cookies(self, jar: str) -> tuple[Cookie, ...]:
        """Return what is in a jar."""
        ...

    def erase_cookie(self, jar: str, cookie: Cookie) -> None:
        """Take one cookie out of a jar."""
        ...


class Login:
    """Signs credentials in and adds what they give to requests."""

    def __init__(
        self,
        credentials: Credentials,
        grants: Grants,
        sign_in: SignIn,
        jars: CookieJars,
    ) -> None:
        """Prepare; no credential is signed in yet.

        Args:
            jars: The cookies of each credential, under its id.
        """
        self._secrets = credentials.secrets
        self._sign_in = sign_in
        self._grants = grants
        self._jars = jars
        self._signatures = Signatures()
        # A token of the old secret must not outlive it.
        credentials.on_change(grants.forget)
        credentials.on_change(self._signatures.forget)

    @property
    def browser(self) -> Browser:
        """The browser that signs in; its ``on_visit`` is called while it waits for the person."""
        return self._sign_in.browser

    def grant(self, credential: Credential) -> Grant | None:
        """Return what signing in gave, or None before that."""
        return self._grants.held(credential)

    def expires_in_s(self, credential: Credential) -> float | None:
        """Return how long the token is valid by the server's clock; None where there is no end."""
        grant = self.grant(credential)
        # A session or a fixed token has no end that the program knows.
        if grant is None or grant.expires_at is None:
            return None
        return self._grants.left_s(grant)

    def auth_parameters(
        self,
        credential: Credential,
        request: Request,
        service: Service | None,
        environment: Environment,
    ) -> AuthParameters:
        """Return all that a credential could add to a request, without keyring and network.

        Values that were typed are not looked at. Dots stand for what is not known before
        signing in. ``NO_AUTH_PARAMETERS`` where the credential is not meant for the request.

        Raises:
            AuthError: The scheme of the credential is not known.
        """
        scheme = _known(credential)
        if not _is_meant_for(scheme, credential, request, service, environment):
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
        scheme = _known(credential)
        grant, is_new = await self._grants.get(scheme, credential, environment, refused)
        added = _auth_parameters(scheme, credential, grant, request, environment)
        return Authenticated(added, grant, is_new)

    async def sign(
        self, credential: Credential, grant: Grant, prepared: PreparedRequest
    ) -> PreparedRequest:
        """Return a request with the headers that a scheme computes of it; most compute none.

        Raises:
            AuthError: The credential lacks something for this request.
        """
        return await self._signatures.sign(_known(credential), credential, grant, prepared)

    def takes_challenge(
        self, credential: Credential, prepared: PreparedRequest, response: Response
    ) -> bool:
        """Take what a response asks for, and return whether signing again would answer it."""
        return self._signatures.takes(_known(credential), credential, prepared, response)

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
        # What is known now counts as refused, so that a good token is replaced too.
        current = refused or self.grant(credential)
        grant, _ = await self._grants.get(_known(credential), credential, environment, current)
        return grant

    async def who_am_i(self, credential: Credential, environment: Environment) -> str:
        """Ask the service who is signed in, and return what it says as a sentence.

        Raises:
            AuthError: Signing in is not possible.
            SignInFailed: A service did not let it in.
            KeyringFailure: The secrets could not be read.
        """
        scheme = _known(credential)
        grant, is_new = await self._grants.get(scheme, credential, environment, refused=None)
        try:
            return await self._sign_in.run(
                scheme.who_am_i(credential, grant), credential, environment
            )
        except AuthError:
            # Another new token would be refused for the same reason.
            if is_new:
                raise
        # A token may be void before it expires: Archon makes a new key pair at each start.
        grant, _ = await self._grants.get(scheme, credential, environment, refused=grant)
        return await self._sign_in.run(scheme.who_am_i(credential, grant), credential, environment)

    def cookies(self, credential: Credential) -> tuple[Cookie, ...]:
        """Return the cookies that services have set for the credential."""
        return self._jars.cookies(credential.id)

    def erase_cookie(self, credential: Credential, cookie: Cookie) -> None:
        """Delete one cookie of a credential.

        With the last one the grant is deleted, too: a session without cookies is not signed in.
        """
        self._jars.erase_cookie(credential.id, cookie)
        if not self.cookies(credential):
            self.erase_cookies(credential)

    def erase_cookies(self, credential: Credential) -> None:
        """Delete all cookies of a credential, which signs in again when it is next used."""
        self._grants.forget(credential.id)

    async def sign_out(self, credential: Credential) -> str:
        """End the session at the service, then delete token, cookies and what signing in stored.

        The secrets that the person entered stay. The rest is deleted whatever the service says.

        Returns:
            A sentence if the service did not end the session, else empty text.

        Raises:
            KeyringFailure: What was stored could not be deleted.
        """
        # The service comes first, because it needs the token.
        problem = await self._grants.end(scheme_of(credential.scheme), credential)
        await self._secrets.keep(credential, {})
        return problem


def _is_meant_for(
    scheme: AuthScheme,
    credential: Credential,
    request: Request,
    service: Service | None,
    environment: Environment,
) -> bool:
    """Return whether a credential is to be sent with a request, maybe after a question.

    A credential that the request does not name goes only to the services of its scheme, or to
    the addresses that it is bound to.
    """
    # Without a parameter for the token, or a service that reads the cookie, nothing would be added.
    if not scheme.applies(credential, request.endpoint, service):
        return False
    # Dots show as well as a real token whether the endpoint takes anything.
    placeholder = scheme.placeholder_grant(credential)
    if scheme.auth_parameters(credential, placeholder, request).is_empty:
        return False
    # A name in the request is the decision of a person; the chooser applies to all requests.
    is_named = (request.credential or "").casefold() == credential.name.casefold()
    has_services = bool(scheme.service_ids(credential))
    if is_named or (has_services and service is not None):
        return True
    if has_services:
        return False
    # A scheme without services, such as a fixed header, goes where the person bound it. For one
    # that is bound to nothing yet, the person is asked.
    origin = origin_of_request(request.endpoint, service, environment)
    return not credential.origins or origin in bound_origins(credential, environment)


def _known(credential: Credential) -> AuthScheme:
    scheme = scheme_of(credential.scheme)
    if scheme is None:
        raise AuthError(
            tr(
                "{name} signs in by {scheme}, which this version of the program does not "
                "know. Choose another credential."
            ).format(name=credential.name, scheme=credential.scheme)
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
