"""The helper process calls functions, says what it could not read, and ends with its parent."""

import io
import pickle
import subprocess
import sys

import pytest

from aiurdesk.core.verdict.envelope import Envelope, NotAnEnvelope, NotAnEnvelopeReason
from aiurdesk.services.whole_envelope import parse_whole
from tests.child_process import children, running

BODY = b'{"code": -3, "message": "At last."}'
SERVE = "from aiurdesk.services.helper_program import serve; import os; serve(os.getppid())"
PARENT = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {SERVE!r}], stdin=subprocess.PIPE)
print("started", flush=True)
sys.stdin.read()
"""


def test_it_serves_until_its_standard_input_ends():
    requests = b"".join(pickle.dumps((parse_whole, (body, None), {})) for body in (BODY, BODY[:-1]))
    ended = subprocess.run(
        [sys.executable, "-c", SERVE], input=requests, capture_output=True, check=True
    )
    results = io.BytesIO(ended.stdout)
    assert pickle.load(results) == Envelope(-3, "At last.")
    assert pickle.load(results).reason is NotAnEnvelopeReason.TRUNCATED
    assert results.read() == ended.stderr == b""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to this limit")
def test_a_body_that_takes_too_much_memory_is_said(tmp_path):
    path = tmp_path / "body"
    with path.open("wb") as file:
        file.truncate(2**29)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28)); "
    ended = subprocess.run(
        [sys.executable, "-c", limit + SERVE],
        input=pickle.dumps((parse_whole, (str(path), None), {})),
        capture_output=True,
        check=True,
    )
    found = pickle.loads(ended.stdout)
    assert isinstance(found, NotAnEnvelope)
    assert found.reason is NotAnEnvelopeReason.UNREAD
    assert "memory" in found.detail


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
