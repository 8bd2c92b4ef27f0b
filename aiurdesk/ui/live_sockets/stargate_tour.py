"""Carries out the tour of Stargate in the sandbox, one step at a time or all of them."""

import asyncio

from PySide6.QtCore import QObject

from aiurdesk.core.environments.environment import SANDBOX
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.stargate_tour import (
    TourChannel,
    TourStep,
    tour_channel,
    tour_request,
)
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.translation import tr
from aiurdesk.services.library import Library
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
from aiurdesk.ui.live_sockets.socket_controller import SocketController
from aiurdesk.ui.request.workbench import Workbench
from aiurdesk.ui.tasks import TaskScope

_TOUR = tr("tour of Stargate")


class StargateTour(QObject):
    """Opens the request of each step in a tab of its own, and sends it."""

    def __init__(
        self,
        workbench: Workbench,
        library: Library,
        environments: EnvironmentChoice,
        sockets: SocketController,
        scope: TaskScope,
    ) -> None:
        super().__init__(sockets)
        self._workbench = workbench
        self._library = library
        self._environments = environments
        self._sockets = sockets
        self._scope = scope
        self._channels: dict[str, TourChannel] = {}
        self._listening: dict[str, int] = {}

    def take(self, service_id: str, step: TourStep | None) -> None:
        """Do a step of the tour; None does all of them.

        Args:
            service_id: Stargate of one of the generations.
        """
        # It creates channels and pushes messages: never at a real service.
        self._environments.choose(SANDBOX)
        steps = tuple(TourStep) if step is None else (step,)
        if step not in (None, TourStep.CREATE) and service_id not in self._channels:
            # A step needs a channel, so a person may begin with any of them.
            steps = (TourStep.CREATE, *steps)
        self._scope.start(_TOUR, self._run, service_id, steps)

    async def _run(self, service_id: str, steps: tuple[TourStep, ...]) -> None:
        for step in steps:
            if not await self._do(service_id, step):
                return
        if steps[-1] is TourStep.PUSH and service_id in self._listening:
            self._workbench.bring_to_front(self._listening[service_id])

    async def _do(self, service_id: str, step: TourStep) -> bool:
        """Send the request of a step; return whether the next one can follow."""
        endpoint = self._library.with_code_lab.endpoint(f"{service_id}.{step.endpoint_name}")
        if endpoint is None:
            return False
        request = tour_request(step, endpoint, self._channels.get(service_id))
        if step is TourStep.LISTEN:
            return await self._listen(service_id, request)
        exchange = await self._send(request)
        outcome = None if exchange is None else exchange.outcome
        if step is TourStep.CREATE:
            body = outcome.body.data if isinstance(outcome, Response) else b""
            channel = tour_channel(body)
            if channel is None:
                return False
            self._channels[service_id] = channel
            # The open socket belongs to the channel before.
            self._listening.pop(service_id, None)
        return isinstance(outcome, Response)

    async def _listen(self, service_id: str, request: Request) -> bool:
        opened = self._workbench.open_request(request)
        self._listening[service_id] = opened.key
        ended: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def look() -> None:
            if not ended.done() and not self._sockets.is_connecting(opened.key):
                ended.set_result(self._sockets.is_open(opened.key))

        self._workbench.send_request(opened.key)
        self._sockets.changed.connect(look)
        try:
            return await ended
        finally:
            self._sockets.changed.disconnect(look)

    async def _send(self, request: Request) -> Exchange | None:
        sending = self._workbench.sending
        ended: asyncio.Future[Exchange | None] = asyncio.get_running_loop().create_future()
        opened = self._workbench.open_request(request)

        def finish(key: int, exchange: Exchange | None) -> None:
            if key == opened.key and not ended.done():
                ended.set_result(exchange)

        def refuse(key: int, _errors: tuple[Problem, ...]) -> None:
            finish(key, None)

        def stop(key: int, is_busy: bool) -> None:
            # A request that is cancelled has neither an exchange nor errors.
            if not is_busy:
                finish(key, None)

        links = (
            (sending.exchange_finished, finish),
            (sending.refused, refuse),
            (sending.busy_changed, stop),
        )
        for signal, end in links:
            signal.connect(end)
        try:
            self._workbench.send_request(opened.key)
            return await ended
        finally:
            for signal, end in links:
                signal.disconnect(end)
