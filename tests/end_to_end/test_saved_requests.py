"""The section "Saved requests" of the README, followed as a reader would."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import run_command

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
SECTION = README.split("### Saved requests\n", 1)[1].split("\n## ", 1)[0]
COMMANDS = re.findall(r"^    ((?:aiurdesk|pytest) .+)$", SECTION, re.MULTILINE)
EXAMPLE = SECTION.split("```toml\n", 1)[1].split("```", 1)[0]
FILE = "checks/Create channel.request.toml"


def run(line, folder):
    program, *arguments = shlex.split(line)
    if program == "aiurdesk":
        return run_command(*arguments, "--profile", "profile", folder=folder)
    return subprocess.run(
        [sys.executable, "-m", program, *arguments, "--aiurdesk-profile", "profile"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_the_commands_work_in_their_order(tmp_path):
    assert len(COMMANDS) == 5
    first, *others = COMMANDS
    saved = run(first, tmp_path)
    assert saved.returncode == 0, saved.stderr
    head = EXAMPLE.split("tests = [", 1)[0]
    assert (tmp_path / FILE).read_text(encoding="utf-8") == head
    (tmp_path / FILE).write_text(EXAMPLE, encoding="utf-8")
    for line in others:
        done = run(line, tmp_path)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    for report in ("junit.xml", "run.json", "run.html"):
        assert (tmp_path / report).stat().st_size > 400


@pytest.mark.parametrize(
    "word",
    ["collection.toml", "folder.toml", "environments/NAME.toml", "{{env:VARIABLE}}", "--data"],
)
def test_the_section_names_what_there_is(word):
    assert word in SECTION
