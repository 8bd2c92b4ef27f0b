"""Parts of ``aiurdesk credentials``; the whole command is tested in commands/test_credentials."""

import argparse
import io
import json
import os
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from aiurdesk.assembly import build_services
from aiurdesk.cli.credentials import load, named, run, show_page, show_sign_ins
from aiurdesk.core.auth.scheme import Question
from aiurdesk.core.credentials.secret import KeyringWait
from aiurdesk.core.errors import AuthError, ProblemError, StorageError
from aiurdesk.core.translation import Phrase
from aiurdesk.services.credentials.browser import Browser, OpenPage
from aiurdesk.services.credentials.credential_secrets import SANDBOX_APP
from tests.services.login_setup import Receiver

OWN = {
    "id": "a",
    "name": "Straße \x1b[31m",
    "scheme": "header",
    "origins": ["https://a.example", "https://b.example"],
    "values": {"header": "X-Key"},
}
UNTIL = datetime(2026, 11, 24, 12, tzinfo=UTC)
PAGE = OpenPage("https://id.example/enter", UNTIL)
QUESTION = Question("Go on?\n\nIt is sent there.", Phrase("Write it into the field."))


@pytest.fixture
def services(tmp_path):
    return build_services(tmp_path)


def test_the_error_for_an_unknown_name_lists_all_credentials(services):
    assert named("SANDBOX app", services) is SANDBOX_APP
    with pytest.raises(
        ProblemError, match="Known credentials: Sandbox app, Sandbox session, Sandbox sign-in"
    ):
        named("nobody", services)


async def test_a_file_that_is_not_valid_is_refused_and_stays_where_it_is(services, tmp_path):
    file = tmp_path / "credentials.json"
    file.write_text("no JSON", encoding="utf-8")
    with pytest.raises(StorageError, match=r"credentials\.json could not be read: it is not JSON"):
        await load(services)
    assert file.read_text(encoding="utf-8") == "no JSON"


async def test_a_waiting_keyring_is_reported_and_called_locked_only_if_it_is(services, capsys):
    await load(services)
    report_waiting = services.credentials.secrets.store.on_waiting
    report_waiting(KeyringWait.KEYRING)
    report_waiting(KeyringWait.NOTHING)
    said = capsys.readouterr().err
    assert said == "Waiting for the system keyring. Press Ctrl+C to stop.\n"
    report_waiting(KeyringWait.UNLOCKING)
    assert capsys.readouterr().err.count("is locked") == 1


async def test_a_list_shows_scheme_and_origins_without_control_characters(
    services, tmp_path, capsys
):
    record = json.dumps({"credentials": [OWN]})
    (tmp_path / "credentials.json").write_text(record, encoding="utf-8")
    await run(argparse.Namespace(action="list", json=False), services)
    lines = capsys.readouterr().out.splitlines()
    own = next(line for line in lines if line.startswith("Straße"))
    assert own.endswith("header   https://a.example https://b.example  header=X-Key")
    assert "\x1b" not in own


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown_browser() -> Browser:
    browser = Browser(lambda _address: True, lambda _redirect: Receiver(None))
    show_sign_ins(browser)
    return browser


def test_a_code_is_shown_without_a_terminal_and_without_its_control_characters(capsys):
    show_page(OpenPage("https://id.example/enter", UNTIL, needs_help=True, code="AB\x1bCD"))
    show_page(PAGE)
    show_page(None)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(
        "open https://id.example/enter on any device and enter the code AB\ufffdCD"
    )


async def test_without_a_terminal_no_one_is_asked():
    browser = shown_browser()
    assert not browser.is_attended
    with pytest.raises(AuthError, match="Write it into the field"):
        await browser.is_allowed(QUESTION)


async def test_a_terminal_is_asked_for_a_permission_and_an_address(monkeypatch):
    typed, written = Terminal("Yes\n\nhttps://app.example/cb?code=1\n"), Terminal()
    monkeypatch.setattr("sys.stdin", typed)
    monkeypatch.setattr("sys.stderr", written)
    browser = shown_browser()
    assert await browser.is_allowed(QUESTION)
    assert not await browser.is_allowed(QUESTION)
    assert browser.ask_address is not None
    assert await browser.ask_address(PAGE) == "https://app.example/cb?code=1"
    assert "It is sent there." in written.getvalue()
    show_page(PAGE)
    assert written.getvalue().endswith("https://id.example/enter\n")
    # What the server has to allow is named before anybody waits for it.
    show_page(replace(PAGE, redirect_address="http://127.0.0.1:4711/"))
    assert "sends the browser back to http://127.0.0.1:4711/; the server" in written.getvalue()


async def test_a_terminal_takes_the_address_of_a_browser_elsewhere(monkeypatch):
    person, terminal = os.openpty()
    written = Terminal()
    monkeypatch.setattr("sys.stderr", written)
    with os.fdopen(terminal, encoding="utf-8") as typed:
        monkeypatch.setattr("sys.stdin", typed)
        browser = shown_browser()
        assert browser.asks_while_waiting
        assert browser.ask_address is not None
        os.write(person, b"http://127.0.0.1:4711/signed-in?code=1&state=s\n")
        page = replace(PAGE, redirect_address="http://127.0.0.1:4711/signed-in")
        assert await browser.ask_address(page) == f"{page.redirect_address}?code=1&state=s"
        # Ends the thread that reads on.
        os.write(person, b"\4")
    os.close(person)
    assert "whose address begins with http://127.0.0.1:4711/signed-in." in written.getvalue()
