"""All texts of a request, one after the other, each with what it is called and what it is for.

Whatever searches a request for secrets or variables, cleans, records or changes its texts goes
through this iterator. So a new field, once it is here, is known to all of them.
"""

import base64
import binascii
import itertools
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from enum import Enum, auto
from typing import Any, Protocol, TypeAlias, TypeVar, cast
from urllib.parse import quote, unquote_plus

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Authentication, Endpoint, Service
from aiurdesk.core.credentials.secret import DOTS
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.request.conversation import SILENT, Conversation, FrameTest, SocketMessage
from aiurdesk.core.request.environment import Environment
from aiurdesk.core.request.request import (
    Body,
    FileBody,
    FileValue,
    FormBody,
    Header,
    JsonBody,
    MultipartBody,
    OffRow,
    Request,
    Row,
    TextBody,
    Value,
)
from aiurdesk.core.request.response_test import Capture, Expected, ResponseTest
from aiurdesk.core.request.user_info import divided_at_user_info

_REFERENCE = re.compile(r"(\{\{[^{}]*\}\})")
_UNQUOTED = ":,;/?@!$'()*~"
"""What is written as it is in a query, beside letters and digits."""


class TextKind(Enum):
    """What a text of a request is."""

    ADDRESS = auto()
    QUERY = auto()
    """A value in the query or the fragment of an address."""
    VALUE = auto()
    HEADER = auto()
    FIELD = auto()
    """A value of a form."""
    BODY = auto()
    WORD = auto()
    """A name, the path of a file or a content type: it may hold variables."""
    NOTES = auto()
    TEST = auto()
    FRAME_TEST = auto()
    MESSAGE = auto()
    MESSAGE_NAME = auto()
    SUBPROTOCOL = auto()
    FIXED = auto()
    """A name in which no variables are put in."""


class LeftOut(Enum):
    """What is given for a text that is left out, with the row or test that holds it."""

    LEFT_OUT = auto()


LEFT_OUT = LeftOut.LEFT_OUT
TextChange: TypeAlias = str | LeftOut | None
"""Another text for one of a request; None lets it stay."""


class RequestText(msgspec.Struct, frozen=True, gc=False):
    """One text of a request."""

    kind: TextKind
    label: str
    """What it is called, such as ``header Authorization``; ``not_secret`` lists these."""
    text: str
    name: str = ""
    """That of its parameter, header or row, which may say that it is secret."""
    reason: str = ""
    """Why it is a secret as a whole, where this is more than the name."""
    is_sent: bool = True
    """False for a row that is switched off; it stands in the file as well."""
    is_in_base64: bool = False
    is_movable: bool = True
    """Whether a reference to a secret can stand here."""

    @property
    def is_secret(self) -> bool:
        """Whether its name, or what it is for, says that it is a secret."""
        return bool(self.reason) or is_secret_name(self.name)

    @property
    def plain(self) -> str:
        """What it means, without the encoding of a query or of base64; bytes mean nothing."""
        if self.kind is TextKind.QUERY:
            return unquote_plus(self.text)
        if not self.is_in_base64:
            return self.text
        try:
            return base64.b64decode(self.text, validate=True).decode()
        except (binascii.Error, ValueError):
            return ""

    def written(self, plain: str) -> str:
        """Return how another meaning is written here; in base64 nothing is left of it."""
        if self.is_in_base64:
            return ""
        if self.kind is not TextKind.QUERY or self.plain == self.text:
            return plain
        parts = _REFERENCE.split(plain)
        quoted = "".join(p if p.startswith("{{") else quote(p, safe=_UNQUOTED) for p in parts)
        return quoted.replace(quote(DOTS), DOTS)


T = TypeVar("T")
Texts: TypeAlias = Generator[RequestText, TextChange, T]
"""Yields texts, takes a change of each, and returns the whole with these changes."""


def changed(texts: Texts[T], change: Callable[[RequestText], TextChange]) -> T:
    """Return what holds texts with changes of them; the same object where nothing changes."""
    answer: TextChange = None
    while True:
        try:
            answer = change(texts.send(answer))
        except StopIteration as end:
            whole: T = end.value
            return whole


class _Holder(Protocol):
    """A request, also as it is saved."""

    @property
    def values(self) -> tuple[tuple[str, Value], ...]: ...
    @property
    def headers(self) -> tuple[Header, ...]: ...
    @property
    def values_off(self) -> tuple[OffRow, ...]: ...
    @property
    def headers_off(self) -> tuple[OffRow, ...]: ...
    @property
    def body(self) -> Body | None: ...
    @property
    def notes(self) -> str: ...
    @property
    def tests(self) -> tuple[ResponseTest, ...]: ...
    @property
    def captures(self) -> tuple[Capture, ...]: ...
    @property
    def conversation(self) -> Conversation: ...


_H = TypeVar("_H", bound="_Holder")
NO_ENDPOINT = Endpoint("", "", "", "", "GET", "")
"""For texts whose endpoint does not matter."""


def request_texts(request: Request) -> Texts[Request]:
    """Yield all texts of a request; the address of a service's endpoint is not the person's."""
    endpoint = request.endpoint
    if not endpoint.service_id:
        path = yield from address_texts(endpoint.path)
        request = with_changes(request, endpoint=with_changes(endpoint, path=path))
    return (yield from texts_beside_address(request, endpoint))


def texts_beside_address(holder: _H, endpoint: Endpoint) -> Texts[_H]:
    """Yield all texts of a request, or of a saved one, but those of its address.

    Args:
        endpoint: Says which values and headers it authenticates with.
    """
    values = yield from _each(
        holder.values, lambda pair: _named_texts(*_value(pair[0], endpoint), pair[1])
    )
    values_off = yield from _each(
        holder.values_off, lambda row: _row_texts(row, *_value(row.name, endpoint, is_sent=False))
    )
    headers = yield from _each(
        holder.headers, lambda header: _row_texts(header, *_header(header.name, endpoint))
    )
    headers_off = yield from _each(
        holder.headers_off, lambda row: _row_texts(row, *_header(row.name, endpoint, is_sent=False))
    )
    body = yield from body_texts(holder.body)
    notes = yield from _one(TextKind.NOTES, "notes", holder.notes)
    tests = yield from _numbered(holder.tests, _test_texts)
    captures = yield from _each(holder.captures, _capture_texts)
    conversation = yield from _conversation_texts(holder.conversation)
    return with_changes(
        holder,
        values=values,
        values_off=values_off,
        headers=headers,
        headers_off=headers_off,
        body=body,
        notes=notes,
        tests=tests,
        captures=captures,
        conversation=conversation,
    )


# Not divided within a reference: the name of a credential may have any of these signs.
_SIGN = re.compile(r"\{\{[^{}]*\}\}|(?P<sign>[?#&])")


_USER = "holds a name and a password"


def address_texts(address: str) -> Texts[str]:
    """Yield the texts of an address: user and password, path, names and values of its query."""
    start, user_info, rest = divided_at_user_info(address)
    if user_info:
        reason = "has a password in an address" if ":" in user_info else _USER
        text = user_info.removesuffix("@")
        kind = TextKind.FIXED if text == user_info else TextKind.ADDRESS
        left = _text(text, (yield RequestText(kind, "url", text, "", reason, is_movable=False)))
        pieces = [start, user_info.replace(text, left) if left or not text else ""]
    else:
        pieces, rest = [], address
    first = 0
    signs = (found.start() for found in _SIGN.finditer(rest) if found["sign"])
    for end in (*signs, len(rest)):
        pieces.append((yield from _part_texts(rest[first:end])))
        first = end
    whole = "".join(pieces)
    return address if whole == address else whole


def _part_texts(part: str) -> Texts[str]:
    """Yield the texts of a part of an address that begins with ``?``, ``&``, ``#`` or nothing."""
    name, equals, value = part.partition("=")
    if not equals or not name.startswith(("?", "&", "#")):
        return (yield from _one(TextKind.ADDRESS, "url", part))
    plain = unquote_plus(name[1:])
    label = f"url parameter {plain}"
    name = yield from _one(TextKind.WORD, label, name)
    held = RequestText(TextKind.QUERY, label, value, plain)
    return f"{name}={_text(value, (yield held))}"


def body_texts(body: Body | None) -> Texts[Body | None]:
    """Yield the texts of a body."""
    match body:
        case FormBody() | MultipartBody():
            return with_changes(
                body, rows=(yield from _each(body.rows, lambda row: _row_texts(row, *_field(row))))
            )
        case JsonBody() | TextBody():
            body = with_changes(body, text=(yield from _one(TextKind.BODY, "body", body.text)))
        case FileBody():
            body = with_changes(body, path=(yield from _one(TextKind.WORD, "body", body.path)))
    if isinstance(body, TextBody | FileBody):
        kind = yield from _one(TextKind.WORD, "content type", body.content_type)
        return with_changes(body, content_type=kind)
    return body


def _value_texts(held: RequestText, value: Value) -> Texts[Value | LeftOut]:
    if isinstance(value, FileValue):
        path = yield from _one(TextKind.WORD, held.label, value.path, held.is_sent)
        filename = yield from _one(TextKind.WORD, held.label, value.filename, held.is_sent)
        kind = yield from _one(TextKind.FIXED, held.label, value.content_type)
        return with_changes(value, path=path, filename=filename, content_type=kind)
    texts = (value,) if isinstance(value, str) else value
    changes = []
    for text in texts:
        changes.append((yield replace(held, text=text)))  # noqa: PERF401 - a generator cannot
    if LEFT_OUT in changes:
        return LEFT_OUT
    left = tuple(map(_text, texts, changes))
    return value if left == texts else left[0] if isinstance(value, str) else left


def _named_texts(
    held: RequestText, name_kind: TextKind, value: Value
) -> Texts[tuple[str, Value] | LeftOut]:
    """Yield the name and the texts of a value, whose kind and label are given."""
    name = yield from _one(name_kind, held.label, held.name, held.is_sent)
    changed_value = yield from _value_texts(held, value)
    return LEFT_OUT if isinstance(changed_value, LeftOut) else (name, changed_value)


def _value(name: str, endpoint: Endpoint, *, is_sent: bool = True) -> tuple[RequestText, TextKind]:
    """Return the text of a value, still empty, and the kind of its name."""
    parameter = endpoint.parameter(name)
    reason = "is a secret" if parameter is not None and parameter.traits.is_secret else ""
    takes_token = endpoint.authentication is Authentication.ACCESS_TOKEN
    if not reason and takes_token and name.casefold().replace("_", "") == "accesstoken":
        reason = _AUTHENTICATES
    held = RequestText(TextKind.VALUE, f"value {name}", "", name, reason, is_sent)
    return held, TextKind.FIXED if endpoint.service_id else TextKind.WORD


_AUTHENTICATES = "is what the endpoint authenticates with"


def _header(name: str, endpoint: Endpoint, *, is_sent: bool = True) -> tuple[RequestText, TextKind]:
    """Return the value of a header, still empty, and the kind of its name."""
    is_cookie = endpoint.authentication is Authentication.COOKIE and name.casefold() == "cookie"
    reason = _AUTHENTICATES if is_cookie else ""
    held = RequestText(TextKind.HEADER, f"header {name}", "", name, reason, is_sent)
    return held, TextKind.WORD


def _field(row: Row) -> tuple[RequestText, TextKind]:
    """Return the value of a form's row, still empty, and the kind of its name."""
    held = RequestText(TextKind.FIELD, f"body {row.name}", "", row.name, "", row.is_sent)
    return held, TextKind.WORD


_R = TypeVar("_R", Header, Row, OffRow)


def _row_texts(row: _R, held: RequestText, name_kind: TextKind) -> Texts[_R | LeftOut]:
    left = yield from _named_texts(held, name_kind, row.value)
    return left if isinstance(left, LeftOut) else with_changes(row, name=left[0], value=left[1])


def _test_texts(number: int, test: ResponseTest) -> Texts[ResponseTest | LeftOut]:
    return (yield from _expectation_texts(TextKind.TEST, f"test {number}", test))


def _frame_test_texts(number: int, each: FrameTest) -> Texts[FrameTest | LeftOut]:
    label = f"frame test {number}"
    test = yield from _expectation_texts(TextKind.FRAME_TEST, label, each.test)
    return test if isinstance(test, LeftOut) else with_changes(each, test=test)


def _expectation_texts(
    kind: TextKind, label: str, test: ResponseTest
) -> Texts[ResponseTest | LeftOut]:
    # The last word of a path, such as "user.password".
    name = test.subject.rpartition(".")[2]
    held = RequestText(kind, label, "", name, is_movable=isinstance(test.expected, str))
    subject = yield from _one(TextKind.FIXED, label, test.subject)
    expected = yield from _expected_texts(held, test.expected)
    if isinstance(expected, LeftOut):
        return LEFT_OUT
    return with_changes(test, subject=subject, expected=expected)


def _expected_texts(held: RequestText, expected: Expected) -> Texts[Expected | LeftOut]:
    if isinstance(expected, str):
        change = yield replace(held, text=expected)
        return change if isinstance(change, LeftOut) else _text(expected, change)
    if not isinstance(expected, tuple):
        return expected
    entries: list[Expected] = []
    for each in expected:
        entry = yield from _expected_texts(held, each)
        if isinstance(entry, LeftOut):
            return LEFT_OUT
        entries.append(entry)
    return expected if tuple(entries) == expected else tuple(entries)


def _capture_texts(capture: Capture) -> Texts[Capture]:
    label = f"capture {capture.variable}"
    variable = yield from _one(TextKind.FIXED, label, capture.variable)
    subject = yield from _one(TextKind.FIXED, label, capture.subject)
    return with_changes(capture, variable=variable, subject=subject)


def _conversation_texts(conversation: Conversation) -> Texts[Conversation]:
    if conversation is SILENT:
        return conversation
    subprotocols = yield from _each(conversation.subprotocols, _subprotocol_texts)
    messages = yield from _numbered(conversation.messages, _message_texts)
    frame_tests = yield from _numbered(conversation.frame_tests, _frame_test_texts)
    return with_changes(
        conversation, subprotocols=subprotocols, messages=messages, frame_tests=frame_tests
    )


def _subprotocol_texts(name: str) -> Texts[str | LeftOut]:
    # Browsers cannot send headers with a handshake, so some services take a token here.
    change = yield RequestText(TextKind.SUBPROTOCOL, "subprotocol", name, is_movable=False)
    return change if isinstance(change, LeftOut) else _text(name, change)


def _message_texts(number: int, message: SocketMessage) -> Texts[SocketMessage]:
    label, is_in_base64 = f"message {number}", message.kind == "base64"
    name = yield from _one(TextKind.MESSAGE_NAME, label, message.name)
    kind = TextKind.MESSAGE if message.kind in ("text", "json", "base64") else TextKind.FIXED
    held = RequestText(
        kind, label, message.content, is_in_base64=is_in_base64, is_movable=not is_in_base64
    )
    content = _text(message.content, (yield held))
    return with_changes(message, name=name, content=content)


_I = TypeVar("_I")


def _each(
    items: tuple[_I, ...], texts_of: Callable[[_I], Texts[_I | LeftOut]]
) -> Texts[tuple[_I, ...]]:
    """Yield the texts of each item; those of which one is left out are left out themselves."""
    left = []
    for item in items:
        after = yield from texts_of(item)
        if not isinstance(after, LeftOut):
            left.append(after)
    is_same = len(left) == len(items) and all(map(_is_same, left, items))
    return items if is_same else tuple(left)


def _numbered(
    items: tuple[_I, ...], texts_of: Callable[[int, _I], Texts[_I | LeftOut]]
) -> Texts[tuple[_I, ...]]:
    numbers = itertools.count(1)
    return (yield from _each(items, lambda item: texts_of(next(numbers), item)))


def _is_same(one: object, other: object) -> bool:
    # A pair is made again, with the same texts in it.
    return one is other or (isinstance(one, tuple) and one == other)


def _one(kind: TextKind, label: str, text: str, is_sent: bool = True) -> Texts[str]:
    return _text(text, (yield RequestText(kind, label, text, is_sent=is_sent)))


def _text(text: str, change: TextChange) -> str:
    return "" if isinstance(change, LeftOut) else text if change is None else change


def with_changes(struct: T, /, **changes: object) -> T:
    """Return a struct with other members; the same object where they are the same."""
    is_same = all(getattr(struct, name) is after for name, after in changes.items())
    whole: T = struct if is_same else replace(cast("Any", struct), **changes)
    return whole


_RESOLVED = frozenset({
    TextKind.ADDRESS, TextKind.QUERY, TextKind.VALUE, TextKind.HEADER, TextKind.FIELD,
    TextKind.BODY, TextKind.WORD,
})  # fmt: skip


def resolved_texts(
    texts: Iterable[RequestText], further: frozenset[TextKind] = frozenset()
) -> Iterator[str]:
    """Yield those of some texts in which variables are put in when a request is sent.

    Args:
        further: Kinds of texts in which this happens before or after.
    """
    kinds = _RESOLVED | further
    return (each.text for each in texts if each.is_sent and each.kind in kinds)


def texts_of_value(value: Value) -> Iterator[str]:
    """Yield the texts of a value; of a file, its path and name."""
    return resolved_texts(_value_texts(RequestText(TextKind.VALUE, "", ""), value))


def texts_of_body(body: Body | None) -> Iterator[str]:
    """Yield each text of a body; rows that are switched off are not sent."""
    return resolved_texts(body_texts(body))


def texts_of(request: Request) -> Iterator[str]:
    """Yield each text of a request in which variables are resolved."""
    return resolved_texts(request_texts(request))


def texts_with_address(
    request: Request, service: Service | None, environment: Environment
) -> Iterator[str]:
    """Yield the texts of a request, and the base URL of its service in an environment.

    Args:
        service: None for a custom URL.
    """
    yield from texts_of(request)
    if service is not None:
        yield environment.base_urls.get(service.id, service.base_url)
