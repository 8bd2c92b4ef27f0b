import asyncio

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton, QTabWidget, QWidget

from aiurdesk.core.settings import ColourScheme
from aiurdesk.core.verdict.verdict import Fix, FixAction
from aiurdesk.ui.request.request_page import RequestPage
from aiurdesk.ui.response.response_page import ResponsePage
from aiurdesk.ui.startup.preload import LOADING_CLIENT, load_ahead
from tests.ui.opened_window import opened_window

STATUS, PUSH = "gateway.home.index", "stargate.message.pushmessage"


async def test_send_and_cancel_are_one_button(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        button = opened.find("send", QPushButton)
        button.click()
        assert button.accessibleName() == "Cancel"
        exchange = await opened.answer()
        assert button.accessibleName() == "Send"
        assert (exchange.verdict.code, exchange.verdict.message) == (
            0,
            "Server started successfully!",
        )


async def test_the_page_of_the_next_request_is_made_while_nobody_waits(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        stack = opened.controller.pages.tabs.stack
        opened.scope.start(LOADING_CLIENT, load_ahead, opened.scope, opened.services)
        await opened.scope.idle()
        for _ in range(50):
            await asyncio.sleep(0)
        (ready,) = set(stack.findChildren(RequestPage)) - {opened.page}
        assert ready.findChild(ResponsePage) is not None
        assert not ready.isVisible()
        opened.open(PUSH)
        assert opened.page is ready
        assert ready.isVisible()
        assert ready.form.isVisible()


async def test_a_field_is_marked_before_sending_and_by_the_server(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.controller.credentials.choice.choose("")
        opened.open(PUSH)
        opened.find("send", QPushButton).click()
        opened.find("send_anyway", QPushButton).click()
        exchange = await opened.answer()
        assert exchange.verdict.code == -10
        assert "AccessToken" in exchange.verdict.field_errors


async def test_fixes_do_what_they_say(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        opened.controller.workbench.send()
        first = await opened.answer()
        page = opened.page
        page.fix_chosen.emit(Fix("Resend", FixAction.RESEND))
        second = await opened.answer()
        assert second is not first
        page.fix_chosen.emit(Fix("Copy report", FixAction.COPY_REPORT))
        assert "Server started successfully!" in QGuiApplication.clipboard().text()
        page.fix_chosen.emit(Fix("Docs", FixAction.SHOW_DOCS))
        editors = opened.find("editors", QTabWidget)
        assert editors.tabText(editors.currentIndex()) == "Docs"
        page.fix_chosen.emit(Fix("List", FixAction.OPEN_ENDPOINT, "archon.api.accesstoken"))
        assert opened.current.request.endpoint.id == "archon.api.accesstoken"
        page.fix_chosen.emit(Fix("List", FixAction.OPEN_ENDPOINT, "gone"))
        assert opened.current.request.endpoint.id == "archon.api.accesstoken"


def fixes_of(page) -> set[str]:
    banner = next(w for w in page.findChildren(QWidget) if w.accessibleName() == "Verdict")
    buttons = [b for b in banner.findChildren(QPushButton) if b.isVisible()]
    return {button.accessibleName() or button.text() for button in buttons}


async def test_an_answer_that_refused_a_credential_offers_what_can_be_done(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("code-lab.codes.unauthorized")
        opened.controller.workbench.send()
        assert (await opened.answer()).verdict.code == -8
        assert "Choose credential" in fixes_of(opened.page)
        assert not {"Sign in", "Renew token and resend"} & fixes_of(opened.page)
        opened.page.fix_chosen.emit(Fix("Choose credential", FixAction.CHOOSE_CREDENTIAL))
        assert opened.window.credentials.box.view().isVisible()
        opened.window.credentials.box.hidePopup()


async def test_a_token_can_be_renewed_and_the_request_sent_again(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("stargate.channel.createchannel")
        opened.controller.workbench.send()
        first = await opened.answer()
        opened.page.fix_chosen.emit(Fix("Renew token and resend", FixAction.RENEW_TOKEN))
        second = await opened.answer()
        assert second is not first
        assert second.verdict.code == 0
        opened.page.fix_chosen.emit(Fix("Sign in", FixAction.SIGN_IN))
        await opened.scope.idle()
        told = [message.text for message in opened.window.message_bar.messages]
        assert told == ["Sandbox app is signed in."]


async def test_the_field_of_a_token_follows_the_choice(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(PUSH)
        await opened.scope.idle()
        token = next(
            e for e in opened.page.findChildren(QLineEdit) if e.accessibleName() == "AccessToken"
        )
        assert token.placeholderText() == "from credential Sandbox app"
        opened.controller.credentials.choice.choose("")
        assert token.placeholderText() == ""
        offer = next(
            b for b in opened.page.findChildren(QPushButton) if b.text() == "Choose credential"
        )
        assert offer.isVisible()


async def test_all_pages_divide_alike(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        opened.controller.workbench.send()
        opened.controller.pages.set_response_below(True)
        opened.open(PUSH)
        pages = opened.controller.pages.tabs.pages()
        assert [page.splitter.orientation() for page in pages] == [Qt.Orientation.Vertical] * 2
        state = opened.controller.pages.splitter_state()
        opened.controller.pages.restore_splitter(state)
        assert opened.controller.pages.is_response_below


async def test_what_happens_to_a_request_that_was_never_in_front_is_no_trouble(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        sending = opened.controller.workbench.sending
        sending.refused.emit(99, ())
        sending.busy_changed.emit(99, True)
        assert opened.controller.pages.tabs.page_of(99) is None


async def test_a_page_hidden_during_a_change_is_never_seen_as_it_was(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        first = opened.open(STATUS).key
        opened.find("send", QPushButton).click()
        await opened.answer()
        opened.open(PUSH)
        theme.apply(ColourScheme.DARK, 120)
        opened.controller.pages.tabs.bring_to_front(first)
        assert opened.page.theme.is_dark()
        await asyncio.sleep(0.1)
        shown = opened.page.grab().toImage()
        for scheme, zoom in ((ColourScheme.LIGHT, 100), (ColourScheme.DARK, 120)):
            theme.apply(scheme, zoom)
            await asyncio.sleep(0.1)
        assert shown.pixelColor(3, 3) == theme.colour("window")
        assert opened.page.grab().toImage() == shown
