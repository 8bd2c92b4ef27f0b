"""What a person does in the browser, beside what tests/end_to_end/test_oauth2.py tries."""

import asyncio

import pytest

from aiurdesk.core.auth.scheme import Question, ShowCode
from aiurdesk.core.errors import AuthError
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
        await mine.is_allowed(Question("Go on?", "Or write it into the field."))
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
