"""The controller of the window: handlers of its actions, and the display of events elsewhere."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from aiurdesk.core.api.description_text import is_description_address
from aiurdesk.core.api.endpoint import OWN_GENERATION
from aiurdesk.core.auth.next_steps import offered_credential
from aiurdesk.core.environments.environment import CUSTOM_URLS, SANDBOX, Environment
from aiurdesk.core.environments.proxies import PROXY_CREDENTIALS
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.preparing.address import (
    is_on_this_computer,
    is_request_local,
    with_scheme,
)
from aiurdesk.core.preparing.command_line import is_command_line
from aiurdesk.core.preparing.link import typed_path
from aiurdesk.core.problem import Fix, FixAction, Problem
from aiurdesk.core.request.request import Request
from aiurdesk.core.state.settings import Settings
from aiurdesk.core.translation import tr
from aiurdesk.services.credentials.proxy_login import proxy_credentials
from aiurdesk.services.sending.asking import Asking, Consent, ConsentQuestion
from aiurdesk.services.sending.trust import TrustQuestion
from aiurdesk.services.services import Services
from aiurdesk.ui import certificates, collections, credentials, history, live_sockets, schemas
from aiurdesk.ui.collections.collections_tab import CollectionsTab
from aiurdesk.ui.credentials.choice import CredentialChoice, scheme_title
from aiurdesk.ui.credentials.credential_controller import CredentialController, ask_consent
from aiurdesk.ui.endpoints.outline import Branch, is_own, outline
from aiurdesk.ui.environments.environment_choice import STARTING_SANDBOX
from aiurdesk.ui.environments.environment_controller import EnvironmentController
from aiurdesk.ui.history.history_controller import HistoryController
from aiurdesk.ui.program.front_request import FrontRequest
from aiurdesk.ui.program.opener import Opener
from aiurdesk.ui.program.service_opener import ServiceOpener
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.request_pages import RequestPages
from aiurdesk.ui.request.sending import Sending, SendTask
from aiurdesk.ui.request.workbench import Workbench
from aiurdesk.ui.response.body_reader import BodyAccess
from aiurdesk.ui.response.response_pane import ResponsePane
from aiurdesk.ui.sidebar.section import ENDPOINT_DRAG, HISTORY_DRAG
from aiurdesk.ui.tasks import TaskFailure
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.widgets.keyboard import next_pane
from aiurdesk.ui.widgets.lazy_panel import LazyPart
from aiurdesk.ui.window.empty_state import Trial
from aiurdesk.ui.window.help import Help
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message, mishap, problem_message
from aiurdesk.ui.window.preferences import Preferences
from aiurdesk.ui.window.response_facts import response_facts
from aiurdesk.ui.window.state_saver import StateSaver

if TYPE_CHECKING:
    from aiurdesk.core.auth.scheme import Question
    from aiurdesk.core.exchange.sockets.stargate_tour import TourStep
    from aiurdesk.services.credentials.browser import OpenPage
    from aiurdesk.ui.certificates.certificate_controller import CertificateController
    from aiurdesk.ui.collections.collections_controller import CollectionsController
    from aiurdesk.ui.collections.examples import ExampleActions
    from aiurdesk.ui.collections.saving import SavingController
    from aiurdesk.ui.collections.trust_questions import TrustQuestions
    from aiurdesk.ui.credentials.credential_actions import CredentialActions
    from aiurdesk.ui.history.response_comparisons import ResponseComparisons
    from aiurdesk.ui.live_sockets.socket_controller import SocketController
    from aiurdesk.ui.live_sockets.stargate_tour import StargateTour
    from aiurdesk.ui.schemas.schema_controller import SchemaController
    from aiurdesk.ui.schemas.text_work import LongTexts


class WindowController(QObject):
    """Makes the parts of the window, each with what it needs; ``ui.wiring`` connects them.

    The handlers of actions use its members.
    """

    run_wanted = Signal(str)
    """Emitted with the folder of a collection that is to be run; empty lets a person choose."""

    load_wanted = Signal(str)
    """Emitted with the path of a folder whose requests are to be sent as a load."""

    compare_wanted = Signal(str, str)
    """Emitted with such a folder, and whether an ``environment`` or a ``run`` is chosen."""

    files_wanted = Signal(list)
    """Emitted with the paths of files and folders that are to be opened, whatever they hold."""

    description_wanted = Signal(str)
    """Emitted with the file or address of a description that is to become a service; empty lets a
    person choose."""

    palette_wanted = Signal(object)
    """Emitted with the Scope that the command palette is to be opened for."""

    def __init__(self, window: MainWindow, services: Services, saver: StateSaver) -> None:
        super().__init__(window)
        self.window = window
        self.services = services
        self.saver = saver
        self.scope = saver.scope
        self._outline: tuple[Branch, ...] | None = None
        self.hidden_services: frozenset[str] = frozenset()
        """Ids of built-in services that neither tree nor palette lists."""
        self.preferences = Preferences(
            window,
            saver,
            lambda: {PROXY_CREDENTIALS: proxy_credentials(services.credentials)},
        )
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
        self.environment_choice = environments = self.environments.choice
        self.credential_choice = choice = CredentialChoice(services.accounts, environments)
        # The window asks in dialogs; the command line gives the same pipeline other functions.
        self.asking = Asking(
            self._ask_consent,
            lambda *given: self.environments.questions.ask_value(*given),
            lambda question: self.environments.questions.ask_careful(question),
            lambda question: self.environments.questions.ask_message(question),
            self._ask_trust,
            lambda question: self.environments.ask_outside(question),
            lambda question: self.environments.questions.ask_plain(question),
        )
        self.sending = sending = Sending(
            services.street, self.scope, environments, choice, self.asking
        )
        sending.limits = saver.settings.limits
        services.history.configure(saver.settings.history)
        self.workbench = Workbench(sending, services.connections)
        self.history = HistoryController(window, services.history, self.scope, self.workbench)
        self.credentials = CredentialController(
            services.accounts, self.scope, choice, self._make_credential_dialogs
        )
        self.pages = RequestPages(
            window.theme, window.keys, self.workbench, services.library, choice, self._make_response
        )
        self.tabs = self.pages.tabs
        # Behind the empty state: ``show_empty_state`` counts on that order.
        window.work_area.addWidget(self.tabs)
        window.top_bar.set_tabs(self.tabs.bar_row)
        self.collections_tab = CollectionsTab(
            window, self.scope, services, self.workbench, environments
        )
        self.saved_work = self.collections_tab.saved_work
        self.sockets: LazyPart[SocketController] = LazyPart(self._make_sockets)
        self.schemas: LazyPart[SchemaController] = LazyPart(self._make_schemas)
        self.long_texts: LazyPart[LongTexts] = LazyPart(self._make_long_texts)
        self.comparisons: LazyPart[ResponseComparisons] = LazyPart(self._make_comparisons)
        """Compares responses with earlier ones and with examples."""
        self.examples: LazyPart[ExampleActions] = LazyPart(self._make_examples)
        """Saves and uses examples of responses."""
        self.certificates: LazyPart[CertificateController] = LazyPart(self._make_certificates)
        self.opener = Opener(
            window,
            self.scope,
            services,
            self.workbench,
            self.pages,
            self.collections_tab,
        )
        self.service_opener = ServiceOpener(
            window, services, self.scope, self.collections_tab, self.credentials, environments
        )
        self.front = FrontRequest(
            self.workbench, self.pages, self.sockets, self.collections_tab, self.credentials
        )
        self.help = Help(window, self.scope, saver.profile, self.tell)

    def try_out(self, trial: Trial) -> None:
        """Open something to try in the sandbox, and send it where that is the point of it."""
        endpoint = self.services.library.with_code_lab.endpoint(trial.endpoint_id)
        if endpoint is None:
            return
        # Trials show mistakes on purpose: never at a real service.
        self.environment_choice.choose(SANDBOX)
        opened = self.workbench.open_request(Request(endpoint, values=trial.values))
        if trial.is_sent:
            self.workbench.send_request(opened.key)

    def enter(self, text: str) -> None:
        """Send to an address that was typed.

        A curl command, a description, or the path of a file or folder is taken as such.
        """
        path = typed_path(text)
        if is_command_line(text):
            self.opener.take_command(text)
        elif isinstance(path, Problem):
            self.tell(Message(path.sentence, "input"))
        elif path:
            self.files_wanted.emit([path])
        elif is_description_address(address := with_scheme(text)):
            self.description_wanted.emit(address)
        else:
            self.opener.open_custom_url(text)
            if (current := self.workbench.current) is not None:
                self.workbench.send_request(current.key)

    def show_environment(self, environment: Environment) -> None:
        """Show where requests go, with what can be reached there on top of the tree."""
        self.show_address()
        library = self.services.library
        catalogue = library.with_code_lab if environment.is_sandbox else library.catalogue
        self._show_outline(outline(catalogue.descriptions, environment, self.hidden_services))

    def choose_services(self) -> None:
        """Let a person choose which built-in services are listed."""
        self.service_opener.choose_services(self.hidden_services, self.hide_services)

    def hide_services(self, ids: Iterable[str]) -> None:
        """List all built-in services but these."""
        self.hidden_services = frozenset(ids)
        self.show_environment(self.environment_choice.environment)
        self.saver.window_changed()

    def show_services(self, service_id: str = "") -> None:
        """Show the services as they are now.

        Args:
            service_id: The one that is unfolded, if any. If it is the first one of the person, the
                built-in ones fold.
        """
        is_first = not any(map(is_own, self._outline or ()))
        self.show_environment(self.environment_choice.environment)
        if service_id and is_first:
            self.window.endpoints.fold_built_in()
        self.workbench.follow_services(self.services.library.with_code_lab.endpoint)
        if service_id:
            self.window.show_sidebar(True)
            self.window.sidebar.show_sections()
            self.window.endpoints.show_service(service_id)

    def show_address(self) -> None:
        """Show in the address row where the request in front goes, and with which credential."""
        self.show_chosen_credential()
        environment, current = self.environment_choice.environment, self.workbench.current
        is_local = is_on_this_computer(environment)
        service = None
        if current is not None:
            endpoint = current.request.endpoint
            service = self.services.library.service(endpoint.service_id)
            is_local = is_request_local(endpoint, service, self.sending.environment)
        # In no other sense than the sandbox's are addresses of the person those of real services.
        is_own = service is None or service.generation == OWN_GENERATION
        is_quiet = is_local or is_own and environment.name == CUSTOM_URLS.name
        self.window.chips.show_environment(environment, is_local=is_quiet)

    def show_state(self) -> None:
        """Show what is known of the request in front."""
        current = self.workbench.current
        self.show_address()
        exchange = self.workbench.current_exchange
        self.window.status_line.show_response(response_facts(exchange))
        # Before the page is shown, and before one that was closed is deleted with them.
        page = self.tabs.page
        frame = self.window.empty_state.address_frame if page is None else page.row.frame
        frame.take(self.window.chips)
        self.window.show_empty_state(current is None)
        if current is None:
            return
        # The file of a saved request stands for it, where the tree has it.
        if current.copy is None or not self.collections_tab.show_saved(current.copy.path):
            self.window.endpoints.show_endpoint(current.request.endpoint.id)

    def show_task(self, name: object, is_busy: bool) -> None:
        """Show in the status line what runs."""
        if name == STARTING_SANDBOX:
            self.window.status_line.show_work(f"{STARTING_SANDBOX}…", is_running=is_busy)
        elif isinstance(name, SendTask):
            self.show_sending(is_busy=is_busy)

    def show_sending(self, *, is_busy: bool) -> None:
        """Show in the status line that a request is on its way, or that one no longer is."""
        self.window.status_line.show_work(tr("Sending…"), is_running=is_busy)

    def show_credentials(self) -> None:
        """Show in the address row which credentials can be chosen, and which one is."""
        choice = self.credential_choice
        offered = [(credential.name, scheme_title(credential)) for credential in choice.offered]
        self.window.credentials.set_credentials(offered)
        self.show_chosen_credential()

    def show_chosen_credential(self) -> None:
        """Show in the address row what the request in front is sent with, and how long it lives."""
        choice = self.credential_choice
        named = self.named_credential
        if named is None:
            choice.count(None)
            name = choice.chosen.name if choice.chosen else ""
            self.window.credentials.show_credential(name, choice.life)
            return
        found = choice.named(named)
        choice.count(found)
        name = named if found is None else found.name
        self.window.credentials.show_credential(name, choice.life_of(found), is_own=True)

    @property
    def named_credential(self) -> str | None:
        """The credential that the request in front names, or its folder; None without one."""
        current = self.workbench.current
        return None if current is None else current.effective.credential

    def choose_credential(self, name: str) -> None:
        """Take another credential: for the request in front alone, where that names one."""
        page = self.tabs.page
        if self.named_credential is None or page is None:
            self.credential_choice.choose(name)
        else:
            page.name_credential(name)

    def take_over(self, settings: Settings) -> None:
        """Follow the settings: limits of the next request, colours and size of text."""
        self.sending.limits = settings.limits
        self.services.history.configure(settings.history)
        if self.services.history.names_senders != settings.shows_agents:
            self.services.history.names_senders = settings.shows_agents
            self.services.history.on_judged()
        self.environments.keep_cookies(is_on=settings.keeps_cookies)
        self.services.connections.usual_proxy = settings.proxy.choice
        self.services.connections.plain.kept = settings.plain_http
        self.environments.outside_sandbox = settings.sandbox_exits
        self.preferences.take_over(settings)

    def carry_out(self, fix: Fix) -> None:
        """Do what a fix says that needs no request."""
        match fix.action:
            case FixAction.MAKE_CREDENTIAL:
                self.credentials.add(offered_credential(fix.target, "", None))
            case FixAction.REPLACE_SECRET:
                self.credentials.edit(fix.target)
            case FixAction.ADD_ENVIRONMENT:
                self.environments.add(fix.target)
            case FixAction.ADD_SERVICE:
                self.service_opener.add_named(fix.target)
            case FixAction.TRUST_CERTIFICATE:
                self.certificates.part.show_host(fix.target)

    def tell(self, message: Message) -> None:
        """Show a message in the message bar."""
        self.window.message_bar.tell(message)

    def tell_failure(self, failure: TaskFailure) -> None:
        """Tell in the message bar what went wrong."""
        # Expected trouble has a sentence for the person; anything else is a mistake of ours.
        if isinstance(failure.error, ProblemError):
            self.tell(problem_message(failure.error.problem, "server"))
            return
        self.tell(
            mishap(
                failure.error,
                tr("While running “{name}”").format(name=failure.name),
                self.saver.profile.log_file,
            )
        )

    @property
    def collections(self) -> "CollectionsController":
        """The open collections, made when they are first needed."""
        return self.collections_tab.collections

    @property
    def saving(self) -> "SavingController":
        """Saves requests into collections."""
        return self.collections_tab.saving

    def tour_stargate(self, service_id: str, step: "TourStep | None") -> None:
        """Do a step of the tour of Stargate; None does all of them."""
        self._tour.take(service_id, step)

    @cached_property
    def _tour(self) -> "StargateTour":
        return live_sockets.stargate_tour.StargateTour(
            self.workbench,
            self.services.library,
            self.environment_choice,
            self.sockets.part,
            self.scope,
        )

    def filter_sidebar(self) -> None:
        """Give the keyboard to the filter of the sidebar."""
        self.window.show_sidebar(True)
        self.window.sidebar.focus_filter()

    def show_service_list(self) -> None:
        """Give the keyboard to the services in the sidebar."""
        self.window.show_sidebar(True)
        self.window.sidebar.go_to(self.window.sidebar.sections.services)

    def save_dragged(self, text: str, folder: str) -> None:
        """Save what was dragged into the folder of a collection: an endpoint, or a past request.

        Args:
            text: What the drag carried.
        """
        endpoint = self.services.library.with_code_lab.endpoint(text.removeprefix(ENDPOINT_DRAG))
        if text.startswith(HISTORY_DRAG):
            self.history.save_into(int(text.removeprefix(HISTORY_DRAG)), folder)
        elif endpoint is not None:
            self.workbench.open(endpoint)
            self.saving.save_as(folder=folder)

    def toggle_response_below(self) -> None:
        """Put responses below the editors, or beside them again."""
        self.pages.set_response_below(not self.pages.is_response_below)
        self.saver.window_changed()

    def go_to_next_pane(self) -> None:
        """Give the keyboard to the next pane."""
        page = self.tabs.page
        # Without a request its place is taken by the empty state.
        panes = page.stops() if page is not None else (self.window.empty_state,)
        # The sidebar first, as it stands on the left.
        next_pane((self.window.sidebar.panel, *panes, self.window.message_bar))

    def go_to_message(self) -> None:
        """Give the keyboard to the newest message; those that went are shown once more."""
        if not self.window.message_bar.go_to():
            self.tell(Message(tr("There are no messages.")))

    def sign_in_for(self, key: int) -> None:
        """Sign in with the credential of an open request."""
        self.credentials.sign_in(self.workbench.plan(key).credential)

    def _show_outline(self, roots: tuple[Branch, ...]) -> None:
        """Fill the tree, unless it shows this already, as when the sandbox has started."""
        if roots == self._outline:
            return
        self._outline = roots
        self.window.endpoints.set_outline(roots)

    def _make_response(self, theme: Theme, parent: QWidget) -> ResponsePane:
        services = self.services
        bodies = BodyAccess(
            services.save_body,
            services.body_texts,
            services.body_file,
            services.body_values,
            lambda: services.body_parts,
            lambda: services.file_bodies,
            lambda: services.body_levels,
        )
        return ResponsePane(theme, self.window.keys, self.scope, bodies, parent)

    def _make_sockets(self) -> "SocketController":
        members = live_sockets.message_sending.SocketParts(
            self.services,
            self.scope,
            self.environment_choice,
            self.sending,
            self.asking,
            self.front.run_messages,
        )
        return live_sockets.socket_controller.SocketController(members, self)

    def _make_certificates(self) -> "CertificateController":
        return certificates.certificate_controller.CertificateController(
            self.window.theme, self.window, self.services, self.scope, self.workbench
        )

    def _make_schemas(self) -> "SchemaController":
        return schemas.schema_controller.SchemaController(
            self.services, self.scope, self.environment_choice, self.workbench, self.asking
        )

    def _make_long_texts(self) -> "LongTexts":
        return schemas.text_work.LongTexts(self.services, self.scope)

    def _make_comparisons(self) -> "ResponseComparisons":
        return history.response_comparisons.ResponseComparisons(
            self.services.history, self.workbench, self.scope
        )

    def _make_examples(self) -> "ExampleActions":
        return collections.examples.ExampleActions(
            self.window.theme, self.window, self.scope, self.collections, self.front.save
        )

    def _make_credential_dialogs(self) -> "CredentialActions":
        return credentials.credential_actions.CredentialActions(
            self.window.theme, self.window, self.scope, self.services, self.credential_choice
        )

    async def ask_allowed(self, question: "Question") -> bool:
        """Ask whether signing in may go on."""
        questions = credentials.sign_in_questions
        return await questions.ask_allowed(self.window.theme, self.window, question)

    async def ask_address(self, page: "OpenPage") -> str:
        """Ask for the address at which the browser ended; empty where the person gives up."""
        questions = credentials.sign_in_questions
        return await questions.ask_address(self.window.theme, self.window, page)

    async def _ask_consent(self, question: ConsentQuestion) -> Consent:
        return await ask_consent(self.window.theme, self.window, question)

    async def _ask_trust(self, question: TrustQuestion) -> bool:
        return await self._trust_questions.ask_trust(question)

    @cached_property
    def _trust_questions(self) -> "TrustQuestions":
        """Held, because it remembers what was declined."""
        window = self.window
        return collections.trust_questions.TrustQuestions(window.theme, window, self.services.trust)
