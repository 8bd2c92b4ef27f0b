"""No report of a run holds a secret, also where a server repeats it in any form."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.command_line import run_command
from tests.end_to_end.echo_server import EchoServer
from tests.marked_secrets import MarkedSecrets

REQUEST = """\
method = "POST"
url = "{url}/echo?key={{{{env:IN_URL}}}}"
values = [
    ["token", "{{{{env:IN_BODY}}}}"],
    ["text", "{{{{set}}}}"],
]
headers = [
    ["Authorization", "Bearer {{{{env:IN_HEADER}}}}"],
]
tests = [
    {{ value = "message", equals = "nothing of this kind" }},
    {{ header = "Location", equals = "nothing of this kind" }},
]
captures = [
    {{ variable = "token", value = "message" }},
]
"""
REPORTS = ("junit", "json", "html")


def run(folder: Path, secrets: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    files = [text for name in REPORTS for text in (f"--{name}", str(folder / f"report.{name}"))]
    call = ("run", "--history", "all", folder / "A.request.toml", *files, "--set", "set=env:SET")
    return run_command(
        *call, "--trust", "--profile", folder / "profile", environment=os.environ | secrets
    )


TELLING = ("unexpected", "redirect", "no_http")
"""A message, a header and a failure quote the server; ``test_no_secret_in_output`` tries all."""


@pytest.mark.parametrize("mode", TELLING)
def test_reports_hold_no_secret(
    mode: str, marked_secrets: MarkedSecrets, echo_server: EchoServer, tmp_path: Path
):
    texts = {
        "IN_URL": "address+9f8a7c6d5e4b3a2x3k",
        "IN_HEADER": "header/+9f8a7c6d5e4b3a2x3k",
        "IN_BODY": 'body/+ "&%<é 9f8a7c6d5e4b3a2x3k',
        "SET": "set/+ '&\\ü 9f8a7c6d5e4b3a2x3k",
    }
    secrets = {name: marked_secrets.add(name, text) for name, text in texts.items()}
    echo_server.mode = mode
    (tmp_path / "A.request.toml").write_text(REQUEST.format(url=echo_server.url), encoding="utf-8")
    done = run(tmp_path, secrets)
    assert done.returncode == 5, done.stderr
    assert "header/+9f8a7c6d5e4b3a2x3k" in "\n".join(echo_server.received)
    for report in REPORTS:
        assert (tmp_path / f"report.{report}").stat().st_size > 200
    marked_secrets.search("standard output", done.stdout)
    marked_secrets.search("standard error", done.stderr)
    marked_secrets.search_folder(tmp_path)
    assert marked_secrets.leaks == []


SOCKET = """\
endpoint = "code-lab.sockets.echo"
messages = [
    { text = "I am {{env:IN_TEXT}}" },
    { json = '{"user": "{{env:IN_JSON}}", "word": "{{set}}"}' },
]
frame_tests = [
    { frame = 1, equals = "nothing of this kind" },
    { frame = "every", value = "user", equals = "nothing of this kind" },
    { frame = 2, contains = "{{env:IN_TEXT}}" },
]
captures = [
    { variable = "token", value = "user" },
]
"""


def test_reports_and_history_hold_no_secret_of_a_socket(
    marked_secrets: MarkedSecrets, tmp_path: Path
):
    texts = {
        "IN_TEXT": "message/+ '&\\\\ü 9f8a7c6d5e4b3a2x3k",
        "IN_JSON": "member+9f8a7c6d5e4b3a2x3k",
        "SET": "set/+9f8a7c6d5e4b3a2x3k",
    }
    secrets = {name: marked_secrets.add(name, text) for name, text in texts.items()}
    (tmp_path / "collection.toml").write_text('format = 1\nenvironment = "Sandbox"\n')
    (tmp_path / "A.request.toml").write_text(SOCKET, encoding="utf-8")
    done = run(tmp_path, secrets)
    assert done.returncode == 5, done.stderr
    assert "frame 1: text equals nothing of this kind: I am ••••" in done.stderr
    listed = run_command("history", "--json", "--profile", tmp_path / "profile")
    (entry,) = json.loads(listed.stdout)
    entry_text = run_command("history", "--show", entry["id"], "--profile", tmp_path / "profile")
    assert entry_text.stdout.count("I am ••••") == 2
    for words in (done.stdout, done.stderr, entry_text.stdout, entry_text.stderr):
        marked_secrets.search("output", words)
    marked_secrets.search_folder(tmp_path)
    assert marked_secrets.leaks == []


DATA = """\
method = "POST"
url = "{url}/echo/{{{{password}}}}"
json = '''{{"note": "I am {{{{password}}}} and {{{{app_secret}}}}"}}'''
tests = [
    {{ value = "message", equals = "{{{{password}}}}" }},
]
"""


def test_reports_and_history_hold_no_secret_of_a_row_or_environment(
    marked_secrets: MarkedSecrets, echo_server: EchoServer, tmp_path: Path
):
    password = marked_secrets.add("row", "row+9f8a7c6d5e4b3a2x3k")
    own = marked_secrets.add("variable", "variable/9f8a7c6d5e4b3a2x3k")
    collection = tmp_path / "collection"
    collection.mkdir()
    (collection / "collection.toml").write_text(f'[variables]\napp_secret = "{own}"\n')
    request = collection / "A.request.toml"
    request.write_text(DATA.format(url=echo_server.url), encoding="utf-8")
    (collection / "rows.csv").write_text(f"name,password\nann,{password}\n")
    written = tmp_path / "written"
    written.mkdir()
    files = [text for name in REPORTS for text in (f"--{name}", str(written / f"report.{name}"))]
    options = ("--data", collection / "rows.csv", "--profile", written / "profile")
    done = run_command("run", "--history", "all", collection, *files, *options)
    assert done.returncode == 5, done.stderr
    assert own in "\n".join(echo_server.received)
    marked_secrets.search("output", done.stdout + done.stderr)
    marked_secrets.search_folder(written)
    assert marked_secrets.leaks == []
