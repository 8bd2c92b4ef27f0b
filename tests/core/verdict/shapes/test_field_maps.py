import pytest

from aiurdesk.core.verdict.shapes import field_maps
from aiurdesk.core.verdict.shapes.field_maps import Leaf, MapReader, is_tree, read_tree
from aiurdesk.core.verdict.shapes.findings import Findings, Members
from aiurdesk.core.verdict.shapes.said import NOTHING_SENT, Sent


def leaves(tree, sent=NOTHING_SENT, *, is_trusted=True):
    return list(MapReader(Findings(422, sent), is_trusted=is_trusted).read(tree))


def test_texts_lists_and_objects_are_leaves_at_any_depth():
    tree = {
        "email": "bad",
        "items": {"1": {"name": ["short", "odd"]}},
        "tags": [{}, {"name": [{"message": "long", "code": "max"}]}],
    }
    assert leaves(tree) == [
        Leaf(("email",), "bad"),
        Leaf(("items", "1", "name"), "short"),
        Leaf(("items", "1", "name"), "odd"),
        Leaf(("tags", "1", "name"), "long"),
    ]


def test_a_location_above_the_names_is_told():
    assert leaves({"query": {"page": ["small"]}}) == [Leaf(("page",), "small", "query")]
    assert leaves({"json": ["Invalid JSON"]}) == [Leaf((), "Invalid JSON", "body")]
    sent = Sent({"query": {"page": 0}})
    assert leaves({"query": {"page": ["small"]}}, sent) == [Leaf(("query", "page"), "small")]


def test_names_of_the_whole_are_no_steps():
    assert leaves({"items": {"0": {"_schema": ["odd"]}}}) == [Leaf(("items", "0"), "odd")]
    assert leaves({"__all__": ["odd"]}) == [Leaf((), "odd")]


def test_a_word_in_an_object_of_another_kind_is_no_error():
    assert leaves({"name": "x", "email": "is not one"}, is_trusted=False) == [
        Leaf(("email",), "is not one")
    ]


def test_trees_of_zod_are_read():
    short: Members = {"_errors": [], "name": {"_errors": ["short"]}}
    formatted: Members = {"_errors": ["odd"], "items": {"_errors": [], "1": short}}
    treeified: Members = {"errors": ["odd"], "properties": {"a": {"errors": [], "items": [None, {
        "errors": ["short"]}]}}}  # fmt: skip
    findings = Findings(422, NOTHING_SENT)
    assert is_tree(formatted)
    assert is_tree(treeified)
    assert not is_tree({"errors": ["odd"]})
    assert list(read_tree(findings, formatted)) == [
        Leaf((), "odd"), Leaf(("items", "1", "name"), "short"),
    ]  # fmt: skip
    assert list(read_tree(findings, treeified)) == [Leaf((), "odd"), Leaf(("a", "1"), "short")]


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
    assert field_maps.place_of(entry, NOTHING_SENT) == steps


def test_the_texts_of_an_entry_are_found():
    assert field_maps.texts_of({"field": "a", "errors": ["b", "c"]}) == ["b", "c"]
    assert field_maps.texts_of({"constraints": {"min": "too small"}}) == ["too small"]
    assert field_maps.text_of({"field": "a"}) == ""
    assert field_maps.flat_texts({"a": "b", "c": 1}) == ["b"]


def test_an_object_of_fields_is_no_description_of_one_error():
    described: Members = {"message": "too short", "code": "min"}
    assert field_maps.leaf_text(described, None) == "too short"
    assert field_maps.leaf_text(described, {"message": "hi"}) == ""
    assert field_maps.leaf_text({"title": "too short"}, None) == ""
    assert field_maps.leaf_text({"message": "x", **dict.fromkeys(map(str, range(200)))}, None) == ""


def test_what_an_entry_is_about_is_told():
    assert field_maps.location_in({"in": "query"}) == "query"
    assert field_maps.is_loose({"loc": []})
    assert not field_maps.is_loose({"location": "body"})
    assert field_maps.is_pointer({"source": {"pointer": "/a"}})
    assert field_maps.is_of_graphql({"message": "x", "path": ["a"]}, Sent({"query": "{ a }"}))
    assert not field_maps.is_of_graphql({"message": "x", "path": ["a"]}, NOTHING_SENT)
    assert field_maps.is_of_the_address({"path": "/orders"}, Sent(url_path="/orders"))
    assert field_maps.missing_property({"params": {"missingProperty": "a"}}) == "a"
    assert field_maps.own_place({"param": "amount", "message": "x"}, NOTHING_SENT) == ("amount",)
    assert field_maps.steps_of("First name", NOTHING_SENT) == ("First name",)
