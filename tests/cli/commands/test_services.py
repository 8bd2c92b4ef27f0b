import json
import os
import re
import shlex
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from aiurdesk.cli.main import main
from aiurdesk.resources import read_text
from tests.command_line import run_command
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.importers.openapi.sample import description

DATA = Path(__file__).parents[2] / "data" / "importers" / "openapi"
TEXT = {"type": "string"}
OPERATION = {
    "operationId": "addLamp",
    "tags": ["lamps"],
    "parameters": [
        {"name": "id", "in": "path", "required": True, "schema": TEXT},
        {"name": "X-Trace", "in": "header", "schema": TEXT},
        {"name": "sid", "in": "cookie", "schema": TEXT},
        {
            "name": "tags",
            "in": "query",
            "explode": False,
            "schema": {"type": "array", "items": TEXT},
        },
    ],
    "requestBody": {"required": True, "content": {"application/vnd.lamp+json": {"schema": {}}}},
    "responses": {"200": {"description": "Done"}},
}


class Recorder(BaseHTTPRequestHandler):
    """Serves a description, and returns what else it receives."""

    server: "DescribingServer"

    def do_GET(self):
        self.respond(self.server.document)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.respond({"path": self.path, "headers": dict(self.headers), "body": body})

    def respond(self, value):
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        """Print nothing."""


class DescribingServer(ThreadingHTTPServer):
    def __init__(self, document):
        super().__init__(("127.0.0.1", 0), Recorder)
        self.document = document


@contextmanager
def serving(document) -> Iterator[str]:
    server = DescribingServer(document)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_service_is_added_listed_sent_to_updated_and_removed(tmp_path):
    def run(*arguments, **options):
        return run_command(*arguments, "--profile", tmp_path / "p", **options)

    schemes = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    document = description(
        {"/lamps/{id}": {"post": OPERATION}},
        servers=[{"url": "/v1"}],
        components={"securitySchemes": schemes},
    )
    with serving(document) as base:
        added = run("services", "add", f"{base}/openapi.json", "--name", "lamps", "--json")
        assert json.loads(added.stdout) == {"name": "lamps", "endpoints": 1, "left_out": []}
        hint = f"credentials add --scheme api-key --origin {base} key place=header name=X-Key key=-"
        assert hint in added.stderr
        assert run("services", "list").stdout.split() == [
            *("lamps", "1", "Lamp", "shop", f"{base}/openapi.json")
        ]
        assert "lamps.lamps.addlamp" in run("endpoints", "lamps").stdout
        values = ("id=a b", "X-Trace=t1", "sid=s1", "tags=x", "tags=y", 'body={"a": 1}')
        sent = run("send", "lamps.lamps.addlamp", *values, "--show", "body")
        assert sent.returncode == 0, sent.stderr
        received = json.loads(sent.stdout)
        headers = {name.lower(): value for name, value in received["headers"].items()}
        assert (received["path"], received["body"]) == ("/v1/lamps/a%20b?tags=x%2Cy", '{"a": 1}')
        assert (headers["x-trace"], headers["cookie"]) == ("t1", "sid=s1")
        assert headers["content-type"] == "application/vnd.lamp+json"
        document["paths"]["/bulbs"] = {"get": {}}
        updated = run("services", "update", "lamps", "--json")
        assert json.loads(updated.stdout)["added"] == ["lamps.bulbs.get-bulbs"]
        assert "added: lamps.bulbs.get-bulbs" in updated.stderr
    assert run("services", "remove", "lamps").returncode == 0
    assert run("services", "list").stdout == ""


def test_the_commands_of_the_manual_work(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text = read_text("manual/services.md")
    commands = re.findall(r"^    aiurdesk (.+)$", text, re.MULTILINE)
    document = description({"/lamps/{id}": {"post": OPERATION}}, servers=[{"url": "/v1"}])
    with serving(document) as base:
        Path("openapi.yaml").write_text(
            json.dumps(description({"/a": {"get": {"tags": ["Stock"]}}}))
        )
        for command in commands:
            line = command.replace("https://api.example.com", base)
            assert main([*shlex.split(line), "--profile", "p"]) == 0, command
    printed = capsys.readouterr()
    assert "lamp-shop" in printed.out
    assert "shop.lamps.addlamp" in printed.out
    assert '"body": "{\\"name\\": \\"Desk lamp\\"}"' in printed.out
    assert "shop was removed." in printed.err


def test_a_description_of_standard_input_is_added_to_a_collection(tmp_path):
    options = ("--into", tmp_path, "--profile", tmp_path / "p")
    text = json.dumps(description({"/a": {"get": {"callbacks": {"x": {}}}}}))
    added = run_command("services", "add", "-", *options, typed=text)
    assert added.returncode == 0, added.stderr
    assert "lamp-shop was added with 1 endpoint." in added.stderr
    assert "callbacks (at /paths/~1a/get/callbacks)" in added.stderr
    listed = run_command("services", "list", "--json", *options)
    (row,) = json.loads(listed.stdout)
    assert row["folder"] == str((tmp_path / "services" / "lamp-shop").resolve())


def test_files_of_a_description_by_fastapi_are_sent_as_files(tmp_path):
    # Written by FastAPI 0.165 for parameters ``UploadFile``, ``bytes`` and ``Json``.
    document = json.loads((DATA / "fastapi.json").read_text())
    (tmp_path / "lamp.txt").write_text("a picture of a lamp")
    options = ("--profile", tmp_path / "p")
    with serving(document) as base:
        document["servers"] = [{"url": base}]
        added = run_command("services", "add", f"{base}/openapi.json", "--name", "fast", *options)
        assert added.returncode == 0, added.stderr
        sent = run_command(
            *("send", "fast.pictures.add_picture", "picture@lamp.txt", "note=a lamp", "facts=[1]"),
            *options,
            folder=tmp_path,
        )
    assert sent.returncode == 0, sent.stderr
    received = json.loads(sent.stdout)
    head = f"Content-Type: {received['headers']['Content-Type']}\n\n"
    message = message_from_string(head + received["body"].replace("\r\n", "\n"))
    fields = [field for field in message.walk() if not field.is_multipart()]
    assert [
        (field.get_param("name", header="content-disposition"), field.get_filename())
        for field in fields
    ] == [("picture", "lamp.txt"), ("note", None), ("facts", None)]
    assert fields[0].get_payload() == "a picture of a lamp"


@pytest.mark.parametrize("file", [{"contentMediaType": "image/png"}, {"format": "binary"}])
def test_several_files_of_one_field_are_sent_saved_and_run_in_their_order(tmp_path, file):
    # As FastAPI describes ``list[UploadFile]``, since OpenAPI 3.1 and before.
    pictures = {"type": "array", "items": {"type": "string", **file}}
    schema = {"properties": {"pictures": pictures, "title": TEXT}, "required": ["pictures"]}
    body = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    operation = {"operationId": "add", "tags": ["lamps"], "requestBody": body}
    document = description({"/lamps": {"post": operation}}, servers=[{"url": "/v1"}])
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "collection.toml").write_text("format = 1\n")
    names = ("b.png", "a.txt", "b.png")
    for name in names:
        (mine / name).write_text(f"the file {name}")

    def run(*arguments):
        return run_command(*arguments, "--profile", tmp_path / "p", folder=mine)

    def files(body):
        return re.findall(r'name="pictures"; filename="(.+?)".*?\r\n\r\n(.+?)\r\n', body, re.S)

    expected = [(name, f"the file {name}") for name in names]
    with serving(document) as base:
        run("services", "add", f"{base}/openapi.json", "--name", "shop")
        none = run("send", "shop.lamps.add", "title=x")
        assert (none.returncode, "pictures is required: choose a file" in none.stderr) == (2, True)
        given = (*(f"pictures@{name}" for name in names), "title=x")
        sent = run("send", "shop.lamps.add", *given, "--save", "up.request.toml")
        assert sent.returncode == 0, sent.stderr
        assert files(json.loads(sent.stdout)["body"]) == expected
        ran = run("run", ".", "--json", "-")
    assert ran.returncode == 0, ran.stderr
    (result,) = json.loads(ran.stdout)["results"]
    assert files(json.loads(result["exchange"]["response"]["body"])["body"]) == expected


def test_a_slash_within_the_path_is_sent_and_told(tmp_path):
    options = ("--profile", tmp_path / "p")
    document = description({"/lamps/{id}": {"post": OPERATION}}, servers=[{"url": "/v1"}])
    with serving(document) as base:
        run_command("services", "add", f"{base}/openapi.json", "--name", "lamps", *options)
        for target in (("lamps.lamps.addlamp", "body={}"), (f"{base}/v1/lamps/:id", "a=1")):
            sent = run_command("send", *target, "id=group/lamp", *options)
            assert sent.returncode == 0, sent.stderr
            assert json.loads(sent.stdout)["path"].startswith("/v1/lamps/group%2Flamp")
            assert "sent as %2F, which some servers do not decode" in sent.stderr
        typed = run_command("send", f"{base}/v1/a%2Fb/:id", "id=7", "a=1", *options)
    assert "%2F" not in typed.stderr


def test_many_places_with_the_same_words_are_counted(tmp_path):
    paths: dict[str, Any] = {f"/{n}": {"get": {"callbacks": {"x": {}}}} for n in range(9)}
    text = json.dumps(description(paths))
    options = ("--profile", tmp_path / "p")
    added = run_command("services", "add", "-", "--json", *options, typed=text)
    assert len(json.loads(added.stdout)["left_out"]) == 9
    assert "and the same at 4 more places" in added.stderr


def test_what_cannot_be_done_is_one_sentence(tmp_path):
    options = ("--profile", tmp_path / "p")
    for arguments in (
        ("remove", "x"),
        ("update", "x"),
        ("add", "gone.json"),
        ("list", "--into", "x"),
    ):
        done = run_command("services", *arguments, *options, folder=tmp_path)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr


def test_requests_of_a_collection_use_its_services(tmp_path):
    folder = tmp_path / "c"
    folder.mkdir()
    (folder / "collection.toml").write_text("")
    answer = {"type": "object", "required": ["price"]}
    content = {"application/json": {"schema": answer}}
    responses = {"200": {"description": "Done", "content": content}}
    document = description({"/x": {"get": {"operationId": "get", "responses": responses}}})
    with serving(document) as base:
        document["servers"] = [{"url": base}]
        options = ("--profile", tmp_path / "p")
        added = run_command(
            "services", "add", f"{base}/x", "--into", folder, "--name", "x", *options
        )
        assert added.returncode == 0, added.stderr
        (folder / "a.request.toml").write_text('endpoint = "x.x.get"\n')
        report = tmp_path / "report.json"
        done = run_command("run", folder, "--json", report, *options)
        assert done.returncode == 0, done.stderr
        assert "`price` is missing, documented as required." in report.read_text()
        done = run_command(folder, "-q", "-p", "no:cacheprovider", folder=folder, module="pytest")
        assert done.returncode == 0, done.stdout


def test_the_address_of_a_description_sends_no_variable_of_the_process(tmp_path):
    run = partial(run_command, environment={**os.environ, "PLANTED": "planted-value"})
    options = ("--profile", tmp_path / "p")
    into = tmp_path / "c"
    into.mkdir()
    seen = []

    class Seeing(QuietHandler):
        def do_GET(self):
            seen.append(self.path)
            self.respond(b"{}")

    with http_serving(Seeing) as base:
        server = {
            "url": base + "/{v}",
            "description": "Main",
            "variables": {"v": {"default": "{{env:PLANTED}}"}},
        }
        document = description({"/a": {"get": {"operationId": "x"}}}, servers=[server])
        for name, where in (("mine", ()), ("theirs", ("--into", into))):
            arguments = ("services", "add", "-", "--name", name, *where, *options)
            added = run(*arguments, typed=json.dumps(document))
            assert added.returncode == 0, added.stderr
        (into / "A.request.toml").write_text('endpoint = "theirs.a.x"\n')
        chosen = ("--environment", "Lamp shop Main")
        for environment in ((), chosen):
            assert run("send", "mine.a.x", *environment, *options).returncode == 0
            ran = run("run", into, "--trust", *environment, *options)
            assert ran.returncode == 0, ran.stdout + ran.stderr
    assert seen == ["/%7B%7Benv:PLANTED%7D%7D/a"] * 4
