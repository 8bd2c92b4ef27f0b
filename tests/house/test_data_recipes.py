"""The README's recipes for data: codes, tables, endpoints, services and generations."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.house.tree_copy import TreeCopy

IDS = "tests/data/catalogue/endpoint_ids.txt"
OUTLINE = """
from aiurdesk.core.environments.environment import PRODUCTION
from aiurdesk.services.library import load_catalogue
from aiurdesk.ui.endpoints.outline import outline
print(*[branch.title for branch in outline(load_catalogue().descriptions, PRODUCTION)], sep="\\n")
"""
LAMPS = {
    "/number": {"code": 77, "message": "It shines."},
    "/text": {"code": "invalid_auth", "message": "Who is there?"},
    "/Lamp/List": {"code": 2, "message": "Two lamps."},
}


class Lamps(BaseHTTPRequestHandler):
    """A service about which the program knows nothing yet."""

    def do_GET(self) -> None:
        body = json.dumps(LAMPS[self.path]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def lamps() -> Iterator[str]:
    """Address of a running server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Lamps) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def a_lamp(service: str) -> dict[str, object]:
    return {
        "id": f"{service}.lamp.list",
        "title": "List lamps",
        "group": "Lamp",
        "name": "List",
        "method": "GET",
        "path": "/Lamp/List",
    }


def a_service(base_url: str) -> str:
    lamp = a_lamp("lamps")
    return json.dumps(
        {"id": "lamps", "name": "Lamps", "base_url": base_url, "endpoints": [lamp]}, indent=2
    )


def refresh_the_list(copy: TreeCopy) -> None:
    """Run the script of the recipe, and see that the test of the list agrees with it."""
    copy.separate(IDS)
    script = copy.run("packaging/refresh_endpoints.py")
    assert script.returncode == 0, script.stderr
    copy.touched.append(IDS)
    test = "tests/services/test_library.py::test_the_endpoint_ids_match_the_checked_in_list"
    tested = copy.pytest(test)
    assert tested.returncode == 0, tested.stdout


def test_a_new_result_code_needs_one_row(copy, lamps, tmp_path):
    send = ("send", f"{lamps}/number", "--table", "2020")
    assert copy.aiurdesk(*send, profile=tmp_path).returncode == 4
    name = "resources/dialects/2020.toml"
    row = '\n[[code]]\nis = 77\nname = "Shines"\nheadline = "Shining"\nseverity = "success"\n'
    copy.append(name, row)
    copy.check_recipe("a result code")
    printed = copy.aiurdesk("codes", "--table", "2020", profile=tmp_path)
    assert "  77  Shining (Shines, success)\n" in printed.stdout
    sent = copy.aiurdesk(*send, profile=tmp_path)
    assert (sent.returncode, sent.stderr.splitlines()[1]) == (0, "It shines.")
    assert sent.stderr.startswith("Success: 77 Shining (Shines, table 2020)")


CHAT = """
name = "test-chat"
title = "A chat"

[[code]]
code = "invalid_auth"
headline = "Wrong token"
severity = "credential"
fixes = [{ text = "Copy the token again." }]
"""


def check_chat(copy: TreeCopy, address: str, profile: Path) -> None:
    """Check the verdict of a response whose code is a text."""
    listed = copy.aiurdesk("codes", profile=profile)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "test-chat" in listed.stdout.splitlines()[0]
    printed = copy.aiurdesk("codes", "--table", "test-chat", profile=profile)
    assert printed.stdout.startswith(
        "Table test-chat: A chat\n\ninvalid_auth  Wrong token (credential)\n"
    )
    sent = copy.aiurdesk(
        "send", f"{address}/text", "--table", "test-chat", "--show", "json", profile=profile
    )
    assert sent.returncode == 1
    assert sent.stderr.startswith("Credential: invalid_auth Wrong token")
    assert "→ Copy the token again." in sent.stderr
    verdict = json.loads(sent.stdout)["verdict"]
    assert (verdict["table"], verdict["code"]) == ("test-chat", "invalid_auth")


BULBS = """
format = 1
name = "bulbs"
title = "Bulbs"

[match]
hosts = ["127.0.0.1"]

[read]
ok = "message == 'It shines.'"
code = "code"
message = "message"

[[code]]
is = "invalid_auth"
headline = "Wrong socket"
severity = "credential"
"""


def check_bulbs(copy: TreeCopy, address: str, profile: Path) -> None:
    """Check that a dialect is chosen by its host, and judges."""
    listed = copy.aiurdesk("dialects", profile=profile)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert re.search(r"^bulbs +Bulbs · 127\.0\.0\.1$", listed.stdout, re.MULTILINE)
    fine, failed = (
        copy.aiurdesk("send", f"{address}/{path}", profile=profile) for path in ("number", "text")
    )
    assert fine.returncode == 0
    assert failed.returncode == 1
    assert failed.stderr.startswith("Credential: invalid_auth Wrong socket")


def test_a_new_dialect_needs_one_file(copy, lamps, tmp_path):
    copy.write("resources/dialects/bulbs.toml", BULBS)
    copy.check_recipe("a dialect")
    check_bulbs(copy, lamps, tmp_path)


def test_a_personal_dialect_needs_one_file(copy, lamps, tmp_path):
    (tmp_path / "dialects").mkdir()
    (tmp_path / "dialects" / "bulbs.toml").write_text(BULBS, encoding="utf-8")
    check_bulbs(copy, lamps, tmp_path)
    assert copy.touched == []


def test_a_personal_result_code_table_needs_one_file(copy, lamps, tmp_path):
    table = tmp_path / "result_codes" / "chat.toml"
    table.parent.mkdir()
    table.write_text(CHAT, encoding="utf-8")
    check_chat(copy, lamps, tmp_path)
    assert copy.touched == []
    table.write_text(CHAT.replace('"credential"', '"credentail"'), encoding="utf-8")
    for command in (("codes",), ("send", f"{lamps}/number", "--table", "2020")):
        printed = copy.aiurdesk(*command, profile=tmp_path)
        assert printed.stderr.startswith(
            f"{table}, line 8: in [[code]], severity should be one of "
        )


def test_a_new_endpoint_needs_one_entry(copy, tmp_path):
    name = "resources/services/2020-09/archon.json"
    entry = json.dumps(a_lamp("archon"))
    copy.replace(name, '"endpoints": [\n', f'"endpoints": [\n{entry},\n')
    refresh_the_list(copy)
    copy.check_recipe("an endpoint")
    listed = copy.aiurdesk("endpoints", "lamps", profile=tmp_path)
    assert listed.stdout.split() == ["archon.lamp.list", "GET", "/Lamp/List", "List", "lamps"]
    sent = copy.aiurdesk(
        "send", "archon.lamp.list", "--sandbox", "--show", "json", profile=tmp_path
    )
    # The sandbox's Archon has no action for lamps, so it replies with a sample.
    exchange = json.loads(sent.stdout)
    assert exchange["request"]["url"].endswith("/Lamp/List")
    assert exchange["verdict"]["message"] == "This is a sample."


EVENTS = """\
name = "Lamps"
services = ["code-lab"]

[[event]]
type = 901
name = "LampOn"
meaning = "A lamp is on."
"""


def test_a_new_event_of_a_socket_needs_one_row(copy, tmp_path):
    copy.write("resources/socket_events/lamps.toml", EVENTS)
    copy.check_recipe("an event of a socket")
    message = '{"type": 901, "lamp": 3}'
    arguments = ("code-lab.sockets.echo", "--send", message, "--count", "1", "--sandbox")
    heard = copy.aiurdesk("listen", *arguments, profile=tmp_path)
    assert (heard.returncode, heard.stdout) == (0, message + "\n"), heard.stderr
    assert "Lamps: LampOn. A lamp is on." in heard.stderr


def test_a_new_service_needs_one_file(copy, lamps, tmp_path):
    copy.write("resources/services/2023-2025/lamps.json", a_service(lamps))
    refresh_the_list(copy)
    copy.check_recipe("a service")
    listed = copy.aiurdesk("endpoints", "lamps", profile=tmp_path)
    assert listed.stdout.split()[0] == "lamps.lamp.list"
    sent = copy.aiurdesk("send", "lamps.lamp.list", profile=tmp_path)
    assert sent.returncode == 0
    assert sent.stderr.startswith("Success: 2 Done (JobDone, table 2023)")


def test_a_new_generation_needs_its_files_and_an_environment(copy, lamps, tmp_path):
    folder = "resources/services/2030"
    copy.write(f"{folder}/lamps.json", a_service(lamps))
    printed = copy.aiurdesk("endpoints", "lamps", profile=tmp_path).stderr
    assert printed.startswith("services/2030/generation.json is missing")
    copy.write(f"{folder}/generation.json", '{"title": "Lamps of 2030", "table": "2023"}')
    copy.replace(
        "aiurdesk/core/environments/environment.py",
        '"2024-2026")',
        '"2024-2026", "2030")',
    )
    refresh_the_list(copy)
    copy.check_recipe("a generation")
    sent = copy.aiurdesk("send", "lamps.lamp.list", "--environment", "Production", profile=tmp_path)
    assert sent.returncode == 0
    assert "table 2023" in sent.stderr
    assert "Lamps of 2030" in copy.run("-c", OUTLINE).stdout.splitlines()
