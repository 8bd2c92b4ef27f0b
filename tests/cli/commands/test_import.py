import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aiurdesk.services.imports.importing import FORMATS
from tests.child_process import children, running, wait_until, was_ended
from tests.command_line import run_command

SHOP = Path(__file__).parents[2] / "data" / "importers" / "postman" / "shop.input"


def test_a_collection_is_made_and_what_it_lacks_is_said(tmp_path):
    done = run_command("import", SHOP, "--into", tmp_path / "shop", "--profile", tmp_path / "p")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "8 requests were imported into " in done.stderr
    assert "Upload: the authentication digest." in done.stderr
    assert (tmp_path / "shop" / "Users" / "folder.toml").is_file()
    again = run_command("import", SHOP, "--into", tmp_path / "shop", "--profile", tmp_path / "p")
    assert again.returncode == 2
    assert "is not empty" in again.stderr


def test_help_lists_the_formats():
    listed = run_command("import", "--help").stdout
    assert FORMATS
    for title, patterns in FORMATS:
        assert f"  {title} ({', '.join(patterns)})\n" in listed


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_ctrl_c_ends_an_import_and_nothing_is_left_of_it(tmp_path):
    items = [{"name": f"A {number}", "request": "https://h.example/"} for number in range(40_000)]
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    file = tmp_path / "long.json"
    file.write_text(json.dumps({"info": {"schema": schema}, "item": items}))
    command = [sys.executable, "-m", "aiurdesk", "import", file, "--into", tmp_path / "made"]
    with running(command, stderr=subprocess.PIPE) as process:
        wait_until(lambda: children(process.pid))
        helpers = children(process.pid)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert "Traceback" not in said
    assert "imported" not in said
    assert all(map(was_ended, helpers))
    assert [entry.name for entry in tmp_path.iterdir()] == ["long.json"]
