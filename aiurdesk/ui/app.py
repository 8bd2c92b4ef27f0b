"""The window's program: start, first picture, loop, orderly end."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_API", "pyside6")

import qasync
from PySide6.QtWidgets import QApplication

from aiurdesk import __version__
from aiurdesk.services.profile import Profile
from aiurdesk.ui.keeping import Keeping
from aiurdesk.ui.main_window import MainWindow
from aiurdesk.ui.messages import Message, mishap
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.theme import Theme

if TYPE_CHECKING:
    from aiurdesk.core.kept import Kept
    from aiurdesk.services.services import Services
    from aiurdesk.ui.desk import Desk

_FIRST_PICTURE_S = 2.0
"""Longest wait for the first picture: a window that starts minimised is never painted."""


def main(folder: Path | None) -> int:
    """Open the window, run until it is closed, and return the exit status.

    Args:
        folder: Everything is kept below it; None means the usual places of the platform.
    """
    app = QApplication(sys.argv[:1])
    app.setApplicationName("aiurdesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("aiurdesk")
    # The loop has to outlive the last window: closing it only asks for the orderly end.
    app.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(_run(app, Profile(folder)))
    return 0


async def _run(app: QApplication, profile: Profile) -> None:
    kept = profile.read()
    theme = Theme(app)
    theme.apply(kept.settings.colour_scheme, kept.settings.zoom_percent)
    window = MainWindow(theme)
    scope = TaskScope(window)
    stop, painted = asyncio.Event(), asyncio.Event()
    window.close_wanted.connect(stop.set)
    window.painted.connect(painted.set)
    _end_on_signals(stop)
    with _mishaps_told(window, profile.log_file):
        window.restore(kept.window)
        window.show()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(painted.wait(), _FIRST_PICTURE_S)
        profile.start_log()
        services = await asyncio.to_thread(_load, profile.folder)
        keeping = Keeping(profile, scope, kept.settings)
        desk = _furnish(window, theme, services, keeping, kept)
        await stop.wait()
        await keeping.finish()
        window.hide()
        await scope.aclose()
        await services.aclose()
        desk.deleteLater()


def _load(folder: Path | None) -> "Services":
    """Import and read what the first picture does not need, on a thread."""
    from aiurdesk.assembly import build_services
    from aiurdesk.ui import desk, restoring  # noqa: F401 - imported for the main thread

    services = build_services(folder)
    services.library.with_code_lab  # noqa: B018 - read now, kept for later
    services.library.tables  # noqa: B018
    return services


def _furnish(
    window: MainWindow, theme: Theme, services: "Services", keeping: Keeping, kept: "Kept"
) -> "Desk":
    """Make the window work, with the requests that were open the last time."""
    from aiurdesk.ui.desk import Desk
    from aiurdesk.ui.restoring import look, restore_requests

    scope = keeping.scope
    desk = Desk(window, services, theme, keeping)
    restore_requests(desk, services.library, kept.window)
    keeping.watch(lambda: look(window, desk))
    scope.start("load the HTTP client", services.connections.warm_up)
    for sentence in (*kept.mistakes, *services.library.catalogue.mistakes):
        window.message_bar.tell(Message(sentence, "notice"))
    return desk


def _end_on_signals(stop: asyncio.Event) -> None:
    """Let SIGINT and SIGTERM close the window, where the platform has them."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)


@contextlib.contextmanager
def _mishaps_told(window: MainWindow, log_file: str) -> Iterator[None]:
    """Let every error that nobody caught end in the message bar, with the log file's name."""

    def tell(error: BaseException, doing: str) -> None:
        window.message_bar.tell(mishap(error, doing, log_file))

    def on_exception(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        tell(error, "In the window")

    def on_loop_error(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
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
