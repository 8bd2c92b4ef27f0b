"""A command that is forked (``tests/command_line.py``) behaves like one of a new interpreter."""

import os
import re
import subprocess
import sys

import pytest

from tests.command_line import run_command

DURATION = re.compile(r"[\d.]+ m?s")
SAVED = """\
method = "GET"
url = "http://127.0.0.1:1/"
values = [["token", "{{env:FORKED}}"]]
"""


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["codes", "--table", "2020"], 0),
        (["send", "http://[", "--show", "json"], 2),
        (["send", "http://127.0.0.1:1/", "text=-", "half=\udcff"], 2),
        (["run", "Saved.request.toml"], 2),
        (["run", "Saved.request.toml", "--json", "-", "--set", "none"], 2),
    ],
)
def test_status_output_and_errors_are_the_same(tmp_path, arguments, status):
    (tmp_path / "Saved.request.toml").write_text(SAVED)
    call = [*arguments, "--profile", tmp_path / "profile"]
    started = subprocess.run(
        [sys.executable, "-m", "aiurdesk", *call],
        cwd=tmp_path,
        input="é\n",
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    forked = run_command(*call, folder=tmp_path, typed="é\n")
    seen = [(run.returncode, run.stdout, DURATION.sub("", run.stderr)) for run in (started, forked)]
    assert seen[0] == seen[1]
    assert forked.returncode == status, forked.stderr


def test_each_command_has_an_environment_of_its_own(tmp_path):
    (tmp_path / "Saved.request.toml").write_text(SAVED)
    call = ("run", "Saved.request.toml", "--trust", "--profile", tmp_path / "profile")
    variables = os.environ | {"FORKED": "a value of this command"}
    assert run_command(*call, folder=tmp_path, environment=variables).returncode == 3
    missing = run_command(*call, folder=tmp_path)
    assert missing.returncode == 2
    assert "FORKED" in missing.stderr
