"""Finds secrets that are written out in what is to be saved; only references may be saved.

A secret is known by the kind of its parameter, by the endpoint's authentication, by the name of a
header or parameter, by its looks, or because the program knows it. The text of the secret itself
never gets into a sentence.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_plus, urlsplit

import msgspec
from msgspec.structs import replace

from aiurdesk.core.api.endpoint import Authentication, Endpoint
from aiurdesk.core.auth.parameter_names import bare_name
from aiurdesk.core.auth.token_server import ACCESS_TOKEN
from aiurdesk.core.collection.saved_request import SavedRequest
from aiurdesk.core.credentials.named_secrets import named_secrets, without_named_secrets
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_looks import looks_secret
from aiurdesk.core.credentials.secret_names import (
    is_secret_name,
    is_written_out,
    without_references,
)
from aiurdesk.core.request.conversation import Conversation, SocketMessage
from aiurdesk.core.request.header import is_identifying
from aiurdesk.core.request.request import (
    Body,
    FileValue,
    FormBody,
    JsonBody,
    MultipartBody,
    TextBody,
    Value,
)
from aiurdesk.core.request.response_test import ResponseTest, texts_of
from aiurdesk.core.request.rows import all_rows
from aiurdesk.core.response.secret_search import contains_secret


class LiteralSecret(msgspec.Struct, frozen=True):
    """A place where a secret is written out."""

    place: str
    """``value AccessToken``, ``header Authorization``, ``url``; also what ``not_secret`` lists."""
    reason: str
    """Why it is taken for a secret, without the secret."""

    @property
    def sentence(self) -> str:
        """What is refused and what to do instead."""
        return (
            f"The {self.place} {self.reason}, and a collection must not hold secrets. Write "
            "{{env:VARIABLE}} for an environment variable, or leave it out and use a credential."
        )


class _Text(msgspec.Struct, frozen=True):
    """A text that is to be saved."""

    place: str
    text: str
    is_named: bool = False
    """Whether the name of the place says that the text is a secret."""
    reason: str = ""
    """Why, where that is more than the name."""


def literal_secrets(
    saved: SavedRequest, endpoint: Endpoint, known: Iterable[Secret] = ()
) -> tuple[LiteralSecret, ...]:
    """Return the places of a request in which a secret is written out.

    Args:
        saved: What is to be saved. Places in its ``not_secret`` are not looked at.
        endpoint: That of the request.
        known: Secrets that the program knows, such as those that it was given for this request.
    """
    known = tuple(secret for secret in known if secret.reveal())
    found: dict[str, LiteralSecret] = {}
    for each in _texts(saved, endpoint):
        # One reason for each place is enough.
        if each.place in saved.not_secret or each.place in found:
            continue
        reason = _reason(each, known)
        if reason:
            found[each.place] = LiteralSecret(each.place, reason)
    return tuple(found.values())


def secret_addresses(
    base_urls: Iterable[tuple[str, str]], not_secret: Iterable[str] = ()
) -> tuple[LiteralSecret, ...]:
    """Return the base addresses of services in which a secret is written out.

    Args:
        base_urls: Ids of services and their addresses.
        not_secret: Places, as ``address_place`` names them, that are not looked at.
    """
    passed_over = frozenset(not_secret)
    return tuple(
        LiteralSecret(address_place(service), reason)
        for service, url in base_urls
        if address_place(service) not in passed_over and (reason := _reason_of_address(url))
    )


def address_place(service: str) -> str:
    """Return what the place of a base address is called."""
    return f"address of {service}"


def _reason_of_address(url: str) -> str:
    for each in _address_texts(url):
        if reason := _reason(each, ()):
            return reason if each.place == "url" else f"has a {each.place} that {reason}"
    return ""


def secret_variables(
    variables: Iterable[tuple[str, str]], not_secret: Iterable[str] = ()
) -> tuple[LiteralSecret, ...]:
    """Return the variables whose value is a secret written out.

    Args:
        variables: Names and values.
        not_secret: Places, as ``variable_place`` names them, that are not looked at.
    """
    passed_over = frozenset(not_secret)
    texts = (_Text(variable_place(name), value, is_secret_name(name)) for name, value in variables)
    return tuple(
        LiteralSecret(each.place, reason)
        for each in texts
        if each.place not in passed_over and (reason := _reason(each, ()))
    )


def variable_place(name: str) -> str:
    """Return what the place of a variable is called."""
    return f"variable {name}"


def _reason(each: _Text, known: tuple[Secret, ...]) -> str:
    # Only what is left beside variables is written out: {{token}} is a reference.
    literal = without_references(each.text)
    if not literal.strip():
        return ""
    if known and contains_secret(literal, known):
        return "contains a secret"
    if each.is_named and is_written_out(literal):
        return each.reason or "is a secret by its name"
    # Last, because it is the slowest, and the least sure.
    return looks_secret(literal)


def _texts(saved: SavedRequest, endpoint: Endpoint) -> Iterator[_Text]:
    yield from _address_texts(saved.url)
    # What is switched off stands in the file as well.
    for row in all_rows(saved.values, saved.values_off):
        yield from _value_texts(endpoint, row.name, row.value)
    for row in all_rows(((h.name, h.value) for h in saved.headers), saved.headers_off):
        yield from _header_texts(row.name, row.value, endpoint.authentication)
    yield from _body_texts(saved.body)
    yield _Text("notes", saved.notes)
    for number, test in enumerate(saved.tests, start=1):
        yield from _test_texts(f"test {number}", test)
    yield from _conversation_texts(saved.conversation)


def expects_secret(test: ResponseTest) -> bool:
    """Return whether what a test expects is a secret that is written out."""
    return any(_reason(each, ()) for each in _test_texts("", test))


def _test_texts(place: str, test: ResponseTest) -> Iterator[_Text]:
    name = test.subject.rpartition(".")[2]
    is_named = is_secret_name(name) or is_identifying(name)
    for text in texts_of(test.expected):
        yield _Text(place, text, is_named)


def _conversation_texts(conversation: Conversation) -> Iterator[_Text]:
    for name in conversation.subprotocols:
        # Browsers cannot send headers with a handshake, so some services take a token here.
        yield _Text("subprotocol", name)
    for number, message in enumerate(conversation.messages, start=1):
        place = f"message {number}"
        yield _Text(place, message.name)
        yield from _text_or_json(place, message_text(message))
    for number, each in enumerate(conversation.frame_tests, start=1):
        yield from _test_texts(f"frame test {number}", each.test)


def message_text(message: SocketMessage) -> str:
    """Return what a message says; bytes that are no text, and paths, say nothing."""
    if message.kind != "base64":
        return message.content if message.kind in ("text", "json") else ""
    try:
        return base64.b64decode(message.content, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def without_secrets_of(conversation: Conversation) -> Conversation:
    """Return a conversation without what is secret by its name or looks, for the window's state.

    A message whose secret cannot be taken out of it becomes empty; a test is left out.
    """
    messages = []
    for message in conversation.messages:
        text = message_text(message)
        left = without_named_secrets(text)
        left = "" if looks_secret(without_references(left)) else left
        if left != text:
            content = left if message.kind in ("text", "json") else ""
            message = replace(message, content=content)  # noqa: PLW2901
        messages.append(message)
    return replace(
        conversation,
        subprotocols=tuple(n for n in conversation.subprotocols if not looks_secret(n)),
        messages=tuple(messages),
        frame_tests=tuple(t for t in conversation.frame_tests if not expects_secret(t.test)),
    )


def _text_or_json(place: str, text: str) -> Iterator[_Text]:
    for found in named_secrets(text):
        yield _Text(f"{place} {found.name}", found.value, True)
    # The rest, so that a secret with a name is not found a second time by its looks.
    yield _Text(place, without_named_secrets(text))


def _address_texts(url: str) -> Iterator[_Text]:
    yield _Text("url", url)
    try:
        parts = urlsplit(url)
    # Not an address that can be taken apart; the text as a whole was looked at above.
    except ValueError:
        return
    if "@" in parts.netloc:
        yield _Text("url", parts.netloc.rpartition("@")[0], True, "holds a name and a password")
    for pair in parts.query.split("&"):
        name, _, value = pair.partition("=")
        yield _Text(
            f"url parameter {unquote_plus(name)}",
            unquote_plus(value),
            is_secret_name(unquote_plus(name)),
        )


def _value_texts(endpoint: Endpoint, name: str, value: Value) -> Iterator[_Text]:
    parameter = endpoint.parameter(name)
    reason = ""
    if parameter is not None and parameter.traits.is_secret:
        reason = "is a secret"
    elif endpoint.authentication is Authentication.ACCESS_TOKEN and bare_name(name) == bare_name(
        ACCESS_TOKEN
    ):
        reason = "is what the endpoint authenticates with"
    is_named = bool(reason) or is_secret_name(name)
    if isinstance(value, FileValue):
        return
    for text in (value,) if isinstance(value, str) else value:
        yield _Text(f"value {name}", text, is_named, reason)


def _header_texts(name: str, value: Value, authentication: Authentication) -> Iterator[_Text]:
    is_cookie = authentication is Authentication.COOKIE and name.casefold() == "cookie"
    reason = "is what the endpoint authenticates with" if is_cookie else ""
    if isinstance(value, str):
        yield _Text(f"header {name}", value, is_cookie or is_identifying(name), reason)


def _body_texts(body: Body | None) -> Iterator[_Text]:
    match body:
        case FormBody() | MultipartBody():
            for row in body.rows:
                if not isinstance(row.value, FileValue):
                    texts = (row.value,) if isinstance(row.value, str) else row.value
                    for text in texts:
                        yield _Text(f"body {row.name}", text, is_secret_name(row.name))
        case JsonBody() | TextBody():
            yield from _text_or_json("body", body.text)
