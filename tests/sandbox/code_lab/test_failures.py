"""Calls that go wrong before there is an answer to judge."""

import time
import zlib

import httpx
import pytest


@pytest.fixture
def base(server):
    """Return where the group is."""
    return f"{server.base_urls['code-lab']}/NoAnswer"


def test_a_slow_answer_comes_after_the_asked_time(client, base):
    started = time.monotonic()
    assert client.get(f"{base}/Slow?seconds=1").json()["code"] == 0
    assert 1 <= time.monotonic() - started < 2
    assert client.get(f"{base}/Slow?seconds=601").json()["code"] == -10


def test_a_call_that_hangs_does_not_keep_the_sandbox_from_stopping(client, base, server):
    with pytest.raises(httpx.ReadTimeout):
        client.get(f"{base}/Hang", timeout=0.1)
    started = time.monotonic()
    server.stop()
    assert time.monotonic() - started < 1


def test_an_answer_is_cut_off_in_the_middle(client, base):
    with pytest.raises(httpx.RemoteProtocolError, match="received 22 bytes, expected 1000"):
        client.get(f"{base}/CutOff")


def test_gzip_that_is_none_cannot_be_unpacked(client, base):
    with pytest.raises(httpx.DecodingError):
        client.get(f"{base}/BadGzip")


def test_an_endless_body_ends_with_the_client(client, base, server):
    received = 0
    with client.stream("GET", f"{base}/Endless") as response:
        for chunk in response.iter_raw():
            received += len(chunk)
            if received > 2**20:
                break
    assert client.get(f"{server.base_urls['code-lab']}/Codes/Success").json()["code"] == 0


def test_a_huge_body_is_an_envelope_of_the_asked_size(client, base):
    response = client.get(f"{base}/Huge?megabytes=2")
    assert 1.9 * 2**20 < len(response.content) < 2.1 * 2**20
    assert response.json()["code"] == 0


def test_a_bomb_is_small_until_it_is_unpacked(client, base):
    with client.stream("GET", f"{base}/GzipBomb?megabytes=4") as response:
        packed = b"".join(response.iter_raw())
    assert len(packed) < 10_000
    assert len(zlib.decompress(packed, 31)) == 4 * 2**20


def test_redirects_lead_nowhere(client, base):
    loop = client.get(f"{base}/RedirectLoop")
    assert loop.headers["location"] == "/NoAnswer/RedirectLoop"
    plain = client.get(f"{base}/RedirectToHttp")
    assert plain.headers["location"].startswith("http://")
