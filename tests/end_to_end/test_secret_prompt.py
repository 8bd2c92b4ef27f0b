"""The prompt for a secret at a real terminal."""

import os
import subprocess
import sys

import pytest

from tests.child_process import running, wait_until

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
