"""``aiurdesk load`` as a real process, against a real server on loopback."""

import json
import signal
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import httpx
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


def test_a_credential_is_not_sent_where_others_can_read_it(tmp_path):
    folder = a_folder(tmp_path, "http://shop.example/")
    file = folder / "r0.request.toml"
    file.write_text(file.read_text() + 'headers = [["Authorization", "Bearer abcdefgh"]]\n')
    options = ("--host-allowed", "shop.example", "--allow-http", "shop.example")
    ended = run_command("load", folder, *options, "--profile", tmp_path / "p")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "--allow-http-credentials shop.example" in ended.stderr


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def test_two_workers_send_for_a_master_that_reports_for_both(tmp_path):
    port = str(free_port())
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "aiurdesk", "load"]
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/Done", f"{server.base}/-11/Slow")
        shared = [*command, str(folder), "--master-port", port]
        of_master = ["--master", "--workers", "2", "--users", "4", "--for", "4s", "--json", "-"]
        profile = ["--profile", str(tmp_path / "p")]
        with (
            running([*shared, *of_master, *profile], cwd=ROOT, stdout=pipe, stderr=pipe) as master,
            running(
                [*shared, "--worker", "127.0.0.1", "--profile", str(tmp_path / "p1")],
                cwd=ROOT,
                stdout=pipe,
                stderr=pipe,
            ) as one,
            running(
                [*shared, "--worker", "127.0.0.1", "--profile", str(tmp_path / "p2")],
                cwd=ROOT,
                stdout=pipe,
                stderr=pipe,
            ) as two,
        ):
            printed, told = master.communicate(timeout=60)
            ended = [worker.communicate(timeout=30) for worker in (one, two)]
        received = len(server.received)
    assert master.returncode == 1, told
    record = json.loads(printed)
    # Each worker has two users, and one request each may be on its way at the end.
    assert 0 <= received - record["total"]["sent"] <= 4
    assert record["users"] == 4
    seconds = {point["at_s"]: point["sent"] for point in record["points"]}
    assert sorted(seconds)[:4] == [0, 1, 2, 3]
    assert all(seconds[at_s] for at_s in range(4)), "no second holds what belongs to another"
    for worker, (output, words) in zip((one, two), ended, strict=True):
        assert (worker.returncode, output) == (0, ""), words
        assert "Its master has the report." in words


def test_the_page_of_locust_is_served_until_the_load_ends_and_not_to_other_pages(tmp_path):
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    pipe = subprocess.PIPE
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/Done")
        options = ["--for", "60s", "--web", "--web-port", port, "--profile", tmp_path / "p"]
        command = [sys.executable, "-m", "aiurdesk", "load", folder, *options]
        with running([*map(str, command)], cwd=ROOT, stdout=pipe, stderr=pipe) as process:
            assert process.stderr is not None
            told = process.stderr.readline()
            # Once something was sent.
            process.stderr.readline()
            with httpx.Client(trust_env=False) as client:
                page = client.get(f"{address}/")
                counted = client.get(f"{address}/stats/requests").json()
                foreign = [
                    client.get(f"{address}/stats/requests", headers=headers).status_code
                    for headers in (
                        {"Host": "shop.example"},
                        {"Origin": "https://shop.example"},
                        {"Sec-Fetch-Site": "cross-site"},
                    )
                ]
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
            with pytest.raises(httpx.ConnectError):
                httpx.get(f"{address}/", trust_env=False)
    assert address in told
    assert "<title>Locust</title>" in page.text
    assert any(one["name"] == "r0" and one["num_requests"] for one in counted["stats"])
    assert foreign == [403, 403, 403]


def test_a_worker_reports_to_its_master_only(tmp_path):
    folder = a_folder(tmp_path, "http://127.0.0.1:9/")
    ended = run_command("load", folder, "--worker", "127.0.0.1", "--json", "-")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "leave out --master, --web and reports" in ended.stderr
