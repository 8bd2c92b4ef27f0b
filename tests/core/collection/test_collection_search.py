import pytest

from aiurdesk.core.collection.collection import (
    Collection,
    CollectionFolder,
    matched_text,
    matching,
    search_rows,
)
from aiurdesk.core.collection.collection_request import CollectionRequest
from aiurdesk.core.request.request import SavedRequest


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
