"""The tab History in the window, over a real database."""

import json

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTreeView,
)

from aiurdesk.core.request.request import Request
from aiurdesk.core.request.typed import Typed
from aiurdesk.core.state.settings import Settings
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.storage.history import HistoryDatabase
from aiurdesk.ui.collections.save_dialog import SaveDialog
from aiurdesk.ui.history.history_panel import HistoryAction
from aiurdesk.ui.response.verdict_banner import VerdictBanner
from aiurdesk.ui.widgets.rows_model import ItemRole
from tests.coroutines import until
from tests.history_records import STARTED_AT, a_record, an_exchange, make_version_1
from tests.languages import speaking
from tests.transport.misbehaving_server import answering, serving
from tests.transport.stream_bytes import CHUNKED, chunk
from tests.ui.collections.steps import a_collection, open_request
from tests.ui.opened_window import opened_window

PUSH = "stargate.message.pushmessage"


def words_of(dialog, name):
    label = dialog.findChild(QLabel, name)
    assert label is not None
    return label.text()


def press(dialog, text):
    next(b for b in dialog.findChildren(QPushButton) if b.text() == text).click()


class Tab:
    """The tab as a person uses it."""

    def __init__(self, opened):
        self.opened = opened
        self.history = opened.services.history
        self.panel = opened.controller.history.panel.panel
        self.field = self.panel.findChild(QLineEdit, "history_filter")

    async def settled(self):
        await self.opened.scope.idle()

    async def record(self, *exchanges):
        before = len(self.panel.entries)
        for exchange in exchanges:
            self.history.record(exchange, "Production 2020")
        await until(lambda: len(self.panel.entries) == before + len(exchanges))
        await self.settled()

    async def choose(self, *entries):
        tree = self.panel.findChild(QTreeView)
        model, selection = tree.model(), tree.selectionModel()
        selection.clearSelection()
        for row in range(model.rowCount()):
            day = model.index(row, 0)
            for number in range(model.rowCount(day)):
                index = model.index(number, 0, day)
                if index.data(ItemRole) in entries:
                    selection.select(index, selection.SelectionFlag.Select)

    async def press(self, name):
        self.panel.findChild(QPushButton, f"history_{name}").click()
        await self.settled()

    async def dialog(self, kind: type[QDialog]) -> QDialog:
        """Wait for a dialog of the window."""
        dialogs: list[QDialog] = []

        def is_open() -> bool:
            dialogs[:] = [
                dialog for dialog in self.opened.window.findChildren(kind) if dialog.isVisible()
            ]
            return bool(dialogs)

        await until(is_open)
        return dialogs[0]


async def test_what_an_earlier_version_has_recorded_is_found_when_the_tab_is_looked_at(
    theme, tmp_path
):
    database = HistoryDatabase(tmp_path / "history.sqlite", tmp_path / "bodies")
    database.add([a_record(an_exchange(minutes=number)) for number in range(250)])
    database.close()
    make_version_1(tmp_path / "history.sqlite")
    async with opened_window(theme, tmp_path) as opened:
        opened.act("filter_history")
        tab = Tab(opened)
        tab.field.setText("method:POST")
        await tab.settled()
        assert len(tab.panel.entries) == 100
        assert await tab.history.first(tab.history.filter_of("method:POST")[0]) is not None
        assert not await tab.history.update()


async def test_what_is_sent_appears_and_can_be_filtered_opened_and_compared(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.act("filter_history")
        tab = Tab(opened)
        await tab.settled()
        done = an_exchange(b'{"code": 0, "id": 1}')
        refused = an_exchange(b'{"code": -4, "id": 2}', code=-4, severity=Severity.INPUT, minutes=1)
        await tab.record(done, refused)
        newest, oldest = tab.panel.entries
        assert (newest.code, oldest.code) == (-4, 0)

        tab.field.setText("-4")
        await tab.settled()
        assert tab.panel.entries == (newest,)
        assert not tab.panel.findChild(QPushButton, "history_first").isHidden()
        await tab.choose(newest)
        await tab.press("open")
        assert opened.current.request.value("ChannelId") == "2"
        exchange = opened.exchange(opened.current.key)
        assert exchange.verdict.code == -4
        sent_on = STARTED_AT.astimezone().date()
        assert exchange.verdict.notes[-1].startswith(f"From the history: {sent_on} ")
        assert opened.page.response.isVisible()

        tab.field.clear()
        await tab.settled()
        await tab.choose(newest, oldest)
        tab.panel.findChild(QPushButton, "history_compare").click()
        dialog = await tab.dialog(QDialog)
        assert dialog.windowTitle() == "Compare"
        assert words_of(dialog, "compare_summary") == "3 differences."
        dialog.reject()
        await tab.settled()

        # One entry is compared with the response in front.
        await tab.choose(oldest)
        tab.panel.findChild(QPushButton, "history_compare").click()
        (await tab.dialog(QDialog)).reject()
        await tab.settled()


async def test_a_search_is_not_given_up_for_older_entries_of_the_one_before(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.act("filter_history")
        tab = Tab(opened)
        await tab.settled()
        done = an_exchange(b'{"code": 0}')
        refused = an_exchange(b'{"code": -4}', code=-4, severity=Severity.INPUT, minutes=1)
        await tab.record(done, refused)
        newest, oldest = tab.panel.entries
        tab.field.setText("code:0")
        # As when the list is scrolled to its end at this moment.
        tab.panel.entries_wanted.emit("code:0", newest.id)
        await tab.settled()
        assert tab.panel.entries == (oldest,)


async def test_entries_are_deleted_with_undo_and_cleared_with_a_question(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.act("filter_history")
        tab = Tab(opened)
        await tab.settled()
        await tab.record(an_exchange(), an_exchange(code=-8, minutes=1))
        entries = tab.panel.entries
        await tab.choose(entries[0])
        await tab.press("delete")
        assert tab.panel.entries == entries[1:]
        (message,) = opened.window.message_bar.messages
        assert message.text == "1 entry of the history was deleted."
        press(opened.window.message_bar, "Undo")
        await tab.settled()
        assert tab.panel.entries == entries

        tab.panel.findChild(QPushButton, "history_clear").click()
        question = await tab.dialog(QMessageBox)
        press(question, "Cancel")
        await tab.settled()
        assert tab.panel.entries == entries
        tab.panel.findChild(QPushButton, "history_clear").click()
        question = await tab.dialog(QMessageBox)
        press(question, "Delete all")
        await tab.settled()
        assert tab.panel.entries == ()


async def test_an_entry_is_saved_into_a_collection(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.act("filter_history")
        tab = Tab(opened)
        await tab.settled()
        await tab.record(an_exchange())
        await tab.choose(*tab.panel.entries)
        tab.panel.findChild(QPushButton, "history_save").click()
        dialog = await tab.dialog(SaveDialog)
        assert opened.current.request.value("MessageContent") == "hello"
        dialog.reject()
        await tab.settled()


async def test_docs_tell_which_codes_were_seen_and_open_the_last_one(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.services.history.record(an_exchange(), "Sandbox")
        opened.services.history.record(an_exchange(code=-7, minutes=1), "Sandbox")
        opened.open(PUSH)
        opened.page.editors.show_docs()
        docs = opened.page.editors.docs.panel
        await until(lambda: "seen 0  −7" in docs.toPlainText().replace("\xa0", " "))
        assert "documented 0 −4 −8 −10 · seen" in docs.toPlainText()
        last = (await opened.services.history.seen_codes(PUSH))[0]
        docs.anchorClicked.emit(QUrl(f"history:{last.last_id}"))
        await opened.scope.idle()
        assert opened.exchange(opened.current.key).verdict.code == -7


async def test_a_damaged_history_is_set_aside_with_a_note_and_the_window_opens(theme, tmp_path):
    (tmp_path / "history.sqlite").write_bytes(b"no database " * 1000)
    async with opened_window(theme, tmp_path) as opened:
        opened.act("filter_history")
        await opened.scope.idle()
        (message,) = opened.window.message_bar.messages
        assert message.text.startswith("The history was damaged. It was renamed to")
        assert (tmp_path / "history.sqlite.unreadable-1").exists()
        tab = Tab(opened)
        await tab.record(an_exchange())


async def test_recording_can_be_switched_off_in_the_settings(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        settings = Settings()
        opened.controller.saver.change(
            replace(settings, history=replace(settings.history, is_kept=False))
        )
        opened.services.history.record(an_exchange(), "Sandbox")
        await opened.scope.idle()
        assert not opened.services.history.is_recording
    assert not (tmp_path / "history.sqlite").exists()


async def test_a_comparison_needs_a_second_exchange(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.act("filter_history")
        tab = Tab(opened)
        await tab.settled()
        await tab.record(an_exchange())
        await tab.choose(*tab.panel.entries)
        await tab.press("compare")
        (message,) = opened.window.message_bar.messages
        assert message.text.startswith("Choose a second entry")
        # An entry that another window has deleted.
        entry = tab.panel.entries[0]
        await tab.history.delete([entry.id])
        opened.controller.history.open(entry.id)
        await tab.settled()
        assert (
            opened.window.message_bar.messages[-1].text == "This entry of the history was deleted."
        )
        assert opened.controller.workbench.open_requests == ()


async def test_trouble_with_the_disk_is_told_once_for_each_thing_that_is_done(theme, tmp_path):
    (tmp_path / "history.sqlite").mkdir()
    async with opened_window(theme, tmp_path) as opened:
        opened.act("filter_history")
        tab = Tab(opened)
        await tab.settled()
        (message,) = opened.window.message_bar.messages
        assert message.text.startswith("The history could not be used (Not a regular file: ")
        opened.window.message_bar.dismiss()
        opened.controller.history.open(1)
        await tab.settled()
        assert [told.text for told in opened.window.message_bar.messages] == [message.text]


async def test_nothing_is_used_instead_of_an_entry_that_was_deleted_elsewhere(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.act("filter_history")
        tab = Tab(opened)
        await tab.settled()
        await tab.record(an_exchange(), an_exchange(minutes=1))
        gone, other = tab.panel.entries
        opened.controller.history.open(other.id)
        await tab.settled()
        await tab.history.delete([gone.id])
        await tab.choose(gone)
        for action in ("save", "compare"):
            opened.window.message_bar.dismiss()
            tab.panel.findChild(QPushButton, f"history_{action}").click()
            await until(
                lambda: opened.scope.names() == () or opened.window.findChildren(QDialog) != []
            )
            assert opened.window.findChildren(QDialog) == []
            (message,) = opened.window.message_bar.messages
            assert message.text == "This entry of the history was deleted."


async def test_reopened_and_restored_requests_have_their_last_response(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        opened.open(PUSH)
        opened.open("gateway.home.index")
        opened.act("send")
        sent = await opened.answer()
        # Waits until it is written.
        await opened.services.history.aclose()
        opened.act("close_request")
        opened.act("reopen_request")
        reopened = await opened.answer()
        assert reopened.verdict.code == sent.verdict.code
        assert reopened.verdict.notes[-1].startswith("From the history: ")
        assert opened.page.response.isVisible()
    async with opened_window(theme, tmp_path) as opened:
        assert opened.current.request.endpoint.id == "gateway.home.index"
        restored = await opened.answer()
        assert restored.started_at == sent.started_at
        assert restored.verdict.code == sent.verdict.code


@pytest.mark.parametrize(("before", "after"), [("", "de"), ("de", "")])
async def test_a_restored_request_is_explained_in_the_language_of_now(
    theme, tmp_path, before, after
):
    stream = CHUNKED, chunk(b"data: one\n\n")
    async with serving(answering(*stream)) as port:
        with speaking(before):
            async with opened_window(theme, tmp_path) as opened:
                request = Request(Typed(f"http://127.0.0.1:{port}/"))
                opened.controller.workbench.open_request(request)
                opened.act("send")
                await until(lambda: opened.exchange(opened.current.key) is not None)
                sent = await opened.answer()
                await opened.services.history.aclose()
    with speaking(after):
        async with opened_window(theme, tmp_path) as opened:
            restored = await opened.answer()
            assert restored.started_at == sent.started_at
            assert restored.verdict.headline != sent.verdict.headline
            assert restored.verdict.notes[-1] != ""
            banner = opened.page.response.findChild(VerdictBanner)
            shown = " ".join(label.text() for label in banner.findChildren(QLabel))
            assert restored.verdict.headline in shown
            assert sent.verdict.headline not in shown


async def test_a_saved_request_is_listed_and_found_by_its_name(theme, tmp_path):
    file = a_collection(tmp_path / "checks") / "Create channel.request.toml"
    file.write_text('endpoint = "gateway.home.index"\n')
    async with opened_window(theme, tmp_path / "profile") as opened:
        await open_request(opened, file)
        opened.act("send")
        assert await opened.answer() is not None
        assert not opened.current.is_edited
        opened.act("filter_history")
        tab = Tab(opened)
        await until(lambda: len(tab.panel.entries) == 1)
        tab.field.setText('"create channel"')
        await tab.settled()
        assert [entry.title for entry in tab.panel.entries] == ["Create channel"]


async def test_a_response_that_was_not_recorded_is_not_missed(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        settings = Settings()
        opened.services.history.configure(replace(settings.history, is_kept=False))
        opened.open("gateway.home.index")
        opened.act("send")
        assert await opened.answer() is not None
        opened.act("close_request")
        opened.act("reopen_request")
        assert await opened.answer() is None
        assert not opened.window.message_bar.messages


async def test_chosen_entries_are_copied_and_exported(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.act("filter_history")
        tab = Tab(opened)
        await tab.settled()
        await tab.record(an_exchange(b'{"code": 0}'), an_exchange(b'{"code": -4}', minutes=1))
        newest, oldest = tab.panel.entries
        await tab.choose(newest, oldest)
        tab.panel.action_requested.emit(HistoryAction.CURL, (oldest,))
        await tab.settled()
        assert QGuiApplication.clipboard().text().startswith("curl ")
        tab.panel.action_requested.emit(HistoryAction.EXPORT, tab.panel.chosen)
        dialog = await tab.dialog(QFileDialog)
        assert isinstance(dialog, QFileDialog)
        dialog.fileSelected.emit(str(tmp_path / "sent.har"))
        dialog.reject()
        await tab.settled()
        archive = json.loads((tmp_path / "sent.har").read_text(encoding="utf-8"))
        assert len(archive["log"]["entries"]) == 2
