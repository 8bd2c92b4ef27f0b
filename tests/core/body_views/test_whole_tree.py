"""A tree of which only what is opened is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.body_views.level_indexer import levels_of
from aiurdesk.core.body_views.level_parts import read_part
from aiurdesk.core.body_views.levels import Sizes
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
            self.add(*wanted)

    def below(self, row: JsonRow) -> list[JsonRow]:
        if (wanted := self.tree.wanted_below(row)) is not None:
            with pytest.raises(NotRead):
                self.tree.children(row)
            self.add(*wanted)
        return self.tree.children(row)

    def add(self, level, group):
        part = read_part(self._data, self._levels.within(level, group), level, group, self._sizes)
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


@given(documents, st.randoms())
def test_a_byte_leads_to_its_line_and_a_line_to_its_bytes(document, random):
    text = json.dumps([document], ensure_ascii=False)
    data, expected, opened = text.encode(), read_tree(text), Opened(text, SMALL)
    tree = opened.tree
    lines = [line for line in range(len(expected)) if expected.kind(line) != LineKind.END]
    random.shuffle(lines)
    for line in lines:
        place = len(text[: expected.places(line)[1]].encode())
        assert 0 <= tree.line_near(place) < len(expected)
        while (wanted := tree.wanted_at(place)) is not None:
            opened.add(*wanted)
        assert tree.line_at(place) == line
        left_out = tree.left_out(line)
        source = tree.source(line) if left_out is None else data[slice(*left_out)].decode()
        assert source == expected.source(line)
        assert tree.members(line, 10**6) == expected.members(line, 10**6) or left_out is not None


@given(documents)
def test_the_last_value_has_only_brackets_behind_it(document):
    text = json.dumps([document])
    expected, opened = read_tree(text), Opened(text, SMALL)
    while not isinstance(last := opened.tree.last_value(), int):
        opened.add(*last)
    behind = range(expected.last_lines[last] + 1, len(expected))
    assert all(expected.kind(line) == LineKind.END for line in behind)
    assert expected.kind(last) != LineKind.END


def test_a_group_that_was_dropped_is_wanted_again_with_those_within_it():
    inner = ", ".join("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]" for _ in range(6))
    opened = Opened(f"[{inner}]", SMALL)
    groups = opened.below(JsonRow(0))
    members = opened.below(groups[0])
    innermost = opened.below(opened.below(members[0])[0])
    opened.below(innermost[0])
    before = opened.added
    read = opened.tree.read_below(groups[0])
    assert read is not None
    opened.tree.drop(*read)
    assert opened.below(groups[0]) == members
    assert opened.below(innermost[0])
    assert opened.added == before + 2
