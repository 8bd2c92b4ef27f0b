"""What a person does in the browser, beside what tests/end_to_end/test_oauth2.py tries."""

import asyncio

import pytest

from aiurdesk.core.auth.scheme import Question, Return, ShowCode
from aiurdesk.core.errors import AuthError
from aiurdesk.core.translation import Phrase
from aiurdesk.services.credentials.browser import Browser, OpenPage
from tests.services.login_setup import Receiver

CODE = ShowCode("ABCD", "https://id.example/enter", 60)


def browser(opens=True, **options):
    return Browser(lambda _address: opens, lambda _redirect: Receiver({"code": "1"}), **options)


def address(redirect, state):
    return f"https://id.example/?redirect_uri={redirect}&state={state}"


async def test_a_code_is_shown_until_it_is_hidden():
    pages: list[OpenPage | None] = []
    mine = browser()
    mine.on_visit = pages.append
    mine.show_code(CODE)
    mine.show(None)
    first, hidden = pages
    assert first is not None
    assert (first.code, first.address, hidden) == ("ABCD", "https://id.example/enter", None)


async def test_without_a_person_nothing_waits():
    mine = browser(opens=False)
    with pytest.raises(AuthError, match="nobody to enter the code"):
        mine.show_code(CODE)
    with pytest.raises(AuthError, match="write it into the field"):
        await mine.is_allowed(Question("Go on?", Phrase("Or write it into the field.")))
    mine.on_visit = lambda _page: None
    mine.is_attended = False
    with pytest.raises(AuthError, match="browser could not be opened"):
        await mine.visit(address)


async def test_what_comes_back_has_the_address_that_the_page_redirected_to():
    returned = await browser().visit(address)
    assert returned.redirect_address == Receiver.redirect_uri


@pytest.mark.parametrize("query", ["state={state}&state={state}&code=1", "code=1", "&" * 99])
async def test_a_pasted_address_has_one_state_and_no_value_twice(query):
    mine = browser()

    async def paste(page: OpenPage) -> str:
        state = page.address.rpartition("=")[2]
        return f"https://app.example/cb?{query.format(state=state)}"

    mine.ask_address = paste
    with pytest.raises(AuthError, match="belongs to another sign-in"):
        await mine.visit(address, "https://app.example/cb")


async def test_a_paste_that_does_not_come_is_given_up():
    mine = browser(timeout_s=0.01)

    async def never(_page: OpenPage) -> str:
        await asyncio.Event().wait()
        return ""

    mine.ask_address = never
    with pytest.raises(AuthError, match="Nobody signed in"):
        await mine.visit(address, "https://app.example/cb")


class Silent(Receiver):
    """Nobody comes back to it."""

    async def wait(self, timeout_s: float) -> Return:
        await asyncio.Event().wait()
        raise TimeoutError


def pasting(receiver: Receiver, paste, **options) -> Browser:
    mine = Browser(lambda _address: False, lambda _redirect: receiver, **options)
    mine.on_visit, mine.ask_address, mine.asks_while_waiting = lambda _page: None, paste, True
    return mine


async def test_without_a_browser_here_the_address_of_one_elsewhere_can_be_pasted():
    async def paste(page: OpenPage) -> str:
        return f"{page.redirect_address}?code=7&state={Receiver.state}"

    returned = await pasting(Silent(None), paste).visit(address)
    assert (returned.values, returned.redirect_address) == ({"code": "7"}, Receiver.redirect_uri)


async def test_who_shows_the_page_can_take_the_address_of_a_browser_elsewhere():
    mine = Browser(lambda _address: False, lambda _redirect: Silent(None))
    offers: list[bool] = []

    def show(page: OpenPage | None) -> None:
        offers.append(page is not None and page.take_address is not None)
        if page is not None and page.take_address is not None:
            page.take_address(f"{page.redirect_address}?code=7&state={Receiver.state}")
            page.take_address("twice")

    mine.on_visit = show
    assert (await mine.visit(address)).values == {"code": "7"}
    assert offers == [False, True, False]


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("http://127.0.0.1:5000/signed-in?code=7&state=guessed", "belongs to another sign-in"),
        ("https://other.example/?code=7", "not the address at which the browser ends"),
        ("", "given up"),
    ],
)
async def test_another_address_than_the_one_of_this_computer_is_refused(pasted, words):
    async def paste(_page: OpenPage) -> str:
        return str(pasted)

    with pytest.raises(AuthError, match=words):
        await pasting(Silent(None), paste).visit(address)


async def test_a_browser_that_comes_back_ends_the_question():
    async def never(_page: OpenPage) -> str:
        await asyncio.Event().wait()
        return ""

    assert (await pasting(Receiver({"code": "1"}), never).visit(address)).values == {"code": "1"}
    with pytest.raises(AuthError, match="Nobody signed in"):
        await pasting(Receiver(None), never).visit(address)
