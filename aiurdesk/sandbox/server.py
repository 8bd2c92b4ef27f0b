"""The server of the sandbox, on a thread and an event loop of its own."""

import asyncio
import logging
import os
import socket
import ssl
import threading
from asyncio.base_events import Server
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from hypercorn.asyncio import serve
from hypercorn.config import Config, Sockets
from hypercorn.typing import Framework
from starlette.types import Receive, Scope, Send

from aiurdesk.sandbox.aspnet.web_service import ServiceApp
from aiurdesk.sandbox.authority import Authority
from aiurdesk.sandbox.clock import Clock, system_clock
from aiurdesk.sandbox.state import fresh_state
from aiurdesk.sandbox.web_services import all_services

_HOST = "127.0.0.1"
_LOG = logging.getLogger("aiurdesk.sandbox")


class _Config(Config):
    """Settings of the server; the sockets are ours, so that their ports are known at once."""

    errorlog = _LOG
    include_server_header = False
    keep_alive_timeout = 75
    graceful_timeout = 0.1
    shutdown_timeout = 2
    h11_max_incomplete_size = 256 * 1024

    def __init__(self, sockets: list[socket.socket], server_file: Path) -> None:
        super().__init__()
        self.certfile = self.keyfile = str(server_file)
        self._sockets = sockets

    def create_sockets(self) -> Sockets:
        """Return the sockets that are bound already."""
        return Sockets(self._sockets, [], [])


class _Loop(asyncio.SelectorEventLoop):
    """An event loop whose servers do not wait half a minute for a client's farewell."""

    async def create_server(self, *args: Any, **options: Any) -> Server:
        """Start a server as usual, with a short limit for the end of TLS."""
        if options.get("ssl") is not None:
            options["ssl_shutdown_timeout"] = 0.1
        return await super().create_server(*args, **options)


def _note_trouble(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Keep quiet about clients that went away in the middle; report everything else."""
    if not isinstance(context.get("exception"), TimeoutError | ConnectionError | ssl.SSLError):
        loop.default_exception_handler(context)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if os.name == "posix":
            # A port that was in use a moment ago; elsewhere it would take a port in use.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
        listener.listen(100)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


class SandboxServer:
    """All services of the sandbox, each on a loopback port of its own."""

    def __init__(
        self, folder: Path, *, port: int | None = None, clock: Clock = system_clock
    ) -> None:
        """Prepare a server that is not running yet.

        Args:
            folder: Where the certificates are kept from run to run.
            port: First of the ports, one for each service; None takes free ones.
        """
        self._folder = folder
        self._first_port = port
        self._clock = clock
        self._base_urls: dict[str, str] = {}
        self._authority: Authority | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._trouble: BaseException | None = None

    @property
    def base_urls(self) -> Mapping[str, str]:
        """Service id → base address without a slash at the end; empty before the start."""
        return MappingProxyType(self._base_urls)

    @property
    def authority(self) -> Authority:
        """The certificate authority; there is one as soon as the server was started."""
        if self._authority is None:
            raise RuntimeError("The sandbox was not started.")
        return self._authority

    def start(self) -> None:
        """Start serving; returns when the first request can be sent. Does nothing when running.

        Raises:
            OSError: A port is taken, or the folder cannot be written.
        """
        with self._lock:
            if self._thread is None:
                self._launch()

    def _launch(self) -> None:
        self._authority = Authority.load_or_create(self._folder, self._clock())
        state = fresh_state(self._clock)
        services = all_services(state)
        with ExitStack() as stack:
            listeners = []
            for place, _ in enumerate(services):
                port = 0 if self._first_port is None else self._first_port + place
                listeners.append(stack.enter_context(_listen(port)))
            stack.pop_all()
        apps = {}
        for service, listener in zip(services, listeners, strict=True):
            port = listener.getsockname()[1]
            apps[port] = ServiceApp(service, self._clock)
            self._base_urls[service.id] = f"https://{_HOST}:{port}"
        state.addresses.update(self._base_urls)
        config = _Config(listeners, self._authority.server_file)
        self._thread = threading.Thread(
            target=self._run, args=(apps, config), name="sandbox", daemon=True
        )
        self._thread.start()
        self._ready.wait()
        if self._trouble is not None:
            raise self._trouble

    def stop(self) -> None:
        """Stop serving and wait for the thread; does nothing when not running."""
        with self._lock:
            if self._thread is None:
                return
            if self._loop is not None and self._stop is not None:
                self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._thread = None
            self._base_urls.clear()
            self._ready.clear()

    def _run(self, apps: Mapping[int, ServiceApp], config: Config) -> None:
        try:
            with asyncio.Runner(loop_factory=_Loop) as runner:
                runner.run(self._serve(apps, config))
        except OSError as error:
            self._trouble = error
        finally:
            self._ready.set()

    async def _serve(self, apps: Mapping[int, ServiceApp], config: Config) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(_note_trouble)
        self._stop = asyncio.Event()

        async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "lifespan":
                await self._live(receive, send)
            else:
                await apps[scope["server"][1]](scope, receive, send)

        await serve(cast(Framework, dispatch), config, shutdown_trigger=self._stop.wait)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        self._ready.set()
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
