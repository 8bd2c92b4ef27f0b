"""Take pictures of the window, the README's among them: python -m tests.end_to_end.pictures FOLDER.

Drives the real window against the sandbox, in light and dark, as a person would. Needs a display
with fonts, such as Xvfb.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

import qasync
from PySide6.QtWidgets import QDialog

from aiurdesk.services.profile import Profile
from aiurdesk.ui.startup.app import make_application, show_window
from aiurdesk.ui.startup.running import working
from aiurdesk.ui.window.main_window import MainWindow
from tests.end_to_end.window_driver import WindowDriver

SIZE = (1440, 900)
READY_ID = "5a4db0c5000040008000000000000001"
READY_SECRET = "5a4db0c55ec54ec58ec5000000000001"
SMALL_SIZE = (1024, 700)
FURTHER = (
    "code-lab.broken.html",
    "code-lab.broken.truncated",
    "code-lab.broken.codeistext",
    "code-lab.statuses.signedout",
    "code-lab.statuses.toomanyrequests",
    "code-lab.noanswer.cutoff",
    "code-lab.noanswer.badgzip",
)
"""One picture each of what is not an envelope, a bare status, or no response."""


class Photographer:
    """Takes a picture of the window under a name, in one scheme."""

    def __init__(self, driver: WindowDriver, folder: Path, scheme: str) -> None:
        self.driver = driver
        self._folder = folder
        self._scheme = scheme

    async def take(self, name: str, dialog: QDialog | None = None) -> None:
        """Let what is pending be painted, then write the picture of window or dialog."""
        for _ in range(5):
            await asyncio.sleep(0.05)
        picture = (dialog or self.driver.window).grab()
        assert picture.save(str(self._folder / f"{name}-{self._scheme}.png"))


async def tell_story(shot: Photographer) -> None:
    """Go through what a new user meets first."""
    driver = shot.driver
    await shot.take("start")
    driver.press("Try the gateway status call in the sandbox")
    await driver.controller.scope.idle()
    await shot.take("gateway-status")
    await driver.open("stargate pushmessage")
    await driver.type("ChannelId", "two")
    await shot.take("push-message-marked")
    driver.press("Send")
    await shot.take("push-message-not-sent")
    driver.press("Send anyway")
    await driver.controller.scope.idle()
    await shot.take("push-message")
    driver.window.resize(*SMALL_SIZE)
    await shot.take("push-message-small")
    driver.window.resize(*SIZE)
    await driver.type("AccessToken", "wrong")
    await driver.type("ChannelId", "2")
    await driver.send()
    await shot.take("wrong-token")
    for tab in ("Docs", "Preview", "Headers", "Auth", "Timing", "Text"):
        driver.show(tab)
        await shot.take(f"tab-{tab.lower()}")
    driver.show("Form")
    driver.show("Tree")
    for endpoint in driver.controller.services.library.endpoints_of("code-lab"):
        if endpoint.group in ("Result codes", "Unexpected codes") or endpoint.id in FURTHER:
            await driver.open(endpoint.id)
            await driver.send()
            await shot.take(endpoint.id.replace(".", "-"))


async def tell_of_an_address(shot: Photographer) -> None:
    """Go through the steps of a person who types a custom URL."""
    driver = shot.driver
    current = driver.controller.workbench.current
    assert current is not None
    exchange = driver.controller.workbench.exchange(current.key)
    assert exchange is not None
    origin = "/".join(exchange.prepared.url.split("/")[:3])
    driver.pick("New request")
    await driver.type("Address", f"{origin}/Codes/NotFound")
    for row, (name, value) in enumerate((("id", "7"), ("AccessToken", "hidden")), start=1):
        driver.press("Add parameter")
        await driver.type(f"Parameter name {row}", name)
        await driver.type(f"Parameter value {row}", value)
    await driver.send()
    await shot.take("typed-address")


async def tell_of_credentials(shot: Photographer) -> None:
    """Go through the steps of a person who adds a credential."""
    driver = shot.driver
    while driver.controller.workbench.current is not None:
        driver.pick("Close request")
    await driver.open("stargate createchannel")
    await shot.take("credential-filled")
    await driver.send()
    await shot.take("credential-signed")
    driver.pick("Manage credentials…")
    visible = await driver.dialog("Credentials")
    driver.press("Who am I")
    await shot.take("credentials", visible)
    driver.press("Add credential…")
    form = await driver.dialog("Add credential")
    await shot.take("credential-add", form)
    await driver.type("Name", "my-app")
    await driver.type("App id", READY_ID)
    await driver.type("App secret", READY_SECRET)
    driver.press("Add address")
    await asyncio.sleep(0.05)
    await driver.type("Allowed address", "https://archon.aiursoft.com")
    driver.press("The sandbox (this computer)")
    driver.press("Save")
    await driver.gone("Add credential")
    await shot.take("credentials-own", visible)
    driver.press("Close")
    driver.choose("Credential", "my-app")
    driver.press("Send")
    question = await driver.dialog("Another address")
    await shot.take("credential-elsewhere", question)
    driver.press("Cancel")
    driver.choose("Credential", "No credential")
    await shot.take("credential-none")
    await driver.controller.scope.idle()


async def take_all(window: MainWindow, profile: Profile, folder: Path, scheme: str) -> None:
    """Take every picture in one scheme."""
    async with working(window, profile, profile.read(), print) as controller:
        window.resize(*SIZE)
        controller.preferences.choose_scheme(scheme)
        shot = Photographer(WindowDriver(window, controller), folder, scheme)
        await tell_story(shot)
        await tell_of_an_address(shot)
        await tell_of_credentials(shot)


def main() -> None:
    """Write the pictures into the folder given."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    application = make_application()
    for scheme in ("light", "dark"):
        with (
            tempfile.TemporaryDirectory() as kept,
            asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner,
        ):
            profile = Profile(Path(kept))
            runner.run(take_all(show_window(application, profile.read()), profile, folder, scheme))


if __name__ == "__main__":
    main()
