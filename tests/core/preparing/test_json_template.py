import json

import pytest

from aiurdesk.core.preparing.json_template import (
    MOST_CHECKED_CHARS,
    Unresolved,
    json_problem,
    resolve_json,
    resolve_path,
    resolve_value,
    template_problem,
)
from aiurdesk.core.request.request import FileValue


def test_a_very_long_json_is_not_checked():
    assert json_problem("[" * (MOST_CHECKED_CHARS + 1)) is None
    assert json_problem("[") is not None
    assert json_problem(json.dumps({"a": [1, None]})) is None


def test_a_value_stays_within_its_string():
    variables = {"name": 'a"b', "id": "7"}
    assert resolve_json('{"n": "{{name}}", "i": {{id}}}', variables) == '{"n": "a\\"b", "i": 7}'
    assert resolve_json('{"n": {{nope}}}', variables) == ("nope",)
    assert template_problem('{"n": {{nope}}}') is None


def test_values_of_each_shape_are_resolved():
    file = FileValue("/{{a}}", "{{a}}")
    assert resolve_value("{{a}}", {"a": "1"}) == "1"
    assert resolve_value(("{{a}}", "b"), {"a": "1"}) == ("1", "b")
    assert resolve_value(file, {"a": "1"}) == FileValue("/1", "1")
    assert resolve_value(("{{a}}", "{{b}} {{a}}"), {}) == Unresolved(("a", "b"))
    assert resolve_value(FileValue("/{{a}}/{{b}}", "{{b}}"), {}) == Unresolved(("a", "b"))


@pytest.mark.parametrize(
    ("path", "file", "expected"),
    [
        ("/checks/{{file}}", "photos/a.png", "/checks/photos/a.png"),
        ("/checks/{{file}}", "/data/a.png", "/data/a.png"),
        ("{{file}}", "/data/a.png", "/data/a.png"),
        ("C:\\checks\\{{file}}", "D:\\data\\a.png", "D:\\data\\a.png"),
        ("/checks/a-{{file}}.png", "1", "/checks/a-1.png"),
        ("/checks/{{none}}", "1", ("none",)),
        ("/checks/a.png", "1", "/checks/a.png"),
    ],
)
def test_a_variable_holds_a_whole_path_or_a_part_of_one(path, file, expected):
    assert resolve_path(path, {"file": file}) == expected


def test_of_a_variable_with_a_path_the_end_is_the_name_of_the_file():
    file = FileValue("/checks/{{file}}", "{{file}}", "image/png")
    resolved = resolve_value(file, {"file": "photos/a.png"})
    assert resolved == FileValue("/checks/photos/a.png", "a.png", "image/png")
    # A name that was typed is not changed.
    named = FileValue("/checks/{{file}}", "x/y.png")
    assert resolve_value(named, {"file": "a.png"}) == FileValue("/checks/a.png", "x/y.png")
