"""``aiurdesk sandbox`` as a real process."""

import signal
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.child_process import running

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "aiurdesk", "sandbox"]


def facts(process: subprocess.Popen[str]) -> dict[str, str]:
    """Read the overview, whose last line is the account."""
    assert process.stdout is not None
    values = {}
    for line in process.stdout:
        name, _, fact = line.strip().partition("  ")
        values[name] = fact.strip()
        if name == "sign in as":
            break
    return values


def test_other_programs_can_use_the_sandbox_until_sigterm(tmp_path):
    command = [*COMMAND, "--profile", tmp_path]
    pipe = subprocess.PIPE
    with running(command, cwd=ROOT, stdout=pipe, stderr=pipe) as process:
        values = facts(process)
        context = ssl.create_default_context(cafile=values["authority"])
        address = f"{values['archon']}/API/AccessToken"
        query = f"appId={values['app id']}&appSecret={values['app secret']}"
        with urllib.request.urlopen(f"{address}?{query}", context=context) as response:
            assert b'"code":0' in response.read()
        process.send_signal(signal.SIGTERM)
        _, words = process.communicate(timeout=60)
    assert process.returncode == 0
    assert words == "The sandbox is running. Press Ctrl+C to stop it.\n"


@pytest.mark.parametrize("port", ["0", "70000", "x"])
def test_an_invalid_port_is_wrong_usage(port):
    ended = subprocess.run(
        [*COMMAND, "--port", port], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "--port" in ended.stderr
