import pytest

from aiurdesk.importers.openapi.refs import NotRetrieved, References
from tests.importers.openapi.sample import node_of


def test_a_reference_is_followed_through_others_to_its_end():
    steps = {f"s{n}": {"$ref": f"#/x/s{n + 1}"} for n in range(2000)}
    root = node_of({"x": {**steps, "s2000": {"type": "string"}}})
    assert root.object("x").object("s0").value == {"type": "string"}


def test_a_circle_ends_and_is_listed():
    document = {"a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}}
    root = References(document, "a.json", lambda path: None).root
    assert root.member("a").value == {}
    assert [(entry.words, entry.source) for entry in root.references.left_out.entries] == [
        ("this reference leads back to itself", "/a")
    ]


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("#/nowhere", "there is nothing there"),
        ("https://example.com/x.json", "it is outside this file, which is not fetched"),
        ("../x.json", "it is outside its folder"),
        ("/etc/passwd", "it is outside its folder"),
        ("gone.json", "no such file"),
    ],
)
def test_a_reference_to_nothing_is_listed(reference, why):
    def retrieve(path):
        raise NotRetrieved("no such file")

    root = References({"a": {"$ref": reference}}, "a.json", retrieve).root
    assert root.object("a").value == {}
    assert [(entry.words, entry.source) for entry in root.references.left_out.entries] == [
        (f"what {reference} refers to: {why}", "/a")
    ]


def test_references_in_another_file_start_from_there():
    files = {"sub/b.yaml": {"y": {"$ref": "c.yaml#/z"}}, "sub/c.yaml": {"z": {"type": "string"}}}
    root = References({"a": {"$ref": "sub/b.yaml#/y"}}, "a.json", files.__getitem__)
    assert root.root.member("a").value == {"type": "string"}
