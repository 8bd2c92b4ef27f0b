import json

from aiurdesk.importers.openapi.schemas import example_text, given_example, scalar_example
from tests.importers.openapi.sample import node_of


def test_an_example_has_a_value_for_each_member():
    schema = node_of(
        {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "integer", "minimum": 3},
                "made": {"type": "string", "format": "date-time"},
                "kind": {"enum": ["lamp", "bulb"]},
                "secret": {"type": "string", "readOnly": True},
                "tags": {"type": "array", "items": {"type": "string"}},
                "next": {"$ref": "#"},
            },
        }
    )
    assert json.loads(example_text(schema)) == {
        "id": 3,
        "made": "2026-11-24T10:11:12Z",
        "kind": "lamp",
        "tags": ["text"],
    }


def test_the_example_of_the_description_is_preferred():
    media = node_of({"examples": {"a": {"$ref": "#/x"}}, "x": {"value": {"b": 1}}})
    assert given_example(media) == {"b": 1}
    assert example_text(node_of({}), given_example(media)) == '{\n  "b": 1\n}'


def test_a_schema_that_grows_without_end_has_a_short_example():
    wide = {f"p{n}": {"$ref": "#"} for n in range(30)}
    text = example_text(node_of({"type": "object", "properties": wide}))
    assert len(text) < 20_000


def test_texts_are_as_long_as_they_have_to_be():
    assert scalar_example("string", {"minLength": 6}) == "texttt"
