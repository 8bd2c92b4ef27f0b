"""Goes through pages and dialogs of the real window; as a program, writes the table of its texts.

python -m tests.end_to_end.window.tour
"""

import asyncio
import inspect
import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import qasync
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QLabel,
    QTabBar,
    QTableView,
    QTabWidget,
    QTreeView,
)

from aiurdesk.core.state.settings import ColourScheme
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.program.actions import ACTIONS
from aiurdesk.ui.program.controller import WindowController
from aiurdesk.ui.startup.app import make_application
from aiurdesk.ui.theme.theme import Theme
from aiurdesk.ui.window.main_window import MainWindow
from aiurdesk.ui.window.messages import Message
from tests.coroutines import until
from tests.end_to_end.window.text_table import TABLE, shown_texts, table_of
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.collections.steps import a_collection, unfold
from tests.ui.opened_window import Opened, opened_window
from tests.ui.runs.runs import write_collection

DIALOGS = (
    ("settings", "settings_dialog"),
    ("show_keys", "keys_dialog"),
    ("about", "about_dialog"),
    ("documentation", "documentation_dialog"),
)
TABS = ("Headers", "Auth", "Docs", "Preview", "Timing", "Text", "Tree", "Form")
FORMS = (
    "probe.files.uploadfile",
    "probe.token.gettoken",
    "kahla-server.conversation.sendmessage",
    "kahla-v2.messages.directsend",
)
"""They have a file, choices, a list, and JSON to edit."""
BODIES = (
    ("code-lab.broken.binary", "Image"),
    ("code-lab.broken.notjson", "Text"),
    ("code-lab.broken.html", "Text"),
    ("code-lab.statuses.toomanyrequests", "Headers"),
    ("code-lab.noanswer.cutoff", "Headers"),
)
"""Responses with another tab, and one that did not come."""
PRODUCTION = "Production 2020"
NOWHERE = "https://127.0.0.1:9/"


async def tour(
    window: MainWindow, controller: WindowController, look: Callable[[str], object]
) -> None:
    """Show one page or dialog after the other, and call ``look`` with the name of each.

    ``look`` may be a coroutine function, which is awaited.
    """
    visit = Visit(window, controller, look)
    await visit.stop_at("start")
    await visit.requests()
    await visit.palette()
    await visit.forms()
    await visit.responses()
    await visit.dialects()
    await visit.sockets()
    await visit.tests()
    await visit.history()
    await visit.collections()
    await visit.long_texts()
    await visit.strips()
    await visit.dialogs()
    await visit.runs()
    await visit.credentials()
    await controller.scope.idle()


class Visit:
    """One round through the window."""

    def __init__(
        self, window: MainWindow, controller: WindowController, look: Callable[[str], object]
    ) -> None:
        self._window = window
        self._controller = controller
        self._look = look
        self._driver = WindowDriver(window, controller)

    async def stop_at(self, stop: str) -> None:
        """Let the window settle, and look at it."""
        for _ in range(5):
            await asyncio.sleep(0.01)
        looking = self._look(stop)
        if inspect.isawaitable(looking):
            await looking

    async def requests(self) -> None:
        """Send a request that is refused, look at every tab, search, and filter."""
        driver = self._driver
        driver.press("Push a message to a wrong channel")
        await self._controller.scope.idle()
        await self.stop_at("not sent")
        driver.press("send_anyway")
        await self._controller.scope.idle()
        for tab in TABS:
            driver.show(tab)
            await self.stop_at(tab)
        driver.press_if_there("show_all_of_verdict")
        await self.stop_at("show all")
        self._act("find")
        await driver.type("find_text", "value")
        await self.stop_at("find bar")
        await driver.type("sidebar_filter", "push message")
        await self.stop_at("hits")
        await driver.type("sidebar_filter", "no such words")
        await self.stop_at("no hits")
        await driver.type("sidebar_filter", "")

    async def palette(self) -> None:
        """Look at the command palette: empty, with hits, with too many, and without any."""
        driver = self._driver
        self._act("command_palette")
        await self.stop_at("command palette")
        for text in ("push message", "e", "no such words"):
            await driver.type("palette_line", text)
            await self.stop_at(f"command palette: {text}")
        self._act("go_to_endpoint")
        await driver.type("palette_line", "stargate")
        await self.stop_at("go to endpoint")
        self._act("go_to_endpoint")

    async def forms(self) -> None:
        """Look at the kinds of editors, and at a variable without a value."""
        driver = self._driver
        self._controller.opener.open_custom_url()
        driver.press("add_parameter")
        await self.stop_at("custom URL")
        driver.show("Body")
        for kind in ("None", "Form", "Multipart", "JSON", "GraphQL", "Text", "File"):
            driver.choose_from(driver.find(QComboBox, "body_kind"), kind)
            if kind in ("Form", "Multipart"):
                driver.press("add_field")
            await self.stop_at(f"body {kind}")
        for endpoint_id in FORMS:
            self._open(endpoint_id)
            await self.stop_at(endpoint_id)
        self._open("stargate.channel.createchannel")
        await self.stop_at("channel")
        driver.press("optional_parameters")
        await driver.type("Description", "{{nope}}")
        driver.press("send")
        await self._controller.scope.idle()
        driver.press("fix_edit_variable")
        await self._pass("variable_dialog")

    async def responses(self) -> None:
        """Look at what is not an envelope, and at a request without a response."""
        for endpoint_id, tab in BODIES:
            self._open(endpoint_id)
            await self._driver.send()
            self._driver.show(tab)
            await self.stop_at(endpoint_id)

    async def dialects(self) -> None:
        """Teach a dialect, and look at what the verdict was read from."""
        driver = self._driver
        self._open("gateway.home.index")
        await driver.send()
        self._act("teach_dialect")
        await self.stop_at("teach")
        tree = driver.find(QTreeView, "response_tree")
        outermost = tree.model().index(0, 0)
        rows = [
            tree.model().index(n, 0, outermost) for n in range(tree.model().rowCount(outermost))
        ]
        for role in ("code", "message"):
            row = next(row for row in rows if row.data().startswith(f'"{role}"'))
            tree.setCurrentIndex(row)
            driver.press(f"mark_{role}")
        await self.stop_at("marked rows")
        driver.press("review_marks")
        dialog = await self._stay("teach_dialog")
        tabs = dialog.findChildren(QTabWidget)[0]
        for index in range(1, tabs.count()):
            tabs.setCurrentIndex(index)
            await self.stop_at(f"dialect: {tabs.tabText(index).partition(' ')[0]}")
        dialog.reject()
        await driver.gone("teach_dialog")
        driver.press("stop_teaching")
        await self._controller.scope.idle()

    async def sockets(self) -> None:
        """Connect, send, choose a frame, and look at how sockets end."""
        driver = self._driver
        self._open("code-lab.sockets.echo")
        await self.stop_at("no frames")
        await self._connect("Disconnect")
        kinds = driver.find(QComboBox, "message_kind")
        driver.choose_from(kinds, "File")
        await self.stop_at("file to send")
        driver.choose_from(kinds, "JSON")
        await driver.type("message", '{"code": -8, "message": ')
        await self.stop_at("unfinished JSON")
        await driver.type("message", '{"code": -8, "message": "No."}')
        driver.press("send_message")
        await until(lambda: driver.has(QTableView, "frames"))
        frames = driver.find(QTableView, "frames")
        await until(lambda: frames.model().rowCount() >= 2)
        frames.selectRow(1)
        await until(lambda: driver.has(QLabel, "chosen_frame"))
        driver.press("pause_frames")
        await self.stop_at("a frame")
        driver.press("pause_frames")
        driver.press("send")
        await until(lambda: driver.has(QAbstractButton, "Connect"))
        await self._controller.scope.idle()
        await self.stop_at("closed socket")
        await self._tests_of_a_socket()
        self._open("code-lab.sockets.refused")
        await self._connect("Connect")
        await self.stop_at("refused socket")
        self._open("code-lab.sockets.cutoff")
        if not driver.has(QAbstractButton, "reconnects"):
            # There is room for the request or the response.
            driver.show("Response")
        driver.press("reconnects")
        # Stopped at once: what it says while it waits depends on when one looks.
        await self._connect("Stop")
        driver.press("stop_reconnecting")
        await self._controller.scope.idle()
        await self.stop_at("lost socket")
        for _ in range(3):
            self._act("close_request")
        await self._controller.scope.idle()

    async def _connect(self, until_shown: str) -> None:
        self._driver.press("send")
        await until(lambda: not self._driver.has(QAbstractButton, "Connect"))
        await until(lambda: self._driver.has(QAbstractButton, until_shown))

    async def _tests_of_a_socket(self) -> None:
        """Say what is expected of a socket, and look at what came."""
        driver = self._driver
        driver.show("Tests")
        driver.press("add_frame_test")
        await driver.type("frame_test_1_expected", "hello")
        await self.stop_at("frame tests")
        # Before the message: a small window then shows the socket instead of the request.
        await self._connect("Disconnect")
        await driver.type("message", "hello")
        driver.press("send_message")
        await until(lambda: driver.has(QTabBar, "frames_or_tests"))
        driver.find(QTabBar, "frames_or_tests").setCurrentIndex(1)
        await self.stop_at("tests of a socket")
        driver.press("send")
        await until(lambda: driver.has(QAbstractButton, "Connect"))
        await self._controller.scope.idle()
        await self.stop_at("tested socket")

    async def tests(self) -> None:
        """Look at a test and a capture, before they are filled in, and what they find."""
        driver = self._driver
        self._open("gateway.home.index")
        driver.show("Tests")
        await self.stop_at("no tests")
        driver.press("add_test")
        driver.press("add_capture")
        await self.stop_at("unfinished tests")
        await driver.type("test_1_expected", "0")
        await driver.type("capture_1_variable", "said")
        await driver.type("capture_1_subject", "message")
        await driver.send()
        driver.show("Tests", "response_views")
        await self.stop_at("test results")

    async def collections(self) -> None:
        """Look at the collections, with and without one, and at what saving asks."""
        driver, controller = self._driver, self._controller
        self._act("show_collections")
        await self.stop_at("no collection")
        with tempfile.TemporaryDirectory() as name:
            folder = a_collection(Path(name) / "checks", "A", "Channels/Push")
            (folder / "Broken.request.toml").write_text("x = [")
            controller.collections_tab.open_folder(str(folder))
            await controller.scope.idle()
            unfold(controller.collections.section)
            await self.stop_at("a collection")
            await driver.type("sidebar_filter", "push")
            await self.stop_at("hits in collections")
            await driver.type("sidebar_filter", "no such words")
            await self.stop_at("no hits in collections")
            await driver.type("sidebar_filter", "")
            controller.opener.open_target(str(folder / "A.request.toml"))
            await controller.scope.idle()
            driver.show("Docs")
            driver.press("edit_notes")
            await driver.type("notes_editor", "# Read this")
            await self.stop_at("notes that are edited")
            driver.press("edit_notes")
            await self.stop_at("notes")
            self._act("save_as")
            await self._pass("save_dialog")
            driver.show("Form")
            driver.press("optional_parameters")
            await driver.type("MessageContent", "ghp_" + "a1B2" * 9)
            self._act("save")
            await self._pass("secrets_dialog")
            await controller.scope.idle()
            controller.tell(Message("Deleted A.", "notice", "Undo"))
            await self.stop_at("a notice with a button")
            controller.window.message_bar.dismiss()
            # Nothing looks at the folder any more when it is deleted.
            self._act("close_request")
            controller.collections.close(str(folder))
            await controller.scope.idle()
        self._act("filter_endpoints")

    async def history(self) -> None:
        """Look at what was sent, compare it, and ask to delete it."""
        driver = self._driver
        self._act("filter_history")
        await self._controller.scope.idle()
        await self.stop_at("history")
        await driver.type("history_filter", "since:soon")
        await self._controller.scope.idle()
        await self.stop_at("wrong filter")
        await driver.type("history_filter", "no such words")
        await self._controller.scope.idle()
        await self.stop_at("nothing matches")
        await driver.type("history_filter", "severity:success")
        await self._controller.scope.idle()
        tree = driver.find(QTreeView, "history_tree")
        tree.setCurrentIndex(tree.model().index(0, 0, tree.model().index(0, 0)))
        await self.stop_at("an entry")
        driver.press("history_compare")
        await self._pass("compare_dialog")
        driver.press("history_delete")
        await self._controller.scope.idle()
        await self.stop_at("deleted")
        driver.press("message_action")
        await self._controller.scope.idle()
        driver.press("history_clear")
        await self._pass("question")
        await driver.type("history_filter", "")
        self._act("filter_endpoints")
        await self._controller.scope.idle()

    async def long_texts(self) -> None:
        """Look at a long address, and at the environment that has more words in the top bar."""
        driver = self._driver
        self._controller.opener.open_custom_url()
        driver.press("add_parameter")
        await driver.type("parameter_1_name", "n")
        driver.editor("parameter_1_name").insert("n" * 39)  # type: ignore[union-attr]
        await driver.type("address", "localhost:1/")
        driver.editor("address").insert("long/" * 40)  # type: ignore[union-attr]
        await self.stop_at("long address")
        driver.choose("environment", PRODUCTION)
        await self.stop_at(PRODUCTION)
        await self._with_large_text()
        driver.choose("environment", "Sandbox")

    async def _with_large_text(self) -> None:
        """Look at what a small window with large text leaves out or puts elsewhere."""
        window, saver = self._window, self._controller.saver
        size, zoom = window.size(), saver.settings.zoom_percent
        window.resize(window.minimumSize())
        saver.change(replace(saver.settings, zoom_percent=200))
        await self._controller.scope.idle()
        await asyncio.sleep(0.1)  # pages follow some turns of the loop later
        await self.stop_at("large text")
        window.resize(size)
        saver.change(replace(saver.settings, zoom_percent=zoom))
        await self._controller.scope.idle()

    async def strips(self) -> None:
        """Look at a notice, and at the strip that waits for the browser."""
        self._controller.tell(Message("A notice that is so long that it takes two lines. " * 4))
        await self.stop_at("notice")
        self._driver.choose("credential", "Sandbox sign-in")
        self._act("sign_in")
        await until(lambda: self._driver.has(QAbstractButton, "stop_waiting"))
        await self.stop_at("browser")
        self._driver.press("stop_waiting")
        await self._controller.scope.idle()

    async def dialogs(self) -> None:
        """Look at the dialogs of the menus, and at the question about another address."""
        for action, name in DIALOGS:
            self._act(action)
            await self._pass(name)
        await self._certificates()
        self._controller.opener.open_custom_url()
        await self._driver.type("address", NOWHERE)
        self._driver.show("Auth")
        self._driver.choose("request_credential", "Sandbox app")
        self._driver.press("send")
        await self._pass("question")
        await self._controller.scope.idle()

    async def _certificates(self) -> None:
        """Look at the certificates of the sandbox, and at the form that adds some."""
        self._open("gateway.home.index")
        await self._driver.send()
        self._act("show_certificates")
        await self._pass("chain_dialog")
        self._act("manage_certificates")
        listed = await self._stay("certificates_dialog")
        self._driver.press("add_certificates")
        await self._pass("certificate_form")
        listed.reject()
        await self._driver.gone("certificates_dialog")

    async def runs(self) -> None:
        """Run a collection, with one request that passes and one that does not; open its load."""
        with tempfile.TemporaryDirectory() as folder:
            collection = write_collection(Path(folder) / "checks", good=0, wrong=-4)
            self._controller.run_wanted.emit(str(collection))
            await self._controller.scope.idle()
            dialog = await self._stay("run_dialog")
            self._driver.press("run")
            await self._controller.scope.idle()
            await self.stop_at("results of a run")
            dialog.reject()
            await self._driver.gone("run_dialog")
            # Nothing is sent: only with an extra that not every computer has.
            self._controller.load_wanted.emit(str(collection))
            await self._controller.scope.idle()
            dialog = await self._stay("load_dialog")
            dialog.reject()
            await self._driver.gone("load_dialog")

    async def credentials(self) -> None:
        """Add a credential, change it, look at its cookies, and delete it."""
        driver = self._driver
        self._act("add_credential")
        await self._stay("credential_form")
        driver.choose("scheme", "Header")
        await driver.type("credential_name", "my key")
        await driver.type("Header", "X-Key")
        await driver.type("Value", "any key at all")
        driver.press("add_address")
        await self.stop_at("filled credential_form")
        driver.press("save_credential")
        await driver.gone("credential_form")
        # In this order: the request before names the credential that was added.
        self._open("kahla-v2.auth.me")
        driver.choose("credential", "Sandbox session")
        await driver.send()
        self._act("manage_credentials")
        await self._stay("credentials_dialog")
        self._select("Sandbox session")
        driver.press("cookies_credential")
        await self._pass("cookies_dialog")
        self._select("my key")
        await self.stop_at("a credential")
        QTest.keyClick(driver.find(QTableView, "credentials"), Qt.Key.Key_F2)
        form = await self._stay("credential_form")
        await driver.type("credential_name", "Sandbox app")
        await self.stop_at("name in use")
        form.reject()
        await driver.gone("credential_form")
        driver.press("delete_credential")
        await self._stay("question")
        driver.press("answer_1")
        await driver.gone("question")
        await self._pass("credentials_dialog")

    def _select(self, name: str) -> None:
        table = self._driver.find(QTableView, "credentials")
        model = table.model()
        names = [model.index(row, 0).data() for row in range(model.rowCount())]
        table.selectRow(names.index(name))

    def _act(self, action_id: str) -> None:
        next(row for row in ACTIONS if row.id == action_id).handler(self._controller)

    def _open(self, endpoint_id: str) -> None:
        endpoint = self._controller.services.library.with_code_lab.endpoint(endpoint_id)
        assert endpoint is not None, endpoint_id
        self._controller.workbench.open(endpoint)

    async def _stay(self, name: str) -> QDialog:
        """Look at a dialog as soon as it is shown."""
        dialog = await self._driver.dialog(name)
        await self.stop_at(name)
        return dialog

    async def _pass(self, name: str) -> None:
        """Look at a dialog and close it."""
        (await self._stay(name)).reject()
        await self._driver.gone(name)


def window_for_tour(theme: Theme, folder: Path) -> AbstractAsyncContextManager[Opened]:
    """Open the window without the keyring and the browser of this computer."""
    return opened_window(theme, folder, store=MemorySecrets(), open_page=lambda _address: True)


async def _write_table(theme: Theme, folder: Path) -> None:
    texts: set[tuple[str, str]] = set()
    async with window_for_tour(theme, folder) as opened:
        window = opened.window
        await tour(window, opened.controller, lambda _: texts.update(shown_texts(window)))
    TABLE.write_text(table_of(texts), encoding="utf-8")


def main() -> None:
    """Write the table."""
    app = make_application()
    theme = Theme(app)
    theme.apply(ColourScheme.LIGHT, 100)
    with (
        tempfile.TemporaryDirectory() as folder,
        asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner,
    ):
        runner.run(_write_table(theme, Path(folder)))


if __name__ == "__main__":
    main()
