"""``aiurdesk run``, ``@usebruno/cli`` and a bare httpx script against one fast server.

Run: npm install --prefix FOLDER @usebruno/cli
     python -m tests.benchmarks.runners FOLDER

Each sends the same 1,000 POSTs over https, from 1,000 entries of its own kind of collection, with
one test each. The figures are the processor time of the client, user and system, which other work
on the machine changes little, and its peak memory. The server does not count; the helper process
that records the history does, but for the memory, which is that of the largest process.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from aiurdesk.sandbox.certificate_authority import CertificateAuthority
from aiurdesk.storage.files import write_atomically

COUNT = 1000
ROUNDS = 3
FORM = {"AccessToken": "none", "ChannelId": "1", "MessageContent": "hello"}
BARE = """
import asyncio, ssl, sys, httpx
FORM = {form}

async def main(address, authority, count):
    context = ssl.create_default_context(cafile=authority)
    async with httpx.AsyncClient(http2=True, verify=context, trust_env=False) as client:
        for _ in range(count):
            response = await client.post(address, data=FORM)
            assert response.json()["code"] == -8

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""


class Cost(NamedTuple):
    """What a process took."""

    cpu_s: float
    """User and system time."""
    wall_s: float
    memory_mb: float


def cost(command: list[str], folder: Path) -> Cost:
    """Run a program to its end."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        # An installed program has its modules compiled, whatever the shell of this one says.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - started
        output.seek(0)
        assert os.waitstatus_to_exitcode(status) == 0, output.read().decode()[-2000:]
    return Cost(used.ru_utime + used.ru_stime, wall_s, used.ru_maxrss / 1024)


@contextlib.contextmanager
def fast_server(server_file: Path) -> Iterator[str]:
    """Run the server, and yield its address."""
    command = [sys.executable, "-m", "tests.benchmarks.fast_server", str(server_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"https://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def aiurdesk_command(folder: Path, base: str, authority: Path) -> list[str]:
    """Write a collection, and return the command that runs it."""
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text('environment = "Here"\n')
    (folder / "environments" / "Here.toml").write_text(
        f'[base_urls]\nstargate = "{base}"\n\n[variables]\ntoken = "none"\n'
    )
    values = '    ["AccessToken", "{{token}}"],\n    ["ChannelId", "1"],\n'
    values += '    ["MessageContent", "hello"],\n'
    request = (
        f'endpoint = "stargate.message.pushmessage"\nvalues = [\n{values}]\n'
        "tests = [\n    { code = -8 },\n]\n"
    )
    for number in range(COUNT):
        (folder / f"Push {number}.request.toml").write_text(request)
    command = [sys.executable, "-m", "aiurdesk", "run", str(folder)]
    command += ["--ca-file", str(authority)]
    return [*command, "--profile", str(folder.parent / "profile")]


def bru_command(folder: Path, base: str, authority: Path, tools: Path) -> list[str]:
    """Write a collection, and return the command that runs it."""
    folder.mkdir()
    (folder / "bruno.json").write_text('{"version": "1", "name": "push", "type": "collection"}')
    pairs = "".join(f"  {name}: {value}\n" for name, value in FORM.items())
    for number in range(COUNT):
        (folder / f"Push {number}.bru").write_text(
            f"meta {{\n  name: Push {number}\n  type: http\n  seq: {number + 1}\n}}\n\n"
            f"post {{\n  url: {base}/Message/PushMessage\n  body: formUrlEncoded\n"
            f"  auth: none\n}}\n\nbody:form-urlencoded {{\n{pairs}}}\n\n"
            "assert {\n  res.body.code: eq -8\n}\n"
        )
    return [str(tools / "node_modules" / ".bin" / "bru"), "run", "--cacert", str(authority)]


def main(tools: Path) -> None:
    """Print what each took, in each round."""
    with contextlib.ExitStack() as stack:
        top = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        certificates = CertificateAuthority.load_or_create(
            top / "authority", datetime.now(UTC), write_atomically
        )
        authority = certificates.certificate_file
        base = stack.enter_context(fast_server(certificates.server_file))
        address = f"{base}/Message/PushMessage"
        bare = [sys.executable, "-c", BARE.format(form=FORM), address, str(authority), str(COUNT)]
        mine = aiurdesk_command(top / "aiurdesk", base, authority)
        commands = {
            "bare httpx script": (bare, Path.cwd()),
            "aiurdesk run": (mine, Path.cwd()),
            "aiurdesk run --jobs 50": ([*mine, "--jobs", "50"], Path.cwd()),
            "aiurdesk run --history all": ([*mine, "--history", "all"], Path.cwd()),
            "bru": (bru_command(top / "bru", base, authority, tools), top / "bru"),
        }
        for _ in range(ROUNDS):
            for title, (command, folder) in commands.items():
                took = cost(command, folder)
                sys.stdout.write(
                    f"{title}: {took.cpu_s:.2f} s of processor, {took.wall_s:.2f} s in all, "
                    f"{took.memory_mb:.0f} MB\n"
                )
                sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
