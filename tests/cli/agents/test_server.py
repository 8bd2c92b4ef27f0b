"""The tools of agents, called by the SDK's own client over standard input and output."""

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

pytest.importorskip("mcp", reason="the extra “agents” is not installed")

from aiurdesk.resources import read_text
from tests.agent_client import ROOT, Person, agent, echo_server, messages, talk
from tests.command_line import run_command
from tests.envelope_server import envelope_server
from tests.marked_secrets import MarkedSecrets

SECRET = "wEr9s-kd83-Qpz71-xmV2"
PUSH = {
    "target": "stargate.message.pushmessage",
    "environment": "Sandbox",
    "values": {"ChannelId": "2", "MessageContent": "hi", "AccessToken": "wrong-" + SECRET},
}


def text_of(result: Any) -> str:
    return "\n".join(block.text for block in result.content)


def saved(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}.request.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def profile(tmp_path):
    return tmp_path / "profile"


def trusted(folder: Path, profile: Path) -> Path:
    assert run_command("trust", folder, "--profile", profile).returncode == 0
    return folder


def test_an_agent_finds_describes_and_sends_with_a_verdict(tmp_path, profile):
    lines = tmp_path / "lines"

    async def conversation():
        async with agent(lines, "--profile", profile) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert list(tools) == [
                *("find", "describe", "send", "run", "history", "explain_code", "mock")
            ]
            found = await client.call_tool("find", {"query": "gateway home index"})
            names = [one["name"] for one in found.structured_content["items"]]
            assert "gateway.home.index" in names
            told = await client.call_tool("describe", {"name": "stargate.message.pushmessage"})
            parameters = told.structured_content["parameters"]
            assert {"ChannelId", "MessageContent"} <= {one["name"] for one in parameters}
            assert told.structured_content["may_write"]
            sent = await client.call_tool(
                "send", {"target": "gateway.home.index", "environment": "Sandbox"}
            )
            assert sent.structured_content["verdict"]["severity"] == "success"
            assert "Server started successfully!" in text_of(sent)
            for result, name in ((found, "find"), (told, "describe"), (sent, "send")):
                schema = tools[name].output_schema
                assert schema is not None
                jsonschema.validate(result.structured_content, schema)

    talk(conversation)
    assert all(message["jsonrpc"] == "2.0" for message in messages(lines))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize(("action", "is_sent"), [("accept", True), ("decline", False)])
def test_a_person_is_asked_before_something_may_change(tmp_path, profile, mode, action, is_sent):
    person = Person(action)

    async def conversation():
        async with agent(
            tmp_path / "lines", "--profile", profile, person=person, mode=mode
        ) as client:
            sent = await client.call_tool("send", PUSH)
            if is_sent:
                verdict = sent.structured_content["verdict"]
                assert (verdict["code"], verdict["severity"]) == (-8, "credential")
                assert verdict["fixes"]
            else:
                assert sent.is_error
                assert text_of(sent) == "Nothing was sent: the person at the client said no."

    talk(conversation)
    asked = (
        "An agent wants to send POST /Message/PushMessage in the environment Sandbox "
        "(this computer). It may change something. Send it?"
    )
    assert person.asked == [asked]
    assert asked in read_text("manual/agents.md")
    history = json.loads(run_command("history", "--json", "--profile", profile).stdout)
    assert len(history) == is_sent


def test_what_has_to_be_asked_is_refused_where_the_client_cannot_ask(tmp_path, profile):
    with echo_server() as server:

        async def conversation():
            async with agent(tmp_path / "lines", "--profile", profile) as client:
                sent = await client.call_tool("send", {"target": server.base, "body": "{}"})
                assert sent.is_error
                assert "the client cannot ask" in text_of(sent)

        talk(conversation)
        assert server.received == []


@pytest.mark.parametrize(
    ("person", "told"),
    [
        (None, "the client cannot ask"),
        (Person("decline"), "Nothing was sent: the person at the client said no."),
    ],
    ids=["cannot ask", "declines"],
)
def test_plain_http_to_another_computer_is_asked(tmp_path, profile, person, told):
    async def conversation():
        async with agent(tmp_path / "lines", "--profile", profile, person=person) as client:
            # An address that documentation keeps free: nobody listens there.
            sent = await client.call_tool("send", {"target": "http://192.0.2.1/lamps"})
            assert sent.is_error
            assert told in text_of(sent)

    talk(conversation)
    if person is not None:
        (asked,) = person.asked
        assert "Requests to 192.0.2.1 are not encrypted." in asked


def test_four_calls_are_carried_out_at_once_and_others_wait_or_are_refused(tmp_path, profile):
    with envelope_server() as server:

        async def conversation():
            async with agent(tmp_path / "lines", "--profile", profile) as client:
                given = {"target": f"{server.base}/slow/0/late"}
                async with asyncio.TaskGroup() as group:
                    calls = [group.create_task(client.call_tool("send", given)) for _ in range(33)]
                    done, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
                    (refused,) = (call.result() for call in done)
                    assert refused.is_error
                    assert "Too many calls are waiting" in text_of(refused)
                    while len(server.received) < 4:  # noqa: ASYNC110 - the server has no loop
                        await asyncio.sleep(0.01)
                    # What waits has sent nothing.
                    assert len(server.received) == 4
                    server.released.set()
                assert sum(not call.result().is_error for call in calls) == 32

        talk(conversation)
    assert len(server.received) == 32


def test_a_person_who_thinks_it_over_keeps_no_other_call_waiting(tmp_path, profile):
    answered = asyncio.Event()

    class Slow(Person):
        async def __call__(self, context, params):
            if len(self.asked) == 4:
                everybody_is_asked.set()
            result = await super().__call__(context, params)
            await answered.wait()
            return result

    everybody_is_asked = asyncio.Event()
    person = Slow("decline")

    async def conversation():
        async with (
            agent(tmp_path / "lines", "--profile", profile, person=person, mode="legacy") as client,
            asyncio.TaskGroup() as group,
        ):
            calls = [group.create_task(client.call_tool("send", PUSH)) for _ in range(5)]
            await everybody_is_asked.wait()
            told = await client.call_tool("explain_code", {"code": -8, "dialect": "2020"})
            assert told.structured_content["codes"][0]["name"] == "Unauthorized"
            assert not any(call.done() for call in calls)
            answered.set()

    talk(conversation)
    assert len(person.asked) == 5


def test_everything_in_a_careful_environment_is_asked(tmp_path, profile):
    person = Person("decline")
    made = run_command("environments", "add", "Live", "--careful", "--profile", profile)
    assert made.returncode == 0, made.stderr
    with echo_server() as server:

        async def conversation():
            async with agent(tmp_path / "lines", "--profile", profile, person=person) as client:
                sent = await client.call_tool(
                    "send", {"target": f"{server.base}/lamps", "environment": "Live"}
                )
                assert sent.is_error

        talk(conversation)
        assert server.received == []
    (asked,) = person.asked
    assert asked.startswith("An agent wants to send GET http://127.0.0.1")
    assert "The environment Live is careful." in asked


def test_no_secret_is_in_any_line_of_the_protocol(tmp_path, profile):
    marked = MarkedSecrets()
    marked.add("the token", SECRET)
    lines = tmp_path / "lines"
    with echo_server() as server:
        made = run_command(
            *("credentials", "add", "Work", "--scheme", "bearer", "--origin", server.base),
            *("--source", "token=env:WORK_TOKEN", "--profile", profile),
        )
        assert made.returncode == 0, made.stderr
        checks = tmp_path / "checks"
        saved(checks, "Echo", f'url = "{server.base}/echo"\nmethod = "GET"\ncredential = "Work"\n')
        trusted(checks, profile)

        async def conversation():
            person = Person()
            async with agent(
                lines, checks, "--profile", profile, person=person,
                environment={"WORK_TOKEN": SECRET},
            ) as client:  # fmt: skip
                given = {"target": f"{server.base}/a", "credential": "Work"}
                sent = await client.call_tool("send", given)
                assert "••" in sent.structured_content["response"]["body"], text_of(sent)
                part = await client.call_tool("send", {**given, "path": "word"})
                assert "••" in part.structured_content["response"]["body"]
                for name, more in (
                    ("send", {"target": "Echo"}),
                    ("run", {"folder": "checks"}),
                    ("describe", {"name": "Work", "kind": "credential"}),
                    ("history", {}),
                    ("history", {"id": sent.structured_content["result"]}),
                ):
                    result = await client.call_tool(name, more)
                    assert not result.is_error, text_of(result)
                # To another host it does not go, nor is it told why with the secret.
                other = server.base.replace("127.0.0.1", "localhost")
                refused = await client.call_tool("send", {**given, "target": other})
                assert refused.is_error
                assert "Work" in text_of(refused)

        talk(conversation)
        assert len(server.received) == 4
    marked.search("the protocol", lines.read_bytes())
    marked.search_folder(profile)
    assert marked.leaks == []


def test_variables_of_the_process_are_not_for_what_an_agent_writes(tmp_path, profile):
    with echo_server() as server:

        async def conversation():
            async with agent(
                tmp_path / "lines", "--profile", profile, environment={"WORK_TOKEN": SECRET}
            ) as client:
                for given in (
                    {"target": f"{server.base}/{{{{env:WORK_TOKEN}}}}"},
                    {
                        "target": f"{server.base}/{{{{a}}}}",
                        "variables": {"a": "{{env:WORK_TOKEN}}"},
                    },
                    {"target": server.base, "headers": {"X-A": "{{env:WORK_TOKEN}}"}},
                ):
                    sent = await client.call_tool("send", given)
                    assert sent.is_error
                    assert "not for what an agent writes" in text_of(sent)

        talk(conversation)
        assert server.received == []


def test_a_long_body_comes_in_parts_without_being_sent_again(tmp_path, profile):
    with echo_server() as server:
        server.padding = "“long” " * 20_000

        async def conversation():
            async with agent(tmp_path / "lines", "--profile", profile) as client:
                sent = await client.call_tool("send", {"target": server.base})
                body, result = "", sent
                while True:
                    size = len(result.model_dump_json(by_alias=True).encode())
                    assert size <= 20_000
                    content = result.structured_content
                    content = content.get("exchange") or content
                    body += content["response"]["body"]
                    if content["next_offset"] is None:
                        break
                    result = await client.call_tool(
                        "history",
                        {
                            "id": sent.structured_content["result"],
                            "offset": content["next_offset"],
                        },
                    )
                assert json.loads(body)["padding"] == server.padding
                part = await client.call_tool(
                    "history", {"id": sent.structured_content["result"], "path": "path"}
                )
                assert part.structured_content["exchange"]["response"]["body"] == "/"

        talk(conversation)
        assert len(server.received) == 1


def test_a_cancelled_call_stops_sending(tmp_path, profile):
    with envelope_server() as server:

        async def conversation():
            async with agent(tmp_path / "lines", "--profile", profile) as client:
                given = {"target": f"{server.base}/slow/0/late"}
                async with asyncio.TaskGroup() as group:
                    call = group.create_task(client.call_tool("send", given))
                    await asyncio.to_thread(server.slow_asked.wait)
                    call.cancel()
                assert call.cancelled()
                # The others go on.
                told = await client.call_tool("explain_code", {"code": -8, "dialect": "2020"})
                assert told.structured_content["codes"][0]["name"] == "Unauthorized"
                server.released.set()

        talk(conversation)
    lines = messages(tmp_path / "lines")
    assert not any("late" in json.dumps(line) for line in lines)


def test_a_run_names_what_failed_and_is_marked_in_the_history(tmp_path, profile):
    checks = tmp_path / "checks"
    with envelope_server() as server:
        saved(checks, "Good", f'url = "{server.base}/0/fine"\nmethod = "GET"\n')
        text = f'url = "{server.base}/-7/gone"\nmethod = "GET"\ntests = [{{ code = 0 }}]\n'
        saved(checks, "Bad", text)
        trusted(checks, profile)

        async def conversation():
            async with agent(tmp_path / "lines", checks, "--profile", profile) as client:
                ran = await client.call_tool("run", {"folder": str(checks)})
                content = ran.structured_content
                assert (content["passed"], content["failed"]) == (1, 1)
                bad = content["results"][0]
                assert (bad["title"], bad["passed"]) == ("Bad", False)
                assert bad["failed_tests"]
                seen = await client.call_tool("history", {"id": bad["result"]})
                assert seen.structured_content["exchange"]["verdict"]["code"] == -7

        talk(conversation)
    listed = run_command("history", "by:agent", "--json", "--profile", profile)
    assert [one["by"] for one in json.loads(listed.stdout)] == ["agent", "agent"]


def test_files_outside_the_folders_are_refused(tmp_path, profile):
    checks, other = tmp_path / "checks", tmp_path / "other"
    saved(checks, "A", 'url = "https://127.0.0.1:1/"\nmethod = "GET"\n')
    outside = saved(other, "B", 'url = "https://127.0.0.1:1/"\nmethod = "GET"\n')
    (checks / "link.request.toml").symlink_to(outside)
    trusted(checks, profile)

    async def conversation():
        async with agent(tmp_path / "lines", checks, "--profile", profile) as client:
            for name, given in (
                ("send", {"target": str(outside)}),
                ("send", {"target": str(checks / "link.request.toml")}),
                ("run", {"folder": str(other)}),
                ("run", {"folder": "../other"}),
                ("mock", {"source": str(other)}),
            ):
                result = await client.call_tool(name, given)
                assert result.is_error
                assert "is in none of the folders of this server" in text_of(result)

    talk(conversation)


def test_a_mock_answers_until_it_is_stopped(tmp_path, profile):
    lamps = tmp_path / "lamps"
    lamps.mkdir()
    shutil.copy(ROOT / "tests" / "data" / "mock" / "lamps.yaml", lamps)
    trusted(lamps, profile)

    async def conversation():
        async with agent(tmp_path / "lines", lamps, "--profile", profile) as client:
            made = await client.call_tool("mock", {"source": "lamps.yaml"})
            (mock,) = made.structured_content["mocks"]
            answers = await client.call_tool("mock", {"source": mock["name"], "action": "answers"})
            assert answers.structured_content["answers"]
            sent = await client.call_tool("send", {"target": f"{mock['url']}/lamps"})
            assert sent.structured_content["response"]["status"] == 200
            stopped = await client.call_tool("mock", {"source": mock["name"], "action": "stop"})
            assert stopped.structured_content["mocks"] == []

    talk(conversation)


def test_wrong_arguments_and_unknown_names_are_told(tmp_path, profile):
    async def conversation():
        async with agent(tmp_path / "lines", "--profile", profile) as client:
            for name, given, words in (
                ("find", {"words": "a"}, "The arguments of find are wrong"),
                ("describe", {"name": "nothing"}, "There is nothing called nothing."),
                ("send", {"target": "nothing"}, "There is no endpoint or saved request nothing."),
                ("history", {"id": "result-9"}, "result-9 is not kept any more."),
                ("history", {"filter": "by:me"}, "write by:agent"),
                ("explain_code", {"code": 1, "dialect": "no"}, "There is no dialect no."),
            ):
                result = await client.call_tool(name, given)
                assert result.is_error
                assert words in text_of(result)

    talk(conversation)


def test_a_client_in_another_language_uses_the_tools(tmp_path, profile):
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed")
    script = ROOT / "tests" / "data" / "agents" / "client.mjs"
    command = [node, script, sys.executable, "-m", "aiurdesk", "mcp", "--profile", profile]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["version"] == "2025-06-18"
    assert len(told["tools"]) == 7
    assert told["read"]["severity"] == "success"
    assert told["written"]["code"] == -8
    assert len(told["asked"]) == 1
    assert told["status"] == 0
