"""Loads what the first paint of the window does not need.

In the order in which a person can come to need it: the event loop, the parts of the window, the
HTTP client, then the views of a response. Imports run on a thread, so that the window is repainted
and takes clicks meanwhile.
"""

import asyncio
import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import qasync
from PySide6.QtWidgets import QApplication

from aiurdesk.core.saved_state import SavedState
from aiurdesk.services.profile import Profile
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from aiurdesk.services.services import Services  # loaded by ``load_window``

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


def run_loop(app: QApplication, window: MainWindow, profile: Profile, saved: SavedState) -> None:
    """Make a painted window work, and return when it is closed and everything has ended."""

    async def run() -> None:
        await load_window()
        from aiurdesk.ui.running import run_until_closed  # loaded by the line above

        await run_until_closed(window, profile, saved)

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(run())


async def load_window() -> None:
    """Load what makes the window work."""
    await asyncio.to_thread(importlib.import_module, "aiurdesk.ui.running")


async def load_ahead(
    scope: TaskScope, services: "Services", on_loaded: Callable[[], None] = lambda: None
) -> None:
    """Load the HTTP client, then start the task that loads what a response needs.

    Args:
        on_loaded: Called when nothing is left to load, or when something could not be loaded.
    """
    try:
        await services.connections.warm_up()
    finally:
        scope.start(LOADING_RESPONSE_VIEWS, _load_response_views, services, on_loaded)


async def _load_response_views(services: "Services", on_loaded: Callable[[], None]) -> None:
    try:
        # One module at a time: between two of them the window gets its turn.
        for name in (*_FOR_A_FORM, *_FOR_A_RESPONSE):
            await asyncio.to_thread(importlib.import_module, name)
        await asyncio.to_thread(lambda: services.library.searchable_texts)
    finally:
        on_loaded()
