"""Loads the event loop and the parts of the window after the first paint, and runs them.

A person sees the window before any of this is loaded. It is repainted and takes clicks meanwhile.
"""

import asyncio
import contextlib
import signal

import qasync
from PySide6.QtWidgets import QApplication

from aiurdesk.core.state.window_state import SavedState
from aiurdesk.services.profile import Profile
from aiurdesk.ui.imports import import_in_turns, import_on_a_thread
from aiurdesk.ui.window.main_window import MainWindow

_WITHOUT_QT = (
    "aiurdesk.assembly",
    "aiurdesk.core.auth",
    "aiurdesk.services.profile_writer",
    "aiurdesk.services.credentials.credentials",
    "aiurdesk.services.credentials.sign_in",
    "aiurdesk.core.exchange.report",
    "aiurdesk.core.api.expectation",
)
"""The slow modules that the parts of the window import."""
_WITH_QT = (
    "aiurdesk.ui.window.message_bar",
    "aiurdesk.ui.credentials.choice",
    "aiurdesk.ui.credentials.credential_controller",
    "aiurdesk.ui.endpoints.services_section",
    "aiurdesk.ui.form.editors",
    "aiurdesk.ui.form.form_panel",
    "aiurdesk.ui.request.request_editors",
    "aiurdesk.ui.request.request_page",
    "aiurdesk.ui.request.workbench",
    "aiurdesk.ui.request.request_pages",
    "aiurdesk.ui.program.actions",
    "aiurdesk.ui.program.opener",
    "aiurdesk.ui.program.controller",
    "aiurdesk.ui.program.wiring",
    "aiurdesk.ui.startup.running",
)
"""The parts of the window; what each imports stands before it."""


def run_loop(
    app: QApplication,
    window: MainWindow,
    profile: Profile,
    saved: SavedState,
    target: str = "",
    *,
    is_new_window: bool = False,
) -> None:
    """Make a painted window work until a person closes it or a signal ends the program.

    Args:
        target: Id of an endpoint, or an address, that is opened at the start.
        is_new_window: As for ``ui.app.main``.
    """

    async def run() -> None:
        await load_window()
        from aiurdesk.ui.startup.running import working  # loaded by the line above

        stop = asyncio.Event()
        _stop_on_signals(stop)
        async with working(window, profile, saved, stop.set, target, is_new_window=is_new_window):
            await stop.wait()

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(run())


def _stop_on_signals(stop: asyncio.Event) -> None:
    """Let SIGINT, SIGTERM and SIGHUP close the window, where the platform has them."""
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        # Windows has no SIGHUP, and its event loop takes no handlers.
        with contextlib.suppress(AttributeError, NotImplementedError):
            loop.add_signal_handler(getattr(signal, name), stop.set)


async def load_window() -> None:
    """Load what makes the window work."""
    await import_on_a_thread(_WITHOUT_QT)
    await import_in_turns(_WITH_QT)
