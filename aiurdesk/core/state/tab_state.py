"""An open request as it is saved with the window; the first paint reads it."""

from typing import Any

import msgspec
from msgspec.structs import replace

from aiurdesk.core import expectations
from aiurdesk.core.api.catalogue import Endpoints
from aiurdesk.core.collection.saved_request import request_of, saved_request, saved_texts
from aiurdesk.core.errors import ProblemError
from aiurdesk.core.formats.schema import read_struct
from aiurdesk.core.request.request import Request, SavedRequest, with_socket_fields
from aiurdesk.core.request.request_secrets import without_secrets
from aiurdesk.core.request.request_text import RequestText, TextChange, changed
from aiurdesk.core.translation import tr


class TabState(msgspec.Struct, frozen=True):
    """A saved request, and what the window knows of it."""

    request: SavedRequest = SavedRequest()
    """Without the secrets that were typed into it."""
    is_edited: bool = False
    name: str = ""
    """As in ``OpenRequest.name``."""
    file: str = ""
    """Path of its file, if it is a saved request."""
    version: str = ""
    """As in ``CollectionRequest.version``."""
    folder: str = ""
    """As in ``Request.folder``."""
    entry_id: int = 0
    """The entry of the history with its last response; 0 without one."""
    is_pinned: bool = False


def parse_tab(raw: Any) -> tuple[TabState, tuple[str, ...]]:
    """Return the open request that a record holds, and a phrase for each mistake in it."""
    if isinstance(raw, dict) and not raw.keys().isdisjoint(_MEMBERS_BEFORE):
        # Not at the top: it imports all kinds of tests, for tabs that were saved before.
        from aiurdesk.core.state.tab_before import tab_from_before

        raw = tab_from_before(raw)
    tab, mistakes = read_struct(_with_tuples(raw), TabState)
    return tab or TabState(), mistakes


def parse_tabs(raw: list[Any]) -> tuple[tuple[TabState, ...], list[str]]:
    """Return the open requests that a record holds and a phrase for each mistake in them."""
    read = [parse_tab(entry) for entry in raw]
    told = [
        tr("tab {number}: {mistake}").format(number=number, mistake=mistake)
        for number, (_, mistakes) in enumerate(read, start=1)
        for mistake in mistakes
    ]
    return tuple(tab for tab, _ in read), told


def unknown_members(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the members of the record of a tab that a later version wrote."""
    return {
        name: value
        for name, value in raw.items()
        if name not in TabState.__struct_fields__ and name not in _MEMBERS_BEFORE
    }


_MEMBERS_BEFORE = frozenset({
    *SavedRequest.__struct_fields__, "address", "frame_tests",
})  # fmt: skip
"""Members of a tab before it held a saved request."""


def _with_tuples(raw: Any) -> Any:
    """Return a record with tuples for its lists: what a test expects is read as it is."""
    if isinstance(raw, list):
        return tuple(map(_with_tuples, raw))
    return (
        {key: _with_tuples(value) for key, value in raw.items()} if isinstance(raw, dict) else raw
    )


def tab_state(request: Request, *, is_edited: bool) -> TabState:
    """Return what is saved of an open request: no secret value, header or part of an address."""

    # The state of the window is a file, and no file holds a secret.
    def change(text: RequestText) -> TextChange:
        return without_secrets(text, request.not_secret)

    saved = changed(saved_texts(saved_request(request), request.endpoint), change)
    return TabState(saved, is_edited=is_edited, folder=request.folder)


def tab_request(tab: TabState, endpoints: Endpoints) -> Request:
    """Return the request of a tab, without the tests of kinds that this version lacks."""
    saved = _with_usable_tests(tab.request)
    try:
        request = request_of(saved, endpoints)
    except ProblemError:
        # The catalogue of this version does not have the endpoint any more.
        request = request_of(replace(saved, endpoint_id="", url=saved.endpoint_id), endpoints)
    return replace(request, folder=tab.folder)


def _with_usable_tests(saved: SavedRequest) -> SavedRequest:
    frame_tests = saved.frame_tests
    if not saved.tests and not frame_tests:
        return saved
    # Not at the top: few requests have tests, and what reads them is slow to import.
    frame_tests = tuple(
        test for test in frame_tests if expectations.typed_tests.FRAME_TESTS.has_kind_of(test.test)
    )
    tests = tuple(filter(expectations.typed_tests.RESPONSE_TESTS.has_kind_of, saved.tests))
    return with_socket_fields(replace(saved, tests=tests), frame_tests=frame_tests)
