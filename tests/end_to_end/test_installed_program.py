"""The main job, done with a program that was packed or installed, and not with the checkout.

``AIURDESK_PROGRAM`` names it, such as ``dist/aiurdesk/aiurdesk``, which ``packaging/frozen.py``
makes, or ``/usr/bin/aiurdesk`` after the package was installed.
"""

import json
import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from aiurdesk import __version__
from aiurdesk.services.open_window import ALREADY_OPEN
from tests.child_process import running
from tests.secret_service import SecretService
from tests.ui.startup.test_app import end_of, wait_for

PROGRAM = shlex.split(os.environ.get("AIURDESK_PROGRAM", ""))
pytestmark = pytest.mark.skipif(
    not PROGRAM, reason="AIURDESK_PROGRAM names no program; packaging/frozen.py makes one"
)
LONG = json.dumps(
    {"items": [{"name": f"a{number}"} for number in range(100_000)], "code": -10, "message": "No"}
)
ID, SECRET = "5a4db0c5" * 4, "5ec2e7a1" * 4
SAVED = """\
method = "GET"
url = "{url}"
tests = [
    {{ value = "items[?name=='a7'].name | [0]", matches = "^a.$" }},
    {{ severity = "input" }},
]
dialect = "2020"
"""


class LongResponder(BaseHTTPRequestHandler):
    """Responds with a long body, whose code is at its end."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(LONG)))
        self.end_headers()
        self.wfile.write(LONG.encode())

    def log_message(self, *arguments):
        """Print nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), LongResponder) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/"
        listening.shutdown()
        thread.join()


def run(*arguments: object, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        env=os.environ | variables,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def window(profile: Path, *arguments: str) -> AbstractContextManager["subprocess.Popen[str]"]:
    return running(
        [*PROGRAM, "--profile", profile, *arguments],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_it_has_the_version_of_the_checkout():
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"aiurdesk {__version__}\n")


def test_it_sends_to_its_own_sandbox(tmp_path):
    done = run("--profile", tmp_path, "send", "gateway.home.index", "--sandbox")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["code"] == 0
    assert "Success" in done.stderr


def test_its_resources_are_there(tmp_path):
    dialects = run("--profile", tmp_path, "dialects")
    assert "slack" in dialects.stdout
    endpoints = run("--profile", tmp_path, "endpoints", "channel")
    assert "stargate.channel.createchannel" in endpoints.stdout


def test_long_bodies_are_judged_in_a_process_of_its_own(tmp_path, server):
    done = run("--profile", tmp_path, "send", server, "--dialect", "2020", "--show", "json")
    assert done.returncode == 1, done.stderr
    verdict = json.loads(done.stdout)["verdict"]
    assert (verdict["code"], verdict["severity"]) == (-10, "input")


def test_expressions_are_evaluated_in_a_process_of_its_own(tmp_path, server):
    folder = tmp_path / "checks"
    folder.mkdir()
    (folder / "collection.toml").write_text("format = 1\n", encoding="utf-8")
    (folder / "A.request.toml").write_text(SAVED.format(url=server), encoding="utf-8")
    done = run("--profile", tmp_path / "profile", "run", folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_secrets_go_into_the_keyring_of_the_system(tmp_path, secret_service: SecretService):
    profile = "--profile", tmp_path
    added = run(
        *profile,
        *("credentials", "add", "Work", "--scheme", "app"),
        *(f"app_id={ID}", "app_secret=env:SECRET"),
        SECRET=SECRET,
    )
    assert added.returncode == 0, added.stdout + added.stderr
    assert "Work" in run(*profile, "credentials", "list").stdout
    # It reads the secret again, which the server then refuses.
    tested = run(*profile, "credentials", "test", "Work", "--environment", "Sandbox")
    assert "keyring" not in tested.stderr
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in content for content in files)
    assert run(*profile, "credentials", "remove", "Work").returncode == 0


def test_the_window_opens_takes_a_link_over_and_closes(tmp_path):
    with window(tmp_path) as first:
        wait_for(tmp_path / "window.socket")
        with window(tmp_path, "aiurdesk:open?url=https://one.test/") as second:
            assert end_of(second) == (0, [ALREADY_OPEN], [])
        first.send_signal(signal.SIGTERM)
        assert end_of(first) == (0, [], [])
    state = json.loads((tmp_path / "window.json").read_text(encoding="utf-8"))
    assert [tab["request"]["url"] for tab in state["tabs"]] == ["https://one.test/"]
