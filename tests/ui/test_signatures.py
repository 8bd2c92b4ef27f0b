"""PySide6 without its signatures, in a process that has just started it."""

import subprocess
import sys

import pytest

START = """
import linecache, sys
from aiurdesk.ui.signatures import import_qt
import_qt()
import aiurdesk.core.api.endpoint
is_read = any("endpoint" in name for name in linecache.cache)
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel, QWidget
def are_loaded():
    return "shibokensupport.signature.parser" in sys.modules
"""
WORK = """
class Teller(QObject):
    told = Signal(str)
app, heard, teller = QApplication([]), [], Teller()
teller.told.connect(heard.append)
teller.told.emit("heard")
print(heard, QLabel("Endpoints").text(), is_read, are_loaded())
"""
MISTAKES = """
app = QApplication([])
for call in (
    lambda: QWidget().setWindowTitle(3),
    lambda: QWidget().resize("wide"),
    lambda: QWidget().resize(1, 2, 3),
    lambda: QObject(objectNam="x"),
    lambda: QLabel(object(), object(), object()),
):
    try:
        call()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
print(QWidget.resize.__doc__)
"""


def said_by(script, *options):
    run = subprocess.run(
        [sys.executable, *options, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


def test_qt_works_without_signatures_and_modules_are_not_read_as_source():
    assert said_by(START + WORK) == "['heard'] Endpoints False False\n"


def test_a_wrong_call_is_told_as_pyside_tells_it():
    ours = said_by(START + MISTAKES)
    usual = said_by(START.replace("import_qt()", "import PySide6.QtCore") + MISTAKES)
    assert ours == usual
    assert "Supported signatures:" in ours


def test_signatures_are_loaded_by_the_first_wrong_call():
    told = START + "app = QApplication([])\nprint(are_loaded())\n"
    told += "try:\n    QWidget(7)\nexcept TypeError:\n    print(are_loaded())\n"
    assert said_by(told) == "False\nTrue\n"


@pytest.mark.parametrize("before", ["import PySide6.QtCore", "import shiboken6"])
def test_qt_that_is_there_already_loses_its_hook(before):
    script = f"{before}\n{START}{WORK}"
    assert said_by(script) == "['heard'] Endpoints False True\n"


def test_an_unknown_release_starts_as_it_is_made():
    script = "import aiurdesk.ui.signatures as s\ns._KNOWN_RELEASES = ('0.',)\n" + START + WORK
    assert said_by(script) == "['heard'] Endpoints False True\n"
