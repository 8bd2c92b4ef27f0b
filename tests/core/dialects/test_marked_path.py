import json

import jmespath
import pytest

from aiurdesk.core.dialects.marked_path import best_steps, path_of, steps_of, value_at
from tests.json_trees import read_tree

BODY = '{"a-b": {"c": [{"d\\"e": 1}, {"f.g": [2]}]}, "温度": 3, "": 4, "x": {"y": null}}'


def test_the_path_of_each_row_leads_to_its_value():
    tree = read_tree(BODY)
    body = json.loads(BODY)
    for line in range(len(tree)):
        steps = steps_of(tree.path(line))
        assert value_at(body, steps) == jmespath.search(path_of(steps), body)
    assert value_at(body, ("温度",)) == 3
    assert value_at(body, steps_of("@")) == body


@pytest.mark.parametrize("name", ["\ud800", "back\\slash", "quo'te", "`", "new\nline", "a b"])
def test_every_name_can_be_written(name):
    assert jmespath.search(path_of((name,)), {name: 5}) == 5
    assert steps_of(path_of(("a", name, 3))) == ("a", name, 3)


def test_a_step_for_any_leads_to_the_first_value():
    bodies = [{"r": [{"k": None}, {"k": 1}]}, {"r": [{"k": None}, {"x": 1}, {"k": 2}]}]
    steps = best_steps(("r", 1, "k"), bodies)
    assert path_of(steps) == "r[].k | [0]"
    assert [value_at(body, steps) for body in bodies] == [1, 2]
    assert jmespath.search(path_of(steps), bodies[1]) == 2


def test_the_marked_path_stays_where_it_fits():
    bodies = [{"error": {"code": 1}}, {"error": {"code": 2}, "other": {"code": 3}}]
    assert best_steps(("error", "code"), bodies) == ("error", "code")
