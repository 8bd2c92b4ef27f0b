"""Where requests go: the chosen environment, and the sandbox that starts when it is needed."""

from collections.abc import Awaitable, Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.request.built_in_environments import SANDBOX
from aiurdesk.core.request.environment import Environment
from aiurdesk.services.sandbox_host import RunningSandbox
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.messages import Message

STARTING_SANDBOX = "Starting the sandbox"
"""Name of the task, and what the status line says meanwhile."""


class EnvironmentChoice(QObject):
    """Knows the environment in force, and the addresses of the sandbox once it runs."""

    changed = Signal(Environment)
    """Emitted when requests go elsewhere, or when the sandbox has its addresses."""
    told = Signal(Message)
    """Emitted when the sandbox cannot start."""

    def __init__(
        self, start_sandbox: Callable[[], Awaitable[RunningSandbox]], scope: TaskScope
    ) -> None:
        super().__init__()
        self._start = start_sandbox
        self._scope = scope
        self._environment = SANDBOX
        self._sandbox = SANDBOX

    @property
    def environment(self) -> Environment:
        """Where requests go."""
        return self._environment

    @property
    def has_addresses(self) -> bool:
        """Whether requests can go there: the sandbox has no address before it runs."""
        return bool(self._environment.base_urls) or not self._environment.is_sandbox

    def choose(self, environment: Environment) -> None:
        """Send to other addresses from now on."""
        before = self._environment
        self._environment = self._sandbox if environment.is_sandbox else environment
        if self._environment != before:
            self.changed.emit(self._environment)

    def start_sandbox(self) -> None:
        """Start the sandbox where it is the chosen environment and does not run yet."""
        if not self.has_addresses:
            self._scope.start(STARTING_SANDBOX, self.ready)

    async def ready(self) -> None:
        """Wait until requests can go there; where the sandbox cannot start, that is told."""
        if self.has_addresses:
            return
        try:
            running = await self._start()
        except AiurdeskError as error:
            self.told.emit(Message(str(error), "failure"))
            return
        # Another task may have waited for the same start.
        if self._sandbox.base_urls:
            return
        found = running.environment
        self._sandbox = replace(SANDBOX, base_urls=found.base_urls, page_urls=found.page_urls)
        if self._environment.is_sandbox:
            self.choose(self._sandbox)
