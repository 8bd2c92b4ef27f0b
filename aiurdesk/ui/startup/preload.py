"""Loads what a working window needs next: the HTTP client, then views, collections and sockets."""

import asyncio
from collections.abc import Callable

from aiurdesk.core.translation import tr
from aiurdesk.core.verdict.failures import explanations
from aiurdesk.services.services import Services
from aiurdesk.ui.collections.collections_tab import load_collections
from aiurdesk.ui.imports import import_in_turns, import_on_a_thread
from aiurdesk.ui.tasks import TaskScope

LOADING_CLIENT = tr("load the HTTP client")
"""Name of the task that runs ``load_ahead``."""
LOADING_RESPONSE_VIEWS = tr("load the response views")
"""Name of the task that follows it; when it ends, nothing is loaded any more."""

_FOR_A_VERDICT = (
    "aiurdesk.core.verdict.judge",
    "aiurdesk.services.sending.result_parts",
    "aiurdesk.transport.cookies",
    "aiurdesk.services.history.history_records",
)
"""What judges and records the first response, and reads the history."""
_FOR_A_PAGE = ("aiurdesk.ui.environments.variable_completion",)
"""What the first request waits for as well when it comes to the front."""
_FOR_A_RESPONSE = (
    "aiurdesk.ui.response.verdict_banner",
    "aiurdesk.ui.response.text_view",
    "aiurdesk.ui.response.tree_view",
    "aiurdesk.ui.response.views",
)
"""What the first response needs; it comes after a form was filled in."""


_FOR_SOCKETS_WITHOUT_QT = (
    "aiurdesk.core.exchange.sockets.closing",
    "aiurdesk.services.sockets.sockets",
    "aiurdesk.services.sockets.message_requests",
)
_FOR_SOCKETS = (
    "aiurdesk.ui.sockets.frames_table",
    "aiurdesk.ui.sockets.frames_page",
    "aiurdesk.ui.sockets.message_editor",
    "aiurdesk.ui.sockets.socket_bar",
    "aiurdesk.ui.sockets.socket_panel",
    "aiurdesk.ui.live_sockets.socket_controller",
)
"""What the page of a socket is made of; without these the first one takes twice as long."""


async def load_ahead(
    scope: TaskScope, services: Services, on_loaded: Callable[[], None] = lambda: None
) -> None:
    """Load the HTTP client, then start the task that loads what a response needs.

    Args:
        on_loaded: Called when nothing is left to load, or when something could not be loaded.
    """
    try:
        await services.connections.warm_up()
    # Also when it fails: the views of a response do without the client.
    finally:
        scope.start(LOADING_RESPONSE_VIEWS, _load_response_views, services, on_loaded)


def _read_dialects(services: Services) -> None:
    """Read the dialects of the services in the catalogue, which their pages and verdicts need."""
    library = services.library
    for table in sorted({service.table for service in library.with_code_lab.services} - {""}):
        library.dialects.get(table)


async def _load_response_views(services: Services, on_loaded: Callable[[], None]) -> None:
    try:
        await import_on_a_thread(_FOR_A_VERDICT)
        # Later there may be too many open files to read why a request failed.
        await asyncio.to_thread(explanations, "failures")
        await asyncio.to_thread(_read_dialects, services)
        await import_in_turns((*_FOR_A_PAGE, *_FOR_A_RESPONSE))
        await load_collections()
        await import_on_a_thread(_FOR_SOCKETS_WITHOUT_QT)
        await import_in_turns(_FOR_SOCKETS)
    finally:
        on_loaded()
