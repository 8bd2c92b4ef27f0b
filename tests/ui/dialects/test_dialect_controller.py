import pytest
from PySide6.QtWidgets import QMenu, QPushButton

from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.response.dialect_wish import DialectWish, DialectWishKind
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.ui.collections.steps import open_collection, open_request
from tests.ui.opened_window import opened_window

SLACK = b'{"ok": false, "error": "invalid_auth"}'


class Handler(QuietHandler):
    """Answers as Slack does."""

    def do_GET(self) -> None:
        """Refuse the token."""
        self.respond(SLACK, Content_Type="application/json")


@pytest.fixture
def base():
    with http_serving(Handler) as address:
        yield address


def a_saved_request(folder, address):
    folder.mkdir()
    (folder / "collection.toml").write_text('format = 1\nname = "Checks"\n')
    file = folder / "A.request.toml"
    file.write_text(f'method = "GET"\nurl = "{address}/a"\n')
    return file


async def choose(opened, scope, title):
    """Choose from the menu at the edge of the verdict."""
    opened.find("dialect", QPushButton).click()
    await opened.scope.idle()
    (menu,) = [m for m in opened.window.findChildren(QMenu) if m.isVisible()]
    inner = next(m for m in menu.findChildren(QMenu) if m.title().startswith(scope))
    next(action for action in inner.actions() if action.text().startswith(title)).trigger()
    menu.close()
    await opened.scope.idle()


async def test_a_collection_is_given_a_dialect_and_that_can_be_undone(theme, tmp_path, base):
    file = a_saved_request(tmp_path / "checks", base)
    async with opened_window(theme, tmp_path / "profile", store=MemorySecrets()) as opened:
        await open_collection(opened, file.parent)
        key = (await open_request(opened, file)).key
        opened.controller.workbench.send_request(key)
        await opened.scope.idle()
        assert opened.exchange(key).verdict.severity is Severity.SUCCESS
        await choose(opened, "Judge the collection", "Slack")
        assert 'dialect = "slack"' in (file.parent / "collection.toml").read_text()
        verdict = opened.exchange(key).verdict
        assert (verdict.code, verdict.severity) == ("invalid_auth", Severity.CREDENTIAL)
        assert opened.current.copy.inherited.dialect == "slack"
        opened.controller.collections.undo()
        await opened.scope.idle()
        assert "slack" not in (file.parent / "collection.toml").read_text()
        assert opened.exchange(key).verdict.severity is Severity.SUCCESS


async def test_taking_the_offer_judges_the_host(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        opened.controller.opener.open_custom_url()
        opened.page.row.address.setText(f"{base}/a")
        opened.page.row.address.textEdited.emit(f"{base}/a")
        opened.send()
        exchange = await opened.answer()
        assert "slack" in exchange.verdict.looks_like
        opened.page.response.dialect_wished.emit(DialectWish(DialectWishKind.ACCEPT))
        await opened.scope.idle()
        judged = opened.exchange(opened.current.key)
        assert judged.verdict.dialect == exchange.verdict.looks_like[0]
        assert judged.outcome == exchange.outcome
        host = base.removeprefix("http://")
        assert opened.services.host_dialects.name_for(host) == judged.verdict.dialect


async def test_a_choice_that_cannot_be_kept_is_told(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        opened.controller.opener.open_custom_url()
        opened.page.row.address.setText(f"{base}/a")
        opened.page.row.address.textEdited.emit(f"{base}/a")
        opened.send()
        await opened.answer()
        (tmp_path / "dialects.json").write_text("{")
        opened.page.response.dialect_wished.emit(DialectWish(DialectWishKind.DECLINE))
        await opened.scope.idle()
        (message,) = opened.window.message_bar.messages
        assert "dialects.json is not the list of dialects" in message.text
        assert opened.exchange(opened.current.key).verdict.severity is Severity.SUCCESS
