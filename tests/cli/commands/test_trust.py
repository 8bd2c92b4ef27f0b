"""What a stranger's collection is sent with, until a person trusts its folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import run_command
from tests.envelope_server import EnvelopeServer, envelope_server

HUSH = "hush-of-mine"
SCHEMA = '{"type": "object"}'


@pytest.fixture(scope="module")
def server() -> Iterator[EnvelopeServer]:
    with envelope_server() as running_server:
        yield running_server


@pytest.fixture
def evil(tmp_path: Path, server: EnvelopeServer) -> Path:
    """Return a cloned collection, with secrets of the person beside it."""
    server.received.clear()
    folder = tmp_path / "evil"
    (folder / "environments").mkdir(parents=True)
    (tmp_path / "secrets.env").write_text(f"OUTSIDE={HUSH}\n")
    (tmp_path / "outside.json").write_text(f'{{"title": "{HUSH}"}}')
    (folder / "own.json").write_text(SCHEMA)
    (folder / "collection.toml").write_text(
        'env_file = "../secrets.env"\n[variables]\nmine = "{{env:LEAK}}"\n'
        f'up = "../outside.json"\nfar = "{tmp_path}/outside.json"\n'
    )
    (folder / "environments" / "Bad.toml").write_text(
        'env_file = "../secrets.env"\n[variables]\nnamed = "{{env:LEAK}}"\n'
    )
    return folder


def put(folder: Path, base: str, lines: str, path: str = "/0/x", method: str = "POST") -> None:
    text = f'method = "{method}"\nurl = "{base}{path}"\n{lines}\n'
    (folder / "Leak.request.toml").write_text(text)


def aiurdesk(tmp_path: Path, *arguments: object):
    return run_command(
        *arguments, "--profile", tmp_path / "profile", environment=os.environ | {"LEAK": HUSH}
    )


# The path, the lines of the file, and what is named.
LEAKS = {
    "query": ("/0/x?k={{env:LEAK}}", "", "variable LEAK"),
    "path": ("/0/{{env:LEAK}}", "", "variable LEAK"),
    "header": ("/0/x", 'headers = [["X-A", "{{env:LEAK}}"]]', "variable LEAK"),
    "json": ("/0/x", """json = '{"a": "{{env:LEAK}}"}'""", "variable LEAK"),
    "text": ("/0/x", 'text = "{{ env:LEAK }}"', "variable LEAK"),
    "form": ("/0/x", 'form = [["a", "{{env:LEAK}}"]]', "variable LEAK"),
    "name in a form": ("/0/x", 'form = [["{{env:LEAK}}", "a"]]', "variable LEAK"),
    "value": ("/0/x", 'values = [["a", "{{env:LEAK}}"]]', "variable LEAK"),
    "variable of the collection": ("/0/{{mine}}", "", "variable LEAK"),
    "variable of the environment": ("/0/{{named}}", "", "variable LEAK"),
    "env_file": ("/0/{{env:OUTSIDE}}", "", "secrets.env"),
    "file above": ("/0/x", 'file = "../outside.json"', "outside.json"),
    "file, absolute": ("/0/x", 'file = "TMP/outside.json"', "outside.json"),
    "file by a link": ("/0/x", 'file = "link"', "evil/link"),
    "file by a linked folder": ("/0/x", 'file = "up/outside.json"', "up/outside.json"),
    "file around a link": ("/0/x", 'file = "up/evil/../outside.json"', "outside.json"),
    "file by a variable": ("/0/x", 'file = "{{up}}"', "outside.json"),
    "file by a whole variable": ("/0/x", 'file = "{{far}}"', "outside.json"),
    "file of the process": ("/0/x", 'file = "/proc/self/environ"', "/proc/self/environ"),
    "part": ("/0/x", 'multipart = [["a", {file = "../outside.json"}]]', "outside.json"),
    "schema": ("/0/x", 'tests = [{schema = "../outside.json"}]', "outside.json"),
    "test": ("/0/x", 'tests = [{header = "X", equals = "{{env:LEAK}}"}]', "variable LEAK"),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_nothing_of_this_computer_is_sent_until_it_is_trusted(tmp_path, server, evil, leak):
    (evil / "link").symlink_to(tmp_path / "outside.json")
    (evil / "up").symlink_to(tmp_path)
    path, lines, named = LEAKS[leak]
    put(evil, server.base, lines.replace("TMP", str(tmp_path)), path)
    done = aiurdesk(tmp_path, "run", evil, "--environment", "Bad")
    assert done.returncode == 2, done.stderr
    assert "Leak wants to use the " in done.stderr
    assert named in done.stderr
    assert f"'aiurdesk trust {evil}'" in done.stderr
    assert HUSH not in done.stdout + done.stderr
    assert server.received == []
    # For this command only.
    for option in (["--trust"], []):
        aiurdesk(tmp_path, "run", evil, "--environment", "Bad", *option)
        assert len(server.received) == 1


@pytest.mark.parametrize(
    "lines",
    [
        "",
        'file = "own.json"',
        'tests = [{schema = "own.json"}]',
        'headers = [["X-A", "{{$uuid}}"]]',
        'text = "{{word}}"',
    ],
)
def test_what_needs_no_trust_is_sent(tmp_path, server, evil, lines):
    put(evil, server.base, lines)
    done = aiurdesk(tmp_path, "run", evil, "--set", "word=env:LEAK")
    assert done.returncode == 0, done.stderr
    assert len(server.received) == 1


def test_a_folder_is_trusted_until_it_is_removed(tmp_path, server, evil):
    put(evil, server.base, 'headers = [["X-A", "{{env:LEAK}}"]]')
    trusted = aiurdesk(tmp_path, "trust", evil / "Leak.request.toml")
    assert (trusted.returncode, trusted.stdout) == (0, "")
    assert trusted.stderr == (
        f"{evil} is trusted. Its requests use the variable LEAK of the process and the file "
        f"{tmp_path}/secrets.env.\n"
    )
    assert aiurdesk(tmp_path, "trust").stdout == f"{evil}\n"
    assert aiurdesk(tmp_path, "run", evil).returncode == 0
    assert f"X-A: {HUSH}" in server.received[0]
    removed = aiurdesk(tmp_path, "trust", evil, "--remove")
    assert (removed.returncode, removed.stderr) == (0, f"{evil} is trusted no longer.\n")
    assert aiurdesk(tmp_path, "trust").stdout == ""
    assert aiurdesk(tmp_path, "run", evil).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "There is no folder nowhere."),
        ([""], "Name the folder of a collection"),
        (["--remove"], "Name the folder of a collection"),
        (["nowhere", "--remove"], "nowhere is not trusted by itself."),
    ],
)
def test_wrong_usage_is_told(tmp_path, arguments, words):
    done = aiurdesk(tmp_path, "trust", *arguments)
    assert done.returncode == 2
    assert words in done.stderr


def test_what_is_made_here_is_trusted(tmp_path, server):
    mine = tmp_path / "mine"
    saved = aiurdesk(
        *(tmp_path, "send", f"{server.base}/0/x", "--header", "Authorization:Bearer env:LEAK"),
        *("--save", mine / "A.request.toml"),
    )
    assert saved.returncode == 0, saved.stderr
    server.received.clear()
    assert aiurdesk(tmp_path, "run", mine).returncode == 0
    assert f"Authorization: Bearer {HUSH}" in server.received[0]


def test_what_is_saved_beside_files_of_others_is_not_trusted(tmp_path, server):
    evil = tmp_path / "evil"
    evil.mkdir()
    put(evil, server.base, 'headers = [["X-A", "{{env:LEAK}}"]]')
    aiurdesk(tmp_path, "send", f"{server.base}/0/x", "--save", evil / "Mine.request.toml")
    assert aiurdesk(tmp_path, "trust").stdout == ""
    assert aiurdesk(tmp_path, "run", evil).returncode == 2


@pytest.mark.parametrize(("key", "is_trusted"), [("given", True), ("{{env:LEAK}}", False)])
def test_what_is_imported_is_trusted_unless_it_makes_use_of_that(tmp_path, key, is_trusted):
    file = tmp_path / "curl.txt"
    file.write_text(f"curl https://host.example/ -H 'X-A: {key}'")
    done = aiurdesk(tmp_path, "import", file, "--into", tmp_path / "new")
    assert done.returncode == 0, done.stderr
    assert ("Its requests use the variable LEAK" in done.stderr) is (not is_trusted)
    assert bool(aiurdesk(tmp_path, "trust").stdout) is is_trusted


def test_what_a_trusted_folder_newly_uses_is_refused_until_it_is_allowed(tmp_path, server, evil):
    put(evil, server.base, 'headers = [["X-A", "{{env:LEAK}}"]]')
    aiurdesk(tmp_path, "trust", evil)
    assert aiurdesk(tmp_path, "run", evil).returncode == 0
    # As "git pull" may bring it; a change that uses nothing more is nothing to ask about.
    put(evil, server.base, 'headers = [["X-A", "{{env:LEAK}}"], ["X-C", "harmless"]]')
    assert aiurdesk(tmp_path, "run", evil).returncode == 0
    put(evil, server.base, 'headers = [["X-A", "{{env:LEAK}}"], ["X-B", "{{env:HOME}}"]]')
    server.received.clear()
    refused = aiurdesk(tmp_path, "run", evil)
    assert refused.returncode == 2
    assert "Leak wants to use the variable HOME of the process, which the " in refused.stderr
    assert server.received == []
    assert aiurdesk(tmp_path, "run", evil, "--trust").returncode == 0
    assert "HOME and LEAK" in aiurdesk(tmp_path, "trust", evil).stderr
    assert aiurdesk(tmp_path, "run", evil).returncode == 0


@pytest.mark.parametrize("is_harmless", [True, False])
def test_what_is_merged_into_a_trusted_collection_is_asked_about(tmp_path, server, is_harmless):
    file, mine = tmp_path / "curl.txt", tmp_path / "mine"
    given = ("--header", "Authorization:Bearer env:LEAK")
    aiurdesk(tmp_path, "send", f"{server.base}/0/x", *given, "--save", mine / "A.request.toml")
    header = "given" if is_harmless else "{{env:HOME}}"
    file.write_text(f"curl {server.base}/0/theirs -H 'X-A: {{{{env:LEAK}}}}' -H 'X-B: {header}'")
    merged = aiurdesk(tmp_path, "import", file, "--into", mine, "--merge")
    assert merged.returncode == 0, merged.stderr
    server.received.clear()
    ran = aiurdesk(tmp_path, "run", mine)
    words = "What was imported newly uses the variable HOME of the process."
    assert (words in merged.stderr) is not is_harmless
    assert (ran.returncode, len(server.received)) == ((0, 2) if is_harmless else (2, 1))
    assert ("variable HOME" in ran.stderr) is not is_harmless
    aiurdesk(tmp_path, "trust", mine)
    assert aiurdesk(tmp_path, "run", mine).returncode == 0


def test_what_is_saved_into_a_trusted_collection_is_sent_without_a_question(tmp_path, server):
    mine = tmp_path / "mine"
    for name, variable in (("A", "LEAK"), ("B", "HOME")):
        given = ("--header", f"Authorization:Bearer env:{variable}")
        saved = mine / f"{name}.request.toml"
        done = aiurdesk(tmp_path, "send", f"{server.base}/0/x", *given, "--save", saved)
        assert done.returncode == 0, done.stderr
    assert aiurdesk(tmp_path, "run", mine).returncode == 0


def test_the_folder_that_is_named_is_the_one_that_is_trusted(tmp_path, evil):
    (evil / "inner").mkdir()
    done = aiurdesk(tmp_path, "trust", evil / "inner")
    assert f"{evil}/inner is trusted." in done.stderr
    assert f"It is a part of the collection {evil}, which is not trusted" in done.stderr
    assert aiurdesk(tmp_path, "trust").stdout == f"{evil}/inner\n"
