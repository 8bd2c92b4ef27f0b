import pytest

from aiurdesk.core.json.named_line import lines_of

BODY = """{
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
    assert lines_of(BODY, [name]) == {name: line}


@pytest.mark.parametrize("name", ["", "/", "nope", "items[9]", "user.nope", "qty", "." * 10_000])
def test_what_leads_nowhere_has_no_line(name):
    assert lines_of(BODY, [name]) == {}


def test_a_text_that_is_not_json_or_too_long_has_no_lines():
    assert lines_of("x: 1", ["x"]) == {}
    assert lines_of('{"a": ' + " " * 300_000 + "1}", ["a"]) == {}
    assert lines_of('{"a": 1, "b": ', ["a"]) == {"a": 0}
