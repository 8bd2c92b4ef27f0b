"""Goes through pages and dialogs of the real window; as a program, prints every text it meets.

python -m tests.end_to_end.window.tour > texts.txt
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import qasync
from PySide6.QtWidgets import QDialog

from aiurdesk.services.profile import Profile
from aiurdesk.ui.actions import ACTIONS
from aiurdesk.ui.app import make_application, show_window
from aiurdesk.ui.controller import WindowController
from aiurdesk.ui.running import working
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message
from tests.end_to_end.window.everything_shown import everything_shown
from tests.end_to_end.window_driver import WindowDriver

DIALOGS = (
    "settings",
    "show_keys",
    "about",
    "documentation",
    "add_credential",
    "manage_credentials",
)
TABS = ("Headers", "Auth", "Docs", "Preview", "Timing", "Text", "Tree", "Form")


async def tour(
    window: MainWindow, controller: WindowController, look: Callable[[str], object]
) -> None:
    """Show one page or dialog after the other, and call ``look`` with the name of each."""
    driver = WindowDriver(window, controller)

    async def stop_at(place: str) -> None:
        for _ in range(5):
            await asyncio.sleep(0.01)
        look(place)

    await stop_at("start")
    driver.press("Push a message to a wrong channel")
    await controller.scope.idle()
    await stop_at("not sent")
    driver.press("Send anyway")
    await controller.scope.idle()
    for tab in TABS:
        driver.show(tab)
        await stop_at(tab)
    controller.open_custom_url()
    driver.press("Add parameter")
    await stop_at("custom URL")
    controller.tell(Message("A notice that is so long that it takes two lines. " * 4))
    await stop_at("notice")
    for action in DIALOGS:
        next(row for row in ACTIONS if row.id == action).handler(controller)
        await asyncio.sleep(0.2)
        await stop_at(action)
        for dialog in window.findChildren(QDialog):
            dialog.reject()
    await controller.scope.idle()


async def _print_texts(window: MainWindow, profile: Profile) -> None:
    texts: set[tuple[str, str]] = set()
    async with working(window, profile, profile.read(), lambda: None) as controller:
        await tour(window, controller, lambda _: texts.update(everything_shown()))
    for place, text in sorted(texts):
        if text.strip() and place not in ("object name", "markup"):
            sys.stdout.write(f"{place}\t{text!r}\n")


def main() -> None:
    """Print one line for each text: where it is, and what it says."""
    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile(Path(folder))
        window = show_window(app, profile.read())
        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
            runner.run(_print_texts(window, profile))


if __name__ == "__main__":
    main()
