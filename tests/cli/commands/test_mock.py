"""``aiurdesk mock`` as a real process."""

import signal
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from aiurdesk.cli.commands.mock import overview
from aiurdesk.core.environments.environment import Environment
from aiurdesk.resources import read_text
from aiurdesk.services.mocks.mock_host import RunningMock
from tests.child_process import running
from tests.command_line import run_command

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "aiurdesk", "mock"]
LAMPS = ROOT / "tests" / "data" / "mock" / "lamps.yaml"


def facts(process: "subprocess.Popen[str]", last: str) -> dict[str, str]:
    assert process.stdout is not None
    values = {}
    for line in process.stdout:
        name, _, fact = line.strip().partition("  ")
        values[name] = fact.strip()
        if name == last:
            break
    return values


@pytest.mark.parametrize("ends_it", [signal.SIGINT, signal.SIGTERM])
def test_other_programs_can_call_a_mock_until_ctrl_c(tmp_path, ends_it):
    pipe = subprocess.PIPE
    command = [*COMMAND, LAMPS, "--tls", "--profile", tmp_path]
    with running(command, cwd=ROOT, stdout=pipe, stderr=pipe) as process:
        values = facts(process, "authority")
        context = ssl.create_default_context(cafile=values["authority"])
        with urllib.request.urlopen(f"{values['address']}/lamps", context=context) as response:
            assert response.status == 200
        process.send_signal(ends_it)
        _, words = process.communicate(timeout=60)
    assert process.returncode == 0
    assert (values["mock of"], values["endpoints"]) == ("Lamps", "6")
    assert words == "The mock is running. Press Ctrl+C to stop it.\n"


def test_who_can_reach_a_mock_on_another_address_is_said(tmp_path):
    pipe = subprocess.PIPE
    command = [*COMMAND, LAMPS, "--host", "0.0.0.0", "--profile", tmp_path]  # noqa: S104
    with running(command, cwd=ROOT, stdout=pipe, stderr=pipe) as process:
        facts(process, "reset")
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Everyone who reaches 0.0.0.0 over the network can call it" in words


@pytest.mark.parametrize("option", ["--port=0", "--port=x", "--seed=-1"])
def test_a_wrong_number_is_wrong_usage(option):
    ended = run_command("mock", LAMPS, option)
    assert ended.returncode == 2
    assert option.partition("=")[0] in ended.stderr


def test_what_cannot_be_mocked_is_said(tmp_path):
    ended = run_command("mock", "nothing", "--profile", tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "There is no service, file or folder nothing." in ended.stderr


def test_the_manual_shows_what_the_command_prints():
    mock = RunningMock("Lamps", "http://127.0.0.1:4010", 6, Environment("Mock of Lamps"))
    assert overview(mock).replace("\n", "\n    ").rstrip() in read_text("manual/mock.md")
