from aiurdesk.core.shapes.field_maps import Leaf, MapReader, is_tree, read_tree
from aiurdesk.core.shapes.findings import Findings, Members
from aiurdesk.core.shapes.said import NOTHING_SENT, Sent


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
