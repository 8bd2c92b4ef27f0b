"""The connections of the open requests: their tabs and pages, what is sent, sockets and streams."""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from aiurdesk.core.api.endpoint import OWN_GENERATION
from aiurdesk.core.credentials.secret import OfferedCredential
from aiurdesk.core.environments.environment import (
    OF_KEYRING,
    OF_PROCESS,
    Environment,
    ValueOrigin,
)
from aiurdesk.core.environments.scope import DYNAMIC
from aiurdesk.core.exchange.exchange import Exchange
from aiurdesk.core.preparing.variable_words import has_value
from aiurdesk.core.problem import make_credential, replace_secret
from aiurdesk.core.request.edit_state import Edit, EditPlace
from aiurdesk.core.request.request import SendOptions
from aiurdesk.core.translation import tr
from aiurdesk.ui import dialects
from aiurdesk.ui import request as request_room
from aiurdesk.ui.palette.scope import Scope
from aiurdesk.ui.program.controller import WindowController
from aiurdesk.ui.request.fixes import Fixes, OtherParts
from aiurdesk.ui.request.paged_responses import PagedResponses
from aiurdesk.ui.request.picked_values import PickedValues
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.request.tab_menu import tab_menu
from aiurdesk.ui.request.workbench import OpenRequest
from aiurdesk.ui.window.messages import Message

if TYPE_CHECKING:
    from aiurdesk.services.sockets.socket_session import SocketSession
    from aiurdesk.ui.dialects.dialect_controller import DialectController
    from aiurdesk.ui.form.form_panel import FormPanel
    from aiurdesk.ui.form.graphql_panel import GraphqlPanel
    from aiurdesk.ui.live_sockets.socket_controller import SocketController

_REOPEN = tr("Reopen")
_OPEN_CAPTURE = tr("open what captured a variable")


def wire_requests(controller: WindowController) -> None:
    """Connect all that is about open requests."""
    _wire_tabs(controller)
    _wire_sending(controller)
    _wire_pages(controller)
    _wire_sockets(controller)
    _wire_streams(controller)
    _wire_dialects(controller)
    controller.schemas.when_made(lambda made: made.told.connect(controller.tell))
    controller.certificates.when_made(lambda made: made.told.connect(controller.tell))
    controller.comparisons.when_made(lambda made: made.told.connect(controller.tell))


def _wire_tabs(controller: WindowController) -> None:
    """Connect the open requests with their tabs and pages."""
    bench, pages, tabs = controller.workbench, controller.pages, controller.tabs
    saver = controller.saver
    library = controller.services.library

    def start_sandbox(*opened: OpenRequest) -> None:
        services = (library.service(one.request.endpoint.service_id) for one in opened)
        # It takes a moment to start, so it starts before anything is sent; it is of no use to
        # typed addresses and services of the person.
        if any(one is not None and one.generation != OWN_GENERATION for one in services):
            controller.environment_choice.start_sandbox()

    bench.request_opened.connect(tabs.add)
    bench.request_opened.connect(start_sandbox)
    bench.requests_restored.connect(tabs.add_behind)
    bench.requests_restored.connect(lambda: start_sandbox(*bench.open_requests))
    bench.request_closed.connect(tabs.remove)
    offers: dict[int, Message] = {}

    def offer_to_reopen(closed: OpenRequest) -> None:
        name = "" if closed.copy is None else closed.copy.name
        text = tr("Closed {name} with unsaved edits.").format(name=name)
        offers[closed.key] = Message(text, "notice", _REOPEN, partial(bench.reopen, closed.key))
        controller.tell(offers[closed.key])

    def withdraw_offers() -> None:
        for key in [key for key in offers if not bench.can_reopen(key)]:
            controller.window.message_bar.withdraw(offers.pop(key))

    bench.unsaved_closed.connect(offer_to_reopen)
    bench.request_opened.connect(withdraw_offers)
    bench.request_raised.connect(tabs.bring_to_front)
    bench.request_changed.connect(pages.show_request)
    bench.request_changed.connect(saver.window_changed)
    bench.request_changed.connect(controller.show_address)
    bench.request_replaced.connect(pages.replace_request)

    tabs.current_changed.connect(bench.set_current)
    tabs.current_changed.connect(controller.show_state)
    tabs.close_wanted.connect(bench.close)
    tabs.unpin_wanted.connect(lambda key: bench.pin(key, False))
    tabs.new_wanted.connect(bench.open_custom_url)
    tabs.list_wanted.connect(lambda: controller.palette_wanted.emit(Scope.OPEN))
    tabs.menu_wanted.connect(lambda key, point: tab_menu(tabs, bench, key).open_once(point))
    tabs.reordered.connect(bench.reorder)
    tabs.reordered.connect(saver.window_changed)


def _wire_sending(controller: WindowController) -> None:
    """Connect what is sent with what shows it."""
    bench, pages, sending = controller.workbench, controller.pages, controller.sending

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


def _wire_pages(controller: WindowController) -> None:
    """Connect the pages with what carries out their fixes, and what is chosen for values."""
    bench, tabs = controller.workbench, controller.tabs
    fixes = Fixes(bench, controller.services.library, _other_parts(controller))
    picked_values = PickedValues(controller.window.theme, controller.scope, bench, tabs)
    paged = PagedResponses(controller.scope, bench, lambda: controller.services.body_values)
    for part in (fixes, picked_values, paged):
        # Held by it: only lambdas refer to it otherwise.
        part.setParent(controller)
        part.told.connect(controller.tell)

    def wire(key: int, page: RequestPage) -> None:
        _wire_page(key, page, fixes, controller)
        page.response.case_wished.connect(lambda: picked_values.make_case(key, page))
        page.response.value_picked.connect(lambda value: picked_values.apply(key, page, value))
        page.response.page_wanted.connect(lambda request: paged.turn(key, request))
        page.response.all_pages_wanted.connect(
            lambda is_wanted: paged.fetch_all(key, page) if is_wanted else paged.stop(key)
        )
        page.editors.examples.chosen.connect(
            lambda name: controller.examples.part.open_named(key, name)
        )
        page.editors.examples.documented_wanted.connect(
            lambda: controller.examples.part.keep_documented(key)
        )
        page.response.example_wished.connect(
            lambda is_expected: controller.examples.part.save(key, is_expected=is_expected)
        )
        page.response.compare_wished.connect(
            lambda wish: controller.comparisons.part.compare(key, page, wish)
        )

    def take_token(key: int, exchange: Exchange) -> None:
        if (page := tabs.page_of(key)) is not None:
            fixes.take_token(key, page, exchange)

    controller.pages.page_made.connect(wire)
    controller.sending.fetched.connect(take_token)


def _other_parts(controller: WindowController) -> OtherParts:
    """Return what fixes do outside of the page of a request."""
    return OtherParts(
        choose_credential=controller.window.credentials.open_list,
        add_credential=controller.credentials.add,
        replace_secret=controller.credentials.edit,
        carry_out=controller.carry_out,
        sign_in=controller.sign_in_for,
        raise_limit=controller.preferences.open,
        choose_environment=controller.environments.choose,
        edit_variable=controller.environments.edit_variable,
        # A function, because naming the part makes it.
        show_certificates=lambda key: controller.certificates.part.show_server(key),
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
    page.row.curl_wanted.connect(lambda: bench.copy_as_curl(key))
    page.row.options_wanted.connect(
        lambda: controller.scope.start(
            f"options {key}",
            request_room.send_options_dialog.SendOptionsDialog.edit,
            controller.window.theme,
            page,
            page.request.options,
            SendOptions.usual(controller.sending.limits),
            lambda options: page.change_fields(options=options),
        )
    )
    page.row.send_button.cancel_wanted.connect(lambda: controller.front.cancel(key))
    page.request_edited.connect(lambda edited: bench.edit(key, edited))
    page.row.address.command_entered.connect(controller.opener.take_command)
    page.offer_taken.connect(lambda offer: credentials.add(offer, page.take_credential))
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

    page.texts = lambda: controller.long_texts.part
    page.open_variable = partial(_open_variable, controller, page)
    _wire_form(controller, key, page.form)
    page.editors.body.when_made(lambda body: _wire_graphql(controller, key, body.graphql))
    page.editors.body.when_made(lambda body: controller.schemas.part.serve_body(key, body))

    def add_socket() -> None:
        controller.sockets.part.add_page(key, page.socket, page.row.send_button)

    page.response_side.socket_shown.connect(add_socket)
    page.response_side.stream_recorded.connect(
        lambda exchange: controller.sockets.part.show_recorded(key, exchange)
    )
    # A restored request may be a socket already, before anybody listens to the signal.
    if page.response_side.is_socket:
        add_socket()


def _open_variable(controller: WindowController, page: "RequestPage", name: str) -> None:
    """Open where a variable is set; say its value where that is not in the window."""
    environment = page.environment
    if name.startswith(OF_KEYRING):
        credential = name.removeprefix(OF_KEYRING)
        controller.carry_out(
            replace_secret(credential)
            if has_value(name, environment)
            else make_credential(credential)
        )
    elif name.startswith(OF_PROCESS) or name in DYNAMIC:
        page.say_variables()
    elif not _show_origin(controller, name, environment):
        controller.environments.edit_variable(name)


def _show_origin(controller: WindowController, name: str, environment: Environment) -> bool:
    """Open what gave a variable its value; return False where that is the environment, or gone."""
    origin = environment.origins.get(name)
    if origin is ValueOrigin.COLLECTION:
        return controller.collections.show_settings(environment.folders)
    if origin is not ValueOrigin.CAPTURED:
        return False
    by = environment.captured_by.get(name, "")
    opened = controller.workbench.capturing(name, by)
    if opened is not None:
        _show_capture(controller, opened, name)
        return True
    path = (
        controller.collections.capturing(name, by)
        if controller.collections_tab.has_collections
        else ""
    )

    async def open_saved() -> None:
        saved = await controller.collections.opened_request(path)
        if saved is not None:
            _show_capture(controller, saved, name)

    if path:
        controller.scope.start(_OPEN_CAPTURE, open_saved)
    return bool(path)


def _show_capture(controller: WindowController, opened: OpenRequest, variable: str) -> None:
    controller.workbench.bring_to_front(opened.key)
    page = controller.tabs.page_of(opened.key)
    if page is not None:
        names = [capture.variable for capture in opened.request.captures]
        edit = Edit("", EditPlace.CAPTURES, names.index(variable))
        page.editors.show_edit(edit)


def _wire_form(controller: WindowController, key: int, form: "FormPanel") -> None:
    """Connect the form of values with what reads their schemas."""

    def serve() -> None:
        controller.schemas.part.serve_form(key, form)

    form.schemas_wanted.connect(serve)
    # A page shows its request before anybody listens to the signal.
    if form.schema_keys():
        serve()


def _wire_graphql(controller: WindowController, key: int, panel: "GraphqlPanel") -> None:
    """Connect the editor of documents; what serves it is made with the first document."""
    panel.check_wanted.connect(lambda: controller.schemas.part.check(key, panel))
    panel.fetch_wanted.connect(lambda: controller.schemas.part.fetch(key, panel))
    panel.file_chosen.connect(lambda path: controller.schemas.part.take_file(key, panel, path))


def _wire_sockets(controller: WindowController) -> None:
    """Connect the sockets, which are made with the first page of one."""
    sending, tabs = controller.sending, controller.tabs

    def show_connecting(key: int) -> None:
        if (page := tabs.page_of(key)) is not None:
            page.show_connecting()

    def show_ended(key: int, exchange: Exchange) -> None:
        # Its banner says what its events said, and a report has what came.
        if (page := tabs.page_of(key)) is not None and page.response_side.is_stream:
            page.response.show_exchange(exchange)

    def forget(key: int) -> None:
        if controller.sockets.is_made:
            controller.sockets.part.forget(key)

    def wire(sockets: "SocketController") -> None:
        sending.connect_wanted.connect(sockets.connect_socket)
        sockets.connecting.connect(show_connecting)
        sockets.busy_changed.connect(lambda key, is_busy: tabs.show_busy(key, is_busy=is_busy))
        sockets.judged.connect(tabs.show_severity)
        sockets.opened.connect(controller.workbench.keep_exchange)
        sockets.opened.connect(controller.show_state)
        sockets.stream_ended.connect(controller.workbench.take_verdict)
        sockets.stream_ended.connect(show_ended)
        sockets.saved.connect(controller.window.status_line.show_saved)
        sockets.told.connect(controller.tell)
        sending.exchange_finished.connect(sockets.show_recorded)

    controller.sockets.when_made(wire)
    controller.workbench.request_closed.connect(forget)


def _wire_streams(controller: WindowController) -> None:
    """Connect the streams that responses are, which are shown like sockets."""

    def follow(key: int, session: "SocketSession") -> None:
        page, handshake = controller.tabs.page_of(key), session.handshake
        if page is not None and handshake is not None:
            page.show_stream(handshake)
        controller.sockets.part.follow_stream(key, session)

    def end_stream(key: int, is_busy: bool) -> None:
        if is_busy and controller.sockets.is_made:
            controller.sockets.part.end_stream(key)

    controller.sending.stream_opened.connect(follow)
    controller.sending.busy_changed.connect(end_stream)


def _wire_dialects(controller: WindowController) -> None:
    """Connect the dialects of responses; who chooses and teaches them is made when needed."""
    bench, pages, services = controller.workbench, controller.pages, controller.services
    watch = dialects.dialect_watch.DialectWatch(
        controller,
        controller.scope,
        lambda: services.dialect_changes,
        lambda: controller.collections_tab.open_collections[0],
    )

    @cache
    def made() -> "DialectController":
        dialect_controller = dialects.dialect_controller.DialectController(
            controller.window,
            services,
            controller.scope,
            bench,
            controller.tabs,
            # A function, because naming the collections makes them.
            lambda plan: controller.collections.carry_out(plan),
        )
        dialect_controller.told.connect(controller.tell)
        dialect_controller.judged.connect(bench.take_verdict)
        dialect_controller.judged.connect(pages.show_exchange)
        dialect_controller.judged.connect(controller.show_state)
        dialect_controller.done.connect(watch.look)
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
    watch.changed.connect(lambda affected: made().judge_again(affected))
    controller.saved_work.when_made(
        lambda work: work.collections.changed.connect(lambda: watch.look())
    )
    watch.look()
    # Behind what shows the exchange.
    controller.sending.exchange_finished.connect(offer)
