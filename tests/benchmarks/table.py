"""All figures that have a goal, in one table beside their goals and the values that landed last.

Run, on a machine that does nothing else: python -m tests.benchmarks.table [--keep] [SCRIPT …]

Each script is a process of its own; together they take some ten minutes. ``--keep`` writes the
table to ``README.md``, from where the next run takes the values that landed last.
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
README = Path(__file__).with_name("README.md")
HEAD = "| figure | goal | landed last | now |\n|---|--:|--:|--:|\n"
_NUMBER = r"([\d,.]+)"


class Figure(NamedTuple):
    """A number that a script prints, or the ratio of two."""

    what: str
    script: str
    pattern: str
    goal: float
    divisor: str = ""
    """A second pattern; the figure is then the first number divided by this one."""
    is_at_least: bool = False

    def read(self, output: str) -> float | None:
        """Return the figure, or None where the script printed none."""
        value = _first(self.pattern, output)
        if not self.divisor or value is None:
            return value
        divisor = _first(self.divisor, output)
        return value / divisor if divisor else None

    def meets(self, value: float) -> bool:
        """Tell whether a value reaches the goal."""
        return value >= self.goal if self.is_at_least else value <= self.goal


FIGURES = (
    Figure("start: painted ÷ bare window", "first_paint", "aiurdesk: painted .*ratio N", 1.5),
    Figure(
        "start: ready ÷ the libraries alone",
        "first_paint",
        "aiurdesk: ready .*ratio N",
        1.8,
        "libraries: ready .*ratio N",
    ),
    Figure("`codes` ÷ `python -c pass`", "catalogue", "aiurdesk codes.* N$", 6),
    Figure("street ÷ httpx, asyncio", "street", "asyncio: .*ratio N", 1.2),
    Figure("street ÷ httpx, qasync", "street", "qasync: .*ratio N", 1.2),
    Figure("10,000 requests listed ÷ walk and read", "collections", "ratio N", 2.5),
    Figure("run ÷ script, 1,000 requests", "run", "run --jobs 1: N", 1.4, "httpx, 1 at once: N"),
    Figure("run --jobs 50 ÷ --jobs 1", "run", "run --jobs 50: N", 1.2, "run --jobs 1: N"),
    Figure("drift of a response of 100 kB, ms", "drift", "drift of .*kB: N ms", 2),
    Figure("choosing of 50 dialects and reading, ms", "dialects", "unknown host: .* N ms", 2),
    Figure("history: open, ms", "history", "newest 100 entries *N ms", 5),
    Figure("history: first page with its words, ms", "history", "with its words *N ms", 5),
    Figure("history: slowest search, ms", "history", "search: .* N ms", 16),
    Figure("history: insert, ms", "history", "insert an exchange *N ms", 2),
    Figure("sockets: session ÷ library", "sockets", "ratio, median *N", 0.9, is_at_least=True),
    Figure("sockets: longest stall, ms", "sockets", "longest stall *N ms", 16),
    Figure(
        "frames listed a second",
        "shown_frames",
        "listed in the window *N",
        50_000,
        is_at_least=True,
    ),
    Figure("frames: longest stall, ms", "shown_frames", "longest stall *N ms", 16),
    Figure("stream: an event listed after, ms", "streams", "listed after *N ms", 50),
    Figure("stream: longest stall, ms", "streams", "longest stall *N ms", 50),
    Figure("window: longest stall of a new user, ms", "window", "stall: .*: N ms", 50),
    Figure("window: a key in the filter, ms", "window", "filter: median N ms", 5),
    Figure("window: slowest key in the palette, ms", "window", "palette: .*worst N ms", 16),
    Figure("editor: 5 MB opened, ms", "editor", "editor.*: opened N ms", 100),
    Figure("editor: longest turn while filled in, ms", "editor", "longest turn N ms", 50),
    Figure("editor: slowest key in 5 MB, ms", "editor", "key .*slowest N ms", 16),
    Figure("table, 200,000 × 30: longest pause, ms", "long_table", "longest pause N ms", 16),
    Figure("table: memory when closed ÷ idle", "long_table", "closed ÷ idle N", 1.5),
    Figure("tree of 100 MB: first rows, ms", "long_tree", "first rows N ms", 50),
    Figure("tree of 100 MB: all of it ÷ `jq .`", "long_tree", "all N s", 1, "jq .: N s"),
    Figure("tree of 100 MB: longest pause, ms", "long_tree", "longest pause N ms", 16),
    Figure("tree of 100 MB: memory beside idle, MB", "long_tree", "ms, N MB more than idle", 400),
    Figure("tree of 100 MB: memory when closed ÷ idle", "long_tree", "closed ÷ idle N", 1.5),
    Figure("keyring hangs: longest stall, ms", "keyring", "stall: .*: N ms", 50),
)  # fmt: skip


def main() -> None:
    """Run the scripts and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scripts", nargs="*", help="names of scripts; without any, all")
    parser.add_argument("--keep", action="store_true", help="write the table to README.md")
    given = parser.parse_args()
    scripts = given.scripts or list(dict.fromkeys(figure.script for figure in FIGURES))
    outputs = {script: _output(script) for script in scripts}
    readme = README.read_text(encoding="utf-8")
    landed = dict(_landed(readme))
    rows = [_row(figure, outputs, landed) for figure in FIGURES if figure.script in outputs]
    table = HEAD + "".join(rows)
    sys.stdout.write(table)
    if given.keep:
        start = readme.index(HEAD)
        old = readme[start:].partition("\n\n")[0].rstrip("\n") + "\n"
        README.write_text(readme.replace(old, _kept(old, table)), encoding="utf-8")


def _output(script: str) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", f"tests.benchmarks.{script}"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    sys.stderr.write(f"== {script}\n{done.stdout}")
    return done.stdout


def _first(pattern: str, output: str) -> float | None:
    """Return the largest number that a pattern finds; ``N`` stands for the number."""
    numbers = re.findall(pattern.replace("N", _NUMBER), output, re.MULTILINE)
    return max((float(number.replace(",", "").rstrip(".")) for number in numbers), default=None)


def _row(figure: Figure, outputs: dict[str, str], landed: dict[str, str]) -> str:
    value = figure.read(outputs[figure.script])
    sign = "≥" if figure.is_at_least else "≤"
    now = "no figure" if value is None else f"{value:,.2f}"
    if value is not None and not figure.meets(value):
        now = f"**{now}**"
    last = landed.get(figure.what, "")
    return f"| {figure.what} | {sign} {figure.goal:,g} | {last} | {now} |\n"


def _landed(readme: str) -> Iterator[tuple[str, str]]:
    """Yield what each figure was when the table was kept."""
    for line in _rows(readme.partition(HEAD)[2].partition("\n\n")[0]):
        what, _, _, now = line
        yield what, now


def _rows(table: str) -> Iterator[list[str]]:
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4:
            yield cells


def _kept(old: str, new: str) -> str:
    """Return the new table, with the old row of each figure that was not measured now."""
    measured = {cells[0]: line for cells, line in _with_lines(new)}
    others = {cells[0]: line for cells, line in _with_lines(old)}
    lines: Iterable[str] = (
        line for figure in FIGURES if (line := measured.get(figure.what) or others.get(figure.what))
    )
    return HEAD + "".join(lines)


def _with_lines(table: str) -> Iterator[tuple[list[str], str]]:
    for line in table.removeprefix(HEAD).splitlines(keepends=True):
        for cells in _rows(line):
            yield cells, line


if __name__ == "__main__":
    main()
