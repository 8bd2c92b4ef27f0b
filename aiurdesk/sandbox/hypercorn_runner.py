"""The code of the sandbox's thread: an event loop that runs hypercorn on the services' sockets."""

import asyncio
import contextlib
import errno
import logging
import os
import socket
import ssl
import sys
import threading
from asyncio.base_events import Server
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from weakref import WeakSet

from hypercorn.asyncio import serve
from hypercorn.config import Config, Sockets
from hypercorn.typing import Framework
from starlette.types import Receive, Scope, Send

from aiurdesk.sandbox.aspnet.web_service import ServiceApp

HOST = "127.0.0.1"

_LOG = logging.getLogger("aiurdesk.sandbox")
_TLS_SHUTDOWN_S = 600.0
"""How long a client may take to read what was sent before the end of a connection. With little time
a busy window would lose the last frames of a flood; stopping does not wait for this."""
_TLS_HANDSHAKE_S = 10.0
_CANCEL_S = 0.5


@dataclass(frozen=True, slots=True)
class Listener:
    """A service and the socket it listens on."""

    app: ServiceApp
    socket: socket.socket
    port: int
    has_tls: bool = True
    """False for the sign-in pages, which a browser opens."""


def bind(port: int, host: str = HOST) -> socket.socket:
    """Return a listening socket, on loopback unless a host is given. Port 0 selects a free port.

    Raises:
        OSError: The port is in use, or the host is none of this computer.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if os.name == "posix":
            # Allow a port whose last connections are in TIME_WAIT. On Windows the option would
            # also allow a port that another process listens on.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(100)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


class _Config(Config):
    """Settings of hypercorn. The sockets are bound before, so that their ports are known."""

    errorlog = _LOG
    include_server_header = False
    keep_alive_timeout = 75
    keep_alive_max_requests = 2**62
    """By default hypercorn closes a connection after 1000 requests, in the middle of the next."""
    graceful_timeout = 0.1
    shutdown_timeout = 2
    h11_max_incomplete_size = 256 * 1024

    def __init__(self, sockets: list[socket.socket], server_file: Path | None) -> None:
        """Create the settings; without a server file the sockets speak plain HTTP."""
        super().__init__()
        self._sockets = sockets
        if server_file is not None:
            self.certfile = self.keyfile = str(server_file)

    def create_sockets(self) -> Sockets:
        """Return the sockets, which are bound already."""
        if self.certfile is None:
            return Sockets([], self._sockets, [])
        return Sockets(self._sockets, [], [])


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that can close the connections of its servers at once."""

    def __init__(self, on_server: Callable[[int], None]) -> None:
        """Create a loop.

        Args:
            on_server: Called with the number of servers when one more accepts connections.
        """
        self._servers: list[Server] = []
        self._connections: WeakSet[asyncio.Transport] = WeakSet()
        self._on_server = on_server
        try:
            super().__init__()
        except OSError:
            # Without its pipe it cannot be closed, which asyncio would report with a traceback.
            self._closed = True
            raise

    async def create_server(
        self, protocol_factory: Callable[[], asyncio.BaseProtocol], *args: Any, **options: Any
    ) -> Server:
        """Create a server with other timeouts of TLS, whose connections are noted."""
        if options.get("ssl") is not None:
            options["ssl_shutdown_timeout"] = _TLS_SHUTDOWN_S
            options["ssl_handshake_timeout"] = _TLS_HANDSHAKE_S

        def noted() -> asyncio.BaseProtocol:
            protocol = protocol_factory()
            begin = protocol.connection_made

            def connection_made(transport: asyncio.BaseTransport) -> None:
                if isinstance(transport, asyncio.Transport):
                    self._connections.add(transport)
                begin(transport)

            protocol.connection_made = connection_made  # type: ignore[method-assign]
            return protocol

        server = await super().create_server(noted, *args, **options)
        self._servers.append(server)
        self._on_server(len(self._servers))
        return server

    def abort_clients(self) -> None:
        """Close all connections."""
        for transport in tuple(self._connections):
            transport.abort()
        for server in self._servers:
            # Those in the middle of their handshake, too: since Python 3.12 Server.wait_closed
            # waits for each client; abort_clients came with 3.13.
            if sys.version_info >= (3, 13):
                server.abort_clients()


def log_exception(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Ignore connections that end early or cannot be accepted, and report everything else."""
    expected = TimeoutError | ConnectionError | ssl.SSLError | asyncio.CancelledError
    error = context.get("exception")
    # The client says what it misses; this would be printed once a second.
    is_short_of_files = isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE)
    # asyncio ends a connection twice that the client resets while TLS goes on writing (gh-156512).
    is_second_end = (
        isinstance(error, AttributeError) and "_call_connection_lost" in context["message"]
    )
    if not (is_short_of_files or is_second_end or isinstance(error, expected)):
        loop.default_exception_handler(context)


class HypercornRunner:
    """One run of the sandbox, from start to stop."""

    def __init__(
        self, listeners: Sequence[Listener], server_file: Path | None, on_ready: Callable[[], None]
    ) -> None:
        """Prepare.

        Args:
            listeners: The services with their sockets.
            server_file: File with the server's certificate and key; None where all is plain HTTP.
            on_ready: Called on the thread when the server accepts requests.
        """
        self._apps = {listener.port: listener.app for listener in listeners}
        self._configs = []
        # hypercorn has one ALPN list per configuration, so HTTP/1.1 services need a second one.
        for protocols in (["h2", "http/1.1"], ["http/1.1"]):
            sockets = [
                one.socket for one in listeners if one.has_tls and one.app.protocols == protocols
            ]
            config = _Config(sockets, server_file)
            config.alpn_protocols = protocols
            self._configs.append(config)
        plain = [one.socket for one in listeners if not one.has_tls]
        self._configs.append(_Config(plain, None))
        self._listeners = len(listeners)
        self._on_ready = on_ready
        self.error: Exception | None = None
        """Why the run ended early, such as too many open files."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = asyncio.Event()
        self._request_tasks: set[asyncio.Task[Any]] = set()

    def run(self) -> None:
        """Serve until ``stop`` is called. A failure is stored in ``error``."""
        try:
            with asyncio.Runner(loop_factory=lambda: _Loop(self._on_server)) as runner:
                runner.run(self._serve())
        except Exception as error:  # noqa: BLE001 - the server raises it on its own thread
            self.error = error
        finally:
            # Also after a failed start: the caller waits for this signal.
            self._on_ready()

    def stop(self) -> None:
        """Ask the server to stop, from any thread. Do nothing before it is ready."""
        # The loop is closed already when the server ended by itself.
        with contextlib.suppress(RuntimeError):
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._stopped.set)

    def _on_server(self, count: int) -> None:
        # Not before the last one: it may fail when the files that may be open are used up.
        if count == self._listeners:
            self._on_ready()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(log_exception)
        async with asyncio.TaskGroup() as group:
            for config in self._configs:
                app = cast(Framework, self._dispatch)
                group.create_task(serve(app, config, shutdown_trigger=self._until_stopped))

    async def _until_stopped(self) -> None:
        await self._stopped.wait()
        # Cancel requests that never end: hypercorn itself can only end them with an exception.
        for task in self._request_tasks:
            task.cancel()
        if self._request_tasks:
            await asyncio.wait(self._request_tasks, timeout=_CANCEL_S)
        if isinstance(self._loop, _Loop):
            self._loop.abort_clients()

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        task = asyncio.current_task()
        if task is not None:
            self._request_tasks.add(task)
            task.add_done_callback(self._request_tasks.discard)
        # Each service has its own port, so the port selects the service.
        await self._apps[scope["server"][1]](scope, receive, send)

    @staticmethod
    async def _lifespan(receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})


class ServerThread:
    """The thread that serves, from start to stop."""

    def __init__(self, name: str, listeners: Sequence[Listener], server_file: Path | None) -> None:
        """Serve on bound sockets, and return when requests are accepted.

        Args:
            name: The name of the thread.
            listeners: The services with their sockets.
            server_file: As for ``HypercornRunner``.

        Raises:
            OSError: The system refused, such as when too many files are open.
        """
        ready = threading.Event()
        self._runner = HypercornRunner(listeners, server_file, ready.set)
        self._thread = threading.Thread(target=self._runner.run, name=name, daemon=True)
        self._thread.start()
        ready.wait()
        if self._runner.error is not None:
            self._thread.join()
            raise _os_error_in(self._runner.error)

    def stop(self) -> None:
        """Stop, and wait for the thread."""
        self._runner.stop()
        self._thread.join()


def _os_error_in(error: Exception) -> Exception:
    """Return the error of the system behind a failure; a group of tasks may hold it."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
