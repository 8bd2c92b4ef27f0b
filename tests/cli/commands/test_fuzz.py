"""``aiurdesk fuzz`` as a real process, against a mock with planted faults."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiurdesk.resources import read_text
from tests.child_process import running
from tests.cli.commands.test_mock import COMMAND, facts
from tests.command_line import run_command

pytest.importorskip("schemathesis", reason="an optional extra")

ROOT = Path(__file__).resolve().parents[3]
MOCKS = ROOT / "tests" / "data" / "mock"
PROMISED = MOCKS / "promised.json"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    command = [*COMMAND, MOCKS / "planted.json", "--profile", tmp_path_factory.mktemp("mock")]
    pipe = subprocess.PIPE
    with running(command, cwd=ROOT, stdout=pipe, stderr=pipe) as process:
        yield facts(process, "reset")["address"]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def fuzz(url: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    shared = ("--url", url, "--dialect", "2020", "--cases", "3", "--rate", "10000")
    return run_command("fuzz", PROMISED, *shared, *arguments)


def test_a_finding_is_printed_as_in_the_manual_and_saved_as_a_request(tmp_path, url):
    profile, folder = tmp_path / "profile", tmp_path / "found"
    ended = fuzz(url, "--endpoint", "one", "--profile", profile, "--save", folder)
    assert ended.returncode == 1, ended.stderr
    page = read_text("manual/fuzz.md")
    printed = ended.stdout.replace(url, "http://127.0.0.1:4010").rstrip()
    assert "\n".join(f"    {line}".rstrip() for line in printed.splitlines()) in page
    assert "1 finding." in ended.stderr
    # The saved request finds its service, and shows the same.
    (saved,) = folder.glob("*.request.toml")
    assert 'endpoint = "faults.one.one"' in saved.read_text()
    listed = run_command("requests", folder, "--profile", profile)
    assert "faults.one.one" in listed.stdout


def test_findings_are_json_on_demand(tmp_path, url):
    ended = fuzz(url, "--endpoint", "two", "--json", "--profile", tmp_path)
    record = json.loads(ended.stdout)
    kinds = {one["kind"] for one in record["findings"]}
    assert (ended.returncode, kinds) == (1, {"server error", "undocumented status"})


def test_all_ten_planted_faults_are_found_within_a_minute(tmp_path, url):
    started = time.monotonic()
    shared = ("--url", url, "--dialect", "2020", "--cases", "15", "--rate", "1000", "--writes")
    ended = run_command("fuzz", PROMISED, *shared, "--json", "--profile", tmp_path)
    assert time.monotonic() - started < 60
    found = json.loads(ended.stdout)["findings"]
    kinds = {(one["endpoint_id"].rpartition(".")[2], one["kind"]) for one in found}
    assert kinds >= {
        ("one", "server error under success"),
        ("two", "server error"),
        ("three", "invalid accepted"),
        ("four", "invalid accepted"),
        ("five", "undocumented code"),
        ("six", "undocumented status"),
        ("seven", "not as documented"),
        ("eight", "not as documented"),
        ("nine", "no message"),
        ("ten", "invalid accepted"),
    }
    assert all("curl" in one["curl"] for one in found)


def test_a_right_endpoint_has_no_findings(tmp_path, url):
    ended = fuzz(url, "--endpoint", "right", "--profile", tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "")
    assert "Nothing is wrong with the responses." in ended.stderr


def test_a_host_that_nobody_named_is_refused(tmp_path):
    ended = run_command("fuzz", PROMISED, "--profile", tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "--host-allowed faults.example.com" in ended.stderr


@pytest.mark.parametrize("option", ["--for=0s", "--for=x", "--cases=0", "--rate=-1"])
def test_a_wrong_number_is_wrong_usage(option):
    ended = run_command("fuzz", PROMISED, option)
    assert ended.returncode == 2
    assert option.partition("=")[0] in ended.stderr


def test_ctrl_c_ends_with_what_was_found_so_far(tmp_path, url):
    command = [sys.executable, "-m", "aiurdesk", "fuzz", PROMISED, "--profile", tmp_path]
    command += ["--url", url, "--dialect", "2020", "--rate", "20"]
    pipe = subprocess.PIPE
    with running(command, cwd=ROOT, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=60)
    assert first == "faults.one.one\n"
    assert process.returncode == 1
    assert "requests were sent." in words or "request was sent." in words
    assert "finding" in words
