"""Long objects and lists of JSON, and the groups of their members."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiurdesk.core.body_views.level_indexer import LevelIndexer, levels_of
from aiurdesk.core.body_views.level_parts import LevelPart, read_part
from aiurdesk.core.body_views.levels import Level, Levels, NoLevels, Sizes
from aiurdesk.core.formats.json.tree import GROUP_SIZE, JsonTree, LineKind
from tests.json_trees import read_tree

SMALL = Sizes(group=3, large=24, part=40, hole=12)
"""Such that short texts have levels within levels, groups and holes."""

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(), inner, max_size=9),
    max_leaves=60,
)
layouts = st.sampled_from([None, 1, "\t"])


def json_bytes(document: object, indent: int | str | None, *, is_ascii: bool) -> bytes:
    text = json.dumps(document, indent=indent, ensure_ascii=is_ascii)
    return text.encode("utf-8", "replace")


Told = tuple[int, int, LineKind, str, str, bool, int, tuple[str | int, ...]]
"""Line, depth, kind, key, value, comma, byte of key or value, steps."""


def of_tree(tree: JsonTree) -> list[Told]:
    lines = (tree.line(number) for number in range(len(tree)))
    return [
        (
            line.number,
            line.depth,
            line.kind,
            line.key,
            line.value,
            line.has_comma,
            len(tree.text[: tree.places(line.number)[0]].encode()),
            () if line.kind == LineKind.END else tree.steps(line.number),
        )
        for line in lines
    ]


def of_levels(data: bytes, levels: Levels, sizes: Sizes) -> list[Told]:
    """All lines, by opening every level, group and hole."""
    told = list(_of_level(data, levels, levels[0], sizes, ()))
    root = levels[0]
    is_empty = not root.count
    brackets = "{}" if root.kind == LineKind.OBJECT else "[]"
    value = brackets if is_empty else brackets[0]
    end = (
        []
        if is_empty
        else [(root.lines - 1, 0, LineKind.END, "", brackets[1], False, root.end - 1, ())]
    )
    return [(0, 0, root.kind, "", value, False, root.start, ()), *told, *end]


def _of_level(
    data: bytes, levels: Levels, level: Level, sizes: Sizes, steps: tuple[str | int, ...]
) -> Iterator[Told]:
    for group in range(len(level.starts)):
        part = read_part(data, levels.within(level, group), level, group, sizes)
        assert part.tree.problem is None
        for number in range(1, len(part.tree) - 1):
            yield from _of_line(data, levels, part, number, sizes, steps)


def _of_line(
    data: bytes,
    levels: Levels,
    part: LevelPart,
    number: int,
    sizes: Sizes,
    steps: tuple[str | int, ...],
) -> Iterator[Told]:
    line, at = part.tree.line(number), part.line_of(number)
    assert part.number_of(at) == number
    place = part.place_of(number)
    assert part.number_at(place) == number
    own = () if line.kind == LineKind.END else steps + part.steps(number)
    depth = part.depth + line.depth
    hole = part.hole_at(number)
    if hole is None:
        yield at, depth, line.kind, line.key, line.value, line.has_comma, place, own
        return
    value = data[hole.start : hole.end].decode()
    if hole.level is None:
        assert value.startswith(line.value[:-1])
        yield at, depth, line.kind, line.key, value, line.has_comma, place, own
        return
    level = hole.level
    assert (level.line, level.depth, level.key) == (at, depth, line.key)
    assert level.start == hole.start
    assert part.number_of(at + hole.more_lines) == number
    brackets = "{}" if level.kind == LineKind.OBJECT else "[]"
    if not level.count:
        yield at, depth, line.kind, line.key, brackets, line.has_comma, place, own
        return
    yield at, depth, line.kind, line.key, brackets[0], False, place, own
    yield from _of_level(data, levels, level, sizes, own)
    last = at + hole.more_lines
    yield last, depth, LineKind.END, "", brackets[1], line.has_comma, level.end - 1, ()


@given(documents, layouts, st.booleans())
def test_levels_give_the_lines_of_the_whole(document, indent, is_ascii):
    data = json_bytes([document], indent, is_ascii=is_ascii)
    levels = levels_of(data, SMALL)
    assert of_levels(data, levels, SMALL) == of_tree(read_tree(data.decode()))


@given(documents, layouts, st.booleans())
def test_a_line_and_a_byte_lead_to_their_level_and_group(document, indent, is_ascii):
    data = json_bytes({"": document}, indent, is_ascii=is_ascii)
    levels, tree = levels_of(data, SMALL), read_tree(data.decode())
    for line, _, kind, key, value, *_ in of_tree(tree):
        place = len(tree.text[: tree.places(line)[1]].encode())
        level, group = levels.around_byte(place)
        assert levels.around_line(line) == (level, group)
        if place in (level.start, level.end - 1):
            continue
        part = read_part(data, levels.within(level, group), level, group, SMALL)
        found = part.tree.line(part.number_of(line))
        hole = part.hole_at(found.number)
        if hole is None:
            assert (found.kind, found.key, found.value) == (kind, key, value)
        else:
            assert hole.start <= place < hole.end


@given(st.text(alphabet='{}[]",:0123456789.eE+-truefalsn \\u\n'))
def test_a_text_that_has_levels_is_json(text):
    try:
        levels = levels_of(text.encode(), SMALL)
    except NoLevels:
        return
    assert of_levels(text.encode(), levels, SMALL) == of_tree(read_tree(text))


@pytest.mark.parametrize("members", [499, 500, 501, 1000, 1001])
def test_each_group_has_so_many_members_as_in_a_tree(members):
    data = json.dumps({f"n{number}": [number] for number in range(members)}).encode()
    levels = levels_of(data)
    tree = read_tree(data.decode())
    root = levels[0]
    assert (root.count, root.lines) == (members, len(tree))
    groups = range(-(-members // GROUP_SIZE))
    assert [root.first_lines[group] for group in groups] == [
        tree.group_members(0, group)[0] for group in groups
    ]


def test_a_list_within_an_object_is_a_level_of_its_own():
    items = [{"id": number, "text": "x" * 90} for number in range(2000)]
    data = json.dumps({"count": 2000, "data": {"items": items}, "last": 1}).encode()
    levels = levels_of(data)
    assert [*levels.steps(levels[2])] == ['"items"', '"data"']
    assert [level.position for level in levels] == [0, 1, 0]
    assert levels[2].count == 2000
    part = read_part(data, levels.within(levels[2], 3), levels[2], 3)
    assert part.steps(2) == (1500, "id")
    outer = read_part(data, levels.within(levels[0], 0), levels[0], 0)
    assert [hole.level for hole in outer.holes] == [levels[1]]
    assert outer.tree.pretty_line(2) == '  "data": {},'


def test_long_members_are_left_out_of_a_long_group():
    row = {"text": "ä" * 1500, "list": [*range(100)]}
    data = json.dumps([row] * 600, ensure_ascii=False).encode()
    levels = levels_of(data)
    assert len(levels) == 1
    part = read_part(data, levels.within(levels[0], 0), levels[0], 0)
    assert len(part.tree.text) < 3000
    assert len(part.holes) == GROUP_SIZE
    level = part.holes[7].level
    assert level is not None
    inner = read_part(data, (), level, 0)
    assert inner.steps(1) == ("text",)
    assert level.position == 7


def test_a_very_long_text_is_cut_between_characters():
    data = json.dumps(["\\u" * 200_000, 1, "ä" * 600_000], ensure_ascii=False).encode()
    part = read_part(data, (), levels_of(data)[0], 0)
    assert [hole.level for hole in part.holes] == [None, None]
    assert part.tree.plain(3) == "ä" * 2000
    assert part.tree.plain(1) == "\\u" * 1000
    assert part.number_at(data.rindex(b"1,")) == 2


@pytest.mark.parametrize(
    "text", ["", "7", '"a"', "[1", "[1,]", '{"a" 1}', "[nan]", "[1] [", "[01]", "[\x01]"]
)
def test_what_is_no_object_or_list_of_json_has_no_levels(text):
    with pytest.raises(NoLevels):
        levels_of(text.encode())


def test_half_of_a_pair_of_escapes_is_json():
    data = rb'["\ud800", {"\uDFFF": ["\\ud8"]}]'
    assert of_levels(data, levels_of(data, SMALL), SMALL) == of_tree(read_tree(data.decode()))
    with pytest.raises(NoLevels):
        levels_of(rb'["\ud800", "\ud8"]')


def test_very_deep_values_are_refused_or_read():
    deep = b"[" * 90 + b"1" + b"]" * 90
    data = b"[" + b",".join([deep] * 1200) + b"]"
    assert levels_of(data)[0].lines == len(read_tree(data.decode()))


@settings(max_examples=20)
@given(documents, layouts, st.booleans(), st.integers(48, 60))
def test_however_deep_the_levels_are_each_line_is_told(document, indent, is_ascii, depth):
    inner = json_bytes([document], indent, is_ascii=is_ascii)
    data = b'[{"a" :[0, {"b":' * depth + inner + b'}, {"c": 7}] }, [[ 1]]]' * depth
    levels = levels_of(data, SMALL)
    assert of_levels(data, levels, SMALL) == of_tree(read_tree(data.decode()))


def test_a_hundred_thousand_levels_are_found_at_once():
    depth = 100_000
    data = b'{"id": 1, "a":' * depth + b'"' + b"x" * 70_000 + b'"' + b', "z": [2, 3]}' * depth
    levels = levels_of(data)
    assert (len(levels), levels[0].lines) == (depth, 7 * depth + 1)
    innermost = levels[depth - 1]
    assert (innermost.depth, innermost.line) == (depth - 1, 2 * (depth - 1))
    part = read_part(data, levels.within(innermost, 0), innermost, 0)
    assert part.tree.key(2) == '"a"'
    assert part.line_of(2) == 2 * depth
    assert [*levels.steps(innermost)] == ['"a"'] * (depth - 1)
    assert levels.around_byte(len(data) - 1)[0] == levels[0]
    middle = levels[depth // 2]
    assert levels.around_line(middle.line + middle.lines - 2)[0] == middle


@pytest.mark.parametrize(
    ("before", "inner", "behind"),
    [
        (b"[", b"1", b"}"), (b'{"a":', b"1", b"]"), (b"[", b"1 2", b"]"), (b"[", b"1", b",]"),
        (b"[", b"", b"]x"), (b'["a":', b"1", b"]"), (b"{", b"1", b"}"), (b"[", b"01", b"]"),
        (b"[1 ", b"", b"]"), (b"[", b'"\x01"', b"]"), (b"[nul,", b"1", b"]"), (b"[", b"1", b""),
        (b"[", b"1", b"]]"), (b"[,", b"1", b"]"), (b"[", b"1", b" 3]"), (b"[", b"1:2", b"]"),
    ],
)  # fmt: skip
def test_deep_text_that_is_no_json_has_no_levels(before, inner, behind):
    with pytest.raises(NoLevels):
        levels_of(before * 5000 + inner + behind * 5000)


def test_half_of_a_pair_of_escapes_is_json_at_any_depth():
    data = b"[" * 5000 + rb'"\ud800", {"\uDFFF": [[[[]]]]}' + b"]" * 5000
    assert levels_of(data)[0].lines == 10_010


def test_very_many_levels_are_none():
    with pytest.raises(NoLevels):
        levels_of(b"[" * 600_000 + b"]" * 600_000)


def test_progress_is_told_and_a_byte_order_mark_is_none_of_it():
    data = b"\xef\xbb\xbf [" + b",".join([b"1"] * 5000) + b"]"
    indexer = LevelIndexer(data)
    places = []
    while not indexer.advance():
        places.append(indexer.at)
    assert places == sorted(places)
    assert len(places) >= 9
    assert indexer.levels()[0].start == 4
    assert indexer.levels()[0].count == 5000
