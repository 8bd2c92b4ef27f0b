"""Cookies that are kept over a restart: what lies in the keyring, and what comes back."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.cookie import Cookie, environment_jar
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.core.response.response import Response
from aiurdesk.services.sending.connections import Connections
from aiurdesk.services.sending.kept_cookies import MOST_PIECES, KeptCookies
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.transport.http import HttpTransport
from tests.cookie_server import VALUE, cookie_server
from tests.coroutines import until
from tests.fakes import FailingSecrets

JAR = environment_jar("Mine")
TOMORROW = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
LASTING = Cookie(
    "sid",
    Secret("s3cret"),
    "https://www.shop.example:8443",
    ".shop.example",
    "/x",
    TOMORROW,
    True,
    True,
)
OF_SESSION = Cookie("session", Secret("gone"), "https://a.example", "a.example", "/")


@pytest.fixture
def store():
    return MemorySecrets()


def started(store: MemorySecrets) -> tuple[Connections, KeptCookies]:
    """Return what a start of the program has."""
    connections = Connections(HttpTransport)
    return connections, KeptCookies(connections, lambda: store)


async def pieces(store: MemorySecrets, environment: str = "Mine") -> list[str]:
    pieces = [await store.get(f"cookies/{environment}/{n}") for n in range(MOST_PIECES + 1)]
    return [piece.reveal() for piece in pieces if piece is not None]


async def test_cookies_with_an_expiry_come_back_and_others_do_not(store):
    connections, kept = started(store)
    connections.jars.opened(JAR).put(LASTING)
    connections.jars.opened(JAR).put(OF_SESSION)
    await kept.keep("Mine")
    assert "gone" not in "".join(await pieces(store))
    again, kept = started(store)
    await kept.restore("Mine")
    await kept.restore("Other")
    assert again.jars.cookies(JAR) == (LASTING,)
    assert again.jars.cookies(environment_jar("Other")) == ()


async def test_a_cookie_that_was_set_since_is_not_replaced(store):
    connections, kept = started(store)
    connections.jars.opened(JAR).put(LASTING)
    await kept.keep("Mine")
    again, kept = started(store)
    newer = replace(LASTING, value=Secret("newer"))
    again.jars.opened(JAR).put(newer)
    await kept.keep("Mine")
    assert again.jars.cookies(JAR) == (newer,)
    assert '"newer"' in "".join(await pieces(store))


async def test_what_has_expired_or_was_deleted_does_not_come_back(store):
    connections, kept = started(store)
    connections.jars.opened(JAR).put(LASTING)
    await kept.keep("Mine")
    connections.jars.erase_cookie(JAR, LASTING)
    await kept.keep("Mine")
    assert await pieces(store) == []
    expired = '[["a","b","https://h","h","/",1600000000,false,false]]'
    await store.set("cookies/Mine/0", Secret(expired))
    again, kept = started(store)
    await kept.restore("Mine")
    assert again.jars.cookies(JAR) == ()


async def test_a_bomb_is_bounded_and_lies_in_small_pieces(store):
    connections, kept = started(store)
    for number in range(200):
        connections.jars.opened(JAR).put(
            replace(LASTING, name=f"n{number}", value=Secret("x" * 500))
        )
    await kept.keep("Mine")
    stored = await pieces(store)
    assert 1 < len(stored) <= MOST_PIECES
    assert max(map(len, stored)) <= 1000
    again, kept = started(store)
    await kept.restore("Mine")
    assert 0 < len(again.jars.cookies(JAR)) < 200
    connections.jars.erase_cookies(JAR)
    _, kept = started(store)
    await kept.forget(["Mine", "Other"])
    assert await pieces(store) == []


class SlowKeyring(MemorySecrets):
    """A keyring that waits for the person."""

    def __init__(self) -> None:
        super().__init__()
        self.is_unlocked = asyncio.Event()
        self.waiting = 0

    async def get(self, key: str) -> Secret | None:
        self.waiting += 1
        await self.is_unlocked.wait()
        return await super().get(key)


async def sent(connections: Connections, url: str, jar: str = JAR) -> None:
    request = PreparedRequest("GET", url, jar=jar)
    assert isinstance(await connections.send(request, Limits()), Response)


async def test_the_first_request_waits_for_what_was_kept_and_the_next_does_not():
    keyring = SlowKeyring()
    keyring.is_unlocked.set()
    with cookie_server() as server:
        connections, kept = started(keyring)
        await sent(connections, f"{server.base}/in")
        await kept.keep("Mine")
        await connections.aclose()
        keyring.is_unlocked.clear()
        connections, kept = started(keyring)
        kept.turn(is_on=True)
        keyring.waiting = 0
        async with asyncio.TaskGroup() as group:
            group.create_task(kept.keep("Mine"))
            group.create_task(sent(connections, f"{server.base}/a"))
            await until(lambda: keyring.waiting > 0)
            assert [path for path, _ in server.heard] == ["/in"]
            keyring.is_unlocked.set()
        keyring.is_unlocked.clear()
        await sent(connections, f"{server.base}/b")
        await connections.aclose()
    assert server.heard[1:] == [("/a", f"sid={VALUE}"), ("/b", f"sid={VALUE}")]


async def test_a_request_that_was_cancelled_while_it_waits_does_not_disturb_the_next():
    keyring = SlowKeyring()
    connections, kept = started(keyring)
    kept.turn(is_on=True)
    with cookie_server() as server:
        async with asyncio.TaskGroup() as group:
            first = group.create_task(sent(connections, f"{server.base}/a"))
            await until(lambda: keyring.waiting == 1)
            second = group.create_task(sent(connections, f"{server.base}/b"))
            first.cancel()
            await until(lambda: keyring.waiting == 2)
            keyring.is_unlocked.set()
            await second
        await connections.aclose()
    assert server.heard == [("/b", "")]


async def test_a_keyring_that_fails_is_asked_once_and_the_request_goes_without():
    class Failing(FailingSecrets):
        asked = 0

        async def get(self, key: str) -> Secret | None:
            self.asked += 1
            return await super().get(key)

    keyring = Failing()
    connections = Connections(HttpTransport)
    kept = KeptCookies(connections, lambda: keyring)
    kept.turn(is_on=True)
    with cookie_server() as server:
        for _ in range(2):
            await sent(connections, server.base)
        kept.turn(is_on=False)
        await sent(connections, server.base, environment_jar("Other"))
        await connections.aclose()
    assert len(server.heard) == 3
    assert keyring.asked == 1


@pytest.mark.parametrize("text", ["[[", '{"a": 1}', "[[1]]", '[["a","b","c","d","/",1e99,0,0]]'])
async def test_what_is_damaged_counts_as_nothing(store, text):
    await store.set("cookies/Mine/0", Secret(text))
    connections, kept = started(store)
    await kept.restore("Mine")
    assert connections.jars.cookies(JAR) == ()


async def test_writing_that_was_cancelled_is_done_again(store: MemorySecrets) -> None:
    connections, kept = started(store)
    connections.jars.opened(JAR).put(LASTING)
    await kept.keep("Mine")
    before = await pieces(store)

    class Slow(MemorySecrets):
        async def set(self, key: str, secret: Secret) -> None:
            await store.set(key, Secret("half"))
            await asyncio.Event().wait()

        async def get(self, key: str) -> Secret | None:
            return await store.get(key)

    slow, current = Slow(), [store]
    kept = KeptCookies(connections, lambda: current[0])
    await kept.restore("Mine")
    current[0] = slow
    connections.jars.opened(JAR).put(replace(LASTING, value=Secret("newer")))
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(kept.keep("Mine"))
        await until(lambda: store._secrets["cookies/Mine/0"].reveal() == "half")
        writing.cancel()
    assert writing.cancelled()
    current[0] = store
    connections.jars.opened(JAR).put(LASTING)
    await kept.keep("Mine")
    assert await pieces(store) == before
