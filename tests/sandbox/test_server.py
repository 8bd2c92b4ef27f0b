import ssl
import threading

import httpx
import pytest

from aiurdesk.sandbox.server import SandboxServer
from aiurdesk.storage.files import write_atomically


def test_it_speaks_http_2_and_1_1(server):
    context = ssl.create_default_context(cadata=server.authority.pem)
    versions = set()
    for http2 in (True, False):
        with httpx.Client(http2=http2, verify=context, trust_env=False) as client:
            versions.add(client.get(server.base_urls["archon"]).http_version)
    assert versions == {"HTTP/2", "HTTP/1.1"}


def test_each_service_has_a_port_of_its_own(server):
    assert len(set(server.base_urls.values())) == len(server.base_urls)
    assert all(url.startswith("https://127.0.0.1:") for url in server.base_urls.values())


def test_a_restart_voids_tokens_and_keeps_the_authority(server, client):
    pem = server.authority.pem
    before = client.get(server.base_urls["archon"]).json()["modulus"]
    server.stop()
    server.start()
    assert server.authority.pem == pem
    assert client.get(server.base_urls["archon"]).json()["modulus"] != before


def test_starting_and_stopping_twice_changes_nothing(server):
    urls = dict(server.base_urls)
    server.start()
    assert dict(server.base_urls) == urls
    server.stop()
    server.stop()
    assert [thread.name for thread in threading.enumerate()].count("sandbox") == 0


def test_a_port_that_is_taken_is_an_error_at_the_start(server, authority_folder):
    taken = int(server.base_urls["archon"].rpartition(":")[2])
    other = SandboxServer(authority_folder, write_atomically, port=taken)
    with pytest.raises(OSError, match="in use"):
        other.start()
    assert dict(other.base_urls) == {}
