"""Keeps the cookies of environments over a restart, in the keyring."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.errors import KeyringFailure
from aiurdesk.core.preparing.cookie import Cookie, environment_jar, name_in_jar
from aiurdesk.services.sending.connections import Connections

if TYPE_CHECKING:
    from aiurdesk.storage.secrets import SecretStore

_log = logging.getLogger(__name__)
_PIECE = 1000
"""Characters of one secret. The keyring of Windows holds 1,280."""
MOST_PIECES = 16
"""Of one environment. Keyrings are slow, and not made for more."""
_LATEST_S = 253_402_300_799
"""The end of the year 9999."""


class _Record(msgspec.Struct, array_like=True):
    """A cookie as it is kept: the members of ``Cookie``, of which only the values are written."""

    name: str
    value: str
    origin: str
    domain: str
    path: str
    expires_at: int
    """Seconds since 1970."""
    is_secure: bool
    is_http_only: bool


class KeptCookies:
    """Reads and writes the cookies of one environment at a time, once it is on.

    An environment is named as ``Environment.cookie_jar`` names it. Cookies without an expiry end
    with the program, as browsers end them, and are never kept.
    """

    def __init__(self, connections: Connections, store: "Callable[[], SecretStore]") -> None:
        """Prepare.

        Args:
            store: Returns where secrets are stored; called when it is first needed.
        """
        self._connections = connections
        self._store = store
        # Environment → what the keyring has of it, None while that is written; only those that
        # were read.
        self._kept: dict[str, str | None] = {}
        self._reading = asyncio.Lock()
        # Environments whose requests wait for nothing any more, because the keyring failed.
        self._failed: set[str] = set()

    def turn(self, *, is_on: bool) -> None:
        """Let the first request of each environment wait for its cookies, or no longer."""
        self._connections.restore_jar = self._restore_jar if is_on else None

    @property
    def _is_on(self) -> bool:
        return self._connections.restore_jar is not None

    async def restore(self, environment: str) -> None:
        """Put what was kept of an environment into its jar, once.

        Raises:
            KeyringFailure: It could not be read.
        """
        async with self._reading:
            if environment in self._kept:
                return
            text = await self._read(environment)
            jar = environment_jar(environment)
            set_since = {cookie.key for cookie in self._connections.jars.cookies(jar)}
            for cookie in _cookies(text):
                if cookie.key not in set_since:
                    self._connections.jars.opened(jar).put(cookie)
            self._kept[environment] = text
            self._failed.discard(environment)

    async def _restore_jar(self, jar: str) -> None:
        """Restore a jar for a request, which is sent without it if the keyring fails."""
        environment = name_in_jar(jar)
        if environment in self._failed:
            return
        try:
            await self.restore(environment)
        except KeyringFailure as failure:
            self._failed.add(environment)
            _log.info("A request is sent without the cookies that were kept. %s", failure)

    async def keep(self, environment: str) -> None:
        """Store the cookies that an environment has now, if they are others.

        Raises:
            KeyringFailure: They were not stored.
        """
        await self.restore(environment)
        text = _text(self._connections.jars.cookies(environment_jar(environment)))
        if text != self._kept[environment]:
            self._kept[environment] = None
            await self._write(environment, text)
            self._kept[environment] = text

    async def rename(self, environment: str, new: str) -> None:
        """Give the cookies of an environment another name.

        Raises:
            KeyringFailure: What is kept could not be read or written.
        """
        try:
            if self._is_on:
                await self.restore(environment)
        finally:
            self._connections.jars.rename(environment_jar(environment), environment_jar(new))
        if self._is_on:
            await self.forget((environment,))
            # What was kept under that name belonged to another environment.
            self._kept[new] = None
            await self.keep(new)

    async def erase(self, environment: str) -> None:
        """Delete the cookies of an environment, those that are kept included.

        Raises:
            KeyringFailure: What is kept was not deleted.
        """
        self._connections.jars.erase_cookies(environment_jar(environment))
        if self._is_on:
            await self.forget((environment,))

    async def forget(self, environments: Iterable[str]) -> None:
        """Delete what was kept of environments; their jars stay as they are.

        Raises:
            KeyringFailure: It was not deleted.
        """
        for environment in environments:
            await self._write(environment, "")
            self._kept.pop(environment, None)

    async def _read(self, environment: str) -> str:
        pieces = []
        for number in range(MOST_PIECES):
            piece = await self._store().get(_name(environment, number))
            if piece is None:
                break
            pieces.append(piece.reveal())
        return "".join(pieces)

    async def _write(self, environment: str, text: str) -> None:
        pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
        for number, piece in enumerate(pieces):
            await self._store().set(_name(environment, number), Secret(piece))
        for number in range(len(pieces), MOST_PIECES):
            if not await self._store().delete(_name(environment, number)):
                break


def _name(environment: str, number: int) -> str:
    return f"cookies/{environment}/{number}"


def _text(cookies: Iterable[Cookie]) -> str:
    """Return the cookies as text; those that expire last where not all have room."""
    lasting = [cookie for cookie in cookies if cookie.expires_at is not None]
    records = sorted(map(_record, lasting), key=lambda record: -record.expires_at)
    while records:
        text = msgspec.json.encode(records).decode()
        if len(text) <= _PIECE * MOST_PIECES:
            return text
        records = records[: len(records) // 2]
    return ""


def _record(cookie: Cookie) -> _Record:
    expires_at = int(cookie.expires_at.timestamp()) if cookie.expires_at else 0
    changed = {"value": cookie.value.reveal(), "expires_at": expires_at}
    return _Record(**msgspec.structs.asdict(cookie) | changed)


def _cookies(text: str) -> list[Cookie]:
    """Return the cookies in a text that have not expired; none if it was cut off."""
    try:
        records = msgspec.json.decode(text or "[]", type=list[_Record])
    except msgspec.MsgspecError:
        return []
    now_s = datetime.now(UTC).timestamp()
    return [_cookie(record) for record in records if now_s < record.expires_at <= _LATEST_S]


def _cookie(record: _Record) -> Cookie:
    expires_at = datetime.fromtimestamp(record.expires_at, UTC)
    changed = {"value": Secret(record.value), "expires_at": expires_at}
    return Cookie(**msgspec.structs.asdict(record) | changed)
