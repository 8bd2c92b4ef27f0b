"""Goes through pages and dialogs of the real window; as a program, prints every text it meets.

python -m tests.end_to_end.window.tour > texts.txt
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import qasync
from PySide6.QtWidgets import QDialog, QTabBar

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
StopAt = Callable[[str], Awaitable[None]]
"""Looks at what is shown, under the name of the place."""
PRODUCTION = "Production 2020"
READY_ID = "5a4db0c5000040008000000000000001"
READY_SECRET = "5a4db0c55ec54ec58ec5000000000001"


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
    for bar in filter(QTabBar.isVisible, window.findChildren(QTabBar)):
        for place in reversed(range(bar.count())):
            bar.setCurrentIndex(place)
            await stop_at(f"{bar.accessibleName() or 'tab'} {bar.tabText(place)}")
    await _visit_responses(driver, stop_at)
    await _visit_credentials(driver, stop_at)
    driver.choose("Environment", PRODUCTION)
    await stop_at(PRODUCTION)
    driver.choose("Environment", "Sandbox")
    controller.tell(Message("A notice that is so long that it takes two lines. " * 4))
    await stop_at("notice")
    for action in DIALOGS:
        next(row for row in ACTIONS if row.id == action).handler(controller)
        await asyncio.sleep(0.2)
        await stop_at(action)
        for dialog in window.findChildren(QDialog):
            dialog.reject()
    await controller.scope.idle()


async def _visit_responses(driver: WindowDriver, stop_at: StopAt) -> None:
    """Show all of a verdict, filter, and meet responses that are not envelopes, or none."""
    driver.press_if_there("Show all")
    await stop_at("show all")
    await driver.type("Filter endpoints", "-10 channel")
    await stop_at("filter hits")
    await driver.type("Filter endpoints", "nothing like this")
    await stop_at("no hits")
    await driver.type("Filter endpoints", "")
    for endpoint in ("code-lab.broken.html", "code-lab.statuses.toomanyrequests"):
        await driver.open(endpoint)
        await driver.send()
        await stop_at(endpoint)
    driver.pick("New request")
    driver.press("Add parameter")
    await driver.type("Parameter name 1", "n" * 40)
    await driver.type("Address", "localhost:1/" + "long/" * 40)
    await stop_at("custom URL")
    await driver.send()
    await stop_at("no response")


async def _visit_credentials(driver: WindowDriver, stop_at: StopAt) -> None:
    """Add a credential, then show an error, a deletion and a consent to send it elsewhere."""
    driver.pick("Manage credentials…")
    shown = await driver.dialog("Credentials")
    driver.press("Add credential…")
    await driver.dialog("Add credential")
    await driver.type("Name", "my-app")
    await driver.type("App id", READY_ID)
    await driver.type("App secret", READY_SECRET)
    driver.press("Add address")
    await asyncio.sleep(0.05)
    await driver.type("Allowed address", "https://archon.aiursoft.com")
    driver.press("The sandbox (this computer)")
    await stop_at("credential filled in")
    driver.press("Save")
    await driver.gone("Add credential")
    driver.press("Edit…")
    form = await driver.dialog("Edit credential")
    await driver.type("Name", "Sandbox app")
    await driver.type("App secret", "short")
    await stop_at("credential with errors")
    form.reject()
    await driver.gone("Edit credential")
    await stop_at("credential selected")
    driver.press("Delete…")
    question = await driver.dialog("Delete credential")
    await stop_at("credential deletion")
    question.reject()
    await driver.gone("Delete credential")
    shown.reject()
    await driver.gone("Credentials")
    driver.choose("Credential", "my-app")
    await driver.open("stargate createchannel")
    driver.press("Send")
    question = await driver.dialog("Another address")
    await stop_at("consent")
    question.reject()
    await driver.controller.scope.idle()
    await stop_at("consent refused")


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
