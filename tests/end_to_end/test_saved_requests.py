"""The pages "Saved requests" and "pytest" of the manual, followed as a reader would."""

import json
import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from aiurdesk.resources import read_text
from tests.command_line import run_command

PAGES = read_text("manual/saved-requests.md") + read_text("manual/pytest.md")
COMMANDS = re.findall(r"^    ((?:aiurdesk|pytest) .+)$", PAGES, re.MULTILINE)
PYTHON = "".join(part.split("```", 1)[0] for part in PAGES.split("```python\n")[1:])
SETTINGS = PAGES.split("```ini\n")[1].split("```", 1)[0]
EXAMPLE, SOCKET = (part.split("```", 1)[0] for part in PAGES.split("```toml\n")[1:])
SHOP = Path(__file__).parents[1] / "data" / "importers" / "postman" / "shop.input"
STAGING = """{"name": "Staging", "_postman_variable_scope": "environment",
"values": [{"key": "base", "value": "https://staging.example", "enabled": true}]}"""
FILE = "checks/Create channel.request.toml"


def run(line, folder):
    program, *arguments = shlex.split(line)
    if program == "aiurdesk":
        return run_command(*arguments, "--profile", "profile", folder=folder)
    own = ("-p", "aiurdesk.pytest_plugin", "--aiurdesk-profile", "profile")
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return run_command(*arguments, *own, environment=environment, folder=folder, module="pytest")


def test_the_commands_work_in_their_order(tmp_path):
    assert len(COMMANDS) == 12
    (tmp_path / "shop-in-bruno").mkdir()
    request = "meta {\n  name: Open\n}\n\nget {\n  url: https://shop.example/\n}\n"
    (tmp_path / "shop-in-bruno" / "Open.bru").write_text(request)
    shutil.copy(SHOP, tmp_path / "shop.postman_collection.json")
    (tmp_path / "staging.postman_environment.json").write_text(STAGING)
    first, *others = COMMANDS
    saved = run(first, tmp_path)
    assert saved.returncode == 0, saved.stderr
    head = EXAMPLE.split("tests = [", 1)[0]
    assert (tmp_path / FILE).read_text(encoding="utf-8") == head
    (tmp_path / FILE).write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / "test_channels.py").write_text(PYTHON, encoding="utf-8")
    for line in others:
        done = run(line, tmp_path)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    for report in ("junit.xml", "run.json", "run.html"):
        assert (tmp_path / report).stat().st_size > 400


def test_the_tests_in_python_work_as_they_are_shown(tmp_path):
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(SETTINGS)
    (tmp_path / "test_channels.py").write_text(PYTHON, encoding="utf-8")
    done = run("pytest test_channels.py", tmp_path)
    assert "3 passed" in done.stdout, done.stdout


def test_the_socket_works_as_it_is_shown(tmp_path):
    checks = tmp_path / "checks"
    checks.mkdir()
    settings = 'format = 1\nenvironment = "Sandbox"\n[variables]\nuser = "Ann"\n'
    (checks / "collection.toml").write_text(settings)
    (checks / "Echo.request.toml").write_text(SOCKET, encoding="utf-8")
    (checks / "photo.png").write_bytes(b"\x89PNG")
    done = run("aiurdesk run checks --json run.json --html run.html --junit junit.xml", tmp_path)
    assert done.returncode == 0, done.stderr
    (result,) = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["results"]
    title, *_ = (test["title"] for test in result["tests"])
    assert title == "4 frames within 5 s"
    assert [(test["title"], test["found"]) for test in result["tests"][1:]] == [
        ("frame 1: text contains hello", "hello Ann"),
        ("frame 2: value type equals 1", "1"),
        ("any frame: bytes in base64 is AAEC", "frame 4: AAEC"),
    ]
    sent = [frame for frame in result["exchange"]["frames"] if frame["direction"] == "sent"]
    assert (sent[0]["text"], sent[2]["base64"]) == ("hello Ann", "iVBORw==")
    assert "hello Ann" in (tmp_path / "run.html").read_text(encoding="utf-8")
    # The same with pytest, beside one that fails.
    broken = SOCKET.replace('contains = "hello"', 'contains = "bye"')
    (checks / "Wrong.request.toml").write_text(broken, encoding="utf-8")
    failed = run("pytest checks", tmp_path)
    assert "1 failed, 1 passed" in failed.stdout
    assert "frame 1: text contains bye: hello Ann" in failed.stdout


@pytest.mark.parametrize(
    "word",
    ["collection.toml", "folder.toml", "environments/NAME.toml", "{{env:VARIABLE}}", "--data"],
)
def test_the_section_names_what_there_is(word):
    assert word in PAGES


def lamp_shop(server):
    responses = {"200": {"description": "the lamps"}}
    listed = {"operationId": "listLamps", "tags": ["lamps"], "responses": responses}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lamp Shop", "version": "1"},
        "servers": [{"url": server}],
        "paths": {"/lamps": {"get": listed}},
    }


def call(folder, profile, *arguments):
    return run_command(*arguments, "--profile", folder / profile, folder=folder)


def test_a_request_of_an_own_service_runs_in_the_profile_of_a_colleague(tmp_path, echo_server):
    (tmp_path / "openapi.json").write_text(json.dumps(lamp_shop(echo_server.url)))
    assert call(tmp_path, "mine", "services", "add", "openapi.json").returncode == 0
    place = ("--save", "checks/List.request.toml")
    sent = call(tmp_path, "mine", "send", "lamp-shop.lamps.listlamps", *place)
    assert sent.returncode == 0, sent.stderr
    assert "The description of Lamp Shop was saved in the collection" in sent.stderr
    assert "environment" not in (tmp_path / "checks" / "collection.toml").read_text()
    # No path of this computer is shared.
    files = [path for path in (tmp_path / "checks").rglob("*") if path.is_file()]
    assert not [path for path in files if str(tmp_path) in path.read_text()]
    for arguments in (("run", "checks"), ("send", "checks", "List")):
        theirs = call(tmp_path, "theirs", *arguments)
        assert theirs.returncode == 0, theirs.stderr
    options = ("-p", "no:cacheprovider", "--aiurdesk-profile", tmp_path / "theirs")
    tested = run_command(*options, "checks", folder=tmp_path, module="pytest")
    assert tested.returncode == 0, tested.stdout
    assert [text.split("\n")[0] for text in echo_server.received] == ["/lamps"] * 4


def test_a_description_that_the_collection_has_stays_as_it_is(tmp_path, echo_server):
    (tmp_path / "openapi.json").write_text(json.dumps(lamp_shop(echo_server.url)))
    call(tmp_path, "mine", "services", "add", "openapi.json")
    call(tmp_path, "mine", "send", "lamp-shop.lamps.listlamps", "--save", "checks/A.request.toml")
    file = tmp_path / "checks" / "services" / "lamp-shop" / "service.json"
    edited = file.read_text().replace("Lamp Shop", "Lamps of ours")
    file.write_text(edited)
    again = ("send", "lamp-shop.lamps.listlamps", "--save", "checks/B.request.toml")
    assert "description of" not in call(tmp_path, "mine", *again).stderr
    assert file.read_text() == edited


def test_a_built_in_service_is_not_saved_with_its_requests(tmp_path):
    place = ("--save", "checks/A.request.toml")
    sent = call(tmp_path, "mine", "send", "gateway.home.index", "--sandbox", *place)
    assert sent.returncode == 0, sent.stderr
    assert not (tmp_path / "checks" / "services").exists()
