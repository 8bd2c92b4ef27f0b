"""What the terminal shows and asks while a credential signs in."""

import io
from datetime import UTC, datetime

import pytest

from aiurdesk.cli.signing_in import show_page, show_sign_ins
from aiurdesk.core.auth.scheme import Question
from aiurdesk.core.errors import AuthError
from aiurdesk.services.credentials.browser import Browser, OpenPage
from tests.services.login_setup import Receiver

UNTIL = datetime(2026, 11, 24, 12, tzinfo=UTC)
PAGE = OpenPage("https://id.example/enter", UNTIL)
QUESTION = Question("Go on?\n\nIt is sent there.", "Write it into the field.")


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
