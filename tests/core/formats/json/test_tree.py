"""Looking things up in received JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.formats.json.tree import GROUP_SIZE, JsonLine, JsonRow, JsonTree, LineKind
from tests.json_trees import read_tree

LONG = json.dumps([{"n": number} for number in range(2 * GROUP_SIZE + 5)])


def rows(tree: JsonTree, node: JsonRow) -> list[JsonRow]:
    """All rows from one on, the way a view opens them."""
    lines = [node]
    for child in tree.children(node) if tree.has_children(node) else []:
        assert tree.parent(child) == node
        lines += rows(tree, child)
    return lines


def test_a_line_carries_all_that_is_drawn():
    tree = read_tree('{"code": -10, "items": ["a", "b"], "none": {}}')
    assert tree.line(1) == JsonLine(1, 1, LineKind.NUMBER, '"code"', "-10", True, 0, "")
    assert tree.line(2) == JsonLine(2, 1, LineKind.ARRAY, '"items"', "[", False, 2, "],")
    assert tree.line(3) == JsonLine(3, 2, LineKind.STRING, "", '"a"', True, 0, "")
    assert tree.line(5) == JsonLine(5, 1, LineKind.END, "", "]", True, 0, "")
    assert tree.line(6) == JsonLine(6, 1, LineKind.OBJECT, '"none"', "{}", False, 0, "")


def test_a_list_that_never_ends_has_no_closing_bracket():
    tree = read_tree("[[1]", is_cut=True)
    assert tree.line(0).closing == ""
    assert tree.line(1).closing == "]"
    assert tree.source(0) == "[[1]"


@pytest.mark.parametrize("text", ['{"a": [1, {"b": {}}], "c": null}', LONG, LONG[:-1], "7"])
def test_opening_everything_shows_every_line_once_and_in_order(text):
    tree = read_tree(text)
    lines = [node.line for node in rows(tree, JsonRow(0)) if node.group < 0]
    assert lines == list(range(len(tree)))


def test_a_long_list_comes_in_groups():
    tree = read_tree(LONG)
    below = tree.children(JsonRow(0))
    assert below == [JsonRow(0, 0), JsonRow(0, 1), JsonRow(0, 2), JsonRow(len(tree) - 1)]
    assert [len(tree.children(node)) for node in below[:3]] == [GROUP_SIZE, GROUP_SIZE, 5]
    assert tree.parent(JsonRow(0)) is None


def test_a_list_of_exactly_one_group_is_not_grouped():
    tree = read_tree(json.dumps([0] * GROUP_SIZE))
    assert tree.children(JsonRow(0))[0] == JsonRow(1)


def test_a_group_has_the_lines_of_its_members_and_no_closing_line():
    tree = read_tree(LONG)
    assert tree.group_members(0, 2) == [node.line for node in tree.children(JsonRow(0, 2))]
    assert tree.group_members(0, 3) == []
    assert tree.group_members(1, 0) == [2]
    assert tree.members(0, 3) == [1, 4, 7]
    assert tree.first_line(JsonRow(0, 1)) == tree.group_members(0, 1)[0]


def test_paths_lead_to_values():
    tree = read_tree('{"items": [{"a b": 1, "q\\"": [true]}]}')
    paths = [tree.path(line) for line in range(len(tree))]
    assert paths == [
        "@",
        "items",
        "items[0]",
        'items[0]."a b"',
        'items[0]."q\\""',
        'items[0]."q\\""[0]',
        'items[0]."q\\""',
        "items[0]",
        "items",
        "@",
    ]
    assert read_tree("[[7]]").path(2) == "[0][0]"


def test_paths_count_members_across_groups():
    tree = read_tree(LONG)
    for member in (0, GROUP_SIZE - 1, GROUP_SIZE, 2 * GROUP_SIZE + 4):
        assert tree.path(1 + 3 * member + 1) == f"[{member}].n"
    assert tree.position(0) == 0


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r'"\u4f60\n"', "你\n"),
        (r'"\ud800"', r'"\ud800"'),
        ("1.50", "1.50"),
        ("[1,  2]", "[1,  2]"),
        ("null", "null"),
    ],
)
def test_a_value_is_copied_as_its_content(text, plain):
    assert read_tree(text).plain(0) == plain


def test_texts_are_found_without_regard_to_case():
    tree = read_tree('{"Message": "the MESSAGE", "items": ["no", "message message"]}')
    assert tree.find("message") == [1, 4]
    assert tree.find("items") == [2]
    assert tree.find("[") == [2]
    assert tree.find("a.b") == []


def test_looking_ends_at_a_limit():
    assert read_tree("[1, 1, 1]").find("1", limit=2) == [1, 2]


def test_what_stands_before_the_first_line_is_not_a_match():
    assert read_tree("  7").find(" ") == []


@given(st.lists(st.integers(), min_size=1), st.data())
def test_every_number_is_found_on_its_line(numbers, data):
    chosen = data.draw(st.integers(0, len(numbers) - 1))
    tree = read_tree(json.dumps(numbers))
    lines = tree.find(str(numbers[chosen]))
    assert any(tree.value(line) == str(numbers[chosen]) for line in lines)
