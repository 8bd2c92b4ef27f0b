"""The window's program: start, first picture, loop, orderly end.

Nothing is imported at the top that the first picture can do without, the name ``Qt`` included: its
hundred enumerations cost as much as all of the window.
"""

import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_API", "pyside6")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from aiurdesk import __version__
from aiurdesk.services.profile import Profile
from aiurdesk.ui.actions import Menu
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.theme import Theme

if TYPE_CHECKING:
    import asyncio

    from aiurdesk.core.saved_state import SavedState
    from aiurdesk.services.services import Services
    from aiurdesk.ui.controller import WindowController

_SWITCH_S = 0.0001
_FIRST_PICTURE_MS = 2000
"""Longest wait for the first picture: a window that starts minimised is never painted."""


def main(folder: Path | None) -> int:
    """Open the window, run until it is closed, and return the exit status.

    Args:
        folder: Everything is kept below it; None means the usual places of the platform.
    """
    app, profile = make_application(), Profile(folder)
    window = show_window(app, profile)
    # Loading asyncio and its Qt loop takes longer than the first picture.
    import asyncio

    import qasync

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(_run(window, profile))
    return 0


def make_application() -> QApplication:
    """Return the application that windows are opened in."""
    # The style as an argument: asking which one it is costs the first picture 8 ms.
    app = QApplication([*sys.argv[:1], "-style", "fusion"])
    app.setApplicationName("aiurdesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("aiurdesk")
    # The loop has to outlive the last window: closing it only asks for the orderly end.
    app.setQuitOnLastWindowClosed(False)
    return app


def show_window(app: QApplication, profile: Profile) -> MainWindow:
    """Return a window that was painted, as it was left the last time, and does nothing yet."""
    look = profile.first_look()
    theme = Theme(app)
    theme.apply(look.colour_scheme, look.zoom_percent)
    window = MainWindow(theme)
    window.add_menus(Menu)
    window.restore(look)
    _show_first_picture(app, window)
    return window


def _show_first_picture(app: QApplication, window: MainWindow) -> None:
    """Show the window and run Qt alone, before there is any other loop, until it is painted."""
    window.painted.connect(app.exit)
    give_up = QTimer(window)
    give_up.setSingleShot(True)
    give_up.timeout.connect(app.exit)
    give_up.start(_FIRST_PICTURE_MS)
    window.show()
    app.exec()
    give_up.stop()


async def _run(window: MainWindow, profile: Profile) -> None:
    import asyncio

    stop = asyncio.Event()
    _end_on_signals(stop)
    async with working(window, profile, stop.set):
        await stop.wait()


@contextlib.asynccontextmanager
async def working(
    window: MainWindow, profile: Profile, on_close: Callable[[], None]
) -> AsyncIterator["WindowController"]:
    """Make a painted window work; end everything in order on the way out.

    Args:
        on_close: Called when a person closes the window, or closed it already.
    """
    import asyncio

    from aiurdesk.ui.startup.gc import GarbageCollector

    # Whoever else runs Python has to make room for the window sooner than the usual 5 ms.
    sys.setswitchinterval(_SWITCH_S)
    garbage = GarbageCollector(window)
    window.close_wanted.connect(on_close)
    with _mishaps_told(window, profile.log_file):
        log = profile.start_log()
        kept, services = await asyncio.to_thread(_load, profile)
        controller = _furnish(window, services, profile, kept)
        garbage.settle()
        if window.isHidden():
            on_close()
        try:
            yield controller
        finally:
            controller.credentials.finish()
            await controller.saver.finish()
            window.hide()
            await controller.scope.aclose()
            await services.aclose()
            profile.end_log(log)
            garbage.stop()
            window.deleteLater()


def _load(profile: Profile) -> "tuple[SavedState, Services]":
    """Import and read what the first picture does not need, on a thread."""
    from aiurdesk.assembly import build_services
    from aiurdesk.ui import wiring as wiring  # noqa: F401 - imported for the main thread
    from aiurdesk.ui.window import restore as restore  # noqa: F401 - imported for the main thread

    services = build_services(profile.folder)
    services.library.with_code_lab  # noqa: B018 - read now, kept for later
    services.login  # noqa: B018
    return profile.read(), services


def _furnish(
    window: MainWindow, services: "Services", profile: Profile, kept: "SavedState"
) -> "WindowController":
    """Make the window work, with the requests that were open the last time."""
    from aiurdesk.ui.startup.preload import LOADING_CLIENT, load_ahead
    from aiurdesk.ui.tasks import TaskScope
    from aiurdesk.ui.window.messages import Message
    from aiurdesk.ui.window.restore import look, restore_requests
    from aiurdesk.ui.window.state_saver import StateSaver
    from aiurdesk.ui.wiring import make_controller

    saver = StateSaver(profile, TaskScope(window), kept.settings)
    controller = make_controller(window, services, saver)
    restore_requests(controller, services.library, kept.window)
    saver.watch(lambda: look(controller))
    saver.scope.start(LOADING_CLIENT, load_ahead, saver.scope, services)
    for sentence in (*kept.mistakes, *services.library.catalogue.mistakes):
        window.message_bar.tell(Message(sentence, "notice"))
    return controller


def _end_on_signals(stop: "asyncio.Event") -> None:
    """Let SIGINT and SIGTERM close the window, where the platform has them."""
    import asyncio
    import signal

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)


@contextlib.contextmanager
def _mishaps_told(window: MainWindow, log_file: str) -> Iterator[None]:
    """Let every error that nobody caught end in the message bar, with the log file's name."""
    import asyncio

    from aiurdesk.ui.window.messages import mishap

    def tell(error: BaseException, doing: str) -> None:
        words = mishap(error, doing, log_file)
        window.message_bar.tell(words)

    def on_exception(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        tell(error, "In the window")

    def on_loop_error(_loop: "asyncio.AbstractEventLoop", context: dict[str, Any]) -> None:
        error = context.get("exception") or RuntimeError(context["message"])
        tell(error, "In the background")

    loop, before = asyncio.get_running_loop(), sys.excepthook
    sys.excepthook = on_exception
    loop.set_exception_handler(on_loop_error)
    try:
        yield
    finally:
        sys.excepthook = before
        loop.set_exception_handler(None)
