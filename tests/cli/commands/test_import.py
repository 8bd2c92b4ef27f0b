import base64
import json
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from aiurdesk.services.imports.importing import FORMATS
from tests.child_process import children, running, wait_until, was_ended
from tests.command_line import run_command
from tests.end_to_end.loopback_server import QuietHandler, http_serving

SHOP = Path(__file__).parents[2] / "data" / "importers" / "postman" / "shop.input"


def test_a_collection_is_made_and_what_it_lacks_is_said(tmp_path):
    done = run_command("import", SHOP, "--into", tmp_path / "shop", "--profile", tmp_path / "p")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "8 requests were imported into " in done.stderr
    assert "2 scripts were not imported: 1 sets variables, 1 tests the response.\n" in done.stderr
    assert "Upload: the authentication ntlm." not in done.stderr
    whole = run_command(
        *("import", SHOP, "--into", tmp_path / "whole", "--profile", tmp_path / "p", "--verbose")
    )
    assert "2 scripts were not imported: 1 sets variables, 1 tests the response.\n" in whole.stderr
    assert (
        "\nUpload: the authentication ntlm. Choose a credential in the Auth tab.\n" in whole.stderr
    )
    assert (tmp_path / "shop" / "Users" / "folder.toml").is_file()
    again = run_command("import", SHOP, "--into", tmp_path / "shop", "--profile", tmp_path / "p")
    assert again.returncode == 2
    assert "is a collection already. Add to it with --merge" in again.stderr


def test_the_result_is_printed_as_json_also_of_standard_input(tmp_path):
    text = "curl -k https://h.example/a\ncurl https://h.example/b\n"
    arguments = ("import", "-", "--into", tmp_path / "made", "--profile", tmp_path / "p", "--json")
    tried = run_command(*arguments, "--dry-run", typed=text)
    assert not (tmp_path / "made").exists()
    assert "2 requests would be imported into " in tried.stderr
    done = run_command(*arguments, typed=text)
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert record == json.loads(tried.stdout)
    assert (record["requests"], record["environments"], len(record["left_out"])) == (2, 0, 1)
    assert (tmp_path / "made" / "a.request.toml").is_file()
    assert record["summary"] == ["1 option was not imported."]
    assert record["left_out"] == [
        {
            "kind": "option",
            "in": "a",
            "what": "--insecure: certificates are always verified; trust the one of the server "
            "instead.",
            "count": 1,
        }
    ]


def test_a_folder_is_merged_into_a_collection_that_is_there(tmp_path):
    folder, into = tmp_path / "bruno", tmp_path / "made"
    folder.mkdir()
    (folder / "bruno.json").write_text('{"name": "Shop"}')
    (folder / "A.bru").write_text("meta {\n  name: A\n}\n\nget {\n  url: https://h.example/1\n}\n")
    arguments = ("import", folder, "--into", into, "--profile", tmp_path / "p")
    assert run_command(*arguments).returncode == 0
    (folder / "A.bru").write_text("meta {\n  name: A\n}\n\nget {\n  url: https://h.example/2\n}\n")
    assert run_command(*arguments).returncode == 2
    assert "Replaced: A.request.toml" in run_command(*arguments, "--dry-run").stderr
    done = run_command(*arguments, "--merge")
    assert done.returncode == 0, done.stderr
    assert "h.example/2" in (into / "A.request.toml").read_text()


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


@pytest.mark.skipif(sys.platform == "win32", reason="a shell that writes into pipes")
def test_a_pipe_of_a_shell_is_imported_and_added(tmp_path):
    program = f"{shlex.quote(sys.executable)} -m aiurdesk"
    profile = f"--profile {shlex.quote(str(tmp_path / 'p'))}"
    description = '{"openapi": "3.1.0", "info": {"title": "a"}, "paths": {"/a": {"get": {}}}}'
    for words in (
        f"import <(echo curl http://127.0.0.1/a) --into {shlex.quote(str(tmp_path / 'c'))}",
        f"services add <(echo {shlex.quote(description)}) --name a",
    ):
        done = subprocess.run(
            ["bash", "-c", f"{program} {words} {profile}"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
    assert len([*(tmp_path / "c").glob("*.request.toml")]) == 1


def test_a_collection_with_a_login_in_variables_runs(tmp_path):
    pairs = [{"key": "username", "value": "{{user}}"}, {"key": "password", "value": "{{word}}"}]
    collection = {
        "info": {
            "name": "Shop",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "auth": {"type": "basic", "basic": pairs},
        "item": [{"name": "Who", "request": {"method": "GET", "url": "{{base}}/who"}}],
        "variable": [{"key": "user", "value": "ann"}],
    }
    received = []

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            received.append(self.headers["Authorization"])
            self.respond(b"{}")

    file, into, profile = tmp_path / "shop.json", tmp_path / "shop", tmp_path / "p"
    file.write_text(json.dumps(collection))
    done = run_command("import", file, "--into", into, "--profile", profile)
    assert done.returncode == 0, done.stderr
    assert "Add a credential" not in done.stderr
    with http_serving(Handler) as base:
        values = ("--set", f"base={base}", "--set", "word=p:w é")
        done = run_command("run", into, "--profile", profile, *values)
    assert done.returncode == 0, done.stdout + done.stderr
    encoded = base64.b64encode("ann:p:w é".encode()).decode()
    assert received == [f"Basic {encoded}"]
    assert encoded not in done.stdout + done.stderr


QUERY = "query One($id: ID!, $n: Float) {\n  lamp(id: $id) { name }\n}"
VARIABLES = '{\n  "id": "ä {{x}} : , b",\n  "n": 1.50\n}'
TEXT = "text/plain"
SENT_BY_NEWMAN = {
    "documented": (
        {"mode": "graphql", "graphql": {"query": QUERY, "variables": VARIABLES}},
        "application/json",
        '{{"query":{},"variables":{}}}'.format(json.dumps(QUERY), VARIABLES.replace("{{x}}", "X")),
    ),
    "plain": (
        {"mode": "graphql", "graphql": {"query": "{ a }", "variables": ""}},
        "application/json",
        '{"query":"{ a }"}',
    ),
    "named": (
        {
            "mode": "graphql",
            "graphql": {"query": QUERY, "variables": '{"id": 7}', "operationName": "One"},
        },
        "application/json",
        f'{{"query":{json.dumps(QUERY)},"operationName":"One","variables":{{"id": 7}}}}',
    ),
    "raw": ({"mode": "raw", "raw": "hello ä"}, TEXT, "hello ä"),
    "text": (
        {"mode": "raw", "raw": "hello ä", "options": {"raw": {"language": "text"}}},
        TEXT,
        "hello ä",
    ),
    "xml": (
        {"mode": "raw", "raw": "<a>ä</a>", "options": {"raw": {"language": "xml"}}},
        "application/xml",
        "<a>ä</a>",
    ),
    "json": (
        {"mode": "raw", "raw": '{ "a" : "ä" }', "options": {"raw": {"language": "json"}}},
        "application/json",
        '{ "a" : "ä" }',
    ),
    "form": (
        {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "ä b"}]},
        "application/x-www-form-urlencoded",
        "a=%C3%A4%20b",
    ),
}
"""Bodies of Postman, and the type and the bytes that newman 6.2 sends for them."""


def test_bodies_of_postman_are_sent_as_newman_sends_them(tmp_path):
    seen = {}

    class Recording(QuietHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            seen[self.path.strip("/")] = (self.headers["Content-Type"], content.decode())
            self.respond(b"{}", Content_Type="application/json")

    file, folder, profile = tmp_path / "x.json", tmp_path / "made", ("--profile", tmp_path / "p")
    with http_serving(Recording) as base:
        items = [
            {"name": name, "request": {"method": "POST", "url": f"{base}/{name}", "body": body}}
            for name, (body, _, _) in SENT_BY_NEWMAN.items()
        ]
        variables = [{"key": "x", "value": "X"}]
        document = {"info": {"schema": "/collection/v2.1.0/"}, "item": items, "variable": variables}
        file.write_text(json.dumps(document))
        imported = run_command("import", file, "--into", folder, *profile)
        assert imported.returncode == 0, imported.stderr
        ran = run_command("run", folder, *profile)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert seen == {name: (kind, text) for name, (_, kind, text) in SENT_BY_NEWMAN.items()}


def test_a_text_that_only_looks_like_a_secret_can_be_kept(tmp_path):
    text = "GET https://h.example/a\nX-Api-Key: key-of-ann-1\n\n###\nGET https://h.example/b\n"
    key = "ghp_" + "a1B2" * 8
    typed = f"{text}X-Note: {key}\n"
    arguments = ("import", "-", "--into", tmp_path / "made", "--profile", tmp_path / "p")
    tried = run_command(*arguments, "--dry-run", typed=typed).stderr
    assert "Looks like a key:\n  h.example X-Note\n" in tried
    assert "Named like a secret:\n  h.example X-Api-Key\n" in tried
    assert "--not-secret NAME" in tried
    unknown = run_command(*arguments, "--not-secret", "nothing", typed=typed)
    assert unknown.returncode == 2
    assert "has no text nothing that looks like a secret" in unknown.stderr
    done = run_command(*arguments, "--not-secret", "h.example X-Api-Key", typed=typed)
    assert done.returncode == 0, done.stderr
    texts = [(tmp_path / "made" / f"{name}.request.toml").read_text() for name in "ab"]
    assert "key-of-ann-1" in texts[0]
    assert "{{secret:h.example X-Note}}" in texts[1]
    every = ("import", "-", "--into", tmp_path / "other", "--profile", tmp_path / "p")
    assert run_command(*every, "--not-secret", "all", typed=typed).returncode == 0
    assert key in (tmp_path / "other" / "b.request.toml").read_text()
