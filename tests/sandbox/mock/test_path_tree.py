"""Which endpoint a path belongs to."""

import pytest

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.sandbox.mock.path_tree import PathTree


def found(path: str, *templates: str) -> list[tuple[str, dict[str, str]]]:
    tree = PathTree()
    for number, template in enumerate(templates):
        tree.add(Endpoint(f"a.b.{number}", "a", "b", "c", "GET", template))
    return [(endpoint.path, dict(values)) for endpoint, values in tree.matches(path)]


def test_a_plain_segment_comes_before_a_placeholder():
    templates = ("/lamps/{id}", "/lamps/new")
    assert found("/lamps/new", *templates)[0] == ("/lamps/new", {})
    assert found("/lamps/7", *templates) == [("/lamps/{id}", {"id": "7"})]


@pytest.mark.parametrize(
    ("path", "template", "values"),
    [
        ("/a/b.json", "/a/{name}.json", {"name": "b"}),
        ("/a/1-2", "/a/{x}-{y}", {"x": "1", "y": "2"}),
        ("/a/x%2Fy", "/a/{name}", {"name": "x/y"}),
        ("/f/one/two.txt", "/f/{**path}", {"path": "one/two.txt"}),
        ("/", "/", {}),
        ("/a/", "/a", {}),
    ],
)
def test_values_are_taken_out_of_a_path(path: str, template: str, values: dict[str, str]):
    assert found(path, template) == [(template, values)]


@pytest.mark.parametrize("path", ["/a/.json", "/a/b.xml", "/a", "/a/b.json/c", "/A/b.json"])
def test_another_path_is_not_found(path: str):
    assert found(path, "/a/{name}.json") == []


def test_many_placeholders_in_a_long_segment_take_no_long_time():
    template = "/" + "".join(f"{{p{n}}}-" for n in range(50)) + "x"
    assert found("/" + "-" * 5000, template) == []
    assert found("/" + "a/" * 5000, "/{a}/{b}") == []
