"""Send requests under the name of a credential, and once more where its token was refused."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.credentials.auth_parameters import AuthParameters, filled_names
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.limits import Limits, OnProgress
from aiurdesk.core.request.request import FieldError, Request
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.core.response.response import Response
from aiurdesk.services.envelope_reader import EnvelopeReader
from aiurdesk.services.library import Library
from aiurdesk.services.sender import Sender
from aiurdesk.services.signing import Signing
from aiurdesk.transport.transport import Transport

if TYPE_CHECKING:
    from aiurdesk.services.login import Signed

RENEWED_NOTE = "The access token was refused and renewed; the request was sent again."
SIGNED_IN_AGAIN_NOTE = "The session had ended; after signing in again the request was sent again."
_UNAUTHORIZED, _INVALID_INPUT = -8, -10


class SignedSender(Sender):
    """A sender that lets a login sign what it sends."""

    def __init__(
        self, transport: Transport, library: Library, reader: EnvelopeReader, signing: Signing
    ) -> None:
        super().__init__(transport, library, reader)
        self._signing = signing

    async def send_as(
        self,
        request: Request,
        service: Service | None,
        environment: Environment,
        credential: Credential | None,
        limits: Limits,
        on_progress: OnProgress | None = None,
    ) -> Exchange | tuple[FieldError, ...]:
        """Sign, prepare, send and judge a request, or tell why it cannot be sent.

        A refused token or session is renewed once, and the request sent once more; the verdict
        says so. That is not done for a token that was fetched for this very request.

        Raises:
            AuthError: Signing in is not possible; nothing was sent.
            SignInFailed: A service did not let the credential in; its answer can be shown.
            KeyringFailure: The secrets could not be read; nothing was sent.
        """

        async def send(auth_parameters: AuthParameters) -> Exchange | tuple[FieldError, ...]:
            prepared = self.prepare(request, service, environment, auth_parameters)
            if isinstance(prepared, tuple):
                return prepared
            return await self.send(request, prepared, service, limits, on_progress)

        if credential is None:
            return await send(AuthParameters())
        signed = await self._signing.login.signed(credential, request, service, environment)
        first = await send(signed.auth_parameters)
        if isinstance(first, tuple) or not _may_be_renewed(first, signed):
            return first
        try:
            grant = await self._signing.login.renew(credential, environment, signed.grant)
        except AiurdeskError as error:
            return _noted(first, f"Renewing the credential did not work. {error}")
        anew = self._signing.login.resigned(signed, credential, grant, request)
        if anew is None:
            return first
        again = await send(anew)
        if isinstance(again, tuple):
            return again
        return _noted(again, RENEWED_NOTE if anew.values else SIGNED_IN_AGAIN_NOTE)


def _may_be_renewed(exchange: Exchange, signed: "Signed") -> bool:
    """Tell whether a service refused what a credential added, and that was not brand-new.

    Services of 2023 refuse an expired token as a value that is not valid (−10), naming it.
    """
    if signed.grant is None or signed.is_new:
        return False
    verdict = exchange.verdict
    if verdict.code is None:
        return isinstance(exchange.outcome, Response) and exchange.outcome.status == 401
    if verdict.code == _INVALID_INPUT:
        names = filled_names(signed.auth_parameters, exchange.request.endpoint)
        return any(name in verdict.field_errors for name in names)
    return verdict.code == _UNAUTHORIZED


def _noted(exchange: Exchange, note: str) -> Exchange:
    verdict = exchange.verdict
    return replace(exchange, verdict=replace(verdict, notes=(*verdict.notes, note)))
