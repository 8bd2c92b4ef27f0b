import json

from aiurdesk.core.preparing.json_template import (
    MOST_CHECKED_CHARS,
    json_problem,
    resolve_json,
    template_problem,
)


def test_a_very_long_json_is_not_checked():
    assert json_problem("[" * (MOST_CHECKED_CHARS + 1)) == ""
    assert json_problem("[") != ""
    assert json_problem(json.dumps({"a": [1, None]})) == ""


def test_a_value_stays_within_its_string():
    variables = {"name": 'a"b', "id": "7"}
    assert resolve_json('{"n": "{{name}}", "i": {{id}}}', variables) == '{"n": "a\\"b", "i": 7}'
    assert resolve_json('{"n": {{nope}}}', variables) == ("nope",)
    assert template_problem('{"n": {{nope}}}') == ""
