"""Turns the body that a person composed into the bytes that go on the wire."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import msgspec

from aiurdesk.core.addresses import encoding
from aiurdesk.core.addresses.address import unresolved
from aiurdesk.core.api.constraints import Constraints, Refusal
from aiurdesk.core.api.parameter_kinds import ParameterKind
from aiurdesk.core.api.text import surrogate_refusal
from aiurdesk.core.credentials.secret import Secret
from aiurdesk.core.credentials.secret_names import is_secret_name
from aiurdesk.core.credentials.unknown_secrets import unknown_secrets
from aiurdesk.core.form.form_rules import content_type_refusal, file_name_refusal
from aiurdesk.core.preparing.resolved_value import Unresolved, resolve_path, resolve_value
from aiurdesk.core.request.request import (
    Body,
    FieldError,
    FileBody,
    FileContent,
    FileValue,
    FormBody,
    JsonBody,
    MultipartBody,
    Row,
    TextBody,
    Value,
)
from aiurdesk.core.request.request_secrets import secrets_of_text
from aiurdesk.core.variables.environment import (
    VARIABLE,
    Environment,
    resolve,
)

URLENCODED = "application/x-www-form-urlencoded"
JSON = "application/json"
MOST_CHECKED_CHARS = 1_000_000
"""A longer JSON text is sent unchecked: checking would delay every key that is typed."""


_STRING_OR_VARIABLE = re.compile(r'"(?:[^"\\\n]|\\.)*+"|' + VARIABLE.pattern)


class WireBody(msgspec.Struct, frozen=True):
    """A body as it is sent."""

    content_type: str = ""
    """Empty where there is no body."""
    parts: tuple[encoding.BodyPart, ...] = ()
    secrets: tuple[Secret, ...] = ()
    """Texts in it that are shown as dots."""


def wire_body(
    body: Body,
    environment: Environment,
    boundary: str,
    added: Iterable[tuple[str, str]] = (),
    *,
    is_forced: bool = False,
) -> WireBody | tuple[FieldError, ...]:
    """Resolve the variables of a body and write it.

    Args:
        boundary: As for ``prepare``.
        added: What a credential adds to a form.
        is_forced: "Send anyway": JSON is not checked.
    """
    match body:
        case FormBody() | MultipartBody():
            return _wire_form(body, environment, boundary, added)
        case JsonBody():
            return _wire_text(body.text, JSON, environment, is_checked=not is_forced)
        case TextBody():
            return _wire_text(body.text, body.content_type, environment)
        case FileBody():
            return _wire_file(body, environment)
    return WireBody()


# An edit asks for it several times, and reading a megabyte takes 20 ms.
@lru_cache(maxsize=2)
def json_problem(text: str) -> str:
    """Return why a text is no JSON, with the place of the mistake; empty where it is JSON."""
    if len(text) > MOST_CHECKED_CHARS:
        return ""
    traits = ParameterKind.JSON.traits
    written = traits.write(Constraints(), text, traits.example)
    return written.text if isinstance(written, Refusal) else ""


def template_problem(text: str) -> str:
    """Return why a text with ``{{variables}}`` is no JSON, whatever their values are."""
    # A number of the same length, so that the place of a mistake stays the same.
    return json_problem(VARIABLE.sub(lambda match: "0".ljust(len(match.group())), text))


def resolve_json(text: str, variables: Mapping[str, str]) -> str | tuple[str, ...]:
    """Replace variables as ``resolve`` does; within a string their values are escaped."""
    if "{{" not in text:
        return text
    missing: dict[str, None] = {}

    def value_of(variable: re.Match[str]) -> str:
        resolved = resolve(variable.group(), variables)
        if isinstance(resolved, tuple):
            missing.update(dict.fromkeys(resolved))
            return ""
        return resolved

    def replaced(match: re.Match[str]) -> str:
        if not match.group().startswith('"'):
            return value_of(match)
        return VARIABLE.sub(
            lambda inner: json.dumps(value_of(inner), ensure_ascii=False)[1:-1], match.group()
        )

    written = _STRING_OR_VARIABLE.sub(replaced, text)
    return tuple(missing) if missing else written


def row_problem(row: Row, *, is_multipart: bool) -> str:
    """Return why a row of a form cannot be sent, or empty text; variables are not resolved."""
    if not row.name:
        return "Give the field a name, such as id."
    if isinstance(row.value, FileValue):
        if not is_multipart:
            return "Files can be sent as multipart only. Choose Multipart above, or enter text."
        if not row.value.path or not row.value.filename:
            return "Choose a file, such as picture.png. Its content is sent."
        return file_name_refusal(row.value) or ""
    texts = (row.value,) if isinstance(row.value, str) else row.value
    refusals = (surrogate_refusal(text) for text in (row.name, *texts))
    return next((refusal.text for refusal in refusals if refusal is not None), "")


def _wire_form(
    body: FormBody | MultipartBody,
    environment: Environment,
    boundary: str,
    added: Iterable[tuple[str, str]],
) -> WireBody | tuple[FieldError, ...]:
    is_multipart = isinstance(body, MultipartBody)
    parts: list[encoding.Part] = []
    errors: list[FieldError] = []
    for row in body.rows:
        # A row that was added and not filled in yet is no pair.
        if not row.is_sent or (row.name, row.value) == ("", ""):
            continue
        name = resolve(row.name, environment.variables)
        value = resolve_value(row.value, environment.variables)
        if isinstance(name, tuple) or isinstance(value, Unresolved):
            missing = (*(name if isinstance(name, tuple) else ()), *_missing_in(value))
            error = unresolved(row.name, missing, environment)
            errors.append(FieldError(row.name, error.text, is_body=True))
            continue
        problem = row_problem(Row(name, value), is_multipart=is_multipart)
        if problem:
            errors.append(FieldError(row.name, problem, is_body=True))
        texts = value if isinstance(value, tuple) else (value,)
        parts += [encoding.Part(name, text) for text in texts]
    if errors:
        return tuple(errors)
    parts += [encoding.Part(name, text) for name, text in added]
    secrets = tuple(_secrets_of(parts))
    if is_multipart:
        boundary = encoding.free_boundary(boundary, parts)
        content_type = f"multipart/form-data; boundary={boundary}"
        return WireBody(content_type, encoding.multipart(parts, boundary), secrets)
    pairs = [(part.name, part.content) for part in parts if isinstance(part.content, str)]
    return WireBody(URLENCODED, (encoding.pairs(pairs).encode(),), secrets)


def _missing_in(value: Value | Unresolved) -> tuple[str, ...]:
    return value.names if isinstance(value, Unresolved) else ()


def _secrets_of(parts: Iterable[encoding.Part]) -> Iterator[Secret]:
    for part in parts:
        if part.content and isinstance(part.content, str):
            is_secret = is_secret_name(part.name)
            yield from (Secret(part.content),) if is_secret else secrets_of_text(part.content)


def _wire_text(
    text: str, content_type: str, environment: Environment, *, is_checked: bool = False
) -> WireBody | tuple[FieldError, ...]:
    kind = resolve(content_type, environment.variables)
    # In JSON a value has to stay within its string, whatever quotes it holds.
    resolving = resolve_json if kind == JSON else resolve
    resolved = resolving(text, environment.variables)
    if isinstance(kind, tuple) or isinstance(resolved, tuple):
        missing = (n for names in (kind, resolved) if isinstance(names, tuple) for n in names)
        error = unresolved("", tuple(missing), environment)
        return (FieldError("", error.text, is_body=True),)
    written = _written_text(resolved, kind, is_checked=is_checked)
    if isinstance(written, tuple) and is_checked and (problem := template_problem(text)):
        # The place of the mistake in the text that was typed, not in the one with the values.
        return (FieldError("", problem, is_body=True),)
    return written


# A request is prepared at every key that is typed elsewhere, with the same text each time.
@lru_cache(maxsize=2)
def _written_text(
    text: str, content_type: str, *, is_checked: bool
) -> WireBody | tuple[FieldError, ...]:
    refused = content_type_refusal(content_type) or ""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        half = surrogate_refusal(text)
        refused, data = half.text if half else refused, b""
    problem = refused or (json_problem(text) if is_checked else "")
    if problem:
        return (FieldError("", problem, is_body=True),)
    # Each one once: a list of a thousand entries may repeat the same one in each of them.
    values = dict.fromkeys(secret.value for secret in unknown_secrets(text) if secret.value)
    return WireBody(content_type, (data,), tuple(map(Secret, values)))


def _wire_file(body: FileBody, environment: Environment) -> WireBody | tuple[FieldError, ...]:
    kind = resolve(body.content_type, environment.variables)
    path = resolve_path(body.path, environment.variables)
    if isinstance(kind, tuple) or isinstance(path, tuple):
        missing = (n for names in (kind, path) if isinstance(names, tuple) for n in names)
        error = unresolved("", tuple(missing), environment)
        return (FieldError("", error.text, is_body=True),)
    problem = content_type_refusal(kind) or ""
    if not path:
        problem = "Choose a file, such as picture.png. Its content is sent."
    if problem:
        return (FieldError("", problem, is_body=True),)
    return WireBody(kind, (FileContent(path),))
