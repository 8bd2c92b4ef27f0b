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
    ours, theirs = os.openpty()
    call = ["send", "archon.api.accesstoken", "appId=x", "appSecret=-", "--profile", tmp_path]
    options = {"stdin": theirs, "stderr": theirs, "start_new_session": True}
    with running(
        [sys.executable, "-c", CONTROLLED, *call], stdout=subprocess.PIPE, **options
    ) as process:
        os.close(theirs)
        shown = b""

        def is_asked() -> bool:
            nonlocal shown
            shown += os.read(ours, 1000)
            return b"appSecret: " in shown

        wait_until(is_asked)
        os.write(ours, key)
        assert process.wait(timeout=5) == status
        assert os.read(ours, 1000).decode().strip() == words
        os.close(ours)
