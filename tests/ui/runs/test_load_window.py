"""Loads in the real window, against a real server on loopback."""

import json
import time
from importlib.util import find_spec

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QMessageBox, QPushButton

from aiurdesk.core.load.load_report import LoadTally
from aiurdesk.core.load.load_ticks import LoadCount, LoadOutcome, LoadTick
from aiurdesk.core.verdict.verdict import Severity
from aiurdesk.ui.runs.load_chart import LoadChart
from tests.coroutines import until
from tests.envelope_server import envelope_server
from tests.ui.opened_window import opened_window

with_engine = pytest.mark.skipif(find_spec("locust") is None, reason="an optional extra")


def a_folder(path, *addresses, settings=""):
    path.mkdir()
    (path / "collection.toml").write_text(f'name = "Checks"\n{settings}')
    for number, address in enumerate(addresses):
        text = f'method = "GET"\nurl = "{address}"\ndialect = "2023"\n'
        (path / f"r{number}.request.toml").write_text(text)
    return path


async def opened_load(opened, folder):
    opened.controller.load_wanted.emit(str(folder))
    await opened.scope.idle()
    dialog = opened.window.findChild(QDialog, "load_dialog")
    assert dialog is not None
    return dialog


def row(dialog, number):
    model = dialog.results.table.model()
    return [model.index(number, column).data() for column in range(model.columnCount())]


@with_engine
async def test_a_load_is_drawn_and_its_report_saved(theme, tmp_path):
    with envelope_server() as server:
        folder = a_folder(tmp_path / "c", f"{server.base}/0/Done", f"{server.base}/-11/Slow")
        async with opened_window(theme, tmp_path / "profile") as opened:
            dialog = await opened_load(opened, folder)
            dialog.form.users.setValue(2)
            dialog.form.length.setValue(2)
            dialog.form.button.click()
            await until(lambda: dialog.form.button.text() == "Stop")
            await opened.scope.idle()
            assert row(dialog, 0)[2] == "100 %"
            assert row(dialog, 1)[6] == "Wait −11 100 %"
            assert "by 2 users" in dialog.results.chart.accessibleDescription()
            buttons = dialog.findChildren(QPushButton)
            save = next(button for button in buttons if button.text() == "Save report")
            next(a for a in save.menu().actions() if a.text() == "JSON…").trigger()
            chooser = next(d for d in dialog.findChildren(QFileDialog) if d.isVisible())
            chooser.fileSelected.emit(str(tmp_path / "a.json"))
            chooser.reject()
            await opened.scope.idle()
    members = json.loads((tmp_path / "a.json").read_text())
    assert members["total"]["failed_under_200"] > 0


@with_engine
async def test_stop_ends_a_load_with_the_report_so_far(theme, tmp_path):
    with envelope_server() as server:
        folder = a_folder(tmp_path / "c", f"{server.base}/0/Done")
        async with opened_window(theme, tmp_path / "profile") as opened:
            dialog = await opened_load(opened, folder)
            dialog.form.button.click()
            await until(lambda: bool(dialog.results.chart.points))
            asked_s = time.monotonic()
            dialog.form.button.click()
            await opened.scope.idle()
            assert time.monotonic() - asked_s < 4
            assert dialog.form.button.text() == "Start"
            assert row(dialog, 0)[0] == "r0"


async def test_a_host_is_named_before_anything_is_sent(theme, tmp_path):
    folder = a_folder(tmp_path / "c", "https://shop.example/")
    async with opened_window(theme, tmp_path / "profile") as opened:
        dialog = await opened_load(opened, folder)
        dialog.form.load_wanted.emit(dialog.form.choices())
        await until(lambda: bool(dialog.findChildren(QMessageBox)))
        box = dialog.findChildren(QMessageBox)[0]
        assert "shop.example" in box.text() + box.informativeText()
        box.reject()
        await opened.scope.idle()
        assert dialog.form.button.text() == "Start"


async def test_a_careful_environment_is_refused(theme, tmp_path):
    folder = a_folder(tmp_path / "c", "{{base}}/0/Done", settings='environment = "Live"\n')
    (folder / "Live.env.toml").write_text(
        'based_on = "Sandbox"\ncareful = true\n[variables]\nbase = "http://127.0.0.1:9"\n'
    )
    (folder / "environments").mkdir()
    (folder / "Live.env.toml").rename(folder / "environments" / "Live.toml")
    async with opened_window(theme, tmp_path / "profile") as opened:
        dialog = await opened_load(opened, folder)
        dialog.form.load_wanted.emit(dialog.form.choices())
        await opened.scope.idle()
        told = "".join(label.text() for label in dialog.form.note.findChildren(QLabel))
        assert "is careful. A load is not sent there." in told


@with_engine
async def test_a_folder_is_trusted_before_its_load_reads_variables(theme, tmp_path, monkeypatch):
    with envelope_server() as server:
        monkeypatch.setenv("LAMPS_WORD", "Done")
        folder = a_folder(tmp_path / "c", server.base + "/0/{{env:LAMPS_WORD}}")
        async with opened_window(theme, tmp_path / "profile") as opened:
            dialog = await opened_load(opened, folder)
            dialog.form.load_wanted.emit(dialog.form.choices())
            await until(lambda: bool(opened.window.findChildren(QMessageBox)))
            box = opened.window.findChildren(QMessageBox)[0]
            assert "LAMPS_WORD" in box.text() + box.informativeText()
            box.reject()
            await opened.scope.idle()
            told = "".join(label.text() for label in dialog.form.note.findChildren(QLabel))
            assert "trust" in told
            assert dialog.form.button.text() == "Start"
            assert not dialog.results.table.model().rowCount()


def test_an_hour_with_a_hundred_outcomes_has_no_more_points_than_room(qtbot, theme):
    tally = LoadTally()
    levels = [level for level in Severity if level is not Severity.SUCCESS]
    outcomes = [LoadOutcome(levels[n % 9], f"Outcome {n}", 200) for n in range(100)]
    for at_s in range(3595):
        some = outcomes[at_s % 100 : at_s % 100 + 5]
        tally.add(LoadTick(at_s, 50, tuple(LoadCount("a", one, ((20, 3),)) for one in some)))
    chart = LoadChart(theme)
    qtbot.addWidget(chart)
    chart.resize(900, 300)
    chart.show_report(tally.report("Checks"))
    picture = chart.grab().toImage()
    # As many points as there is room for, whatever the length of the load.
    assert 0 < len(chart.points) <= 200
    assert len({picture.pixelColor(x, 100).rgb() for x in range(picture.width())}) > 1
