"""The runner over a transport that is a function, and once over the real sandbox."""

import asyncio
import json
from contextlib import aclosing

import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.collection.collection import Collection, CollectionFolder, in_order
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.folder_file import FolderSettings
from aiurdesk.core.credentials.credential import IN_SANDBOX, Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.environments.environment import Environment
from aiurdesk.core.environments.scope import VariableScope
from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.request.conversation import (
    ANY_FRAME,
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
)
from aiurdesk.core.request.limits import Limits
from aiurdesk.core.request.request import FileValue, Header, SavedRequest, SendOptions
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.response.response import Failure, FailureKind, Response, ResponseBody
from aiurdesk.core.state.history_settings import RunHistory
from aiurdesk.core.verdict.verdict import ExitCode
from aiurdesk.services.collections.collections import Selection, open_selection
from aiurdesk.services.library import Library
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.runs.run_environment import environment_of_run, start_environment
from aiurdesk.services.runs.run_reports.run_record import status_of
from aiurdesk.services.runs.runner import Run, Runner, runner_of
from aiurdesk.services.sending.send_pipeline import record_nothing
from aiurdesk.services.sending.trust import Trust
from aiurdesk.storage.secrets import MemorySecrets
from tests.fakes import FakeTransport, a_pipeline, a_street
from tests.transport.misbehaving_server import answering, serving
from tests.transport.stream_bytes import CHUNKED, END, chunk

HOST = "https://host.example"
SUCCESS = ResponseTest("code", 0)


def a_request(name, path="/", **options):
    saved = SavedRequest(method="GET", url=f"{HOST}{path}", **options)
    return CollectionRequest(name, f"/folder/{name}.request.toml", saved)


def a_run(*requests, variables=None, headers=(), **options):
    order = tuple(request.name for request in requests)
    folder = CollectionFolder(
        "top", "/folder", FolderSettings(headers=headers, order=order), requests
    )
    environment = Environment("Tests", variables=variables or {})
    return Run(tuple(in_order(folder)), environment, Limits(), **options)


def test_what_has_no_result_is_left():
    run = a_run(a_request("a"), a_request("b"), rows=({}, {}))
    assert list(run.left_of({1, 4})) == [("b", 1), ("a", 2)]
    assert list(run.left_of({1, 2, 3, 4})) == []
    assert list(a_run().left_of(())) == []


class Server:
    """Responds with an envelope of what was asked, and remembers the requests."""

    def __init__(self, **members):
        self.sent = []
        self.times = []
        self.members = members
        self.most_at_once = self._at_once = 0

    async def respond(self, prepared):
        self.sent.append(prepared)
        self.times.append(asyncio.get_running_loop().time())
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        for _ in range(5):
            await asyncio.sleep(0)
        self._at_once -= 1
        body = {"code": 0, "message": "Done.", "protocolVersion": "1", "url": prepared.url}
        body |= self.members
        if prepared.url.endswith("/wrong"):
            body["code"] = -4
        data = json.dumps(body).encode()
        return Response(200, "HTTP/2", (), ResponseBody(data, size_bytes=len(data)), prepared.url)

    @property
    def urls(self):
        return [prepared.url.removeprefix(HOST) for prepared in self.sent]


async def results_of(run, server=None, record=record_nothing, trusted=""):
    library, processes, trust = Library(), HelperProcesses(), Trust()
    transport = FakeTransport((server or Server()).respond)
    if trusted:
        trust.allow(trusted)
    pipeline = a_pipeline(transport, library, record, processes, trust)
    try:
        async with aclosing(Runner(a_street(pipeline, processes), library).run(run)) as results:
            return [result async for result in results]
    finally:
        # A long body is read in a helper process.
        await processes.aclose()


async def test_requests_are_sent_in_their_order_and_judged():
    server = Server()
    results = await results_of(a_run(a_request("b", "/1"), a_request("a", "/wrong")), server)
    assert server.urls == ["/1", "/wrong"]
    assert [(result.position, result.title, result.passed) for result in results] == [
        (1, "b", True),
        (2, "a", False),
    ]
    assert results[0].exchange is not None
    assert results[0].exchange.verdict.code == 0


async def test_tests_decide_whether_a_request_passed():
    expected = a_request("a", "/wrong", tests=(ResponseTest("code", -4),))
    unexpected = a_request("b", tests=(SUCCESS, ResponseTest("status", 404)))
    first, second = await results_of(a_run(expected, unexpected))
    assert first.passed
    assert [finding.passed for finding in second.findings] == [True, False]
    assert not second.passed
    (failed,) = second.failed_findings
    assert (failed.title, failed.found) == ("HTTP status is 404", "200")


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (RunHistory.FAILED, ["/wrong", "/test", "/none"]),
        (RunHistory.ALL, ["/", "/expected/wrong", "/wrong", "/test", "/none"]),
        (RunHistory.NONE, []),
    ],
)
async def test_what_failed_is_recorded_or_all_or_nothing(history, expected):
    class Ending(Server):
        async def respond(self, prepared):
            if prepared.url.endswith("/none"):
                return Failure(FailureKind.CONNECTION_REFUSED, "nobody listens")
            return await super().respond(prepared)

    run = a_run(
        a_request("a", "/", tests=(SUCCESS,)),
        a_request("b", "/expected/wrong", tests=(ResponseTest("code", -4),)),
        a_request("c", "/wrong"),
        a_request("d", "/test", tests=(ResponseTest("status", 404),)),
        a_request("e", "/none"),
        history=history,
    )
    recorded = []
    await results_of(run, Ending(), lambda exchange, _: recorded.append(exchange.prepared.url))
    assert recorded == [f"{HOST}{path}" for path in expected]


async def test_what_a_request_says_about_history_counts_before_the_run():
    def asking_for(name, is_recorded, **members):
        return a_request(name, f"/{name}", options=SendOptions(is_recorded=is_recorded), **members)

    failing = (ResponseTest("status", 404),)
    run = a_run(
        asking_for("kept", True, tests=(SUCCESS,)),
        asking_for("hidden", False, tests=failing),
        asking_for("usual", None, tests=failing),
    )
    recorded = []
    await results_of(run, Server(), lambda exchange, _: recorded.append(exchange.prepared.url))
    assert recorded == [f"{HOST}/kept", f"{HOST}/usual"]


async def test_names_of_saved_requests_are_recorded():
    names = []
    run = a_run(a_request("Create channel"), a_request("b"), history=RunHistory.ALL)
    await results_of(run, record=lambda exchange, _: names.append(exchange.request.saved_name))
    assert names == ["Create channel", "b"]


async def test_a_captured_value_is_used_by_later_requests():
    server = Server(id=7)
    run = a_run(
        a_request("a", captures=(Capture("id", "value", "id"),)),
        a_request("b", "/{{id}}", tests=(ResponseTest("value", "{{id}}", "matches", "id"),)),
        variables={"id": "of the environment"},
    )
    results = await results_of(run, server)
    assert server.urls == ["/", "/7"]
    assert all(result.passed for result in results)


async def test_variables_are_resolved_in_what_a_test_expects():
    tests = (
        ResponseTest("code", ("{{name}}", 5)),
        ResponseTest("value", "{{missing}}", "equals", "message"),
    )
    run = a_run(a_request("a", tests=tests), variables={"name": "ResultShown"})
    (result,) = await results_of(run, Server(message="{{missing}}"))
    assert [finding.passed for finding in result.findings] == [True, True]
    assert result.findings[0].title == "result code is one of ResultShown, 5"


async def test_a_capture_that_finds_nothing_fails():
    (result,) = await results_of(a_run(a_request("a", captures=(Capture("x", "value", "no"),))))
    assert not result.passed
    assert result.failed_findings[0].title == "capture x from value no"


async def test_what_is_set_wins_over_rows_captures_and_the_environment():
    server = Server(a="captured", b="captured", c="captured")
    names = ("a", "b", "c", "d")
    capture = tuple(Capture(name, "value", name) for name in names[:3])
    run = a_run(
        a_request("first", captures=capture),
        a_request("second", "/{{a}}-{{b}}-{{c}}-{{d}}"),
        variables=dict.fromkeys(names, "environment"),
        scope=VariableScope(given={"a": "set"}),
        rows=({"a": "row", "b": "row"},),
    )
    await results_of(run, server)
    assert server.urls[1] == "/set-row-captured-environment"


async def test_each_row_is_a_pass_with_variables_of_its_own():
    server = Server()
    run = a_run(
        a_request("a", "/{{row}}", captures=(Capture("seen", "value", "url"),)),
        a_request("b", "/b", tests=(ResponseTest("value", "{{row}}", "contains", "url"),)),
        rows=({"row": "1"}, {"row": "2"}),
        repeat=2,
    )
    results = await results_of(run, server)
    assert server.urls == ["/1", "/b", "/1", "/b", "/2", "/b", "/2", "/b"]
    assert [result.pass_number for result in results] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert run.size == 8


async def test_a_long_run_takes_no_memory_for_what_is_still_to_be_sent():
    run = a_run(a_request("a"), repeat=10**12)
    library, processes = Library(), HelperProcesses()
    pipeline = a_pipeline(FakeTransport(Server().respond), library)
    async with aclosing(Runner(a_street(pipeline, processes), library).run(run)) as results:
        first = await anext(results)
    assert (first.position, first.passed) == (1, True)


async def test_with_several_jobs_requests_are_sent_at_once():
    server = Server()
    run = a_run(*(a_request(f"r{n}", f"/{n}") for n in range(10)), jobs=4)
    results = await results_of(run, server)
    assert server.most_at_once == 4
    assert sorted(result.position for result in results) == list(range(1, 11))


@pytest.mark.parametrize(("jobs", "gaps"), [(1, [1, 2]), (2, [2])])
async def test_requests_are_sent_after_a_delay(jobs, gaps):
    server = Server()
    run = a_run(*map(a_request, "abc"), jobs=jobs, delay_ms=30)
    assert len(await results_of(run, server)) == 3
    for later in gaps:
        # Clocks of timers may be a little early.
        assert server.times[later] - server.times[later - jobs] > 0.025


async def test_with_several_jobs_a_request_waits_for_what_it_uses():
    server = Server(id=7)
    run = a_run(
        a_request("a", "/a", captures=(Capture("id", "value", "id"),)),
        a_request("b", "/{{outer}}"),
        a_request("c", "/c"),
        variables={"outer": "x{{id}}"},
        jobs=3,
    )
    await results_of(run, server)
    assert server.urls == ["/a", "/c", "/x7"]


@pytest.mark.parametrize("jobs", [1, 2])
async def test_a_failure_stops_the_run_if_asked(jobs):
    server = Server()
    requests = [a_request("a", "/wrong"), *(a_request(f"r{n}", f"/{n}") for n in range(20))]
    results = await results_of(a_run(*requests, jobs=jobs, is_stopped_by_failure=True), server)
    assert 1 <= len(results) < 10
    assert len(server.sent) == len(results)


async def test_what_cannot_be_sent_says_why():
    no_endpoint = CollectionRequest("a", "/a", SavedRequest(endpoint_id="no.such.endpoint"))
    no_variable = a_request("b", "/{{missing}}")
    no_process_variable = a_request("c", "/{{env:AIURDESK_NOT_SET}}")
    no_value = CollectionRequest(
        "d", "/d", SavedRequest(endpoint_id="stargate.message.pushmessage")
    )
    no_table = a_request("e", dialect="1999")
    run = a_run(no_endpoint, no_variable, no_process_variable, no_value, no_table)
    results = await results_of(run, trusted="/folder")
    assert not any(result.passed or result.exchange for result in results)
    told = {
        result.title: "\n".join(error.named_sentence for error in result.errors)
        for result in results
    }
    assert "There is no endpoint no.such.endpoint" in told["a"]
    assert "{{missing}} has no value in the environment Tests" in told["b"]
    assert "There is no environment variable AIURDESK_NOT_SET" in told["c"]
    assert "ChannelId: ChannelId is required" in told["d"]
    assert told["e"].startswith("There is no dialect 1999. There are 2020, ")


def a_push(**values):
    given = {"AccessToken": "x", "ChannelId": "two", "MessageContent": "hello", **values}
    saved = SavedRequest(endpoint_id="stargate.message.pushmessage", values=tuple(given.items()))
    return CollectionRequest("a", "/a", saved)


async def test_a_mistake_in_the_form_is_told_before_a_missing_variable():
    server = Server()
    (result,) = await results_of(a_run(a_push(MessageContent="{{missing}}")), server)
    assert [error.field.parameter for error in result.errors] == ["ChannelId"]
    assert server.sent == []


async def test_a_mistake_in_the_form_does_not_open_the_keyring(tmp_path):
    class Watched(MemorySecrets):
        async def get(self, key):
            read.append(key)
            return await super().get(key)

    read: list[str] = []
    services = build_services(tmp_path, open_store=Watched)
    try:
        work = Credential("work", "Work", "bearer", ("https://stargate.aiursoft.com",))
        await services.credentials.add(work, {"token": Secret("secret-of-mine")})
        read.clear()
        run = a_run(a_push(MessageContent="{{secret:Work}}"))
        runner = runner_of(services)
        async with aclosing(runner.run(run)) as results:
            (result,) = [result async for result in results]
    finally:
        await services.aclose()
    assert [error.field.parameter for error in result.errors] == ["ChannelId"]
    assert read == []


async def test_a_captured_token_is_shown_as_dots_also_when_another_one_replaced_it():
    server = Server(first="a secret of mine", second="another one of mine")
    echoes = ResponseTest("value", "", "equals", "first")
    run = a_run(
        a_request("a", captures=(Capture("token", "value", "first"),), tests=(echoes,)),
        a_request("b", captures=(Capture("token", "value", "second"),)),
        a_request("c", "/{{token}}", tests=(echoes,)),
    )
    first, _, last = await results_of(run, server)
    assert server.urls == ["/", "/", "/another%20one%20of%20mine"]
    assert first.captured == (("token", "a secret of mine"),)
    assert [result.findings[0].found for result in (first, last)] == ["••••", "••••"]


async def test_a_server_cannot_ask_for_a_variable_of_the_process(monkeypatch):
    monkeypatch.setenv("AIURDESK_TOKEN", "a secret of mine")
    server = Server(id="{{env:AIURDESK_TOKEN}}")
    run = a_run(
        a_request("a", captures=(Capture("id", "value", "id"),)),
        a_request("b", "/{{id}}"),
    )
    await results_of(run, server)
    # What it sent is text, and no variable.
    assert server.urls == ["/", "/%7B%7Benv:AIURDESK_TOKEN%7D%7D"]


async def test_a_value_of_this_moment_is_the_same_in_a_request_and_its_tests():
    server = Server()
    echoes = ResponseTest("value", "{{$uuid}}", "contains", "url")
    request = a_request("a", "/{{$uuid}}/{{$uuid}}", tests=(echoes,))
    results = await results_of(a_run(request, repeat=2), server)
    assert [result.passed for result in results] == [True, True]
    paths = [url.split("/")[1:] for url in server.urls]
    assert all(one == other for one, other in paths)
    assert paths[0] != paths[1]


async def test_headers_of_folders_are_sent():
    server = Server()
    await results_of(a_run(a_request("a"), headers=(Header("X-Folder", "1"),)), server)
    assert server.sent[0].headers == (Header("X-Folder", "1"),)


async def test_schemas_lie_beside_the_request(tmp_path):
    (tmp_path / "good.json").write_text('{"required": ["code"]}')
    (tmp_path / "bad.json").write_text("{")
    tests = tuple(ResponseTest("schema", f"{name}.json") for name in ("good", "bad", "lost"))
    saved = SavedRequest(method="GET", url=HOST, tests=tests)
    request = CollectionRequest("a", str(tmp_path / "a.request.toml"), saved)
    (result,) = await results_of(a_run(request))
    assert [finding.passed for finding in result.findings] == [True, False, False]
    assert "is not JSON" in result.findings[1].found
    assert "could not be read" in result.findings[2].found


async def test_a_body_in_a_file_is_tested_as_a_whole(tmp_path):
    async def respond(prepared):
        path = tmp_path / "body"
        path.write_text('{"code": 0, "message": "", "last": 5}')
        body = ResponseBody(b'{"code": 0', str(path), path.stat().st_size)
        return Response(200, "HTTP/2", (), body, prepared.url)

    server = Server()
    server.respond = respond  # type: ignore[method-assign]
    test = ResponseTest("value", 5, "equals", "last")
    (result,) = await results_of(a_run(a_request("a", tests=(test,))), server)
    assert result.passed


async def test_files_lie_beside_the_request(tmp_path):
    saved = SavedRequest(
        endpoint_id="probe.files.uploadfile",
        values=(("File", FileValue("a.png", "a.png")),),
        is_forced=True,
    )
    request = CollectionRequest("a", str(tmp_path / "inner" / "a.request.toml"), saved)
    run = a_run(request)
    server = Server()
    await results_of(run, server)
    paths = [part.path for part in server.sent[0].body if not isinstance(part, bytes)]
    assert paths == [str(tmp_path / "inner" / "a.png")]


async def test_each_row_may_send_a_file_of_its_own(tmp_path):
    file = FileValue("{{file}}", "{{file}}")
    saved = SavedRequest(
        endpoint_id="probe.files.uploadfile", values=(("File", file),), is_forced=True
    )
    request = CollectionRequest("a", str(tmp_path / "a.request.toml"), saved)
    run = a_run(request, rows=({"file": "photos/a.png"}, {"file": "/data/b.png"}))
    server = Server()
    await results_of(run, server, trusted=tmp_path)
    bodies = [request.body for request in server.sent]
    paths = [part.path for body in bodies for part in body if not isinstance(part, bytes)]
    assert paths == [str(tmp_path / "photos" / "a.png"), "/data/b.png"]
    assert b'filename="a.png"' in bodies[0][0]


async def test_a_failed_sign_in_is_reported_with_its_verdict(tmp_path):
    services = build_services(tmp_path, open_store=MemorySecrets)
    try:
        environment = environment_of_run(Collection(CollectionFolder("top", "top")), "Sandbox")
        start = await start_environment(environment, services)
        wrong = Credential("wrong", "Wrong app", "app", (IN_SANDBOX,), (("app_id", "1" * 32),))
        await services.credentials.add(wrong, {"app_secret": Secret("2" * 32)})
        saved = SavedRequest(
            endpoint_id="stargate.channel.createchannel",
            values=(("Description", "x"),),
            credential="wrong app",
        )
        folder = CollectionFolder("top", "top", requests=(CollectionRequest("a", "/a", saved),))
        run = Run(tuple(in_order(folder)), start.environment, Limits(), start.chosen)
        async with aclosing(runner_of(services).run(run)) as results:
            (result,) = [result async for result in results]
    finally:
        await services.aclose()
    assert not result.passed
    assert result.errors
    assert result.exchange is not None
    assert "signing in failed" in result.exchange.verdict.headline


async def test_a_collection_runs_against_the_sandbox(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "collection.toml").write_text(
        'format = 1\nenvironment = "Sandbox"\norder = ["Create", "Push"]\n'
    )
    (folder / "Create.request.toml").write_text(
        'endpoint = "stargate.channel.createchannel"\nvalues = [["Description", "Mine"]]\n'
        'tests = [{ code = "Success" }]\n'
        'captures = [{ variable = "channel", value = "channelId" }]\n'
    )
    (folder / "Push.request.toml").write_text(
        'endpoint = "stargate.message.pushmessage"\n'
        'values = [["ChannelId", "{{channel}}"], ["MessageContent", "hi"]]\n'
        "tests = [{ code = 0 }, { status = 200 }]\n"
    )
    services = build_services(tmp_path / "profile")
    try:
        selection: Selection = await open_selection(folder)
        start = await start_environment(environment_of_run(selection.collection, None), services)
        run = Run(selection.requests, start.environment, Limits(), start.chosen)
        runner = runner_of(services)
        async with aclosing(runner.run(run)) as results:
            passed = [(result.title, result.passed) async for result in results]
    finally:
        await services.aclose()
    assert passed == [("Create", True), ("Push", True)]


# Bound to another host: its secret is compared here, and never sent.
WORK = Credential("id-work", "Work", "bearer", ("https://work.example",))


async def test_a_secret_that_a_frame_test_expects_is_compared_and_shown_as_dots(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "collection.toml").write_text('format = 1\nenvironment = "Sandbox"\n')
    (folder / "Echo.request.toml").write_text(
        'endpoint = "code-lab.sockets.echo"\nmessages = [{ text = "topsecrettoken" }]\n'
        'frame_tests = [{ frame = 1, equals = "{{secret:Work}}" },\n'
        '{ frame = 1, equals = "{{secret:Nobody}}" }]\n'
    )
    services = build_services(tmp_path / "profile", open_store=MemorySecrets)
    try:
        await services.credentials.add(WORK, {"token": Secret("topsecrettoken")})
        selection: Selection = await open_selection(folder)
        start = await start_environment(environment_of_run(selection.collection, None), services)
        run = Run(selection.requests, start.environment, Limits(), start.chosen)
        runner = runner_of(services)
        async with aclosing(runner.run(run)) as results:
            (result,) = [result async for result in results]
    finally:
        await services.aclose()
    no_value = "•••• (there is no value of {{secret:Nobody}})"
    assert result.findings == (
        Finding("frame 1: text equals ••••", True, "••••"),
        Finding("frame 1: text equals {{secret:Nobody}}", False, no_value),
    )
    assert result.exchange is not None
    sent, came = (f for f in transcript_of(result.exchange.outcome) if f.kind.is_message)
    # What came is as it was received, like any body, until the history writes it.
    assert (sent.text, came.text) == ("••••", "topsecrettoken")
    assert Secret("topsecrettoken") in result.exchange.prepared.secrets


async def test_sockets_of_a_collection_are_run_with_the_other_requests(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "collection.toml").write_text(
        'format = 1\nenvironment = "Sandbox"\n'
        'order = ["Echo", "Again", "Refused", "Broken", "Closed"]\n'
        '[variables]\nuser = "Ann"\n'
    )
    (folder / "Echo.request.toml").write_text(
        'endpoint = "code-lab.sockets.echo"\n'
        """messages = [{ json = '{"id": "{{row}}", "token": "{{word}}"}' }, { file = "a.bin" }]\n"""
        "expected_frames = 2\n"
        "frame_tests = [\n"
        '{ frame = 1, value = "id", equals = "{{row}}" }, { frame = 2, base64 = "AAE=" }]\n'
        "tests = [{ status = 101 }]\n"
        'captures = [{ variable = "id", value = "id" }, { variable = "token", value = "token" }]\n'
    )
    (folder / "a.bin").write_bytes(b"\x00\x01")
    (folder / "Again.request.toml").write_text(
        'endpoint = "code-lab.sockets.echo"\nmessages = [{ text = "{{id}} {{token}}" }]\n'
        'frame_tests = [{ frame = "any", equals = "{{row}} taken-1" }]\n'
    )
    (folder / "Refused.request.toml").write_text(
        'endpoint = "code-lab.sockets.refused"\nvalues = [["status", "401"]]\n'
        'tests = [{ code = "Unauthorized" }, { status = 401 }]\n'
    )
    (folder / "Closed.request.toml").write_text(
        'endpoint = "code-lab.sockets.close"\nvalues = [["code", "4001"], ["reason", "expired"]]\n'
        "close_code = 4001\n"
    )
    (folder / "Broken.request.toml").write_text(
        'endpoint = "code-lab.sockets.echo"\nmessages = [{ text = "{{nobody}}" }]\n'
    )
    services = build_services(tmp_path / "profile")
    try:
        selection: Selection = await open_selection(folder)
        start = await start_environment(environment_of_run(selection.collection, None), services)
        run = Run(
            selection.requests,
            start.environment,
            Limits(),
            start.chosen,
            scope=VariableScope(given={"word": "taken-1"}),
            rows=({"row": "5"}, {"row": "6"}),
            jobs=2,
        )
        runner = runner_of(services)
        async with aclosing(runner.run(run)) as results:
            by_position = {result.position: result async for result in results}
    finally:
        await services.aclose()
    echo, again, refused, broken, closed = (by_position[number] for number in range(6, 11))
    assert [finding.title for finding in echo.findings] == [
        "HTTP status is 101",
        "2 frames within 10 s",
        'frame 1: value id equals "6"',
        "frame 2: bytes in base64 is AAE=",
    ]
    assert [result.passed for result in (echo, again, refused, broken)] == [True, True, True, False]
    assert closed.findings == (Finding("closed by the server with 4001", True, "4001 expired"),)
    assert closed.passed
    assert dict(echo.captured) == {"id": "6", "token": "taken-1"}
    # What a capture says to be a secret does not stand in the requests after it.
    assert again.findings[0].found == "frame 1: 6 ••••"
    assert broken.errors[0].named_sentence.startswith(
        "message 1: {{nobody}} has no value in the environment"
    )


def a_stream_run(port, total_s=300.0, **saved):
    request = SavedRequest(method="GET", url=f"http://127.0.0.1:{port}/", **saved)
    entry = CollectionRequest("a", "/folder/a.request.toml", request)
    folder = CollectionFolder("top", "/folder", FolderSettings(), (entry,))
    return Run(tuple(in_order(folder)), Environment("Tests"), Limits(total_s=total_s))


async def results_over_the_network(tmp_path, run):
    services = build_services(tmp_path, open_store=MemorySecrets)
    try:
        await services.credentials.add(WORK, {"token": Secret("topsecrettoken")})
        async with aclosing(runner_of(services).run(run)) as results:
            return [result async for result in results]
    finally:
        await services.aclose()


TICKS = (CHUNKED, *(chunk(b'event: tick\ndata: {"n":%d}\n\n' % n) for n in range(3)))


async def test_a_stream_is_read_until_what_is_expected_came(tmp_path):
    expected = Conversation(
        frame_tests=(FrameTest(ANY_FRAME, ResponseTest("value", 1, "equals", "n")),)
    )
    async with serving(answering(*TICKS, hangs=True)) as port:
        run = a_stream_run(port, conversation=expected, captures=(Capture("number", "value", "n"),))
        (result,) = await results_over_the_network(tmp_path, run)
    assert result.passed
    assert result.captured == (("number", "0"),)
    assert result.exchange is not None
    assert [frame.name for frame in transcript_of(result.exchange.outcome)][:2] == ["tick"] * 2
    assert "Stopped by aiurdesk." in result.exchange.verdict.notes


async def test_a_secret_that_a_test_of_events_expects_is_compared_and_shown_as_dots(tmp_path):
    test = FrameTest(1, ResponseTest("text", "{{secret:Work}}", "equals"))
    async with serving(answering(CHUNKED, chunk(b"data: topsecrettoken\n\n"), END)) as port:
        run = a_stream_run(port, conversation=Conversation(frame_tests=(test,)))
        (result,) = await results_over_the_network(tmp_path, run)
    assert result.findings == (Finding("frame 1: text equals ••••", True, "••••"),)


async def test_a_stream_that_is_expected_to_say_more_fails_after_its_time(tmp_path):
    expected = Conversation(frame_count=4, within_ms=200)
    async with serving(answering(*TICKS, hangs=True)) as port:
        (result,) = await results_over_the_network(
            tmp_path, a_stream_run(port, conversation=expected)
        )
    (finding,) = result.findings
    assert not finding.passed
    assert finding.found.startswith("3 frames in ")


async def test_a_stream_of_which_nothing_is_expected_is_read_to_its_end(tmp_path):
    async with serving(answering(*TICKS, chunk(b'data: {"m":2}\n\n'), END)) as port:
        run = a_stream_run(port, tests=(ResponseTest("value", 2, "equals", "m"),))
        (result,) = await results_over_the_network(tmp_path, run)
    assert result.passed, result.findings
    assert result.exchange is not None
    assert len(transcript_of(result.exchange.outcome)) == 4
    assert any(note.startswith("Events: 4 received in") for note in result.exchange.verdict.notes)
    assert "The stream ended." in result.exchange.verdict.notes


async def test_an_endless_stream_ends_with_a_sentence(tmp_path):
    async with serving(answering(*TICKS, hangs=True)) as port:
        (result,) = await results_over_the_network(tmp_path, a_stream_run(port, 0.2))
    assert not result.passed
    assert result.exchange is not None
    assert result.exchange.verdict.headline == "The stream did not end in time"
    assert "It did not end within 0.2 s." in result.exchange.verdict.notes
    # What came is kept.
    assert len(transcript_of(result.exchange.outcome)) == 3


@pytest.mark.parametrize("jobs", [1, 2])
async def test_a_request_that_breaks_the_program_costs_no_other_one(jobs):
    class Breaking(Server):
        async def respond(self, prepared):
            if prepared.url.endswith("/broken"):
                raise ValueError("no way with hush-of-mine")
            return await super().respond(prepared)

    run = a_run(a_request("a"), a_request("b", "/broken"), a_request("c"), jobs=jobs)
    run = replace(run, environment=replace(run.environment, secrets=(Secret("hush-of-mine"),)))
    results = await results_of(run, Breaking())
    first, broken, last = sorted(results, key=lambda result: result.position)
    assert (first.passed, broken.passed, last.passed) == (True, False, True)
    (words,) = broken.errors
    assert words.sentence.startswith(
        "This is an error in aiurdesk itself: ValueError: no way with •"
    )
    assert status_of(broken) is ExitCode.MISTAKE


async def test_a_run_ends_where_there_is_no_memory():
    class Full(Server):
        async def respond(self, prepared):
            raise MemoryError

    with pytest.raises(MemoryError):
        await results_of(a_run(a_request("a")), Full())
