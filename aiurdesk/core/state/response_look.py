"""How the responses of an endpoint are looked at: filters, columns of its table, comparisons."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk import libraries
from aiurdesk.core.response.page_facts import NOTHING_POINTED, PointedPages

if TYPE_CHECKING:
    from aiurdesk.core.request.request import Request

MOST_FILTERS = 10
MOST_ENDPOINTS = 200
"""Whose looks are kept; the one that was changed first is forgotten first."""
_MOST_WIDTHS = 200
_MOST_IGNORED = 100


class ResponseLook(msgspec.Struct, frozen=True, omit_defaults=True):
    """The look of the responses of one endpoint."""

    filters: tuple[str, ...] = ()
    """Paths of JMESPath, the last one first."""
    columns: tuple[str, ...] = ()
    """Columns of its table that were put into another order, from the left."""
    hidden: tuple[str, ...] = ()
    """Columns that are not shown."""
    widths: Mapping[str, int] = msgspec.field(default_factory=dict)
    """Column → width in pixels."""
    ignored: tuple[str, ...] = ()
    """Paths that comparisons leave out."""
    list_key: str | None = None
    """How comparisons match the entries of lists, as ``key`` of ``Matching``."""
    pages: PointedPages = NOTHING_POINTED
    """What a person pointed at for the pages of its lists."""


def look_key(request: "Request") -> str:
    """Return what the look of the responses of a request is kept by.

    Not the address that was typed, which may hold a secret.
    """
    if not request.is_typed:
        return request.endpoint.id
    parts = urlsplit(request.url)
    place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    digest = libraries.hashlib.sha256(place.encode(errors="replace")).hexdigest()
    return f"typed:{digest[:20]}"


def with_filter(look: ResponseLook, path: str) -> ResponseLook:
    """Return a look in which a filter was used last."""
    others = (other for other in look.filters if other != path)
    return replace(look, filters=(path, *others)[:MOST_FILTERS])


def with_matching(
    look: ResponseLook, ignored: tuple[str, ...], list_key: str | None
) -> ResponseLook:
    """Return a look in which responses were compared in another way last."""
    return replace(look, ignored=ignored[-_MOST_IGNORED:], list_key=list_key)


def with_columns(
    look: ResponseLook, columns: tuple[str, ...], hidden: tuple[str, ...], widths: Mapping[str, int]
) -> ResponseLook:
    """Return a look with other columns; those of another shape of the response stay known."""
    kept = {**look.widths, **widths}
    kept = dict(list(kept.items())[-_MOST_WIDTHS:])
    return replace(look, columns=columns, hidden=hidden, widths=kept)


class ResponseLooks:
    """The looks of all endpoints; one for the program, kept in the state of the window."""

    def __init__(self) -> None:
        self._looks: dict[str, ResponseLook] = {}
        self._changed: Callable[[], object] = lambda: None

    def watch(self, changed: Callable[[], object]) -> None:
        """Set the function that is called after a look was changed, in place of the one before."""
        self._changed = changed

    def of(self, key: str) -> ResponseLook:
        """Return the look of an endpoint."""
        return self._looks.get(key, ResponseLook())

    def keep(self, key: str, look: ResponseLook) -> None:
        """Keep the look of an endpoint."""
        # Taken out first, so that it is the last one.
        self._looks.pop(key, None)
        self._looks[key] = look
        while len(self._looks) > MOST_ENDPOINTS:
            del self._looks[next(iter(self._looks))]
        self._changed()

    def restore(self, looks: Mapping[str, ResponseLook]) -> None:
        """Take the looks of the last run."""
        self._looks = dict(looks)

    @property
    def all(self) -> Mapping[str, ResponseLook]:
        """Endpoint → its look."""
        return dict(self._looks)


LOOKS = ResponseLooks()
