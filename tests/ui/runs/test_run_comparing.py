"""Runs of the window that are compared, with a real server whose responses change."""

import itertools
import json
import tomllib
from contextlib import asynccontextmanager
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from aiurdesk.ui.runs.run_details import COVERAGE, DIFFERENCES, DRIFT
from aiurdesk.ui.widgets.line_dialog import LineDialog
from aiurdesk.ui.widgets.popup_menu import PopupMenu
from tests.command_line import run_command
from tests.coroutines import until
from tests.end_to_end.loopback_server import QuietHandler, http_serving
from tests.ui.opened_window import opened_window
from tests.ui.runs.runs import write_collection
from tests.ui.runs.test_run_controller import dialog_of, rows, save_report, texts

OTHER, DIFFERS = 6, 7


class Shop:
    """What the server says; a test changes it."""

    def __init__(self):
        self.price: object = 10
        self.numbers = itertools.count()
        self.sent: list[str] = []


@pytest.fixture
def shop():
    return Shop()


@pytest.fixture
def base(shop):
    class Handler(QuietHandler):
        def do_GET(self):
            shop.sent.append(self.path)
            members = {"code": 0, "message": "Read."}
            if "/lamp" in self.path:
                price = 12 if self.path.startswith("/second") else shop.price
                members |= {"price": price, "stock": {"left": price}, "at": next(shop.numbers)}
            if self.path == "/second/plain":
                members |= {"code": -4, "message": "No lamp."}
            self.respond(json.dumps(members).encode(), Content_Type="application/json")

        do_DELETE = do_GET

    with http_serving(Handler) as address:
        yield address


@pytest.fixture
def folder(tmp_path, base):
    folder = tmp_path / "shop"
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text('name = "Checks"\nenvironment = "First"\n')
    for name in ("First", "Second"):
        text = f'[variables]\nbase = "{base}/{name.lower()}"\n'
        (folder / "environments" / f"{name}.toml").write_text(text)
    for name in ("lamp", "plain"):
        (folder / f"{name}.request.toml").write_text(
            f'method = "GET"\nurl = "{{{{base}}}}/{name}"\ndialect = "2020"\n'
        )
    return folder


@pytest.fixture
def shop_window(theme, tmp_path, folder):
    """Return what opens the window of runs with the collection."""

    @asynccontextmanager
    async def opening():
        async with opened_window(theme, tmp_path / "profile") as opened:
            opened.controller.run_wanted.emit(str(folder))
            await opened.scope.idle()
            yield opened

    return opening


def choose_other(dialog, text):
    """Choose another side as a person does."""
    box = dialog.form.beside.other
    at = next(n for n in range(box.count()) if box.itemText(n).startswith(text))
    box.setCurrentIndex(at)
    box.activated.emit(at)


async def ran(opened, dialog):
    dialog.form.button.click()
    await opened.scope.idle()


async def kept(opened, dialog, name):
    menu = PopupMenu(dialog)
    dialog.form.beside.fill_menu(menu)
    next(one for one in menu.actions() if one.text() == "Keep this run as…").trigger()
    await until(lambda: any(d.isVisible() for d in dialog.findChildren(LineDialog)))
    asked = next(d for d in dialog.findChildren(LineDialog) if d.isVisible())
    asked.line.setText(name)
    asked.ok.click()


def values(dialog):
    model = dialog.results.details.table.model()
    return [
        tuple(model.index(row, column).data() for column in range(3))
        for row in range(model.rowCount())
    ]


def select(dialog, title):
    at = [row[0] for row in rows(dialog, 1)].index(title)
    dialog.results.table.selectRow(at)


def button(dialog, text):
    return next(b for b in dialog.findChildren(QPushButton) if b.text() == text)


async def test_two_environments_are_compared_side_by_side(shop_window, shop, tmp_path):
    async with shop_window() as window:
        dialog = dialog_of(window)
        choose_other(dialog, "Environment Second")
        # Two passes of each side show what changes by itself.
        assert dialog.form.repeat.value() == 2
        await ran(window, dialog)
        assert [path.split("/")[1] for path in shop.sent] == [*["second"] * 4, *["first"] * 4]
        shown = rows(dialog, 1, 4, OTHER, DIFFERS)
        assert [(title, differs) for title, _, _, differs in shown] == [
            ("lamp", "2 values"),
            ("plain", "3 values"),
            ("lamp · pass 2", ""),
            ("plain · pass 2", ""),
        ]
        assert shown[1][2].startswith("−4 Input · ")
        assert "ms" in shown[0][2]
        assert not dialog.results.table.isColumnHidden(OTHER)
        assert dialog.results.table.isColumnHidden(5)
        select(dialog, "lamp")
        assert values(dialog) == [("price", "12", "10"), ("stock.left", "12", "10")]
        dialog.results.details.tabs.setCurrentIndex(DIFFERENCES)
        said = " ".join(texts(dialog))
        assert "Changes by itself: at." in said
        assert "Differences from Second: in 2 of 2 requests." in said
        assert "2 differ" in said

        await save_report(window, dialog, "JUnit XML…", tmp_path / "Checks.xml")
        suite = ElementTree.parse(tmp_path / "Checks.xml").getroot()
        assert suite.get("failures") == "2"
        await save_report(window, dialog, "JSON…", tmp_path / "Checks.json")
        against = json.loads((tmp_path / "Checks.json").read_text())["against"]
        assert against["changes_by_itself"] == {"lamp": ["at"]}
        await save_report(window, dialog, "HTML page…", tmp_path / "Checks.html")
        assert "Result code: −4 → 0" in (tmp_path / "Checks.html").read_text(encoding="utf-8")


async def test_only_what_differs_is_shown_when_wanted(shop_window, shop):
    async with shop_window() as window:
        dialog = dialog_of(window)
        box = dialog.results.findChild(type(dialog.form.environment))
        assert box.findText("Differs") < 0
        choose_other(dialog, "Environment Second")
        await ran(window, dialog)
        box.setCurrentText("Differs")
        assert rows(dialog, 1) == [("lamp",), ("plain",)]


async def test_a_value_is_ignored_by_a_click_which_the_file_of_the_collection_keeps(
    shop_window, folder
):
    async with shop_window() as window:
        dialog = dialog_of(window)
        choose_other(dialog, "Environment Second")
        await ran(window, dialog)
        select(dialog, "lamp")
        dialog.results.details.tabs.setCurrentIndex(DIFFERENCES)
        assert dialog.results.details.table.currentIndex().row() == 0
        button(dialog, "I&gnore this value").click()
        await window.scope.idle()
        assert tomllib.loads((folder / "collection.toml").read_text())["ignore"] == ["price"]
        assert values(dialog) == [("stock.left", "12", "10")]
        assert "Ignored by the collection: price." in " ".join(texts(dialog))
        await ran(window, dialog)
        assert rows(dialog, 1, DIFFERS)[0] == ("lamp", "1 value")
        # A change of a file can be taken back, as any other one.
        window.controller.collections.undo()
        await window.scope.idle()
        assert "ignore" not in (folder / "collection.toml").read_text()


async def test_the_next_difference_goes_through_values_and_then_through_requests(shop_window):
    async with shop_window() as window:
        dialog = dialog_of(window)
        choose_other(dialog, "Environment Second")
        await ran(window, dialog)
        select(dialog, "lamp")
        details = dialog.results.details
        seen = []
        for _ in range(6):
            button(dialog, "&Next difference").click()
            row = dialog.results.table.currentIndex().row()
            seen.append(
                (rows(dialog, 1)[row][0], values(dialog)[details.table.currentIndex().row()][0])
            )
        assert seen[:3] == [("lamp", "price"), ("lamp", "stock.left"), ("plain", "Result code")]
        assert seen[5] == ("lamp", "price")


async def test_a_run_is_kept_compared_with_and_forgotten(shop_window, shop, folder, qtbot):
    async with shop_window() as window:
        dialog = dialog_of(window)
        assert not dialog.form.beside.can_keep
        await ran(window, dialog)
        await kept(window, dialog, "before")
        await window.scope.idle()
        assert any("Kept as before." in text for text in texts(dialog))
        choose_other(dialog, "Kept run before (First, ")
        shop.price = "10"
        (folder / "plain.request.toml").rename(folder / "other.request.toml")
        await ran(window, dialog)
        assert rows(dialog, 0, 1, DIFFERS) == [
            ("Passed", "lamp", "2 values"),
            ("Passed", "other", "only here"),
            ("Passed", "lamp · pass 2", ""),
            ("Passed", "other · pass 2", ""),
            ("Not sent now", "plain", "only there"),
        ]
        select(dialog, "plain")
        assert not button(dialog, "Open request").isEnabled()
        select(dialog, "lamp")
        assert ("price", "10", '"10"') in values(dialog)

        menu = PopupMenu(dialog)
        dialog.form.beside.fill_menu(menu)
        next(one for one in menu.actions() if one.text() == "Forget before…").trigger()
        await until(lambda: any(box.isVisible() for box in dialog.findChildren(QMessageBox)))
        box = next(box for box in dialog.findChildren(QMessageBox) if box.isVisible())
        next(b for b in box.buttons() if b.text() == "Forget").click()
        await window.scope.idle()
        other = dialog.form.beside.other
        assert not any("before" in other.itemText(n) for n in range(other.count()))


async def test_a_run_kept_in_the_window_is_the_one_of_the_terminal(shop_window, tmp_path, folder):
    async with shop_window() as window:
        dialog = dialog_of(window)
        await ran(window, dialog)
        await kept(window, dialog, "before")
        await window.scope.idle()
        again = run_command("run", folder, "--against", "before", "--profile", tmp_path / "profile")
        assert "Differences from before (First, " in again.stderr


async def test_an_environment_is_not_compared_with_itself(shop_window, shop):
    async with shop_window() as window:
        dialog = dialog_of(window)
        choose_other(dialog, "Environment First")
        await ran(window, dialog)
        assert any(
            "First is the environment that the run uses already." in t for t in texts(dialog)
        )
        assert not shop.sent


async def test_a_careful_other_side_asks_before_anything_is_sent(shop_window, shop, folder):
    async with shop_window() as window:
        path = folder / "environments" / "Second.toml"
        path.write_text("careful = true\n" + path.read_text())
        text = 'method = "DELETE"\nurl = "{{base}}/lamp"\ndialect = "2020"\n'
        (folder / "delete.request.toml").write_text(text)
        dialog = dialog_of(window)
        choose_other(dialog, "Environment Second")
        dialog.form.button.click()
        await until(lambda: any(box.isVisible() for box in dialog.findChildren(QMessageBox)))
        box = next(box for box in dialog.findChildren(QMessageBox) if box.isVisible())
        assert "delete may change something" in box.text()
        box.reject()
        await window.scope.idle()
        assert not shop.sent


async def test_the_collection_offers_what_to_compare_with(shop_window, folder):
    async with shop_window() as window:
        dialog = dialog_of(window)
        other = dialog.form.beside.other
        window.controller.collections.compare_wanted.emit(str(folder), "run")
        await window.scope.idle()
        assert any("No run is kept yet." in text for text in texts(dialog))
        window.controller.collections.compare_wanted.emit(str(folder), "environment")
        await window.scope.idle()
        # Not the environment that the run itself uses.
        assert other.currentText() == "Environment Second"
        assert other.view().isVisible()
        other.hidePopup()


async def test_coverage_and_drift_are_shown_when_chosen(shop_window):
    async with shop_window() as window:
        dialog = dialog_of(window)
        tabs = dialog.results.details.tabs
        assert not tabs.isVisible()
        dialog.form.beside.coverage.setChecked(True)
        dialog.form.beside.drift.setChecked(True)
        await ran(window, dialog)
        assert [n for n in range(tabs.count()) if tabs.isTabVisible(n)] == [0, COVERAGE, DRIFT]
        said = dialog.results.details.texts()
        assert "2 responses came from addresses of no service, which document nothing." in said[1]
        assert said[2].startswith("Nothing was seen that the history has not seen before.")


async def test_coverage_names_the_codes_that_an_endpoint_never_gave(theme, tmp_path):
    folder = write_collection(tmp_path / "checks", a=0)
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.controller.run_wanted.emit(str(folder))
        await opened.scope.idle()
        dialog = dialog_of(opened)
        dialog.form.beside.coverage.setChecked(True)
        await ran(opened, dialog)
        _, coverage, _ = dialog.results.details.texts()
        # As the terminal says it.
        printed = run_command("run", folder, "--coverage", "--profile", tmp_path / "other").stderr
        assert coverage.startswith("gateway: 1 of ")
        assert "codes: 1 of " in coverage
        assert coverage in printed
        await save_report(opened, dialog, "JSON…", tmp_path / "Checks.json")
        run = json.loads((tmp_path / "Checks.json").read_text())
        assert [one["service"] for one in run["coverage"]["services"]] == ["gateway"]


async def test_drift_tells_what_the_history_has_not_seen(shop_window, shop, tmp_path):
    async with shop_window() as window:
        dialog = dialog_of(window)
        dialog.form.history.setCurrentText("Everything")
        dialog.form.repeat.setValue(20)
        await ran(window, dialog)
        shop.price = "ten"
        dialog.form.repeat.setValue(1)
        dialog.form.beside.drift.setChecked(True)
        told_before = window.services.history.on_drift
        await ran(window, dialog)
        assert (
            "`price` was a number in 20 responses, is text now."
            in dialog.results.details.texts()[2]
        )
        assert dialog.results.details.tabs.tabText(DRIFT) == "Drift 2"
        # What the window itself does with it is as before.
        assert window.services.history.on_drift == told_before


async def test_a_stopped_run_is_compared_as_far_as_it_came_and_is_not_kept(shop_window, shop):
    async with shop_window() as window:
        dialog = dialog_of(window)
        await ran(window, dialog)
        await kept(window, dialog, "before")
        await window.scope.idle()
        choose_other(dialog, "Kept run before (")
        dialog.form.delay.setValue(60)
        dialog.form.button.click()
        await until(lambda: rows(dialog, 1) == [("lamp",)])
        dialog.form.button.click()
        await window.scope.idle()
        assert rows(dialog, 1, DIFFERS) == [("lamp", "1 value")]
        assert not dialog.form.beside.can_keep


async def test_stopping_the_other_side_sends_nothing_more(shop_window, shop):
    async with shop_window() as window:
        dialog = dialog_of(window)
        choose_other(dialog, "Environment Second")
        dialog.form.delay.setValue(60)
        dialog.form.button.click()
        await until(lambda: any("First in Second: 1 of 4" in text for text in texts(dialog)))
        dialog.form.button.click()
        await window.scope.idle()
        assert shop.sent == ["/second/lamp"]
        assert any(text.startswith("Stopped before its end: 4 not run.") for text in texts(dialog))


async def test_every_part_has_a_name_and_is_reached_by_keys(shop_window):
    async with shop_window() as window:
        dialog = dialog_of(window)
        choose_other(dialog, "Environment Second")
        await ran(window, dialog)
        details = dialog.results.details
        details.tabs.setCurrentIndex(DIFFERENCES)
        for part in (*dialog.form.beside.fields, details.tabs, details.table):
            assert part.accessibleName() or part.text()
            assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
