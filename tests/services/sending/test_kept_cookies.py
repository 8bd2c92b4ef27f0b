"""Cookies that are kept over a restart: what lies in the keyring, and what comes back."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.preparing.cookie import Cookie, environment_jar
from aiurdesk.services.sending.connections import Connections
from aiurdesk.services.sending.kept_cookies import MOST_PIECES, KeptCookies
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.transport.http import HttpTransport
from tests.coroutines import until

JAR = environment_jar("Mine")
TOMORROW = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
LASTING = Cookie(
    "sid",
    Secret("s3cret"),
    "https://www.shop.example:8443",
    "shop.example",
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
    found = [await store.get(f"cookies/{environment}/{n}") for n in range(MOST_PIECES + 1)]
    return [piece.reveal() for piece in found if piece is not None]


async def test_cookies_with_an_expiry_come_back_and_others_do_not(store):
    connections, kept = started(store)
    connections.put_cookie(JAR, LASTING)
    connections.put_cookie(JAR, OF_SESSION)
    await kept.keep("Mine")
    assert "gone" not in "".join(await pieces(store))
    again, kept = started(store)
    await kept.restore("Mine")
    await kept.restore("Other")
    assert again.cookies(JAR) == (LASTING,)
    assert again.cookies(environment_jar("Other")) == ()


async def test_a_cookie_that_was_set_since_is_not_replaced(store):
    connections, kept = started(store)
    connections.put_cookie(JAR, LASTING)
    await kept.keep("Mine")
    again, kept = started(store)
    newer = replace(LASTING, value=Secret("newer"))
    again.put_cookie(JAR, newer)
    await kept.keep("Mine")
    assert again.cookies(JAR) == (newer,)
    assert '"newer"' in "".join(await pieces(store))


async def test_what_has_expired_or_was_deleted_does_not_come_back(store):
    connections, kept = started(store)
    connections.put_cookie(JAR, LASTING)
    await kept.keep("Mine")
    connections.erase_cookie(JAR, LASTING)
    await kept.keep("Mine")
    assert await pieces(store) == []
    expired = '[["a","b","https://h","h","/",1600000000,false,false]]'
    await store.set("cookies/Mine/0", Secret(expired))
    again, kept = started(store)
    await kept.restore("Mine")
    assert again.cookies(JAR) == ()


async def test_a_bomb_is_bounded_and_lies_in_small_pieces(store):
    connections, kept = started(store)
    for number in range(200):
        connections.put_cookie(JAR, replace(LASTING, name=f"n{number}", value=Secret("x" * 500)))
    await kept.keep("Mine")
    stored = await pieces(store)
    assert 1 < len(stored) <= MOST_PIECES
    assert max(map(len, stored)) <= 1000
    again, kept = started(store)
    await kept.restore("Mine")
    assert 0 < len(again.cookies(JAR)) < 200
    connections.erase_cookies(JAR)
    _, kept = started(store)
    await kept.forget(["Mine", "Other"])
    assert await pieces(store) == []


@pytest.mark.parametrize("text", ["[[", '{"a": 1}', "[[1]]", '[["a","b","c","d","/",1e99,0,0]]'])
async def test_what_is_damaged_counts_as_nothing(store, text):
    await store.set("cookies/Mine/0", Secret(text))
    connections, kept = started(store)
    await kept.restore("Mine")
    assert connections.cookies(JAR) == ()


async def test_writing_that_was_cancelled_is_done_again(store: MemorySecrets) -> None:
    connections, kept = started(store)
    connections.put_cookie(JAR, LASTING)
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
    connections.put_cookie(JAR, replace(LASTING, value=Secret("newer")))
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(kept.keep("Mine"))
        await until(lambda: store._secrets["cookies/Mine/0"].reveal() == "half")
        writing.cancel()
    assert writing.cancelled()
    current[0] = store
    connections.put_cookie(JAR, LASTING)
    await kept.keep("Mine")
    assert await pieces(store) == before
