"""A run that is killed keeps in the history what it sent more than a second ago."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from aiurdesk.core.history.history_filter import HistoryFilter
from aiurdesk.storage.history import HistoryDatabase
from aiurdesk.storage.paths import places
from tests.child_process import children, running, wait_until, was_ended
from tests.end_to_end.loopback_server import QuietHandler, http_serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


class _Responding(QuietHandler):
    protocol_version = "HTTP/1.1"
    # Head and body go out together: the second of two writes waits for an answer to the first.
    wbufsize = -1

    def do_GET(self) -> None:
        self.respond(b'{"code": 0, "message": "Done."}', Content_Type="application/json")


def killed_run(folder: Path, count: int) -> tuple[list[float], float]:
    """Kill a run after some results.

    Returns:
        When it told of each result, and when it was killed, in seconds.
    """
    command = [sys.executable, "-m", "aiurdesk", "run", folder / "A.request.toml"]
    command += ["--repeat", "5000", "--profile", folder / "profile"]
    told: list[float] = []
    with running(command, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        while len(told) < count:
            assert process.stderr.readline().startswith("passed")
            told.append(time.monotonic())
        helpers = children(process.pid)
        process.kill()
        killed_at = time.monotonic()
    # The helper process ends with it.
    wait_until(lambda: all(map(was_ended, helpers)))
    return told, killed_at


@pytest.mark.parametrize("count", [40, 500])
def test_what_a_killed_run_sent_more_than_a_second_ago_is_in_the_history(tmp_path, count):
    with http_serving(_Responding) as url:
        text = f'method = "GET"\nurl = "{url}"\ntests = [\n    {{ status = 200 }},\n]\n'
        (tmp_path / "A.request.toml").write_text(text)
        told, killed_at = killed_run(tmp_path, count)
    found = places(tmp_path / "profile")
    database = HistoryDatabase(found.history_file, found.history_bodies)
    recorded = len(database.page(HistoryFilter(), limit=10_000))
    database.close()
    assert recorded >= sum(when <= killed_at - 1 for when in told)
    # Not only because it was killed at once.
    assert recorded > 0 or count < 100
