import json
from contextvars import Context
from types import SimpleNamespace

import pytest

from aiurdesk.core.api.endpoint import DocumentedResponse, Endpoint
from aiurdesk.core.expectations.contract import (
    described,
    documented,
    pattern_fits,
    response_for,
    schema_problems,
    status_note,
    type_note,
)
from aiurdesk.core.expectations.expressions import NotAllowedHere, allowed_here

LAMP = {
    "type": "object",
    "required": ["id", "price", "password"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "price": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "password": {"type": "string", "writeOnly": True},
        "kind": {"enum": ["desk", "wall"]},
        "parts": {"type": "array", "items": {"$ref": "#/1"}},
    },
    "additionalProperties": False,
}
PART = {"type": "object", "properties": {"name": {"type": ["string", "null"], "maxLength": 3}}}


def mistakes(value, *, is_request=False, schemas=None):
    text = json.dumps(schemas or {"0": LAMP, "1": PART}).encode()
    with allowed_here():
        found = schema_problems(text, "0", value, is_request=is_request)
        return tuple(map(str, found))


@pytest.mark.parametrize(
    ("value", "phrases"),
    [
        ({"id": 1, "price": 2}, ()),
        ({"id": 1, "price": None}, ()),
        ({"id": 1, "price": "2"}, ("`price` is text, documented as number",)),
        ({"price": 1}, ("`id` is missing, documented as required",)),
        ([], ("The body is list, documented as object",)),
        ({"id": 1, "price": 1, "x": 1}, ("The body has members that are not documented",)),
        ({"id": 1, "price": 1, "kind": "x"}, ("`kind` has none of its documented values",)),
        (
            {"id": 1, "price": 1, "parts": [{}, {"name": 5}, {"name": "long"}]},
            (
                "`parts[1].name` is whole number, documented as text or null",
                "`parts[2].name` is longer than documented",
            ),
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_path(value, phrases):
    assert mistakes(value) == phrases


def test_a_request_lacks_what_only_responses_have():
    assert mistakes({"price": 1, "password": "x"}, is_request=True) == ()
    assert mistakes({"price": 1}, is_request=True) == (
        "`password` is missing, documented as required",
    )


def test_many_mistakes_are_counted():
    value = {"id": 1, "price": 1, "parts": [{"name": n} for n in range(20)]}
    told = mistakes(value)
    assert (len(told), told[-1]) == (6, "and 15 more")


@pytest.mark.parametrize(
    "schema",
    [{"type": "no type"}, {"$ref": "#/9"}, {"pattern": "(", "type": "string"}, {"enum": 1}],
)
def test_an_invalid_schema_finds_nothing(schema):
    assert mistakes("x", schemas={"0": schema}) == ()


def test_strangers_expressions_are_not_evaluated_in_the_program():
    # The tests of this folder allow it; an empty context does not.
    with pytest.raises(NotAllowedHere):
        Context().run(schema_problems, b"{}", "0", {})
    with pytest.raises(NotAllowedHere):
        Context().run(pattern_fits, "a", "a")


def test_a_pattern_is_searched_anywhere_and_an_invalid_one_fits():
    with allowed_here():
        assert pattern_fits("[0-9]+", "a1")
        assert not pattern_fits("^[0-9]+$", "a1")
        assert pattern_fits(r"\p{L}", "1")


def endpoint(*statuses, content_type="application/json"):
    responses = tuple(
        DocumentedResponse(s, content_type=content_type, schema="0") for s in statuses
    )
    return Endpoint("a.b.c", "a", "b", "c", "GET", "/", responses=responses)


def test_a_status_that_is_not_documented_is_told():
    assert str(status_note(endpoint("200", "4XX"), 500)) == (
        "Status 500 is not documented; documented: 200, 4XX."
    )
    assert status_note(endpoint("200", "4XX"), 404) is None
    assert status_note(endpoint("default"), 500) is None
    assert status_note(endpoint(), 500) is None
    assert [response.status for response in documented(endpoint("200", "2XX"), 200)] == ["200"]


def test_a_content_type_that_is_not_documented_is_told():
    given = endpoint("200").responses
    assert str(type_note(given, "text/html; charset=utf-8")) == (
        "The body is text/html, documented as application/json."
    )
    assert type_note(given, "application/json; charset=utf-8") is None
    assert type_note(endpoint("200", content_type="text/*").responses, "text/csv") is None
    assert type_note(endpoint("200", content_type="").responses, "text/csv") is None
    assert response_for(given, "application/json") == given[0]
    assert response_for(given, "text/html") is None


def a_response(status, body=None, *, schemas=b'{"0": {"type": "object"}}', has_body=True):
    """Return what ``described`` reads of a response to an endpoint with three statuses."""
    responses = (
        DocumentedResponse("200", content_type="application/json", schema="0"),
        DocumentedResponse("204"),
        DocumentedResponse("4XX", content_type="text/plain"),
    )
    return SimpleNamespace(
        status=status,
        content_type="application/json" if has_body else "",
        has_body=has_body,
        body=body,
        endpoint=Endpoint("a.b.c", "a", "b", "c", "GET", "/", responses=responses),
        read_schemas=lambda: schemas,
    )


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (a_response(200, {}), (True, "as described")),
        (a_response(200, []), (False, "The body is list, documented as object")),
        (a_response(None), (False, "no response")),
        (a_response(204, has_body=False), (True, "status 204 is documented, without a schema")),
        (a_response(404, {}), (False, "The body is application/json, documented as text/plain")),
        (a_response(500), (False, "Status 500 is not documented; documented: 200, 204, 4XX")),
        (
            a_response(200, has_body=False),
            (False, "the body is empty, and a schema is documented for status 200"),
        ),
        (
            a_response(200, {}, schemas=b'{"0": {"$ref": "#/none"}}'),
            (False, "the schema that is documented for status 200 cannot be used"),
        ),
        (
            a_response(200, {}, schemas=b'{"0": {"$ref": "#/0"}}'),
            (False, "the schema that is documented for status 200 cannot be used"),
        ),
    ],
)
def test_a_response_is_as_its_description_says_or_not(facts, found):
    with allowed_here():
        assert described(facts) == found


def test_what_nothing_documents_is_not_as_described():
    facts = a_response(200)
    facts.endpoint = Endpoint("a.b.c", "a", "b", "c", "GET", "/")
    with allowed_here():
        assert described(facts)[0] is False
    with pytest.raises(NotAllowedHere):
        Context().run(described, facts)
