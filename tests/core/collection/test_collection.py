import pytest

from aiurdesk.core.collection.collection import (
    Collection,
    CollectionFolder,
    in_order,
    matched_text,
    matching,
    search_rows,
)
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.collection.folder_file import FolderSettings
from aiurdesk.core.request.request import Header, SavedRequest


def a_request(name, **options):
    return CollectionRequest(
        name, f"{name}.request.toml", SavedRequest(endpoint_id="a.b.c", **options)
    )


def a_folder(name, /, *requests, folders=(), **settings):
    return CollectionFolder(name, name, FolderSettings(**settings), requests, folders)


def titles(folder):
    return [request.title for request in in_order(folder)]


def test_the_order_of_the_file_comes_first_and_then_the_names():
    inner = a_folder("inner", a_request("x"))
    folder = a_folder(
        "top", *map(a_request, ("b", "A", "c")), folders=(inner,), order=("c", "gone", "inner/")
    )
    assert titles(folder) == ["c", "inner/x", "A", "b"]


def test_a_request_and_a_folder_may_have_the_same_name():
    folder = a_folder("top", a_request("a"), folders=(a_folder("a", a_request("b")),))
    assert titles(folder) == ["a", "a/b"]


def test_of_files_that_have_one_name_none_is_lost():
    twice = [
        CollectionRequest("A", f"{file}.request.toml", SavedRequest()) for file in ("A", "%41")
    ]
    folders = [CollectionFolder("A", path, requests=(a_request("x"),)) for path in ("A", "%41")]
    folder = a_folder("top", a_request("b"), *twice, folders=tuple(folders), order=("b", "A/"))
    assert titles(folder) == ["b", "A/x", "A", "A/x", "A"]
    paths = [request.path for request in in_order(folder) if request.title == "A"]
    assert sorted(paths) == ["%41.request.toml", "A.request.toml"]


def test_credentials_are_inherited_from_the_nearest_folder():
    inner = a_folder("inner", a_request("x"), a_request("y", credential=""), credential="Inner")
    outer = a_folder("top", a_request("z"), folders=(inner,), credential="Outer")
    credentials = {request.title: request.effective.credential for request in in_order(outer)}
    assert credentials == {"inner/x": "Inner", "inner/y": "", "z": "Outer"}
    assert next(in_order(a_folder("top", a_request("x")))).effective.credential is None


def test_dialects_are_inherited_from_the_nearest_folder():
    inner = a_folder("inner", a_request("x"), a_request("y", dialect="http"), dialect="slack")
    outer = a_folder("top", a_request("z"), folders=(inner,), dialect="github")
    dialects = {request.title: request.effective.dialect for request in in_order(outer)}
    assert dialects == {"inner/x": "slack", "inner/y": "http", "z": "github"}


def test_headers_are_inherited_unless_they_are_replaced():
    own = a_request("x", headers=(Header("a", "own"),))
    inner = a_folder("inner", own, a_request("y"), headers=(Header("C", "3"),))
    outer = a_folder("top", folders=(inner,), headers=(Header("A", "1"), Header("B", "2")))
    headers = {
        request.title: [(h.name, h.value) for h in request.effective.headers]
        for request in in_order(outer)
    }
    assert headers["inner/x"] == [("B", "2"), ("C", "3"), ("a", "own")]
    assert headers["inner/y"] == [("A", "1"), ("B", "2"), ("C", "3")]


def test_a_broken_folder_has_no_requests_to_run():
    inner = CollectionFolder("inner", "inner", requests=(a_request("x"),), is_broken=True)
    assert titles(a_folder("top", a_request("a"), folders=(inner,))) == ["a"]


def test_a_collection_has_the_name_of_its_file_or_of_its_folder():
    assert Collection(a_folder("folder")).name == "folder"
    assert Collection(a_folder("folder", name="Checks")).name == "Checks"


def test_inner_folders_are_yielded_at_any_depth():
    inner = a_folder("inner", folders=(a_folder("deep"),))
    top = a_folder("top", folders=(inner, a_folder("other")))
    assert [folder.name for folder in top.with_inner()] == ["top", "inner", "deep", "other"]


def a_collection(*further):
    push = SavedRequest(endpoint_id="stargate.message.pushmessage", values=(("ChannelId", "2"),))
    page = SavedRequest(method="GET", url="https://localhost/a", notes="About Channels")
    inner = CollectionFolder("Channels", "/c/Channels", requests=(_request("Push", push),))
    root = CollectionFolder(
        "c", "/c", requests=(_request("Page", page), *further), folders=(inner,)
    )
    return Collection(root)


def _request(name, saved):
    return CollectionRequest(name, f"/c/{name}.request.toml", saved)


def hits(needle):
    rows = tuple(search_rows(a_collection()))
    return [(row.request.name, row.location) for row in matching(rows, needle)]


def test_names_places_addresses_parameters_and_notes_are_searched():
    assert hits("") == [("Push", "c / Channels"), ("Page", "c")]
    for needle in ("push", "CHANNELID", "stargate push", "/ channels message"):
        assert hits(needle) == [("Push", "c / Channels")]
    assert hits("localhost get") == [("Page", "c")]
    assert hits("nothing") == []


def test_what_is_called_so_comes_first():
    assert [name for name, _ in hits("channels")] == ["Push", "Page"]
    assert [name for name, _ in hits("pa")] == ["Page"]


def test_names_that_begin_with_the_text_lead():
    saved = SavedRequest(endpoint_id="lamps.on")
    names = ("A lamp on", "On a lamp", "Lamp off", "Lamp on")
    rows = tuple(search_rows(a_collection(*(_request(name, saved) for name in names))))
    assert [row.request.name for row in matching(rows, "lamp")] == [
        "Lamp off",
        "Lamp on",
        "A lamp on",
        "On a lamp",
    ]
    assert matching(rows, "lamp on")[0].request.name == "Lamp on"


@pytest.mark.parametrize(
    ("needle", "matched"),
    [
        ("push", ["", "stargate.message.pushmessage"]),
        ("channelid", ["ChannelId"]),
        ("pushmessage stargate channelid", ["stargate.message.pushmessage · ChannelId"]),
        ("page channels", ["About Channels"]),
        ("page localhost get", ["https://localhost/a · GET"]),
    ],
)
def test_what_matched_beside_name_and_place_is_told(needle, matched):
    other = SavedRequest(endpoint_id="stargate.message.pushmessage")
    further = (_request("Other", other),) if "" in matched else ()
    rows = tuple(search_rows(a_collection(*further)))
    assert [matched_text(row, needle) for row in matching(rows, needle)] == matched
