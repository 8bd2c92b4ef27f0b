"""A run writes to the history while it goes on, and keeps that when it is killed or stopped."""

import contextlib
import itertools
import json
import os
import re
import signal
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

    It has more results than fit into the pipe, so it cannot end while they are not read.
    """
    command = [sys.executable, "-m", "aiurdesk", "run", folder / "A.request.toml"]
    command += ["--repeat", "5000", "--history", "all", "--profile", folder / "profile"]
    with running(command, stderr=subprocess.PIPE) as process:
        yield process
        helpers = children(process.pid)
    wait_until(lambda: all(map(was_ended, helpers)))


@pytest.mark.parametrize("count", [40, 500])
def test_what_a_run_told_is_soon_in_the_history_and_stays_there_when_it_is_killed(tmp_path, count):
    paths = places(tmp_path / "profile")
    database = HistoryDatabase(paths.history_file, paths.history_bodies)

    def recorded() -> int:
        return len(database.page(HistoryFilter(), limit=10_000))

    with http_serving(_Responding) as url:
        text = f'method = "GET"\nurl = "{url}"\ntests = [\n    {{ status = 200 }},\n]\n'
        (tmp_path / "A.request.toml").write_text(text)
        with run_of_many(tmp_path) as process:
            assert process.stderr is not None
            for _ in range(count):
                assert process.stderr.readline().startswith("passed")
            wait_until(lambda: paths.history_file.exists() and recorded() >= count)
            before = recorded()
            assert process.poll() is None
    assert recorded() >= before
    database.close()


class _LongResponding(_Responding):
    """Responds with 3 MB, in which looking for secrets takes much longer than sending them."""

    items = tuple({"id": number, "name": f"name {number}"} for number in range(90_000))
    body = json.dumps({"code": -4, "message": "Not found.", "items": items})

    def do_GET(self) -> None:
        with contextlib.suppress(ConnectionError):  # the run was stopped
            self.respond(self.body.encode(), Content_Type="application/json")


@pytest.mark.parametrize("jobs", [1, 50])
def test_ctrl_c_does_not_wait_until_long_bodies_are_recorded(tmp_path, jobs):
    paths = places(tmp_path / "profile")
    with http_serving(_LongResponding) as url:
        (tmp_path / "A.request.toml").write_text(f'method = "GET"\nurl = "{url}"\n')
        command = [sys.executable, "-m", "aiurdesk", "run", tmp_path / "A.request.toml"]
        command += ["--repeat", "1000", "--jobs", jobs, "--profile", tmp_path / "profile"]
        with running(command, stderr=subprocess.PIPE) as process:
            assert process.stderr is not None
            failed = (line for line in process.stderr if line.startswith("FAILED"))
            assert len(list(itertools.islice(failed, 20))) == 20
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
    sent = re.search(r"Stopped\. (\d+) requests in", errors)
    lacking = re.search(r"The history may lack the last (\d+) requests", errors)
    assert sent is not None, errors
    # Waiting for all of them takes some ten seconds.
    assert lacking is not None, errors
    with contextlib.closing(HistoryDatabase(paths.history_file, paths.history_bodies)) as database:
        recorded = len(database.page(HistoryFilter(), limit=10_000))
    assert 0 < int(sent[1]) - recorded <= int(lacking[1])


@pytest.mark.parametrize(
    ("ending", "status", "said"),
    [(signal.SIGINT, 3, "Stopped.\n"), (signal.SIGTERM, -signal.SIGTERM, "")],
)
def test_a_signal_ends_a_run_that_still_reads_its_files(tmp_path, ending, status, said):
    # Each takes its time to read. With links to one file they are made in no time.
    rows = '    ["a", "b"],\n' * 200
    first = tmp_path / "0.request.toml"
    first.write_text(f'method = "GET"\nurl = "http://127.0.0.1:9/"\nheaders = [\n{rows}]\n')
    for number in range(1, 15_000):
        (tmp_path / f"{number}.request.toml").hardlink_to(first)
    command = [sys.executable, "-m", "aiurdesk", "run", tmp_path]
    with running([*command, "--profile", tmp_path / "profile"], stderr=subprocess.PIPE) as process:
        # The thread that reads is the first one beside that of the program.
        wait_until(lambda: len(os.listdir(f"/proc/{process.pid}/task")) > 1)
        process.send_signal(ending)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (status, said)
