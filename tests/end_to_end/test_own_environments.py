"""Environments of a person on the command line: ``send`` and ``run`` as real processes."""

import json
import shlex
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from aiurdesk.resources import read_text
from tests.cli.commands.test_send import Responder
from tests.command_line import run_command

PAGE = read_text("manual/environments.md")
STAGING = """\
careful = true
env_file = "staging.env"

[variables]
path = "ok"
page = { ask = true }
"""
REQUEST = """\
method = "POST"
url = "{base}/{{{{path}}}}"
values = [
    ["text", "{{{{env:AIURDESK_IN_FILE}}}}"],
]
tests = [
    {{ value = "sent", contains = "of-file" }},
]
"""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Responder)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def profile(tmp_path):
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "Staging.toml").write_text(STAGING)
    (tmp_path / "staging.env").write_text("AIURDESK_IN_FILE=value-of-file\n")
    return tmp_path


def aiurdesk(profile, *arguments):
    return run_command(*arguments, "--profile", profile)


def test_send_uses_an_environment_of_the_profile(profile, base):
    url = f"{base}/{{{{path}}}}"
    result = aiurdesk(profile, "send", url, "--environment", "staging")
    assert result.returncode == 0, result.stderr
    assert "Done." in result.stdout
    result = aiurdesk(profile, "send", url, "--environment", "staging", "--set", "path=odd")
    assert result.returncode == 4
    assert "Never heard of it." in result.stdout


def test_what_changes_something_needs_yes_and_what_is_asked_for_needs_set(profile, base):
    arguments = ("send", base, "text={{env:AIURDESK_IN_FILE}}{{page}}", "--environment", "Staging")
    result = aiurdesk(profile, *arguments)
    assert result.returncode == 2
    host = base.removeprefix("http://")
    assert f"POST to {host} may change something" in result.stderr
    assert "the environment Staging is careful. Add --yes" in result.stderr
    result = aiurdesk(profile, *arguments, "--yes")
    assert result.returncode == 2
    assert "Staging asks for {{page}}" in result.stderr
    assert "--set page=VALUE" in result.stderr
    result = aiurdesk(profile, *arguments, "--yes", "--set", "page=-1", "--show", "json")
    assert result.returncode == 0, result.stderr
    request = json.dumps(json.loads(result.stdout)["request"], ensure_ascii=False)
    assert "value-of-file" not in request + result.stderr
    assert "••••-1" in request
    listed = aiurdesk(profile, "history", "--json").stdout
    assert base in listed
    assert "value-of-file" not in listed
    kept = [file for file in profile.rglob("*") if file.is_file() and file.suffix != ".env"]
    assert len(kept) > 1
    assert not [file for file in kept if b"value-of-file" in file.read_bytes()]


def test_run_uses_an_environment_of_the_profile(profile, base, tmp_path):
    collection = tmp_path / "checks"
    collection.mkdir()
    (collection / "A.request.toml").write_text(REQUEST.format(base=base))
    assert aiurdesk(profile, "trust", str(collection)).returncode == 0
    arguments = ("run", str(collection), "--environment", "Staging")
    assert "is careful. Add --yes" in aiurdesk(profile, *arguments).stderr
    result = aiurdesk(profile, *arguments, "--yes")
    assert result.returncode == 0, result.stderr
    # A collection names a file as well; the one of the environment comes first.
    (collection / "collection.toml").write_text('env_file = "own.env"\n')
    (collection / "own.env").write_text("AIURDESK_IN_FILE=other-of-file\n")
    result = aiurdesk(profile, "run", str(collection))
    assert "{{path}} has no value" in result.stderr
    result = aiurdesk(profile, "run", str(collection), "--set", "path=ok")
    assert result.returncode == 0, result.stderr
    assert "of-file" not in result.stderr


def test_the_file_in_the_manual_is_read_and_its_commands_are_understood(tmp_path, base):
    text = PAGE.split("```toml\n", 1)[1].split("```", 1)[0]
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "NAME.toml").write_text(text)
    first, second = [
        shlex.split(line)[1:] for line in PAGE.splitlines() if line.startswith("    aiurdesk send ")
    ]
    result = aiurdesk(tmp_path, *first)
    assert result.returncode == 2
    assert "There is no credential Work with one secret" in result.stderr
    second[second.index("https://127.0.0.1:8443/")] = base
    result = aiurdesk(tmp_path, *second, "--show", "json")
    assert result.returncode == 0, result.stderr
    sent = parse_qs(json.loads(json.loads(result.stdout)["response"]["body"])["sent"])
    assert sent["note"][0].startswith("channel 7 at 20")
