"""``aiurdesk load`` as a real process, against a real server on loopback."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest
import trustme

from tests.child_process import running
from tests.command_line import run_command
from tests.envelope_server import envelope_server
from tests.marked_secrets import MarkedSecrets
from tests.transport.misbehaving_server import tls_context

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


@pytest.mark.skipif(sys.platform == "win32", reason="there are no groups of processes to kill")
@pytest.mark.parametrize("kill", [os.kill, os.killpg], ids=["the command", "its process, too"])
def test_a_load_whose_last_worker_is_killed_ends_with_the_report_so_far(tmp_path, kill):
    port = str(free_port())
    pipe = subprocess.PIPE
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/Done")
        shared = [sys.executable, "-m", "aiurdesk", "load", str(folder), "--master-port", port]
        of_master = ["--master", "--for", "10m", "--json", "-", "--profile", str(tmp_path / "p")]
        of_worker = ["--worker", "127.0.0.1", "--profile", str(tmp_path / "p1")]
        with (
            running([*shared, *of_master], cwd=ROOT, stdout=pipe, stderr=pipe) as master,
            running([*shared, *of_worker], cwd=ROOT, start_new_session=True) as worker,
        ):
            assert master.stderr is not None
            while "requests/s" not in master.stderr.readline():
                pass
            kill(worker.pid, signal.SIGKILL)
            printed, told = master.communicate(timeout=60)
    assert "The last worker is gone. The report has what came until then." in told
    record = json.loads(printed)
    assert (master.returncode, record["is_stopped"]) == (1, True)
    assert 0 < record["total"]["sent"] <= len(server.received)
    assert record["total"]["failed"] == 0


def test_stop_on_the_page_of_locust_ends_the_load(tmp_path):
    port = free_port()
    pipe = subprocess.PIPE
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/Done")
        options = ["--for", "10m", "--web", "--web-port", port, "--json", "-"]
        command = [sys.executable, "-m", "aiurdesk", "load", folder, *options]
        profile = ["--profile", tmp_path / "p"]
        with running(
            [*map(str, [*command, *profile])], cwd=ROOT, stdout=pipe, stderr=pipe
        ) as process:
            assert process.stderr is not None
            while "requests/s" not in process.stderr.readline():
                pass
            stopped = httpx.post(f"http://127.0.0.1:{port}/stop", trust_env=False)
            printed, told = process.communicate(timeout=60)
    assert stopped.json()["success"]
    assert "Stop was pressed on the page of Locust. The report has what came until then." in told
    record = json.loads(printed)
    assert (process.returncode, record["is_stopped"]) == (0, True)
    assert record["total"]["sent"] > 0


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


def sent_with(folder: Path, tmp_path: Path, *options: object) -> "subprocess.CompletedProcess[str]":
    shared = ("--users", 2, "--for", "2s", "--profile", tmp_path / "p")
    return run_command("load", folder, *shared, *options)


def test_certificates_are_verified_with_the_authorities_of_the_person(tmp_path):
    authority = trustme.CA()
    (tmp_path / "authority.pem").write_bytes(authority.cert_pem.bytes())
    with envelope_server() as server:
        context = tls_context(authority, "127.0.0.1")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        folder = a_folder(tmp_path, f"{server.base.replace('http', 'https', 1)}/0/Done")
        refused = sent_with(folder, tmp_path)
        received = len(server.received)
        trusted = sent_with(folder, tmp_path, "--ca-file", tmp_path / "authority.pem")
    assert (refused.returncode, received) == (1, 0), refused.stderr
    assert "100 %" in refused.stdout
    assert trusted.returncode == 0, trusted.stdout + trusted.stderr
    assert len(server.received) > 0


def test_what_one_request_captures_the_next_one_of_the_same_user_sends(tmp_path):
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/hello", f"{server.base}/0/{{{{said}}}}-again")
        first = folder / "r0.request.toml"
        first.write_text(
            first.read_text() + 'captures = [{ variable = "said", value = "message" }]\n'
        )
        ended = sent_with(folder, tmp_path)
        asked = {line.split()[1] for line in server.received}
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert asked == {"/0/hello", "/0/hello-again"}


def test_each_pass_takes_the_next_row(tmp_path):
    (tmp_path / "rows.csv").write_text("who\nann\nbob\ncleo\n")
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/{{{{who}}}}")
        ended = sent_with(folder, tmp_path, "--data", tmp_path / "rows.csv")
        asked = Counter(line.split()[1] for line in server.received)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert set(asked) == {"/0/ann", "/0/bob", "/0/cleo"}
    # In turn, whichever user it is.
    assert max(asked.values()) - min(asked.values()) <= 2


@pytest.mark.parametrize(("share", "status"), [("60%", 0), ("40%", 1)])
def test_so_much_may_fail_as_the_limit_says(tmp_path, share, status):
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/Done", f"{server.base}/-11/Slow")
        ended = sent_with(folder, tmp_path, "--fail-above", share)
    assert ended.returncode == status, ended.stdout + ended.stderr


def test_users_begin_as_the_rate_says(tmp_path):
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/Done")
        options = ("--users", 4, "--for", "4s", "--spawn-rate", 1, "--json", "-")
        ended = sent_with(folder, tmp_path, *options)
    users = [point["users"] for point in json.loads(ended.stdout)["points"]]
    assert users == sorted(users)
    assert users[0] <= 2 < users[-1] <= 4


def test_a_careful_environment_is_refused(tmp_path):
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/Done")
        (folder / "environments").mkdir()
        (folder / "environments" / "Live.toml").write_text("careful = true\n")
        ended = sent_with(folder, tmp_path, "--environment", "Live")
    assert (ended.returncode, ended.stdout, server.received) == (2, "", [])
    assert "Live is careful. A load is not sent there." in ended.stderr


@pytest.mark.parametrize("content", ["[", '{"type": 7}', None])
def test_a_schema_that_cannot_be_used_fails_its_test(tmp_path, content):
    with envelope_server() as server:
        folder = a_folder(tmp_path, f"{server.base}/0/Done")
        file = folder / "r0.request.toml"
        file.write_text(file.read_text() + 'tests = [{ schema = "shape.json" }]\n')
        if content is not None:
            (folder / "shape.json").write_text(content)
        ended = sent_with(folder, tmp_path, "--json", "-")
    (outcome,) = json.loads(ended.stdout)["total"]["outcomes"]
    assert (ended.returncode, outcome["severity"]) == (1, "test")
    assert "body is valid against" in outcome["label"]
    assert "Traceback" not in ended.stderr


def test_the_secret_of_a_credential_is_sent_and_nowhere_told(tmp_path):
    secrets = MarkedSecrets()
    token = secrets.add("token", "kQ7-vX2!pL9+zR4=tokenofload")
    (tmp_path / "secrets").mkdir()
    file = tmp_path / "secrets" / "token.txt"
    file.write_text(f"{token}\n")
    pipe = subprocess.PIPE
    with envelope_server() as server:
        profile = ("--profile", tmp_path / "p")
        options = ("--scheme", "bearer", "--origin", server.base, "--source", f"token=file:{file}")
        added = run_command("credentials", "add", "Work", *options, *profile)
        assert added.returncode == 0, added.stderr
        folder = a_folder(tmp_path, f"{server.base}/0/Done")
        request = folder / "r0.request.toml"
        request.write_text(request.read_text() + 'credential = "Work"\n')
        reports = ("--json", tmp_path / "r.json", "--html", tmp_path / "r.html")
        sending = ("--for", "60s", *reports, *profile)
        command = [sys.executable, "-m", "aiurdesk", "load", folder, *sending]
        with running([*map(str, command)], cwd=ROOT, stdout=pipe, stderr=pipe) as process:
            assert process.stderr is not None
            told = process.stderr.readline()
            secrets.search_processes(process.pid)
            process.send_signal(signal.SIGINT)
            output, words = process.communicate(timeout=30)
    assert any(f"Bearer {token}" in one for one in server.received), told + words
    for place, text in (("output", output), ("messages", told + words)):
        secrets.search(place, text)
    shutil.rmtree(tmp_path / "secrets")
    secrets.search_folder(tmp_path)
    assert secrets.leaks == []
    assert {"cmdline of a child", "environ of a child", "file r.json"} <= secrets.places


def test_only_the_process_that_sends_imports_locust():
    code = (
        "import sys, aiurdesk.cli.commands.load, aiurdesk.cli.loading; "
        "print(sorted({'locust', 'gevent', 'flask'} & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert printed.stdout.strip() == "[]", printed.stderr
