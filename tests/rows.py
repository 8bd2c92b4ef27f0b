"""One test over many recorded rows, which reports all rows that fail."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Row = TypeVar("Row")


def check_each(
    rows: Iterable[Row], check: Callable[[Row], object], name: Callable[[Row], str] = repr
) -> int:
    """Check all rows, and fail with what is wrong with each of them.

    A test of its own for each row takes ten times as long.

    Args:
        rows: What was recorded; without any row the test fails.
        check: Has an assertion about a row.
        name: What to call a row.

    Returns:
        How many rows there are.
    """
    failures = []
    count = 0
    for row in rows:
        count += 1
        try:
            check(row)
        except AssertionError as error:
            failures.append(f"{name(row)}\n{error}")
    assert count, "There are no rows"
    assert not failures, f"{len(failures)} of {count} rows:\n\n" + "\n\n".join(failures)
    return count
