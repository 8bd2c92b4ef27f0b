"""What requests use of this computer beside the files of their collection."""

import os

import pytest
from msgspec.structs import replace

from aiurdesk.core.environments.environment import Environment, Literal
from aiurdesk.core.environments.proxies import proxy_choice
from aiurdesk.core.environments.route import Route
from aiurdesk.core.errors import StorageError
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.conversation import Conversation, FrameTest, ResponseTest, SocketMessage
from aiurdesk.core.request.request import FileBody, FileValue, MultipartBody, Row
from aiurdesk.services.library import Library
from aiurdesk.services.sending.reach import collection_reach, reach_of
from aiurdesk.services.sending.trust import Reach
from tests.fakes import FakeTransport, a_pipeline

URL = "https://host.example/"


@pytest.fixture
def folder(tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "collection.toml").write_text("")
    return mine


async def nothing_is_sent(request):
    raise AssertionError(request.url)


async def reach(folder, environment=None, **members):
    request = replace(custom_request(URL), folder=str(folder), **members)
    environment = replace(environment or Environment("E"), folders=(str(folder),))
    pipeline = a_pipeline(FakeTransport(nothing_is_sent), Library())
    return await reach_of(pipeline.plan(request, environment))


async def test_variables_of_the_process_are_found_in_all_that_is_sent_and_tested(folder):
    conversation = Conversation(
        messages=(SocketMessage("{{env:SENT}}"),),
        frame_tests=(FrameTest(1, ResponseTest("text", "{{env:EXPECTED}}", "equals")),),
    )
    tests = (ResponseTest("header", "{{inner}}", "equals", "X"),)
    environment = Environment("E", variables={"inner": "{{env:INNER}}"})
    used = await reach(folder, environment, conversation=conversation, tests=tests)
    assert used == Reach(("EXPECTED", "INNER", "SENT"))


async def test_what_has_its_value_already_needs_no_trust(folder):
    environment = Environment("E", variables={"env:A": Literal("1"), "b": Literal("{{env:B}}")})
    assert (await reach(folder, environment, body=FileBody("", "{{env:A}}{{b}}"))).is_empty


async def test_files_outside_are_found_wherever_they_stand(folder, tmp_path):
    rows = (
        Row("a", FileValue(str(tmp_path / "part"), "part")),
        Row("b", FileValue(str(tmp_path / "off"), "off"), is_sent=False),
        Row("c", FileValue(str(folder / "own"), "own")),
    )
    messages = (
        SocketMessage(str(tmp_path / "message"), "file"),
        SocketMessage(str(tmp_path / "request"), "request"),
        SocketMessage(str(folder / "own"), "request"),
    )
    used = await reach(
        folder,
        Environment("E", variables={"up": "../value"}),
        body=MultipartBody(rows),
        values=(("f", FileValue(f"{folder}/{{{{up}}}}", "f")), ("g", FileValue("{{none}}", "g"))),
        conversation=Conversation(messages=messages),
        tests=(ResponseTest("schema", "../schema.json"), ResponseTest("schema", "own.json")),
    )
    names = ("message", "part", "request.request.toml", "schema.json", "value")
    assert used == Reach(files=tuple(str(tmp_path / name) for name in names))


async def test_a_file_with_variables_counts_only_where_it_is_read(folder, tmp_path):
    environment = Environment("E", env_files=(str(tmp_path / ".env"), str(folder / ".env")))
    assert (await reach(folder, environment)).is_empty
    used = await reach(folder, environment, body=FileBody("", "{{env:A}}"))
    assert used == Reach(("A",), (str(tmp_path / ".env"),))


async def test_a_collection_that_leads_requests_elsewhere_is_found(folder):
    route = Route(proxy_choice("http://p.example:1"), folder=str(folder))
    environment = Environment("E", route=route)
    assert await reach(folder, environment) == Reach(routes=("the proxy http://p.example:1",))
    # What the person chose is nothing to ask about.
    own = Environment("E", route=replace(route, folder=""))
    assert (await reach(folder, own)).is_empty


async def test_a_collection_tells_of_all_its_requests_and_environments(folder, tmp_path):
    (folder / "environments").mkdir()
    (folder / "inner").mkdir()
    (folder / "environments" / "Live.toml").write_text(
        'env_file = "../live.env"\n[base_urls]\nwiki = "https://host.example/{{env:BASE}}"\n'
        '[variables]\ntoken = "{{env:LIVE}}"\n[addresses]\n"a.example" = "192.0.2.1"\n'
    )
    (folder / "inner" / "A.request.toml").write_text(
        f'method = "POST"\nurl = "{URL}{{{{token}}}}"\nfile = "../../far.bin"\n'
    )
    (folder / "B.request.toml").write_text(f'method = "GET"\nurl = "{URL}{{{{env:OWN}}}}"\n')
    assert collection_reach(str(folder)) == Reach(
        ("BASE", "LIVE", "OWN"),
        (str(tmp_path / "far.bin"), str(tmp_path / "live.env")),
        ("the address 192.0.2.1 for a.example",),
    )
    with pytest.raises(StorageError):
        collection_reach(os.path.join(folder, "gone"))
