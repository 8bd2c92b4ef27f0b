"""A walk over all texts of a request, each with its name and purpose.

Code that searches a request for secrets or variables, cleans, records or changes its texts goes
through this iterator. So a new field, once it is here, counts for all of them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias, TypeVar, cast
from urllib.parse import unquote_plus

from msgspec import Struct
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Authentication, Endpoint
from aiurdesk.core.credentials.user_info import divided_at_user_info
from aiurdesk.core.request.conversation import Expected, FrameTest, ResponseTest, SocketMessage
from aiurdesk.core.request.field import PATHS, Field, TextKind, text_kinds
from aiurdesk.core.request.request import (
    FIELDS,
    Body,
    Case,
    FileValue,
    FormBody,
    Header,
    MultipartBody,
    OffRow,
    Request,
    Row,
    Value,
)
from aiurdesk.core.request.request_text import (
    LEFT_OUT,
    Omitted,
    RequestText,
    Texts,
    kept_text,
    one_text,
    text_after,
    texts_of_each,
    texts_of_numbered,
    with_changes,
)
from aiurdesk.core.translation import tr

T = TypeVar("T")
NO_ENDPOINT = Endpoint("", "", "", "", "GET", "")
"""For texts whose endpoint does not matter."""


def request_texts(request: Request) -> Texts[Request]:
    """Yield all texts of a request; the address of a service's endpoint is not the person's."""
    if request.is_typed:
        url = yield from address_texts(request.url)
        if url is not request.url:
            request = request.with_url(url)
    return (yield from texts_beside_address(request, request.endpoint))


def texts_beside_address(holder: T, endpoint: Endpoint) -> Texts[T]:
    """Yield all texts of a request, or of a saved one, except the texts of its address.

    Args:
        endpoint: Says which values and headers it authenticates with.
    """
    return (yield from _texts_of_members(holder, _MEMBERS, endpoint))


_Members: TypeAlias = "Mapping[str, Callable[[Any, Endpoint], Texts[Any]]]"
"""What yields the texts of each member, in the order in which a file has them."""


def _texts_of_members(holder: T, members: _Members, endpoint: Endpoint) -> Texts[T]:
    changes = {}
    for name, texts_of_member in members.items():
        member = getattr(holder, name)
        # Most requests have a few of them only.
        after = (yield from texts_of_member(member, endpoint)) if member else member
        if after is not member:
            changes[name] = after
    whole: T = replace(cast("Any", holder), **changes) if changes else holder
    return whole


# Not divided within a reference: the name of a credential may have any of these signs.
_SIGN = re.compile(r"\{\{[^{}]*\}\}|(?P<sign>[?#&])")
_USER = tr("holds a name and a password")


def address_texts(address: str) -> Texts[str]:
    """Yield the texts of an address: user and password, path, names and values of its query."""
    start, user_info, rest = divided_at_user_info(address)
    if user_info:
        reason = tr("has a password in an address") if ":" in user_info else _USER
        text = user_info.removesuffix("@")
        kind = TextKind.FIXED if text == user_info else TextKind.ADDRESS
        left = text_after(
            text, (yield RequestText(kind, "url", text, "", reason, is_movable=False))
        )
        pieces = [start, user_info.replace(text, left) if left or not text else ""]
    else:
        pieces, rest = [], address
    first = 0
    signs = (match.start() for match in _SIGN.finditer(rest) if match["sign"])
    for end in (*signs, len(rest)):
        pieces.append((yield from _part_texts(rest[first:end])))
        first = end
    whole = "".join(pieces)
    return address if whole == address else whole


def _part_texts(part: str) -> Texts[str]:
    """Yield the texts of a part of an address that begins with ``?``, ``&``, ``#`` or nothing."""
    name, equals, value = part.partition("=")
    if not equals or not name.startswith(("?", "&", "#")):
        return (yield from one_text(TextKind.ADDRESS, "url", part))
    plain = unquote_plus(name[1:])
    label = f"url parameter {plain}"
    name = yield from one_text(TextKind.WORD, label, name)
    held = RequestText(TextKind.QUERY, label, value, plain)
    return f"{name}={text_after(value, (yield held))}"


def body_texts(body: Body | None) -> Texts[Body | None]:
    """Yield the texts of a body."""
    if isinstance(body, FormBody | MultipartBody):
        rows = yield from texts_of_each(body.rows, lambda row: _row_texts(row, _field(row)))
        return with_changes(body, rows=rows)
    return (yield from _member_texts(body))


_BODY_LABELS = {"text": "body", "path": "body", "content_type": "content type"}


def _member_texts(struct: T, label: str = "", is_sent: bool = True) -> Texts[T]:
    """Yield the members of a struct that are annotated with the kind of text that they are."""
    changes = {}
    struct_type: Any = type(struct)
    for name, kind in text_kinds(struct_type).items():
        text = getattr(struct, name)
        label_of_text = label or _BODY_LABELS.get(name, name)
        changes[name] = yield from one_text(kind, label_of_text, text, is_sent)
    return with_changes(struct, **changes)


def _value_texts(held: RequestText, value: Value) -> Texts[Value | Omitted]:
    """Yield the texts of a value, whose kind and label are given; of a file, its path and name."""
    if isinstance(value, str):
        return (yield from kept_text(held, value))
    if isinstance(value, FileValue):
        return (yield from _member_texts(value, held.label, held.is_sent))
    changes = []
    for text in value:
        changes.append((yield replace(held, text=text)))  # noqa: PERF401 - a generator cannot
    left = tuple(map(text_after, value, changes))
    return LEFT_OUT if LEFT_OUT in changes else value if left == value else left


def _named_texts(held: RequestText, value: Value) -> Texts[tuple[str, Value] | Omitted]:
    """Yield the name of a value, which the text of it has, and its texts."""
    # In the names of a service's parameters, no variables are put in.
    kind = TextKind.FIXED if held.kind is TextKind.SERVICE_VALUE else TextKind.WORD
    name = text_after(
        held.name, (yield RequestText(kind, held.label, held.name, "", "", held.is_sent))
    )
    left = yield from _value_texts(held, value)
    return left if isinstance(left, Omitted) else (name, left)


def _value(name: str, endpoint: Endpoint, is_sent: bool = True) -> RequestText:
    """Return the text of a value, still empty."""
    label = f"value {name}"
    if endpoint.is_typed:
        return RequestText(TextKind.VALUE, label, "", name, "", is_sent)
    parameter = endpoint.parameter(name)
    reason = tr("is a secret") if parameter is not None and parameter.traits.is_secret else ""
    takes_token = endpoint.authentication is Authentication.ACCESS_TOKEN
    if not reason and takes_token and name.casefold().replace("_", "") == "accesstoken":
        reason = _AUTHENTICATES
    return RequestText(TextKind.SERVICE_VALUE, label, "", name, reason, is_sent)


_AUTHENTICATES = tr("is what the endpoint authenticates with")


def _header(name: str, endpoint: Endpoint, is_sent: bool = True) -> RequestText:
    """Return the text of a header's value, still empty."""
    is_cookie = endpoint.authentication is Authentication.COOKIE and name.casefold() == "cookie"
    reason = _AUTHENTICATES if is_cookie else ""
    return RequestText(TextKind.HEADER, f"header {name}", "", name, reason, is_sent)


def _field(row: Row) -> RequestText:
    """Return the text of a field's value, still empty."""
    return RequestText(TextKind.FIELD, f"body {row.name}", "", row.name, "", row.is_sent)


_R = TypeVar("_R", Header, Row, OffRow)


def _row_texts(row: _R, held: RequestText) -> Texts[_R | Omitted]:
    left = yield from _named_texts(held, row.value)
    return left if isinstance(left, Omitted) else with_changes(row, name=left[0], value=left[1])


def _case_texts(number: int, case: Case, endpoint: Endpoint) -> Texts[Case]:
    return (yield from _off(_texts_of_case(case, endpoint), number))


def _texts_of_case(case: Case, endpoint: Endpoint) -> Texts[Case]:
    name = yield from one_text(TextKind.FIXED, "name", case.name)
    values = yield from texts_of_each(
        case.values, lambda pair: _named_texts(_value(pair[0], endpoint), pair[1])
    )
    left_out = yield from texts_of_each(
        case.left_out, lambda text: one_text(TextKind.FIXED, "name", text)
    )
    body = yield from body_texts(case.body)
    expected = yield from _tests_of(case.expected)
    tests = yield from _tests_of(case.tests)
    further = yield from texts_of_each(case.further, _further_texts)
    return with_changes(
        case,
        name=name,
        values=values,
        left_out=left_out,
        body=body,
        expected=expected,
        tests=tests,
        further=further,
    )


def _tests_of(tests: tuple[ResponseTest, ...]) -> Texts[tuple[ResponseTest, ...]]:
    return (
        yield from texts_of_numbered(
            tests, lambda number, test: _expectation_texts(TextKind.TEST, f"test {number}", test)
        )
    )


def _further_texts(pair: tuple[str, Any]) -> Texts[tuple[str, Any]]:
    name = yield from one_text(TextKind.FIXED, "name", pair[0])
    value = pair[1]
    if isinstance(value, str):
        value = yield from one_text(TextKind.NOTES, name, value)
    return (name, value)


def _off(texts: Texts[T], number: int) -> Texts[T]:
    """Yield the texts of a case, which are not sent with the request itself."""
    try:
        text = next(texts)
        while True:
            label = f"case {number} {text.label}"
            text = texts.send((yield replace(text, label=label, is_sent=False)))
    except StopIteration as stop:
        left: T = stop.value
        return left


def _frame_test_texts(number: int, frame_test: FrameTest) -> Texts[FrameTest | Omitted]:
    label = f"frame test {number}"
    test = yield from _expectation_texts(TextKind.FRAME_TEST, label, frame_test.test)
    return test if isinstance(test, Omitted) else with_changes(frame_test, test=test)


def _expectation_texts(
    kind: TextKind, label: str, test: ResponseTest
) -> Texts[ResponseTest | Omitted]:
    # The last word of a path, such as "user.password".
    name = test.subject.rpartition(".")[2]
    held = RequestText(kind, label, "", name, is_movable=isinstance(test.expected, str))
    subject = yield from one_text(TextKind.FIXED, label, test.subject)
    expected = yield from _expected_texts(held, test.expected)
    if isinstance(expected, Omitted):
        return LEFT_OUT
    return with_changes(test, subject=subject, expected=expected)


def _expected_texts(held: RequestText, expected: Expected) -> Texts[Expected | Omitted]:
    if isinstance(expected, str):
        return (yield from kept_text(held, expected))
    if not isinstance(expected, tuple):
        return expected
    entries: list[Expected] = []
    for before in expected:
        entry = yield from _expected_texts(held, before)
        if isinstance(entry, Omitted):
            return LEFT_OUT
        entries.append(entry)
    return expected if tuple(entries) == expected else tuple(entries)


def _message_texts(number: int, message: SocketMessage) -> Texts[SocketMessage]:
    label, is_in_base64 = f"message {number}", message.kind == "base64"
    name = yield from one_text(TextKind.MESSAGE_NAME, label, message.name)
    paths = {"file": TextKind.MESSAGE_PATH, "request": TextKind.REQUEST_PATH}
    kind = paths.get(message.kind, TextKind.MESSAGE)
    held = RequestText(
        kind, label, message.content, is_in_base64=is_in_base64, is_movable=not is_in_base64
    )
    content = text_after(message.content, (yield held))
    return with_changes(message, name=name, content=content)


def _plain_text(name: str, field: Field) -> Callable[[str, Endpoint], Texts[str]]:
    """Return what yields the text of a field that is one."""
    kind = field.text or TextKind.FIXED
    held = RequestText(kind, name, "", reason=tr("is a secret") if field.is_secret else "")

    def texts(text: str, _: Endpoint) -> Texts[str]:
        return text_after(text, (yield replace(held, text=text)))

    return texts


# Browsers cannot send headers with a handshake, so some services take a token here.
_SUBPROTOCOL = RequestText(TextKind.SUBPROTOCOL, "subprotocol", "", is_movable=False)
_OF_CONVERSATION: _Members = {
    "subprotocols": lambda names, _: texts_of_each(
        names, lambda name: kept_text(_SUBPROTOCOL, name)
    ),
    "messages": lambda messages, _: texts_of_numbered(messages, _message_texts),
    "frame_tests": lambda tests, _: texts_of_numbered(tests, _frame_test_texts),
}
_MEMBERS: _Members = {
    "values": lambda values, endpoint: texts_of_each(
        values, lambda pair: _named_texts(_value(pair[0], endpoint), pair[1])
    ),
    "values_off": lambda rows, endpoint: texts_of_each(
        rows, lambda row: _row_texts(row, _value(row.name, endpoint, False))
    ),
    "headers": lambda headers, endpoint: texts_of_each(
        headers, lambda header: _row_texts(header, _header(header.name, endpoint))
    ),
    "headers_off": lambda rows, endpoint: texts_of_each(
        rows, lambda row: _row_texts(row, _header(row.name, endpoint, False))
    ),
    "body": lambda body, _: body_texts(body),
    **{name: _plain_text(name, one.field) for name, one in FIELDS.items() if one.field.text},
    "tests": lambda tests, _: _tests_of(tests),
    "captures": lambda captures, _: texts_of_each(
        captures, lambda capture: _member_texts(capture, f"capture {capture.variable}")
    ),
    "cases": lambda cases, endpoint: texts_of_numbered(
        cases, lambda number, case: _case_texts(number, case, endpoint)
    ),
    "conversation": lambda conversation, endpoint: _texts_of_members(
        conversation, _OF_CONVERSATION, endpoint
    ),
}
_RESOLVED = frozenset({
    TextKind.ADDRESS, TextKind.QUERY, TextKind.VALUE, TextKind.SERVICE_VALUE, TextKind.HEADER,
    TextKind.FIELD, TextKind.BODY, TextKind.WORD, TextKind.PATH,
})  # fmt: skip


OF_TESTS = frozenset({TextKind.TEST, TextKind.FRAME_TEST})
OF_TESTS_AND_MESSAGES = OF_TESTS | {TextKind.MESSAGE}


def resolved_texts(
    texts: Iterable[RequestText], further: frozenset[TextKind] = frozenset()
) -> Iterator[str]:
    """Yield the texts in which variables are put in when a request is sent.

    Args:
        further: Kinds of texts in which this happens before or after.
    """
    kinds = _RESOLVED | further
    return (text.text for text in texts if text.is_sent and text.kind in kinds)


def texts_of_value(value: Value) -> Iterator[str]:
    """Yield the texts of a value; of a file, its path and name."""
    return resolved_texts(_value_texts(RequestText(TextKind.VALUE, "", ""), value))


def texts_of_body(body: Body | None) -> Iterator[str]:
    """Yield each text of a body; rows that are switched off are not sent."""
    return resolved_texts(body_texts(body))


def texts_of(request: Request) -> Iterator[str]:
    """Yield each text of a request in which variables are resolved."""
    return resolved_texts(request_texts(request))


class SortedTexts(Struct, frozen=True):
    """The texts of a request that name variables, sorted by what they are for, and its files."""

    sent: tuple[str, ...] = ()
    """Those in which variables are resolved when it is sent."""
    of_tests: tuple[str, ...] = ()
    """What its tests expect, of a response and of frames."""
    of_messages: tuple[str, ...] = ()
    """What it sends over a socket."""
    paths: tuple[RequestText, ...] = ()
    """Where the files are that it sends."""


def sorted_texts(request: Request) -> SortedTexts:
    """Walk once over the texts of a request.

    Rows that are switched off, and what is the service's own, are left out.
    """
    sent, of_tests, of_messages, paths = [], [], [], []
    for text in request_texts(request):
        kind = text.kind
        if text.is_sent and kind in PATHS and text.text:
            paths.append(text)
        # Most texts name no variable, and nobody has to look at them again.
        if "{{" not in text.text:
            continue
        if kind in OF_TESTS:
            if not text.is_sent:
                continue  # of a case, which is sent as a request of its own
            of_tests.append(text.text)
        elif text.is_sent and kind in _RESOLVED:
            sent.append(text.text)
        elif text.is_sent and kind is TextKind.MESSAGE:
            of_messages.append(text.text)
    return SortedTexts(tuple(sent), tuple(of_tests), tuple(of_messages), tuple(paths))
