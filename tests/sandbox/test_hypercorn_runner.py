"""Sockets and the end of a run."""

import socket
import ssl
import time

import pytest

from aiurdesk.sandbox.hypercorn_runner import HOST, bind


def test_a_bound_socket_takes_connections_at_once():
    with bind(0) as listener:
        address = listener.getsockname()
        assert address[0] == HOST
        with socket.create_connection(address, timeout=1) as connection:
            assert connection.getpeername() == address


def test_a_port_in_use_is_refused():
    with bind(0) as listener, pytest.raises(OSError, match="in use"):
        bind(listener.getsockname()[1])


def test_clients_that_never_say_goodbye_do_not_hold_up_the_end(server):
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


def test_a_connection_outlives_a_thousand_calls(client, server):
    address = f"{server.base_urls['archon']}/robots.txt"
    assert {client.get(address).status_code for _ in range(1_001)} == {204}
