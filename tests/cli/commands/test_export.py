import re
import shlex
from pathlib import Path

from aiurdesk.cli.main import main
from aiurdesk.core.exporters import COLLECTION_FORMATS
from aiurdesk.resources import read_text
from tests.command_line import run_command
from tests.ui.collections.steps import a_collection


def test_every_format_is_printed_or_written(tmp_path):
    folder = a_collection(tmp_path / "checks", "A")
    for one in COLLECTION_FORMATS:
        call = ("export", folder, "--as", one.id, "--profile", tmp_path / "p")
        printed = run_command(*call)
        assert (printed.returncode, printed.stderr) == (0, ""), one.id
        assert "stargate.aiursoft.com" in printed.stdout, one.id
        file = tmp_path / f"out{one.suffix}"
        written = run_command(*call, "--to", file)
        assert (written.returncode, written.stdout) == (0, "")
        assert file.read_text(encoding="utf-8") == printed.stdout


def test_the_commands_of_the_manual_work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    a_collection(tmp_path / "checks", "A")
    text = read_text("manual/collections.md")
    commands = re.findall(r"^    aiurdesk (export .+)$", text, re.MULTILINE)
    for command in commands:
        assert main([*shlex.split(command), "--profile", "p"]) == 0
    assert "stargate.aiursoft.com" in Path("checks.html").read_text(encoding="utf-8")
    assert "<h1>Stargate</h1>" in Path("stargate.html").read_text(encoding="utf-8")
    assert "stargate.aiursoft.com" in Path("checks.postman_collection.json").read_text()


def test_what_is_lost_is_told_and_a_wrong_folder_too(tmp_path):
    folder = a_collection(tmp_path / "checks", "A")
    (folder / "B.request.toml").write_text('method = "GET"\nurl = "https://a/"\ncredential = "w"\n')
    done = run_command("export", folder, "--as", "http", "--profile", tmp_path / "p")
    assert "Not exported:\n- B: the secret of the credential “w”" in done.stderr
    missing = run_command("export", tmp_path / "no", "--as", "har", "--profile", tmp_path / "p")
    assert missing.returncode == 2
    assert "There is no folder" in missing.stderr


def test_the_help_lists_the_formats():
    listed = run_command("export", "--help").stdout
    for one in COLLECTION_FORMATS:
        assert one.title in listed
