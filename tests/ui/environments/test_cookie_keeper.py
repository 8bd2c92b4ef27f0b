"""Cookies are kept over a restart of the real window if the person wants that."""

import asyncio

from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.cookie import environment_jar
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.storage.secrets import MemorySecrets
from tests.cookie_server import VALUE, cookie_server
from tests.coroutines import until
from tests.ui.environments.sending_steps import send_to
from tests.ui.opened_window import opened_window


class Keyring(MemorySecrets):
    """A keyring that outlives the window."""

    def close(self) -> None:
        """Keep the secrets."""


def kept(opened) -> list[str]:
    jar = environment_jar(opened.environments.environment.name)
    return [cookie.value.reveal() for cookie in opened.services.connections.jars.cookies(jar)]


def choose(opened, *, keeps_cookies: bool) -> None:
    saver = opened.controller.saver
    saver.change(replace(saver.settings, keeps_cookies=keeps_cookies))


async def test_cookies_come_back_after_a_restart_until_that_is_switched_off(theme, tmp_path):
    keyring = Keyring()
    with cookie_server() as server:
        async with opened_window(theme, tmp_path, store=keyring) as opened:
            choose(opened, keeps_cookies=True)
            await send_to(opened, f"{server.base}/in")
            await opened.scope.idle()
            assert kept(opened) == [VALUE, "en"]
        async with opened_window(theme, tmp_path, store=keyring) as opened:
            await opened.scope.idle()
            # The other one was to end with the program.
            assert kept(opened) == [VALUE]
            choose(opened, keeps_cookies=False)
            await opened.scope.idle()
        async with opened_window(theme, tmp_path, store=keyring) as opened:
            choose(opened, keeps_cookies=True)
            await opened.scope.idle()
            assert kept(opened) == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if VALUE.encode() in path.read_bytes()] == []


class LockedKeyring(Keyring):
    """A keyring that gives nothing until it is unlocked."""

    def __init__(self) -> None:
        super().__init__()
        self.is_unlocked = asyncio.Event()
        self.is_unlocked.set()

    async def get(self, key: str) -> Secret | None:
        await self.is_unlocked.wait()
        return await super().get(key)


def other(base: str) -> PreparedRequest:
    """Return a request without a jar."""
    return PreparedRequest("GET", f"{base}/other")


async def test_the_first_request_after_a_start_has_the_cookies_that_were_kept(theme, tmp_path):
    keyring = LockedKeyring()
    with cookie_server() as server:
        async with opened_window(theme, tmp_path, store=keyring) as opened:
            choose(opened, keeps_cookies=True)
            await send_to(opened, f"{server.base}/in")
            await opened.scope.idle()
        keyring.is_unlocked.clear()
        async with opened_window(theme, tmp_path, store=keyring) as opened:
            async with asyncio.TaskGroup() as group:
                group.create_task(send_to(opened, f"{server.base}/first"))
                await until(lambda: opened.current is not None and opened.current.is_sent)
                # What waits for no cookies is sent meanwhile.
                for _ in range(3):
                    await opened.services.connections.send(other(server.base), Limits())
                assert kept(opened) == []
                keyring.is_unlocked.set()
            await opened.scope.idle()
    assert server.heard[1:] == [("/other", "")] * 3 + [("/first", f"sid={VALUE}")]


async def test_nothing_is_kept_otherwise(theme, tmp_path):
    keyring = Keyring()
    with cookie_server() as server:
        async with opened_window(theme, tmp_path, store=keyring) as opened:
            await send_to(opened, f"{server.base}/in")
            await opened.scope.idle()
            name = opened.environments.environment.name
            assert await keyring.get(f"cookies/{name}/0") is None
