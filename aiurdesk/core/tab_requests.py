"""Turns an open request into what is saved of it, and back."""

from msgspec.structs import replace

from aiurdesk.core import expectations
from aiurdesk.core.api.catalogue import Endpoints
from aiurdesk.core.collection.saved_request import request_of, saved_request, saved_texts
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.request import Request, SavedRequest, with_socket_fields
from aiurdesk.core.request.request_secrets import without_secrets
from aiurdesk.core.request.request_text import RequestText, TextChange, changed
from aiurdesk.core.tab_state import TabState


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
    except DataMistake:
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
