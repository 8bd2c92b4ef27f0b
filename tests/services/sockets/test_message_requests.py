"""Saved requests among the messages of a socket, in the real sandbox."""

from contextlib import aclosing

import pytest

from aiurdesk.assembly import build_services
from aiurdesk.core.exchange.sockets.frame import Direction
from aiurdesk.core.exchange.sockets.transcript import transcript_of
from aiurdesk.core.problem import Problem
from aiurdesk.core.request.limits import Limits
from aiurdesk.services.collections.collections import open_selection
from aiurdesk.services.library import Library
from aiurdesk.services.runs.run_environment import environment_of_run, start_environment
from aiurdesk.services.runs.runner import Run, runner_of
from aiurdesk.services.sockets.message_requests import read_message_request
from aiurdesk.services.sockets.socket_messages import SavedRequestFile

CREATE = """\
endpoint = "stargate.channel.createchannel"
captures = [
    { variable = "channel", value = "channelId" },
    { variable = "connect_key", value = "connectKey" },
]
"""
LISTEN = """\
endpoint = "stargate.listen.channel"
values = [
    ["Id", "{{channel}}"],
    ["Key", "{{connect_key}}"],
]
messages = [
    { request = "inner/Push" },
]
expected_frames = 1
frame_tests = [
    { frame = 1, equals = "hello" },
]
"""
PUSH = """\
endpoint = "stargate.message.pushmessage"
values = [
    ["ChannelId", "{{channel}}"],
    ["MessageContent", "hello"],
]
captures = [
    { variable = "said", value = "message" },
]
"""


def a_collection(folder):
    """Write a collection whose socket makes the server push to it."""
    (folder / "inner").mkdir(parents=True)
    (folder / "collection.toml").write_text(
        'environment = "Sandbox"\norder = ["Create", "Listen"]\n'
    )
    (folder / "Create.request.toml").write_text(CREATE)
    (folder / "Listen.request.toml").write_text(LISTEN)
    (folder / "inner" / "Push.request.toml").write_text(PUSH)
    return folder


async def results_of(tmp_path, folder, jobs=1):
    services = build_services(tmp_path / "profile")
    try:
        selection = await open_selection(folder)
        started = await start_environment(environment_of_run(selection.collection, None), services)
        run = Run(selection.requests, started.environment, Limits(), started.chosen, jobs=jobs)
        runner = runner_of(services)
        async with aclosing(runner.run(run)) as results:
            return {result.title: result async for result in results}
    finally:
        await services.aclose()


@pytest.mark.parametrize("jobs", [1, 3])
async def test_a_run_listens_while_another_request_pushes(tmp_path, jobs):
    results = await results_of(tmp_path, a_collection(tmp_path / "checks"), jobs)
    listen = results["Listen"]
    assert [(finding.title, finding.passed) for finding in listen.findings] == [
        ("Push is sent", True),
        ("1 frame within 10 s", True),
        ("frame 1: text equals hello", True),
    ]
    assert listen.findings[0].found == "0 Success"
    assert listen.passed
    came = transcript_of(listen.exchange.outcome)
    assert [f.text for f in came if f.direction is Direction.RECEIVED and f.kind.is_message] == [
        "hello"
    ]
    assert [name for name, _ in listen.captured] == ["said"]


@pytest.mark.parametrize(
    ("push", "reason"),
    [
        (PUSH.replace("{{channel}}", "999"), "−4 NotFound"),
        (PUSH.replace("{{channel}}", "{{nothing}}"), "ChannelId: {{nothing}} has no value"),
        (PUSH + "tests = [{ code = -4 }]\n", "result code is −4: 0"),
        (LISTEN, "Push is a WebSocket, which cannot be sent as a message."),
        ("endpoint = 3", "inner/Push.request.toml, line 1: endpoint should be"),
        (None, "There is no saved request"),
    ],
)
async def test_a_message_request_that_fails_or_cannot_be_sent_says_why(tmp_path, push, reason):
    folder = a_collection(tmp_path / "checks")
    file = folder / "inner" / "Push.request.toml"
    if push is None:
        file.unlink()
    else:
        file.write_text(push)
    listen = (await results_of(tmp_path, folder))["Listen"]
    (first, *_) = listen.findings
    assert (first.title, first.passed) == ("Push is sent", False)
    assert reason in first.found
    assert not listen.passed


async def test_a_message_request_is_read_with_what_its_folders_say(tmp_path):
    folder = a_collection(tmp_path / "checks")
    (folder / "inner" / "folder.toml").write_text(
        'credential = "Work"\nheaders = [\n    ["X-Test", "1"],\n]\n'
    )
    copy = await read_message_request(
        SavedRequestFile(str(folder / "inner" / "Push.request.toml")), Library()
    )
    assert not isinstance(copy, Problem)
    effective = copy.effective
    assert (effective.credential, effective.headers[0].name) == ("Work", "X-Test")
    assert copy.saved.endpoint_id == "stargate.message.pushmessage"
