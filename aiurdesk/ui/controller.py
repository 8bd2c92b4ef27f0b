"""What the window does: what its actions need, and what it shows of what happens elsewhere."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.request.built_in_environments import SANDBOX
from aiurdesk.core.request.custom_url import custom_request
from aiurdesk.core.request.environment import AskedVariable, Environment
from aiurdesk.core.request.request import Request
from aiurdesk.core.request.variable_words import offered_variables
from aiurdesk.core.settings import DEFAULT_ZOOM, ColourScheme, Settings, zoomed
from aiurdesk.services.asking import (
    Asking,
    CarefulQuestion,
    Consent,
    ConsentQuestion,
    MessageConsent,
)
from aiurdesk.services.environments import environments_of
from aiurdesk.services.open_window import Opening
from aiurdesk.services.services import Services
from aiurdesk.ui import late_imports
from aiurdesk.ui.credentials.choice import CredentialChoice
from aiurdesk.ui.credentials.credential_controller import CredentialController, ask_consent
from aiurdesk.ui.credentials.shown_credential import scheme_title
from aiurdesk.ui.endpoints.endpoints_panel import default_expanded
from aiurdesk.ui.endpoints.outline import Branch, outline
from aiurdesk.ui.history.history_controller import HistoryController
from aiurdesk.ui.request.environment_choice import STARTING_SANDBOX, EnvironmentChoice
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.request_pages import RequestPages
from aiurdesk.ui.request.sending import Sending, SendTask
from aiurdesk.ui.response.body_access import BodyAccess
from aiurdesk.ui.response.response_pane import ResponsePane
from aiurdesk.ui.startup.preload import load_collections
from aiurdesk.ui.tasks import TaskFailure
from aiurdesk.ui.widgets.ask import ask, discard
from aiurdesk.ui.widgets.focused_keys import press_in_focus
from aiurdesk.ui.widgets.keyboard_focus import next_pane
from aiurdesk.ui.widgets.lazy_panel import LazyPanel
from aiurdesk.ui.widgets.lazy_part import LazyPart
from aiurdesk.ui.window.empty_state import Trial
from aiurdesk.ui.window.help import Help
from aiurdesk.ui.window.main_window import ENDPOINTS, MainWindow
from aiurdesk.ui.window.messages import Message, mishap
from aiurdesk.ui.window.response_facts import response_facts
from aiurdesk.ui.window.state_saver import StateSaver
from aiurdesk.ui.window.theme import Theme
from aiurdesk.ui.workbench import Workbench

if TYPE_CHECKING:
    from aiurdesk.core.sockets.stargate_tour import TourStep
    from aiurdesk.services.environment_places import EnvironmentPlaces
    from aiurdesk.ui.collections.collection_import import CollectionImport
    from aiurdesk.ui.collections.collections_controller import CollectionsController
    from aiurdesk.ui.collections.collections_panel import CollectionsPanel
    from aiurdesk.ui.collections.saved_work import SavedWork
    from aiurdesk.ui.collections.saving import Saving
    from aiurdesk.ui.credentials.credential_actions import CredentialActions
    from aiurdesk.ui.environments.questions import EnvironmentQuestions
    from aiurdesk.ui.environments.variable_completion import VariableCompletion
    from aiurdesk.ui.request.text_import import TextImport
    from aiurdesk.ui.sockets.socket_controller import SocketController
    from aiurdesk.ui.sockets.stargate_tour import StargateTour
    from aiurdesk.ui.window.key_row import KeyRow
    from aiurdesk.ui.window.settings_dialog import SettingsDialog

COLLECTIONS = "Collections"
"""Title of the tab of the sidebar."""
_COLLECTIONS = "load the collections"
_SETTINGS = "change the settings"
_VARIABLE = "edit a variable"
_ENVIRONMENTS = "show the environments"
_RELOADING = "read the environments"
_KEYS = "show keys"


class WindowController(QObject):
    """Makes the parts of the window, each with what it needs; ``ui.wiring`` connects them.

    The handlers of actions use its members.
    """

    run_wanted = Signal(str)
    """Emitted with the folder of a collection that is to be run; empty lets a person choose."""

    def __init__(self, window: MainWindow, services: Services, saver: StateSaver) -> None:
        super().__init__(window)
        self.window = window
        self.services = services
        self.saver = saver
        self.scope = saver.scope
        self._outline: tuple[Branch, ...] = ()
        self._open_settings: SettingsDialog | None = None
        # First, because other parts are connected to what it makes.
        window.furnish()
        self.environments = EnvironmentChoice(services.start_sandbox, self.scope)
        if services.environments.known.environments:
            self.environments.set_own(services.environments.known.environments)
            # Nothing is connected yet that would follow the signal.
            self.offer_environments()
        choice = CredentialChoice(services.accounts, self.environments)
        self.asking = Asking(
            self._ask_consent, self._ask_value, self._ask_careful, self._ask_message
        )
        # The window asks in dialogs; the command line gives the same pipeline other functions.
        sending = Sending(services.pipeline, self.scope, self.environments, choice, self.asking)
        sending.set_limits(saver.settings.limits)
        services.history.configure(saver.settings.history)
        self.workbench = Workbench(sending, services.connections)
        self.history = HistoryController(window, services.history, self.scope, self.workbench)
        self.credentials = CredentialController(
            services.accounts, self.scope, choice, self._make_credential_dialogs
        )
        self.pages = RequestPages(
            window.theme, self.workbench, services.library, choice, self._make_response
        )
        # Behind the empty state: ``show_empty_state`` counts on that order.
        window.work_area.addWidget(self.pages.tabs)
        self.collections_panel: LazyPanel[CollectionsPanel] = LazyPanel(self._make_collections)
        self.saved_work: LazyPart[SavedWork] = LazyPart(self._make_saved_work)
        self.sockets: LazyPart[SocketController] = LazyPart(self._make_sockets)
        self._last_collections: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        window.sidebar.add_tab(COLLECTIONS, self.collections_panel)
        self.help = Help(window, self.scope, saver.log_file, self.tell)

    def try_out(self, trial: Trial) -> None:
        """Open something to try in the sandbox, and send it where that is the point of it."""
        endpoint = self.services.library.with_code_lab.endpoint(trial.endpoint_id)
        if endpoint is None:
            return
        # Trials show mistakes on purpose: never at a real service.
        self.environments.choose(SANDBOX)
        opened = self.workbench.open_request(Request(endpoint, trial.values))
        if trial.is_sent:
            self.workbench.send(opened.key)

    def show_environment(self, environment: Environment) -> None:
        """Show where requests go, with what can be reached there on top of the tree."""
        self.window.top_bar.show_environment(environment)
        library = self.services.library
        catalogue = library.with_code_lab if environment.is_sandbox else library.catalogue
        self._show_outline(tuple(outline(catalogue.descriptions, environment)))

    def show_state(self) -> None:
        """Show what is known of the request in front."""
        current = self.workbench.current
        # Once for all parts, so that none of them shows another request than the others.
        exchange = None if current is None else self.workbench.exchange(current.key)
        self.window.status_line.show_response(response_facts(exchange))
        self.window.show_empty_state(current is None)
        if current is not None:
            self.window.endpoints.show_endpoint(current.request.endpoint.id)
            # Looking at ``collections`` would make them, with all their modules.
            if self.collections_panel.is_made and current.copy is not None:
                self.collections.show_request(current.copy.path)

    def show_task(self, name: object, is_busy: bool) -> None:
        """Show in the status line what runs."""
        if name == STARTING_SANDBOX:
            self.window.status_line.show_work(f"{STARTING_SANDBOX}…", is_running=is_busy)
        elif isinstance(name, SendTask):
            self.window.status_line.show_work("Sending…", is_running=is_busy)

    def show_credentials(self) -> None:
        """Show in the top bar which credentials can be chosen, and which one is."""
        choice = self.credentials.choice
        offered = [(each.name, scheme_title(each)) for each in choice.offered]
        self.window.credentials.set_credentials(offered)
        self.show_chosen_credential()

    def show_chosen_credential(self) -> None:
        """Show in the top bar the chosen credential, and how long its token lives."""
        choice = self.credentials.choice
        name = choice.chosen.name if choice.chosen else ""
        self.window.credentials.show_credential(name, choice.life)

    def take_over(self, settings: Settings) -> None:
        """Follow the settings: limits of the next request, colours and size of text."""
        self.workbench.sending.set_limits(settings.limits)
        self.services.history.configure(settings.history)
        self.window.theme.apply(settings.colour_scheme, settings.zoom_percent)
        # The zoom keys work while the dialog is open.
        if self._open_settings is not None:
            self._open_settings.follow(settings)

    def tell(self, message: Message) -> None:
        """Show a message in the message bar."""
        self.window.message_bar.tell(message)

    def tell_failure(self, failure: TaskFailure) -> None:
        """Tell in the message bar what went wrong."""
        # Expected trouble has a sentence for the person; anything else is a mistake of ours.
        if isinstance(failure.error, AiurdeskError):
            self.tell(Message(str(failure.error), "server"))
            return
        self.tell(mishap(failure.error, f"While running “{failure.name}”", self.saver.log_file))

    def press_in_focus(self, key: str) -> None:
        """Send a key to the focused widget."""
        press_in_focus(key)

    def open_settings(self) -> None:
        """Let a person change the settings."""
        self.scope.start(_SETTINGS, self._change_settings)

    def open_limit(self, field: str) -> None:
        """Open the settings at a limit of requests, named by its field of ``Limits``."""
        self.scope.start(_SETTINGS, self._change_settings, field)

    def choose_environment(self, name: str) -> None:
        """Send to the environment of that name; an empty name lets a person choose."""
        if name:
            self.environments.choose(self.environments.named(name))
        else:
            self.window.environments.open_list()

    def show_environments(self) -> None:
        """Show all environments, so that a person can change them."""
        self.scope.start(_ENVIRONMENTS, self._show_environments)

    def offer_of_collections(self) -> None:
        """Offer the environments of the open collections."""
        found = (each.collection for each in self.collections.collections)
        # A collection that cannot be read offers none.
        environments = environments_of(each for each in found if each is not None)
        self.environments.set_of_collections(environments)

    def offer_environments(self) -> None:
        """Show in the top bar which environments can be chosen."""
        self.window.environments.set_environments(self.environments.offered)

    def follow_focus(self, _before: QWidget | None, field: QWidget | None) -> None:
        """Offer variables in the field of a request that has the keyboard now."""
        if not isinstance(field, QLineEdit | QPlainTextEdit):
            return
        # Not asked of the tabs: the window may be about to be deleted.
        above: QWidget | None = field
        while above is not None and not isinstance(above, RequestPage):
            above = above.parentWidget()
        if above is not None:
            self._completion.follow(field)

    @cached_property
    def _completion(self) -> "VariableCompletion":
        """Made with the first field that has the keyboard."""
        return late_imports.variable_completion()(
            self.window.theme, self.window, self._offered_variables
        )

    def _offered_variables(self) -> "Sequence[tuple[str, str]]":
        # Names of the process and of credentials, beside those of the environment.
        names = self.services.pipeline.variables.names()
        return tuple(offered_variables(self.workbench.sending.environment, names))

    def edit_variable(self, name: str) -> None:
        """Let a person give a variable of the environment a value."""
        self.scope.start(_VARIABLE, self._edit_variable, name)

    def show_keys(self, rows: "Sequence[KeyRow]") -> None:
        """List the keys of actions."""
        self.scope.start(_KEYS, self._show_keys, rows)

    def open_custom_url(self) -> None:
        """Open a request for an address that is to be typed now."""
        self.workbench.open_custom_url()
        self.focus_address()

    def take_command(self, text: str) -> None:
        """Fill the request in front from a command line, or open one with it."""
        page = self.pages.tabs.page
        fill_in = None if page is None else page.fill_in
        if not self._text_import().take(text, fill_in):
            self.tell(Message("This is no curl command. Copy one that begins with curl.", "input"))

    def take_clipboard(self) -> None:
        """Open a request from the curl command in the clipboard."""
        if not self._text_import().take(QGuiApplication.clipboard().text()):
            self.tell(
                Message(
                    "The clipboard holds no curl command. Copy one first, such as with “Copy as "
                    "cURL” in a browser.",
                    "input",
                )
            )

    def import_collection(self) -> None:
        """Let a person choose a file of another program, and make a collection of it."""
        self._collection_import.ask()

    @cached_property
    def _collection_import(self) -> "CollectionImport":
        """Held, because dialogs call it."""
        return late_imports.collection_import()(
            self.window, self.scope, self._open_imported_collection, self.tell
        )

    def _open_imported_collection(self, path: str) -> None:
        self.collections.open(path)
        self.show_collections()

    def take_opening(self, opening: Opening) -> None:
        """Do what another start of the program asks: come to the front, and open something."""
        self.window.come_to_front(opening.activation_token)
        self.open_target(opening.target)

    def open_target(self, target: str) -> None:
        """Open an endpoint by its id, a folder or file of a collection, or an address.

        Nothing where the text is empty.
        """
        endpoint = self.services.library.with_code_lab.endpoint(target)
        # A path, such as a file manager hands over.
        if Path(target).is_absolute() and "://" not in target:
            self.open_folder(target)
        elif endpoint is not None:
            self.workbench.open(endpoint)
        elif target:
            self.workbench.open_request(custom_request(target))

    @property
    def collections(self) -> "CollectionsController":
        """The open collections, made when they are first needed."""
        return self.saved_work.part.collections

    @property
    def saving(self) -> "Saving":
        """Saves requests into collections."""
        return self.saved_work.part.saving

    @property
    def open_collections(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The folders of the open collections, and the unfolded entries in them."""
        if not self.saved_work.is_made:
            return self._last_collections
        collections = self.collections
        return collections.paths, collections.expanded

    def restore_collections(
        self, paths: tuple[str, ...], expanded: tuple[str, ...], *, is_in_front: bool
    ) -> None:
        """Open the collections of the last run, and look at the files of the open requests.

        Args:
            paths: The folders.
            expanded: The unfolded entries in them.
            is_in_front: Show them in the sidebar.
        """
        self._last_collections = (paths, expanded)
        # Their modules take a tenth of the start, which a person without collections need not wait
        # for.
        if paths or is_in_front or any(o.copy for o in self.workbench.open_requests):
            self.scope.start(_COLLECTIONS, self._restore_collections, is_in_front)

    def show_collections(self) -> None:
        """Show the collections, and give the keyboard to their filter."""
        self.window.show_sidebar(True)
        self.window.sidebar.show_tab(COLLECTIONS)
        self.collections_panel.panel.focus_filter()

    def send(self) -> None:
        """Send the request in front; over an open socket, the message that is typed."""
        current = self.workbench.current
        if current is None:
            return
        # One key for both, as a person thinks of it: what is typed goes out.
        if self.sockets.is_made and self.sockets.part.is_open(current.key):
            self.sockets.part.send_typed(current.key)
        else:
            self.workbench.send()

    def run_messages(self) -> None:
        """Send the saved messages of the socket in front, which is connected first if need be."""
        current = self.workbench.current
        if current is not None and current.request.endpoint.is_websocket:
            self.sockets.part.run_messages(current.key, current.effective, self.workbench.send)

    def cancel(self) -> None:
        """Stop the sending or the connecting of the request in front."""
        current = self.workbench.current
        if current is not None:
            self.cancel_request(current.key)

    def cancel_request(self, key: int) -> None:
        """Stop the sending of a request, or close its socket."""
        self.workbench.cancel(key)
        if self.sockets.is_made:
            self.sockets.part.close(key)

    def is_busy(self, key: int) -> bool:
        """Tell whether a response or a socket is awaited."""
        is_connecting = self.sockets.is_made and self.sockets.part.is_connecting(key)
        return is_connecting or self.workbench.sending.is_busy(key)

    def tour_stargate(self, service_id: str, step: "TourStep | None") -> None:
        """Do a step of the tour of Stargate; None does all of them."""
        self._tour.take(service_id, step)

    @cached_property
    def _tour(self) -> "StargateTour":
        return late_imports.stargate_tour()(
            self.workbench,
            self.services.library,
            self.environments,
            self.sockets.part,
            self.scope,
        )

    def close_request(self) -> None:
        """Close the request in front."""
        current = self.workbench.current
        if current is not None:
            self.workbench.close(current.key)

    def open_folder(self, path: str) -> None:
        """Open the collection of a folder or a saved request, and show it."""
        self.window.show_sidebar(True)
        self.window.sidebar.show_tab(COLLECTIONS)
        self.collections.open(path)

    def rename_entry(self) -> None:
        """Let a person type another name of the current entry of the collections."""
        if self.collections_panel.is_made:
            tree = self.collections_panel.panel.tree
            if tree.current is not None:
                tree.edit(tree.currentIndex())

    def duplicate_request(self) -> None:
        """Copy the current entry of the collections if they have the keyboard.

        Otherwise, open a copy of the request in front.
        """
        if self.is_in_collections():
            wish = self.collections_panel.panel.tree.duplication()
            if wish is not None:
                self.collections.fulfil(wish)
            return
        current = self.workbench.current
        if current is not None:
            self.workbench.duplicate(current.key)

    def choose_method(self) -> None:
        """Open the list of the methods of the request in front."""
        page = self.pages.tabs.page
        if page is not None:
            page.row.open_methods()

    def focus_address(self) -> None:
        """Give the keyboard to the address of the request in front."""
        page = self.pages.tabs.page
        if page is not None:
            page.row.focus_address()

    def find(self) -> None:
        """Search the response or the frames in front."""
        page = self.pages.tabs.page
        if page is not None:
            page.find_in_response()

    def filter_endpoints(self) -> None:
        """Give the keyboard to the filter of the endpoints."""
        self.window.show_sidebar(True)
        self.window.sidebar.show_tab(ENDPOINTS)
        self.window.endpoints.focus_filter()

    def toggle_response_below(self) -> None:
        """Put responses below the editors, or beside them again."""
        self.pages.set_response_below(not self.pages.is_response_below)
        self.saver.window_changed()

    def go_to_next_pane(self) -> None:
        """Give the keyboard to the next pane."""
        page = self.pages.tabs.page
        # Without a request its place is taken by the empty state.
        panes = page.panes() if page is not None else (self.window.empty_state,)
        # The sidebar first, as it stands on the left.
        next_pane((self.window.sidebar.panel, *panes))

    def zoom(self, steps: int) -> None:
        """Make text larger or smaller by some steps; 0 goes back to the usual size."""
        settings = self.saver.settings
        # Through the saver, so that the size is kept as if it was chosen in the settings.
        percent = zoomed(settings.zoom_percent, steps) if steps else DEFAULT_ZOOM
        self.saver.change(replace(settings, zoom_percent=percent))

    def choose_scheme(self, scheme: str) -> None:
        """Take other colours.

        Args:
            scheme: Value of a ``ColourScheme``.
        """
        self.saver.change(replace(self.saver.settings, colour_scheme=ColourScheme(scheme)))

    def sign_in_for(self, key: int) -> None:
        """Sign in with the credential of an open request."""
        self.credentials.sign_in(self.workbench.plan(key).credential)

    def _text_import(self) -> "TextImport":
        return late_imports.text_import()(self._open_imported, self.tell)

    def _open_imported(self, request: Request) -> None:
        self.workbench.open_request(request, is_edited=True)
        page = self.pages.tabs.page
        if page is not None:
            # A secret in a command becomes a credential, if the person wants, before anything is
            # saved.
            page.offer_credential()

    def _show_outline(self, roots: tuple[Branch, ...]) -> None:
        """Fill the tree, unless it shows this already, as when the sandbox has started."""
        if roots == self._outline:
            return
        self._outline = roots
        panel = self.window.endpoints
        panel.set_outline(roots)
        # A tree that the person has opened stays as it is.
        if not panel.expanded_keys():
            panel.expand_keys(default_expanded(roots))

    def _make_response(self, theme: Theme, parent: QWidget) -> ResponsePane:
        bodies = BodyAccess(self.services.save_body, self.services.body_chunks)
        return ResponsePane(theme, self.scope, bodies, parent)

    def _make_sockets(self) -> "SocketController":
        parts = late_imports.socket_parts()(
            self.services,
            self.scope,
            self.environments,
            self.workbench.sending,
            self.asking,
            lambda: self.saver.settings.limits,
            self.run_messages,
        )
        return late_imports.socket_controller()(parts, self)

    def _make_credential_dialogs(self) -> "CredentialActions":
        parts = late_imports.dialog_parts()(self.window.theme, self.window, self.scope)
        services = self.services
        return late_imports.credential_actions()(
            parts, services.accounts, services.library, self.credentials.choice
        )

    def is_in_collections(self) -> bool:
        """Return whether the tree of the collections has the keyboard."""
        panel = self.collections_panel
        return panel.is_made and panel.panel.has_focus()

    def _make_collections(self) -> "CollectionsPanel":
        method_of = self.collections.method_of
        return late_imports.collections_panel()(self.window.theme, method_of)

    def _make_saved_work(self) -> "SavedWork":
        services = self.services
        collections = late_imports.collections_controller()(
            self.scope, services.library, self.workbench, self.collections_panel, self.window
        )
        saving = late_imports.saving()(
            self.window.theme,
            self.window,
            self.scope,
            collections,
            services.accounts,
            lambda: self.environments.environment.name,
        )
        return late_imports.saved_work()(collections, saving)

    async def _restore_collections(self, is_in_front: bool) -> None:
        # In turns of the loop: importing all of it at once would hold the window up.
        await load_collections()
        paths, expanded = self._last_collections
        self.collections.restore(paths, expanded)
        if is_in_front:
            self.window.sidebar.show_tab(COLLECTIONS)

    async def _ask_consent(self, question: ConsentQuestion) -> Consent:
        return await ask_consent(self.window.theme, self.window, question)

    async def _ask_value(self, variable: AskedVariable, environment: Environment) -> str | None:
        return await self._questions.ask_value(variable, environment)

    async def _ask_careful(self, question: CarefulQuestion) -> bool:
        return await self._questions.ask_careful(question)

    async def _ask_message(self, question: CarefulQuestion) -> MessageConsent:
        return await self._questions.ask_message(question)

    @property
    def _questions(self) -> "EnvironmentQuestions":
        return late_imports.environment_questions()(self.window.theme, self.window)

    async def _change_settings(self, limit: str = "") -> None:
        dialog = late_imports.settings_dialog()(self.window.theme, self.saver.settings, self.window)
        if limit:
            dialog.focus_limit(limit)
        self._open_settings = dialog
        try:
            if await ask(dialog):
                self.saver.change(dialog.settings())
        finally:
            self._open_settings = None
            discard(dialog)

    async def _show_environments(self) -> None:
        # Without those of the code lab, whose addresses are those of the sandbox.
        services = tuple(each.id for each in self.services.library.catalogue.services)
        actions = late_imports.environment_actions()(
            self.window.theme,
            self.scope,
            self._environment_places,
            self.environments,
            self.collections.read_again,
        )
        await actions.show(self.window, services)

    @cached_property
    def _environment_places(self) -> "EnvironmentPlaces":
        """Made when an environment is to be changed."""
        own, collections = self.services.environments, self.collections
        return late_imports.environment_places()(own, lambda: collections.collections)

    async def _edit_variable(self, name: str) -> None:
        environment = self.environments.environment
        value = environment.variables.get(name, "")
        dialog = late_imports.variable_dialog()(
            self.window.theme, self.window, environment.name, name, value
        )
        found = await self._environment_places.find(environment.name)
        if found is not None:
            dialog.offer_to_save()
        try:
            if not await ask(dialog):
                return
            self.environments.set_variable(name, dialog.value())
            if found is not None and dialog.is_to_be_saved():
                place, saved_name = found
                # A secret is refused with a sentence, and stays set for this run.
                await place.environments.set_variable(saved_name, name, dialog.value())
                own = await self.services.environments.read()
                self.environments.set_own(own.environments)
                await self.collections.read_again()
        finally:
            discard(dialog)

    def reload_environments(self) -> None:
        """Take over what another program changed in the environments of the person."""
        if self.services.environments.place.is_dir():
            self.scope.start(_RELOADING, self._reload_environments)

    async def _reload_environments(self) -> None:
        self.environments.set_own((await self.services.environments.read()).environments)

    async def _show_keys(self, rows: "Sequence[KeyRow]") -> None:
        dialog = late_imports.keys_dialog()(self.window.theme, self.window, rows)
        try:
            await ask(dialog)
        finally:
            discard(dialog)
