import ssl
import threading

import httpx
import pytest

from aiurdesk.sandbox.server import SandboxServer
from aiurdesk.storage.files import write_atomically
from tests.sandbox.conftest import described


@pytest.mark.read_only
def test_the_server_supports_http_2_and_http_1_1(server):
    context = ssl.create_default_context(cadata=server.authority.pem)
    versions = set()
    for http2 in (True, False):
        with httpx.Client(http2=http2, verify=context, trust_env=False) as client:
            versions.add(client.get(server.base_urls["archon"]).http_version)
    assert versions == {"HTTP/2", "HTTP/1.1"}


@pytest.mark.read_only
def test_each_service_has_its_own_port(server):
    assert len(set(server.base_urls.values())) == len(server.base_urls)
    assert all(url.startswith("https://127.0.0.1:") for url in server.base_urls.values())


def test_a_restart_changes_the_token_key_and_keeps_the_authority(server, client):
    pem = server.authority.pem
    before = client.get(server.base_urls["archon"]).json()["modulus"]
    server.stop()
    server.start()
    assert server.authority.pem == pem
    assert client.get(server.base_urls["archon"]).json()["modulus"] != before


def test_starting_and_stopping_twice_changes_nothing(server):
    urls, threads = dict(server.base_urls), sandbox_threads()
    server.start()
    assert dict(server.base_urls) == urls
    assert sandbox_threads() == threads
    server.stop()
    server.stop()
    assert len(sandbox_threads()) == len(threads) - 1


def sandbox_threads() -> set[threading.Thread]:
    """Return the threads of sandboxes; the ones of earlier tests may end at any moment."""
    return {thread for thread in threading.enumerate() if thread.name == "sandbox"}


def test_starting_on_a_port_in_use_raises_an_error(server, certificate_folder):
    taken = int(server.base_urls["archon"].rpartition(":")[2])
    other = SandboxServer(certificate_folder, write_atomically, described(), port=taken)
    with pytest.raises(OSError, match="in use"):
        other.start()
    assert dict(other.base_urls) == {}
