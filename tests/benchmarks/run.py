"""``aiurdesk run`` against a script with bare httpx: 1,000 POSTs with one test each.

Run: python -m tests.benchmarks.run

Both are whole processes over TLS and HTTP/2 to the sandbox, which runs in a process of its own.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.street import sandbox_process

COUNT = 1000
ROUNDS = 3
REQUEST = """\
endpoint = "stargate.message.pushmessage"
values = [
    ["AccessToken", "{{token}}"],
    ["ChannelId", "1"],
    ["MessageContent", "hello"],
]
tests = [
    { code = -8 },
]
"""
BARE = """
import asyncio, ssl, sys, httpx

async def main(url, authority, count, jobs):
    context = ssl.create_default_context(cafile=authority)
    form = {"AccessToken": "none", "ChannelId": "1", "MessageContent": "hello"}
    left = iter(range(count))

    async def work(client):
        for _ in left:
            response = await client.post(f"{url}/Message/PushMessage", data=form)
            assert response.json()["code"] == -8

    async with httpx.AsyncClient(http2=True, verify=context, trust_env=False) as client:
        await asyncio.gather(*(work(client) for _ in range(jobs)))

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
"""


def seconds(command: list[str], statuses: tuple[int, ...] = (0,)) -> float:
    """Return how long a program takes."""
    started = time.perf_counter()
    done = subprocess.run(command, stderr=subprocess.PIPE, env=os.environ, check=False)
    assert done.returncode in statuses, done.stderr.decode()[-500:]
    return time.perf_counter() - started


def put_collection(folder: Path, url: str) -> None:
    """Write a collection of one request that knows where the sandbox is."""
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text('format = 1\nenvironment = "Here"\n')
    base = f'[base_urls]\nstargate = "{url}"\n\n[variables]\ntoken = "none"\n'
    (folder / "environments" / "Here.toml").write_text(base)
    (folder / "Push.request.toml").write_text(REQUEST)


def main() -> None:
    """Print the medians."""
    with tempfile.TemporaryDirectory() as name, sandbox_process(Path(name)) as (url, authority):
        folder = Path(name) / "collection"
        put_collection(folder, url)
        run = [sys.executable, "-m", "aiurdesk", "run", str(folder), "--repeat", str(COUNT)]
        run += ["--profile", str(Path(name) / "other"), "--ca-file", str(authority)]
        bare = [sys.executable, "-c", BARE, url, str(authority), str(COUNT)]
        figures: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for jobs in ("1", "50"):
                figures.setdefault(f"httpx, {jobs} at once", []).append(seconds([*bare, jobs]))
                took = seconds([*run, "--jobs", jobs])
                figures.setdefault(f"run --jobs {jobs}", []).append(took)
    for title, times in figures.items():
        sys.stdout.write(f"{title}: {statistics.median(times):.2f} s\n")


if __name__ == "__main__":
    main()
