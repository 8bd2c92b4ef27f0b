"""A mock that answers over the network of this computer."""

import asyncio
import json
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets

from aiurdesk.assembly import build_services
from aiurdesk.core.collection.example_file import write_example
from aiurdesk.core.collection.request_file import write_request
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.exchange.example import Example
from aiurdesk.core.request.request import Header, SavedRequest
from aiurdesk.resources import read_text
from aiurdesk.sandbox.hypercorn_runner import bind
from aiurdesk.sandbox.mock.wishes import FAULTS, Wish, read_wish
from aiurdesk.services.mocks.mock_host import MockChoices, MockHost
from aiurdesk.services.mocks.mocked_source import typed_path

LAMPS = str(Path(__file__).parents[2] / "data" / "mock" / "lamps.yaml")
DESK = {"name": "Desk"}
ID = "lamps.lamps.get"


@asynccontextmanager
async def mock_of(
    source: str, profile: Path, **options: Any
) -> AsyncIterator[tuple[httpx.AsyncClient, MockHost]]:
    services = build_services(profile)
    host = MockHost(services)
    try:
        mock = await host.start(MockChoices(source, **options))
        async with httpx.AsyncClient(base_url=mock.url, trust_env=False, timeout=30) as client:
            yield client, host
    finally:
        await host.aclose()
        await services.aclose()


async def test_values_are_made_of_the_schema_and_the_same_each_time(tmp_path):
    async with mock_of(LAMPS, tmp_path) as (client, _):
        first, again = await client.get("/lamps"), await client.get("/lamps")
        below = await client.get("/v1/lamps")
    assert first.status_code == 200
    assert first.json() == again.json() == below.json()
    assert {type(lamp["id"]) for lamp in first.json()} == {int}
    async with mock_of(LAMPS, tmp_path, seed=2) as (client, _):
        assert (await client.get("/lamps")).json() != first.json()


async def test_a_wrong_request_is_refused_in_the_shape_of_the_service(tmp_path):
    async with mock_of(LAMPS, tmp_path) as (client, _):
        short = await client.post("/lamps", json={"name": "D"})
        number = await client.get("/lamps", params={"limit": 0})
        colour = await client.get("/lamps", params={"colour": "blue"})
        text = await client.post("/lamps", content="name=Desk")
        nothing = await client.post("/lamps")
        right = await client.get("/lamps", params={"limit": 5, "colour": "red"})
    assert short.status_code == 422
    message = "`name` is shorter than documented"
    assert short.json() == {"code": 422, "message": message}
    assert text.json()["message"].startswith("body: The body has to be JSON")
    assert nothing.json()["message"] == "body: A body is required."
    # Nothing is documented for wrong values there.
    assert number.headers["content-type"] == "application/problem+json"
    assert number.json()["errors"][0]["name"] == "limit"
    assert colour.status_code == 400
    assert right.status_code == 200


async def test_what_was_created_is_found_changed_listed_and_deleted(tmp_path):
    async with mock_of(LAMPS, tmp_path) as (client, host):
        created = await client.post("/lamps", json=DESK)
        lamp = created.json()
        assert created.status_code == 201
        assert created.headers["location"] == f"/lamps/{lamp['id']}"
        assert lamp["name"] == "Desk"
        second = (await client.post("/lamps", json=DESK)).json()
        assert second["id"] != lamp["id"]
        path = f"/lamps/{lamp['id']}"
        assert (await client.get(path)).json() == lamp
        changed = (await client.patch(path, json={"name": "Kitchen"})).json()
        assert changed == {**lamp, "name": "Kitchen"}
        assert (await client.get(path)).json() == changed
        assert changed in (await client.get("/lamps")).json()
        assert (await client.delete(path)).status_code == 204
        gone = await client.get(path)
        assert gone.status_code == 404
        assert gone.json()["message"] == "There is no such lamp."
        assert changed not in (await client.get("/lamps")).json()
        assert (await client.post("/_mock/reset")).status_code == 204
        assert (await client.get(path)).json()["id"] == lamp["id"]
        assert second not in (await client.get("/lamps")).json()
        host.reset()


async def test_the_header_prefer_chooses_the_answer(tmp_path):
    async with mock_of(LAMPS, tmp_path) as (client, _):

        async def get(prefer: str) -> httpx.Response:
            return await client.get("/lamps/1", headers={"Prefer": prefer})

        status, code = await get("code=404"), await get("code=-4")
        example, odd = await get('example="No lamp"'), await get("code=503")
        unknown = await get("example=Nothing")
        not_json = await get("break=not-json")
        misspelt = await get("break=nothing")
        for fault in ("cut-off", "wrong-length"):
            with pytest.raises(httpx.RemoteProtocolError):
                await get(f"break={fault}")
        with pytest.raises(httpx.ReadTimeout):
            await client.get("/lamps/1", headers={"Prefer": "break=slow"}, timeout=0.3)
    for answer in (status, code, example):
        assert answer.status_code == 404
        assert answer.json() == {"code": -4, "message": "There is no such lamp."}
    assert odd.status_code == 503
    assert "No lamp" in unknown.json()["detail"]
    assert not_json.text == "Everything is fine."
    assert "wrong-length" in misspelt.json()["detail"]


async def test_the_next_answer_can_be_chosen_once(tmp_path):
    async with mock_of(LAMPS, tmp_path) as (client, host):
        listed = (await client.get("/_mock")).json()
        assert {"prefer": "code=404", "title": "404 no such lamp"} in listed["endpoints"][ID]
        assert host.options[ID] == listed["endpoints"][ID]
        host.set_next(ID, "code=404")
        statuses = [(await client.get("/lamps/1")).status_code for _ in range(2)]
        told = {"endpoint": ID, "prefer": "code=404"}
        assert (await client.post("/_mock/next", json=told)).status_code == 204
        statuses += [(await client.get("/lamps/1")).status_code for _ in range(2)]
        refused = await client.post("/_mock/next", json={**told, "endpoint": "x"})
    assert statuses == [404, 200, 404, 200]
    assert refused.status_code == 404


async def test_a_path_or_method_that_is_not_described_is_refused(tmp_path):
    async with mock_of(LAMPS, tmp_path) as (client, _):
        path, method = await client.get("/nothing"), await client.put("/lamps")
        head = await client.head("/lamps")
    assert path.status_code == 404
    assert method.status_code == 405
    assert method.headers["allow"] == "GET, POST"
    assert (head.status_code, head.content) == (200, b"")


async def test_a_page_of_this_computer_may_read_answers_and_another_one_may_not(tmp_path):
    async with mock_of(LAMPS, tmp_path) as (client, _):
        here = await client.get("/lamps", headers={"Origin": "http://localhost:3000"})
        there = await client.get("/lamps", headers={"Origin": "https://example.com"})
        odd = await client.get("/lamps", headers={"Origin": "http://[x"})
        asks = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST"}
        preflight = await client.options("/lamps", headers=asks)
    assert here.headers["access-control-allow-origin"] == "http://localhost:3000"
    assert preflight.headers["access-control-allow-methods"] == "POST"
    assert "access-control-allow-origin" not in there.headers
    assert odd.status_code == 200


async def test_every_documented_code_of_the_services_can_be_asked_for(tmp_path):
    services = build_services(tmp_path)
    asked = 0
    wrong = []
    for service_id in ("stargate", "kahla", "directory", "gateway-2018"):
        if services.library.service(service_id) is None:
            continue
        async with mock_of(service_id, tmp_path) as (client, _):
            for endpoint in services.library.endpoints_of(service_id):
                path = endpoint.path.replace("{**", "{").replace("{", "").replace("}", "")
                for case in () if endpoint.is_websocket else endpoint.code_cases:
                    prefer = {"Prefer": f"code={case.code}"}
                    answer = await client.request(endpoint.method, path, headers=prefer)
                    asked += 1
                    fits = case.status in (None, answer.status_code)
                    if not fits or answer.json()["code"] != case.code:
                        wrong.append((endpoint.id, case.code))
    await services.aclose()
    assert asked > 100
    assert wrong == []


async def test_a_service_of_the_program_checks_values_and_answers_with_a_sample(tmp_path):
    async with mock_of("stargate", tmp_path) as (client, _):
        path = "/Message/PushMessage"
        refused = await client.post(path, data={"ChannelId": "x"})
        values = {"AccessToken": "any", "ChannelId": 1, "MessageContent": "hi"}
        right = await client.post(path, data=values)
        busy = await client.post(path, headers={"Prefer": "code=-11"})
    assert refused.json()["code"] == -10
    assert "The AccessToken field is required." in refused.json()["items"]
    assert right.json()["code"] == 0
    assert busy.json()["code"] == -11


async def test_a_socket_of_a_service_sends_back_what_comes(tmp_path):
    async with mock_of("stargate", tmp_path) as (client, _):
        address = f"ws://{client.base_url.netloc.decode()}/Listen/Channel?id=1&key=k"
        async with websockets.connect(address, proxy=None) as socket:
            await socket.send("hello")
            assert await socket.recv() == "hello"


def collection(folder: Path) -> Path:
    """Write a collection with two requests of an address and examples of one of them."""
    folder.mkdir()
    (folder / "collection.toml").write_text('name = "Home"\n')
    saved = SavedRequest(url="{{home}}/lamps/{{id}}", method="GET")
    (folder / "Lamp.request.toml").write_text(write_request(saved))
    other = SavedRequest(url="https://home.example/rooms?floor=1", method="GET")
    (folder / "Rooms.request.toml").write_text(write_request(other))
    for request, name, floor in (
        ("Lamp", "Kitchen", ""),
        ("Rooms", "One", "1"),
        ("Rooms", "Two", "2"),
    ):
        examples = folder / f"{request}.examples"
        examples.mkdir(exist_ok=True)
        sent = SavedRequest(url=f"https://home.example/rooms?floor={floor}", method="GET")
        headers = (Header("Content-Type", "text/x-lamp"), Header("Content-Length", "999"))
        kept = Example(sent, 203, headers=headers, body=name.encode())
        (examples / f"{name}.toml").write_text(write_example(kept))
    return folder


async def test_saved_examples_of_a_folder_come_first_and_the_one_that_fits_best(tmp_path):
    folder = collection(tmp_path / "home")
    async with mock_of(str(folder), tmp_path / "profile") as (client, _):
        lamp = await client.get("/lamps/7")
        one = await client.get("/rooms", params={"floor": 1})
        two = await client.get("/rooms", params={"floor": 2})
        named = await client.get("/rooms", headers={"Prefer": "example=two"})
    assert (lamp.status_code, lamp.text) == (203, "Kitchen")
    assert lamp.headers["content-type"] == "text/x-lamp"
    assert (one.text, two.text, named.text) == ("One", "Two", "Two")


async def test_examples_of_other_collections_come_first_for_a_service(tmp_path):
    folder = tmp_path / "checks"
    (folder / "Get.examples").mkdir(parents=True)
    (folder / "collection.toml").write_text('name = "Checks"\n')
    sent = SavedRequest(endpoint_id="status.home.index")
    (folder / "Get.request.toml").write_text(write_request(sent))
    other = SavedRequest(endpoint_id="stargate.home.index")
    (folder / "Other.request.toml").write_text(write_request(other))
    (folder / "Get.examples" / "Down.toml").write_text(
        write_example(Example(sent, 503, body=b"Down"))
    )
    async with mock_of("status", tmp_path / "p", folders=(folder,)) as (client, _):
        down = await client.get("/")
    assert (down.status_code, down.text) == (503, "Down")


async def test_the_environment_of_a_mock_sends_its_services_and_variables_there(tmp_path):
    folder = collection(tmp_path / "home")
    services = build_services(tmp_path / "profile")
    host = MockHost(services)
    mock = await host.start(MockChoices(str(folder)))
    await host.aclose()
    await services.aclose()
    assert mock.environment.name == "Mock of Home"
    assert mock.environment.variables == {"home": mock.url}
    assert mock.endpoint_count == 2
    assert mock.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://a.example/v1/x?y=1#z", "/v1/x"),
        ("{{base}}/lamps/{{id}}", "/lamps/{value1}"),
        ("a.example", "/"),
        ("a.example:80/x", "/x"),
        ("", "/"),
    ],
)
def test_the_path_of_a_typed_address(url: str, path: str):
    assert typed_path(url) == path


async def test_a_taken_port_and_a_strange_host_are_said(tmp_path):
    services = build_services(tmp_path)
    taken = bind(0)
    port = taken.getsockname()[1]
    try:
        with pytest.raises(ProblemError, match=f"port {port} is in use"):
            await MockHost(services).start(MockChoices(LAMPS, port=port))
        with pytest.raises(ProblemError, match=r"192\.0\.2\.7 is no address of this computer"):
            await MockHost(services).start(MockChoices(LAMPS, host="192.0.2.7"))
        with pytest.raises(ProblemError, match="There is no service, file or folder nothing"):
            await MockHost(services).start(MockChoices("nothing"))
        (tmp_path / "empty").mkdir()
        with pytest.raises(ProblemError, match="nothing to mock"):
            await MockHost(services).start(MockChoices(str(tmp_path / "empty")))
    finally:
        taken.close()
        await services.aclose()


async def test_a_pattern_that_would_never_end_does_not_stop_the_mock(tmp_path):
    file = tmp_path / "evil.json"
    file.write_text(
        """{"openapi": "3.1.0", "info": {"title": "Evil", "version": "1"}, "paths": {"/a": {"get": {
        "parameters": [{"name": "q", "in": "query", "schema": {"type": "string",
        "pattern": "^(a+)+$"}}], "responses": {"200": {"description": "ok"}}}}}}"""
    )
    async with mock_of(str(file), tmp_path / "profile") as (client, _):
        async with asyncio.TaskGroup() as group:
            slow = group.create_task(client.get("/a", params={"q": "a" * 60 + "!"}))
            other = await client.get("/nothing")
            assert other.status_code == 404
            assert not slow.done()
        # What cannot be compared in time counts as fitting.
        assert slow.result().status_code == 200


async def test_the_answers_of_the_manual_are_given(tmp_path):
    page = read_text("manual/mock.md")
    async with mock_of(LAMPS, tmp_path) as (client, _):
        for options, path in re.findall(r"\$ curl (?:-H '([^']*)' )?http://[^/]*(/\S*)\n", page):
            name, _, value = options.partition(": ")
            answer = await client.get(path, headers={name: value} if name else {})
            assert answer.text.replace("\n", "\n    ") in page
        rows = re.findall(r"^\| `(Prefer: [^`]*)`", page, re.MULTILINE)
        assert len(rows) > 5
        for row in rows:
            wish = read_wish(row.partition(": ")[2])
            assert wish != Wish()
            assert wish.fault in ("", *FAULTS)


SECURED = {
    "openapi": "3.1.0",
    "info": {"title": "Locked", "version": "1"},
    "servers": [{"url": "https://locked.example"}],
    "security": [{"key": []}, {"token": [], "id": []}],
    "paths": {
        "/lamps": {
            "get": {
                "operationId": "list",
                "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
                "responses": {
                    "200": {"description": "ok"},
                    "401": {
                        "description": "who are you",
                        "content": {
                            "application/json": {"example": {"code": -8, "message": "Sign in."}}
                        },
                    },
                },
            }
        },
        "/rooms": {"get": {"operationId": "rooms", "responses": {"204": {"description": "ok"}}}},
        "/open": {"get": {"security": [], "responses": {"204": {"description": "ok"}}}},
        "/maybe": {"get": {"security": [{}, {"key": []}], "responses": {"204": {}}}},
        "/digest": {"get": {"security": [{"d": []}], "responses": {"204": {}}}},
        "/flows": {"get": {"security": [{"flows": ["a"]}], "responses": {"204": {}}}},
        "/mutual": {"get": {"security": [{"mutual": []}], "responses": {"204": {}}}},
        "/cookie": {"get": {"security": [{"sid": []}], "responses": {"204": {}}}},
    },
    "components": {
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "id": {"type": "apiKey", "in": "query", "name": "id"},
            "sid": {"type": "apiKey", "in": "cookie", "name": "sid"},
            "token": {"type": "http", "scheme": "bearer"},
            "d": {"type": "http", "scheme": "digest"},
            "flows": {
                "type": "oauth2",
                "flows": {"implicit": {"authorizationUrl": "https://a/", "scopes": {}}},
            },
            "mutual": {"type": "mutualTLS"},
        }
    },
}


@pytest.fixture
def locked(tmp_path: Path) -> str:
    source = tmp_path / "locked.json"
    source.write_text(json.dumps(SECURED))
    return str(source)


async def test_a_request_without_its_credential_is_refused_in_the_shape_of_the_service(
    tmp_path, locked
):
    async with mock_of(locked, tmp_path) as (client, _):
        without = await client.get("/lamps", params={"limit": "x"})
        half = await client.get("/lamps", headers={"Authorization": "Bearer t"})
        empty = await client.get("/lamps", headers={"X-Key": ""})
        other = await client.get("/lamps?id=1", headers={"Authorization": "Basic dDp0"})
        undocumented = await client.get("/rooms")
        asked = await client.get("/lamps", headers={"Prefer": "code=200"})
    for response in (without, half, empty, other):
        assert response.status_code == 401
        assert response.json()["code"] == -8
        assert response.headers["www-authenticate"] == 'Bearer realm="mock"'
    assert without.json()["message"] == (
        "A credential is required: the header X-Key, or the header Authorization: Bearer … and "
        "the parameter id of the query."
    )
    assert (undocumented.status_code, undocumented.json()["status"]) == (401, 401)
    assert undocumented.headers["content-type"] == "application/problem+json"
    assert asked.status_code == 200


async def test_any_value_of_a_credential_is_taken(tmp_path, locked):
    async with mock_of(locked, tmp_path) as (client, _):
        key = await client.get("/lamps", headers={"x-key": "anything"})
        both = await client.get("/lamps?id=1", headers={"Authorization": "bearer t"})
        wrong = await client.get("/lamps?limit=x", headers={"X-Key": "1"})
        open_, maybe = await client.get("/open"), await client.get("/maybe")
        mutual, refused = await client.get("/mutual"), await client.get("/flows")
        token = await client.get("/flows", headers={"Authorization": "Bearer t"})
        cookie = await client.get("/cookie", headers={"Cookie": "a=b; sid=1"})
        digest = await client.get("/digest", auth=httpx.DigestAuth("ann", "any"))
    assert (key.status_code, both.status_code, wrong.status_code) == (200, 200, 400)
    for response in (open_, maybe, mutual, token, cookie, digest):
        assert response.status_code == 204
    assert refused.status_code == 401


async def test_a_mock_can_do_without_credentials(tmp_path, locked):
    async with mock_of(locked, tmp_path, asks_for_credentials=False) as (client, _):
        assert (await client.get("/lamps")).status_code == 200


async def test_a_dialect_says_in_its_own_way_that_a_credential_is_missing(tmp_path):
    source = tmp_path / "chat.json"
    chat = json.loads(json.dumps(SECURED).replace("https://locked.example", "https://slack.com"))
    source.write_text(json.dumps(chat))
    async with mock_of(str(source), tmp_path) as (client, _):
        response = await client.get("/rooms")
    assert response.json() == {
        "ok": False, "error": "not_authed"
    }  # fmt: skip
    assert response.status_code in (200, 401)


async def test_the_certificate_of_another_address_names_it_and_is_trusted_for_nothing_else(
    tmp_path,
):
    services = build_services(tmp_path)
    host, other = MockHost(services), MockHost(services)
    try:
        mock = await host.start(MockChoices(LAMPS, host="127.0.0.2", has_tls=True))
        assert mock.url.startswith("https://127.0.0.2:")
        assert mock.ca_file is not None
        context = ssl.create_default_context(cafile=str(mock.ca_file))
        async with httpx.AsyncClient(verify=context, trust_env=False) as client:
            assert (await client.get(f"{mock.url}/lamps")).status_code == 200
        usual = await other.start(MockChoices(LAMPS, has_tls=True))
        assert usual.ca_file != mock.ca_file
    finally:
        await host.aclose()
        await other.aclose()
        await services.aclose()
