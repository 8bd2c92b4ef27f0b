"""``aiurdesk send`` as a process of its own against real servers on loopback."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from aiurdesk.core.credentials.secret import DOTS
from tests.child_process import EXTRAS, running
from tests.command_line import run_command, run_here
from tests.cookie_server import VALUE, cookie_server
from tests.graphql_server import graphql_server
from tests.house.loopback import LoopbackServer

ENVELOPE = '{"code": 0, "message": "Done.", "protocolVersion": "1"}'


def command(*arguments):
    return [sys.executable, "-m", "aiurdesk", "send", *arguments]


def send(*arguments, profile, typed="", **variables):
    environment = os.environ | variables
    environment.pop("DISPLAY", None)
    call = ("send", *arguments, "--profile", profile)
    return run_command(*call, environment=environment, typed=typed)


_LONG_END = '7], "code": 0, "message": "Long.", "protocolVersion": "1"}'


class Responder(BaseHTTPRequestHandler):
    """Responds with the body of the path, or with the form that was posted."""

    bodies = {
        "/ok": (200, ENVELOPE),
        "/modern": (200, '{"code": 2, "message": "Done.", "protocolVersion": null}'),
        "/odd": (200, '{"code": 7, "message": "Never heard of it.", "protocolVersion": "1"}'),
        "/wrong-key": (200, '{"code": -1, "message": "Wrong.", "protocolVersion": "1"}'),
        "/plain": (200, '{"code": 200, "message": "success"}'),
        "/failed": (200, '{"success": false, "message": "No.", "code": "OUT_OF_STOCK"}'),
        "/fields": (422, '{"errors": {"items": {"0": {"name": ["Too short."]}}}}'),
        "/nested": (422, '{"detail": [{"loc": ["body", "order", "email"], "msg": "No."}]}'),
        "/gone": (404, '{"code": 0, "message": "Not here."}'),
        "/page": (200, "<!DOCTYPE html><title>Hello</title>"),
        "/json": (200, '{"args": {}}'),
        "/no-message": (200, '{"code": 0}'),
        "/nothing": (204, ""),
        "/missing": (404, ""),
        "/lost-page": (404, "<!DOCTYPE html><title>Not found</title>"),
        "/broken": (500, ""),
        "/long": (200, '{"items": [' + "7, " * 3_000_000 + _LONG_END),
        "/lamps": (
            200,
            '{"count": 2, "items": [{"name": "Lamp", "price": 12.50, "by": {"city": "Köln"}}, '
            '{"name": "=1+1", "price": 9}]}',
        ),
        "/lamps.csv": (200, 'name;price\n"Lamp; small";12.50\n=1+1;9\n'),
        "/open.csv": (200, 'name,price\n"Lamp,12.50\n'),
        "/feed": (200, '<?xml version="1.0"?><feed><item id="1">a</item><item>b</item></feed>'),
        "/two": (200, '{"code": 2, "message": "Two."}'),
    }

    def do_GET(self):
        status, body = self.bodies[self.path.split("?")[0]]
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/nested":
            self.do_GET()
            return
        body = json.dumps({"sent": data.decode(), "code": 0, "message": ""}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Print nothing."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Responder)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/ok", 0, "envelope"),
        ("/modern", 0, "envelope"),
        ("/wrong-key", 1, "envelope"),
        ("/odd", 4, "unexpected_code"),
        ("/plain", 0, "bare_status"),
        ("/gone", 1, "bare_status"),
        ("/page", 0, "bare_status"),
        ("/json", 0, "bare_status"),
        ("/no-message", 0, "bare_status"),
        ("/nothing", 0, "bare_status"),
        ("/missing", 1, "bare_status"),
        ("/lost-page", 1, "bare_status"),
        ("/broken", 1, "bare_status"),
    ],
)
def test_each_verdict_has_its_exit_status(base, tmp_path, path, status, kind):
    run = send(base + path, "--show", "json", profile=tmp_path)
    assert run.returncode == status, run.stderr
    assert json.loads(run.stdout)["verdict"]["kind"] == kind


@pytest.mark.parametrize(
    ("path", "first_words"),
    [
        ("/page", "Success: 200 OK · HTML · "),
        ("/json", "Success: 200 OK · JSON · "),
        ("/nothing", "Success: 204 No Content · no body · "),
        ("/lost-page", "Input: 404 "),
        ("/broken", "Server: 500 "),
    ],
)
def test_an_unknown_host_is_judged_by_its_http_status(base, tmp_path, path, first_words):
    run = send(base + path, profile=tmp_path)
    assert run.stderr.startswith(first_words)
    assert "Aiursoft" not in run.stderr


@pytest.mark.parametrize("path", ["/page", "/json", "/no-message"])
def test_with_a_table_an_envelope_is_expected(base, tmp_path, path):
    run = send(base + path, "--table", "2020", "--show", "json", profile=tmp_path)
    assert run.returncode == 4
    assert json.loads(run.stdout)["verdict"]["kind"] == "not_an_envelope"


def test_the_body_goes_to_stdout_and_the_verdict_to_stderr(base, tmp_path):
    run = send(base + "/ok", profile=tmp_path)
    assert run.stdout == ENVELOPE
    assert run.stderr.startswith("Success: 0 Result returned (ResultShown, table 2023) · ")
    assert "Done." in run.stderr


def test_a_success_that_says_that_it_failed_can_be_told_not_to_have(base, tmp_path):
    run = send(base + "/failed", profile=tmp_path)
    assert run.returncode == 1
    assert run.stderr.startswith("Input: 200 OK, but the body says that it failed: No. · ")
    assert "Code: OUT_OF_STOCK" in run.stderr
    assert "If that is no failure here: --dialect http judges by the status alone." in run.stderr
    run = send(base + "/failed", "--dialect", "http", profile=tmp_path)
    assert run.returncode == 0
    assert run.stderr.startswith("Success: 200 OK · JSON · ")


def test_errors_of_fields_are_given_by_their_paths(base, tmp_path):
    run = send(base + "/fields", "--show", "json", profile=tmp_path)
    verdict = json.loads(run.stdout)["verdict"]
    assert verdict["field_errors"] == {"items.0.name": ["Too short."]}
    assert (verdict["message"], verdict["table"], verdict["notes"]) == ("Too short.", None, [])
    words = send(base + "/fields", profile=tmp_path).stderr
    assert "1 field is not right." in words
    assert "items.0.name: Too short." in words


@pytest.mark.parametrize(
    ("length", "path"), [(10, "email"), (64 * 1024, "order.email")], ids=["short", "long"]
)
def test_errors_of_a_body_from_a_file_have_the_places_of_its_values(base, tmp_path, length, path):
    file = tmp_path / "order.json"
    # A longer one is not searched, and its errors stay as the server named them.
    file.write_text(json.dumps({"email": "x", "padding": "x" * length}), encoding="utf-8")
    given = ("--body", file, "--type", "application/json", "--show", "json")
    run = send(base + "/nested", *given, profile=tmp_path)
    assert json.loads(run.stdout)["verdict"]["field_errors"] == {path: ["No."]}, run.stderr


def test_show_all_includes_the_headers(base, tmp_path):
    run = send(base + "/ok", "--show", "all", profile=tmp_path)
    assert run.stdout.startswith("HTTP/1.0 200 OK\n")
    assert run.stdout.endswith(f"\n\n{ENVELOPE}")


@pytest.mark.parametrize(
    ("path", "printed"),
    [
        ("items[?price > `10`].name", '[\n  "Lamp"\n]\n'),
        ("items[0].name", "Lamp\n"),
        ("items[0].price", "12.50\n"),
        ("nothing", "null\n"),
    ],
)
def test_a_filter_prints_what_its_path_gives(base, tmp_path, path, printed):
    run = send(base + "/lamps", "--filter", path, profile=tmp_path)
    assert (run.returncode, run.stdout) == (0, printed), run.stderr
    assert run.stderr.startswith("Success: 200 OK")


def test_a_filter_that_is_no_path_is_refused_before_anything_is_sent(tmp_path):
    for path, words in (("items[", "it ends too early"), ("", "Give the path")):
        run = send("http://127.0.0.1:9/", "--filter", path, profile=tmp_path)
        assert (run.returncode, run.stdout) == (2, "")
        assert words in run.stderr
    run = send("http://127.0.0.1:9/", "--filter", "a", "--show", "json", profile=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert "--filter goes with --show body, table or csv" in run.stderr


def test_what_a_filter_cannot_read_has_the_status_of_a_missing_envelope(base, tmp_path):
    run = send(base + "/page", "--filter", "a", profile=tmp_path)
    assert (run.returncode, run.stdout) == (4, "")
    assert "The body is not JSON, so it cannot be filtered." in run.stderr
    run = send(base + "/lamps", "--filter", "keys(items)", profile=tmp_path)
    assert (run.returncode, run.stdout) == (4, "")
    assert "keys() takes object, not array" in run.stderr
    # A failure keeps its own status.
    run = send(base + "/lost-page", "--filter", "a", profile=tmp_path)
    assert (run.returncode, run.stdout) == (1, "")


def test_a_list_is_shown_as_a_table(base, tmp_path):
    run = send(base + "/lamps", "--show", "table", profile=tmp_path)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == [
        "name  price  by.city",
        "Lamp  12.50  Köln",
        "=1+1      9",
    ]


def test_csv_is_no_formula_and_that_is_said(base, tmp_path):
    run = send(base + "/lamps", "--show", "csv", profile=tmp_path)
    # The pipe of the test makes one character of each line end.
    assert run.stdout == "name,price,by.city\nLamp,12.50,Köln\n'=1+1,9,\n"
    assert "1 cell begins with =, +, - or @ and has an apostrophe before it" in run.stderr
    run = send(
        base + "/lamps", "--show", "csv", "--filter", "items[].[price, name]", profile=tmp_path
    )
    assert run.stdout.splitlines()[:2] == ["[0],[1]", "12.50,Lamp"]


def test_csv_is_a_table_and_is_filtered_as_a_list_of_objects(base, tmp_path):
    run = send(base + "/lamps.csv", "--show", "table", profile=tmp_path)
    assert run.stdout.splitlines() == [
        "name         price",
        "Lamp; small  12.50",
        "=1+1             9",
    ]
    run = send(base + "/lamps.csv", "--show", "csv", profile=tmp_path)
    assert run.stdout == "name,price\nLamp; small,12.50\n'=1+1,9\n"
    run = send(base + "/lamps.csv", "--filter", "[?price > `10`].name | [0]", profile=tmp_path)
    assert (run.returncode, run.stdout) == (0, "Lamp; small\n")
    run = send(base + "/open.csv", "--show", "table", profile=tmp_path)
    assert (run.returncode, run.stdout) == (4, "")
    assert "The quotation mark that opens in line 2 is not closed" in run.stderr


def test_xml_is_filtered_by_the_paths_of_its_tree(base, tmp_path):
    run = send(base + "/feed", "--filter", 'feed.item[0]."@id"', profile=tmp_path)
    assert (run.returncode, run.stdout) == (0, "1\n")


def test_a_body_without_a_list_is_no_table(base, tmp_path):
    run = send(base + "/ok", "--show", "table", profile=tmp_path)
    assert (run.returncode, run.stdout) == (4, "")
    assert "There is no list here that could be a table." in run.stderr


def test_a_body_that_is_too_long_for_memory_is_printed_completely(base, tmp_path):
    run = send(base + "/long", profile=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "Long." in run.stderr
    assert len(run.stdout) == len(Responder.bodies["/long"][1])


def test_an_address_may_be_typed_without_its_scheme(base, tmp_path):
    address = base.partition("://")[2].replace("127.0.0.1", "localhost")
    run = send(f"{address}/ok", "--show", "json", profile=tmp_path)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["request"]["url"] == f"http://{address}/ok"
    assert "No scheme was given: http:// is used, because the host is this" in run.stderr
    run = send("host.invalid/x", "--show", "json", profile=tmp_path)
    assert json.loads(run.stdout)["request"]["url"] == "https://host.invalid/x"
    assert "No scheme was given: https:// is used." in run.stderr


def test_values_are_sent_by_post_unless_a_method_is_given(base, tmp_path):
    run = send(base + "/anything", "a=1 2", "a=é", profile=tmp_path)
    assert json.loads(run.stdout)["sent"] == "a=1%202&a=%C3%A9"
    run = send(base + "/ok", "a=1", "--method", "GET", "--show", "json", profile=tmp_path)
    assert json.loads(run.stdout)["request"]["url"] == f"{base}/ok?a=1"


def test_the_table_can_be_chosen(base, tmp_path):
    unknown_in_2020 = send(base + "/two", "--table", "2020", profile=tmp_path)
    assert unknown_in_2020.returncode == 4
    assert send(base + "/two", "--table", "2023", profile=tmp_path).returncode == 0


def test_an_unexpected_code_is_written_to_the_log(base, tmp_path):
    run = send(base + "/odd", profile=tmp_path)
    assert "Never heard of it." in (tmp_path / "aiurdesk.log").read_text(encoding="utf-8")
    assert "Unexpected code 7" not in run.stderr


def test_no_response_is_status_3(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run = send(f"https://127.0.0.1:{port}/", "--show", "json", profile=tmp_path)
    assert run.returncode == 3
    record = json.loads(run.stdout)
    assert record["failure"]["kind"] == "connection_refused"
    assert record["response"] is None


def test_the_limits_of_the_settings_are_used(base, tmp_path):
    (tmp_path / "settings.json").write_text('{"limits": {"body_bytes": 1024}}')
    run = send(base + "/long", "--show", "json", profile=tmp_path)
    assert run.returncode == 3
    assert json.loads(run.stdout)["failure"]["kind"] == "too_large"


def test_plain_http_to_another_computer_is_refused_with_the_reason(tmp_path):
    run = send("http://gateway.aiursoft.com/", profile=tmp_path)
    assert run.returncode == 2
    assert "Use https://, or allow it with --allow-http gateway.aiursoft.com" in run.stderr


def test_the_sandbox_runs_for_one_request(tmp_path):
    run = send("archon.home.index", "--sandbox", "--show", "json", profile=tmp_path)
    assert run.returncode == 0, run.stderr
    record = json.loads(run.stdout)
    assert record["verdict"]["code"] == 0
    assert record["response"]["http_version"] == "HTTP/2"


def test_a_wrong_token_gets_a_credential_verdict(tmp_path):
    run = send(
        *("stargate.message.pushmessage", "AccessToken=wrong", "ChannelId=2", "MessageContent=m"),
        *("--environment", "sandbox", "--show", "json"),
        profile=tmp_path,
    )
    assert run.returncode == 1, run.stderr
    record = json.loads(run.stdout)
    assert record["verdict"]["code"] == -8
    assert record["verdict"]["severity"] == "credential"
    assert "AccessToken=••••" in record["request"]["body"]


def test_an_invalid_value_is_refused_unless_sent_anyway(tmp_path):
    call = ("stargate.message.pushmessage", "AccessToken=x", "ChannelId=two", "MessageContent=m")
    refused = send(*call, "--sandbox", profile=tmp_path)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr.startswith("ChannelId: ")
    sent = send(*call, "--sandbox", "--anyway", "--show", "json", profile=tmp_path)
    assert sent.returncode == 1
    assert list(json.loads(sent.stdout)["verdict"]["field_errors"]) == ["ChannelId"]


WRONG = [
    (["stargate.message.pushmesage"], "stargate.message.pushmessage"),
    (["channel"], "stargate"),
    (["nothing.like.it"], "aiurdesk endpoints"),
    (["example.com"], "A host is written as https://example.com."),
    (["archon.home.index", "nonsense"], "name=value"),
    (["archon.home.index", "Odd=1"], "Odd"),
    (["archon.home.index", "--environment", "Mars"], "Production 2020"),
    (["archon.home.index", "--environment", "production"], "2020-09"),
    (["archon.home.index", "--table", "1999"], "2020, 2021, 2023"),
    (["archon.home.index", "--show", "nothing"], "--help"),
    (["https://"], "https://api.example.com/users"),
    (["https://host.invalid/", "--method", "A B"], "method"),
    (["archon.api.accesstoken", "appId=a", "appSecret=b"], "appSecret=env:VARIABLE"),
    (["archon.home.index", "--ca-file", "/nowhere.pem"], "/nowhere.pem"),
    (
        ["warpgate.home.index", "--sandbox"],
        "Warpgate is at https://warpgate.aiursoft.com, and not in the sandbox",
    ),
    (
        ["kahla-v2.contacts.list", "--sandbox"],
        "only the endpoints of Kahla v2 that signing in needs",
    ),
]


def test_wrong_usage_gives_a_sentence_and_status_2(tmp_path, capsys):
    unlike = []
    for arguments, words in WRONG:
        status, out, told = run_here(capsys, "send", *arguments, "--profile", tmp_path)
        if (status, out, words in told) != (2, "", True):
            unlike.append((arguments, status, told))
    assert unlike == []


def test_secrets_come_from_a_variable_or_from_standard_input(tmp_path):
    ready_id, wrong = "0" * 32, "1" * 32
    run = send(
        *("archon.api.accesstoken", f"appId={ready_id}", "appSecret=env:APP_SECRET"),
        *("--sandbox", "--show", "json"),
        profile=tmp_path,
        APP_SECRET=wrong,
    )
    assert run.returncode == 1, run.stderr
    assert wrong not in run.stdout
    call = (f"appId={ready_id}", "appSecret=-", "--sandbox", "--show", "json")
    run = send("archon.api.accesstoken", *call, profile=tmp_path, typed=f"{wrong}\n")
    assert run.returncode == 1, run.stderr
    assert wrong not in run.stdout


def test_an_interrupted_request_is_reported_as_cancelled(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        call = command(f"http://127.0.0.1:{port}/", "--show", "json", "--profile", tmp_path)
        with running(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            connection, _ = silent.accept()
            with connection:
                connection.recv(1)
                process.send_signal(signal.SIGINT)
                output, errors = process.communicate(timeout=30)
    assert process.returncode == 3
    assert json.loads(output)["failure"]["kind"] == "cancelled"
    assert "Traceback" not in errors


def test_a_closed_pipe_is_not_an_error(base, tmp_path):
    call = command(base + "/ok", "--profile", tmp_path)
    with running(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        errors = process.stderr.read()
        assert process.wait(timeout=30) == 0
    assert "Exception" not in errors
    assert "Traceback" not in errors


def test_a_request_without_credential_imports_neither_qt_nor_keyring(base, tmp_path):
    script = (
        "import sys; from aiurdesk.cli.main import main;"
        f"status = main(['send', '{base}/ok', '--profile', {str(tmp_path)!r}]);"
        "found = [name for name in sys.modules if name.split('.')[0] in"
        f" {set(EXTRAS)} | {{'PySide6', 'shiboken6',"
        " 'qasync', 'keyring', 'secretstorage', 'jeepney'}];"
        "sys.exit(status or bool(found))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr


def test_any_method_and_body_are_sent_and_saved_and_run(tmp_path):
    file = tmp_path / "note.txt"
    file.write_text("hello")
    with LoopbackServer() as server:
        url = f"{server.url}/users/:id"
        saved = tmp_path / "checks" / "Purge.request.toml"
        first = send(
            *(url, "id=7", "name=Ann", "age:=42", "--method", "PURGE", "--save", str(saved)),
            profile=tmp_path,
        )
        second = send(url, "id=8", f"note@{file}", "tag=a", profile=tmp_path)
        third = send(url, "id=9", "--json", "-", profile=tmp_path, typed="[1]")
        run = subprocess.run(
            [sys.executable, "-m", "aiurdesk", "run", str(saved), "--profile", str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        statuses = [ended.returncode for ended in (first, second, third, run)]
        assert statuses == [0, 0, 0, 0], [ended.stderr for ended in (first, second, third, run)]
        assert [path for path, _ in server.received] == [f"/users/{n}" for n in (7, 8, 9, 7)]
        types = [headers["content-type"].partition(";")[0] for _, headers in server.received]
    assert types == ["application/json", "multipart/form-data", "application/json"] + types[:1]
    assert server.bodies[0] == server.bodies[3] == b'{"name": "Ann", "age": 42}'
    assert b'filename="note.txt"' in server.bodies[1]
    assert b"hello" in server.bodies[1]
    assert server.bodies[2] == b"[1]"


def test_headers_are_sent_saved_and_shown_without_their_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("AIURDESK_WORD", "open-sesame")
    file = tmp_path / "checks" / "A.request.toml"
    headers = ("--header", "X-Note: {{note}}", "--header", "Authorization:Bearer env:AIURDESK_WORD")
    options = (*headers, "--set", "note=hello", "--save", str(file), "--show", "json")
    with LoopbackServer() as server:
        run = send(f"{server.url}/a", *options, profile=tmp_path)
        assert run.returncode == 0, run.stderr
        ((_, received),) = server.received
    assert received["x-note"] == "hello"
    assert received["authorization"] == "Bearer open-sesame"
    assert '["X-Note", "{{note}}"]' in file.read_text()
    assert '["Authorization", "Bearer {{env:AIURDESK_WORD}}"]' in file.read_text()
    assert ["Authorization", "Bearer ••••"] in json.loads(run.stdout)["request"]["headers"]
    everything = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"open-sesame" in output for output in (*everything, run.stdout.encode()))


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "Content-Length:5",
            "Content-Length is written by the connection itself. Remove this header.",
        ),
        ("Authorization:Bearer abc", "Authorization is a secret, and other programs can see"),
        ("X-Note:{{missing}}", "{{missing}} has no value"),
    ],
)
def test_a_header_that_cannot_be_sent_is_refused(tmp_path, header, words):
    run = send("https://host.example/", "--header", header, profile=tmp_path)
    assert run.returncode == 2
    assert words in run.stderr


def test_a_dialect_reads_what_the_body_says(tmp_path):
    with LoopbackServer(b'{"ok": false, "error": "invalid_auth"}') as server:
        by_status = send(server.url, profile=tmp_path)
        by_dialect = send(server.url, "--dialect", "slack", "--show", "json", profile=tmp_path)
    assert by_status.returncode == 1
    assert "It looks like slack; --dialect slack reads it so." in by_status.stderr
    assert by_dialect.returncode == 1
    assert by_dialect.stderr.startswith("Credential: invalid_auth Token not accepted")
    verdict = json.loads(by_dialect.stdout)["verdict"]
    assert (verdict["dialect"], verdict["code"]) == ("slack", "invalid_auth")


def test_cookies_are_taken_from_a_file_and_written_to_it(tmp_path):
    file = tmp_path / "cookies.txt"
    with cookie_server() as server:
        first = send(f"{server.base}/in", "--cookies", file, "--show", "all", profile=tmp_path)
        second = send(server.base, "--cookies", file, profile=tmp_path)
        planned = send(server.base, "--cookies", file, "--dry-run", profile=tmp_path)
    # What the server sent is printed as it was received.
    assert (first.returncode, f"sid={VALUE};" in first.stdout) == (0, True)
    assert sorted(second.stdout.split("; ")) == ["lang=en", f"sid={VALUE}"]
    assert f"\tsid\t{VALUE}\n" in file.read_text()
    assert f"sid={DOTS}; lang=en\n" in planned.stdout
    assert VALUE not in planned.stdout


def test_commands_at_the_same_time_keep_each_others_cookies_in_a_file(tmp_path):
    file, names = tmp_path / "cookies.txt", [f"n{number}" for number in range(9)]
    with cookie_server() as server, ThreadPoolExecutor(3) as pool:
        results = pool.map(
            lambda name: (
                send(f"{server.base}/set?{name}=1", "--cookies", file, profile=tmp_path).returncode
            ),
            names,
        )
        assert set(results) == {0}
    kept = [line.split("\t")[5] for line in file.read_text().splitlines() if "\t" in line]
    assert sorted(kept) == names


def test_without_a_file_the_next_command_has_no_cookies(tmp_path):
    with cookie_server() as server:
        for options in ((), ("--cookies", "none")):
            for _ in range(2):
                assert send(f"{server.base}/in", *options, profile=tmp_path).returncode == 0
    assert server.heard == [("/in", "")] * 4


def test_another_file_than_one_of_cookies_is_refused(tmp_path):
    file = tmp_path / "page.html"
    file.write_text("<html>s3cret</html>")
    result = send("https://127.0.0.1:1/", "--cookies", file, profile=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{file}: line 1 is not a cookie" in result.stderr
    assert "s3cret" not in result.stderr


def test_a_document_of_graphql_is_sent_with_its_variables(tmp_path):
    document = tmp_path / "pets.graphql"
    document.write_text("query One($id: ID!) { pet(id: $id) { name } } query All { pets { name } }")
    with graphql_server() as server:
        profile = str(tmp_path)
        options = ("--graphql", str(document), "--operation", "One")
        run = send(server.url, "id=1", *options, profile=profile)
        assert json.loads(run.stdout) == {"data": {"pet": {"name": "Miez"}}}
        assert run.returncode == 0
        (method, headers, given) = server.heard[0]
        assert (method, given["variables"], given["operationName"]) == ("POST", {"id": "1"}, "One")
        assert headers["accept"].startswith("application/graphql-response+json, ")
        assert headers["content-type"] == "application/json"
        others = ("--method", "GET", "--variables", "-")
        asked = send(server.url, *options, *others, profile=profile, typed='{"id": 2}')
        assert json.loads(asked.stdout) == {"data": {"pet": {"name": "Rex"}}}
        assert server.heard[1][0] == "GET"
        # Its dialect judges the response: HTTP 200 is not a success.
        refused = send(server.url, "--graphql", "-", profile=profile, typed="{ secret }")
        assert "FORBIDDEN" in refused.stderr
        assert refused.returncode == 1


def test_what_contradicts_a_document_of_graphql_is_refused(tmp_path):
    document = tmp_path / "a.graphql"
    document.write_text("subscription { counted(to: 2) }")
    url, profile = "http://127.0.0.1:9/graphql", str(tmp_path)
    both = ("--graphql", str(document))
    for arguments, words in (
        (both, "Use 'aiurdesk listen'."),
        (("--variables", "-"), "belong to --graphql"),
        ((*both, "--json", "-"), "A request has one body"),
        ((*both, "--variables", "x", "a=1"), "Give the variables in one way"),
        ((*both, "a@b"), "is not a file"),
        (("--graphql", "-", "--variables", "-"), "one thing only"),
        (("--graphql", "-"), "Enter a query, such as"),
    ):
        run = send(url, *arguments, profile=profile)
        assert words in run.stderr
        assert run.returncode == 2


def test_a_secret_among_the_variables_is_read_and_saved_as_a_reference(tmp_path):
    collection = tmp_path / "shop"
    collection.mkdir()
    (collection / "collection.toml").write_text('format = 1\nname = "Shop"\n')
    document = tmp_path / "a.graphql"
    document.write_text("mutation Login($password: String!) {\n  login(password: $password)\n}\n")
    file = collection / "login.request.toml"
    with graphql_server() as server:
        run = send(
            server.url, "password=env:WORD", "--graphql", str(document), "--save", str(file),
            "--show", "json", profile=str(tmp_path), WORD="hush-hush-hush",
        )  # fmt: skip
        assert server.heard[0][2]["variables"] == {"password": "hush-hush-hush"}
    assert run.returncode == 0
    assert "hush" not in run.stdout
    assert DOTS in run.stdout
    assert file.read_text().splitlines()[2:] == [
        "graphql = '''", "mutation Login($password: String!) {", "  login(password: $password)",
        "}", "'''", "graphql_variables = '{\"password\": \"{{env:WORD}}\"}'",
    ]  # fmt: skip
