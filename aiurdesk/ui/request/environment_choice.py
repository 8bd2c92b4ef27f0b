"""Where requests go: the chosen environment, and the sandbox, which starts when it is needed."""

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
"""Name of the task, and text of the status line while it runs."""


class EnvironmentChoice(QObject):
    """The chosen environment, and the addresses of the sandbox once it runs."""

    changed = Signal(Environment)
    """Emitted when requests go to other addresses, or when the sandbox has its addresses."""
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
        self._variables: dict[str, dict[str, str]] = {}

    @property
    def environment(self) -> Environment:
        """Where requests go."""
        return self._environment

    @property
    def has_addresses(self) -> bool:
        """Whether requests can go there: the sandbox has no address before it runs."""
        return bool(self._environment.base_urls) or not self._environment.is_sandbox

    def choose(self, environment: Environment) -> None:
        """Send requests to another environment from now on."""
        before = self._environment
        chosen = self._sandbox if environment.is_sandbox else environment
        given = self._variables.get(chosen.name, {})
        self._environment = replace(chosen, variables={**chosen.variables, **given})
        if self._environment != before:
            self.changed.emit(self._environment)

    def set_variable(self, name: str, value: str) -> None:
        """Give a variable of the environment in force a value.

        It is not saved: it may be a secret.
        """
        self._variables.setdefault(self._environment.name, {})[name] = value
        self.choose(self._environment)

    def start_sandbox(self) -> None:
        """Start the sandbox if it is the chosen environment and does not run yet."""
        if not self.has_addresses:
            self._scope.start(STARTING_SANDBOX, self.ready)

    async def ready(self) -> None:
        """Wait until requests can go there; ``told`` is emitted if the sandbox cannot start."""
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
