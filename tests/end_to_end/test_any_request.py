"""The page "Any request" of the manual, followed as a reader would."""

import json
import os
import shlex

import pytest

from aiurdesk.resources import read_text
from tests.command_line import run_command
from tests.house.loopback import LoopbackServer

PAGE = read_text("manual/any-request.md").split("In the window,", 1)[0]
ADDRESS = "https://api.example.com"


def test_every_command_of_the_page_sends_what_it_says(tmp_path):
    (tmp_path / "holiday.png").write_bytes(b"png")
    (tmp_path / "user.json").write_text('{"name": "Ann"}')
    (tmp_path / "notes.xml").write_text("<notes/>")
    commands = [
        shlex.split(line.strip())[1:]
        for line in PAGE.splitlines()
        if line.startswith("    aiurdesk ")
    ]
    assert len(commands) == 6
    with LoopbackServer() as server:
        for command in commands:
            arguments = [word.replace(ADDRESS, server.url) for word in command]
            run = run_command(
                *arguments,
                "--profile",
                tmp_path,
                environment={**os.environ, "TOKEN": "sesame"},
                folder=tmp_path,
            )
            assert run.returncode == 0, run.stderr
        received = server.received
    paths = [path for path, _ in received]
    assert paths == ["/users/7", "/users", "/photos", "/users", "/notes", "/me"]
    object_, photo, user, notes = server.bodies
    assert json.loads(object_) == {"name": "Ann", "age": 42, "tags": ["new"]}
    assert b'name="photo"; filename="holiday.png"' in photo
    assert (user, notes) == (b'{"name": "Ann"}', b"<notes/>")
    assert received[4][1]["content-type"] == "text/xml"
    assert received[5][1]["accept-language"] == "de"
    assert received[5][1]["authorization"] == "Bearer sesame"


def test_the_credential_of_the_page_is_one_that_can_be_added():
    printed = run_command("credentials", "add", "--help")
    line = next(line for line in printed.stdout.splitlines() if line.startswith("  api-key "))
    words = PAGE.split("--scheme api-key", 1)[1].split("`", 1)[0].split()
    fields = {word.partition("=")[0] for word in words if "=" in word}
    assert fields <= {word.strip("*[]") for word in line.split()}


COMMAND_LINE = read_text("manual/command-line.md")
STATUSES = {
    "send gateway.home.index --sandbox": 0,
    "send stargate.message.pushmessage": 1,
    "endpoints channel": 0,
    "codes --dialect 2020": 0,
    "dialects try --host slack.com": 0,
    "send stargate.channel.createchannel Description=Mine --sandbox": 0,
    "send https://api.example/users name=Ann --dry-run": 0,
    "send https://api.example/users name=Ann --as curl": 0,
}
"""How the commands end that need no network and no keyring, by how they begin."""


@pytest.mark.parametrize("start", STATUSES)
def test_the_commands_of_the_page_about_the_command_line_run(start, tmp_path):
    lines = [line.strip() for line in COMMAND_LINE.splitlines() if line.startswith("    aiurdesk ")]
    (line,) = [line for line in lines if line.startswith(f"aiurdesk {start}")]
    command, _, file = line.partition(" < ")
    run = run_command(
        *shlex.split(command)[1:],
        "--profile",
        tmp_path,
        typed='{"ok": false, "error": "not_authed"}' if file else "",
    )
    assert run.returncode == STATUSES[start], run.stderr
    assert run.stdout + run.stderr
