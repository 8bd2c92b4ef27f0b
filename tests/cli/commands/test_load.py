"""``aiurdesk load`` as a real process, against a real server on loopback."""

import json
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.child_process import running
from tests.command_line import run_command
from tests.envelope_server import envelope_server

# Not imported: it would replace parts of the standard library in this process.
pytestmark = pytest.mark.skipif(find_spec("locust") is None, reason="an optional extra")
ROOT = Path(__file__).resolve().parents[3]


def a_folder(tmp_path: Path, *addresses: str) -> Path:
    folder = tmp_path / "checks"
    folder.mkdir()
    (folder / "collection.toml").write_text("")
    for number, address in enumerate(addresses):
        text = f'method = "GET"\nurl = "{address}"\ndialect = "2023"\n'
        (folder / f"r{number}.request.toml").write_text(text)
    return folder


def test_the_table_has_verdicts_and_failures_under_http_200(tmp_path):
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/Done", f"{server.base}/-11/Slow")
        options = ("--users", 3, "--for", "2s", "--profile", tmp_path / "p")
        ended = run_command("load", folder, *options)
    assert ended.returncode == 1, ended.stderr
    assert "Wait −11" in ended.stdout
    assert "came with HTTP 200 and failed." in ended.stdout


def test_limits_decide_the_exit_status(tmp_path):
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/Done")
        options = ("--users", 2, "--for", "2s", "--p95-below", "60s", "--profile", tmp_path / "p")
        ended = run_command("load", folder, *options)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://shop.example/", "--host-allowed shop.example"),
        ("http://127.0.0.1:9/{{nowhere}}", "{{nowhere}} has no value"),
    ],
)
def test_what_cannot_be_sent_is_told_before_anything_is_sent(tmp_path, address, said):
    ended = run_command("load", a_folder(tmp_path, address), "--profile", tmp_path / "p")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert said in ended.stderr


def test_ctrl_c_ends_within_two_seconds_with_the_report_so_far(tmp_path):
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/Done")
        command = [sys.executable, "-m", "aiurdesk", "load", folder, "--profile", tmp_path / "p"]
        pipe = subprocess.PIPE
        with running([*map(str, command)], cwd=ROOT, stdout=pipe, stderr=pipe) as process:
            assert process.stderr is not None
            # It tells how it goes on once some responses came.
            process.stderr.readline()
            process.send_signal(signal.SIGINT)
            asked_s = time.monotonic()
            output, _ = process.communicate(timeout=30)
    assert time.monotonic() - asked_s < 4
    assert "r0" in str(output)


def test_reports_are_written_and_standard_output_has_one_alone(tmp_path):
    page = tmp_path / "load.html"
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/Done", f"{server.base}/-11/Slow")
        options = ("--users", 2, "--for", "2s", "--json", "-", "--html", page)
        ended = run_command("load", folder, *options, "--profile", tmp_path / "p")
    members = json.loads(ended.stdout)
    assert members["total"]["sent"] == sum(point["sent"] for point in members["points"]) > 0
    assert members["total"]["failed_under_200"] == members["total"]["failed"] > 0
    assert "Wait −11" in page.read_text(encoding="utf-8")


def test_a_report_without_a_folder_is_told_before_anything_is_sent(tmp_path):
    folder = a_folder(tmp_path, "http://127.0.0.1:9/")
    options = ("--junit", tmp_path / "no" / "a.xml", "--profile", tmp_path / "p")
    ended = run_command("load", folder, *options)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "There is no folder" in ended.stderr
