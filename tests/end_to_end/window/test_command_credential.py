"""A token that a program prints, in the real window."""

import sys

from PySide6.QtWidgets import QPushButton

from aiurdesk.core.credentials.credential import Credential
from aiurdesk.storage.secrets import MemorySecrets
from tests.child_process import was_ended
from tests.coroutines import until
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.credentials.window_steps import messages
from tests.ui.opened_window import opened_window


class Guarded(QuietHandler):
    """Lets one token in."""

    def do_GET(self) -> None:
        is_known = self.headers.get("Authorization") == "Bearer printed-token"
        self.respond(b"{}" if is_known else b"", 200 if is_known else 401)


def printing(origin: str, code: str) -> Credential:
    """Return a credential whose command runs a line of Python."""
    return Credential(
        "c", "Cloud", "command", (origin,), (("command", f'"{sys.executable}" -c "{code}"'),)
    )


async def test_a_command_is_filled_in_and_its_token_sent(theme, tmp_path):
    with http_serving(Guarded) as url:
        async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
            driver = WindowDriver(opened.window, opened.controller)
            opened.action("new_request").trigger()
            await driver.type("Address", f"{url}/a")
            opened.controller.front.add_credential()
            dialog = await driver.dialog("Add credential")
            # Some people are quick, and some computers slow: Send is pressed as soon as it can be.
            dialog.finished.connect(lambda: driver.press("Send"))
            driver.choose("Kind", "Bearer from a command")
            command = f"'{sys.executable}' -c \"print('printed' + '-token')\""
            await driver.type("Command", command)
            driver.press("Save")
            await driver.gone("Add credential")
            await opened.scope.idle()
            assert driver.verdict().startswith("200 ")
            (kept,) = opened.services.credentials.offered(opened.environments.named("Production"))
            assert (kept.origins, dict(kept.values)["command"]) == ((url,), command)
            opened.controller.credentials.sign_in(kept)
            await until(lambda: messages(opened))
            assert messages(opened)[-1].endswith(" is signed in.")


async def test_cancel_ends_a_program_that_hangs(theme, tmp_path):
    file = tmp_path / "pid"
    code = f"import os, time; open({str(file)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    async with opened_window(theme, tmp_path / "profile", store=MemorySecrets()) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        credential = printing("http://127.0.0.1:9", code)
        await opened.services.credentials.add(credential, {})
        opened.action("new_request").trigger()
        await driver.type("Address", "http://127.0.0.1:9/a")
        opened.page.name_credential("Cloud")
        driver.press("Send")
        await until(lambda: file.exists() and file.read_text())
        assert driver.has(QPushButton, "Cancel")
        driver.press("Cancel")
        await until(lambda: was_ended(int(file.read_text())))
        await opened.scope.idle()
        assert "Cancelled" in driver.verdict()


async def test_why_a_program_failed_is_told(theme, tmp_path):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        credential = printing("http://127.0.0.1:9", "import sys; sys.exit('Log in first.')")
        await opened.services.credentials.add(credential, {})
        opened.action("new_request").trigger()
        await driver.type("Address", "http://127.0.0.1:9/a")
        opened.page.name_credential("Cloud")
        driver.press("Send")
        await until(lambda: messages(opened))
        assert "ended with status 1. It said: Log in first." in messages(opened)[-1]
