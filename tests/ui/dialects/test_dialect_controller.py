import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QMenu, QPushButton, QTableView, QWidget

from aiurdesk.core.dialects.effect import short_verdict
from aiurdesk.core.dialects.pointing import Role
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.dialects.dialect_controller import (
    AS_USUAL,
    BY_STATUS,
    DialectChoices,
    DialectScope,
    Done,
    dialect_menu,
)
from aiurdesk.ui.dialects.teach_dialog import EffectsTable, PathsRow, TeachDialog
from aiurdesk.ui.history.compare_dialog import CompareDialog
from aiurdesk.ui.history.history_panel import HistoryAction
from aiurdesk.ui.response.dialect_edge import DialectWish, DialectWishKind
from aiurdesk.ui.widgets.rows_model import ItemRole
from tests.coroutines import until
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.ui.collections.steps import open_collection, open_request
from tests.ui.opened_window import opened_window

SLACK = b'{"ok": false, "error": "invalid_auth"}'


class Shop(QuietHandler):
    """Says in the body how an order went, and elsewhere nothing of that."""

    def do_GET(self) -> None:
        """Answer by the path."""
        kind = "text/plain" if self.path == "/health" else "application/json"
        bodies = {
            "/orders/1": b'{"state": "bad", "reason": "SOLD_OUT", "text": "Sold out"}',
            "/orders/2": b'{"state": "fine"}',
            "/users/1": b'{"name": "Ann"}',
            "/users/2": b'{"state": "asleep"}',
        }
        self.respond(bodies.get(self.path, b"well"), Content_Type=kind)


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


async def send_to(opened, address):
    """Send a request to an address in a tab of its own, and return its key."""
    opened.controller.opener.open_custom_url()
    opened.page.row.address.setText(address)
    opened.page.row.address.textEdited.emit(address)
    opened.send()
    await opened.answer()
    return opened.current.key


def accept(opened, key):
    """Take the dialect that is offered for the host of an open request."""
    wished(opened, key, DialectWish(DialectWishKind.ACCEPT))


def wished(opened, key, wish):
    """Wish something on the page of an open request."""
    opened.controller.pages.tabs.page_of(key).response.dialect_wished.emit(wish)


async def rows_of(opened, text):
    """Return the entries of the history that match a filter."""
    criteria, _ = opened.services.history.filter_of(text)
    return await opened.services.history.page(criteria)


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
        assert opened.exchange(key).verdict.severity is Severity.INPUT
        await choose(opened, "Judge the collection", "Slack")
        assert 'dialect = "slack"' in (file.parent / "collection.toml").read_text()
        verdict = opened.exchange(key).verdict
        assert (verdict.code, verdict.severity) == ("invalid_auth", Severity.CREDENTIAL)
        assert opened.current.copy.inherited.dialect == "slack"
        opened.controller.collections.undo()
        await opened.scope.idle()
        assert "slack" not in (file.parent / "collection.toml").read_text()
        assert opened.exchange(key).verdict.severity is Severity.INPUT


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


async def test_a_choice_for_a_host_judges_its_tabs_and_its_rows_of_the_history_again(
    theme, tmp_path, base
):
    with http_serving(Handler) as other:
        async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
            keys = [await send_to(opened, url) for url in (f"{base}/a", f"{base}/b", f"{other}/c")]
            await opened.services.history.aclose()
            opened.controller.workbench.close(keys.pop(0))
            accept(opened, keys[0])
            await opened.scope.idle()
            severities = [opened.exchange(key).verdict.severity for key in keys]
            assert severities == [Severity.CREDENTIAL, Severity.INPUT]
            rows = await rows_of(opened, "severity:credential invalid_auth")
            assert [row.address.removeprefix(base) for row in rows] == ["/b", "/a"]
            assert {row.code for row in rows} == {"invalid_auth"}
            reopened = await opened.services.history.exchange(rows[-1].id)
            assert reopened is not None
            assert reopened.verdict.dialect == "slack"


async def test_a_choice_that_is_taken_back_judges_again(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        key = await send_to(opened, f"{base}/a")
        await opened.services.history.aclose()
        await choose(opened, "Judge 127.0.0.1", "Slack")
        assert opened.exchange(key).verdict.severity is Severity.CREDENTIAL
        assert len(await rows_of(opened, "severity:credential")) == 1
        await choose(opened, "Judge 127.0.0.1", "Default")
        assert opened.exchange(key).verdict.severity is Severity.INPUT
        assert len(await rows_of(opened, "severity:input")) == 1


async def test_a_comparison_that_is_open_shows_what_is_judged_again(theme, tmp_path, base):
    async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
        key = await send_to(opened, f"{base}/a")
        with http_serving(Handler) as other:
            await send_to(opened, f"{other}/b")
        await opened.services.history.aclose()
        panel = opened.controller.history.panel.panel
        panel.action_requested.emit(HistoryAction.COMPARE, await rows_of(opened, ""))
        await until(lambda: opened.window.findChildren(CompareDialog))
        (dialog,) = opened.window.findChildren(CompareDialog)
        (table,) = dialog.findChildren(QTableView)
        model = table.model()

        def labels():
            return [model.index(row, 0).data() for row in range(model.rowCount())]

        assert "Result code" not in labels()
        accept(opened, key)
        await until(lambda: "Result code" in labels())
        (heading,) = dialog.findChildren(QLabel, "compare_first")
        assert "invalid_auth" in heading.text()
        dialog.close()


@pytest.mark.parametrize("is_for_paths", [False, True])
async def test_every_response_is_judged_as_the_dialog_has_shown(theme, tmp_path, is_for_paths):
    paths = ("/health", "/users/1", *(["/users/2"] if is_for_paths else []), "/orders/2")
    with http_serving(Shop) as base:
        async with opened_window(theme, tmp_path, store=MemorySecrets()) as opened:
            for path in paths:
                await send_to(opened, base + path)
            key = await send_to(opened, f"{base}/orders/1")
            await opened.services.history.aclose()
            marks = {Role.WORKED: "state", Role.CODE: "reason", Role.MESSAGE: "text"}
            wish = DialectWish(DialectWishKind.REVIEW, marks=marks)
            wished(opened, key, wish)
            await until(lambda: opened.window.findChildren(TeachDialog))
            (dialog,) = opened.window.findChildren(TeachDialog)
            (row,) = dialog.findChildren(PathsRow)
            (effects,) = dialog.findChildren(EffectsTable)
            model = effects.table.model()
            await until(lambda: model.rowCount() == len(paths))
            assert not row.isHidden()
            if is_for_paths:
                (box,) = row.findChildren(QCheckBox)
                box.click()
                await until(lambda: not opened.scope.is_busy("try the dialect"))
            effects_shown = [model.index(n, 0).data(ItemRole) for n in range(len(paths))]
            dialog.accept()
            await opened.scope.idle()
            judged = {row.address.removeprefix(base): row for row in await rows_of(opened, "")}
            assert judged["/orders/1"].code == "SOLD_OUT"
            for effect in effects_shown:
                entry = judged[effect.path]
                exchange = await opened.services.history.exchange(entry.id)
                assert exchange is not None
                assert short_verdict(exchange.verdict, entry.status) == effect.after


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
        assert opened.exchange(opened.current.key).verdict.severity is Severity.INPUT


CHOICES = DialectChoices(
    (("feishu", "Feishu & Lark"), ("slack", "Slack Web API")), "api.example", of_host="slack"
)


class Heard:
    """What the entries of the menu did."""

    def __init__(self):
        self.chosen = []
        self.taught = 0
        self.explained = 0

    def teach(self):
        self.taught += 1

    def explain(self):
        self.explained += 1

    def done(self, *, can_explain=True):
        def choose(scope, name):
            self.chosen.append((scope, name))

        return Done(choose, self.teach, self.explain if can_explain else None)


@pytest.fixture
def holder(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def entries(menu):
    return {action.text(): action for action in menu.actions() if not action.isSeparator()}


def test_a_dialect_is_chosen_for_the_request_the_host_or_the_collection(holder):
    heard = Heard()
    with_collection = DialectChoices(CHOICES.titles, "api.example", collection="Checks")
    menu = dialect_menu(holder, with_collection, heard.done())
    titles = list(entries(menu))
    assert titles == [
        "Judge this request by",
        "Judge api.example by",
        "Judge the collection Checks by",
        "Teach…",
        "Why?",
    ]
    for title in titles[:3]:
        offered = entries(entries(menu)[title].menu())
        assert list(offered) == [AS_USUAL, BY_STATUS, "Feishu && Lark", "Slack Web API"]
        for entry in (BY_STATUS, "Feishu && Lark", AS_USUAL):
            offered[entry].trigger()
    scopes = (DialectScope.REQUEST, DialectScope.HOST, DialectScope.COLLECTION)
    assert heard.chosen == [(scope, name) for scope in scopes for name in ("http", "feishu", None)]


def test_what_was_chosen_is_marked(holder):
    menu = dialect_menu(holder, CHOICES, Heard().done())
    of_host = entries(entries(menu)["Judge api.example by"].menu())
    assert [text for text, action in of_host.items() if action.isChecked()] == ["Slack Web API"]
    of_request = entries(entries(menu)["Judge this request by"].menu())
    assert of_request[AS_USUAL].isChecked()


def test_it_leads_to_teaching_and_to_the_explanation(holder):
    heard = Heard()
    menu = dialect_menu(holder, CHOICES, heard.done())
    entries(menu)["Teach…"].trigger()
    entries(menu)["Why?"].trigger()
    assert (heard.taught, heard.explained) == (1, 1)
    assert "Why?" not in entries(dialect_menu(holder, CHOICES, heard.done(can_explain=False)))
