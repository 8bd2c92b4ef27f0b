import asyncio

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.problem import FieldPlace, Problem
from aiurdesk.core.request.request import PreparedRequest
from aiurdesk.importers.imported import ImportedRequest
from aiurdesk.ui.history.history_section import HistorySection
from aiurdesk.ui.request.tab_menu import tab_menu
from aiurdesk.ui.request.text_import import TextImport, copy_as_curl, import_text
from aiurdesk.ui.runs.run_controller import RunDialog
from aiurdesk.ui.runs.run_rows import RunRow
from aiurdesk.ui.tasks import TaskScope
from aiurdesk.ui.window.message_bar import MessageBar
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window
from tests.ui.runs.runs import write_collection


class Taken:
    """What became of texts: the first request fills the page, the others are opened."""

    def __init__(self, theme) -> None:
        self.scope, self.window = TaskScope(), QWidget()
        self.messages = MessageBar(theme, self.window)
        self.filled: list[ImportedRequest] = []
        self.opened: list[ImportedRequest] = []

    def take(self, text: str) -> None:
        pasted = TextImport(text, self._fill_in, self.opened.append, "Not known.")
        import_text(pasted, self.scope, self.messages)

    def _fill_in(self, imported: ImportedRequest) -> bool:
        self.filled.append(imported)
        return len(self.filled) == 1

    @property
    def button(self) -> QPushButton:
        button = self.messages.findChild(QPushButton, "message_action")
        assert button is not None
        return button

    @property
    def told(self) -> list[str]:
        return [message.text for message in self.messages.messages]


async def test_a_text_fills_the_request_in_front_or_a_new_one(theme):
    taken = Taken(theme)
    taken.take("https://host.invalid/")
    assert (taken.opened, taken.filled, taken.told) == ([], [], ["Not known."])
    taken.take("curl https://host.invalid/1")
    assert [imported.request.url for imported in taken.filled] == ["https://host.invalid/1"]
    assert taken.opened == []
    taken.take("curl -k https://host.invalid/2")
    taken.take("curl https://host.invalid/3")
    assert [imported.request.url for imported in taken.opened] == [
        "https://host.invalid/2",
        "https://host.invalid/3",
    ]
    assert taken.told[1].startswith("Not everything was imported:\n--insecure")
    taken.take("curl 'https://host.invalid/4")
    assert taken.messages.messages[-1].severity == "input"
    # None of them was long enough for a task.
    assert taken.scope.names() == ()


async def test_a_long_text_that_cannot_be_read_is_offered_again(theme, qapp):
    taken = Taken(theme)
    text = "curl https://host.invalid/ -d '" + "a" * 100_000
    taken.take(text)
    await asyncio.sleep(0)
    assert taken.told == ["Reading a text of 100,031 characters…"]
    qapp.clipboard().setText("something else")
    await taken.scope.idle()
    assert taken.told == ["A quote in this curl command is not closed. Copy all of it."]
    assert (taken.button.text(), taken.opened, taken.filled) == ("Copy text", [], [])
    taken.button.click()
    assert qapp.clipboard().text() == text


async def test_reading_a_long_text_can_be_cancelled(theme, qapp):
    taken = Taken(theme)
    taken.take("curl https://host.invalid/ -d '" + "a" * 1_000_000 + "'")
    await asyncio.sleep(0)
    taken.button.click()
    await taken.scope.idle()
    assert (taken.opened, taken.filled) == ([], [])
    assert taken.told == ["Reading the text was cancelled."]
    assert taken.messages.messages[-1].action == "Copy text"


async def test_more_rows_or_a_longer_address_than_a_file_may_have_are_refused(theme):
    taken = Taken(theme)
    taken.take("curl https://host.invalid/ " + "-H 'a: b' " * 1_001)
    await taken.scope.idle()
    assert "This request has 1,001 headers, parameters or rows" in taken.told[-1]
    taken.take("curl https://host.invalid/" + "a" * 100_000)
    await taken.scope.idle()
    assert "The address has 100,021 characters" in taken.told[-1]
    assert (taken.opened, taken.filled) == ([], [])


def test_a_request_is_copied_with_variables_for_its_secrets(qapp):
    prepared = PreparedRequest("GET", "https://a/?key=abcdef", secrets=(Secret("abcdef"),))
    message = copy_as_curl(prepared)
    assert message.text == "Copied as curl. Give $KEY a value before you run it."
    assert "'https://a/?key='\"$KEY\"" in QGuiApplication.clipboard().text()


def test_what_cannot_be_sent_is_not_copied(qapp):
    QGuiApplication.clipboard().setText("before")
    assert "Enter a number." in copy_as_curl((Problem("Enter a number.", FieldPlace("id")),)).text
    assert "no address" in copy_as_curl(None).text
    assert QGuiApplication.clipboard().text() == "before"


async def test_the_request_in_front_is_copied_by_an_action(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        assert not opened.action("copy_as_curl").isEnabled()
        opened.open("gateway.home.index")
        # The sandbox starts with the first request, and has no address before.
        await WindowDriver(opened.window, opened.controller).send()
        opened.action("copy_as_curl").trigger()
        await opened.scope.idle()
        assert QGuiApplication.clipboard().text().startswith("curl ")


def pick_curl(menu: QMenu) -> None:
    """Choose the entry that copies a request, and forget what is in the clipboard before."""
    QGuiApplication.clipboard().setText("")
    (entry,) = [action for action in menu.actions() if action.text() == "Copy as curl"]
    assert entry.isEnabled()
    entry.trigger()


async def test_every_menu_that_shows_a_request_copies_it(theme, tmp_path):
    clipboard = QGuiApplication.clipboard()
    folder = write_collection(tmp_path / "checks", environment="", a=0)
    async with opened_window(theme, tmp_path / "profile") as opened:
        status = opened.open("gateway.home.index")
        # The sandbox starts with the first request, and has no address before.
        await WindowDriver(opened.window, opened.controller).send()

        pick_curl(tab_menu(opened.window, opened.controller.workbench, status.key))
        assert clipboard.text().startswith("curl ")
        (more,) = opened.page.row.findChildren(QToolButton, "more")
        pick_curl(more.menu())
        assert clipboard.text().startswith("curl ")

        pick_curl(opened.window.endpoints.menu_of(status.request.endpoint))
        assert clipboard.text().startswith("curl ")

        opened.controller.collections_tab.open_folder(str(folder))
        await opened.scope.idle()
        tree = opened.controller.collections.section
        tree.tree.select(str(folder / "a.request.toml"))
        pick_curl(tree.menu_of(tree.tree.current))
        await opened.scope.idle()
        assert clipboard.text().startswith("curl ")
        assert opened.current.key == status.key

        opened.controller.run_wanted.emit(str(folder))
        await opened.scope.idle()
        (dialog,) = opened.window.findChildren(RunDialog, "run_dialog")
        dialog.form.button.click()
        await opened.scope.idle()
        dialog.results.table.selectRow(0)
        row = dialog.results.table.selected(RunRow)
        assert row is not None
        pick_curl(dialog.results.menu_of(row))
        await opened.scope.idle()
        assert clipboard.text().startswith("curl ")

        history = opened.window.sidebar.sections.history.content
        assert isinstance(history, HistorySection)
        pick_curl(history.menu_of(history.entries[0]))
        await opened.scope.idle()
        assert clipboard.text().startswith("curl ")
