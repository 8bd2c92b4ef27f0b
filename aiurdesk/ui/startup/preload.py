"""Loads what a working window needs next: the HTTP client, then the views of a response.

Imports run on a thread, so that the window is repainted and takes clicks meanwhile.
"""

import asyncio
import importlib
from collections.abc import Callable

from aiurdesk.services.services import Services
from aiurdesk.ui.tasks import TaskScope

LOADING_CLIENT = "load the HTTP client"
"""Name of the task that runs ``load_ahead``."""
LOADING_RESPONSE_VIEWS = "load the response views"
"""Name of the task that follows it; when it ends, nothing is loaded any more."""

_FOR_A_FORM = ("aiurdesk.ui.form.area",)
"""The editor that most forms need."""
_FOR_A_RESPONSE = (
    "aiurdesk.core.verdict.judge",
    "aiurdesk.ui.response.verdict_banner",
    "aiurdesk.ui.response.text_view",
    "aiurdesk.ui.response.tree_view",
    "aiurdesk.ui.response.views",
)
"""What the first response needs; there is none before a form was filled in."""


async def load_ahead(
    scope: TaskScope, services: Services, on_loaded: Callable[[], None] = lambda: None
) -> None:
    """Load the HTTP client, then start the task that loads what a response needs.

    Args:
        on_loaded: Called when nothing is left to load, or when something could not be loaded.
    """
    try:
        await services.connections.warm_up()
    finally:
        scope.start(LOADING_RESPONSE_VIEWS, _load_response_views, on_loaded)


async def _load_response_views(on_loaded: Callable[[], None]) -> None:
    try:
        # One module at a time: between two of them the window gets its turn.
        for name in (*_FOR_A_FORM, *_FOR_A_RESPONSE):
            await asyncio.to_thread(importlib.import_module, name)
    finally:
        on_loaded()
