"""What the window does: its actions, and what it shows of what happens elsewhere."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject

from aiurdesk.core.errors import AiurdeskError
from aiurdesk.core.request.built_in_environments import SANDBOX
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.request import Request
from aiurdesk.core.settings import DEFAULT_ZOOM, ColourScheme, Settings, zoomed
from aiurdesk.services.services import Services
from aiurdesk.ui.actions import Need
from aiurdesk.ui.credentials.credential_controller import CredentialController
from aiurdesk.ui.endpoints.endpoints_panel import default_expanded
from aiurdesk.ui.endpoints.outline import Branch, outline
from aiurdesk.ui.request.request_pages import RequestPages
from aiurdesk.ui.request.sending import STARTING_SANDBOX
from aiurdesk.ui.tasks import TaskFailure
from aiurdesk.ui.widgets.ask import ask
from aiurdesk.ui.window.empty_state import Trial
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message, mishap
from aiurdesk.ui.window.panes import next_pane
from aiurdesk.ui.window.saved_state import StateSaver
from aiurdesk.ui.workbench import Workbench

_SETTINGS = "change the settings"


class WindowController(QObject):
    """Joins window and workbench; has a function for every action."""

    def __init__(self, window: MainWindow, services: Services, saver: StateSaver) -> None:
        super().__init__(window)
        self.window = window
        self.services = services
        self.scope = scope = saver.scope
        self._outline: tuple[Branch, ...] = ()
        self.saver = saver
        self.workbench = Workbench(services, scope, saver.settings.limits)
        window.furnish()
        self.credentials = CredentialController(window, services, scope, self.workbench)
        self.pages = RequestPages(window.theme, scope, services, self.workbench, self.credentials)
        self.handlers = self._make_handlers()
        window.wire(self)
        self._check_scheme(saver.settings)
        self.show_state()
        self.credentials.load()

    def try_out(self, trial: Trial) -> None:
        """Open something to try in the sandbox, and send it where that is the point of it."""
        endpoint = self.services.library.with_code_lab.endpoint(trial.endpoint_id)
        if endpoint is None:
            return
        self.workbench.sending.set_environment(SANDBOX)
        opened = self.workbench.open_request(Request(endpoint, trial.values))
        if trial.is_sent:
            self.workbench.send(opened.key)

    def show_environment(self, environment: Environment) -> None:
        """Show where requests go, with what can be reached there on top of the tree."""
        self.window.environments.show_environment(environment.name)
        library = self.services.library
        catalogue = library.with_code_lab if environment.is_sandbox else library.catalogue
        self.saver.window_changed()
        self._show_outline(tuple(outline(catalogue.descriptions, environment)))

    def _show_outline(self, roots: tuple[Branch, ...]) -> None:
        """Fill the tree, unless it shows this already: so it is when the sandbox has started."""
        if roots == self._outline:
            return
        self._outline = roots
        library, panel = self.services.library, self.window.endpoints
        endpoint_count = len(library.catalogue.endpoints)
        panel.set_outline(roots, lambda: library.searchable_texts, endpoint_count)
        if not panel.expanded_keys():
            panel.expand_keys(default_expanded(roots))

    def show_answer(self, key: int) -> None:
        """Show what is known of an answer in the status line, when its request is in front."""
        current = self.workbench.current
        if current is not None and current.key == key:
            self.show_state()

    def show_state(self) -> None:
        """Enable what can be done now, and show what is in front."""
        bench = self.workbench
        current = bench.current
        exchange = None if current is None else bench.exchange(current.key)
        is_busy = current is not None and bench.sending.is_busy(current.key)
        there = {
            Need.REQUEST: current is not None,
            Need.RUNNING: is_busy,
            Need.ANSWER: exchange is not None and not is_busy,
            Need.CLOSED_REQUEST: bench.has_closed,
            Need.CREDENTIAL: self.credentials.choice.chosen is not None,
        }
        self.window.actions_of_rows.enable(need for need, is_there in there.items() if is_there)
        self.window.status_line.show_exchange(exchange)
        self.window.show_empty_state(current is None)
        if current is not None:
            self.window.endpoints.show_endpoint(current.request.endpoint.id)

    def show_work(self, name: str, is_busy: bool) -> None:
        """Show in the status line what runs."""
        if name == STARTING_SANDBOX:
            self.window.status_line.show_work(f"{STARTING_SANDBOX}…", is_running=is_busy)
        elif name.startswith("send "):
            self.window.status_line.show_work("Sending…", is_running=is_busy)

    def take_over(self, settings: Settings) -> None:
        """Follow the settings: limits of the next request, colours and size of text."""
        self.workbench.sending.set_limits(settings.limits)
        self.window.theme.apply(settings.colour_scheme, settings.zoom_percent)
        self._check_scheme(settings)

    def open_limits(self) -> None:
        """Open the settings at the limits of a request."""
        self.scope.start(_SETTINGS, partial(self._change_settings, is_about_limits=True))

    def tell_failure(self, failure: TaskFailure) -> None:
        """Tell in the message bar what went wrong."""
        if isinstance(failure.error, AiurdeskError):
            self.window.message_bar.tell(Message(str(failure.error), "server"))
            return
        words = mishap(failure.error, f"While running “{failure.name}”", self.saver.log_file)
        self.window.message_bar.tell(words)

    def _make_handlers(self) -> dict[str, Callable[[], object]]:
        """Return a function for every row of ``ACTIONS``."""
        window, bench, tabs = self.window, self.workbench, self.pages.tabs
        return {
            "new_request": self._open_address,
            "close_request": self._close_request,
            "reopen_request": bench.reopen,
            "settings": lambda: self.scope.start(_SETTINGS, self._change_settings),
            "quit": window.close,
            "filter_endpoints": self._filter_endpoints,
            "focus_address": self._focus_address,
            "find": self._find,
            "toggle_sidebar": lambda: window.show_sidebar(window.sidebar.isHidden()),
            "toggle_response_below": self._toggle_response_below,
            "next_pane": self._go_to_next_pane,
            "choose_environment": window.environments.open_list,
            "zoom_in": lambda: self._zoom(1),
            "zoom_out": lambda: self._zoom(-1),
            "zoom_reset": lambda: self._zoom(0),
            "colours_system": lambda: self._choose_scheme(ColourScheme.SYSTEM),
            "colours_light": lambda: self._choose_scheme(ColourScheme.LIGHT),
            "colours_dark": lambda: self._choose_scheme(ColourScheme.DARK),
            "send": bench.send,
            "cancel": bench.cancel,
            **{f"tab_{place}": partial(tabs.go_to, place) for place in range(1, 10)},
            **self.credentials.handlers(),
            "show_keys": lambda: self.scope.start("show keys", self._show_keys),
        }

    def _open_address(self) -> None:
        self.workbench.open_custom_url()
        self._focus_address()

    def _focus_address(self) -> None:
        page = self.pages.tabs.page
        if page is not None:
            page.row.focus_address()

    def _find(self) -> None:
        page = self.pages.tabs.page
        if page is not None:
            page.response.find()

    def _close_request(self) -> None:
        current = self.workbench.current
        if current is not None:
            self.workbench.close(current.key)

    def _filter_endpoints(self) -> None:
        self.window.show_sidebar(True)
        self.window.endpoints.focus_filter()

    def _toggle_response_below(self) -> None:
        is_below = self.window.actions_of_rows["toggle_response_below"].isChecked()
        self.pages.set_response_below(is_below)
        self.saver.window_changed()

    def _go_to_next_pane(self) -> None:
        page = self.pages.tabs.page
        panes = page.panes() if page is not None else (self.window.empty_state,)
        next_pane((self.window.endpoints, *panes))

    def _zoom(self, steps: int) -> None:
        settings = self.saver.settings
        percent = zoomed(settings.zoom_percent, steps) if steps else DEFAULT_ZOOM
        self.saver.change(replace(settings, zoom_percent=percent))

    def _choose_scheme(self, scheme: ColourScheme) -> None:
        self.saver.change(replace(self.saver.settings, colour_scheme=scheme))

    def _check_scheme(self, settings: Settings) -> None:
        self.window.actions_of_rows[f"colours_{settings.colour_scheme}"].setChecked(True)

    async def _change_settings(self, *, is_about_limits: bool = False) -> None:
        from aiurdesk.ui.window.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self.window.theme, self.saver.settings, self.window)
        if is_about_limits:
            dialog.focus_limits()
        if await ask(dialog):
            self.saver.change(dialog.settings())
        dialog.deleteLater()

    async def _show_keys(self) -> None:
        from aiurdesk.ui.window.keys_dialog import KeysDialog  # seldom needed

        await ask(KeysDialog(self.window.theme, self.window))
