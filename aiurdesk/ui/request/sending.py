"""Sends the open requests, each in a task of its own."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal, SignalInstance

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.environments.scope import CapturedVariables
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.exchange.sockets.socket_options import limited_options
from aiurdesk.core.preparing.address import base_address
from aiurdesk.core.preparing.availability import is_sandbox_starting
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.limits import Limits, Progress
from aiurdesk.core.request.methods import may_write
from aiurdesk.core.request.request import PreparedRequest, Request
from aiurdesk.core.translation import tr
from aiurdesk.services.credentials.sign_in import SignInFailed
from aiurdesk.services.expectations.examination import Examined, unexamined
from aiurdesk.services.sending.asking import Asking, followed
from aiurdesk.services.sending.planned_request import NotSent, PlannedRequest, careful_question
from aiurdesk.services.sending.request_planner import has_long_text
from aiurdesk.services.sockets.street import SendEvent, Street, StreetTerms, last_of
from aiurdesk.ui import request as request_room
from aiurdesk.ui.credentials.choice import CredentialChoice
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.messages import Message

if TYPE_CHECKING:
    from aiurdesk.services.expectations.received_frames import ReceivedFrames

Preview = PreparedRequest | tuple[Problem, ...]
"""What would be sent, or why nothing can be sent."""
ShowPreview = Callable[[Preview | None, Preview | None], None]
_ENVIRONMENT_CHANGED = tr(
    "Your request was not sent, because you chose another environment before "
    "the sandbox had started. Send it again."
)


class SendTask(msgspec.Struct, frozen=True):
    """Names the task that sends an open request."""

    key: int
    """The key of the open request."""

    def __str__(self) -> str:
        return f"send {self.key}"


class Sending(QObject):
    """Plans and sends requests; each is named by the key of its tab."""

    refused = Signal(int, object)
    """Emitted with a key and a tuple of Problem when a request cannot be sent as it is."""
    connect_wanted = Signal(int, object)
    """Emitted with a key and the PlannedRequest of a WebSocket, which is connected elsewhere."""
    busy_changed = Signal(int, bool)
    """Emitted with a key when the sending of a request starts and when it ends."""
    progressed = Signal(int, Progress)
    """Emitted with a key each time that more of its request or response was transferred."""
    asked = Signal(int, bool)
    """Emitted with a key when the person is asked something before its request is sent, and when
    that is answered."""
    exchange_finished = Signal(int, Exchange)
    """Emitted with a key and the exchange of its request: a response or a failure."""
    stream_opened = Signal(int, object)
    """Emitted with a key and the SocketSession of the stream that its response is; who takes it
    closes it."""
    fetched = Signal(int, Exchange)
    """Emitted with a key and what came of another request that was sent for its request."""
    captured = Signal()
    """Emitted when a response gave variables another value for later requests, and when such values
    are forgotten."""
    told = Signal(Message)
    """Emitted with an error that belongs to no request."""

    def __init__(
        self,
        street: Street,
        scope: TaskScope,
        environments: EnvironmentChoice,
        credentials: CredentialChoice,
        asking: Asking,
    ) -> None:
        super().__init__()
        self._street = street
        self._pipeline = street.pipeline
        self._scope = scope
        self._environments = environments
        self._credentials = credentials
        self._asking = asking
        self.limits = Limits()
        """What is sent from now on is held to them."""
        self._captured = CapturedVariables()
        self._authenticating: dict[int, Credential] = {}
        self._cancelled_by_hand: set[int] = set()
        self._folders: dict[int, Path | None] = {}
        self._untested: dict[int, Exchange] = {}
        """The responses whose tests are carried out now."""

    @property
    def environment(self) -> Environment:
        """The chosen environment with captured values; values that a person set by hand win."""
        return self._with_captured(self._environments.environment)

    def _with_captured(self, environment: Environment) -> Environment:
        return self._captured.added_to(environment, self._environments.given_in(environment))

    @property
    def has_captured(self) -> bool:
        """Whether captures have set variables of the chosen environment."""
        return bool(self._captured.of(self._environments.environment).captured)

    def forget_captured(self) -> None:
        """Forget the values that were captured in the environment in force."""
        self._captured.forget(self._environments.environment)
        self.captured.emit()

    @property
    def environments(self) -> tuple[Environment, ...]:
        """All environments that can be chosen."""
        return self._environments.offered

    def plan(self, request: Request) -> PlannedRequest:
        """Return a request with the environment and the credential that it is sent with now."""
        return self._pipeline.plan(request, self.environment, self._credentials.chosen)

    def plan_now(self, plan: PlannedRequest) -> PlannedRequest | None:
        """Return a plan once its environment is ready; None if it cannot be sent any more.

        Where the person chose another environment meanwhile, that is told.
        """
        # The sandbox could not start, which was told.
        if self._waits_for_sandbox(plan):
            return None
        if plan.environment == self.environment:
            return plan
        if plan.environment.name != self.environment.name:
            # Never on to the new one: what was meant for the sandbox would go to a real service.
            self.told.emit(Message(_ENVIRONMENT_CHANGED, "notice"))
            return None
        # The sandbox has started: there are addresses and ready credentials now.
        return self.plan(plan.request)

    def preview(self, plan: PlannedRequest) -> Preview | None:
        """Return what would be sent, or why nothing can be sent; None until the sandbox runs."""
        return None if self._waits_for_sandbox(plan) else self._pipeline.preview(plan)

    def _waits_for_sandbox(self, plan: PlannedRequest) -> bool:
        """Return whether a request needs the sandbox, which does not run yet.

        Typed addresses and services of the person have addresses without it.
        """
        if self._environments.has_addresses:
            return False
        service = plan.service
        is_there = service is not None and is_sandbox_starting(service, plan.environment)
        return is_there or not plan.auth_parameters.is_empty

    def copy_as_curl(self, plan: PlannedRequest) -> None:
        """Copy what would be sent as a command of curl, and tell it."""
        self.told.emit(request_room.text_import.copy_as_curl(self.preview(plan)))

    def show_preview(self, key: int, plan: PlannedRequest, show: ShowPreview) -> None:
        """Show what would be sent, and what "Send anyway" would send.

        Where the body is long, that comes later, unless another preview of the same tab is wanted
        before.
        """
        task = tr("preview request {key}").format(key=key)
        self._scope.cancel(task)
        if has_long_text(plan.request.body):
            self._scope.start(task, self._show_preview_later, plan, show)
            return
        prepared = forced = self.preview(plan)
        if isinstance(prepared, tuple):
            forced = self.preview(self._forced(plan))
        show(prepared, forced)

    async def _show_preview_later(self, plan: PlannedRequest, show: ShowPreview) -> None:
        # A megabyte of JSON with a token in each entry takes a tenth of a second.
        prepared = forced = await asyncio.to_thread(self.preview, plan)
        if isinstance(prepared, tuple):
            forced = await asyncio.to_thread(self.preview, self._forced(plan))
        show(prepared, forced)

    def _forced(self, plan: PlannedRequest) -> PlannedRequest:
        return self.plan(replace(plan.request, is_forced=True))

    def send(
        self, key: int, request: Request, folder: Path | None = None, *, is_renewing: bool = False
    ) -> None:
        """Send a request; an earlier sending of the same tab is cancelled.

        A WebSocket is handed over to be connected.

        Args:
            folder: The folder of its file, beside which its schemas are; None if it is not saved.
            is_renewing: With a new token, even while the old one is valid.
        """
        plan = self.plan(request)
        # Renewing is offered for a request that was sent, so it has passed the rules.
        if not is_renewing and (errors := plan.problems):
            self.refused.emit(key, errors)
            return
        self._folders[key] = folder
        if request.endpoint.is_websocket:
            self.connect_wanted.emit(key, plan)
            return
        self._start(key, plan, self.exchange_finished, is_renewing=is_renewing)

    def fetch(self, key: int, request: Request) -> None:
        """Send another request for the one in a tab, such as one that gets a token for it."""
        self._start(key, self.plan(request), self.fetched)

    def cancel(self, key: int) -> None:
        """Stop the sending of a request; its exchange then has the failure ``cancelled``."""
        self._cancelled_by_hand.add(key)
        self._scope.cancel(SendTask(key))

    def stop_authenticating(self) -> None:
        """Cancel the requests that wait for keyring or browser, not those with a token."""
        for key, credential in tuple(self._authenticating.items()):
            # With a token it is on the wire already.
            if not self._credentials.is_signed_in(credential):
                self.cancel(key)

    def forget(self, key: int) -> None:
        """Stop the sending of a request that is closed; it has no exchange."""
        self._scope.cancel(SendTask(key))
        self._folders.pop(key, None)

    def is_busy(self, key: int) -> bool:
        """Return whether a request is being sent."""
        return self._scope.is_busy(SendTask(key))

    def note_task(self, name: object, is_busy: bool) -> None:
        """Emit ``busy_changed`` if a task of the scope that started or ended is a send."""
        if isinstance(name, SendTask):
            self.busy_changed.emit(name.key, is_busy)

    def _start(
        self, key: int, plan: PlannedRequest, finished: SignalInstance, *, is_renewing: bool = False
    ) -> None:
        self._cancelled_by_hand.discard(key)
        # The name of the task is the key of exclusion: one send at a time in each tab.
        self._scope.start(SendTask(key), self._send, key, plan, finished, is_renewing)

    async def _send(
        self, key: int, plan: PlannedRequest, finished: SignalInstance, is_renewing: bool
    ) -> None:
        if self._waits_for_sandbox(plan):
            await self._environments.ready()
        current = self.plan_now(plan)
        if current is None:
            return
        try:
            await self._follow(key, current, finished, is_renewing)
        except SignInFailed as failure:
            # The response to signing in is shown instead of the one that is missing.
            self.exchange_finished.emit(key, failure.unsent)
        except ProblemError as error:
            if error.problem.fixes:
                # The strip above the request has room for their buttons.
                self.refused.emit(key, (error.problem,))
            else:
                text = tr("Your request was not sent. {error}").format(error=error)
                self.told.emit(Message(text, "credential"))
        # There may be a new token now, or one more address that the credential is bound to.
        self._credentials.refresh()

    async def _follow(
        self, key: int, plan: PlannedRequest, finished: SignalInstance, is_renewing: bool
    ) -> None:
        """Send a request, and emit what happens to it."""
        clock = asyncio.get_running_loop().time
        started_s = clock()
        came: Progress | None = None

        def note_question(is_open: bool) -> None:
            nonlocal started_s
            # How long a person thinks does not count as time of the request.
            started_s = clock()
            self.asked.emit(key, is_open)

        def note_progress(progress: Progress) -> None:
            nonlocal came
            came = progress
            self.progressed.emit(key, progress)

        terms = StreetTerms(
            self.limits,
            followed(self._asking, note_question),
            note_progress,
            is_renewing,
            folder=self.folder(key),
        )
        if plan.credential is not None:
            # Known until the response came, because cancelling a sign-in cancels such requests
            # only.
            self._authenticating[key] = plan.credential
        try:
            async with aclosing(self._street.send(plan, terms)) as events:
                async for event in events:
                    self._authenticating.pop(key, None)
                    await self._take(key, plan, event, finished)
        except asyncio.CancelledError:
            # A new send or a closed tab cancels too; then no exchange is wanted.
            if key in self._cancelled_by_hand:
                elapsed_ms = (clock() - started_s) * 1000
                self._show_cancelled(key, plan, finished, elapsed_ms, came)
            raise
        finally:
            self._authenticating.pop(key, None)
            self._untested.pop(key, None)

    async def _take(
        self, key: int, plan: PlannedRequest, event: SendEvent, finished: SignalInstance
    ) -> None:
        match event:
            case NotSent(errors):
                if errors:
                    self.refused.emit(key, errors)
            case Exchange():
                self._untested[key] = event
                # Judging a thousand errors takes a while, and so does showing them.
                await asyncio.sleep(0)
            case Examined(exchange, variables, secrets):
                self.keep_captured(plan, variables, secrets)
                finished.emit(key, exchange)
            case _:
                self.stream_opened.emit(key, event)

    def _show_cancelled(
        self,
        key: int,
        plan: PlannedRequest,
        finished: SignalInstance,
        elapsed_ms: float,
        came: Progress | None,
    ) -> None:
        untested = self._untested.get(key)
        if untested is not None:
            # It is not recorded: what its captures would have given may be secret.
            finished.emit(key, unexamined(untested))
            return
        exchange = self._pipeline.cancelled(plan, elapsed_ms, came)
        if isinstance(exchange, Exchange):
            self.exchange_finished.emit(key, exchange)

    async def sent(self, plan: PlannedRequest, folder: Path | None) -> Exchange | NotSent:
        """Send a request that is shown nowhere, such as one among the messages of a socket.

        Args:
            plan: The plan of it.
            folder: As for ``send``.

        Raises:
            ProblemError: It could not be sent.
        """
        options = limited_options(plan.request, self.limits)
        terms = StreetTerms(
            self.limits, self._asking, folder=folder, is_watched=False, options=options
        )
        last = await last_of(self._street.send(plan, terms))
        if not isinstance(last, Examined):
            return NotSent(last.problems if isinstance(last, NotSent) else ())
        self.keep_captured(plan, last.variables, last.secrets)
        return last.exchange

    async def sent_elsewhere(
        self, request: Request, environment: Environment, folder: Path | None
    ) -> Exchange | NotSent:
        """Send a request in another environment than the chosen one, which stays chosen.

        It goes with the credential that is chosen there. What may change something is asked
        first, in any environment: it was chosen from a list to compare with, and not by Send.

        Args:
            request: The request.
            environment: One of those that are offered.
            folder: As for ``send``.

        Raises:
            ProblemError: It could not be sent.
        """
        await self._environments.ready(environment)
        environment = self._with_captured(self._environments.in_force(environment))
        chosen = self._credentials.chosen_in(environment)
        plan = self._pipeline.plan(request, environment, chosen)
        if plan.problems:
            return NotSent(plan.problems)
        method = request.sent_method
        if may_write(method, request.body) and not environment.is_careful:
            question = replace(careful_question(method, plan), is_elsewhere=True)
            if not await self._asking.careful(question):
                return NotSent()
        return await self.sent(plan, folder)

    async def examined(
        self,
        plan: PlannedRequest,
        exchange: Exchange,
        folder: Path | None,
        received: "ReceivedFrames | None" = None,
    ) -> Exchange:
        """Carry out the tests of a socket, and hold what its captures gave.

        Args:
            plan: That it was opened with.
            exchange: What came of it.
            folder: As for ``send``.
            received: What came over it.
        """
        examined = await self._street.examined(plan, exchange, folder, received)
        self.keep_captured(plan, examined.variables, examined.secrets)
        return examined.exchange

    def folder(self, key: int) -> Path | None:
        """Return the folder of the file of a request that was sent; None if it is not saved."""
        return self._folders.get(key)

    def keep_captured(
        self,
        plan: PlannedRequest,
        variables: tuple[tuple[str, str], ...],
        secrets: tuple[Secret, ...],
    ) -> None:
        """Hold what the captures of a request gave, for what is sent later."""
        request = plan.request
        name = request.saved_name or request.endpoint.shown_title
        if self._captured.keep(plan.environment, variables, secrets, name):
            self.captured.emit()


def shown_base_address(plan: PlannedRequest) -> str:
    """Return where the service of a request is, empty where it is not or not yet known."""
    base = None if plan.service is None else base_address(plan.service, plan.environment)
    return base if isinstance(base, str) else ""
