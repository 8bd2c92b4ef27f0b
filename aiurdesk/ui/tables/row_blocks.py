"""A long list of rows that delays nothing else, however long it is."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Generic, TypeVar

T = TypeVar("T")

_BLOCK = 1024
"""Rows."""


class RowBlocks(Generic[T]):
    """Rows that are added at the end and removed at the beginning, in blocks.

    Python's collector searches each list from end to end: with 200,000 frames in it, the window
    would stand still for some ms at each collection. It does not search a dict of plain values,
    such as structs with ``gc=False``; but one that grows is copied now and then, which takes as
    long. So each block is a dict of its own.
    """

    def __init__(self, rows: Sequence[T] = ()) -> None:
        self._blocks: list[dict[int, T]] = []
        # Rows have numbers that never change: a row is in block number // _BLOCK of all that were.
        self._first = self._end = 0
        self.extend(rows)

    def __len__(self) -> int:
        return self._end - self._first

    def __getitem__(self, index: int) -> T:
        number = self._first + index
        return self._blocks[number // _BLOCK - self._first // _BLOCK][number]

    def __setitem__(self, index: int, row: T) -> None:
        number = self._first + index
        self._blocks[number // _BLOCK - self._first // _BLOCK][number] = row

    def __iter__(self) -> Iterator[T]:
        rows = chain.from_iterable(block.values() for block in self._blocks)
        return islice(rows, self._first % _BLOCK, None)

    def extend(self, rows: Sequence[T]) -> None:
        """Add rows at the end."""
        at = 0
        while at < len(rows):
            if self._end % _BLOCK == 0:
                self._blocks.append({})
            some = rows[at : at + _BLOCK - self._end % _BLOCK]
            self._blocks[-1].update(enumerate(some, self._end))
            self._end += len(some)
            at += len(some)

    def remove_first(self, count: int) -> None:
        """Remove rows at the beginning; they are freed a block at a time."""
        before = self._first // _BLOCK
        self._first += count
        del self._blocks[: self._first // _BLOCK - before]
