import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiurdesk.core.formats.json.edits import JsonText
from aiurdesk.core.formats.json.tree import LineKind

NAMES = st.text('abcé "\\', max_size=3)
SOURCES = st.one_of(
    st.sampled_from(
        ["1.0", "1e5", "12345678901234567890", "-0", "null", "true", '"a,]}"', '"{{v}}"']
    ),
    st.text(max_size=5).map(json.dumps),
)
BLANKS = st.sampled_from(["", " ", "\n", "\r\n\t", "\n    "])


@st.composite
def json_texts(draw, depth=3):
    """Text of JSON with any blanks between its tokens."""
    blank = lambda: draw(BLANKS)  # noqa: E731 - a word for one draw
    kind = draw(st.sampled_from(["scalar", "list", "object"])) if depth else "scalar"
    if kind == "scalar":
        return draw(SOURCES)
    inner = draw(st.lists(json_texts(depth=depth - 1), max_size=3))
    if kind == "list":
        parts = [f"{blank()}{one}{blank()}" for one in inner]
        return f"[{','.join(parts) or blank()}]"
    names = draw(st.lists(NAMES, min_size=len(inner), max_size=len(inner), unique=True))
    pairs = zip(names, inner, strict=True)
    parts = [f"{blank()}{json.dumps(n)}{blank()}:{blank()}{one}{blank()}" for n, one in pairs]
    return f"{{{','.join(parts) or blank()}}}"


def paths_of(value, path=()):
    yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value if isinstance(value, list) else ())
    )
    for step, one in inner:
        yield from paths_of(one, (*path, step))


def read(text):
    """Return the value of a text with its numbers as they are written."""
    return json.loads(text, parse_int=lambda t: ("number", t), parse_float=lambda t: ("number", t))


def at(value, path):
    for step in path:
        value = value[step]
    return value


@given(json_texts(), st.data())
def test_one_value_is_replaced_and_all_other_characters_stay(text, data):
    path = data.draw(st.sampled_from([*paths_of(json.loads(text))]))
    given_text = JsonText(text)
    start, source = given_text.offset(path), given_text.source(path) or ""
    edited = given_text.with_value(path, "7.50")
    assert edited == f"{text[:start]}7.50{text[start + len(source) :]}"
    assert at(read(edited), path) == ("number", "7.50")


@given(json_texts(), st.data())
def test_an_added_member_is_there_and_removing_it_gives_the_same_values(text, data):
    value = json.loads(text)
    objects = [path for path in paths_of(value) if isinstance(at(value, path), dict)]
    if not objects:
        return
    path = (*data.draw(st.sampled_from(objects)), "added")
    order = data.draw(st.permutations(["added", "a", "b", ""]))
    edited = JsonText(text).with_value(path, '{\n  "x": 1.0\n}', order)
    assert at(read(edited), path) == {"x": ("number", "1.0")}
    again = JsonText(edited).without(path)
    assert read(again) == read(text)
    assert [*at(read(again), path[:-1])] == [*at(read(text), path[:-1])]


@given(json_texts(), st.data())
def test_entries_are_inserted_moved_and_removed(text, data):
    value = read(text)
    lists = [path for path in paths_of(value) if isinstance(at(value, path), list)]
    if not lists:
        return
    path = data.draw(st.sampled_from(lists))
    index = data.draw(st.integers(0, len(at(value, path))))
    expected = [*at(value, path)]
    expected.insert(index, ("number", "1e5"))
    edited = JsonText(text).with_entry(path, index, "1e5")
    assert at(read(edited), path) == expected
    to = data.draw(st.integers(0, len(expected) - 1))
    moved = JsonText(edited).with_moved((*path, index), to)
    expected.insert(to, expected.pop(index))
    assert at(read(moved), path) == expected
    assert at(read(JsonText(moved).without((*path, to))), path) == at(value, path)


@given(json_texts(), st.data())
def test_a_member_gets_another_name_at_its_place(text, data):
    value = read(text)
    members = [p for p in paths_of(value) if p and isinstance(p[-1], str)]
    if not members:
        return
    path = data.draw(st.sampled_from(members))
    renamed = at(read(JsonText(text).with_name(path, 'n"ew')), path[:-1])
    names = [*at(value, path[:-1])]
    names[names.index(path[-1])] = 'n"ew'
    assert [*renamed] == names


def test_a_member_is_laid_out_as_its_neighbours_are():
    text = '{\n    "a": 1,\n    "c": {"d": 2}\n}\n'
    edited = JsonText(text).with_value(("b",), "[\n  1\n]", ("a", "b", "c"))
    assert edited == '{\n    "a": 1,\n    "b": [\n      1\n    ],\n    "c": {"d": 2}\n}\n'
    assert JsonText(text).with_value(("c", "e"), "3") == text.replace("2}", '2, "e": 3}')
    assert JsonText('{"a":1,"b":2}').with_value(("c",), "3") == '{"a":1,"b":2,"c":3}'


def test_objects_on_the_way_are_added():
    text = JsonText("").with_value(("a", "b"), '"x"')
    assert text == '{\n  "a": {\n    "b": "x"\n  }\n}'
    assert JsonText(text).with_value(("l",), "[]", ("a", "l")) == text[:-2] + ',\n  "l": []\n}'


def test_the_first_entry_of_an_empty_list_has_a_line_where_the_text_has_lines():
    assert JsonText('{\n  "l": []\n}').with_entry(("l",), 0, "1") == '{\n  "l": [\n    1\n  ]\n}'
    assert JsonText('{"l": []}').with_entry(("l",), 0, "1") == '{"l": [1]}'
    assert JsonText("{}").with_value(("a",), "1") == '{\n  "a": 1\n}'


def test_variables_stand_instead_of_values_and_are_replaced_like_them():
    text = '{"id": {{id}}, "n": "{{name}}", "l": [{{one}}, 2]}'
    read_text = JsonText(text)
    assert read_text.is_json
    assert read_text.source(("id",)) == "{{id}}"
    assert read_text.kind(("id",)) is None
    assert read_text.kind(("n",)) is LineKind.STRING
    assert read_text.with_value(("id",), "1") == text.replace("{{id}}", "1")
    assert read_text.without(("l", 0)) == text.replace("{{one}}, ", "")


def test_the_last_member_of_a_name_counts_and_all_of_them_are_removed():
    text = JsonText('{"a": 1, "b": 2, "a": 3}')
    assert text.source(("a",)) == "3"
    assert text.with_value(("a",), "4") == '{"a": 1, "b": 2, "a": 4}'
    assert text.without(("a",)) == '{"b": 2}'


@pytest.mark.parametrize("text", ["", "{", '{"a": }', "[1, ", '{"a" 1}'])
def test_nothing_is_found_in_what_is_no_json(text):
    read_text = JsonText(text)
    assert not read_text.is_json
    assert read_text.source(()) is None
    assert read_text.names(()) == ()
    assert read_text.count(()) == 0
    assert read_text.without(("a",)) == text


def test_what_is_not_there_is_left_alone():
    text = JsonText('{"a": [1]}')
    assert text.with_entry(("b",), 0, "1") == text.text
    assert text.with_moved(("a", 0), 3) == text.text
    assert text.with_name(("b",), "c") == text.text
    assert text.without(("a", 4)) == text.text
    assert text.with_value(("a", "b"), "1") == text.text
    assert text.offset(("a", 0)) == 7
    assert text.offset(("b",)) == 0
    assert text.names(()) == ("a",)
    assert text.count(("a",)) == 1
    assert text.count(()) == 0
    assert not text.is_empty
