import json

import pytest

from aiurdesk.core.dialects.marked_path import steps_of
from aiurdesk.core.formats.json.tree_path import (
    PickedValue,
    address_from,
    line_at,
    picked_value,
    places_of,
)
from tests.json_trees import read_tree

BODY = """{"a-b": {"c": [{"d\\"e": 1}, [2, 3]]},
"温度": 3, "": 4, "x": {}, "x": {"y": null}, "z": []}"""


def lines_of(text, names, *, with_missing=False):
    places = places_of(text, names, with_missing=with_missing)
    return {name: json_place.line for name, json_place in places.items()}


def test_every_line_is_led_to_by_its_path():
    tree = read_tree(BODY)
    paths = {tree.path(line): line for line in range(len(tree)) if tree.path(line) != "@"}
    for path, line in paths.items():
        at = line_at(tree, steps_of(path))
        assert at is not None
        # A closing line has the path of the line that it closes.
        assert tree.path(at) == path
        assert at <= line
    assert line_at(tree, ()) == 0


@pytest.mark.parametrize("steps", [("nope",), (0,), ("a-b", "c", 9), ("温度", "a"), ("z", 0)])
def test_what_is_not_there_has_no_line(steps):
    assert line_at(read_tree(BODY), steps) is None
    assert line_at(read_tree(""), steps) is None


@pytest.mark.parametrize("number", [0, 499, 500, 501, 29_999])
def test_any_entry_of_a_long_list_is_found(number):
    tree = read_tree(json.dumps([{"a": n} for n in range(30_000)]))
    line = line_at(tree, (number, "a"))
    assert line is not None
    assert tree.path(line) == f"[{number}].a"
    assert line_at(tree, (30_000,)) is None
    assert line_at(tree, (30_500,)) is None


def test_the_last_of_two_members_counts():
    assert line_at(read_tree('{"a": 1, "a": 2}'), ("a",)) == 2


def test_a_text_that_was_cut_has_the_lines_that_came():
    tree = read_tree('{"a": [1, 2], "b', is_cut=True)
    assert line_at(tree, ("a", 1)) == 3
    assert line_at(tree, ("b",)) is None


FORM = """{
  "user": {
    "e-mail": "x",
    "a/b": 1
  },
  "items": [
    {"qty": 0},
    {
      "qty": 1,
      "Name": "n"
    }
  ]
}"""


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("/user/e-mail", 2),
        ("#/user/a~1b", 3),
        ("user.e-mail", 2),
        ("items[1].qty", 8),
        ("items.1.name", 9),
        ("Items[1].Name", 9),
        ("$.items[0]", 6),
        ("body.user.e-mail", 2),
        ("/data/items/1/qty", 8),
        ("user['e-mail']", 2),
        ("items", 5),
    ],
)
def test_a_name_leads_to_its_line(name, line):
    assert lines_of(FORM, [name]) == {name: line}
    assert lines_of(FORM, [name], with_missing=True) == {name: line}


@pytest.mark.parametrize("name", ["", "/", "nope", "items[9]", "user.nope", "qty", "." * 10_000])
def test_what_leads_nowhere_has_no_line(name):
    assert lines_of(FORM, [name]) == {}


@pytest.mark.parametrize(
    ("name", "line", "missing"),
    [
        ("nope", 0, "nope"),
        ("user.name", 1, "name"),
        ("items.1.title", 7, "title"),
        ("items.9.qty", 5, "9"),
        ("maker.name", 0, "maker"),
    ],
)
def test_what_is_missing_has_the_line_of_the_object_that_lacks_it(name, line, missing):
    json_place = places_of(FORM, [name], with_missing=True)[name]
    assert (json_place.line, json_place.missing) == (line, missing)


def test_a_member_of_the_same_name_elsewhere_is_not_meant():
    body = '{"name": "lamp", "maker": {"country": "DE"}}'
    assert places_of(body, ["maker.name"]) == {}
    json_place = places_of(body, ["maker.name"], with_missing=True)["maker.name"]
    assert (body[json_place.start : json_place.end], json_place.missing) == (
        '"maker": {"country": "DE"}',
        "name",
    )


def test_a_thousand_names_have_places():
    body = json.dumps([{"name": "x", "qty": number} for number in range(1_000)])
    places = places_of(body, [f"{number}.qty" for number in range(1_000)])
    values = [body[json_place.value : json_place.end] for json_place in places.values()]
    assert values == [str(number) for number in range(1_000)]


def test_a_text_that_is_not_json_or_too_long_has_no_lines():
    assert lines_of("x: 1", ["x"]) == {}
    assert lines_of('{"a": ' + " " * 300_000 + "1}", ["a"]) == {}
    assert lines_of('{"a": 1, "b": ', ["a"]) == {"a": 0}


def addresses(*texts):
    tree = read_tree(json.dumps(texts))
    values = [picked_value(tree, line) for line in range(1, len(texts) + 1)]
    return [value.address for value in values if value is not None]


def test_a_value_has_its_path_and_its_text():
    tree = read_tree('{"a-b": [1, "x"]}')
    expected = PickedValue('"a-b"[1]', '"x"', repeating_path='"a-b"[-1]')
    assert picked_value(tree, 3) == expected
    whole = PickedValue("@", '{"a-b": [1, "x"]}')
    # The closing bracket stands for all that it closes.
    assert picked_value(tree, 0) == picked_value(tree, len(tree) - 1) == whole


def test_what_no_test_can_name_is_not_picked():
    deep = read_tree("[" * 300 + "1" + "]" * 300)
    assert picked_value(deep, 100) is not None
    assert picked_value(deep, 101) is None
    assert picked_value(read_tree(json.dumps({"a" * 2000: 1})), 1) is None
    cut = read_tree('["a", "b', is_cut=True)
    assert picked_value(cut, 1) == PickedValue("[0]", '"a"')
    assert picked_value(cut, 2) is None


def test_only_addresses_are_addresses():
    right = ["http://a", "HTTPS://a/b?c", "ws://a", "wss://a:1/", "/", "/users/1?a=b"]
    assert addresses(*right) == right
    wrong = ["", "//evil.example/a", "ftp://a", "http://", "/a b", "/a\nb", "a/b", "/" * 9000]
    assert not any(addresses(*wrong))
    assert picked_value(read_tree("[1]"), 1) == PickedValue("[0]", "1")


def test_a_path_is_on_the_host_of_the_response():
    assert address_from("/users/1", "https://me:pw@a:1/b?c") == "https://a:1/users/1"
    assert address_from("http://b/c", "https://a/b") == "http://b/c"
    assert address_from("/{{env:HOME}}", "https://a") == "https://a/%7B%7Benv:HOME}}"


def test_the_last_entry_of_a_list_has_a_path_for_other_responses():
    tree = read_tree('{"data": [{"id": 1}, {"id": 2}], "one": [{"id": 3}], "a b": 1}')
    paths = {}
    for steps in (("data", 0, "id"), ("data", 1, "id"), ("one", 0, "id"), ("a b",)):
        line = line_at(tree, steps)
        assert line is not None
        picked = picked_value(tree, line)
        assert picked is not None
        paths[picked.path] = picked.repeating_path
    assert paths == {
        "data[0].id": "",
        "data[1].id": "data[-1].id",
        # Of the only one, it is not known whether the first or the last is meant.
        "one[0].id": "",
        '"a b"': "",
    }
