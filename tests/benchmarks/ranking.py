"""What ranking the endpoints costs at each key that is typed.

Run: python -m tests.benchmarks.ranking
"""

import statistics
import sys
import time

from aiurdesk.core.api.endpoint_filter import Ranking
from aiurdesk.services.library import Library

ROUNDS = 15
ROWS = 10_000
FILTERS = ("e", "channel", "push message", "-7", "a e i", "zzz")


def main() -> None:
    """Print milliseconds of this process for each filter, over the catalogue and many rows."""
    entries = [
        (endpoint, description.service)
        for description in Library().catalogue.descriptions
        for endpoint in description.endpoints
    ]
    many = (entries * (ROWS // len(entries) + 1))[:ROWS]
    for rows in (entries, many):
        ranking = Ranking(rows)
        for needle in FILTERS:
            ms = statistics.median(_measure(ranking, needle) for _ in range(ROUNDS))
            sys.stdout.write(f"{len(rows):>6} rows  {needle:<13} {ms:7.2f} ms\n")


def _measure(ranking: Ranking, needle: str) -> float:
    start = time.process_time()
    ranking.hits(needle)
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
