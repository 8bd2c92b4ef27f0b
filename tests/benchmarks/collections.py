"""Reading a folder of 10,000 saved requests against walking it and reading its files.

Run: python -m tests.benchmarks.collections
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from aiurdesk.storage.collections import read_collection

FOLDERS = 100
REQUESTS_A_FOLDER = 100
ROUNDS = 15
REQUEST = """\
endpoint = "stargate.message.pushmessage"
values = [
    ["ChannelId", "{number}"],
    ["MessageContent", "hello"],
]
tests = [
    {{ code = 0 }},
]
"""


def fill(top: Path) -> None:
    """Write the collection."""
    (top / "collection.toml").write_text("format = 1\n")
    for number in range(FOLDERS):
        folder = top / f"folder {number}"
        folder.mkdir()
        for position in range(REQUESTS_A_FOLDER):
            file = folder / f"request {position}.request.toml"
            file.write_text(REQUEST.format(number=position))


def walk_and_read(folder: str) -> int:
    """Return the size of all files; the least that any reader does."""
    size = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                size += walk_and_read(entry.path)
            else:
                with open(entry.path, "rb") as file:
                    size += len(file.read())
    return size


def cpu_s(function: object, *arguments: object) -> float:
    """Return the processor time of a call, which other programs change less than the time."""
    assert callable(function)
    started = time.process_time()
    function(*arguments)
    return time.process_time() - started


def main() -> None:
    """Print the medians and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        fill(top)
        collection = read_collection(top)
        assert len(collection.root.folders) == FOLDERS
        assert collection.mistakes == ()
        pairs = [(cpu_s(walk_and_read, name), cpu_s(read_collection, top)) for _ in range(ROUNDS)]
    walked, read = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    ratio = statistics.median(read / walked for walked, read in pairs)
    sys.stdout.write(
        f"{FOLDERS * REQUESTS_A_FOLDER} requests: walk and read {walked:.0f} ms, "
        f"as a collection {read:.0f} ms, ratio {ratio:.2f} (goal 2.5)\n"
    )


if __name__ == "__main__":
    main()
