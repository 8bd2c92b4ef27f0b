"""Requests without a usable response."""

import time
import zlib

import httpx
import pytest


@pytest.fixture
def base(server):
    """Return the base URL of the group."""
    return f"{server.base_urls['code-lab']}/NoAnswer"


@pytest.mark.read_only
def test_a_slow_response_comes_after_the_requested_time(client, base):
    started = time.monotonic()
    assert client.get(f"{base}/Slow?seconds=1").json()["code"] == 0
    assert 1 <= time.monotonic() - started < 10
    assert client.get(f"{base}/Slow?seconds=601").json()["code"] == -10


def test_a_hanging_request_does_not_delay_the_stop(client, base, server):
    with pytest.raises(httpx.ReadTimeout):
        # Opening the connection may take longer on a busy machine.
        client.get(f"{base}/Hang", timeout=httpx.Timeout(10, read=0.1))
    started = time.monotonic()
    server.stop()
    # Long for a busy machine, and shorter than the 10 s or more of what is waited for.
    assert time.monotonic() - started < 9


@pytest.mark.read_only
def test_a_body_is_truncated(client, base):
    with pytest.raises(httpx.RemoteProtocolError, match="received 22 bytes, expected 1000"):
        client.get(f"{base}/CutOff")


@pytest.mark.read_only
def test_invalid_gzip_cannot_be_decoded(client, base):
    with pytest.raises(httpx.DecodingError):
        client.get(f"{base}/BadGzip")


@pytest.mark.read_only
def test_an_endless_body_ends_when_the_client_disconnects(client, base, server):
    received = 0
    with client.stream("GET", f"{base}/Endless") as response:
        for chunk in response.iter_raw():
            received += len(chunk)
            if received > 2**20:
                break
    assert client.get(f"{server.base_urls['code-lab']}/Codes/Success").json()["code"] == 0


@pytest.mark.read_only
def test_a_huge_body_is_an_envelope_of_the_requested_size(client, base):
    response = client.get(f"{base}/Huge?megabytes=2")
    assert 1.9 * 2**20 < len(response.content) < 2.1 * 2**20
    assert response.json()["code"] == 0


@pytest.mark.read_only
def test_a_gzip_bomb_is_small_until_it_is_decompressed(client, base):
    with client.stream("GET", f"{base}/GzipBomb?megabytes=4") as response:
        packed = b"".join(response.iter_raw())
    assert len(packed) < 10_000
    assert len(zlib.decompress(packed, 31)) == 4 * 2**20


@pytest.mark.read_only
def test_redirects_have_a_loop_or_an_http_target(client, base):
    loop = client.get(f"{base}/RedirectLoop")
    assert loop.headers["location"] == "/NoAnswer/RedirectLoop"
    plain = client.get(f"{base}/RedirectToHttp")
    assert plain.headers["location"].startswith("http://")
