"""The page "In CI" of the manual: each command in it runs as a CI system runs it."""

import os
import re
import shlex

import pytest

from aiurdesk.resources import read_text
from tests.command_line import run_command

PAGE = read_text("manual/ci.md")
COMMAND = re.compile(
    r"^(?: {4}| *- run: | {4}- | *sh ')((?:aiurdesk|pytest) [^'\n]+)'?$", re.MULTILINE
)
COMMANDS = COMMAND.findall(PAGE)
TOKEN = "tok-8f2c91d4e7"


@pytest.fixture
def runner(tmp_path, echo_server):
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "collection.toml").write_text("format = 1\n")
    (checks / "Me.request.toml").write_text(
        f'url = "{echo_server.url}/me"\nheaders = [\n    ["X-Key", "{{{{secret:Work}}}}"],\n]\n'
    )
    (tmp_path / "work.txt").write_text(f"{TOKEN}\n")

    def run(line):
        file = str(tmp_path / "work.txt")
        line = line.replace("$WORK_FILE", file).replace("https://api.example.com", echo_server.url)
        line = line.replace("api.example.com", echo_server.url.partition("://")[2])
        program, *arguments = shlex.split(line)
        environment = os.environ | {
            "WORK_TOKEN": TOKEN,
            "SHOP_PASSWORD": TOKEN,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        given = {"environment": environment, "folder": tmp_path}
        if program == "aiurdesk":
            return run_command(*arguments, "--profile", tmp_path / "profile", **given)
        own = ("-p", "aiurdesk.pytest_plugin", "--aiurdesk-profile", tmp_path / "profile")
        return run_command(*arguments, *own, **given, module="pytest")

    return run


def test_each_command_works_without_a_keyring(runner, tmp_path, echo_server):
    assert len(COMMANDS) == 11
    for line in COMMANDS:
        (tmp_path / "junit.xml").unlink(missing_ok=True)
        done = runner(line)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        assert TOKEN not in done.stderr
        if "junit.xml" in line:
            report = (tmp_path / "junit.xml").read_text(encoding="utf-8")
            assert 'tests="1"' in report
            assert TOKEN not in report
    sent = [request for request in echo_server.received if TOKEN in request]
    # All but the one with Basic, which encodes it.
    assert len(sent) == len(echo_server.received) - 1 == 8


def test_the_run_is_one_line_of_github_actions_and_each_secret_another():
    steps = PAGE.split("## GitHub Actions")[1].split("## GitLab")[0]
    lines = [line for line in steps.splitlines() if "aiurdesk run" in line or "secrets." in line]
    assert len(lines) == 2
