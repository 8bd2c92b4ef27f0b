"""Measures how long reading the catalogue and ``aiurdesk codes`` take.

Run: python -m tests.benchmarks.catalogue
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from aiurdesk import resources
from aiurdesk.services.library import load_catalogue

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 15
FIRST_LOAD = """
import time
from aiurdesk.services.library import load_catalogue
start = time.perf_counter()
load_catalogue()
print((time.perf_counter() - start) * 1000)
"""


def main() -> None:
    """Print the figures, in milliseconds and as ratios to a bare interpreter."""
    bare_ms = median_ms(lambda: run("-c", "pass"))
    first_ms = statistics.median(float(run("-c", FIRST_LOAD)) for _ in range(ROUNDS))
    texts = read_texts()
    report("python -c pass", bare_ms, bare_ms)
    report("load_catalogue(), first in a process", first_ms, bare_ms)
    report("load_catalogue(), again in that process", median_ms(load_catalogue), bare_ms)
    report("reading all files", median_ms(read_texts), bare_ms)
    report("json.loads of all texts", median_ms(lambda: list(map(json.loads, texts))), bare_ms)
    report("aiurdesk codes, whole process", median_ms(command("codes")), bare_ms)
    report("aiurdesk endpoints, whole process", median_ms(command("endpoints")), bare_ms)


def report(what: str, ms: float, bare_ms: float) -> None:
    sys.stdout.write(f"{what:<40} {ms:7.1f} ms {ms / bare_ms:6.2f}\n")


def median_ms(act: Callable[[], object]) -> float:
    act()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def run(*arguments: str) -> str:
    # With compiled modules kept, as in an installed program.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def command(name: str) -> Callable[[], str]:
    program = "import sys; from aiurdesk.cli.main import main; sys.exit(main(sys.argv[1:]))"
    return lambda: run("-c", program, name)


def read_texts() -> list[str]:
    return [
        resources.read_text(name)
        for folder in resources.list_names("services")
        for name in resources.list_names(folder)
    ]


if __name__ == "__main__":
    main()
