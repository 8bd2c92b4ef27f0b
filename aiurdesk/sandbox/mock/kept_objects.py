"""What clients created in a mock, so that they find it again: a bounded number of JSON objects."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from aiurdesk.core.api.endpoint import Endpoint

MOST_OBJECTS = 1_000
_MOST_BYTES = 16 * 1024 * 1024
_LONGEST_ID = 500
_READING = ("GET", "HEAD")
_NAMES_OF_IDS = ("id", "uuid", "guid", "key", "name", "slug", "code")


class Role(Enum):
    """What an endpoint does with the objects of a path."""

    CREATE = "create"
    LIST = "list"
    READ = "read"
    REPLACE = "replace"
    CHANGE = "change"
    DELETE = "delete"


_OF_ONE = {
    "GET": Role.READ,
    "HEAD": Role.READ,
    "PUT": Role.REPLACE,
    "PATCH": Role.CHANGE,
    "DELETE": Role.DELETE,
}


def roles(endpoints: Iterable[Endpoint]) -> dict[str, Role]:
    """Return what endpoints do, by their ids: where ``POST /lamps`` stands beside ``/lamps/{id}``.

    Endpoints whose paths say nothing of the kind are left out.
    """
    known = list(endpoints)
    created = {endpoint.path.rstrip("/") for endpoint in known if endpoint.method == "POST"}
    ones = {collection_of(endpoint.path) for endpoint in known} - {""}
    kept = created & ones
    found: dict[str, Role] = {}
    for endpoint in known:
        path = endpoint.path.rstrip("/")
        if path in kept and endpoint.method in ("POST", *_READING):
            found[endpoint.id] = Role.CREATE if endpoint.method == "POST" else Role.LIST
        elif collection_of(path) in created and endpoint.method in _OF_ONE:
            found[endpoint.id] = _OF_ONE[endpoint.method]
    return found


def collection_of(path: str) -> str:
    """Return ``/lamps`` for ``/lamps/{id}``; empty for a path that does not end so."""
    before, _, last = path.rstrip("/").rpartition("/")
    is_one = last.startswith("{") and last.endswith("}") and last.count("{") == 1
    return before if is_one and "*" not in last else ""


class KeptObjects:
    """Objects by the path of their collection and their id; the oldest go first."""

    def __init__(self) -> None:
        self._objects: OrderedDict[tuple[str, str], dict[str, Any] | None] = OrderedDict()
        """None stands for one that was deleted."""
        self._sizes: dict[tuple[str, str], int] = {}
        self._bytes = 0
        self.created = 0
        """How many were created since the last reset."""

    def reset(self) -> None:
        """Forget what was kept."""
        self._objects.clear()
        self._sizes.clear()
        self._bytes = 0
        self.created = 0

    def knows(self, collection: str, id_: str) -> bool:
        """Tell whether an object was kept or deleted here."""
        return (collection, id_) in self._objects

    def get(self, collection: str, id_: str) -> dict[str, Any] | None:
        """Return an object, or None."""
        return self._objects.get((collection, id_))

    def put(self, collection: str, id_: str, value: dict[str, Any] | None) -> None:
        """Keep an object, or that it was deleted."""
        key = (collection, id_[:_LONGEST_ID])
        self._objects[key] = value
        size = len(json.dumps(value))
        self._bytes += size - self._sizes.get(key, 0)
        self._sizes[key] = size
        self._objects.move_to_end(key)
        while len(self._objects) > MOST_OBJECTS or self._bytes > _MOST_BYTES:
            oldest, _ = self._objects.popitem(last=False)
            self._bytes -= self._sizes.pop(oldest)

    def of(self, collection: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
        """Yield the ids and objects of a collection, the oldest first."""
        for (path, id_), value in self._objects.items():
            if path == collection:
                yield id_, value


def id_member(value: dict[str, Any], parameter: str) -> str:
    """Return the name of the member that is the id of an object.

    Args:
        value: The object.
        parameter: What the path calls the id, such as ``lampId``.
    """
    folded = {name.replace("_", "").casefold(): name for name in value}
    plain = parameter.replace("_", "").replace("-", "").casefold()
    ends = [one for one in _NAMES_OF_IDS if plain.endswith(one)]
    for wanted in (plain, *ends, *_NAMES_OF_IDS[:3]):
        if wanted in folded:
            return folded[wanted]
    return "id"


def holder_of(body: Any, names: Iterable[str]) -> dict[str, Any] | None:
    """Return the object within a body that has most of some names: itself, or one of its members.

    None where the body has no object.
    """
    wanted = set(names)
    if not isinstance(body, dict):
        return None
    inner = [member for member in body.values() if isinstance(member, dict)]
    return max((body, *inner), key=lambda one: len(wanted & one.keys()))


def list_in(body: Any) -> list[Any] | None:
    """Return the list of objects in a body: itself, or one of its members, or None."""
    if isinstance(body, list):
        return body
    members = list(body.values()) if isinstance(body, dict) else []
    members += [two for one in members if isinstance(one, dict) for two in one.values()]
    lists = [one for one in members if isinstance(one, list)]
    return next((one for one in lists if one and isinstance(one[0], dict)), (*lists, None)[0])
