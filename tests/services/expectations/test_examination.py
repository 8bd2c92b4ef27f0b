import json
import os
from contextlib import asynccontextmanager

from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.collection.example_file import write_example
from aiurdesk.core.environments.environment import CUSTOM_URLS, resolve
from aiurdesk.core.exchange.example import Example
from aiurdesk.core.preparing.custom_url import custom_request
from aiurdesk.core.request.conversation import (
    Capture,
    Conversation,
    FrameTest,
    ResponseTest,
    SocketMessage,
)
from aiurdesk.core.request.request import SavedRequest
from aiurdesk.core.response.examination import CapturedValue, Examination, Finding
from aiurdesk.services.expectations.examination import (
    examine,
    planned_with_tests,
    unexamined,
    with_examination_of,
)
from aiurdesk.services.processes.evaluation import NOT_REACHED, NOT_STARTED, too_slow
from aiurdesk.services.processes.helper_process import HelperNotStarted
from aiurdesk.services.processes.helper_processes import HelperProcesses
from aiurdesk.services.sending.asking import NOBODY
from tests.child_process import children
from tests.core.collection.exchanges import an_exchange


def with_tests(*tests, captures=(), **options):
    exchange = an_exchange(**options)
    return replace(exchange, request=replace(exchange.request, tests=tests, captures=captures))


@asynccontextmanager
async def opened_processes():
    processes = HelperProcesses()
    try:
        yield processes
    finally:
        await processes.aclose()


async def examined_of(exchange, variables=None, folder=None):
    async with opened_processes() as processes:
        return await examine(exchange, variables or {}, folder, processes)


async def examination(exchange, variables=None, folder=None):
    results = (await examined_of(exchange, variables, folder)).exchange.examination
    assert results is not None
    return results


async def test_without_tests_and_captures_nothing_is_examined():
    exchange = an_exchange()
    assert (await examined_of(exchange, {})).exchange is exchange


async def test_tests_and_captures_are_carried_out():
    exchange = with_tests(
        ResponseTest("status", 400),
        ResponseTest("value", "{{expected}}", "equals", "message"),
        captures=(Capture("first", "value", "items[0].name"), Capture("none", "header", "X-No")),
    )
    examined = await examined_of(exchange, {"expected": "Right."})
    assert examined.exchange.examination == Examination(
        (
            Finding("HTTP status is 400", True, "400"),
            Finding("value message equals Right.", False, "Wrong."),
        ),
        (CapturedValue("first", "value items[0].name", "first"),),
        (Finding("capture none from header X-No", False, "there is no such value"),),
    )
    assert examined.variables == (("first", "first"),)


async def test_a_captured_secret_is_dots_everywhere():
    body = {"code": 0, "accessToken": "a-very-secret-token"}
    exchange = with_tests(
        ResponseTest("value", "x", "equals", "accessToken"),
        captures=(Capture("access_token", "value", "accessToken"),),
        body=body,
    )
    examined = await examined_of(exchange, {})
    results = examined.exchange.examination
    assert results is not None
    assert "a-very-secret-token" not in repr(results)
    assert results.captured[0].text == "••••"
    assert examined.variables == (("access_token", "a-very-secret-token"),)
    assert "a-very-secret-token" in [secret.reveal() for secret in examined.secrets]


async def test_a_test_that_is_not_finished_fails_and_says_why():
    exchange = with_tests(ResponseTest("value", "(", "matches", "a"))
    (finding,) = (await examination(exchange)).findings
    assert not finding.passed
    assert finding.found == "The expected value should be a regular expression."


async def test_a_schema_lies_beside_the_saved_request(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"required": ["code"]}))
    exchange = with_tests(ResponseTest("schema", "a.json"))
    (saved,) = (await examination(exchange, {}, tmp_path)).findings
    assert saved.passed
    (unsaved,) = (await examination(exchange)).findings
    assert unsaved.found == "a.json is looked for beside the request, which is not saved yet"


async def test_a_schema_is_a_regular_file_that_is_not_nested_too_deeply(tmp_path):
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "folder.json").mkdir()
    tests = [ResponseTest("schema", name) for name in ("deep.json", "folder.json")]
    if hasattr(os, "mkfifo"):
        # To open it is to wait for a writer.
        os.mkfifo(tmp_path / "pipe.json")
        tests.append(ResponseTest("schema", "pipe.json"))
    findings = (await examination(with_tests(*tests), {}, tmp_path)).findings
    assert [finding.passed for finding in findings] == [False] * len(tests)
    assert findings[0].found.endswith("deep.json is nested too deeply")
    assert findings[-1].found.startswith(str(tmp_path))


async def test_a_test_that_needs_no_expression_needs_no_process():
    exchange = with_tests(
        ResponseTest("status", 400),
        ResponseTest("value", "first", "equals", "items[0].name"),
        captures=(Capture("first", "value", "items[0].name"),),
    )
    before = children()
    assert all(finding.passed for finding in (await examination(exchange)).all_findings)
    assert children() <= before


async def test_expressions_are_evaluated_in_one_process_that_is_kept(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"required": ["code"]}))
    exchange = with_tests(
        ResponseTest("value", "(.+)+ng", "matches", "message"),
        ResponseTest("value", 2, "count", "items[*]"),
        ResponseTest("status", 400),
        ResponseTest("schema", "a.json"),
        ResponseTest("header", "[78]", "matches", "X-Id"),
        captures=(Capture("names", "value", "items[].name"), Capture("code", "value", "code")),
    )
    before = children()
    async with opened_processes() as processes:
        for _ in range(3):
            examined = await examine(exchange, {}, tmp_path, processes)
            assert examined.exchange.examination is not None
            assert [finding.passed for finding in examined.exchange.examination.findings] == [
                True
            ] * 5
            assert examined.variables == (("names", '["first", "second"]'), ("code", "-10"))
        assert len(children() - before) == 1
    assert children() <= before


async def test_an_expression_that_never_ends_is_stopped_and_no_further_one_is_begun():
    exchange = with_tests(
        ResponseTest("status", 400),
        ResponseTest("value", "a", "matches", "message"),
        ResponseTest("value", "(a+)+$", "matches", "message"),
        ResponseTest("value", "a", "matches", "message"),
        captures=(Capture("code", "value", "code"), Capture("none", "value", "code || message")),
        body={"code": 0, "message": "a" * 60 + "!"},
    )
    async with opened_processes() as processes:
        results = (await examine(exchange, {}, None, processes)).exchange.examination
        other = with_tests(ResponseTest("value", "W", "matches", "message"))
        afterwards = (await examine(other, {}, None, processes)).exchange.examination
    assert results is not None
    assert [finding.passed for finding in results.findings] == [True, True, False, False]
    reasons = [finding.found for finding in (*results.findings[2:], *results.missed)]
    assert reasons == [too_slow(2.0).text, NOT_REACHED.text, NOT_REACHED.text]
    assert [value.variable for value in results.captured] == ["code"]
    passed = Finding("value message matches W", True, "Wrong.")
    assert afterwards == Examination((passed,))


async def test_a_long_body_is_read_in_another_process(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"required": ["code"]}))
    items = [{"name": "an item", "text": "x" * 120}] * 30_000
    exchange = with_tests(
        ResponseTest("value", "an item", "equals", "items[29999].name"),
        ResponseTest("schema", "a.json"),
        captures=(Capture("access_token", "value", "token"),),
        body={"code": 0, "items": items, "token": "a-very-secret-token"},
    )
    before = children()
    async with opened_processes() as processes:
        examined = await examine(exchange, {}, tmp_path, processes)
        assert len(children() - before) == 1
    results = examined.exchange.examination
    assert results is not None
    assert [finding.passed for finding in results.findings] == [True, True]
    assert examined.exchange.request is exchange.request
    assert examined.variables == (("access_token", "a-very-secret-token"),)


async def test_without_a_further_process_what_needs_none_is_tested_here():
    class Full(HelperProcesses):
        def start(self, purpose):
            raise HelperNotStarted

    exchange = with_tests(
        ResponseTest("value", "an item", "equals", "items[0]"),
        ResponseTest("value", "item", "matches", "items[0]"),
        body={"code": 0, "items": ["an item"] * 100_000},
    )
    examined = (await examine(exchange, {}, None, Full())).exchange.examination
    assert examined is not None
    assert [(finding.passed, finding.found) for finding in examined.findings] == [
        (True, "an item"),
        (False, NOT_STARTED.text),
    ]


async def test_what_a_person_stopped_is_shown_as_not_carried_out():
    exchange = with_tests(ResponseTest("status", 400), captures=(Capture("a", "value", "items[]"),))
    results = unexamined(exchange).examination
    assert results is not None
    assert [finding.title for finding in results.findings] == [
        "HTTP status is 400",
        "capture a from value items[]",
    ]
    assert not any(finding.passed for finding in results.findings)


async def test_what_was_found_on_an_open_socket_stays_when_it_has_ended():
    body = {"code": 0, "accessToken": "a-very-secret-token"}
    exchange = with_tests(captures=(Capture("access_token", "value", "accessToken"),), body=body)
    examined = (await examined_of(exchange, {})).exchange
    ended = with_examination_of(exchange, examined)
    assert ended.examination == examined.examination
    assert "a-very-secret-token" in [secret.reveal() for secret in ended.prepared.secrets]
    assert with_examination_of(ended, examined) == ended


async def test_messages_and_frame_tests_of_a_socket_have_the_same_values(tmp_path):
    services = build_services(tmp_path)
    conversation = Conversation(
        messages=(SocketMessage("{{$uuid}}"),),
        frame_tests=(FrameTest(1, ResponseTest("text", "{{$uuid}}", "equals")),),
    )
    request = replace(custom_request("ws://127.0.0.1:9"), conversation=conversation)
    plan = services.pipeline.plan(request, CUSTOM_URLS)
    planned = await planned_with_tests(plan, services.pipeline, NOBODY)
    assert planned is not None
    first, second = (resolve("{{$uuid}}", planned.environment.variables) for _ in range(2))
    assert first == second != "{{$uuid}}"
    untested = replace(request, conversation=Conversation(messages=conversation.messages))
    plan = services.pipeline.plan(untested, CUSTOM_URLS)
    assert await planned_with_tests(plan, services.pipeline, NOBODY) is plan
    await services.aclose()


async def test_a_response_is_compared_with_the_example_beside_its_request(tmp_path):
    good = Example(SavedRequest(url="https://h/", method="GET"), 400, code=-10, body=b'{"a": [1]}')
    (tmp_path / "A.request.toml").write_text('url = "https://h/"\nmethod = "GET"\n')
    (tmp_path / "A.examples").mkdir()
    (tmp_path / "A.examples" / "good.toml").write_text(write_example(good))
    tests = (ResponseTest("like", (), "ignore", "good"), ResponseTest("like", (), "ignore", "no"))
    exchange = with_tests(*tests, body=b'{"a": [2]}')
    exchange = replace(exchange, request=replace(exchange.request, saved_name="A"))
    like, lost = (await examination(exchange, folder=tmp_path)).findings
    assert (like.passed, like.found) == (False, "a[0] is 2, not 1")
    assert (lost.passed, lost.found) == (False, "there is no example no beside A.request.toml")
    test = ResponseTest("like", ("a[]",), "ignore", "good")
    exchange = replace(exchange, request=replace(exchange.request, tests=(test,)))
    (like,) = (await examination(exchange, folder=tmp_path)).findings
    assert like.passed
