import sys

from aiurdesk.assembly import build_services
from aiurdesk.ui.startup.preload import LOADING_CLIENT, LOADING_RESPONSE_VIEWS, load_ahead
from aiurdesk.ui.tasks import TaskScope


async def test_the_client_is_loaded_first_and_then_the_response_views(tmp_path):
    services, scope = build_services(tmp_path), TaskScope()
    order: list[str] = []
    scope.busy_changed.connect(lambda name, is_busy: order.extend(() if is_busy else (name,)))
    # Such as a module that has another name now: others may have loaded the rest already.
    failed: list[object] = []
    scope.failed.connect(failed.append)
    scope.start(LOADING_CLIENT, load_ahead, scope, services)
    await scope.idle()
    assert failed == []
    assert order == [LOADING_CLIENT, LOADING_RESPONSE_VIEWS]
    assert {
        "httpx",
        "aiurdesk.core.verdict.judge",
        "aiurdesk.ui.response.views",
        "aiurdesk.ui.live_sockets.socket_controller",
        "aiurdesk.ui.sockets.socket_panel",
        "aiurdesk.ui.environments.variable_completion",
        "aiurdesk.services.history.history_records",
    } <= sys.modules.keys()
    await services.aclose()


async def test_the_dialects_of_the_services_are_read_before_a_request_is_opened(tmp_path):
    services, scope = build_services(tmp_path), TaskScope()
    scope.start(LOADING_CLIENT, load_ahead, scope, services)
    await scope.idle()
    tables = {service.table for service in services.library.with_code_lab.services} - {""}
    assert tables
    assert tables <= services.library.dialects._whole.keys()
    await services.aclose()
