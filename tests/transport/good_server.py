"""A real server with HTTP/2 and HTTP/1.1 on loopback, for an ASGI application."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config


@contextlib.asynccontextmanager
async def application_serving(
    application: Any,
    authority: trustme.CA,
    folder: Path,
    protocols: tuple[str, ...] = ("h2", "http/1.1"),
    host: str = "localhost",
    clients: trustme.CA | None = None,
) -> AsyncIterator[int]:
    """Serve an application over TLS; yields the port.

    Args:
        clients: Signs the certificates of those who may call; without it, everybody may.
    """
    certificate = folder / "server.pem"
    authority.issue_cert(host).private_key_and_cert_chain_pem.write_to_path(str(certificate))
    listener = socket.create_server(("127.0.0.1", 0))
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.certfile = config.keyfile = str(certificate)
    config.alpn_protocols = list(protocols)
    if clients is not None:
        config.ca_certs = str(folder / "clients.pem")
        clients.cert_pem.write_to_path(config.ca_certs)
        config.verify_mode = ssl.CERT_REQUIRED
    config.graceful_timeout = 2
    config.errorlog = None
    config.h2_max_concurrent_streams = 100
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(serve(application, config, shutdown_trigger=stop.wait))
        try:
            yield listener.getsockname()[1]
        finally:
            stop.set()
            listener.detach()


async def read_body(receive: Any) -> int:
    """Read a request to its end and return the length of its body."""
    size, is_more = 0, True
    while is_more:
        event = await receive()
        if event["type"] == "http.disconnect":
            break
        size += len(event.get("body", b""))
        is_more = event.get("more_body", False)
    return size


async def answer(
    send: Any, *pieces: bytes, status: int = 200, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    """Send an answer in pieces."""
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    for piece in pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body"})


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Tell what came: method, target, length of the body."""
    if scope["type"] != "http":
        return
    size = await read_body(receive)
    target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    await answer(send, f"{scope['method']} ".encode() + target + b" %d" % size)
