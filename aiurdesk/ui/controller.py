"""What the window does: what its actions need, and what it shows of what happens elsewhere."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.addresses.address import is_on_this_computer
from aiurdesk.core.credentials.offered_credential import OfferedCredential
from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.key_choices import KeyChoices
from aiurdesk.core.request.request import Request
from aiurdesk.core.response.response import Response
from aiurdesk.core.settings import DEFAULT_ZOOM, ColourScheme, Settings, zoomed
from aiurdesk.core.variables.built_in_environments import SANDBOX
from aiurdesk.core.variables.environment import Environment
from aiurdesk.core.verdict.challenges import challenge_of
from aiurdesk.services.sending.asking import Asking, Consent, ConsentQuestion
from aiurdesk.services.sending.trust import TrustQuestion
from aiurdesk.services.services import Services
from aiurdesk.ui import collections, credentials, keys, live_sockets, window
from aiurdesk.ui.collections.collections_tab import CollectionsTab
from aiurdesk.ui.credentials.choice import CredentialChoice
from aiurdesk.ui.credentials.credential_controller import CredentialController, ask_consent
from aiurdesk.ui.credentials.shown_credential import scheme_title
from aiurdesk.ui.dialogs.ask import ask, discard
from aiurdesk.ui.endpoints.endpoints_panel import default_expanded
from aiurdesk.ui.endpoints.outline import Branch, outline
from aiurdesk.ui.environments.environment_choice import STARTING_SANDBOX
from aiurdesk.ui.environments.environment_controller import EnvironmentController
from aiurdesk.ui.history.history_controller import HistoryController
from aiurdesk.ui.layout.lazy_part import LazyPart
from aiurdesk.ui.opener import Opener
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.request_pages import RequestPages
from aiurdesk.ui.request.sending import Sending, SendTask
from aiurdesk.ui.request.workbench import Workbench
from aiurdesk.ui.response.body_access import BodyAccess
from aiurdesk.ui.response.response_pane import ResponsePane
from aiurdesk.ui.tasks import TaskFailure
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.focused_keys import press_in_focus
from aiurdesk.ui.widgets.keyboard_focus import next_pane
from aiurdesk.ui.window.empty_state import Trial
from aiurdesk.ui.window.help import Help
from aiurdesk.ui.window.main_window import ENDPOINTS, MainWindow
from aiurdesk.ui.window.messages import Message, mishap
from aiurdesk.ui.window.response_facts import response_facts
from aiurdesk.ui.window.state_saver import StateSaver

if TYPE_CHECKING:
    from aiurdesk.core.sockets.stargate_tour import TourStep
    from aiurdesk.ui.collections.collections_controller import CollectionsController
    from aiurdesk.ui.collections.saving import Saving
    from aiurdesk.ui.collections.trust_questions import TrustQuestions
    from aiurdesk.ui.credentials.credential_actions import CredentialActions
    from aiurdesk.ui.keys.key_row import KeyRow
    from aiurdesk.ui.live_sockets.socket_controller import SocketController
    from aiurdesk.ui.live_sockets.stargate_tour import StargateTour
    from aiurdesk.ui.window.settings_dialog import SettingsDialog

_SETTINGS = "change the settings"
_KEYS = "show keys"
_USUAL_SCHEME = "bearer"
"""Offered for a custom URL whose server asked for nothing else."""


class WindowController(QObject):
    """Makes the parts of the window, each with what it needs; ``ui.wiring`` connects them.

    The handlers of actions use its members.
    """

    run_wanted = Signal(str)
    """Emitted with the folder of a collection that is to be run; empty lets a person choose."""

    palette_wanted = Signal(object)
    """Emitted with the Scope that the command palette is to be opened for."""

    def __init__(self, window: MainWindow, services: Services, saver: StateSaver) -> None:
        super().__init__(window)
        self.window = window
        self.services = services
        self.saver = saver
        self.scope = saver.scope
        self._outline: tuple[Branch, ...] = ()
        self._open_settings: SettingsDialog | None = None
        # First, because other parts are connected to what it makes.
        window.complete()
        self.environments = EnvironmentController(
            window,
            services,
            self.scope,
            lambda: self.collections,
            lambda: sending.environment,
            lambda widget: isinstance(widget, RequestPage),
        )
        environments = self.environments.choice
        choice = CredentialChoice(services.accounts, environments)
        # The window asks in dialogs; the command line gives the same pipeline other functions.
        self.asking = Asking(
            self._ask_consent,
            self.environments.ask_value,
            self.environments.ask_careful,
            self.environments.ask_message,
            self._ask_trust,
        )
        sending = Sending(
            services.pipeline, services.processes, self.scope, environments, choice, self.asking
        )
        sending.set_limits(saver.settings.limits)
        services.history.configure(saver.settings.history)
        self.workbench = Workbench(sending, services.connections)
        self.history = HistoryController(window, services.history, self.scope, self.workbench)
        self.credentials = CredentialController(
            services.accounts, self.scope, choice, self._make_credential_dialogs
        )
        self.pages = RequestPages(
            window.theme, window.keys, self.workbench, services.library, choice, self._make_response
        )
        # Behind the empty state: ``show_empty_state`` counts on that order.
        window.work_area.addWidget(self.pages.tabs)
        self.collections_tab = CollectionsTab(
            window, self.scope, services, self.workbench, lambda: environments.environment.name
        )
        self.sockets: LazyPart[SocketController] = LazyPart(self._make_sockets)
        self.opener = Opener(
            window,
            self.scope,
            services.library,
            self.workbench,
            self.pages,
            self.collections_tab,
        )
        self.help = Help(window, self.scope, saver.log_file, self.tell)

    def try_out(self, trial: Trial) -> None:
        """Open something to try in the sandbox, and send it where that is the point of it."""
        endpoint = self.services.library.with_code_lab.endpoint(trial.endpoint_id)
        if endpoint is None:
            return
        # Trials show mistakes on purpose: never at a real service.
        self.environments.choice.choose(SANDBOX)
        opened = self.workbench.open_request(Request(endpoint, values=trial.values))
        if trial.is_sent:
            self.workbench.send(opened.key)

    def show_environment(self, environment: Environment) -> None:
        """Show where requests go, with what can be reached there on top of the tree."""
        is_local = is_on_this_computer(environment)
        self.window.top_bar.show_environment(environment, is_local=is_local)
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
            if current.copy is not None:
                self.collections_tab.show_saved(current.copy.path)

    def show_task(self, name: object, is_busy: bool) -> None:
        """Show in the status line what runs."""
        if name == STARTING_SANDBOX:
            self.window.status_line.show_work(f"{STARTING_SANDBOX}…", is_running=is_busy)
        elif isinstance(name, SendTask):
            self.show_sending(is_busy=is_busy)

    def show_sending(self, *, is_busy: bool) -> None:
        """Show in the status line that a request is on its way, or that one no longer is."""
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

    def show_keys(self, rows: "Sequence[KeyRow]") -> None:
        """List the keys of actions, and let a person change them."""
        self.scope.start(_KEYS, self._show_keys, rows)

    @property
    def collections(self) -> "CollectionsController":
        """The open collections, made when they are first needed."""
        return self.collections_tab.collections

    @property
    def saving(self) -> "Saving":
        """Saves requests into collections."""
        return self.collections_tab.saving

    def send(self) -> None:
        """Send the request in front; over an open socket, the message that is typed."""
        current = self.workbench.current
        if current is None:
            return
        # One key for both, as a person thinks of it: what is typed goes out.
        if self.sockets.is_made and self.sockets.part.is_open(current.key):
            self.sockets.part.send_typed(current.key)
        else:
            self._settled(current.key, lambda: self.workbench.send(current.key))

    def save(self, key: int | None = None) -> None:
        """Save a request, by default the one in front."""
        current = self.workbench.current
        chosen = current.key if key is None and current is not None else key
        if chosen is not None:
            self._settled(chosen, lambda: self.saving.save(chosen))

    def _settled(self, key: int, then: Callable[[], None]) -> None:
        """Call a function once a credential that was filled in on the page is kept."""
        page = self.pages.tabs.page_of(key)
        if page is None:
            then()
        else:
            page.settle(then)

    def add_credential(self) -> None:
        """Let a person fill in a credential, for the custom URL in front where there is one."""
        current, page = self.workbench.current, self.pages.tabs.page
        if current is None or page is None or current.request.endpoint.service_id:
            self.credentials.add()
            return
        origin = self.workbench.plan(current.key).origin
        # The kind that the server asked for, where it did.
        exchange = self.workbench.exchange(current.key)
        response = exchange.outcome if exchange else None
        asked = challenge_of(response).fixes if isinstance(response, Response) else ()
        kind = asked[0].target if asked else _USUAL_SCHEME
        offered = OfferedCredential(kind, origin.partition("://")[2], origin)
        self.credentials.add_offered(offered, page.name_credential)

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
        return live_sockets.stargate_tour.StargateTour(
            self.workbench,
            self.services.library,
            self.environments.choice,
            self.sockets.part,
            self.scope,
        )

    def close_request(self) -> None:
        """Close the request in front."""
        current = self.workbench.current
        if current is not None:
            self.workbench.close(current.key)

    def duplicate_request(self) -> None:
        """Copy the current entry of the collections if they have the keyboard.

        Otherwise, open a copy of the request in front.
        """
        if self.collections_tab.has_focus:
            self.collections_tab.duplicate_entry()
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
        return ResponsePane(theme, self.window.keys, self.scope, bodies, parent)

    def _make_sockets(self) -> "SocketController":
        parts = live_sockets.socket_parts.SocketParts(
            self.services,
            self.scope,
            self.environments.choice,
            self.workbench.sending,
            self.asking,
            self.run_messages,
        )
        return live_sockets.socket_controller.SocketController(parts, self)

    def _make_credential_dialogs(self) -> "CredentialActions":
        parts = credentials.credential_forms.DialogParts(self.window.theme, self.window, self.scope)
        services = self.services
        return credentials.credential_actions.CredentialActions(
            parts, services.accounts, services.library, self.credentials.choice
        )

    async def _ask_consent(self, question: ConsentQuestion) -> Consent:
        return await ask_consent(self.window.theme, self.window, question)

    async def _ask_trust(self, question: TrustQuestion) -> bool:
        return await self._trust_questions.ask_trust(question)

    @cached_property
    def _trust_questions(self) -> "TrustQuestions":
        """Held, because it remembers what was declined."""
        window = self.window
        return collections.trust_questions.TrustQuestions(window.theme, window, self.services.trust)

    async def _change_settings(self, limit: str = "") -> None:
        dialog = window.settings_dialog.SettingsDialog(
            self.window.theme, self.saver.settings, self.window
        )
        if limit:
            dialog.focus_limit(limit)
        self._open_settings = dialog
        try:
            if await ask(dialog):
                self.saver.change(dialog.settings())
        finally:
            self._open_settings = None
            discard(dialog)

    def _keep_keys(self, chosen: KeyChoices) -> None:
        self.saver.change(replace(self.saver.settings, keys=chosen))

    async def _show_keys(self, rows: "Sequence[KeyRow]") -> None:
        window = self.window
        dialog = keys.keys_dialog.KeysDialog(
            window.theme, window, rows, window.keys, self._keep_keys
        )
        try:
            await ask(dialog)
        finally:
            discard(dialog)
