"""Which endpoints belong to kept objects, and how many are kept."""

import pytest

from aiurdesk.core.api.endpoint import Endpoint
from aiurdesk.sandbox.mock.kept_objects import (
    MOST_OBJECTS,
    KeptObjects,
    Role,
    collection_of,
    holder_of,
    id_member,
    list_in,
    roles,
)


def endpoint(method: str, path: str) -> Endpoint:
    name = f"{method} {path}".lower().replace(" ", "-")
    return Endpoint(f"a.b.{name}", "a", "b", name, method, path)


def test_roles_follow_from_the_paths():
    every = [
        endpoint("POST", "/lamps"),
        endpoint("GET", "/lamps"),
        endpoint("GET", "/lamps/{id}"),
        endpoint("PUT", "/lamps/{id}"),
        endpoint("PATCH", "/lamps/{id}"),
        endpoint("DELETE", "/lamps/{id}"),
        endpoint("POST", "/lamps/{id}/blink"),
        endpoint("POST", "/search"),
        endpoint("GET", "/status/{id}"),
    ]
    found = {one.name: role for one in every if (role := roles(every).get(one.id))}
    assert found == {
        "post-/lamps": Role.CREATE,
        "get-/lamps": Role.LIST,
        "get-/lamps/{id}": Role.READ,
        "put-/lamps/{id}": Role.REPLACE,
        "patch-/lamps/{id}": Role.CHANGE,
        "delete-/lamps/{id}": Role.DELETE,
    }


@pytest.mark.parametrize(
    ("path", "collection"),
    [
        ("/a/{id}", "/a"),
        ("/a/{id}.json", ""),
        ("/a/{**rest}", ""),
        ("/a", ""),
        ("/{x}/b/{y}/", "/{x}/b"),
    ],
)
def test_the_collection_of_a_path(path: str, collection: str):
    assert collection_of(path) == collection


def test_the_oldest_objects_go_first():
    kept = KeptObjects()
    for number in range(MOST_OBJECTS + 5):
        kept.put("/lamps", str(number), {"id": number})
    assert not kept.knows("/lamps", "4")
    assert kept.get("/lamps", "5") == {"id": 5}
    assert len(list(kept.of("/lamps"))) == MOST_OBJECTS
    large = {"text": "x" * 5_000_000}
    for number in range(10):
        kept.put("/lamps", f"large {number}", large)
    assert len(list(kept.of("/lamps"))) < 5
    kept.reset()
    assert list(kept.of("/lamps")) == []


@pytest.mark.parametrize(
    ("value", "parameter", "member"),
    [
        ({"id": 1, "name": "x"}, "id", "id"),
        ({"lamp_id": 1, "id": 2}, "lampId", "lamp_id"),
        ({"id": 2}, "lampId", "id"),
        ({"username": "x"}, "username", "username"),
        ({"uuid": "x"}, "lamp", "uuid"),
        ({"colour": "x"}, "lamp", "id"),
    ],
)
def test_the_member_that_is_the_id(value: dict[str, object], parameter: str, member: str):
    assert id_member(value, parameter) == member


def test_objects_and_lists_are_found_within_what_wraps_them():
    lamp = {"id": 1, "name": "x"}
    assert holder_of({"code": 0, "data": lamp}, ["name"]) is lamp
    assert holder_of(lamp, ["name"]) is lamp
    assert holder_of([lamp], ["name"]) is None
    assert list_in({"code": 0, "data": {"items": [lamp]}}) == [lamp]
    assert list_in([]) == []
    assert list_in({"code": 0}) is None
