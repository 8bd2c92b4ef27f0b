"""Makes a painted window work, and ends everything in order."""

import asyncio
import contextlib
import ctypes
import gc
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import (
    QObject,
    QThread,  # noqa: TID251 - it knows how many loops are nested
    QTimer,
    Signal,
)
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QDialog

from aiurdesk.assembly import build_services
from aiurdesk.core.state.window_state import SavedState, WindowState
from aiurdesk.core.translation import tr
from aiurdesk.services.open_window import ALREADY_OPEN, Opening, hand_over_at_start, listening
from aiurdesk.services.profile import Profile
from aiurdesk.services.profile_writer import ProfileWriter
from aiurdesk.services.services import Services
from aiurdesk.ui.program.controller import WindowController
from aiurdesk.ui.program.wiring import make_controller
from aiurdesk.ui.startup.preload import LOADING_CLIENT, load_ahead
from aiurdesk.ui.startup.restore import look, restore_requests
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message, mishap
from aiurdesk.ui.window.program_facts import facts_text
from aiurdesk.ui.window.state_saver import StateSaver

# Often enough that garbage does not pile up, and each collection is short.
_EVERY_MS = 200


class GarbageCollector(QObject):
    """Takes the place of Python's own collector while the window is open.

    Python collects on any thread that happens to allocate: the sandbox's or a worker's. A widget
    or timer that is garbage would be destroyed there, which Qt does not survive.
    """

    collected = Signal()
    """Emitted when everything was collected, as ``collect_soon`` asked."""

    def __init__(self, parent: QObject) -> None:
        """Turn Python's collector off; nothing is collected before ``start``."""
        super().__init__(parent)
        self._is_wanted = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.collect_due)
        gc.disable()

    def start(self) -> None:
        """Collect from now on, once everything is loaded.

        What is there by now stays until the end: modules, classes and the window. Without the
        freeze, each full collection would go through all of it.
        """
        gc.freeze()
        self._timer.start()

    def collect_due(self) -> None:
        """Collect what Python would have collected by now."""
        # A full collection includes what the rule below would collect.
        if self._is_wanted:
            self._is_wanted = False
            gc.collect()
            self.collected.emit()
            return
        counts = gc.get_count()
        # The rule of Python's own collector: the oldest generation with too many objects, and all
        # younger.
        due = [age for age, most in enumerate(gc.get_threshold()) if most and counts[age] > most]
        if due:
            gc.collect(max(due))

    def collect_soon(self) -> None:
        """Collect everything in a moment, because something with long texts is garbage now.

        It may be few objects, which Python would keep for hours.
        """
        self._is_wanted = True

    def stop(self) -> None:
        """Collect everything, then let Python collect again."""
        self._timer.stop()
        # The window is garbage from now on, and what is frozen is never collected.
        gc.unfreeze()
        gc.collect()
        gc.enable()


@cache
def _trim() -> Callable[[int], object] | None:
    """Return the function of the C library that does it; only glibc has one."""
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)


async def give_back() -> None:
    """Give free memory back, on a thread, where the C library can.

    glibc keeps what was freed below anything that is still in use: 150 MB after some bodies of
    10 MB. Source: malloc_trim(3).
    """
    trim = _trim()
    if trim is not None:
        await asyncio.to_thread(trim, 0)


_MOST = 100
"""More of them than a person can open. A loop that nothing here ends must not keep the program."""


async def leave_nested_loops() -> None:
    """Close what Qt waits for in loops of its own, until that of the program is the only one.

    "File not found" and the menus of Qt's file dialog lie on the stack of the thread. Deleting
    the dialog, alone or with its window, would delete them too, which aborts the process.
    """
    thread = QThread.currentThread()
    for _ in range(_MOST):
        if thread.loopLevel() <= 1:
            return
        QDrag.cancel()
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if isinstance(front, QDialog):
            # Not ``close``, which a question without a way to cancel it ignores.
            front.reject()
        elif front is not None:
            front.close()
        # The loop of what was closed ends before this goes on.
        await asyncio.sleep(0)


_ANOTHER_WINDOW = tr(
    "Another window of this profile is open and did not respond. Its "
    "requests are not shown here. The requests of both windows are saved."
)

_CRASHED = tr("aiurdesk crashed the last time. Its requests are open again.")


@contextlib.asynccontextmanager
async def working(
    window: MainWindow,
    profile: Profile,
    saved: SavedState,
    on_close: Callable[[], None],
    target: str = "",
    *,
    is_new_window: bool = False,
) -> AsyncIterator[WindowController]:
    """Make a painted window work; end everything in order on the way out.

    Args:
        saved: What the profile held at the start.
        on_close: Called when a person closes the window, or at once when it is closed already.
        target: Id of an endpoint, or an address, that is opened at the start.
        is_new_window: As for ``ui.app.main``.
    """
    collector = GarbageCollector(window)
    window.close_wanted.connect(on_close)
    writer = ProfileWriter(profile)
    with _uncaught_errors_shown(window, writer.log_file), writer.logged():
        # On a thread, as it reads the files of other windows.
        saved = await asyncio.to_thread(writer.claim_window, saved)
        with writer.crashes_recorded(facts_text()):
            services = await asyncio.to_thread(_prepare_services, profile, saved.window)
            controller = _make_controller(window, services, writer, saved, collector.start)
            window.theme.follow_contrast()
            controller.workbench.request_closed.connect(collector.collect_soon)
            collector.collected.connect(lambda: controller.scope.start("give back", give_back))
            # Closed while the parts were loaded, before the signal was connected.
            if window.isHidden():
                on_close()
            try:
                async with _further_starts(profile, writer, controller, target, is_new_window):
                    yield controller
            finally:
                # First of all, as the rest may fail: the clipboard must not keep a copied secret.
                controller.credentials.finish()
                await leave_nested_loops()
                # While the tabs are still open, whose state it is.
                await controller.saver.finish()
                # A signal has not closed it, and a person could still press something.
                window.hide()
                # Tasks before services, which their cleanup uses.
                await controller.scope.aclose()
                await services.aclose()
                collector.stop()
                window.deleteLater()


@contextlib.asynccontextmanager
async def _further_starts(
    profile: Profile,
    writer: ProfileWriter,
    controller: WindowController,
    target: str,
    is_new_window: bool,
) -> AsyncIterator[None]:
    """Listen for further starts, or close this window if another one is already open."""
    if not writer.is_first_window and is_new_window:
        controller.opener.open_target(target)
        yield
        return
    if not writer.is_first_window:
        # A task, which ends with the window: the other one may not respond.
        controller.scope.start("handing over", _hand_over, profile, controller, target)
        yield
        return
    controller.opener.open_target(target)
    async with listening(profile.places.window_socket, controller.opener.take_opening):
        yield


async def _hand_over(profile: Profile, controller: WindowController, target: str) -> None:
    """Close this window if another one takes over; else say why there are two."""
    if await hand_over_at_start(profile.places.window_socket, Opening(target)):
        sys.stdout.write(f"{ALREADY_OPEN}\n")
        controller.window.close()
    else:
        controller.tell(Message(_ANOTHER_WINDOW))
        controller.opener.open_target(target)


def _prepare_services(profile: Profile, state: WindowState) -> Services:
    """Return the use cases, with the data that the window needs first already read."""
    services = build_services(profile.folder)
    # Before tabs are restored, which may be of services of collections.
    services.library.own.set_collections({Path(p): Path(p).name for p in state.collections})
    services.library.with_code_lab  # noqa: B018 - a property that keeps what it has read
    # The person's own files among them: they are never read on the window's thread.
    services.library.dialects.mistakes  # noqa: B018
    services.environments.last_read  # noqa: B018
    services.authenticator  # noqa: B018
    return services


def _make_controller(
    window: MainWindow,
    services: Services,
    writer: ProfileWriter,
    saved: SavedState,
    on_loaded: Callable[[], None],
) -> WindowController:
    """Return the controller of the window, with the requests open that were open the last time."""
    saver = StateSaver(writer, TaskScope(window), saved.settings)
    controller = make_controller(window, services, saver)
    restore_requests(controller, services.library, saved.window)
    # Only now: a state that was looked at while requests were restored would lose some of them.
    saver.watch(lambda: look(controller))

    def finish_loading() -> None:
        # Pages that are made ahead need all modules, and importing them would block the window.
        controller.pages.prepare_pages()
        if saver.settings.checks_services:
            controller.service_opener.look_for_updates()
        on_loaded()

    saver.scope.start(LOADING_CLIENT, load_ahead, saver.scope, services, finish_loading)
    library = services.library
    own = services.environments.last_read.mistakes
    mistakes = (*library.catalogue.mistakes, *library.dialects.mistakes, *own)
    for sentence in (*writer.set_aside(saved), *map(str, mistakes)):
        window.message_bar.tell(Message(sentence, "notice"))
    if writer.has_crashed:
        controller.tell(
            Message(_CRASHED, action=tr("Report…"), on_action=controller.help.report_problem)
        )
    return controller


@contextlib.contextmanager
def _uncaught_errors_shown(window: MainWindow, log_file: str) -> Iterator[None]:
    """Show every error that nothing catches in the message bar, with the log file's name."""

    def show(error: BaseException, doing: str) -> None:
        # Logged first: making the message bar, which is done when it is first used, may fail too.
        message = mishap(error, doing, log_file)
        window.message_bar.tell(message)

    def on_exception(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        show(error, tr("In the window"))

    def on_loop_error(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        # asyncio reports some mistakes, such as a pending task that was destroyed, without
        # an exception.
        error = context.get("exception") or RuntimeError(context["message"])
        show(error, tr("In the background"))

    loop, before = asyncio.get_running_loop(), sys.excepthook
    sys.excepthook = on_exception
    loop.set_exception_handler(on_loop_error)
    try:
        yield
    finally:
        sys.excepthook = before
        loop.set_exception_handler(None)
