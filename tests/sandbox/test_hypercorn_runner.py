"""Sockets, and the stop of a run."""

import asyncio
import contextlib
import socket
import ssl
import struct
import sys
import time

import pytest
from websockets.asyncio.client import connect

from aiurdesk.sandbox.aspnet.web_service import ServiceApp
from aiurdesk.sandbox.clock import system_clock
from aiurdesk.sandbox.hypercorn_runner import (
    HOST,
    HypercornRunner,
    Listener,
    bind,
    log_exception,
)
from aiurdesk.sandbox.state import fresh_state
from aiurdesk.sandbox.web_services import all_services
from tests.sandbox.conftest import described

LONGEST_STOP_S = 9
"""Long for a busy machine. A connection that is waited for ends after 10 s or more."""
# Python 3.12 waits for a client in the middle of its handshake; 3.11 does not wait, and 3.13 can
# abort it.
LONGEST_STOP_IN_HANDSHAKE_S = 20 if sys.version_info[:2] == (3, 12) else LONGEST_STOP_S


def test_a_bound_socket_accepts_connections_immediately():
    with bind(0) as listener:
        address = listener.getsockname()
        assert address[0] == HOST
        with socket.create_connection(address, timeout=5) as connection:
            assert connection.getpeername() == address


def test_binding_a_port_in_use_raises_an_error():
    with bind(0) as listener, pytest.raises(OSError, match="in use"):
        bind(listener.getsockname()[1])


def test_open_connections_do_not_delay_the_stop(server):
    context = ssl.create_default_context(cadata=server.authority.pem)
    port = int(server.base_urls["archon"].rpartition(":")[2])
    with (
        socket.create_connection((HOST, port)) as plain,
        context.wrap_socket(socket.create_connection((HOST, port)), server_hostname=HOST) as tls,
    ):
        tls.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        started = time.monotonic()
        server.stop()
        assert time.monotonic() - started < LONGEST_STOP_IN_HANDSHAKE_S
        assert plain.fileno() != -1


async def test_a_client_that_does_not_read_the_end_does_not_delay_the_stop(server):
    context = ssl.create_default_context(cadata=server.authority.pem)
    base = server.base_urls["code-lab"].replace("https", "wss")
    url = f"{base}/Sockets/Flood?messages=5000"
    async with connect(url, ssl=context, proxy=None, max_queue=1, close_timeout=0.1) as flood:
        await flood.recv()
        # The server has sent all meanwhile, and waits for the end of the connection.
        await asyncio.sleep(0.3)
        started = time.monotonic()
        await asyncio.to_thread(server.stop)
        assert time.monotonic() - started < LONGEST_STOP_S


class WritingOn(asyncio.Protocol):
    """Goes on writing, as TLS does, when what it wrote is sent; its client has just left."""

    def __init__(self, client: socket.socket, lost: asyncio.Event) -> None:
        self._client, self._lost = client, lost

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=0)
        transport.write(bytes(50_000_000))

    def resume_writing(self) -> None:
        # The end of the connection is a reset.
        self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._client.close()
        self._transport.write(b"more")

    def connection_lost(self, _error: Exception | None) -> None:
        self._lost.set()


async def test_a_connection_that_is_reset_while_it_is_written_to_is_not_logged(caplog):
    loop, lost = asyncio.get_running_loop(), asyncio.Event()
    loop.set_exception_handler(log_exception)
    client = socket.socket()
    client.setblocking(False)
    async with await loop.create_server(lambda: WritingOn(client, lost), HOST, 0) as server:
        await loop.sock_connect(client, server.sockets[0].getsockname())
        while not lost.is_set():
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(0.05):
                    await loop.sock_recv(client, 2**20)
        # The second end follows in the next turn.
        await asyncio.sleep(0)
    assert caplog.records == []


@pytest.mark.parametrize("message", ["Exception in callback _call_connection_lost()", "Other"])
async def test_other_mistakes_are_logged(message, caplog):
    log_exception(asyncio.get_running_loop(), {"message": message, "exception": KeyError("x")})
    log_exception(asyncio.get_running_loop(), {"message": "Other", "exception": AttributeError()})
    assert [record.getMessage() for record in caplog.records] == [message, "Other"]


@pytest.mark.read_only
def test_a_connection_survives_a_thousand_requests(client, server):
    address = f"{server.base_urls['archon']}/robots.txt"
    assert {client.get(address).status_code for _ in range(1_001)} == {204}


def test_a_run_that_fails_is_not_ready_before_it_says_why(tmp_path):
    plain, secure = bind(0), bind(0)
    app = ServiceApp(all_services(fresh_state(system_clock, described()))[0], system_clock)
    listeners = [
        Listener(app, plain, plain.getsockname()[1], has_tls=False),
        Listener(app, secure, secure.getsockname()[1]),
    ]
    errors = []
    no_file = tmp_path / "none.pem"
    runner = HypercornRunner(listeners, no_file, lambda: errors.append(runner.error))
    runner.run()
    assert len(errors) == 1
    assert errors[0] is not None
    # Its loop is closed.
    runner.stop()
    for listener in (plain, secure):
        listener.close()
