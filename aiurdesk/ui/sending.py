"""Sending of the open requests, each by itself, in the chosen environment."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from aiurdesk.core.address import base_address
from aiurdesk.core.built_in_environments import SANDBOX
from aiurdesk.core.endpoint import Service
from aiurdesk.core.environment import Environment
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.exchange import Exchange
from aiurdesk.core.form import check
from aiurdesk.core.limits import Limits
from aiurdesk.core.request import FieldError, PreparedRequest, Request
from aiurdesk.services.services import Services
from aiurdesk.ui.messages import Message
from aiurdesk.ui.tasks import TaskScope

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
        service = self._service_of(request)
        return self._services.sender.prepare(request, service, self._environment)

    def base_address(self, request: Request) -> str:
        """Return where the service of a request is, empty where it is not or not yet known."""
        service = self._service_of(request)
        base = None if service is None else base_address(service, self._environment)
        return base if isinstance(base, str) else ""

    def send(self, key: int, request: Request) -> None:
        """Send a request; an earlier sending of the same tab is cancelled."""
        errors = () if request.is_forced else check(request.endpoint, request.values)
        if errors:
            self.refused.emit(key, errors)
            return
        self._cancelled_by_hand.discard(key)
        self._scope.start(f"{_SEND}{key}", self._send, key, request)

    def cancel(self, key: int) -> None:
        """Stop the sending of a request, which then has an exchange that says so."""
        self._cancelled_by_hand.add(key)
        self._scope.cancel(f"{_SEND}{key}")

    def forget(self, key: int) -> None:
        """Stop the sending of a request whose answer nobody waits for any more."""
        self._scope.cancel(f"{_SEND}{key}")

    def is_busy(self, key: int) -> bool:
        """Tell whether a request is on its way."""
        return self._scope.is_busy(f"{_SEND}{key}")

    async def _send(self, key: int, request: Request) -> None:
        await self._start_sandbox()
        prepared = self.prepare(request)
        if prepared is None:
            return
        if isinstance(prepared, tuple):
            self.refused.emit(key, prepared)
            return
        sender, service = self._services.sender, self._service_of(request)
        loop = asyncio.get_running_loop()
        started_s = loop.time()
        try:
            exchange = await sender.send(request, prepared, service, self._limits)
        except asyncio.CancelledError:
            if key in self._cancelled_by_hand:
                elapsed_ms = (loop.time() - started_s) * 1000
                cancelled = sender.cancelled(request, prepared, elapsed_ms)
                self.exchange_finished.emit(key, cancelled)
            raise
        self.exchange_finished.emit(key, exchange)

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
