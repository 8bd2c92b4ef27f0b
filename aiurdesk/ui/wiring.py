"""All connections between the parts of the window, grouped by the sender.

A signal goes directly from the part that emits it to the part that acts on it. The widgets inside
a part are connected where they are made.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from aiurdesk.core.credentials.offered_credential import OfferedCredential
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.settings import Settings
from aiurdesk.core.translation import tr
from aiurdesk.services.services import Services
from aiurdesk.ui import dialects, keys, palette, runs
from aiurdesk.ui import request as request_room
from aiurdesk.ui.actions import ACTIONS, Actions, default_keys, key_rows
from aiurdesk.ui.controller import WindowController
from aiurdesk.ui.dialogs.ask import FOR_DIALOGS
from aiurdesk.ui.history.history_controller import HISTORY
from aiurdesk.ui.keys.action_keys import with_key_pad
from aiurdesk.ui.palette.scope import OPENS_PALETTE, Scope
from aiurdesk.ui.request.fixes import Fixes, OtherParts
from aiurdesk.ui.request.picked_values import PickedValues
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.request_pages import RequestPages
from aiurdesk.ui.request.tab_menu import tab_menu
from aiurdesk.ui.request.workbench import OpenRequest, Workbench
from aiurdesk.ui.widgets.focused_keys import ShortcutGuard
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message
from aiurdesk.ui.window.state_saver import StateSaver
from aiurdesk.ui.window.wait_strip import Waits, WaitStrip

if TYPE_CHECKING:
    from aiurdesk.services.sending.connection_transport import OpenedStream
    from aiurdesk.services.sending.planned_request import PlannedRequest
    from aiurdesk.ui.api_services.service_actions import ServiceActions
    from aiurdesk.ui.collections.collections_panel import CollectionsPanel
    from aiurdesk.ui.collections.saved_work import SavedWork
    from aiurdesk.ui.dialects.dialect_controller import DialectController
    from aiurdesk.ui.form.graphql_panel import GraphqlPanel
    from aiurdesk.ui.live_sockets.socket_controller import SocketController
    from aiurdesk.ui.palette.palette_controller import PaletteController
    from aiurdesk.ui.palette.source import PaletteParts
    from aiurdesk.ui.runs.run_controller import RunController

_REOPEN = tr("Reopen")


def make_controller(window: MainWindow, services: Services, saver: StateSaver) -> WindowController:
    """Make a window work: its parts, their connections, and what is shown at first."""
    controller = WindowController(window, services, saver)
    _wire_window(controller)
    _wire_environments(controller)
    _wire_requests(controller.workbench, controller.pages, controller)
    _wire_sockets(controller)
    _wire_streams(controller)
    _wire_collections(controller)
    _wire_credentials(controller)
    controller.certificates.when_made(lambda made: made.told.connect(controller.tell))
    _wire_runs(controller)
    _wire_history(controller)
    _wire_dialects(controller)
    _wire_api_services(controller)
    actions = _wire_actions(controller)
    _wire_palette(controller, actions)
    controller.show_state()
    controller.environments.keep_cookies(is_on=saver.settings.keeps_cookies)
    controller.services.connections.usual_proxy = saver.settings.proxy.choice
    # Last, when all who show credentials listen.
    controller.credentials.load()
    return controller


def _wire_window(controller: WindowController) -> None:
    """Connect what the window itself shows, and what runs behind it."""
    window, saver, scope = controller.window, controller.saver, controller.scope
    environments, sending = controller.environments, controller.workbench.sending

    window.arranged.connect(saver.window_changed)
    window.empty_state.trial_chosen.connect(controller.try_out)
    window.endpoints.endpoint_chosen.connect(controller.workbench.open)
    window.endpoints.opened_by_keyboard.connect(lambda: _focus_page(controller))
    window.endpoints.expanded_changed.connect(saver.window_changed)
    window.sidebar.tab_changed.connect(saver.window_changed)
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
    controller.workbench.sending.asked.connect(
        lambda _key, is_asking: controller.show_sending(is_busy=not is_asking)
    )
    scope.failed.connect(controller.tell_failure)


def _focus_page(controller: WindowController) -> None:
    # After opening an endpoint with the keyboard, the person fills it in next.
    page = controller.pages.tabs.page
    if page is not None:
        page.take_keyboard()


def _wire_environments(controller: WindowController) -> None:
    """Connect the choice of where requests go."""
    environments, choice = controller.environments.choice, controller.credentials.choice

    # First the credentials of the environment, then the requests that are planned with them.
    environments.changed.connect(choice.refresh)
    controller.environments.secrets_kept.connect(choice.refresh)
    environments.changed.connect(controller.show_environment)
    environments.changed.connect(controller.workbench.follow_environment)
    environments.changed.connect(controller.saver.window_changed)
    environments.offered_changed.connect(controller.environments.offer)
    environments.told.connect(controller.tell)
    # A response may have set some.
    controller.workbench.sending.exchange_finished.connect(controller.environments.follow_cookies)

    application = QGuiApplication.instance()
    if isinstance(application, QApplication):
        application.focusChanged.connect(controller.environments.follow_focus)


def _wire_requests(bench: Workbench, pages: RequestPages, controller: WindowController) -> None:
    """Connect the open requests, their tabs and pages, and what is sent."""
    saver, sending, tabs = controller.saver, bench.sending, pages.tabs

    bench.request_opened.connect(tabs.add)
    # The sandbox takes a moment to start, so it starts before anything is sent.
    bench.request_opened.connect(controller.environments.choice.start_sandbox)
    bench.requests_restored.connect(tabs.add_behind)
    bench.requests_restored.connect(controller.environments.choice.start_sandbox)
    bench.request_closed.connect(tabs.remove)
    # Before the offer below: it is about the request that was closed last.
    for done in (bench.request_opened, bench.request_closed):
        done.connect(lambda: controller.window.message_bar.withdraw(_REOPEN))
    bench.unsaved_closed.connect(
        lambda name: controller.tell(
            Message(
                tr("Closed {name} with unsaved edits.").format(name=name),
                "notice",
                _REOPEN,
                bench.reopen,
            )
        )
    )
    bench.request_raised.connect(tabs.bring_to_front)
    bench.request_changed.connect(pages.show_request)
    bench.request_changed.connect(saver.window_changed)
    bench.request_replaced.connect(pages.replace_request)

    tabs.current_changed.connect(bench.set_current)
    tabs.current_changed.connect(controller.show_state)
    tabs.close_wanted.connect(bench.close)
    tabs.new_wanted.connect(bench.open_custom_url)
    tabs.menu_wanted.connect(lambda key, point: tab_menu(tabs, bench, key).popup(point))
    tabs.reordered.connect(bench.reorder)
    tabs.reordered.connect(saver.window_changed)

    # The workbench keeps the exchange before anything shows it.
    sending.exchange_finished.connect(bench.keep_exchange)
    sending.exchange_finished.connect(pages.show_exchange)
    sending.exchange_finished.connect(controller.show_state)
    sending.busy_changed.connect(pages.show_busy)
    sending.progressed.connect(pages.show_progress)
    sending.busy_changed.connect(controller.show_state)
    sending.asked.connect(pages.show_asking)
    sending.refused.connect(pages.show_errors)
    sending.told.connect(controller.tell)
    # What was captured may fill in a variable of any open request.
    sending.captured.connect(bench.follow_environment)

    fixes = Fixes(bench, controller.services.library, _other_parts(controller))
    # Held by it: only lambdas refer to it otherwise.
    fixes.setParent(controller)
    fixes.told.connect(controller.tell)
    pages.page_made.connect(lambda key, page: _wire_page(key, page, fixes, controller))
    _wire_picked_values(controller)

    def take_token(key: int, exchange: Exchange) -> None:
        page = pages.tabs.page_of(key)
        if page is not None:
            fixes.take_token(key, page, exchange)

    sending.fetched.connect(take_token)


def _other_parts(controller: WindowController) -> OtherParts:
    """Return what fixes do outside of the page of a request."""
    return OtherParts(
        choose_credential=controller.window.credentials.open_list,
        add_credential=controller.credentials.add_offered,
        sign_in=controller.sign_in_for,
        raise_limit=controller.preferences.open,
        choose_environment=controller.environments.choose,
        edit_variable=controller.environments.edit_variable,
        # A function, because naming the part makes it.
        show_certificates=lambda key: controller.certificates.part.show_server(key),
    )


def _wire_picked_values(controller: WindowController) -> None:
    """Connect what can be done with the values of responses."""
    window, bench, pages = controller.window, controller.workbench, controller.pages
    picked_values = PickedValues(window.theme, controller.scope, bench, pages.tabs)
    picked_values.setParent(controller)
    picked_values.told.connect(controller.tell)

    def wire(key: int, page: RequestPage) -> None:
        page.response.value_picked.connect(lambda value: picked_values.apply(key, page, value))

    pages.page_made.connect(wire)


def _wire_dialects(controller: WindowController) -> None:
    """Connect the dialects of responses; who chooses and teaches them is made when needed."""
    window, bench, pages = controller.window, controller.workbench, controller.pages

    @cache
    def made() -> "DialectController":
        dialect_controller = dialects.dialect_controller.DialectController(
            window,
            controller.services,
            controller.scope,
            bench,
            pages.tabs,
            # A function, because naming the collections makes them.
            lambda plan: controller.collections.carry_out(plan),
        )
        dialect_controller.told.connect(controller.tell)
        dialect_controller.judged.connect(bench.take_verdict)
        dialect_controller.judged.connect(pages.show_exchange)
        dialect_controller.judged.connect(controller.show_state)
        return dialect_controller

    def wire(key: int, page: RequestPage) -> None:
        page.response.dialect_wished.connect(lambda wish: made().fulfil(key, page, wish))

    def offer(key: int, exchange: Exchange) -> None:
        if exchange.verdict.looks_like:
            made().offer(key, exchange)

    def follow(opened: OpenRequest) -> None:
        exchange = bench.exchange(opened.key)
        if exchange is not None and exchange.request.dialect != opened.effective.dialect:
            made().follow(opened)

    pages.page_made.connect(wire)
    bench.request_changed.connect(follow)
    # Behind what shows the exchange.
    bench.sending.exchange_finished.connect(offer)


def _wire_api_services(controller: WindowController) -> None:
    """Connect the services that a person adds."""
    window, opener = controller.window, controller.service_opener

    def wire(actions: "ServiceActions") -> None:
        actions.changed.connect(controller.show_services)
        # It may have brought environments.
        actions.changed.connect(controller.environments.reload)

    opener.actions.when_made(wire)
    opener.offered.connect(controller.show_services)
    opener.import_wanted.connect(controller.opener.import_from)
    controller.description_wanted.connect(opener.add)
    window.description_pasted.connect(opener.add_pasted)
    window.folder_dropped.connect(opener.take_dropped)
    window.endpoints.menu_wanted.connect(opener.open_menu)
    controller.collections_tab.saved_work.when_made(
        lambda work: work.collections.changed.connect(opener.follow_collections)
    )


def _wire_page(key: int, page: RequestPage, fixes: Fixes, controller: WindowController) -> None:
    """Connect the page of an open request.

    Args:
        key: The key of the request.
    """
    bench, credentials = controller.workbench, controller.credentials

    def send() -> None:
        # A command instead of the address is looked at before it is sent.
        if not page.address.take_command():
            page.settle(lambda: bench.send_request(key))

    page.row.send_button.send_wanted.connect(send)
    page.row.save_wanted.connect(lambda: controller.front.save(key))
    page.row.options_wanted.connect(
        lambda: controller.scope.start(
            f"options {key}",
            request_room.send_options_dialog.SendOptionsDialog.edit,
            controller.window.theme,
            page,
            page.send_options,
            page.set_send_options,
        )
    )
    page.row.send_button.cancel_wanted.connect(lambda: controller.front.cancel_request(key))
    page.request_edited.connect(lambda edited: bench.edit(key, edited))
    page.row.address.command_entered.connect(controller.opener.take_command)
    page.offer_taken.connect(lambda offer: credentials.add_offered(offer, page.take_credential))
    page.refusal.send_anyway_wanted.connect(lambda: bench.send_request(key, is_forced=True))
    page.form.offer_taken.connect(controller.window.credentials.open_list)
    page.refusal.fix_chosen.connect(lambda fix: fixes.apply(key, page, fix))
    page.response.fix_chosen.connect(lambda fix: fixes.apply(key, page, fix))
    # The Auth tab is made when it is first looked at.
    page.editors.auth.when_made(lambda auth: auth.credential_chosen.connect(page.name_credential))

    def keep(offered: OfferedCredential, then: Callable[[], None]) -> None:
        def name_it(name: str) -> None:
            page.name_credential(name)
            then()

        credentials.keep(offered, name_it)

    page.editors.auth.when_made(lambda auth: auth.filled.connect(keep))
    page.editors.docs.when_made(controller.history.serve_docs)
    page.editors.docs.when_made(lambda docs: docs.tour_wanted.connect(controller.tour_stargate))
    page.editors.auth.when_made(lambda auth: auth.manage_wanted.connect(credentials.open_list))

    page.editors.when_body_made(lambda body: _wire_graphql(controller, key, body.graphql))

    def add_socket() -> None:
        controller.sockets.part.add_page(key, page.socket, page.row.send_button)

    page.response_side.socket_shown.connect(add_socket)
    page.response_side.stream_recorded.connect(
        lambda exchange: controller.sockets.part.show_recorded(key, exchange)
    )
    # A restored request may be a socket already, before anybody listens to the signal.
    if page.response_side.is_socket:
        add_socket()


def _wire_graphql(controller: WindowController, key: int, panel: "GraphqlPanel") -> None:
    """Connect the editor of documents; what serves it is made with the first document."""
    panel.check_wanted.connect(lambda: controller.schemas.part.check(key, panel))
    panel.fetch_wanted.connect(lambda: controller.schemas.part.fetch(key, panel))
    panel.file_chosen.connect(lambda path: controller.schemas.part.take_file(key, panel, path))


def _wire_sockets(controller: WindowController) -> None:
    """Connect the sockets, which are made with the first page of one."""
    bench, tabs = controller.workbench, controller.pages.tabs

    def show_connecting(key: int) -> None:
        page = tabs.page_of(key)
        if page is not None:
            page.show_connecting()

    def forget(key: int) -> None:
        if controller.sockets.is_made:
            controller.sockets.part.forget(key)

    def wire(sockets: "SocketController") -> None:
        bench.sending.connect_wanted.connect(sockets.connect_socket)
        sockets.connecting.connect(show_connecting)
        sockets.busy_changed.connect(lambda key, is_busy: tabs.show_busy(key, is_busy=is_busy))
        sockets.judged.connect(tabs.show_severity)
        sockets.opened.connect(bench.keep_exchange)
        sockets.opened.connect(controller.show_state)
        sockets.saved.connect(controller.window.status_line.show_saved)
        sockets.told.connect(controller.tell)
        bench.sending.exchange_finished.connect(sockets.show_recorded)

    controller.sockets.when_made(wire)
    controller.schemas.when_made(lambda made: made.told.connect(controller.tell))
    bench.request_closed.connect(forget)


def _wire_streams(controller: WindowController) -> None:
    """Connect the streams that responses are, which are shown like sockets."""
    bench = controller.workbench

    def follow(key: int, plan: "PlannedRequest", opened: "OpenedStream") -> None:
        page = controller.pages.tabs.page_of(key)
        if page is not None:
            page.show_stream(opened.exchange)
        controller.sockets.part.follow_stream(key, plan, opened)

    def end_stream(key: int, is_busy: bool) -> None:
        if is_busy and controller.sockets.is_made:
            controller.sockets.part.end_stream(key)

    bench.sending.stream_opened.connect(follow)
    bench.sending.busy_changed.connect(end_stream)


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
        return made

    def open_runs(path: str) -> None:
        run_controller().open(path, controller.environments.choice.environment.name)

    controller.run_wanted.connect(open_runs)
    controller.collections_tab.saved_work.when_made(
        lambda work: work.collections.run_wanted.connect(open_runs)
    )


def _wire_collections(controller: WindowController) -> None:
    """Connect the collections, which are made when they are first needed."""
    controller.collections_tab.saved_work.when_made(lambda work: _wire_saved_work(controller, work))

    def wire_panel(panel: "CollectionsPanel") -> None:
        panel.commanded.connect(controller.collections.carry_out)
        panel.expanded_changed.connect(controller.saver.window_changed)
        controller.collections.show_panel(panel)

    # Made when its tab is first looked at, or when a collection is opened.
    controller.collections_tab.panel.when_made(wire_panel)


def _wire_saved_work(controller: WindowController, work: "SavedWork") -> None:
    """Connect the collections with their files and the tabs."""
    work.collections.export_wanted.connect(controller.opener.export_collection)
    window, collections, saving = controller.window, work.collections, work.saving

    collections.watch.noticed.connect(collections.refresh)
    collections.services_offered.connect(controller.show_services)
    collections.changed.connect(controller.saver.window_changed)
    collections.changed.connect(controller.environments.offer_those_of_collections)
    collections.told.connect(controller.tell)
    collections.done.connect(lambda: window.message_bar.withdraw(tr("Undo")))
    saving.told.connect(controller.tell)
    saving.saved.connect(window.status_line.show_saved)
    saving.secrets_kept.connect(controller.credentials.choice.refresh)


def _wire_credentials(controller: WindowController) -> None:
    """Connect the credentials, and what waits for keyring and browser."""
    window, services = controller.window, controller.services
    credentials, pages, saver = controller.credentials, controller.pages, controller.saver
    choice = credentials.choice

    # Callbacks of services, which know no signals; both are called on the thread of the window.
    services.credentials.secrets.store.on_waiting = credentials.show_waiting_keyring
    browser = services.login.browser
    browser.on_visit = credentials.show_waiting_page
    browser.ask_allowed = controller.ask_allowed
    browser.ask_address = controller.ask_address

    credentials.file_watch.noticed.connect(credentials.load_changes)
    # In a folder beside them.
    credentials.file_watch.noticed.connect(controller.environments.reload)

    window.credentials.credential_chosen.connect(choice.choose)
    window.credentials.manage_wanted.connect(credentials.open_list)

    choice.changed.connect(controller.show_credentials)
    choice.changed.connect(pages.show_credentials)
    choice.changed.connect(saver.window_changed)
    choice.changed.connect(controller.show_state)
    choice.ticked.connect(controller.show_chosen_credential)
    choice.ticked.connect(credentials.refresh)
    choice.renamed.connect(pages.follow_rename)

    @cache
    def wait_strip() -> WaitStrip:
        # Made when something waits: most starts need none.
        strip = window.insert_strip(WaitStrip())
        strip.cancel_wanted.connect(controller.workbench.sending.stop_authenticating)
        strip.cancel_wanted.connect(credentials.stop_waiting)
        return strip

    def show_waits(waits: Waits) -> None:
        wait_strip().show_waits(waits)

    credentials.told.connect(controller.tell)
    credentials.waits_changed.connect(show_waits)
    credentials.keyring_found.connect(window.status_line.show_keyring)


def _wire_history(controller: WindowController) -> None:
    """Connect what was sent before; its panel is made when its tab is first looked at."""
    controller.window.sidebar.add_tab(HISTORY, controller.history.panel)
    controller.history.told.connect(controller.tell)
    # A function, because naming the saving makes the collections.
    controller.history.save_wanted.connect(lambda key: controller.saving.save_as(key))
    controller.history.follow()
    controller.pages.tabs.current_changed.connect(controller.history.show_last)
    # An open request is restored with its last response.
    finished = controller.workbench.sending.exchange_finished
    finished.connect(controller.saver.window_changed)


def _wire_keys(controller: WindowController) -> None:
    """Let the actions have the keys that the person chose, now and after a change."""
    window, current, saver = controller.window, controller.window.keys, controller.saver
    at_start = chosen = saver.settings.keys
    # Most people change no key, and then the start does without the rules.
    if at_start:
        chosen, mistakes = keys.key_rules.UsableKeys.of(at_start, key_rows())
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
    window, sending = controller.window, controller.workbench.sending
    _wire_keys(controller)
    actions = Actions(controller, window.keys)
    actions.fill(window.menus)
    window.addActions(actions.of_window())

    # All that conditions of actions depend on; after an action itself they are asked anyway.
    controller.pages.tabs.current_changed.connect(actions.refresh)
    sending.busy_changed.connect(actions.refresh)
    sending.refused.connect(actions.refresh)
    sending.exchange_finished.connect(actions.refresh)
    controller.workbench.request_changed.connect(actions.refresh)
    controller.credentials.choice.changed.connect(actions.refresh)
    controller.saver.settings_changed.connect(actions.refresh)
    controller.sockets.when_made(lambda sockets: sockets.changed.connect(actions.refresh))
    controller.collections_tab.saved_work.when_made(
        lambda work: work.collections.changed.connect(actions.refresh)
    )
    controller.collections_tab.saved_work.when_made(
        lambda work: work.collections.undo_changed.connect(actions.refresh)
    )
    actions.refresh()
    return actions


def _wire_palette(controller: WindowController, actions: Actions) -> None:
    """Connect the command palette, which is made when it is first opened."""
    window, work = controller.window, controller.collections_tab.saved_work

    @cache
    def palette_controller() -> "PaletteController":
        passed_on = [
            action
            for action in window.actions()
            if action.property(OPENS_PALETTE) or action.property(FOR_DIALOGS)
        ]
        made = palette.palette_controller.PaletteController(
            window.theme, window, palette_parts(controller), passed_on
        )
        work.when_made(lambda work: work.collections.changed.connect(made.refresh))
        actions.refreshed.connect(made.refresh)
        return made

    def open_palette(scope: Scope) -> None:
        palette_controller().open_for(scope)

    controller.palette_wanted.connect(open_palette)
    window.top_bar.palette_wanted.connect(lambda: open_palette(Scope.ALL))


def palette_parts(controller: WindowController) -> "PaletteParts":
    """Return what the command palette lists and uses."""
    saved_work = controller.collections_tab.saved_work
    return palette.source.PaletteParts(
        workbench=controller.workbench,
        titles=lambda: controller.pages.tabs.titles,
        endpoints=controller.window.endpoints,
        # Asking for the part would make it, with all its modules.
        collections=lambda: saved_work.part.collections if saved_work.is_made else None,
        environments=controller.environments.choice,
        credentials=controller.credentials.choice,
        library=controller.services.library,
        menus=controller.window.menus,
        keys=controller.window.keys,
        open_custom_url=controller.opener.open_custom_url,
        focus_page=lambda: _focus_page(controller),
    )
