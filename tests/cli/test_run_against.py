"""``aiurdesk run --save-as`` and ``--against``, with a server whose responses change."""

import itertools
import json
import re
import time
from xml.etree import ElementTree

import pytest

from aiurdesk.resources import read_text
from tests.command_line import run_command
from tests.end_to_end.loopback_server import QuietHandler, http_serving

SECRET = "sk_live_marked_secret_1234567890"


class Shop:
    """What the server says; a test changes it."""

    def __init__(self):
        self.price: object = 10
        self.lamp = (0, "Read.")
        self.numbers = itertools.count()
        self.sent: list[str] = []


@pytest.fixture
def shop():
    return Shop()


@pytest.fixture
def base(shop):
    class Handler(QuietHandler):
        def do_GET(self):
            shop.sent.append(self.path)
            members = {"code": 0, "message": "Read."}
            if "/lamp" in self.path:
                members["code"], members["message"] = shop.lamp
                price = 12 if self.path.startswith("/second") else shop.price
                members |= {"price": price, "at": next(shop.numbers), "echo": SECRET}
            if "/clock" in self.path:
                members["serverTime"] = int(time.time())
            if "/list" in self.path:
                members["items"] = [{"id": next(shop.numbers), "name": "a"}]
            self.respond(json.dumps(members).encode(), Content_Type="application/json")

        do_DELETE = do_GET

    with http_serving(Handler) as address:
        yield address


@pytest.fixture
def folder(tmp_path, base):
    folder = tmp_path / "shop"
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text('environment = "First"\n')
    for name in ("First", "Second"):
        text = f'[variables]\nbase = "{base}/{name.lower()}"\n'
        (folder / "environments" / f"{name}.toml").write_text(text)
    for name in ("lamp", "plain"):
        (folder / f"{name}.request.toml").write_text(
            f'method = "GET"\nurl = "{{{{base}}}}/{name}"\ndialect = "2020"\n'
        )
    return folder


@pytest.fixture
def run(tmp_path, folder):
    def run(*arguments):
        return run_command("run", folder, *arguments, "--profile", tmp_path / "profile")

    return run


def test_a_run_that_is_kept_is_compared_with_a_later_one(run, shop, tmp_path):
    kept = run("--save-as", "before", "--repeat", "2")
    assert kept.returncode == 0, kept.stderr
    assert "Kept as before. Compare a later run with it: --against before." in kept.stderr
    same = run("--against", "before")
    assert same.returncode == 0, same.stderr
    assert "UTC): 2 requests." in same.stderr
    # The clock of the server changes with each response, which two passes have shown.
    assert "Changes by itself at lamp: at" in same.stderr
    shop.price = "10"
    differs = run("--against", "before", "--junit", tmp_path / "j.xml", "--json", tmp_path / "r")
    assert differs.returncode == 5, differs.stderr
    assert "Differences from before (First, " in differs.stderr
    assert ": in 1 of 2 requests." in differs.stderr
    assert 'price: 10 → "10"' in differs.stderr
    suite = ElementTree.parse(tmp_path / "j.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    (failure,) = suite.iter("failure")
    assert failure.get("message") == 'price: 10 → "10"'
    against = json.loads((tmp_path / "r").read_text())["against"]
    assert against["changes_by_itself"] == {"lamp": ["at"]}
    (one,) = against["differing"]
    assert one["title"] == "lamp"
    assert one["differences"] == [{"what": "price", "before": "10", "now": '"10"'}]


def test_a_code_that_changed_is_told_first_and_written_into_the_page(run, shop, tmp_path):
    run("--save-as", "before", "--repeat", "2")
    shop.lamp = (-4, "No lamp.")
    ran = run("--against", "before", "--html", tmp_path / "page.html")
    assert ran.returncode == 5
    told = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "2026-12-02 13:00", ran.stderr).splitlines()
    start = next(number for number, line in enumerate(told) if line.startswith("Differences"))
    shown = "\n".join(f"    {line}" for line in told[start:])
    assert shown in read_text("manual/before-and-after.md")
    assert "Result code: 0 → −4" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_list_of_the_collection_says_what_is_ignored(run, folder):
    run("--save-as", "before")
    once = run("--against", "before")
    assert once.returncode == 5
    assert "at: 0 → 1" in once.stderr
    assert "is found with --repeat 2" in once.stderr
    with (folder / "collection.toml").open("a") as file:
        file.write('ignore = ["at"]\n')
    ignored = run("--against", "before")
    assert ignored.returncode == 0, ignored.stderr
    assert "Ignored, as the collection says: at" in ignored.stderr


def test_entries_of_a_list_with_new_ids_are_learnt(run, folder):
    text = 'method = "GET"\nurl = "{{base}}/list"\ndialect = "2020"\n'
    (folder / "list.request.toml").write_text(text)
    run("--save-as", "before", "--repeat", "2")
    ran = run("--against", "before")
    assert ran.returncode == 0, ran.stderr


def test_a_clock_in_whole_seconds_is_learnt(run, folder):
    text = 'method = "GET"\nurl = "{{base}}/clock"\ndialect = "2020"\n'
    for name in ("lamp", "plain"):
        (folder / f"{name}.request.toml").unlink()
    (folder / "clock.request.toml").write_text(text)
    ran = run("--against", "Second", "--repeat", "2")
    assert ran.returncode == 0, ran.stderr
    assert "Changes by itself at clock: serverTime" in ran.stderr


def test_requests_that_are_new_or_gone_are_told(run, folder, base):
    run("--save-as", "before", "--repeat", "2")
    (folder / "plain.request.toml").rename(folder / "other.request.toml")
    ran = run("--against", "before")
    assert ran.returncode == 5
    assert "  other\n    was not sent before\n" in ran.stderr
    assert "  plain\n    was sent before, and not now\n" in ran.stderr


def test_two_environments_are_compared(run, shop):
    ran = run("--against", "Second", "--repeat", "2")
    assert ran.returncode == 5, ran.stderr
    assert "First in Second:" in ran.stderr
    assert "Then in First:" in ran.stderr
    assert "price: 12 → 10" in ran.stderr
    assert [path.partition("/")[2].partition("/")[0] for path in shop.sent] == [
        *["second"] * 4,
        *["first"] * 4,
    ]


@pytest.mark.parametrize("name", ["First", "first", "environment:First"])
def test_an_environment_is_not_compared_with_itself(run, shop, name):
    ran = run("--against", name)
    assert ran.returncode == 2
    assert "First is the environment that the run uses already. Name another one." in ran.stderr
    assert not shop.sent
    assert run("--against", name, "--environment", "Second").returncode == 5


def test_a_name_of_both_has_to_be_said_which(run):
    run("--save-as", "Second")
    ran = run("--against", "Second")
    assert ran.returncode == 2
    assert "--against run:Second or --against environment:Second" in ran.stderr
    assert run("--against", "run:Second").returncode == 5
    assert "First in Second:" in run("--against", "environment:Second").stderr


def test_an_unknown_name_sends_nothing(run, shop):
    assert "'aiurdesk run FOLDER --save-as x' makes one" in run("--against", "x").stderr
    run("--save-as", "before")
    shop.sent.clear()
    ran = run("--against", "x")
    assert ran.returncode == 2
    assert "There is no kept run x. There are before." in ran.stderr
    assert not shop.sent


def test_a_careful_environment_is_refused_on_both_sides(run, folder, shop):
    text = 'method = "DELETE"\nurl = "{{base}}/lamp"\ndialect = "2020"\n'
    (folder / "delete.request.toml").write_text(text)
    path = folder / "environments" / "Second.toml"
    path.write_text("careful = true\n" + path.read_text())
    ran = run("--against", "Second")
    assert ran.returncode == 2
    assert "--yes" in ran.stderr
    assert not shop.sent


def test_no_secret_is_kept(run, tmp_path, folder):
    header = f'headers = [["Authorization", "Bearer {SECRET}"]]\n'
    text = f'method = "GET"\nurl = "{{{{base}}}}/lamp"\n{header}'
    (folder / "lamp.request.toml").write_text(text)
    assert run("--save-as", "before", "--repeat", "2", "--trust").returncode in (0, 1, 4)
    files = [path for path in (tmp_path / "profile").rglob("*.run") if path.is_file()]
    assert len(files) == 1
    assert SECRET.encode() not in files[0].read_bytes()
    assert b"price" in files[0].read_bytes()


@pytest.mark.parametrize("name", ["../../escape", "a/b", "CON", ".hidden"])
def test_a_name_stays_in_its_folder(run, tmp_path, name):
    assert run("--save-as", name, "--repeat", "2").returncode == 0
    assert [path.parent.name for path in tmp_path.rglob("*.run")] == ["kept"]
    assert run("--against", name).returncode == 0
    assert run("--forget", name).returncode == 0
    assert not [*tmp_path.rglob("*.run")]


def test_a_kept_run_is_removed(run, tmp_path):
    run("--save-as", "before")
    profile = ("--profile", tmp_path / "profile")
    removed = run_command("run", "--forget", "before", *profile)
    assert removed.returncode == 0, removed.stderr
    assert "The kept run before is removed." in removed.stderr
    assert run_command("run", "--forget", "before", *profile).returncode == 2


def test_a_kept_run_that_cannot_be_read_is_told(run, tmp_path):
    run("--save-as", "before")
    (path,) = tmp_path.rglob("*.run")
    path.write_bytes(path.read_bytes()[:50])
    ran = run("--against", "before")
    assert ran.returncode == 2
    assert "The kept run before cannot be read. Keep it again with --save-as." in ran.stderr
