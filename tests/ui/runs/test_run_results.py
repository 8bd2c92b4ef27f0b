import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QProgressBar, QPushButton, QWidget

from aiurdesk.core.collection.run_comparison import ResultChange
from aiurdesk.core.problem import Problem
from aiurdesk.ui.runs.run_results import RunResults
from aiurdesk.ui.runs.run_rows import run_row
from tests.ui.runs.runs import FIRST, a_result, a_row, since


@pytest.fixture
def results(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    made = RunResults(theme, window)
    made.resize(900, 400)
    window.show()
    yield made
    window.close()


def titles(results):
    model = results.table.model()
    return [model.index(row, 1).data() for row in range(model.rowCount())]


def named(results, kind, name):
    return next(w for w in results.findChildren(kind) if w.accessibleName() == name)


def button(results, text):
    return next(b for b in results.findChildren(QPushButton) if b.text() == text)


def test_results_come_live_and_are_counted(results, qtbot):
    results.start(3)
    results.add(a_row(2, title="b", passed=False))
    results.add(a_row(1, title="a"))
    qtbot.waitUntil(lambda: titles(results) == ["b", "a"])
    counts = named(results, QLabel, "Counts of the run")
    assert counts.text() == "1 passed · 1 failed · 1 left"
    assert named(results, QProgressBar, "Progress of the run").value() == 2
    results.finish("Stopped before its end.")
    assert titles(results) == ["a", "b"]


def test_the_bar_is_red_from_the_first_failure_on(results):
    bar = named(results, QProgressBar, "Progress of the run")
    results.start(2)
    results.add(a_row(1))
    results.flush()
    assert bar.property("severity") is None
    results.add(a_row(2, passed=False))
    results.flush()
    assert bar.property("severity") == "test"
    results.start(1)
    assert bar.property("severity") is None


def test_the_first_failure_says_why(results):
    results.start(2)
    results.add(a_row(1))
    results.add(a_row(2, title="b", passed=False))
    results.finish("")
    details = named(results, QPlainTextEdit, "Details of the result").toPlainText()
    assert details.startswith("✗ result code is −10")


def test_only_failures_or_changes_can_be_shown(results):
    comparison = since(("a", True), ("b", False))
    results.start(2)
    results.add(a_row(1, title="a", passed=False, comparison=comparison))
    results.add(a_row(2, title="b", passed=False, comparison=comparison))
    results.finish("")
    choice = named(results, QComboBox, "Show results")
    choice.setCurrentText("Changed")
    assert titles(results) == ["a"]
    choice.setCurrentText("Failed")
    assert titles(results) == ["a", "b"]
    button(results, "Copy results").click()
    assert QGuiApplication.clipboard().text() == (
        "Failed: a · −10 InvalidInput · fails now (was 0 Success)\nFailed: b · −10 InvalidInput"
    )


def test_a_row_opens_its_exchange(results, qtbot):
    results.start(2)
    results.add(a_row(1))
    results.add(a_row(2, exchange=None, findings=(), errors=(Problem("No variable."),)))
    results.finish("")
    results.table.selectRow(1)
    assert not button(results, "Open response").isEnabled()
    with qtbot.waitSignal(results.request_wanted) as heard:
        button(results, "Open request").click()
    assert heard.args == [2]
    results.table.selectRow(0)
    with qtbot.waitSignal(results.opened) as heard:
        button(results, "Open response").click()
    assert heard.args == [1]


def test_a_new_run_begins_with_nothing(results):
    results.start(1)
    results.add(a_row(1))
    results.finish("done")
    results.start(5)
    assert titles(results) == []
    assert not button(results, "Copy results").isEnabled()


def test_before_the_first_run_there_is_nothing_to_open(results):
    buttons = ("Open response", "Open request", "Copy results")
    assert [button(results, text).isEnabled() for text in buttons] == [False] * 3
    choice = named(results, QComboBox, "Show results")
    assert not choice.isVisible()
    results.start(1)
    assert choice.isVisible()


def test_a_row_says_what_was_found():
    row = a_row(passed=False)
    assert (row.word, row.tests, row.time, row.verdict) == (
        "Failed",
        "0/1",
        "23 ms",
        "−10 InvalidInput",
    )
    assert row.details.splitlines()[0] == "✗ result code is −10 · found −10 InvalidInput"
    assert "Invalid input" in row.details


def test_what_was_not_sent_says_why():
    row = run_row(
        a_result(exchange=None, findings=(), errors=(Problem("No variable."), Problem("Set it."))),
        FIRST,
    )
    assert (row.word, row.tests, row.time, row.verdict) == ("Failed", "", "", "No variable.")
    assert row.details == "No variable.\nSet it."


def test_a_row_says_what_changed():
    row = a_row(passed=False, comparison=since(("a", True)))
    assert (row.change, row.change_words) == (ResultChange.FAILS_NOW, "fails now (was 0 Success)")
