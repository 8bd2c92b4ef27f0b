"""All connections between the parts of the window, grouped by the sender.

A signal goes directly from the part that emits it to the part that acts on it. The widgets inside
a part are connected where they are made.
"""

import asyncio
from functools import cache, partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.state.response_look import LOOKS
from aiurdesk.core.state.settings import Settings
from aiurdesk.core.translation import Phrase, tr
from aiurdesk.services import git as services_git
from aiurdesk.services.services import Services
from aiurdesk.ui import git, keys, palette, runs
from aiurdesk.ui import request as request_room
from aiurdesk.ui.keys.action_keys import with_key_pad
from aiurdesk.ui.palette.scope import OPENS_PALETTE, Scope
from aiurdesk.ui.program.actions import ACTIONS, Actions, default_keys, key_rows
from aiurdesk.ui.program.controller import WindowController
from aiurdesk.ui.program.wiring_requests import wire_requests
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.widgets.dialog import FOR_DIALOGS
from aiurdesk.ui.widgets.keyboard import ShortcutGuard
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message
from aiurdesk.ui.window.state_saver import StateSaver
from aiurdesk.ui.window.wait_strip import WaitStrip

if TYPE_CHECKING:
    from aiurdesk.ui.api_services.service_actions import ServiceActions
    from aiurdesk.ui.collections.examples import ExampleActions
    from aiurdesk.ui.collections.saving import SavedWork
    from aiurdesk.ui.git.git_controller import GitController
    from aiurdesk.ui.palette.palette import Palette
    from aiurdesk.ui.palette.source import PaletteParts
    from aiurdesk.ui.runs.load_controller import LoadController
    from aiurdesk.ui.runs.run_controller import RunController


_GIT = tr("look for a Git folder")


def make_controller(window: MainWindow, services: Services, saver: StateSaver) -> WindowController:
    """Make a window work: its parts, their connections, and what is shown at first."""
    controller = WindowController(window, services, saver)
    _wire_window(controller)
    _wire_environments(controller)
    wire_requests(controller)
    _wire_collections(controller)
    _wire_credentials(controller)
    _wire_runs(controller)
    _wire_history(controller)
    _wire_api_services(controller)
    actions = _wire_actions(controller)
    _wire_palette(controller, actions)
    controller.show_state()
    controller.environments.keep_cookies(is_on=saver.settings.keeps_cookies)
    controller.services.history.names_senders = saver.settings.shows_agents
    controller.services.connections.usual_proxy = saver.settings.proxy.choice
    plain = controller.services.connections.plain
    plain.kept, plain.keep = saver.settings.plain_http, saver.keep_plain_hosts
    controller.environments.outside_sandbox = saver.settings.sandbox_exits
    plain.ask = controller.asking.plain
    # Last, when all who show credentials listen.
    controller.credentials.load()
    return controller


def _wire_window(controller: WindowController) -> None:
    """Connect what the window itself shows, and what runs behind it."""
    window, saver, scope = controller.window, controller.saver, controller.scope
    environments, sending = controller.environments, controller.sending

    window.arranged.connect(saver.window_changed)
    LOOKS.watch(saver.window_changed)
    window.message_bar.fix_chosen.connect(controller.carry_out)
    window.empty_state.address_entered.connect(controller.enter)
    window.empty_state.trial_chosen.connect(controller.try_out)
    window.endpoints.endpoint_chosen.connect(controller.workbench.open)
    window.endpoints.curl_wanted.connect(controller.workbench.copy_endpoint_as_curl)
    window.endpoints.opened_by_keyboard.connect(
        lambda: controller.front.on_page(RequestPage.take_keyboard)
    )
    window.endpoints.expanded_changed.connect(saver.window_changed)
    window.sidebar.sections.folded_changed.connect(saver.window_changed)
    window.environments.environment_chosen.connect(environments.choice.choose)
    window.environments.manage_wanted.connect(environments.show_all)
    window.environments.cookies_wanted.connect(environments.show_cookies)
    window.command_pasted.connect(controller.opener.take_clipboard)

    # Every copy, also by the keys and menus of Qt's own widgets.
    QGuiApplication.clipboard().dataChanged.connect(window.status_line.show_copied)

    saver.settings_changed.connect(controller.take_over)
    saver.told.connect(controller.tell)

    scope.busy_changed.connect(sending.note_task)
    scope.busy_changed.connect(controller.show_task)
    # Nothing is on its way while the person is asked.
    sending.asked.connect(lambda _key, is_asking: controller.show_sending(is_busy=not is_asking))
    scope.failed.connect(controller.tell_failure)


def _wire_environments(controller: WindowController) -> None:
    """Connect the choice of where requests go."""
    environments, choice = controller.environment_choice, controller.credential_choice

    # First the credentials of the environment, then the requests that are planned with them.
    environments.changed.connect(choice.refresh)
    controller.environments.secrets_kept.connect(choice.refresh)
    controller.environments.outside_allowed.connect(controller.saver.keep_sandbox_exit)
    environments.changed.connect(controller.show_environment)
    environments.changed.connect(controller.workbench.follow_environment)
    environments.changed.connect(controller.saver.window_changed)
    environments.offered_changed.connect(controller.environments.offer)
    environments.told.connect(controller.tell)
    # A response may have set some.
    controller.sending.exchange_finished.connect(controller.environments.follow_cookies)

    application = QGuiApplication.instance()
    if isinstance(application, QApplication):
        application.focusChanged.connect(controller.environments.follow_focus)


def _wire_api_services(controller: WindowController) -> None:
    """Connect the services that a person adds."""
    window, opener = controller.window, controller.service_opener

    def wire(actions: "ServiceActions") -> None:
        actions.changed.connect(controller.show_services)
        # It may have brought environments.
        actions.changed.connect(controller.environments.reload)

    opener.actions.when_made(wire)
    opener.offered.connect(controller.show_services)
    opener.import_wanted.connect(lambda paths: controller.opener.collection_import.take(paths))
    controller.description_wanted.connect(opener.add)
    window.description_pasted.connect(opener.add_pasted)
    window.files_dropped.connect(opener.take_files)
    controller.files_wanted.connect(opener.take_files)
    window.endpoints.menu_wanted.connect(opener.open_menu)
    window.endpoints.description_wanted.connect(lambda: opener.add(""))
    opener.hide_wanted.connect(
        lambda name: controller.hide_services((*controller.hidden_services, name))
    )
    opener.page_wanted.connect(lambda name: controller.opener.collection_export.ask_for_page(name))
    opener.list_wanted.connect(controller.choose_services)
    controller.saved_work.when_made(
        lambda work: work.collections.changed.connect(opener.follow_collections)
    )


def _wire_runs(controller: WindowController) -> None:
    """Connect the window of runs, which is made when it is first opened."""

    @cache
    def run_controller() -> "RunController":
        made = runs.run_controller.RunController(
            controller.window.theme,
            controller.window,
            controller.services,
            controller.saver,
            controller.asking,
        )
        made.exchange_opened.connect(controller.workbench.open_exchange)
        made.request_wanted.connect(controller.opener.open_target)
        made.sent.connect(controller.collections_tab.note_verdict)
        made.curl_wanted.connect(lambda path: controller.collections.copy_as_curl(path))
        made.curl_of_sent_wanted.connect(
            lambda sent: controller.tell(request_room.text_import.copy_as_curl(sent.prepared))
        )
        made.fix_wanted.connect(controller.carry_out)
        made.settings_changed.connect(lambda plan: controller.collections.carry_out(plan))
        controller.environment_choice.offered_changed.connect(made.look_again)
        return made

    def open_runs(path: str, *, is_begun: bool = False) -> None:
        name = controller.environment_choice.environment.name
        run_controller().open(path, name, is_begun=is_begun)

    def open_comparison(path: str, kind: str) -> None:
        offered = runs.beside_choice.Offered(f"{kind}:")
        name = controller.environment_choice.environment.name
        run_controller().open(path, name, offered=offered)

    @cache
    def load_controller() -> "LoadController":
        return runs.load_controller.LoadController(
            controller.window.theme,
            controller.window,
            controller.services,
            controller.saver,
            controller.asking,
        )

    def open_load(path: str) -> None:
        load_controller().open(path, controller.environment_choice.environment.name)

    controller.run_wanted.connect(open_runs)
    controller.load_wanted.connect(open_load)
    controller.compare_wanted.connect(open_comparison)

    def wire(work: "SavedWork") -> None:
        work.collections.run_wanted.connect(open_runs)
        work.collections.load_wanted.connect(open_load)
        work.collections.compare_wanted.connect(open_comparison)
        work.collections.run_all_wanted.connect(partial(open_runs, is_begun=True))

    controller.saved_work.when_made(wire)


def _wire_collections(controller: WindowController) -> None:
    """Connect the collections, which are made when they are first needed."""
    controller.saved_work.when_made(lambda work: _wire_saved_work(controller, work))
    controller.saved_work.when_made(lambda work: _wire_git(controller, work))
    controller.examples.when_made(lambda part: _wire_examples(controller, part))

    controller.sending.exchange_finished.connect(controller.collections_tab.note_exchange)


def _wire_examples(controller: WindowController, part: "ExampleActions") -> None:
    """Connect what is done with examples of responses."""
    part.told.connect(controller.tell)

    def compare(key: int, name: str) -> None:
        if (page := controller.tabs.page_of(key)) is not None:
            controller.comparisons.part.show_example(key, page, name)

    part.compare_wanted.connect(compare)


def _show_examples(controller: WindowController) -> None:
    """Show on each page which examples its request has."""
    for opened in controller.workbench.open_requests:
        page = controller.tabs.page_of(opened.key)
        if page is not None:
            _show_examples_on(controller, opened.key, page)


def _show_examples_on(controller: WindowController, key: int, page: RequestPage) -> None:
    opened = controller.workbench.opened(key)
    if opened is not None:
        path = "" if opened.copy is None else opened.copy.path
        page.editors.examples.show_names(controller.collections.examples_of(path))
        # Naming the part makes it, and few requests are of a described service.
        is_described = bool(path and opened.request.endpoint.responses)
        count = controller.examples.part.documented_count(key) if is_described else 0
        page.editors.examples.offer_documented(count)


def _wire_saved_work(controller: WindowController, work: "SavedWork") -> None:
    """Connect the collections with their files and the tabs."""
    work.collections.export_wanted.connect(
        lambda path: controller.opener.collection_export.ask(path)
    )
    window, collections, saving = controller.window, work.collections, work.saving

    collections.section.commanded.connect(collections.carry_out)
    collections.section.save_wanted.connect(controller.save_dragged)
    # A function, because naming the part makes it.
    collections.example_wanted.connect(lambda *wish: controller.examples.part.carry_out(*wish))
    collections.section.expanded_changed.connect(controller.saver.window_changed)
    collections.moved.connect(controller.collections_tab.follow_moves)
    collections.watch.noticed.connect(collections.refresh)
    collections.services_offered.connect(controller.show_services)
    collections.changed.connect(controller.saver.window_changed)
    collections.changed.connect(lambda: _show_examples(controller))
    controller.pages.page_made.connect(partial(_show_examples_on, controller))
    controller.workbench.request_replaced.connect(lambda _: _show_examples(controller))
    collections.changed.connect(controller.environments.offer_those_of_collections)
    collections.told.connect(controller.tell)
    collections.withdrawn.connect(window.message_bar.withdraw)
    saving.told.connect(controller.tell)
    saving.saved.connect(window.status_line.show_saved)
    saving.secrets_kept.connect(controller.credential_choice.refresh)


def _wire_git(controller: WindowController, work: "SavedWork") -> None:
    """Follow the Git folders of collections; nothing of it is loaded where there are none."""
    collections = work.collections

    @cache
    def made() -> "GitController":
        part = git.git_controller.GitController(
            controller.window.theme, controller.window, controller.scope, collections
        )
        part.told.connect(controller.tell)
        collections.watch.noticed.connect(part.look)
        return part

    async def look() -> None:
        if await asyncio.to_thread(services_git.git_folder.has_git_folder, collections.paths):
            made().refresh()

    collections.changed.connect(lambda: controller.scope.start(_GIT, look))
    collections.changes_wanted.connect(lambda path: made().open(path))


def _wire_credentials(controller: WindowController) -> None:
    """Connect the credentials, and what waits for keyring and browser."""
    window, services = controller.window, controller.services
    credentials, pages, saver = controller.credentials, controller.pages, controller.saver
    choice = credentials.choice

    # A person may repair a source, such as unlock a password manager, and send again.
    services.credentials.secrets.sources.keeps_failures = False
    # Callbacks of services, which know no signals; both are called on the thread of the window.
    services.credentials.secrets.store.on_waiting = credentials.show_waiting_keyring
    browser = services.authenticator.browser
    browser.on_visit = credentials.show_waiting_page
    browser.ask_allowed = controller.ask_allowed
    browser.ask_address = controller.ask_address

    credentials.file_watch.noticed.connect(credentials.load_changes)
    # In a folder beside them.
    credentials.file_watch.noticed.connect(controller.environments.reload)

    window.credentials.credential_chosen.connect(controller.choose_credential)
    window.credentials.manage_wanted.connect(credentials.open_list)

    choice.changed.connect(controller.show_credentials)
    choice.changed.connect(pages.show_credentials)
    choice.changed.connect(saver.window_changed)
    choice.changed.connect(controller.show_state)
    choice.ticked.connect(controller.show_chosen_credential)
    choice.ticked.connect(credentials.refresh)
    choice.renamed.connect(pages.follow_rename)

    def covered() -> QWidget | None:
        # As for what says why a request was not sent: nothing is pressed there while one waits.
        page = controller.tabs.page
        is_shown = page is not None and page.isVisible()
        return page.panes.covered() if page is not None and is_shown else None

    @cache
    def wait_strip() -> WaitStrip:
        # Made when something waits: most starts need none.
        strip = WaitStrip()
        place = window.lay_strip(strip, covered)
        controller.tabs.current_changed.connect(place.fit)
        strip.cancel_wanted.connect(controller.sending.stop_authenticating)
        strip.cancel_wanted.connect(credentials.stop_waiting)
        return strip

    credentials.told.connect(controller.tell)
    credentials.waits_changed.connect(lambda waits: wait_strip().show_waits(waits))
    credentials.keyring_found.connect(window.status_line.show_keyring)


def _wire_history(controller: WindowController) -> None:
    """Connect what was sent before; the whole list is made when it is first looked at."""
    controller.history.told.connect(controller.tell)
    # A function, because naming the saving makes the collections.
    controller.history.save_wanted.connect(lambda *wish: controller.saving.save_as(*wish))
    controller.history.follow()

    def show_drift(exchange: Exchange, new: tuple[Phrase, ...]) -> None:
        # Which of them shows the response is known to its page only.
        for page in controller.tabs.pages():
            page.response.show_drift(exchange, new)

    controller.services.history.on_drift = show_drift
    controller.tabs.current_changed.connect(controller.history.show_last)
    # An open request is restored with its last response.
    controller.sending.exchange_finished.connect(controller.saver.window_changed)


def _wire_keys(controller: WindowController) -> None:
    """Let the actions have the keys that the person chose, now and after a change."""
    window, current, saver = controller.window, controller.window.keys, controller.saver
    at_start = chosen = saver.settings.keys
    # Most people change no key, and then the start does without the rules.
    if at_start:
        chosen, mistakes = keys.key_rules.usable_keys(at_start, key_rows())
        for sentence in mistakes:
            controller.tell(Message(sentence))
    current.set_up(default_keys(), chosen)

    def follow(settings: Settings) -> None:
        # What the dialog made of the usable keys is usable, too.
        current.choose(chosen if settings.keys == at_start else settings.keys)

    def guarded() -> list[str]:
        of_window = [row.id for row in ACTIONS if not row.is_for_focus]
        return [key for action in of_window for key in with_key_pad(current.current[action])]

    # Lives as a child of the window.
    guard = ShortcutGuard(window, guarded())
    current.changed.connect(lambda: guard.set_keys(guarded()))
    saver.settings_changed.connect(follow)


def _wire_actions(controller: WindowController) -> Actions:
    """Put the actions into menus and window, and enable what can be done."""
    window, sending = controller.window, controller.sending
    _wire_keys(controller)
    actions = Actions(controller, window.keys)
    actions.fill(window.menus)
    window.addActions(actions.of_window())
    window.empty_state.action_chosen.connect(actions.do)

    # All that conditions of actions depend on; after an action itself they are asked anyway.
    controller.tabs.current_changed.connect(actions.refresh)
    sending.busy_changed.connect(actions.refresh)
    sending.refused.connect(actions.refresh)
    sending.exchange_finished.connect(actions.refresh)
    controller.workbench.request_changed.connect(actions.refresh)
    controller.credential_choice.changed.connect(actions.refresh)
    controller.saver.settings_changed.connect(actions.refresh)
    controller.sockets.when_made(lambda sockets: sockets.changed.connect(actions.refresh))
    controller.saved_work.when_made(lambda work: work.collections.changed.connect(actions.refresh))
    controller.saved_work.when_made(
        lambda work: work.collections.undo_changed.connect(actions.refresh)
    )
    actions.refresh()
    return actions


def _wire_palette(controller: WindowController, actions: Actions) -> None:
    """Connect the command palette, which is made when it is first opened."""
    window, work = controller.window, controller.saved_work

    @cache
    def made() -> "Palette":
        passed_on = [
            action
            for action in window.actions()
            if action.property(OPENS_PALETTE) or action.property(FOR_DIALOGS)
        ]
        members = palette_parts(controller)
        sources = [source(members) for source in palette.sources.SOURCES]
        opened = palette.palette.Palette(window.theme, window, sources, passed_on)
        work.when_made(lambda work: work.collections.changed.connect(opened.refresh))
        actions.refreshed.connect(opened.refresh)
        return opened

    controller.palette_wanted.connect(lambda scope: made().open_for(scope))
    window.top_bar.palette_wanted.connect(lambda: made().open_for(Scope.ALL))


def palette_parts(controller: WindowController) -> "PaletteParts":
    """Return what the command palette lists and uses."""
    saved_work = controller.saved_work
    return palette.source.PaletteParts(
        workbench=controller.workbench,
        titles=lambda: controller.tabs.titles,
        severities=lambda: controller.tabs.severities,
        endpoints=controller.window.endpoints,
        # Asking for the part would make it, with all its modules.
        collections=lambda: saved_work.part.collections if saved_work.is_made else None,
        environments=controller.environment_choice,
        credentials=controller.credential_choice,
        library=controller.services.library,
        menus=controller.window.menus,
        keys=controller.window.keys,
        open_custom_url=controller.opener.open_custom_url,
        focus_page=lambda: controller.front.on_page(RequestPage.take_keyboard),
    )
