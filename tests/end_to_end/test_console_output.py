"""Nothing is printed on the console, however requests end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("loop", ["asyncio", "qt"])
def test_failing_requests_print_nothing_on_the_console(tmp_path, loop):
    script = [sys.executable, "-X", "dev", "-W", "error", "-m", "tests.end_to_end.failing_requests"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONASYNCIODEBUG": "0"}
    ended = subprocess.run(
        [*script, loop, str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
