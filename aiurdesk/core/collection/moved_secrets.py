"""Puts references in the place of secrets that are written out in a request."""

import re
from urllib.parse import unquote_plus

import msgspec
from msgspec.structs import replace

from aiurdesk.core.credentials.named_secrets import named_secrets, with_named_value
from aiurdesk.core.credentials.secret_looks import secret_in
from aiurdesk.core.request.conversation import Conversation
from aiurdesk.core.request.request import (
    Body,
    FileValue,
    FormBody,
    Header,
    JsonBody,
    MultipartBody,
    Request,
    TextBody,
    Value,
)
from aiurdesk.core.request.response_test import ResponseTest
from aiurdesk.core.request.rows import header_rows, value_rows
from aiurdesk.core.request.user_info import user_info_of

_IN_MESSAGE = re.compile(r"message (\d+)(?: (.+))?", re.DOTALL)
_IN_TEST = re.compile(r"test (\d+)")
_SCHEME = re.compile(r"(?i)^\s*((?:bearer|basic|token|digest)\s+)(.+)$", re.DOTALL)


class FoundSecret(msgspec.Struct, frozen=True):
    """A place in a request with a secret in it."""

    place: str
    reason: str
    name: str
    """What it would be called in the keyring; empty if it cannot be moved there."""


class SecretChoice(msgspec.Struct, frozen=True):
    """What is to be done with the secrets of a request."""

    moved: tuple[tuple[str, str], ...]
    """Places, each with the name in the keyring."""
    not_secret: tuple[str, ...]
    """Places that hold no secret."""


def reference(name: str) -> str:
    """Return what stands in a request for a secret of the keyring."""
    return f"{{{{secret:{name}}}}}"


def secret_at(request: Request, place: str) -> str:
    """Return the secret at a place that ``literal_secrets`` found; empty if it cannot be moved."""
    kind, _, name = place.partition(" ")
    if kind == "value":
        texts = [row.value for row in value_rows(request) if row.name == name]
        return next((text for text in texts if isinstance(text, str)), "")
    if kind == "header":
        # Those that are switched off as well: they stand in the file, too.
        found = [row.value for row in header_rows(request) if row.name == name]
        return _without_scheme(str(found[0])) if found else ""
    if kind == "body":
        return _in_body(request.body, name)
    if place in ("url", "notes"):
        return _by_looks(request, place)
    if found_message := _message_at(request, place):
        index, name = found_message
        content = request.conversation.messages[index].content
        return _named_in(content, name) if name else secret_in(content)
    if (test := _test_at(request, place)) is not None:
        return str(request.tests[test].expected)
    if place.startswith("url parameter "):
        name = place.removeprefix("url parameter ")
        return next((value for key, value in _query(request.endpoint.path) if key == name), "")
    return ""


def with_reference(request: Request, place: str, name: str) -> Request:
    """Return the request with a reference in the place of a secret.

    Args:
        place: As ``literal_secrets`` names it.
        name: That of the secret in the keyring.
    """
    secret, written = secret_at(request, place), reference(name)
    if not secret:
        return request

    def value(key: str, each: Value) -> Value:
        is_it = place == f"value {key}" and not isinstance(each, FileValue) and each == secret
        return written if is_it else each

    def header(each: Header) -> Header:
        is_it = place == f"header {each.name}"
        return Header(each.name, each.value.replace(secret, written)) if is_it else each

    path = request.endpoint.path
    if place.startswith("url parameter "):
        path = _with_query_value(path, place.removeprefix("url parameter "), written)
    elif place == "url":
        path = path.replace(secret, written)
    body = request.body
    if place.startswith("body "):
        body = _with_body_value(body, place.removeprefix("body "), written)
    elif place == "body" and isinstance(body, JsonBody | TextBody):
        body = replace(body, text=body.text.replace(secret, written))
    notes = request.notes.replace(secret, written) if place == "notes" else request.notes
    return replace(
        request,
        endpoint=replace(request.endpoint, path=path),
        values=tuple((key, value(key, each)) for key, each in request.values),
        headers=tuple(header(each) for each in request.headers),
        body=body,
        notes=notes,
        tests=_with_expected(request, place, written),
        conversation=_with_message_value(request, place, written),
        # A row that is switched off stands in the file as well.
        values_off=tuple(
            replace(row, value=value(row.name, row.value)) for row in request.values_off
        ),
        headers_off=tuple(
            replace(row, value=header(Header(row.name, str(row.value))).value)
            for row in request.headers_off
        ),
    )


def _by_looks(request: Request, place: str) -> str:
    if place == "notes":
        return secret_in(request.notes)
    return secret_in_address(request.endpoint.path)


def secret_in_address(address: str) -> str:
    """Return what looks like a secret in an address; empty if it cannot be moved."""
    # A user name and password cannot be a reference; a Basic credential is made of them.
    return "" if user_info_of(address) else secret_in(address)


def _in_body(body: Body | None, name: str) -> str:
    match body:
        case FormBody() | MultipartBody():
            texts = [row.value for row in body.rows if row.name == name]
            return next((text for text in texts if isinstance(text, str)), "")
        case JsonBody() | TextBody():
            # Without a name it was found by its looks.
            return _named_in(body.text, name) if name else secret_in(body.text)
    return ""


def _named_in(text: str, name: str) -> str:
    return next((each.value for each in named_secrets(text) if each.name == name), "")


def _message_at(request: Request, place: str) -> tuple[int, str] | None:
    """Return the index of a message that is text, and the name of a secret in it or nothing."""
    found = _IN_MESSAGE.fullmatch(place)
    if found is None or int(found[1]) > len(request.conversation.messages):
        return None
    index = int(found[1]) - 1
    is_text = request.conversation.messages[index].kind in ("text", "json")
    return (index, found[2] or "") if is_text else None


def _with_message_value(request: Request, place: str, written: str) -> Conversation:
    conversation = request.conversation
    place_in = _message_at(request, place)
    if place_in is None:
        return conversation
    index, name = place_in
    messages = list(conversation.messages)
    content = messages[index].content
    if name:
        content = with_named_value(content, name, written)
    else:
        content = content.replace(secret_in(content), written)
    messages[index] = replace(messages[index], content=content)
    return replace(conversation, messages=tuple(messages))


def _test_at(request: Request, place: str) -> int | None:
    """Return the index of a test that expects one text; a list may hold several secrets."""
    found = _IN_TEST.fullmatch(place)
    if found is None or int(found[1]) > len(request.tests):
        return None
    index = int(found[1]) - 1
    return index if isinstance(request.tests[index].expected, str) else None


def _with_expected(request: Request, place: str, written: str) -> tuple[ResponseTest, ...]:
    at = _test_at(request, place)
    return tuple(
        replace(test, expected=written) if index == at else test
        for index, test in enumerate(request.tests)
    )


def _with_body_value(body: Body | None, name: str, written: str) -> Body | None:
    match body:
        case FormBody() | MultipartBody():
            rows = (
                replace(row, value=written)
                if row.name == name and isinstance(row.value, str)
                else row
                for row in body.rows
            )
            return replace(body, rows=tuple(rows))
        case JsonBody() | TextBody():
            return replace(body, text=with_named_value(body.text, name, written))
    return body


def suggested_name(request: Request, place: str) -> str:
    """Return a name for a secret: that of its place, and of what it is sent to."""
    name = re.sub(r"^(url parameter|value|header|body|message \d+) ", "", place)
    if (index := _test_at(request, place)) is not None:
        name = request.tests[index].subject or place
    target = request.endpoint.service_id or _host(request.endpoint.path)
    # No braces and line breaks, which end a reference.
    plain = re.sub(r"[{}\s]+", " ", f"{target} {name}").strip()
    return plain[:60]


def _without_scheme(text: str) -> str:
    # "Bearer" stays in the header, where a reader sees how the secret is used.
    found = _SCHEME.match(text)
    return found.group(2) if found else text


def _host(address: str) -> str:
    return re.sub(r"^[a-z]+://", "", address, flags=re.IGNORECASE).split("/")[0].split("@")[-1]


def _query(address: str) -> list[tuple[str, str]]:
    pairs = address.partition("?")[2].partition("#")[0].split("&")
    parts = (pair.partition("=") for pair in pairs)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in parts]


def _with_query_value(address: str, name: str, written: str) -> str:
    head, mark, rest = address.partition("?")
    query, fragment_mark, fragment = rest.partition("#")
    pairs = []
    for pair in query.split("&"):
        key, equals, _ = pair.partition("=")
        pairs.append(f"{key}{equals}{written}" if unquote_plus(key) == name else pair)
    return f"{head}{mark}{'&'.join(pairs)}{fragment_mark}{fragment}"
