"""The prompt for a secret at a real terminal."""

import json
import os
import subprocess
import sys

import pytest

from tests.child_process import running, wait_until
from tests.command_line import run_command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")

CONTROLLED = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from aiurdesk.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
"""Runs a command with the terminal on its standard input as the controlling one."""


@pytest.mark.parametrize(
    ("key", "status", "words"),
    [(b"\x03", 3, "Stopped."), (b"\x04", 2, "appSecret: standard input has no line for it.")],
    ids=["Ctrl+C", "Ctrl+D"],
)
def test_the_first_key_ends_a_prompt(tmp_path, key, status, words):
    call = ["send", "archon.api.accesstoken", "appId=x", "appSecret=-", "--profile", tmp_path]
    assert ended_prompt(call, b"appSecret: ", key) == (status, words)


def test_the_end_of_the_input_is_not_a_value_of_a_variable(tmp_path):
    checks = tmp_path / "checks"
    (checks / "environments").mkdir(parents=True)
    (checks / "environments" / "E.toml").write_text("[variables]\npin = { ask = true }\n")
    (checks / "a.request.toml").write_text('method = "GET"\nurl = "http://127.0.0.1:9/{{pin}}"\n')
    call = ["run", checks, "--environment", "E", "--profile", tmp_path / "p"]
    status, words = ended_prompt(call, b"pin in E: ", b"\x04")
    assert status == 2
    assert words.endswith("Set it with --set pin=env:VARIABLE.")


def ended_prompt(call, prompt, key):
    """Press a key where a command asks for a secret, and return its status and what it says."""
    ours, theirs = os.openpty()
    options = {"stdin": theirs, "stderr": theirs, "start_new_session": True}
    with running(
        [sys.executable, "-c", CONTROLLED, *call], stdout=subprocess.PIPE, **options
    ) as process:
        os.close(theirs)
        screen = b""

        def is_asked() -> bool:
            nonlocal screen
            screen += os.read(ours, 1000)
            return prompt in screen

        wait_until(is_asked)
        os.write(ours, key)
        status = process.wait(timeout=60)
        words = os.read(ours, 1000).decode().strip()
        os.close(ours)
        return status, words


@pytest.mark.parametrize("kind", ["credential", "variable", "run"])
def test_an_unbound_host_is_asked_about_once_and_remembered(tmp_path, echo_server, kind):
    call = asking_call(kind, tmp_path, echo_server)
    status, words = answered(call, b"Type yes to allow it from now on", b"yes\n")
    assert status == 0, words
    assert len(echo_server.received) == 1
    assert "Send credential “Work” to http://127.0.0.1:" in words
    stored = json.loads((tmp_path / "p" / "credentials.json").read_text())
    assert echo_server.url in stored["credentials"][0]["origins"]
    # Without a terminal: nobody is asked any more.
    again = run_command(*call, environment=os.environ | {"SHOP": "tok-8f2c91d4e7"})
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize("kind", ["credential", "variable", "run"])
def test_a_host_that_is_not_allowed_gets_nothing_and_the_option_is_named(
    tmp_path, echo_server, kind
):
    call = asking_call(kind, tmp_path, echo_server)
    status, words = answered(call, b"Type yes to allow it from now on", b"no\n")
    assert status == 2
    assert echo_server.received == []
    host = echo_server.url.partition("://")[2]
    assert f"--secret Work@{host}=env:VARIABLE" in words


def test_a_request_can_be_sent_without_the_credential(tmp_path, echo_server):
    call = asking_call("credential", tmp_path, echo_server)
    status, words = answered(call, b"without to send the request without it", b"without\n")
    assert status == 0, words
    (request,) = echo_server.received
    assert "authorization" not in request.lower()


def asking_call(kind, folder, server):
    """Return a call that sends the secret of a credential to a host that it is not bound to."""
    origin = ("--origin", "https://api.example.com", "--source", "token=env:SHOP")
    profile = ("--profile", str(folder / "p"))
    added = run_command("credentials", "add", "Work", "--scheme", "bearer", *origin, *profile)
    assert added.returncode == 0, added.stderr
    if kind == "credential":
        return ["send", f"{server.url}/me", "--credential", "Work", *profile]
    if kind == "variable":
        return ["send", f"{server.url}/me", "--header", "X-Key:{{secret:Work}}", *profile]
    checks = folder / "checks"
    checks.mkdir()
    (checks / "collection.toml").write_text("format = 1\n")
    text = f'url = "{server.url}/me"\ncredential = "Work"\n'
    (checks / "Me.request.toml").write_text(text)
    return ["run", str(checks), *profile]


def answered(call, prompt, answer):
    """Type an answer where a command asks, and return its status and all that it says."""
    ours, theirs = os.openpty()
    options = {"stdin": theirs, "stderr": theirs, "start_new_session": True}
    environment = os.environ | {"SHOP": "tok-8f2c91d4e7"}
    with running(
        [sys.executable, "-c", CONTROLLED, *call],
        stdout=subprocess.DEVNULL,
        env=environment,
        **options,
    ) as process:
        os.close(theirs)
        screen = b""

        def read() -> bool:
            nonlocal screen
            try:
                piece = os.read(ours, 1000)
            except OSError:  # so ends a terminal on Linux
                piece = b""
            screen += piece
            return not piece

        wait_until(lambda: read() or prompt in screen)
        os.write(ours, answer)
        wait_until(read)
        status = process.wait(timeout=60)
        os.close(ours)
        return status, screen.decode().replace("\r\n", "\n")
