"""Tests of the sign-in pages run where there is a browser to open them."""

import pytest

from tests.chromium import PROGRAM

collect_ignore = [] if PROGRAM else ["test_sign_in_pages.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why a file is left out."""
    if not PROGRAM:
        terminalreporter.write_line("Not tested: sign-in pages, because there is no Chromium.")
