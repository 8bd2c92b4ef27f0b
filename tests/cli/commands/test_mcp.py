"""``aiurdesk mcp`` as a real process: its folders, its streams, and its end."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mcp", reason="the extra “agents” is not installed")

from aiurdesk.cli.agents.server import TOOLS
from aiurdesk.cli.main import COMMANDS
from aiurdesk.resources import read_text
from tests.child_process import running
from tests.command_line import run_command

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "aiurdesk", "mcp"]
BEGIN = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


def test_a_folder_that_is_not_trusted_is_refused_with_a_sentence(tmp_path):
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "collection.toml").write_text('name = "Checks"\n', encoding="utf-8")
    ended = run_command("mcp", checks, "--profile", tmp_path / "profile")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"{checks} is not trusted, so agents do not get it." in ended.stderr
    assert f"'aiurdesk trust {checks}'" in ended.stderr


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    ended = run_command("mcp", tmp_path / "no", "--profile", tmp_path / "profile")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"There is no folder {tmp_path / 'no'}.\n"


def test_the_end_of_the_input_ends_it(tmp_path):
    ended = run_command("mcp", "--profile", tmp_path, typed=json.dumps(BEGIN) + "\n")
    assert (ended.returncode, ended.stderr) == (0, "")
    (answer,) = map(json.loads, ended.stdout.splitlines())
    assert answer["result"]["serverInfo"]["name"] == "aiurdesk"


def test_what_is_no_message_is_answered_or_left_out_and_ends_nothing(tmp_path):
    typed = f"this is no message\n[]\n\n{json.dumps(BEGIN)}\n"
    ended = run_command("mcp", "--profile", tmp_path, typed=typed)
    assert ended.returncode == 0
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [one["id"] for one in answers if one.get("id") == 1] == [1]
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(("ends_it", "status"), [(signal.SIGINT, 3), (signal.SIGTERM, 0)])
def test_a_signal_ends_it_though_the_input_is_open(tmp_path, ends_it, status):
    pipe = subprocess.PIPE
    command = [*COMMAND, "--profile", tmp_path]
    with running(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(BEGIN) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        process.send_signal(ends_it)
        words = process.stderr.read() if process.stderr is not None else ""
        assert process.wait(20) == status
    assert "Traceback" not in words


def test_what_others_print_does_not_get_into_the_protocol(tmp_path):
    program = (
        "import os, sys\n"
        "from aiurdesk.cli.output import guarded_output\n"
        "from aiurdesk.cli.agents.protocol_streams import protocol_output\n"
        "import asyncio\n"
        "with guarded_output(), protocol_output() as output:\n"
        "    print('printed')\n"
        "    sys.stdout.flush()\n"
        "    os.write(1, b'written')\n"
        "    os.system('echo child')\n"
        "    asyncio.run(output.write('{}\\n'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stdout == "{}\n"
    for words in ("printed", "written", "child"):
        assert words in done.stderr


def test_a_start_asks_nothing_of_the_network(tmp_path):
    log = tmp_path / "log"
    program = (
        "import sys\n"
        "def audit(event, arguments):\n"
        "    if event.startswith('socket.') and event != 'socket.__new__':\n"
        f"        open({str(log)!r}, 'a').write(event + '\\n')\n"
        "sys.addaudithook(audit)\n"
        f"sys.argv = ['aiurdesk', 'mcp', '--profile', {str(tmp_path / 'profile')!r}]\n"
        "from aiurdesk.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        input=json.dumps(BEGIN) + "\n",
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env=os.environ,
    )
    assert json.loads(done.stdout)["id"] == 1
    events = log.read_text() if log.exists() else ""
    assert {"socket.connect", "socket.getaddrinfo"}.isdisjoint(events.split())


def test_there_are_at_most_seven_tools_and_the_help_names_them():
    assert len(TOOLS) <= 7
    helped = run_command("mcp", "--help")
    assert ", ".join(tool.name for tool in TOOLS) in helped.stdout
    assert "mcp" in COMMANDS


def test_the_manual_names_each_tool_with_what_the_program_says_of_it():
    page = read_text("manual/agents.md")
    for tool in TOOLS:
        assert f"| `{tool.name}` | {tool.description} |" in page
