"""Tests of the Secret Service run where there is one, those of KWallet where it is installed."""

import sys

import pytest

from aiurdesk.storage.history import HistoryDatabase
from tests.kwallet import PROGRAM

collect_ignore = [] if sys.platform == "linux" else ["test_secret_service.py"]
collect_ignore += [] if PROGRAM else ["test_kwallet.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why a file is left out."""
    if sys.platform == "linux" and not PROGRAM:
        terminalreporter.write_line("Not tested: KWallet, because kwalletd6 is not installed.")


@pytest.fixture
def database(tmp_path):
    """Give a database of the history, which is closed at the end."""
    opened = HistoryDatabase(tmp_path / "state" / "history.sqlite", tmp_path / "bodies")
    yield opened
    opened.close()
