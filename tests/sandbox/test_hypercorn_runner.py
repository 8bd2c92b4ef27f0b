"""Sockets, and the stop of a run."""

import socket
import ssl
import time

import pytest

from aiurdesk.sandbox.hypercorn_runner import HOST, bind


def test_a_bound_socket_accepts_connections_immediately():
    with bind(0) as listener:
        address = listener.getsockname()
        assert address[0] == HOST
        with socket.create_connection(address, timeout=1) as connection:
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
        assert time.monotonic() - started < 2
        assert plain.fileno() != -1


@pytest.mark.read_only
def test_a_connection_survives_a_thousand_requests(client, server):
    address = f"{server.base_urls['archon']}/robots.txt"
    assert {client.get(address).status_code for _ in range(1_001)} == {204}
