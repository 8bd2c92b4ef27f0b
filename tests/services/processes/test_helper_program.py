"""The helper process calls functions, says what it could not read, and ends with its parent."""

import gc
import io
import pickle
import subprocess
import sys

import pytest

from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.services.sending.whole_envelope import parse_whole
from tests.child_process import children, running

BODY = b'{"code": -3, "message": "At last."}'
SERVE = (
    "import os, sys; from aiurdesk.services.processes.helper_program import serve; "
    "serve(sys.stdin.buffer, sys.stdout.buffer, os.getppid(), {})"
)
PARENT = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {SERVE.format(2**31)!r}], stdin=subprocess.PIPE)
print("started", flush=True)
sys.stdin.read()
"""


def results_of(*calls, memory_bytes=2**31):
    requests = b"".join(map(pickle.dumps, calls))
    ended = subprocess.run(
        [sys.executable, "-c", SERVE.format(memory_bytes)],
        input=requests,
        capture_output=True,
        check=True,
    )
    assert ended.stderr == b""
    results, values = io.BytesIO(ended.stdout), []
    while results.tell() < len(ended.stdout):
        values.append(pickle.load(results))
    return values


def test_it_serves_until_its_requests_end():
    first, second = results_of(*((parse_whole, (body, None), {}) for body in (BODY, BODY[:-1])))
    assert first == Envelope(-3, "At last.")
    assert second.reason is NotAnEnvelopeReason.TRUNCATED


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to this limit")
def test_a_body_that_takes_too_much_memory_is_said(tmp_path):
    path = tmp_path / "body"
    # Of one above 100 MB only the beginning is read.
    with path.open("wb") as file:
        file.truncate(95_000_000)
    (result,) = results_of((parse_whole, (str(path), None), {}), memory_bytes=2**27)
    assert isinstance(result, NotAnEnvelope)
    assert result.reason is NotAnEnvelopeReason.UNREAD
    assert "memory" in str(result.detail)


def left_cycles(count):
    """Make lists that hold themselves, and return how many there are; called in the process."""
    for _ in range(count):
        cycle: list[object] = []
        cycle.append(cycle)
    lists = (value for value in gc.get_objects() if type(value) is list and len(value) == 1)
    return sum(value[0] is value for value in lists)


def test_what_a_call_leaves_in_circles_is_collected():
    # The second list of each call is the one that the loop still has.
    assert results_of(*((left_cycles, (count,), {}) for count in (100, 1))) == [100, 1]


@pytest.mark.skipif(sys.platform != "linux", reason="a signal of Linux")
def test_it_ends_when_its_parent_is_killed():
    with running([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as (
        parent
    ):
        assert parent.stdout is not None
        assert parent.stdout.readline() == "started\n"
        assert len(children(parent.pid)) == 1
        parent.kill()
        # The helper has the same standard output, which therefore ends with it.
        assert parent.stdout.read() == ""
