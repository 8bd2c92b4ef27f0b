"""What choosing among dialects and reading a response by one of them costs.

Run: python -m tests.benchmarks.dialects
"""

import json
import statistics
import sys
import time
from collections.abc import Callable

from msgspec.structs import replace

from aiurdesk.core.dialects.choosing import Target, choose
from aiurdesk.core.dialects.dialect_reading import read
from aiurdesk.core.verdict.dialect import Dialect
from aiurdesk.services.dialects.dialect_files import DialectFiles
from aiurdesk.services.sending.dialect_job import BodyValue

ROUNDS = 200
DIALECTS = 50
GOAL_MS = 2.0


def main() -> None:
    """Print milliseconds for a host that none knows, and for one that a dialect is for."""
    files = DialectFiles()
    started = time.process_time()
    heads = files.heads
    _print("the heads of all built-in files, once", (time.process_time() - started) * 1000)
    others = [head for head in heads if not head.reads_envelopes]
    many = [replace(head, name=f"{head.name}{n}") for n in range(DIALECTS) for head in others]
    # Shapes are worked out once each, so these are others to the program.
    dialects = [_with_own_shape(head, n) for n, head in enumerate(many[:DIALECTS])]
    body = json.dumps({"ok": False, "error": "invalid_auth", "text": "a" * 10_000}).encode()
    slack = files["slack"]

    def of_unknown_host() -> None:
        value = BodyValue(body).value
        choose(dialects, Target("api.example"), value)
        read(slack, 200, (), value)

    def of_known_host() -> None:
        value = BodyValue(body).value
        choose([*dialects, slack], Target("slack.com"), value)
        read(slack, 200, (), value)

    for name, function in (("unknown host", of_unknown_host), ("known host", of_known_host)):
        ms = _median_ms(function)
        _print(f"{name}: choosing among {DIALECTS} and reading 10 KB", ms)
        if ms > GOAL_MS:
            sys.exit(f"The goal is {GOAL_MS} ms.")


def _with_own_shape(dialect: Dialect, number: int) -> Dialect:
    shape = dialect.match.shape
    own = f"({shape}) && `{number}` != `-1`" if shape else ""
    return replace(dialect, match=replace(dialect.match, shape=own))


def _median_ms(function: Callable[[], None]) -> float:
    function()
    return statistics.median(_ms(function) for _ in range(ROUNDS))


def _ms(function: Callable[[], None]) -> float:
    started = time.process_time()
    function()
    return (time.process_time() - started) * 1000


def _print(words: str, ms: float) -> None:
    sys.stdout.write(f"{words:<55} {ms:7.2f} ms\n")


if __name__ == "__main__":
    main()
