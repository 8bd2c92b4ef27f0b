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
    found = aiurdesk(profile, "send", url, "--environment", "staging")
    assert found.returncode == 0, found.stderr
    assert "Done." in found.stdout
    found = aiurdesk(profile, "send", url, "--environment", "staging", "--set", "path=odd")
    assert found.returncode == 4
    assert "Never heard of it." in found.stdout


def test_what_changes_something_needs_yes_and_what_is_asked_for_needs_set(profile, base):
    arguments = ("send", base, "text={{env:AIURDESK_IN_FILE}}{{page}}", "--environment", "Staging")
    found = aiurdesk(profile, *arguments)
    assert found.returncode == 2
    host = base.removeprefix("http://")
    assert f"POST to {host} may change something" in found.stderr
    assert "the environment Staging is careful. Add --yes" in found.stderr
    found = aiurdesk(profile, *arguments, "--yes")
    assert found.returncode == 2
    assert "Staging asks for {{page}}" in found.stderr
    assert "--set page=VALUE" in found.stderr
    found = aiurdesk(profile, *arguments, "--yes", "--set", "page=-1", "--show", "json")
    assert found.returncode == 0, found.stderr
    request = json.dumps(json.loads(found.stdout)["request"], ensure_ascii=False)
    assert "value-of-file" not in request + found.stderr
    assert "••••-1" in request


def test_what_came_from_a_file_or_a_prompt_is_kept_nowhere(profile, base):
    arguments = ("text={{env:AIURDESK_IN_FILE}}", "--environment", "Staging", "--yes")
    found = aiurdesk(profile, "send", base, *arguments)
    assert found.returncode == 0, found.stderr
    assert "value-of-file" not in found.stderr
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
    found = aiurdesk(profile, *arguments, "--yes")
    assert found.returncode == 0, found.stderr
    # A collection names a file as well; that of the environment comes first.
    (collection / "collection.toml").write_text('env_file = "own.env"\n')
    (collection / "own.env").write_text("AIURDESK_IN_FILE=other-of-file\n")
    found = aiurdesk(profile, "run", str(collection))
    assert "{{path}} has no value" in found.stderr
    found = aiurdesk(profile, "run", str(collection), "--set", "path=ok")
    assert found.returncode == 0, found.stderr
    assert "of-file" not in found.stderr


def test_the_file_in_the_manual_is_read_and_its_commands_are_understood(tmp_path, base):
    text = PAGE.split("```toml\n", 1)[1].split("```", 1)[0]
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "NAME.toml").write_text(text)
    first, second = [
        shlex.split(line)[1:] for line in PAGE.splitlines() if line.startswith("    aiurdesk ")
    ]
    found = aiurdesk(tmp_path, *first)
    assert found.returncode == 2
    assert "There is no credential Work with one secret" in found.stderr
    second[second.index("https://127.0.0.1:8443/")] = base
    found = aiurdesk(tmp_path, *second, "--show", "json")
    assert found.returncode == 0, found.stderr
    sent = parse_qs(json.loads(json.loads(found.stdout)["response"]["body"])["sent"])
    assert sent["note"][0].startswith("channel 7 at 20")
