"""The streams of the code lab, as another client reads them."""

import json

import httpx
import pytest

pytestmark = pytest.mark.read_only


@pytest.fixture
def base(server):
    """Return the base URL of the group."""
    return f"{server.base_urls['code-lab']}/Streams"


def test_the_clock_ticks_and_goes_on_behind_an_id(client, base):
    response = client.get(f"{base}/Clock?events=3&interval=0")
    assert response.headers["content-type"] == "text/event-stream"
    assert response.text == (
        ": 3 ticks\nretry: 1000\n\n"
        'event: tick\nid: 1\ndata: {"tick":1,"of":3}\n\n'
        'event: tick\nid: 2\ndata: {"tick":2,"of":3}\n\n'
        'event: tick\nid: 3\ndata: {"tick":3,"of":3}\n\n'
    )
    headers = {"Last-Event-ID": "2"}
    rest = client.get(f"{base}/Clock?events=3&interval=0", headers=headers).text
    assert [line for line in rest.splitlines() if line.startswith("id")] == ["id: 3"]


def test_the_chat_ends_with_a_mark(client, base):
    lines = [line[6:] for line in client.post(f"{base}/Chat").text.splitlines() if line]
    assert lines[-1] == "[DONE]"
    words = [json.loads(line)["choices"][0]["delta"]["content"] for line in lines[:-1]]
    assert "".join(words) == "Each word of this answer is an event of its own. "


def test_envelopes_are_events(client, base):
    lines = [line[6:] for line in client.get(f"{base}/Envelopes").text.splitlines() if line]
    assert [json.loads(line)["code"] for line in lines] == [0, -8, -10, -999]


def test_lines_are_json(client, base):
    response = client.get(f"{base}/Lines?lines=3")
    assert response.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line)["number"] for line in response.text.splitlines()] == [0, 1, 2]


def test_an_endless_stream_ends_when_the_client_leaves(client, base, server):
    with client.stream("GET", f"{base}/Endless") as response:
        assert next(response.iter_bytes()).startswith(b'data: {"number":0}\n\n')
    assert client.get(f"{server.base_urls['code-lab']}/Codes/Success").json()["code"] == 0


def test_a_stream_is_cut_off(client, base):
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(f"{base}/CutOff")


def test_a_huge_event_has_its_size(client, base):
    assert len(client.get(f"{base}/HugeEvent?megabytes=2").content) > 2 * 2**20
