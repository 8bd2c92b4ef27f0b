"""From an open request to what is saved of it, and back."""

from msgspec.structs import replace

from aiurdesk.core.credentials.secret_names import is_secret_name, is_written_out
from aiurdesk.core.errors import DataMistake
from aiurdesk.core.request.body_secrets import body_without_secrets
from aiurdesk.core.request.conversation import SILENT, Conversation
from aiurdesk.core.request.custom_url import without_secrets
from aiurdesk.core.request.header import is_identifying
from aiurdesk.core.request.request import FileValue, Header, Request, Value
from aiurdesk.core.request.response_test import Capture, ResponseTest
from aiurdesk.core.tab_state import TabState

_TEXTS_OF_A_CAPTURE = 3


def tab_state(request: Request, address: str, *, is_edited: bool) -> TabState:
    """Return what is saved of an open request: no secret value, header or part of an address."""
    # The state of the window is a file, and no file holds a secret.
    kept = _Kept(request)
    return TabState(
        endpoint_id=request.endpoint.id if request.endpoint.service_id else "",
        address=without_secrets(address, _names_of("url parameter ", request)),
        method=_method_of(request),
        values=tuple(pair for pair in request.values if kept.value(*pair)),
        headers=tuple((h.name, h.value) for h in request.headers if kept.header(h.name, h.value)),
        is_edited=is_edited,
        credential=request.credential,
        table=request.table or "",
        is_forced=request.is_forced,
        notes=request.notes,
        not_secret=request.not_secret,
        body=body_without_secrets(request.body, _names_of("body ", request)),
        values_off=tuple(r for r in request.values_off if kept.value(r.name, r.value)),
        headers_off=tuple(r for r in request.headers_off if kept.header(r.name, r.value)),
        tests=_tests_of(request),
        captures=tuple((c.variable, c.source, c.subject) for c in request.captures),
        conversation=_conversation_of(request),
        folder=request.folder,
        frame_tests=_frame_tests_of(request),
    )


def _method_of(request: Request) -> str:
    endpoint = request.endpoint
    if endpoint.service_id or endpoint.is_websocket:
        return request.method
    # A custom URL has no catalogue that would know its method at the next start.
    return request.method or endpoint.method


def _names_of(place: str, request: Request) -> frozenset[str]:
    """Return what a person said is no secret, of places such as ``body NAME``."""
    return frozenset(n.removeprefix(place) for n in request.not_secret if n.startswith(place))


class _Kept:
    """Decides which values and headers of a request are saved: those that hold no secret.

    References to one, such as ``{{token}}``, and what a person said is none, hold no secret.
    """

    def __init__(self, request: Request) -> None:
        self._not_secret = request.not_secret
        self._secret = {p.name for p in request.endpoint.parameters if p.traits.is_secret}

    def value(self, name: str, value: Value) -> bool:
        is_secret = name in self._secret or is_secret_name(name)
        return self._is_kept(f"value {name}", value, is_named=is_secret)

    def header(self, name: str, value: Value) -> bool:
        return self._is_kept(f"header {name}", value, is_named=is_identifying(name))

    def _is_kept(self, place: str, value: Value, *, is_named: bool) -> bool:
        if not is_named or place in self._not_secret or isinstance(value, FileValue):
            return True
        return not any(map(is_written_out, (value,) if isinstance(value, str) else value))


def _conversation_of(request: Request) -> str:
    # Tests that are unfinished would make the text invalid: they are kept by themselves.
    conversation = replace(request.conversation, frame_tests=())
    if conversation == SILENT:
        return ""
    # Not at the top: few requests have messages or tests, and what reads them is slow to import.
    from aiurdesk.core.collection.conversation_record import conversation_text
    from aiurdesk.core.collection.literal_secrets import without_secrets_of

    try:
        return conversation_text(without_secrets_of(conversation))
    except DataMistake:
        # Half a character.
        return ""


def _frame_tests_of(request: Request) -> tuple[tuple[str, ...], ...]:
    if not request.conversation.frame_tests:
        return ()
    from aiurdesk.core.collection.literal_secrets import expects_secret
    from aiurdesk.core.collection.typed_frame_tests import texts_of_frame_test

    return tuple(
        texts_of_frame_test(
            replace(each, test=replace(each.test, expected=""))
            if expects_secret(each.test)
            else each
        )
        for each in request.conversation.frame_tests
    )


def _tests_of(request: Request) -> tuple[tuple[str, ...], ...]:
    if not request.tests:
        return ()
    from aiurdesk.core.collection.literal_secrets import expects_secret
    from aiurdesk.core.collection.typed_tests import RESPONSE_TESTS

    return tuple(
        # The test stays; only what it expects has to be typed again.
        RESPONSE_TESTS.texts_of(replace(test, expected="") if expects_secret(test) else test)
        for test in request.tests
    )


def tab_tests(tab: TabState) -> tuple[ResponseTest, ...]:
    """Return the tests of a saved request, without those of kinds that this version lacks."""
    if not tab.tests:
        return ()
    from aiurdesk.core.collection.typed_tests import RESPONSE_TESTS

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
    from aiurdesk.core.collection.typed_frame_tests import read_frame_texts

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
