"""Tests and captures of a saved request, from its file into the window and back."""

import asyncio

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QTabBar

from aiurdesk.core.collection.environment_file import SavedEnvironment, SavedVariable
from aiurdesk.core.credentials.credential import Credential
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.request.conversation import Capture, ResponseTest
from aiurdesk.core.response.examination import Finding
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.storage.secrets import MemorySecrets
from aiurdesk.ui.startup.restore import look
from aiurdesk.ui.widgets.card_tabs import CardTabs
from aiurdesk.ui.widgets.note import Note
from tests.child_process import children
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.collections.steps import open_request
from tests.ui.credentials.window_steps import opened_dialog, press
from tests.ui.opened_window import opened_window

TEXT = """\
endpoint = "gateway.home.index"
# Kept.
tests = [
    { code = 0 },
    { schema = "status.json" },
]
captures = [
    { variable = "said", value = "message" },
]
"""


def response_tabs(opened):
    return [
        bar.tabText(index)
        for bar in opened.window.findChildren(QTabBar)
        if bar.accessibleName() == "Response views" and bar.isVisible()
        for index in range(bar.count())
        if bar.isTabVisible(index)
    ]


async def test_tests_are_read_edited_carried_out_and_saved(theme, tmp_path):
    folder = tmp_path / "checks"
    folder.mkdir()
    (folder / "collection.toml").write_text('name = "Checks"\n')
    (folder / "status.json").write_text('{"required": ["code", "message"]}')
    file = folder / "Status.request.toml"
    file.write_text(TEXT)
    async with opened_window(theme, tmp_path / "profile") as opened:
        driver = WindowDriver(opened.window, opened.controller)
        await open_request(opened, file)
        driver.show("Tests 3")
        assert driver.find(QLineEdit, "Test 2 expected").text() == "status.json"
        assert driver.find(QLineEdit, "Capture 1 subject").text() == "message"
        assert not opened.current.is_edited

        # The schema lies beside the file.
        await driver.send()
        assert response_tabs(opened)[-1] == "Tests 2/2"

        await driver.type("Test 1 expected", "0, -4")
        driver.press("Add test")
        await driver.type("Test 3 expected", "Success")
        assert opened.current.is_edited
        opened.act("save")
        await opened.scope.idle()
        assert file.read_text() == TEXT.replace(
            "    { code = 0 },\n", "    { code = [0, -4] },\n"
        ).replace('"status.json" },\n', '"status.json" },\n    { code = "Success" },\n')
        assert not opened.current.is_edited


def marks(opened):
    """Return what says that results are older than the tests."""
    notes = [note.label for note in opened.page.response.findChildren(Note) if note.isVisible()]
    return [label.plain_text() for label in notes if "changed since" in label.plain_text()]


async def test_results_that_are_older_than_the_tests_are_marked_until_the_next_send(
    theme, tmp_path
):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open("gateway.home.index")
        driver.show("Tests")
        driver.press("Add test")
        await driver.type("Test 1 expected", "0")
        await driver.send()
        opened.page.response_side.show_tab("tests")
        assert marks(opened) == []

        await driver.type("Test 1 expected", "7")
        words = "The tests were changed since then. Send the request again to carry them out."
        assert marks(opened) == [words]
        await driver.type("Test 1 expected", "0")
        assert marks(opened) == []
        driver.press("Add capture")
        assert marks(opened) == [words]
        await driver.send()
        assert marks(opened) == []


async def test_the_window_goes_on_while_a_test_never_ends_and_escape_stops_it(theme, tmp_path):
    file = tmp_path / "checks" / "Status.request.toml"
    file.parent.mkdir()
    path = "[code] | " + "[@, @][] | " * 60 + "[0]"
    tests = f'[\n    {{ code = 0 }},\n    {{ value = "{path}", equals = 0 }},\n]\n'
    file.write_text(f'endpoint = "gateway.home.index"\ntests = {tests}')
    async with opened_window(theme, tmp_path / "profile") as opened:
        driver = WindowDriver(opened.window, opened.controller)
        await open_request(opened, file)
        before = children()
        driver.press("Send")
        sending, key = opened.controller.workbench.sending, opened.current.key
        turns = 0
        while sending.is_busy(key):
            await asyncio.sleep(0)
            # Those before may all be of sending.
            turns += bool(turns or children() - before)
        assert turns > 200
        assert found_by_tests(opened) == [(True, True), (False, False)]

        # Its process has ended, and the next one has the same to do.
        driver.press("Send")
        await until(lambda: children() - before)
        QTest.keyClick(opened.window, Qt.Key.Key_Escape)
        await opened.scope.idle()
        assert found_by_tests(opened) == [(False, False), (False, False)]
        assert "Server started successfully" in driver.verdict()


def found_by_tests(opened):
    """Return whether each test passed, and whether it was carried out to its end."""
    findings = opened.exchange(opened.current.key).examination.findings
    return [(finding.passed, "stopped" not in finding.found) for finding in findings]


async def test_tests_that_were_not_saved_are_there_after_a_start(theme, tmp_path):
    async with opened_window(theme, tmp_path) as opened:
        driver = WindowDriver(opened.window, opened.controller)
        opened.open("gateway.home.index")
        driver.show("Tests")
        driver.press("Add test")
        await driver.type("Test 1 expected", "never")
        driver.press("Add capture")
        await driver.type("Capture 1 variable", "said")
        state = look(opened.controller)()
    async with opened_window(theme, tmp_path, state=state) as opened:
        assert opened.current.request.tests == (ResponseTest("code", "never"),)
        assert opened.current.request.captures == (Capture("said", "value", ""),)
        driver = WindowDriver(opened.window, opened.controller)
        driver.show("Tests 2")
        assert driver.find(QLineEdit, "Test 1 expected").text() == "never"


async def test_variables_in_what_a_test_expects_have_their_values(theme, tmp_path, monkeypatch):
    monkeypatch.setenv("AIURDESK_EXPECTED", "successfully!")
    file = tmp_path / "checks" / "Status.request.toml"
    file.parent.mkdir()
    names = ("said", "env:AIURDESK_EXPECTED", "secret:Work", "missing")
    tests = (f'{{ value = "message", contains = "{{{{{name}}}}}" }},' for name in names)
    file.write_text('endpoint = "gateway.home.index"\ntests = [\n' + "\n".join(tests) + "\n]\n")
    async with opened_window(theme, tmp_path / "profile", store=MemorySecrets()) as opened:
        opened.services.trust.add(file.parent)
        await opened.services.credentials.add(
            Credential("id-work", "Work", "bearer", ("https://work.example",)),
            {"token": Secret("Server")},
        )
        await opened.services.environments.create(
            SavedEnvironment(
                "Mine", based_on="Sandbox", variables=(SavedVariable("said", is_asked=True),)
            )
        )
        opened.environments.set_own((await opened.services.environments.read()).environments)
        opened.environments.choose(opened.environments.named("Mine"))
        await open_request(opened, file)
        opened.send()
        dialog = await opened_dialog(opened, "variable_dialog")
        dialog.findChild(QLineEdit).setText("started")
        press(dialog, "Send")
        exchange = await opened.answer()
        words = "•••• started ••••"
        hidden = Finding("value message contains ••••", True, words)
        missing = Finding("value message contains {{missing}}", False, "")
        assert exchange.examination.findings == (
            Finding("value message contains started", True, words),
            hidden,
            hidden,
            replace(missing, found=f"{words} (there is no value of {{{{missing}}}})"),
        )


FAILING = """\
endpoint = "gateway.home.index"
tests = [
    { code = 0 },
    { value = "message", equals = "Bye" },
]
"""


async def test_a_failed_test_is_red_wherever_its_response_is_shown(theme, tmp_path):
    file = tmp_path / "checks" / "Status.request.toml"
    file.parent.mkdir()
    (file.parent / "collection.toml").write_text('name = "Checks"\nenvironment = "Sandbox"\n')
    file.write_text(FAILING)
    red = theme.colour("test_text")
    async with opened_window(theme, tmp_path / "profile") as opened:
        driver = WindowDriver(opened.window, opened.controller)
        await open_request(opened, file)
        said = await driver.send()
        assert "Test failed" in said
        assert "Failed: value message equals Bye · found Server started successfully!" in said
        banner = driver.find(QFrame, "Verdict")
        assert banner.property("severity") == "test"
        assert opened.find("verdict-tests", QLabel).text().startswith("Failed: value message")
        views = driver.find(QTabBar, "Response views")
        (index,) = [n for n in range(views.count()) if views.tabText(n) == "Tests 1/2"]
        assert isinstance(views, CardTabs)
        assert views.count_colour(index) == "test_text"
        badge = opened.find("request_bar", QTabBar).tabButton(0, QTabBar.ButtonPosition.LeftSide)
        assert badge.outcome.colour == red
        # The history is written a moment after the response is shown.
        history = opened.services.history
        while (entry := await history.first(HistoryFilter())) is None:
            pass
        assert entry.severity is Severity.TEST

        # The next response without a failed test is as its verdict again.
        driver.show("Tests 2")
        await driver.type("Test 2 expected", "Server started successfully!")
        await driver.send()
        assert banner.property("severity") == "success"
        assert views.count_colour(index) == ""
