"""Secrets that come from a command, with real commands."""

import os
import shlex
import sys

import pytest

from aiurdesk.core.credentials.secret_source import OutsideSource, SourceKind
from aiurdesk.core.errors import AuthError
from aiurdesk.services.credentials.secret_sources import SecretSources
from tests.coroutines import until

SLOW = """
import os, signal, sys
with open(sys.argv[1], "w") as file:
    file.write(str(os.getpid()))
print("half of a secret", flush=True)
signal.pause()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="waits for a signal of Unix")
async def test_a_command_that_takes_too_long_is_killed_and_gives_no_secret(tmp_path):
    script, process_file = tmp_path / "slow.py", tmp_path / "process"
    script.write_text(SLOW)
    command = shlex.join([sys.executable, str(script), str(process_file)])
    sources = SecretSources(longest_s=3.0)
    with pytest.raises(AuthError) as failure:
        await sources.secret(OutsideSource(SourceKind.COMMAND, command), "Work")
    assert "Work has no secret" in str(failure.value)
    assert "3 s" in str(failure.value)
    assert "half of" not in str(failure.value)

    def is_gone() -> bool:
        try:
            os.kill(int(process_file.read_text()), 0)
        except ProcessLookupError:
            return True
        return False

    await until(is_gone)
