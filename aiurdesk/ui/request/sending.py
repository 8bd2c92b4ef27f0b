"""Sending of the open requests, each by itself, in the chosen environment."""

import asyncio
from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from aiurdesk.core.api.endpoint import Service
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.request.address import base_address
from aiurdesk.core.request.availability import why_unavailable
from aiurdesk.core.request.built_in_environments import SANDBOX
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.form_rules import check
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import FieldError, PreparedRequest, Request
from aiurdesk.core.response.exchange import Exchange
from aiurdesk.services.services import Services
from aiurdesk.services.sign_in import SignInFailed
from aiurdesk.ui.credentials.choice import CredentialChoice
from aiurdesk.ui.credentials.request_signer import RequestSigner
from aiurdesk.ui.credentials.signing import Signed
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.messages import Message

_SEND = "send "
STARTING_SANDBOX = "Starting the sandbox"


class Sending(QObject):
    """Prepares and sends requests; each is named by the key of its tab."""

    refused = Signal(int, object)
    """Emitted with a key and a tuple of FieldError when a request cannot be sent as it is."""
    busy_changed = Signal(int, bool)
    """Emitted with a key when the sending of a request starts and when it ends."""
    exchange_finished = Signal(int, Exchange)
    """Emitted with the answer to a request, or why there is none."""
    environment_changed = Signal(Environment)
    """Emitted when requests go elsewhere, or when the sandbox has its addresses."""
    told = Signal(Message)
    """Emitted with what went wrong beside any request."""

    def __init__(
        self,
        services: Services,
        scope: TaskScope,
        limits: Limits,
        service_of: Callable[[Request], Service | None],
    ) -> None:
        super().__init__()
        self._services = services
        self._scope = scope
        self._limits = limits
        self._service_of = service_of
        self._environment = SANDBOX
        self._sandbox = SANDBOX
        self.choice = CredentialChoice(services)
        self.signer = RequestSigner(services, self.choice)
        self._signing: dict[int, Credential] = {}
        self._cancelled_by_hand: set[int] = set()
        scope.busy_changed.connect(self._on_busy_changed)

    @property
    def environment(self) -> Environment:
        """Where requests go."""
        return self._environment

    def set_environment(self, environment: Environment) -> None:
        """Send to other addresses from now on."""
        before = self._environment
        self._environment = self._sandbox if environment.is_sandbox else environment
        if self._environment != before:
            self.choice.set_environment(self._environment)
            self.environment_changed.emit(self._environment)

    def set_limits(self, limits: Limits) -> None:
        """Hold what is sent from now on to other limits."""
        self._limits = limits

    def start_sandbox(self) -> None:
        """Start the sandbox where it is the chosen environment and does not run yet."""
        if self._environment.is_sandbox and not self._sandbox.base_urls:
            self._scope.start(STARTING_SANDBOX, self._start_sandbox)

    def prepare(self, request: Request) -> PreparedRequest | tuple[FieldError, ...] | None:
        """Return what would go on the wire or why nothing can; None until the sandbox runs."""
        if self._environment.is_sandbox and not self._environment.base_urls:
            return None
        service, environment = self._service_of(request), self._environment
        auth_parameters = self.signer.shown(request, service, environment)
        return self._services.sender.prepare(request, service, environment, auth_parameters)

    def signed(self, request: Request) -> Signed:
        """Return which credential signs a request, and all that it could fill in."""
        return self.signer.signed(request, self._service_of(request), self._environment)

    def base_address(self, request: Request) -> str:
        """Return where the service of a request is, empty where it is not or not yet known."""
        service = self._service_of(request)
        base = None if service is None else base_address(service, self._environment)
        return base if isinstance(base, str) else ""

    def send(self, key: int, request: Request) -> None:
        """Send a request; an earlier sending of the same tab is cancelled."""
        if errors := self._errors(request):
            self.refused.emit(key, errors)
            return
        self._cancelled_by_hand.discard(key)
        self._scope.start(f"{_SEND}{key}", self._send, key, request)

    def renew_and_send(self, key: int, request: Request) -> None:
        """Get a new token whatever is left of the old one, and send the request with it."""
        self._cancelled_by_hand.discard(key)
        self._scope.start(f"{_SEND}{key}", self._send, key, request, True)

    def cancel(self, key: int) -> None:
        """Stop the sending of a request, which then has an exchange that says so."""
        self._cancelled_by_hand.add(key)
        self._scope.cancel(f"{_SEND}{key}")

    def stop_signing(self) -> None:
        """Cancel what waits for keyring or browser; what has its token already goes on."""
        for key, credential in tuple(self._signing.items()):
            if self._services.login.grant(credential) is None:
                self.cancel(key)

    def forget(self, key: int) -> None:
        """Stop the sending of a request whose answer nobody waits for any more."""
        self._scope.cancel(f"{_SEND}{key}")

    def is_busy(self, key: int) -> bool:
        """Tell whether a request is on its way."""
        return self._scope.is_busy(f"{_SEND}{key}")

    def _errors(self, request: Request) -> tuple[FieldError, ...]:
        """Return why a request cannot be sent, as far as that is known before anything starts."""
        service, environment = self._service_of(request), self._environment
        unreachable = why_unavailable(request.endpoint, service, environment)
        if unreachable is not None:
            return (unreachable,)
        if request.is_forced:
            return ()
        auth_parameters = self.signer.shown(request, service, environment)
        errors = check(request.endpoint, request.values)
        return self.signer.still_wrong(errors, request, auth_parameters)

    async def _send(self, key: int, request: Request, is_renewing: bool = False) -> None:
        await self._start_sandbox()
        if self._environment.is_sandbox and not self._environment.base_urls:
            return
        try:
            outcome = await self._outcome(key, request, is_renewing)
        except SignInFailed as failure:
            self.exchange_finished.emit(key, failure.exchange)
        except AiurdeskError as error:
            self.told.emit(Message(str(error), "credential"))
        else:
            if isinstance(outcome, Exchange):
                self.exchange_finished.emit(key, outcome)
            elif outcome:
                self.refused.emit(key, outcome)
        self.choice.tick()

    async def _outcome(
        self, key: int, request: Request, is_renewing: bool
    ) -> Exchange | tuple[FieldError, ...]:
        """Send with the credential that is meant; neither errors nor an exchange: not sent."""
        if trouble := self.choice.trouble(request):
            return (FieldError("", trouble),)
        service, environment = self._service_of(request), self._environment
        consented = await self.signer.consented(request, service, environment)
        if consented is None:
            return ()
        credential = consented.credential
        loop = asyncio.get_running_loop()
        started_s = loop.time()
        if credential is not None:
            self._signing[key] = credential
        try:
            if credential is not None and is_renewing:
                await self._services.login.renew(credential, environment)
            return await self._services.sender.send_as(
                request, service, environment, credential, self._limits
            )
        except asyncio.CancelledError:
            if key in self._cancelled_by_hand:
                self._tell_cancelled(key, request, (loop.time() - started_s) * 1000)
            raise
        finally:
            self._signing.pop(key, None)

    def _tell_cancelled(self, key: int, request: Request, elapsed_ms: float) -> None:
        prepared = self.prepare(request)
        if isinstance(prepared, PreparedRequest):
            sender = self._services.sender
            self.exchange_finished.emit(key, sender.cancelled(request, prepared, elapsed_ms))

    async def ready(self, credential: Credential) -> Credential:
        """Return a credential as it is once the sandbox runs, where that is the environment."""
        await self._start_sandbox()
        return self._services.credentials.by_id(credential.id) or credential

    async def _start_sandbox(self) -> None:
        if not self._environment.is_sandbox or self._sandbox.base_urls:
            return
        try:
            running = await self._services.start_sandbox()
        except AiurdeskError as error:
            self.told.emit(Message(str(error), "failure"))
            return
        if self._sandbox.base_urls:
            return
        self._sandbox = replace(SANDBOX, base_urls=running.environment.base_urls)
        if self._environment.is_sandbox:
            self.set_environment(self._sandbox)

    def _on_busy_changed(self, name: str, is_busy: bool) -> None:
        if name.startswith(_SEND):
            self.busy_changed.emit(int(name.removeprefix(_SEND)), is_busy)
