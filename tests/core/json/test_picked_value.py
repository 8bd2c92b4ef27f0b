import json

from aiurdesk.core.json.tree_path import PickedValue, address_from, picked_value
from tests.json_trees import read_tree


def addresses(*texts):
    tree = read_tree(json.dumps(texts))
    values = [picked_value(tree, line) for line in range(1, len(texts) + 1)]
    return [value.address for value in values if value is not None]


def test_a_value_has_its_path_and_its_text():
    tree = read_tree('{"a-b": [1, "x"]}')
    assert picked_value(tree, 3) == PickedValue('"a-b"[1]', '"x"')
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
