"""A tree of which only what is opened is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.body_views.level_parts import read_part
from aiurdesk.core.body_views.levels import Sizes, levels_of
from aiurdesk.core.body_views.whole_tree import NotRead, WholeTree
from aiurdesk.core.formats.json.tree import GROUP_SIZE, JsonRow, LineKind
from tests.json_trees import read_tree

SMALL = Sizes(group=3, large=24, part=40, hole=12)
scalars = st.none() | st.booleans() | st.integers() | st.text()
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=15) | st.dictionaries(st.text(), inner, max_size=9),
    max_leaves=60,
)


class Opened:
    """A tree whose groups are added when they are wanted."""

    def __init__(self, text: str, sizes: Sizes) -> None:
        self._data, self._sizes = text.encode(), sizes
        self._levels = levels_of(self._data, sizes)
        self.tree = WholeTree(self._levels, sizes)
        self.added = 0

    def know(self, line: int) -> None:
        while (wanted := self.tree.wanted(line)) is not None:
            self._add(*wanted)

    def below(self, row: JsonRow) -> list[JsonRow]:
        if (wanted := self.tree.wanted_below(row)) is not None:
            with pytest.raises(NotRead):
                self.tree.children(row)
            self._add(*wanted)
        return self.tree.children(row)

    def _add(self, level, group):
        part = read_part(self._data, self._levels, level, group, self._sizes)
        self.tree.add(level, group, part)
        self.added += 1


@given(documents, st.randoms())
def test_any_line_is_that_of_the_tree_of_the_whole(document, random):
    text = json.dumps([document], ensure_ascii=False)
    expected, opened = read_tree(text), Opened(text, SMALL)
    tree = opened.tree
    assert len(tree) == len(expected)
    lines = [*range(len(expected))]
    random.shuffle(lines)
    for line in lines:
        opened.know(line)
        told, meant = tree.line(line), expected.line(line)
        if meant.value.startswith('"') and told.value != meant.value:
            assert meant.value.startswith(told.value[:-1])
        else:
            assert told == meant
        assert tree.kind(line) == expected.kind(line)
        assert tree.depth(line) == expected.depth(line)
        assert tree.parent_line(line) == expected.parent_line(line)
        assert tree.closing_line(line) == expected.closing_line(line)
        assert tree.path(line) == expected.path(line)
        if meant.kind != LineKind.END:
            assert tree.steps(line) == expected.steps(line)


def rows(opened: Opened, row: JsonRow) -> list[JsonRow]:
    found = [row]
    for child in opened.below(row) if opened.tree.has_children(row) else []:
        assert opened.tree.parent(child) == row
        found += rows(opened, child)
    return found


@given(documents)
def test_opening_everything_shows_every_line_once_and_in_order(document):
    text = json.dumps({"": document})
    opened = Opened(text, SMALL)
    lines = [row.line for row in rows(opened, JsonRow(0)) if row.group < 0]
    assert lines == list(range(len(read_tree(text))))


def test_of_very_many_items_only_those_that_are_opened_are_read():
    opened = Opened(f"[{'1,' * 600_000}2]", Sizes())
    outer = opened.below(JsonRow(0))
    assert outer == [JsonRow(0, 0, 500), JsonRow(0, 500, 500), JsonRow(0, 1000, 500), *outer[3:]]
    assert outer[3:] == [JsonRow(600_002)]
    groups = opened.below(outer[2])
    assert [*map(len, (groups, opened.below(groups[0])))] == [201, GROUP_SIZE]
    assert opened.below(groups[-1]) == [JsonRow(600_001)]
    assert opened.tree.path(600_001) == "[600000]"
    assert opened.added == 2
