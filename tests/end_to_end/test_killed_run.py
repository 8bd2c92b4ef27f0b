"""A run writes to the history while it goes on, and keeps that when it is killed."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
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


@contextlib.contextmanager
def run_of_many(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start a run; it is killed at the end of the block, and its helper process ends with it.

    It has more results than fit into the pipe, so it cannot end while nobody reads them.
    """
    command = [sys.executable, "-m", "aiurdesk", "run", folder / "A.request.toml"]
    command += ["--repeat", "5000", "--history", "all", "--profile", folder / "profile"]
    with running(command, stderr=subprocess.PIPE) as process:
        yield process
        helpers = children(process.pid)
    wait_until(lambda: all(map(was_ended, helpers)))


@pytest.mark.parametrize("count", [40, 500])
def test_what_a_run_told_is_soon_in_the_history_and_stays_there_when_it_is_killed(tmp_path, count):
    found = places(tmp_path / "profile")
    database = HistoryDatabase(found.history_file, found.history_bodies)

    def recorded() -> int:
        return len(database.page(HistoryFilter(), limit=10_000))

    with http_serving(_Responding) as url:
        text = f'method = "GET"\nurl = "{url}"\ntests = [\n    {{ status = 200 }},\n]\n'
        (tmp_path / "A.request.toml").write_text(text)
        with run_of_many(tmp_path) as process:
            assert process.stderr is not None
            for _ in range(count):
                assert process.stderr.readline().startswith("passed")
            wait_until(lambda: found.history_file.exists() and recorded() >= count)
            before = recorded()
            assert process.poll() is None
    assert recorded() >= before
    database.close()
