"""Runs in the real window, against the sandbox."""

import json

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QWidget,
)

from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.core.request.conversation import ResponseTest
from aiurdesk.ui.runs.run_controller import RunDialog
from tests.coroutines import until
from tests.end_to_end.window_driver import WindowDriver
from tests.ui.opened_window import opened_window
from tests.ui.runs.runs import write_collection

CAREFUL = 'based_on = "Sandbox"\ncareful = true\n'
CREATE = 'endpoint = "stargate.channel.createchannel"\nvalues = [["Description", "a"]]\n'


def dialog_of(opened):
    dialog = opened.window.findChild(QDialog, "run_dialog")
    assert dialog is not None
    return dialog


def rows(dialog, *columns):
    model = dialog.results.table.model()
    return [
        tuple(model.index(row, column).data() for column in columns)
        for row in range(model.rowCount())
    ]


def texts(dialog):
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


async def save_report(opened, dialog, name, file):
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Save report")
    assert button.isEnabled()
    next(action for action in button.menu().actions() if action.text() == name).trigger()
    chooser = next(d for d in dialog.findChildren(QFileDialog) if d.isVisible())
    assert chooser.selectedFiles()[0].endswith(f"Checks{file.suffix}")
    chooser.fileSelected.emit(str(file))
    chooser.reject()
    await opened.scope.idle()


async def check_reports(opened, dialog, folder):
    for name, file in (("JUnit XML…", "a.xml"), ("JSON…", "a.json"), ("HTML page…", "a.html")):
        await save_report(opened, dialog, name, folder / file)
    assert 'tests="3" failures="1"' in (folder / "a.xml").read_text()
    run = json.loads((folder / "a.json").read_text())
    assert (run["name"], run["passed"], run["failed"]) == ("Checks", 2, 1)
    assert run["is_stopped"] is False
    assert [result["exchange"]["response"]["status"] for result in run["results"]] == [200] * 3
    assert "<html" in (folder / "a.html").read_text()
    await save_report(opened, dialog, "JSON…", folder / "no" / "a.json")
    assert any("could not be written" in text for text in texts(dialog))


async def test_a_collection_without_an_environment_is_run_in_the_one_of_the_window(theme, tmp_path):
    folder = write_collection(tmp_path / "checks", environment="", a=0)
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.controller.run_wanted.emit(str(folder))
        await opened.scope.idle()
        dialog = dialog_of(opened)
        assert dialog.form.environment.currentText() == "Sandbox"
        dialog.form.button.click()
        await opened.scope.idle()
        assert rows(dialog, 0, 1) == [("Passed", "a")]
        # The tree of the collections shows it, too.
        file = str(folder / "a.request.toml")
        assert opened.controller.collections_tab.verdicts == {file: "success"}


async def test_a_collection_is_run_compared_and_looked_at(theme, tmp_path):
    folder = write_collection(tmp_path / "checks", a=0, b=0)
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.controller.run_wanted.emit(str(folder))
        await opened.scope.idle()
        dialog = dialog_of(opened)
        assert "Checks · 2 requests" in texts(dialog)
        dialog.form.button.click()
        await opened.scope.idle()
        assert rows(dialog, 0, 1, 2) == [("Passed", "a", "1/1"), ("Passed", "b", "1/1")]

        write_collection(folder, b=-4, c=0)
        dialog.form.button.click()
        await opened.scope.idle()
        assert rows(dialog, 0, 1, 5) == [
            ("Passed", "a", ""),
            ("Failed", "b", "fails now (was 0 Success)"),
            ("Passed", "c", "new"),
        ]
        assert any("1 now failing, 1 new." in text for text in texts(dialog))
        await check_reports(opened, dialog, tmp_path)

        assert dialog.windowHandle().transientParent() is None
        assert not opened.window.isActiveWindow()
        dialog.results.opened.emit(2)
        await until(opened.window.isActiveWindow)
        current = opened.controller.workbench.current
        assert current is not None
        exchange = opened.controller.workbench.exchange(current.key)
        assert exchange is not None
        assert exchange.examination is not None
        assert [f.passed for f in exchange.examination.findings] == [False]
        dialog.results.request_wanted.emit(3)
        await opened.scope.idle()
        current = opened.controller.workbench.current
        assert current is not None
        assert current.request.tests == (ResponseTest("code", 0),)
        assert current.copy is not None
        assert current.copy.name == "c"
        dialog.close()

    # The results are there after another start, too.
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.controller.run_wanted.emit(str(folder))
        await opened.scope.idle()
        assert any("2 passed, 1 failed." in text for text in texts(dialog_of(opened)))


async def test_what_failed_is_recorded_unless_chosen_otherwise_which_is_remembered(theme, tmp_path):
    folder = write_collection(tmp_path / "checks", a=0, b=-4)
    for chosen, count in (("What failed", 1), ("Nothing", 1), ("Everything", 3), ("", 5)):
        async with opened_window(theme, tmp_path / "profile") as opened:
            opened.controller.run_wanted.emit(str(folder))
            await opened.scope.idle()
            dialog = dialog_of(opened)
            if chosen:
                dialog.form.history.setCurrentText(chosen)
            dialog.form.button.click()
            await opened.scope.idle()
            await opened.services.history.aclose()
            page = await opened.services.history.page(HistoryFilter())
            assert len(page) == count
            dialog.close()


async def test_a_run_is_stopped_at_once(theme, tmp_path):
    folder = write_collection(tmp_path / "checks", a=0)
    (folder / "b.request.toml").write_text('endpoint = "code-lab.noanswer.hang"\n')
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.controller.run_wanted.emit(str(folder))
        await opened.scope.idle()
        dialog = dialog_of(opened)
        dialog.form.button.click()
        await until(lambda: len(rows(dialog, 0)) == 1)
        assert dialog.form.button.text() == "Stop"
        dialog.form.button.click()
        await opened.scope.idle()
        assert dialog.form.button.text() == "Run"
        assert rows(dialog, 0, 1) == [("Passed", "a")]
        assert any(text.startswith("Stopped before its end: 1 not run.") for text in texts(dialog))


async def test_a_careful_environment_asks_first(theme, tmp_path):
    folder = write_collection(tmp_path / "checks", environment="Tests")
    (folder / "a.request.toml").write_text(CREATE)
    (folder / "environments").mkdir()
    (folder / "environments" / "Tests.toml").write_text(CAREFUL)
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.controller.run_wanted.emit(str(folder))
        await opened.scope.idle()
        dialog = dialog_of(opened)
        for answer, expected in (("Cancel", []), ("Run it", [("Passed",)])):
            dialog.form.button.click()
            await until(lambda: dialog.findChild(QMessageBox) is not None)
            box = dialog.findChild(QMessageBox)
            assert "a may change something (POST" in box.text()
            next(b for b in box.findChildren(QPushButton) if b.text() == answer).click()
            await opened.scope.idle()
            await until(lambda: dialog.findChild(QMessageBox) is None)
            assert rows(dialog, 0) == expected


async def test_what_cannot_be_run_is_told(theme, tmp_path):
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.controller.run_wanted.emit(str(tmp_path / "none"))
        await opened.scope.idle()
        assert any("There is no folder or file" in text for text in texts(dialog_of(opened)))


async def test_what_the_environment_asks_for_is_asked_once(theme, tmp_path):
    folder = write_collection(tmp_path / "checks", environment="Tests")
    for name in ("a", "b"):
        (folder / f"{name}.request.toml").write_text(CREATE.replace('"a"', '"{{what}}"'))
    (folder / "environments").mkdir()
    asking = 'based_on = "Sandbox"\n\n[variables]\nwhat = { ask = true }\n'
    (folder / "environments" / "Tests.toml").write_text(asking)
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.controller.run_wanted.emit(str(folder))
        await opened.scope.idle()
        dialog = dialog_of(opened)
        for is_given, expected in ((False, []), (True, [("Passed",), ("Passed",)])):
            dialog.form.button.click()
            await until(lambda: opened.window.findChild(QDialog, "variable_dialog") is not None)
            asked = opened.window.findChild(QDialog, "variable_dialog")
            assert asked is not None
            line = next(w for w in asked.findChildren(QLineEdit) if w.accessibleName() == "what")
            line.setText("mine")
            asked.accept() if is_given else asked.reject()
            await opened.scope.idle()
            await until(lambda: opened.window.findChild(QDialog, "variable_dialog") is None)
            assert rows(dialog, 0) == expected


async def test_a_response_is_opened_with_the_variables_of_its_collection(theme, tmp_path):
    folder = write_collection(tmp_path / "checks")
    with (folder / "collection.toml").open("a") as file:
        file.write('env_file = ".env"\n\n[variables]\nname = "Ann"\n')
    (folder / ".env").write_text("PLACE=here\n")
    (folder / "a.request.toml").write_text(
        'endpoint = "stargate.channel.createchannel"\n'
        'values = [["Description", "{{name}} {{env:PLACE}}"]]\n'
    )
    (folder / "broken.request.toml").write_text("endpoint = 5\n")
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.services.trust.add(folder)
        opened.controller.run_wanted.emit(str(folder))
        await opened.scope.idle()
        dialog = dialog_of(opened)
        dialog.form.button.click()
        await opened.scope.idle()
        assert rows(dialog, 0, 1) == [("Passed", "a")]
        # What is not among the results is still told when these are there.
        assert any("line 1: endpoint should be text" in text for text in texts(dialog))
        dialog.results.opened.emit(1)
        dialog.close()
        # Without them it could not be sent again.
        words = WindowDriver(opened.window, opened.controller).help_of("Description")
        assert "Sent as Ann ••••" in words


def test_escape_stops_a_run_and_then_closes(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    dialog = RunDialog(theme, window)
    dialog.show()
    dialog.form.set_running(True)
    with qtbot.waitSignal(dialog.form.stop_wanted):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.form.set_running(False)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


async def test_no_further_run_makes_the_window_larger_or_moves_what_is_in_it(theme, tmp_path):
    folder = write_collection(tmp_path / "checks", a=0, b=-4)
    async with opened_window(theme, tmp_path / "profile") as opened:
        opened.controller.run_wanted.emit(str(folder))
        await opened.scope.idle()
        dialog = dialog_of(opened)

        def places():
            shown = (dialog.form.button, dialog.results.table, dialog.form.environment)
            frames = [widget.mapTo(dialog, QPoint()).toTuple() for widget in shown]
            return dialog.size().toTuple(), frames

        before = places()
        seen = []
        for is_opened_again in (False, False, True, False):
            if is_opened_again:
                dialog.close()
                opened.controller.run_wanted.emit(str(folder))
                await opened.scope.idle()
            dialog.form.button.click()
            seen.append(places())
            await opened.scope.idle()
            seen.append(places())
        assert seen == [before] * len(seen)
        # All of it is in sight.
        below = dialog.results.mapTo(dialog, QPoint(0, dialog.results.height()))
        assert below.y() <= dialog.height()
