"""Take the pictures of the README: python -m tests.end_to_end.pictures [FOLDER].

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
from aiurdesk.ui.app import make_application, show_window
from aiurdesk.ui.running import working
from aiurdesk.ui.window.main_window import MainWindow
from tests.end_to_end.person import Person

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "pictures"
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
"""One picture each of what is no envelope, a bare status, or no answer."""


class Photographer:
    """Takes a picture of the window under a name, in one scheme."""

    def __init__(self, person: Person, folder: Path, scheme: str) -> None:
        self.person = person
        self._folder = folder
        self._scheme = scheme

    async def take(self, name: str, dialog: QDialog | None = None) -> None:
        """Let what is pending be painted, then write the picture of window or dialog."""
        for _ in range(5):
            await asyncio.sleep(0.05)
        picture = (dialog or self.person.window).grab()
        assert picture.save(str(self._folder / f"{name}-{self._scheme}.png"))


async def tell_story(shot: Photographer) -> None:
    """Go through what a new user meets first."""
    person = shot.person
    await shot.take("start")
    person.press("Try the gateway status call in the sandbox")
    await person.controller.scope.idle()
    await shot.take("gateway-status")
    await person.open("stargate pushmessage")
    await person.type("ChannelId", "two")
    await shot.take("push-message-marked")
    person.press("Send")
    await shot.take("push-message-not-sent")
    person.press("Send anyway")
    await person.controller.scope.idle()
    await shot.take("push-message")
    person.window.resize(*SMALL_SIZE)
    await shot.take("push-message-small")
    person.window.resize(*SIZE)
    await person.type("AccessToken", "wrong")
    await person.type("ChannelId", "2")
    await person.send()
    await shot.take("wrong-token")
    for tab in ("Docs", "Preview", "Headers", "Auth", "Timing", "Text"):
        person.show(tab)
        await shot.take(f"tab-{tab.lower()}")
    person.show("Form")
    person.show("Tree")
    for endpoint in person.controller.services.library.endpoints_of("code-lab"):
        if endpoint.group in ("Result codes", "Unexpected codes") or endpoint.id in FURTHER:
            await person.open(endpoint.id)
            await person.send()
            await shot.take(endpoint.id.replace(".", "-"))


async def tell_of_an_address(shot: Photographer) -> None:
    """Go through what a person meets who types an address of their own."""
    person = shot.person
    current = person.controller.workbench.current
    assert current is not None
    exchange = person.controller.workbench.exchange(current.key)
    assert exchange is not None
    origin = "/".join(exchange.prepared.url.split("/")[:3])
    person.pick("New request")
    await person.type("Address", f"{origin}/Codes/NotFound")
    for place, (name, value) in enumerate((("id", "7"), ("AccessToken", "hidden")), start=1):
        person.press("Add parameter")
        await person.type(f"Parameter name {place}", name)
        await person.type(f"Parameter value {place}", value)
    await person.send()
    await shot.take("typed-address")


async def tell_of_credentials(shot: Photographer) -> None:
    """Go through what a person meets who has a credential of their own."""
    person = shot.person
    while person.controller.workbench.current is not None:
        person.pick("Close request")
    await person.open("stargate createchannel")
    await shot.take("credential-filled")
    await person.send()
    await shot.take("credential-signed")
    person.pick("Manage credentials…")
    shown = await person.dialog("Credentials")
    person.press("Who am I")
    await shot.take("credentials", shown)
    person.press("Add credential…")
    form = await person.dialog("Add credential")
    await shot.take("credential-add", form)
    await person.type("Name", "my-app")
    await person.type("app_id", READY_ID)
    await person.type("app_secret", READY_SECRET)
    person.press("Add address")
    await asyncio.sleep(0.05)
    await person.type("Allowed address", "https://archon.aiursoft.com")
    person.press("The sandbox (this computer)")
    person.press("Save")
    await person.gone("Add credential")
    await shot.take("credentials-own", shown)
    person.press("Close")
    person.choose("Credential", "my-app")
    person.press("Send")
    question = await person.dialog("Another address")
    await shot.take("credential-elsewhere", question)
    person.press("Cancel")
    person.choose("Credential", "No credential")
    await shot.take("credential-none")
    await person.controller.scope.idle()


async def take_all(window: MainWindow, profile: Profile, folder: Path, scheme: str) -> None:
    """Take every picture in one scheme."""
    async with working(window, profile, profile.read(), print) as controller:
        window.resize(*SIZE)
        controller.choose_scheme(scheme)
        shot = Photographer(Person(window, controller), folder, scheme)
        await tell_story(shot)
        await tell_of_an_address(shot)
        await tell_of_credentials(shot)


def main() -> None:
    """Write the pictures into the folder given, or where the README looks for them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
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
