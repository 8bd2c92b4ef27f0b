"""Choice of the environment, and the sandbox, which starts when it is needed."""

from collections.abc import Awaitable, Callable, Iterable, Mapping

from PySide6.QtCore import QObject, Signal

from aiurdesk.core.environments.environment import BUILT_IN, SANDBOX, Environment, Literal
from aiurdesk.core.environments.scope import VariableScope
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.problem import add_environment
from aiurdesk.core.translation import tr
from aiurdesk.services.sandbox_host import RunningSandbox
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.messages import Message

STARTING_SANDBOX = tr("Starting the sandbox")
"""Name of the task, and text of the status line while it runs."""


class EnvironmentChoice(QObject):
    """The chosen environment, and the addresses of the sandbox once it runs."""

    changed = Signal(Environment)
    """Emitted when requests go to other addresses, or when the sandbox has its addresses."""
    offered_changed = Signal()
    """Emitted when there are other environments to choose from."""
    told = Signal(Message)
    """Emitted when the sandbox cannot start."""

    def __init__(
        self, start_sandbox: Callable[[], Awaitable[RunningSandbox]], scope: TaskScope
    ) -> None:
        super().__init__()
        self._start = start_sandbox
        self._scope = scope
        self.environment = SANDBOX
        """Where requests go."""
        self._sandbox: Environment | None = None
        self._own: tuple[Environment, ...] = ()
        self._of_collections: tuple[Environment, ...] = ()
        self._of_mocks: tuple[Environment, ...] = ()
        # Name of the environment of the last run, while nothing that is offered has it yet.
        self._awaited = ""
        # Id of the environment that was imported, until its collection is read.
        self._awaited_id = ""
        self._renamed = ("", "")
        # By environment: a variable of the same name is another one in another environment.
        self._variables: dict[str, dict[str, str]] = {}

    @property
    def given(self) -> Mapping[str, str]:
        """The variables that a person set in the environment in force."""
        return self.given_in(self.environment)

    def given_in(self, environment: Environment) -> Mapping[str, str]:
        """Return the variables that a person set in an environment."""
        return self._variables.get(environment.name, {})

    @property
    def name_to_restore(self) -> str:
        """Name of the environment to choose at the next start."""
        return self._awaited or self.environment.name

    @property
    def offered(self) -> tuple[Environment, ...]:
        """All environments: the built-in ones, the person's own, and those in open collections.

        And those of mocks, while they run.
        """
        return (*BUILT_IN, *self._own, *self._of_mocks, *self._of_collections)

    @property
    def has_addresses(self) -> bool:
        """Whether requests can go there: the sandbox has no address before it runs."""
        return self._has_addresses(self.environment)

    def _has_addresses(self, environment: Environment) -> bool:
        return self._sandbox is not None or not environment.is_sandbox

    def named(self, name: str) -> Environment:
        """Return the environment of a name, or the first one if none has it."""
        return next((item for item in self.offered if item.name == name), BUILT_IN[0])

    def choose(self, environment: Environment) -> None:
        """Send requests to another environment from now on."""
        # After a choice, no other environment is waited for any more.
        self._awaited = self._awaited_id = ""
        before = self.environment
        self.environment = self.in_force(environment)
        if self.environment != before:
            self.changed.emit(self.environment)

    def in_force(self, environment: Environment) -> Environment:
        """Return an environment as it would be if it were chosen now."""
        if self._sandbox is not None and environment.is_sandbox:
            environment = environment.in_sandbox(self._sandbox)
        return VariableScope(given=self.given_in(environment)).over(environment)

    def restore(self, name: str) -> Environment:
        """Return the environment of a name, or the first one until there is one of that name.

        Collections are read some time after the start, and their environments with them.
        """
        environment = self.named(name)
        self._awaited = "" if environment.name == name else name
        return environment

    def choose_when_offered(self, environment_id: str) -> None:
        """Choose the environment of a collection that is opened now, once it is read.

        One that the person chose stays.
        """
        if self.environment.name == BUILT_IN[0].name:
            self._awaited_id = environment_id

    def set_own(self, environments: Iterable[Environment]) -> None:
        """Offer other environments of the person; the chosen one is taken as it is now."""
        before, self._own = self.offered, tuple(environments)
        self._follow(before)

    def set_of_collections(self, environments: Iterable[Environment]) -> None:
        """Offer other environments of open collections."""
        before, self._of_collections = self.offered, tuple(environments)
        self._follow(before)

    def set_of_mocks(self, environments: Iterable[Environment]) -> None:
        """Offer the environments of the mocks that run."""
        before, self._of_mocks = self.offered, tuple(environments)
        self._follow(before)

    def follow_rename(self, name: str, new_name: str) -> None:
        """Keep the chosen environment of a name when it is offered under another one.

        It counts until the next call, which empty texts are for.
        """
        self._renamed = (name, new_name)

    def _follow(self, before: tuple[Environment, ...]) -> None:
        """Choose what is wanted or chosen from what is offered now."""
        if self.offered == before:
            return
        self.offered_changed.emit()
        name = self.environment.name
        names = [environment.name for environment in self.offered]
        imported = [one for one in self.offered if self._awaited_id and one.id == self._awaited_id]
        if imported:
            self.choose(imported[0])
        elif self._awaited in names:
            self.choose(self.named(self._awaited))
        elif name in names:
            # The same name, but variables or addresses may be others.
            self.choose(self.named(name))
        elif self._renamed[0] == name and self._renamed[1] in names:
            self.choose(self.named(self._renamed[1]))
        else:
            # One of a collection comes back with the collection.
            fix = None if self.environment.id else add_environment(name)
            self.choose(BUILT_IN[0])
            text = tr(
                "There is no environment {name} any more. Requests go to the sandbox."
            ).format(name=name)
            self.told.emit(Message(text, "notice", fix=fix))

    def set_variable(self, name: str, value: str) -> None:
        """Give a variable of the environment in force a value.

        It is not saved: it may be a secret.
        """
        # As text: braces in a value that was typed are not a variable.
        self._variables.setdefault(self.environment.name, {})[name] = Literal(value)
        self.choose(self.environment)

    def start_sandbox(self) -> None:
        """Start the sandbox if it is the chosen environment and does not run yet."""
        if not self.has_addresses:
            self._scope.start(STARTING_SANDBOX, self.ready)

    async def ready(self, environment: Environment | None = None) -> None:
        """Wait until requests can go there; ``told`` is emitted if the sandbox cannot start.

        Args:
            environment: None for the chosen one.
        """
        if self._has_addresses(environment or self.environment):
            return
        try:
            # Several tasks may wait here: the host starts one sandbox for all of them.
            running = await self._start()
        except ProblemError as error:
            self.told.emit(Message(str(error), "failure"))
            return
        # Another task may have waited for the same start.
        if self._sandbox is not None:
            return
        self._sandbox = running.environment
        if self.environment.is_sandbox:
            self.choose(self.environment)
