"""Handlers for environments: choosing, changing, and giving variables a value."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from aiurdesk.core.collection.environment_file import SavedEnvironment
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.environments.scope import used_in
from aiurdesk.core.preparing.variable_words import offered_variables
from aiurdesk.core.translation import tr
from aiurdesk.services import collections as collection_services
from aiurdesk.services import sending as sending_services
from aiurdesk.services.environments import environments_of
from aiurdesk.services.sending.asking import OutsideQuestion
from aiurdesk.services.services import Services
from aiurdesk.ui import environments
from aiurdesk.ui.environments.environment_choice import EnvironmentChoice
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.widgets.dialog import answer_of
from aiurdesk.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from aiurdesk.services.collections.collection_folders import EnvironmentPlaces, OpenCollection
    from aiurdesk.services.sending.kept_cookies import KeptCookies
    from aiurdesk.ui.environments.cookie_keeper import CookieKeeper
    from aiurdesk.ui.environments.questions import EnvironmentQuestions
    from aiurdesk.ui.environments.variable_completion import VariableCompletion

_VARIABLE = tr("edit a variable")
_ENVIRONMENTS = tr("show the environments")
_COOKIES = tr("show the cookies")
_RELOADING = tr("read the environments")


class _Collections(Protocol):
    """The collections in the sidebar."""

    @property
    def collections(self) -> "Sequence[OpenCollection]": ...

    async def read_again(self) -> None: ...


class EnvironmentController(QObject):
    """The choice of the environment, and the dialogs about environments."""

    outside_allowed = Signal(str)
    """Emitted when requests may leave the sandbox for one more address."""
    secrets_kept = Signal()
    """Emitted when a secret was moved to the keyring, so that there are more credentials."""

    def __init__(
        self,
        window: MainWindow,
        services: Services,
        scope: TaskScope,
        collections: "Callable[[], _Collections]",
        environment_in_force: Callable[[], Environment],
        is_request: Callable[[QWidget], bool],
    ) -> None:
        """Offer the environments of the person.

        Args:
            window: Its top bar has the list; dialogs are above it.
            services: The services of the profile.
            scope: Runs the dialogs.
            collections: Returns those in the sidebar, which have environments of their own.
            environment_in_force: Returns the chosen environment with the captured variables.
            is_request: Whether a widget is the page of a request, whose fields take variables.
        """
        # A child of the window: the application's signal of the focus outlives both.
        super().__init__(window)
        self._window = window
        self._services = services
        self._scope = scope
        self._collections = collections
        self._environment_in_force = environment_in_force
        self._is_request = is_request
        self.choice = EnvironmentChoice(services.start_sandbox, scope)
        self.outside_sandbox: tuple[str, ...] = ()
        """Addresses that requests may leave the sandbox for, as the person was asked."""
        own = services.environments.last_read.environments
        if own:
            self.choice.set_own(own)
            # Nothing is connected yet that would follow the signal.
            self.offer()

    def choose(self, name: str) -> None:
        """Send to the environment of that name; an empty name lets a person choose."""
        if name:
            self.choice.choose(self.choice.named(name))
        else:
            self._window.environments.open_list()

    async def ask_outside(self, question: OutsideQuestion) -> bool:
        """Ask whether requests may leave the sandbox for an address, once for each address."""
        if question.origin in self.outside_sandbox:
            return True
        if not await self.questions.ask_outside(question):
            return False
        self.outside_allowed.emit(question.origin)
        return True

    def offer(self) -> None:
        """Show in the top bar which environments can be chosen."""
        self._window.environments.set_environments(self.choice.offered)

    def offer_those_of_collections(self) -> None:
        """Offer the environments of the open collections."""
        collections = (opened.collection for opened in self._collections().collections)
        # A collection that cannot be read offers none.
        environments = environments_of(item for item in collections if item is not None)
        self.choice.set_of_collections(environments)

    def show_all(self) -> None:
        """Show all environments, so that a person can change them."""
        self._scope.start(_ENVIRONMENTS, self._show_all)

    def add(self, name: str) -> None:
        """Make an environment that something names, choose it, and let a person fill it in."""
        self._scope.start(_ENVIRONMENTS, self._add, name)

    def keep_cookies(self, *, is_on: bool) -> None:
        """Keep the cookies of environments over a restart, or delete what was kept."""
        if is_on or "_keeper" in vars(self):
            self._keeper.configure(is_on=is_on)

    def follow_cookies(self) -> None:
        """Keep the cookies that the environment has now, if they are to be kept."""
        if "_keeper" in vars(self):
            self._keeper.follow()

    def show_cookies(self) -> None:
        """Show the cookies of the environment, which requests without a credential have."""
        self._scope.start(_COOKIES, self._show_cookies)

    def edit_variable(self, name: str) -> None:
        """Let a person give a variable of the environment a value."""
        self._scope.start(_VARIABLE, self._edit_variable, name)

    def reload(self) -> None:
        """Take over what another program changed in the environments of the person."""
        if self._services.environments.path.is_dir():
            self._scope.start(_RELOADING, self._read_own)

    def follow_focus(self, _before: QWidget | None, field: QWidget | None) -> None:
        """Offer variables in the field of a request that has the keyboard now."""
        if not isinstance(field, QLineEdit | QPlainTextEdit):
            return
        # Not asked of the tabs: the window may be about to be deleted.
        above: QWidget | None = field
        while above is not None and not self._is_request(above):
            above = above.parentWidget()
        if above is not None:
            self._completion.follow(field)

    @cached_property
    def questions(self) -> "EnvironmentQuestions":
        """What asks before a request is sent; made with the first question."""
        return environments.questions.EnvironmentQuestions(self._window.theme, self._window)

    @cached_property
    def _completion(self) -> "VariableCompletion":
        """Made with the first field that has the keyboard."""
        return environments.variable_completion.VariableCompletion(
            self._window.theme, self._window, self._offered_variables
        )

    @cached_property
    def _keeper(self) -> "CookieKeeper":
        """Made when cookies are to be kept."""
        return environments.cookie_keeper.CookieKeeper(
            self, self._scope, self.choice, self._kept_cookies
        )

    @cached_property
    def _kept_cookies(self) -> "KeptCookies":
        services = self._services
        return sending_services.kept_cookies.KeptCookies(
            services.connections, lambda: services.credentials.secrets.store
        )

    def _offered_variables(self) -> Sequence[tuple[str, str]]:
        # Names of the process and of credentials, beside the environment's own.
        given, environment = self._services.pipeline.variables, self._environment_in_force()
        # The value of one may refer to another, such as a secret.
        used = used_in(environment.variables.values(), environment)
        values = given.stand_ins(used, environment)
        return tuple(offered_variables(values, given.names()))

    @cached_property
    def _places(self) -> "EnvironmentPlaces":
        """Made when an environment is to be changed."""
        own, opened = self._services.environments, self._collections()
        return collection_services.collection_folders.EnvironmentPlaces(
            own, lambda: opened.collections, self._kept_cookies, self._services.trust
        )

    async def _show_all(self) -> None:
        # Without the code lab, whose addresses the sandbox gives.
        services = tuple(service.id for service in self._services.library.catalogue.services)
        actions = environments.environment_actions.EnvironmentActions(
            self._window.theme,
            self._scope,
            self._places,
            self.choice,
            self._collections().read_again,
            self._services.accounts,
        )
        await actions.show(self._window, services)
        if actions.has_kept_secrets:
            self.secrets_kept.emit()

    async def _add(self, name: str) -> None:
        await self._services.environments.create(SavedEnvironment(name))
        await self._read_own()
        self.choose(name)
        await self._show_all()

    async def _show_cookies(self) -> None:
        await environments.cookies_dialog.show_cookies(
            self._window.theme,
            self._scope,
            self._services.connections,
            self.choice.environment,
            self._window,
        )
        self.follow_cookies()

    async def _edit_variable(self, name: str) -> None:
        environment = self.choice.environment
        value = environment.variables.get(name, "")
        # Before there is a dialog: another wish to see it replaces this task.
        match = await self._places.find(environment.name)
        dialog = environments.questions.VariableDialog(
            self._window.theme, self._window, environment.shown_name, name, value
        )
        if match is not None:
            dialog.offer_to_save()
        answer = await answer_of(dialog, lambda: (dialog.text(), dialog.saves.isChecked()))
        if answer is None:
            return
        typed, is_to_be_saved = answer
        self.choice.set_variable(name, typed)
        if match is not None and is_to_be_saved:
            owner, saved_name = match
            # A secret is refused with a sentence, and stays set for this run.
            await owner.environments.set_variable(saved_name, name, typed)
            await self._read_own()
            await self._collections().read_again()

    async def _read_own(self) -> None:
        self.choice.set_own((await self._services.environments.read()).environments)
