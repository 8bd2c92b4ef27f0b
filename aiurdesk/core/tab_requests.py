"""From an open request to what is saved of it, and back."""

from msgspec.structs import replace

from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.conversation import SILENT, Conversation
from aiurdesk.core.request.request import Header, Request
from aiurdesk.core.request.request_secrets import without_secrets
from aiurdesk.core.request.request_texts import (
    RequestText,
    TextChange,
    address_texts,
    changed,
    request_texts,
)
from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.core.tab_state import TabState

_TEXTS_OF_A_CAPTURE = 3


def tab_state(request: Request, address: str, *, is_edited: bool) -> TabState:
    """Return what is saved of an open request: no secret value, header or part of an address."""

    # The state of the window is a file, and no file holds a secret.
    def change(text: RequestText) -> TextChange:
        return without_secrets(text, request.not_secret)

    kept = changed(request_texts(request), change)
    return TabState(
        endpoint_id=request.endpoint.id if request.endpoint.service_id else "",
        address=changed(address_texts(address), change),
        method=_method_of(request),
        values=kept.values,
        headers=tuple((header.name, header.value) for header in kept.headers),
        is_edited=is_edited,
        credential=request.credential,
        table=request.dialect,
        is_forced=request.is_forced,
        notes=kept.notes,
        not_secret=request.not_secret,
        body=kept.body,
        values_off=kept.values_off,
        headers_off=kept.headers_off,
        tests=_tests_of(kept),
        captures=tuple((c.variable, c.source, c.subject) for c in kept.captures),
        conversation=_conversation_of(kept),
        folder=request.folder,
        frame_tests=_frame_tests_of(kept),
        options=request.options,
    )


def _method_of(request: Request) -> str:
    endpoint = request.endpoint
    if endpoint.service_id or endpoint.is_websocket:
        return request.method
    # A custom URL has no catalogue that would know its method at the next start.
    return request.method or endpoint.method


def _conversation_of(request: Request) -> str:
    # Tests that are unfinished would make the text invalid: they are kept by themselves.
    conversation = replace(request.conversation, frame_tests=())
    if conversation == SILENT:
        return ""
    # Not at the top: few requests have messages or tests, and what reads them is slow to import.
    from aiurdesk.core.collection.conversation_record import conversation_text

    try:
        return conversation_text(conversation)
    except DataMistake:
        # Half a character.
        return ""


def _frame_tests_of(request: Request) -> tuple[tuple[str, ...], ...]:
    if not request.conversation.frame_tests:
        return ()
    from aiurdesk.core.expectations.typed_frame_tests import texts_of_frame_test

    return tuple(map(texts_of_frame_test, request.conversation.frame_tests))


def _tests_of(request: Request) -> tuple[tuple[str, ...], ...]:
    if not request.tests:
        return ()
    from aiurdesk.core.expectations.typed_tests import RESPONSE_TESTS

    return tuple(map(RESPONSE_TESTS.texts_of, request.tests))


def tab_tests(tab: TabState) -> tuple[ResponseTest, ...]:
    """Return the tests of a saved request, without those of kinds that this version lacks."""
    if not tab.tests:
        return ()
    from aiurdesk.core.expectations.typed_tests import RESPONSE_TESTS

    found = (RESPONSE_TESTS.read_texts(texts) for texts in tab.tests)
    return tuple(test for test in found if test is not None)


def tab_captures(tab: TabState) -> tuple[Capture, ...]:
    """Return the captures of a saved request."""
    return tuple(Capture(*texts) for texts in tab.captures if len(texts) == _TEXTS_OF_A_CAPTURE)


def tab_conversation(tab: TabState) -> Conversation:
    """Return the conversation of a saved request, without what this version cannot read."""
    conversation = _parsed(tab.conversation)
    if not tab.frame_tests:
        return conversation
    from aiurdesk.core.expectations.typed_frame_tests import read_frame_texts

    found = (read_frame_texts(texts) for texts in tab.frame_tests)
    return replace(conversation, frame_tests=tuple(test for test in found if test is not None))


def _parsed(text: str) -> Conversation:
    if not text:
        return SILENT
    from aiurdesk.core.collection.conversation_record import parse_conversation

    try:
        return parse_conversation(text)
    except DataMistake:
        return SILENT


def tab_headers(tab: TabState) -> tuple[Header, ...]:
    """Return the headers of a saved request."""
    return tuple(Header(name, value) for name, value in tab.headers)
