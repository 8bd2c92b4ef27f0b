"""Small proxies on loopback: HTTP with CONNECT and SOCKS 5, with or without a password."""

import asyncio
import base64
import contextlib
import ssl
import struct
from collections.abc import AsyncIterator
from typing import Any

from aiurdesk.core.environments.proxies import ProxyChoice, proxy_choice
from tests.transport.misbehaving_server import read_head, serving


def chosen(url: str, credential: str = "") -> ProxyChoice:
    """Return the choice of a proxy."""
    choice = proxy_choice(url, credential)
    assert choice is not None
    return choice


USER, PASSWORD = "ann", "Pr0xy:S€CRET"


class Proxy:
    """Connects everything that it is asked for to one port of this computer."""

    def __init__(self, target: int, *, has_login: bool = False) -> None:
        self._target = target
        self._has_login = has_login
        self.port = 0
        self.asked: list[str] = []
        """Host and port of each connection, as it was asked for."""

    async def http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client that sends CONNECT."""
        head = (await read_head(reader)).decode()
        method, name, _ = head.split("\r\n")[0].split(" ")
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self._has_login and f"Proxy-Authorization: Basic {login}\r\n" not in head:
            # The words repeat what was sent.
            writer.write(f"HTTP/1.1 407 {PASSWORD}\r\nContent-Length: 0\r\n\r\n".encode())
            return
        if method != "CONNECT":
            writer.write(b"HTTP/1.1 405 Only tunnels\r\nContent-Length: 0\r\n\r\n")
            return
        self.asked.append(name)
        await self._pass_on(reader, writer, b"HTTP/1.1 200 Here you are\r\n\r\n")

    async def socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client that speaks SOCKS 5."""
        _, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        method = 2 if self._has_login else 0
        if method not in methods:
            writer.write(b"\x05\xff")
            return
        writer.write(bytes((5, method)))
        if self._has_login:
            _, length = await reader.readexactly(2)
            user = await reader.readexactly(length)
            (length,) = await reader.readexactly(1)
            password = await reader.readexactly(length)
            is_right = (user.decode(), password.decode()) == (USER, PASSWORD)
            writer.write(bytes((1, not is_right)))
            if not is_right:
                return
        kind = (await reader.readexactly(4))[3]
        assert kind == 3, "the proxy looks names up"
        (length,) = await reader.readexactly(1)
        host = (await reader.readexactly(length)).decode()
        (port,) = struct.unpack("!H", await reader.readexactly(2))
        self.asked.append(f"{host}:{port}")
        # In two pieces, as a network may deliver it.
        writer.write(b"\x05\x00")
        await writer.drain()
        await self._pass_on(reader, writer, b"\x00\x01\x00\x00\x00\x00\x00\x00")

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes
    ) -> None:
        try:
            from_target, to_target = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.write(b"HTTP/1.1 502 Nothing there\r\nContent-Length: 0\r\n\r\n")
            return
        writer.write(answer)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_copied(reader, to_target))
                group.create_task(_copied(from_target, writer))
        finally:
            to_target.close()


async def _copied(reader: asyncio.StreamReader, writer: Any) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()


@contextlib.asynccontextmanager
async def a_proxy(
    target: int,
    kind: str = "http",
    context: ssl.SSLContext | None = None,
    *,
    has_login: bool = False,
) -> AsyncIterator[Proxy]:
    """Run a proxy whose connections all lead to one port.

    Args:
        target: The port.
        kind: ``http`` or ``socks``.
        context: For a proxy that is reached over TLS.
        has_login: Whether it wants ``USER`` and ``PASSWORD``.
    """
    proxy = Proxy(target, has_login=has_login)
    async with serving(getattr(proxy, kind), context) as proxy.port:
        yield proxy
