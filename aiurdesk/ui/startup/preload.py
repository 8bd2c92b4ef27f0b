"""Loads what a person comes to need while the window works already, each before its time."""

import asyncio
import importlib

from aiurdesk.services.services import Services
from aiurdesk.ui.tasks import TaskScope

LOADING_CLIENT = "load the HTTP client"
"""Task that a scope starts for ``load_ahead``."""
LOADING_RESPONSE_VIEWS = "load what shows answers"
"""The task that follows it; when it is through, nothing is loaded any more."""

_FOR_A_FORM = ("aiurdesk.ui.form.area",)
"""The editor that most forms need."""
_FOR_A_RESPONSE = (
    "aiurdesk.core.verdict.judge",
    "aiurdesk.ui.response.verdict_banner",
    "aiurdesk.ui.response.text_view",
    "aiurdesk.ui.response.tree_view",
    "aiurdesk.ui.response.views",
)
"""What the first answer needs; it cannot be there before a form was filled in."""


async def load_ahead(scope: TaskScope, services: Services) -> None:
    """Load the HTTP client, then what judges and shows an answer.

    On a thread and piece by piece: where a person acts meanwhile, the window gets its turn
    before the next piece.
    """
    await services.connections.warm_up()
    scope.start(LOADING_RESPONSE_VIEWS, _load_answers, services)


async def _load_answers(services: Services) -> None:
    for name in (*_FOR_A_FORM, *_FOR_A_RESPONSE):
        await asyncio.to_thread(importlib.import_module, name)
    await asyncio.to_thread(lambda: services.library.tables)
    await asyncio.to_thread(lambda: services.library.searchable_texts)
