from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QTabWidget, QWidget

from aiurdesk.core.problem import Fix, FixAction
from tests.ui.opened_window import opened_window

STATUS = "gateway.home.index"


async def test_fixes_do_what_they_say(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(STATUS)
        opened.send()
        first = await opened.answer()
        page = opened.page
        page.response.fix_chosen.emit(Fix("Resend", FixAction.RESEND))
        second = await opened.answer()
        assert second is not first
        page.response.fix_chosen.emit(Fix("Copy report", FixAction.COPY_REPORT))
        assert "Server started successfully!" in QGuiApplication.clipboard().text()
        page.response.fix_chosen.emit(Fix("Docs", FixAction.SHOW_DOCS))
        editors = opened.find("editors", QTabWidget)
        assert editors.tabText(editors.currentIndex()) == "Docs"
        page.response.fix_chosen.emit(
            Fix("List", FixAction.OPEN_ENDPOINT, "archon.api.accesstoken")
        )
        assert opened.current.request.endpoint.id == "archon.api.accesstoken"
        page.response.fix_chosen.emit(Fix("List", FixAction.OPEN_ENDPOINT, "gone"))
        assert opened.current.request.endpoint.id == "archon.api.accesstoken"


def fixes_of(page) -> set[str]:
    banner = next(w for w in page.findChildren(QWidget) if w.accessibleName() == "Verdict")
    buttons = [b for b in banner.findChildren(QPushButton) if b.isVisible()]
    return {button.accessibleName() or button.text() for button in buttons}


async def test_a_response_that_refused_a_credential_offers_fixes(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("code-lab.codes.unauthorized")
        opened.send()
        assert (await opened.answer()).verdict.code == -8
        assert "Choose credential" in fixes_of(opened.page)
        assert not {"Sign in", "Renew token and resend"} & fixes_of(opened.page)
        opened.page.response.fix_chosen.emit(Fix("Choose credential", FixAction.CHOOSE_CREDENTIAL))
        assert opened.window.credentials.box.view().isVisible()
        opened.window.credentials.box.hidePopup()


async def test_a_token_can_be_renewed_and_the_request_sent_again(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open("stargate.channel.createchannel")
        opened.send()
        first = await opened.answer()
        opened.page.response.fix_chosen.emit(Fix("Renew token and resend", FixAction.RENEW_TOKEN))
        second = await opened.answer()
        assert second is not first
        assert second.verdict.code == 0
        assert second.prepared.secrets != first.prepared.secrets
        opened.page.response.fix_chosen.emit(Fix("Sign in", FixAction.SIGN_IN))
        await opened.scope.idle()
        told = [message.text for message in opened.window.message_bar.messages]
        assert told == ["Sandbox app is signed in."]
