import asyncio
import json
import os

from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.core.collection.long_search import TOO_LONG
from aiurdesk.core.request.built_in_environments import CUSTOM_URLS
from aiurdesk.core.request.conversation import Conversation, FrameTest, SocketMessage
from aiurdesk.core.request.custom_url import custom_request
from aiurdesk.core.request.environment import resolve
from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.core.response.examination import Examination, Finding, Taken
from aiurdesk.services.asking import NOBODY
from aiurdesk.services.examination import examine, planned_with_tests, with_examination_of
from tests.child_process import children
from tests.core.collection.exchanges import an_exchange


def with_tests(*tests, captures=(), **options):
    exchange = an_exchange(**options)
    return replace(exchange, request=replace(exchange.request, tests=tests, captures=captures))


async def examination(*arguments):
    found = (await examine(*arguments)).exchange.examination
    assert found is not None
    return found


async def test_without_tests_and_captures_nothing_is_examined():
    exchange = an_exchange()
    assert (await examine(exchange, {}, None)).exchange is exchange


async def test_tests_and_captures_are_carried_out():
    exchange = with_tests(
        ResponseTest("status", 400),
        ResponseTest("value", "{{expected}}", "equals", "message"),
        captures=(Capture("first", "value", "items[0].name"), Capture("none", "header", "X-No")),
    )
    examined = await examine(exchange, {"expected": "Right."}, None)
    assert examined.exchange.examination == Examination(
        (
            Finding("HTTP status is 400", True, "400"),
            Finding("value message equals Right.", False, "Wrong."),
        ),
        (Taken("first", "value items[0].name", "first"),),
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
    examined = await examine(exchange, {}, None)
    found = examined.exchange.examination
    assert found is not None
    assert "a-very-secret-token" not in repr(found)
    assert found.taken[0].text == "••••"
    assert examined.variables == (("access_token", "a-very-secret-token"),)
    assert "a-very-secret-token" in [secret.reveal() for secret in examined.secrets]


async def test_a_test_that_is_not_finished_fails_and_says_why():
    exchange = with_tests(ResponseTest("value", "(", "matches", "a"))
    (finding,) = (await examination(exchange, {}, None)).findings
    assert not finding.passed
    assert finding.found == "The expected value should be a regular expression."


async def test_a_schema_lies_beside_the_saved_request(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"required": ["code"]}))
    exchange = with_tests(ResponseTest("schema", "a.json"))
    (saved,) = (await examination(exchange, {}, tmp_path)).findings
    assert saved.passed
    (unsaved,) = (await examination(exchange, {}, None)).findings
    assert unsaved.found == "a.json is looked for beside the request, which is not saved yet"


async def test_a_schema_is_a_regular_file_that_is_not_nested_too_deeply(tmp_path):
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "folder.json").mkdir()
    tests = [ResponseTest("schema", name) for name in ("deep.json", "folder.json")]
    if hasattr(os, "mkfifo"):
        # Whoever opens it would wait for a writer.
        os.mkfifo(tmp_path / "pipe.json")
        tests.append(ResponseTest("schema", "pipe.json"))
    found = (await examination(with_tests(*tests), {}, tmp_path)).findings
    assert [each.passed for each in found] == [False] * len(tests)
    assert found[0].found.endswith("deep.json is nested too deeply")
    assert found[-1].found.startswith(str(tmp_path))


async def test_a_regular_expression_that_may_take_long_is_searched_in_another_process():
    exchange = with_tests(
        ResponseTest("value", "(a+)+!", "matches", "message"), body={"code": 0, "message": "aaa!"}
    )
    (finding,) = (await examination(exchange, {}, None)).findings
    assert (finding.passed, finding.found) == (True, "aaa!")


async def test_a_regular_expression_that_never_ends_fails():
    message = "a" * 60 + "!"
    exchange = with_tests(
        ResponseTest("status", 400),
        ResponseTest("value", "(a+)+$", "matches", "message"),
        body={"code": 0, "message": message},
    )
    status, finding = (await examination(exchange, {}, None)).findings
    assert status.passed
    assert (finding.passed, finding.found) == (False, TOO_LONG)


async def test_a_long_body_is_examined_in_another_process(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"required": ["code"]}))
    items = [{"name": "an item", "text": "x" * 120}] * 30_000
    exchange = with_tests(
        ResponseTest("value", "an item", "equals", "items[29999].name"),
        ResponseTest("schema", "a.json"),
        captures=(Capture("access_token", "value", "token"),),
        body={"code": 0, "items": items, "token": "a-very-secret-token"},
    )
    before = children()
    found: set[int] = set()
    async with asyncio.TaskGroup() as group:
        examining = group.create_task(examine(exchange, {}, tmp_path))
        while not examining.done():
            found |= children() - before
            await asyncio.sleep(0.001)
    examined = examining.result()
    assert len(found) == 1
    examination = examined.exchange.examination
    assert examination is not None
    assert [finding.passed for finding in examination.findings] == [True, True]
    assert examined.exchange.request is exchange.request
    assert examined.variables == (("access_token", "a-very-secret-token"),)


async def test_what_was_found_on_an_open_socket_stays_when_it_has_ended():
    body = {"code": 0, "accessToken": "a-very-secret-token"}
    exchange = with_tests(captures=(Capture("access_token", "value", "accessToken"),), body=body)
    examined = (await examine(exchange, {}, None)).exchange
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
