import gc

import msgspec
import pytest

from aiurdesk.ui.tables.rows_model import RowBlocks


class Plain(msgspec.Struct, frozen=True, gc=False):
    """A value that refers to no other one, as the row of a frame is."""

    number: int


@pytest.mark.parametrize("steps", [(1,), (1023, 1, 1), (1024, 1024), (3000, 5, 2048), (0, 7)])
def test_rows_are_the_same_as_in_a_list(steps):
    blocks, rows = RowBlocks[int](), list[int]()
    for step in steps:
        new = range(len(rows), len(rows) + step)
        blocks.extend(list(new))
        rows += new
    assert list(blocks) == rows
    assert [blocks[index] for index in range(len(blocks))] == rows


@pytest.mark.parametrize("counts", [(1,), (1024,), (1023, 2), (500, 2000), (3000,), (3000, 0)])
def test_rows_leave_at_the_beginning_while_others_come(counts):
    rows = list(range(3000))
    blocks = RowBlocks(rows)
    for count in counts:
        blocks.remove_first(count)
        del rows[:count]
        assert (len(blocks), list(blocks)) == (len(rows), rows)
        more = list(range(10_000, 10_100))
        blocks.extend(more)
        rows += more
        assert [blocks[index] for index in range(len(blocks))] == rows


def test_a_row_is_replaced():
    blocks = RowBlocks([1, 2, 3])
    blocks.remove_first(1)
    blocks[1] = 7
    assert list(blocks) == [2, 7]


def test_rows_that_left_are_freed():
    class Row:
        pass

    blocks = RowBlocks([Row() for _ in range(3000)])
    gc.collect()
    before = sum(isinstance(item, Row) for item in gc.get_objects())
    blocks.remove_first(2500)
    assert sum(isinstance(item, Row) for item in gc.get_objects()) == before - 2048


def test_the_collector_does_not_search_many_plain_rows():
    def references():
        gc.collect()
        return sum(len(gc.get_referents(one)) for one in gc.get_objects())

    before = references()
    blocks = RowBlocks([Plain(number) for number in range(10_000)])
    assert references() - before < 1_000
    assert len(blocks) == 10_000
