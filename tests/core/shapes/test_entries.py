import pytest

from aiurdesk.core.shapes import entries
from aiurdesk.core.shapes.findings import Members
from aiurdesk.core.shapes.said import NOTHING_SENT, Sent


@pytest.mark.parametrize(
    ("entry", "steps"),
    [
        ({"loc": ["body", "email"], "msg": "x"}, ("body", "email")),
        ({"propertyPath": "items[0].name", "title": "x"}, ("items", "0", "name")),
        ({"propertyName": "Email", "errorMessage": "x"}, ("Email",)),
        ({"attr": "email", "detail": "x", "code": "invalid"}, ("email",)),
        ({"source": {"parameter": "page"}, "title": "x"}, ("page",)),
        ({"location": "body.items[0].name", "message": "x"}, ("body", "items", "0", "name")),
        ({"location": "body", "name": "email"}, ("email",)),
        ({"memberNames": ["Email"], "errorMessage": "x"}, ("Email",)),
        ({"instancePath": "", "message": "x"}, ()),
        ({"name": "ValidationError", "message": "x"}, None),
        ({"message": "x"}, None),
    ],
)
def test_the_place_of_an_entry_is_found(entry, steps):
    assert entries.place_of(entry, NOTHING_SENT) == steps


def test_the_texts_of_an_entry_are_found():
    assert entries.texts_of({"field": "a", "errors": ["b", "c"]}) == ["b", "c"]
    assert entries.texts_of({"constraints": {"min": "too small"}}) == ["too small"]
    assert entries.text_of({"field": "a"}) == ""
    assert entries.flat_texts({"a": "b", "c": 1}) == ["b"]


def test_an_object_of_fields_is_no_description_of_one_error():
    described: Members = {"message": "too short", "code": "min"}
    assert entries.leaf_text(described, None) == "too short"
    assert entries.leaf_text(described, {"message": "hi"}) == ""
    assert entries.leaf_text({"title": "too short"}, None) == ""
    assert entries.leaf_text({"message": "x", **dict.fromkeys(map(str, range(200)))}, None) == ""


def test_what_an_entry_is_about_is_told():
    assert entries.location_in({"in": "query"}) == "query"
    assert entries.is_loose({"loc": []})
    assert not entries.is_loose({"location": "body"})
    assert entries.is_pointer({"source": {"pointer": "/a"}})
    assert entries.is_of_graphql({"message": "x", "path": ["a"]}, Sent({"query": "{ a }"}))
    assert not entries.is_of_graphql({"message": "x", "path": ["a"]}, NOTHING_SENT)
    assert entries.is_of_the_address({"path": "/orders"}, Sent(url_path="/orders"))
    assert entries.missing_property({"params": {"missingProperty": "a"}}) == "a"
    assert entries.own_place({"param": "amount", "message": "x"}, NOTHING_SENT) == ("amount",)
    assert entries.steps_of("First name", NOTHING_SENT) == ("First name",)
