"""Reading JSON text: strict, without recursion, a few tokens at a time."""

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.formats.json.reader import JsonReader
from aiurdesk.core.formats.json.tree import LineKind
from aiurdesk.core.problem import TextPlace
from tests.json_trees import read_tree

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
documents = st.recursive(
    scalars.filter(lambda value: value not in (float("inf"), float("-inf"))),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)
layouts = st.sampled_from([None, 1, "\t"])


@given(documents, layouts, st.booleans())
def test_lines_hold_what_the_json_says(document, layout, is_ascii):
    text = json.dumps(document, indent=layout, ensure_ascii=is_ascii)
    tree = read_tree(text)
    assert tree.problem is None
    pretty = "\n".join(tree.pretty_lines())
    assert json.loads(pretty) == json.loads(text)
    assert json.loads(tree.source(0)) == json.loads(text)


@given(documents)
def test_lines_are_laid_out_as_the_standard_library_does_it(document):
    tree = read_tree(json.dumps(document))
    assert list(tree.pretty_lines()) == json.dumps(document, indent=2).split("\n")


@given(st.text(alphabet='{}[]",:0123456789.eE+-truefalsn \\u\n'))
def test_only_what_the_standard_library_reads_is_read(text):
    def refuse(name):
        raise ValueError(name)

    try:
        json.loads(text, parse_constant=refuse)
        is_json = True
    except ValueError:
        is_json = False
    assert (read_tree(text).problem is None) == is_json


@given(documents, st.data())
def test_a_cut_text_gives_its_beginning_without_a_mistake(document, data):
    text = json.dumps(document)
    cut = text[: data.draw(st.integers(0, len(text)))]
    tree = read_tree(cut, is_cut=True)
    assert tree.problem is None
    whole = list(read_tree(text).pretty_lines())
    for short, full in zip(list(tree.pretty_lines())[:-1], whole, strict=False):
        assert full.startswith(short)


def test_number_text_key_order_and_repeated_keys_are_kept():
    tree = read_tree('{"b": 1.50, "a": 1e400, "b": -0, "n": 12345678901234567890}')
    assert list(tree.pretty_lines()) == [
        "{",
        '  "b": 1.50,',
        '  "a": 1e400,',
        '  "b": -0,',
        '  "n": 12345678901234567890',
        "}",
    ]


def test_escapes_are_kept_as_received():
    assert list(read_tree(r'["\u4F60\/"]').pretty_lines()) == ["[", r'  "\u4F60\/"', "]"]


@pytest.mark.parametrize("bracket", ["[", '{"a":'])
def test_a_hundred_thousand_brackets_do_not_recurse(bracket):
    tree = read_tree(bracket * 100_000)
    assert len(tree) == 100_000
    assert tree.problem is not None
    assert len(tree.pretty_line(99_999)) < 300


def test_closed_brackets_of_any_depth_are_read():
    tree = read_tree("[" * 50_000 + "]" * 50_000)
    assert tree.problem is None
    assert tree.line(0).closing == "]"
    assert tree.value(49_999) == "[]"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1, column 1: the text ends too early: a value was expected here."),
        ("  ", "line 1, column 3: the text ends too early: a value was expected here."),
        ("NaN", "line 1, column 1: a value was expected here."),
        ('{"a" 1}', "column 2: a name in quotes and a colon were expected here."),
        ('{"a": 1,}', "column 9: a name in quotes and a colon were expected here."),
        ("[1,]", "column 4: a value was expected here."),
        ("[1 2]", "column 4: a comma or ] was expected here."),
        ("[1}", "column 3: a comma or ] was expected here."),
        ('{"a": 1]', "column 8: a comma or } was expected here."),
        ('{"a":\n {"b": 1', "line 2, column 9: the text ends too early: a comma or }"),
        ("{} {}", "column 4: the JSON ended before this, and more follows."),
        ("01", "column 2: the JSON ended before this, and more follows."),
        ('["a\nb"]', "column 2: a value was expected here."),
    ],
)
def test_a_mistake_says_where_and_what(text, sentence):
    problem = read_tree(text).problem
    assert problem is not None
    assert sentence in problem.sentence


def test_what_stands_before_a_mistake_is_kept():
    tree = read_tree('{"code": -10, "items": [{"x": 1}, oops')
    assert list(tree.pretty_lines()) == [
        "{",
        '  "code": -10,',
        '  "items": [',
        "    {",
        '      "x": 1',
        "    },",
    ]
    assert tree.source(2) == '[{"x": 1}, oops'


def test_a_byte_order_mark_is_stepped_over():
    tree = read_tree('\ufeff{"code": 0}')
    assert tree.problem is None
    assert tree.value(1) == "0"


def test_reading_stops_when_asked_and_goes_on_later():
    reader = JsonReader('[1, 2, {"a": 3}]')
    assert not reader.advance(3)
    assert 0 < len(reader.tree) < 6
    assert reader.advance(100)
    assert reader.advance(1)
    assert [reader.tree.kinds[line] for line in range(len(reader.tree))] == [
        LineKind.ARRAY,
        LineKind.NUMBER,
        LineKind.NUMBER,
        LineKind.OBJECT,
        LineKind.NUMBER,
        LineKind.END,
        LineKind.END,
    ]


def test_a_long_text_that_never_ends_is_refused_in_one_pass():
    tree = read_tree('["' + "\\u00e4" * 200_000)
    assert tree.problem is not None


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ('{"a": 1, "b": "xy', '  "b": "xy…'),
        ('{"a": 1, "b', '  "b…'),
        ('{"a": 1, "b": ', '  "b": …'),
        ('{"a": 1, ', "  …"),
        ('{"a": 12', '  "a": 12…'),
        ('{"a": 1.', '  "a": 1.…'),
        ("[tru", "  tru…"),
        ("[[1]", "  …"),
        ("", "…"),
    ],
)
def test_the_place_of_a_cut_is_the_last_line(text, last):
    tree = read_tree(text, is_cut=True)
    assert tree.problem is None
    assert tree.kinds[-1] == LineKind.CUT
    assert list(tree.pretty_lines())[-1] == last


@pytest.mark.parametrize("text", ["[1 1", '{"a" 1', "[nil", "[1]]", '{"a": "\x01'])
def test_a_mistake_before_the_cut_is_a_mistake(text):
    assert read_tree(text, is_cut=True).problem is not None


def test_a_line_takes_little_memory_however_deep_it_is():
    text = "[" * 10_000 + "]" * 10_000
    tracemalloc.start()
    tree = read_tree(text)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # A body of a megabyte may have a million lines.
    assert taken < 50 * len(tree)
    assert max(tree.depths) == 9_999


def state(tree):
    """Return all that a tree says."""
    arrays = (tree.kinds, tree.commas, tree.parents, tree.depths, tree.keys, tree.key_ends)
    others = (tree.values, tree.value_ends, tree.last_lines, tree.counts)
    groups = {line: list(starts) for line, starts in tree.groups.items()}
    return tree.text, tree.problem, groups, [list(array) for array in (*arrays, *others)]


def read(reader):
    while not reader.advance(1000):
        pass
    return reader.tree


def in_pieces(text, *ends):
    """Read a text that comes in pieces; return the tree, and the trees of the beginnings."""
    reader, trees, begin = JsonReader(text[: ends[0]], is_cut=True), [], ends[0]
    for number, end in enumerate((*ends[1:], len(text)), start=1):
        trees.append((state(read(reader)), reader.tree))
        reader = reader.go_on(text[begin:end], is_cut=number < len(ends))
        begin = end
    read(reader)
    for before, tree in trees:
        assert state(tree) == before
    return reader.tree


@given(documents, layouts, st.data())
def test_a_text_that_comes_in_pieces_is_read_as_if_it_were_whole(document, layout, data):
    text = json.dumps(document, indent=layout, ensure_ascii=False) + " "
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=1, max_size=4)))
    assert state(in_pieces(text, *ends)) == state(read_tree(text))


@pytest.mark.parametrize("members", [499, 500, 501, 1000, 1001, 1500])
def test_groups_go_on_behind_a_cut(members):
    text = json.dumps(list(range(1000, 1000 + members)))
    whole = state(read_tree(text))
    for end in range(len(text) - 20, len(text)):
        assert state(in_pieces(text, end)) == whole
    text = json.dumps({"a": [[], list(range(3000))], "b": 1})
    assert state(in_pieces(text, 12, 5000, 5003, len(text) - 3)) == state(read_tree(text))


def test_a_mistake_behind_a_cut_is_told():
    tree = in_pieces('{"a": 1, "b": oops}', 9)
    assert tree.problem is not None
    assert tree.problem.at == TextPlace(1, 15, 14)
    assert len(tree) == 2
    whole = JsonReader("[1]")
    read(whole)
    assert not whole.can_go_on
    with pytest.raises(ValueError, match="not cut"):
        whole.go_on("2", is_cut=False)
