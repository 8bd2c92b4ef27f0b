"""The window starts and ends in order while assistive technology reads its tree.

It is started a few times here, and as often as one likes with ``--window-starts 300``.
"""

import signal
import sys

import pytest

from tests.end_to_end.tree_walker import TreeWalker, missing_packages

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="AT-SPI is the bus of Linux"),
    pytest.mark.skipif(
        bool(missing_packages()), reason=f"needs apt-get install {' '.join(missing_packages())}"
    ),
]

ENDS = (0, -signal.SIGTERM)
"""Exit statuses of a window that is told to end; the second one before it can listen."""

MISSING = 2
"""Exit status without the libraries of an X window, which the errors then name."""


def test_no_start_dies_while_a_client_reads_the_tree(pytestconfig):
    deaths = []
    with TreeWalker() as walker:
        for number in range(pytestconfig.getoption("--window-starts")):
            # Ended at various moments: while it loads, and when it has loaded.
            status, errors = walker.start_window(delay_s=(number + 1) % 20 * 0.1)
            if status == MISSING:
                pytest.skip(errors)
            assert walker.names["aiurdesk"]
            if status not in ENDS or errors:
                deaths.append((number, status, errors))
        assert deaths == []
